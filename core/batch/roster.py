"""Files of an office that are no workbook of a pilot: a list of who has to file → Roster; a summary of a batch.

A roster is a workbook or a CSV, read by the guarded reader.  A summary is known by its mark, an old one by its headings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from core.batch.nouns import Roster, RosterLine
from core.batch.pilots import named
from core.compiled import tables
from core.errors import RefusedWorkbook
from core.intake import DEFAULT_LIMITS, opened
from core.intake.grid import shown
from core.intake.headings import HEADER_ROWS
from core.intake.ledger_csv import DELIMITERS, decoded
from core.intake.reader.guard import Caps, Package
from core.intake.reader.kinds import Refused
from core.intake.words import WORDS, clean, header, is_blank, word
from core.model import Problem, Profile, Rulebook
from core.rulebook import load

#: So many rows of a list are looked at.
MOST_ROWS = 5000
_WORDS = tables(Path(__file__).with_suffix(".toml"))
#: Words that tell no space from another, as `named` gives them.
GENERIC: tuple[str, ...] = tuple(named(_WORDS.pop("words")["generic"]))
HEADERS: dict[str, frozenset[str]] = {key: frozenset(map(header, titles)) for key, titles in _WORDS.items()}
Rows = list[list[str]]


def read_roster(raw: bytes, name: str) -> Roster:
    """The names on the first sheet that has any; RefusedWorkbook where there are none.

    A line is left out where an earlier one has the name, and no other operator, type or region.

    A header within the first rows says which column is which; without one the list must be a single column.
    """
    for rows in _tables(raw, name):
        at, columns = _header(rows)
        lines = [line for line in (_line(row, columns, load()) for row in rows[at:]) if line is not None]
        if lines:
            return _each_once(lines)
    raise RefusedWorkbook(Problem("roster_no_names"))


def _each_once(lines: Sequence[RosterLine]) -> Roster:
    known: dict[str, list[RosterLine]] = {}
    again: list[RosterLine] = []
    for look, line in zip(named([line.name for line in lines]), lines, strict=True):
        alike = known.setdefault(look, [])
        (again if any(_is_same(line, other) for other in alike) else alike).append(line)
    dropped = set(map(id, again))
    left = tuple(line for line in lines if id(line) not in dropped)
    return Roster(left, tuple(dict.fromkeys(line.name for line in again)))


def _is_same(one: RosterLine, other: RosterLine) -> bool:
    """Whether nothing but the contact tells two lines of one name apart."""
    operators = named([one.operator, other.operator])
    both = (operators, (one.profile, other.profile), (one.region, other.region))
    return not any(mine and theirs and mine != theirs for mine, theirs in both)


def _tables(raw: bytes, name: str) -> Iterator[Rows]:
    """The rows of each visible sheet as text."""
    if Path(name).suffix.lower() == ".csv":
        text = decoded(raw)
        tables = [
            list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=each), MOST_ROWS)) for each in DELIMITERS
        ]
        yield max(tables, key=lambda rows: max(map(len, rows), default=0))
        return
    for grid in opened(raw, DEFAULT_LIMITS).fetched.grids:
        if grid.state == "visible":
            yield [list(map(shown, grid.row(row))) for row in range(min(grid.height, MOST_ROWS))]


def _header(rows: Rows) -> tuple[int, dict[str, list[int]]]:
    """The row below the header, and the indices of each column by key; no row and the only column without a header."""
    for at, row in enumerate(rows[:HEADER_ROWS]):
        found = {key: [i for i, cell in enumerate(row) if header(cell) in HEADERS[key]] for key in HEADERS}
        if found["name"] or found["operator"]:
            return at + 1, found
    filled = {index for row in rows for index, cell in enumerate(row) if cell.strip()}
    return 0, {"name": sorted(filled)} if len(filled) == 1 else {}


def _line(row: Sequence[str], columns: dict[str, list[int]], rulebook: Rulebook) -> RosterLine | None:
    def cells(key: str) -> list[str]:
        found = (clean(row[index]) for index in columns.get(key, ()) if index < len(row))
        return [cell for cell in found if not is_blank(cell)]

    operator = next(iter(cells("operator")), "")
    name = next(iter(cells("name")), operator)
    if not name or word(name) in WORDS.totals:
        return None
    profile = next((_profile(cell, rulebook) for cell in cells("profile")), None)
    return RosterLine(name, operator, profile, next(iter(cells("region")), ""), " ".join(cells("contact")))


def _profile(text: str, rulebook: Rulebook) -> Profile | None:
    """The pilot type that a word names, 城市可信数据空间 too; None for none or several."""
    named = {
        profile
        for profile, choice in rulebook.profiles.items()
        for each in (*choice.label.every, *choice.synonyms)
        if word(each) in word(text)
    }
    return named.pop() if len(named) == 1 else None


# --- summaries, which are of no pilot -------------------------------------------------------------

#: The property by which a summary of a batch is known for one, among the workbooks that it lies beside.
SUMMARY = "trusted-data-space-summary"
HEADINGS: list[list[str]] = tables(Path(__file__).with_name("summaries.toml"))["headings"]
#: Where programs keep the texts of the first sheet.
TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")


def package(raw: bytes) -> Package:
    """The parts of a workbook; Refused where it has none."""
    limits = DEFAULT_LIMITS
    return Package(raw, Caps(limits.parts, limits.part, limits.total, limits.ratio, limits.ratio_from, limits.box))


def is_summary(raw: bytes) -> bool:
    """Whether a workbook is a summary that this program has written.

    One whose headings alone say so must have no sheet of a pilot's: an office may paste a summary into its workbook.
    """
    from html import unescape  # and all entities that there are

    try:
        parts = package(raw)
        if SUMMARY in _beginning(parts, "docProps/custom.xml"):
            return True
        texts = unescape("".join(_beginning(parts, name) for name in TEXTS))
        if not any(all(f">{heading}</t>" in texts for heading in each) for each in HEADINGS):
            return False
        sheets = _beginning(parts, "xl/workbook.xml").split("<sheet ")[1:]
        titles = {word(unescape(each.partition('name="')[2].partition('"')[0])) for each in sheets}
    except Refused:
        return False
    form = next(sheet for sheet in load().sheets.values() if sheet.role == "form")
    return titles.isdisjoint(map(word, (*form.label.every, *form.synonyms)))


def _beginning(parts: Package, name: str) -> str:
    """The first MiB of a part; '' where there is none."""
    return next(parts.inflate(name), b"").decode("utf-8", "replace") if name in parts.parts else ""
