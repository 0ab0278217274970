"""Which grid is which sheet: by its name, or by what it says where no name does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.compiled import long_pattern
from core.intake.grid import BLANK, Cells, Grid, Raw, Rows, shown
from core.intake.headings import Claims, best_row, header_words
from core.intake.months import Moment, moment
from core.intake.problems import of_sheet
from core.intake.words import WORDS, header, is_blank, spellings, word
from core.model import Joined, Month, Problem, Sheet

#: So many headers of a missing sheet make another sheet look like it.
ALIKE = 3
#: So many labels of the form in one of the first columns make a sheet the form.
FORM_ITEMS, FORM_COLUMNS = 5, 10
#: Sheets of which a second one is asked about, and those whose rows can be counted beside the first one's.
APPENDED = ("ledger", "days")
JOINED = ("months", "plan", "claims", *APPENDED)
#: A row of a second sheet holds so much at least.
FILLED = 2
#: What tells a row of a sheet from the others.
NAMING = ("id", "month", "date", "credit_code", "name")
#: Problems of a whole sheet beside those that are read.
OF_SHEETS = frozenset({"sheet_twice", "sheet_not_read", "sheet_by_content"})
Heads = Mapping[str, Claims]
#: Problems of a sheet that has the headers of one that is read.
SECOND = frozenset({"second_sheet", "sheet_twice"})
#: What Numbers puts behind a sheet's title in its exports.
TABLE = re.compile(r"[-–—]?(?:表格|table)\d+(?:-\d+)*$")
NUMBERING = long_pattern(r"^(?:附?表)?[(（]?[\d一二三四五六七八九十]{1,2}[)）]?[.、:：_\-\s]*")


def match_sheets(grids: Sequence[Grid], sheets: Mapping[str, Sheet]) -> tuple[dict[str, Grid], list[Problem]]:
    """Grids by sheet key, and what was odd: two of one role, hidden ones, ones that only look alike."""
    found: dict[str, Grid] = {}
    problems: list[Problem] = []
    ranks = {grid.name: _rank(grid.name, sheets) for grid in grids}
    for key in dict.fromkeys(key for _, key in ranks.values()):
        if key is None or sheets[key].role == "guide":
            continue
        named = sorted((grid for grid in grids if ranks[grid.name][1] == key), key=lambda grid: ranks[grid.name][0])
        chosen = next((grid for grid in named[1:] if grid.corrections.used), named[0])
        label, name = sheets[key].label, named[0].name
        for other in (grid for grid in named[1:] if not _is_example(grid.name)):
            problems.append(of_sheet("sheet_twice", other.place(0, 0), used=name, role=label, content=name))
        if chosen.state != "visible":
            problems.append(of_sheet("hidden_sheet", chosen.place(0, 0), role=label))
        if chosen.corrections.used is not False:
            found[key] = chosen
    nameless = [grid for grid in grids if ranks[grid.name][1] is None]
    problems += _look_alikes(nameless, sheets, found)
    problems += _form_by_content(nameless, sheets, found)
    known = {grid.name for grid in found.values()}
    beside = [grid for grid in grids if grid.name not in known and not _is_example(grid.name)]
    return found, _with_second_sheets(beside, sheets, found, problems)


def unnamed(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: Mapping[str, Grid]) -> list[Grid]:
    """The sheets that are none of the rulebook's, nor examples."""
    known = {grid.name for grid in found.values()}
    return [g for g in grids if g.name not in known and _rank(g.name, sheets)[1] is None and not _is_example(g.name)]


def _is_example(title: str) -> bool:
    return any(example in word(title) for example in WORDS.example_sheets)


def _head(grid: Grid, sheet: Sheet) -> tuple[int, Heads]:
    """The row that heads most columns of a sheet, as `best_row`."""
    return grid.once(("head", id(sheet)), lambda: (sheet, best_row(grid, sheet.columns)))[1]


def _with_second_sheets(
    grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid], problems: list[Problem]
) -> list[Problem]:
    """The problems with a question for each sheet with the headers of one that is read; joined to it where it counts."""
    asked = {problem.place.sheet: problem for problem in problems if problem.place and problem.code in OF_SHEETS}
    for grid in grids:
        heads = {key: _head(grid, sheets[key]) for key in found if sheets[key].role in JOINED}
        key, (head, claims) = max(heads.items(), key=lambda each: len(each[1][1]), default=("", (0, {})))
        twice = asked.get(grid.name)
        if key == "" or (twice is not None and twice.code != "sheet_twice"):
            continue
        second = _second(found[key], sheets[key], grid, (head, claims))
        if second is None:
            continue
        rows, details = second
        if not len(rows):
            problems[:] = [problem for problem in problems if problem is not twice]
            continue
        if twice is None:
            problems.append(of_sheet("second_sheet", grid.place(0, 0), **details))
        else:
            details = {"kind": "rows", **details, **twice.details}
            problems[problems.index(twice)] = replace(twice, details=details)
        if grid.corrections.appended:
            found[key] = _joined(found[key], grid, _head(found[key], sheets[key])[1], (rows, claims))
    return problems


def _second(known: Grid, sheet: Sheet, grid: Grid, head: tuple[int, Heads]) -> tuple[Rows, dict[str, Any]] | None:
    """The rows of a sheet that may count beside those of another, and what is said of them; None where it is no such sheet.

    Of a month or a criterion one row counts: rows that say what the other sheet says of theirs are none.
    """
    top, own = _head(known, sheet)
    (row, claims), single = head, sheet.role not in APPENDED
    naming = next((key for key in NAMING if key in own and key in claims), None)
    shared = {key: (own[key][0][1].index, claims[key][0][1].index) for key in own if key in claims}
    said = [at for key, at in shared.items() if key not in (naming, "title")]
    if naming is None or not said or (not single and len(claims) < ALIKE):
        return None
    (first, second), below = shared[naming], np.flatnonzero(grid.filled() >= FILLED)
    name = _month if sheet.role == "months" else lambda raw: word(shown(raw))
    if sheet.role == "months" and _is_daily([grid.at(at, second) for at in below[below > row].tolist()]):
        return None
    there = {name(known.at(at, first)): at for at in range(top + 1, known.height)}
    rows, new, both = [], 0, 0
    for at in below[below > row].tolist():
        own_name = name(grid.at(at, second))
        is_new, differs = own_name not in there, False
        if single:
            filled = [pair for pair in said if not is_blank(shown(grid.at(at, pair[1])))]
            if not filled or (is_new and sheet.role == "months" and not isinstance(own_name, Month)):
                continue
            differs = not is_new and any(
                word(shown(known.at(there[own_name], left))) != word(shown(grid.at(at, right)))
                for left, right in filled
            )
        if not single or is_new or differs:
            rows.append(at)
            new += is_new
            both += differs
    now = int((known.filled()[top + 1 :] >= FILLED).sum())
    details: dict[str, Any] = {"used": known.name, "role": sheet.label, "content": known.name, "rows": len(rows)}
    details |= {"new": new, "both": both, "now": now, "then": now + (new if single else len(rows))}
    kind = ("mixed" if new else "differ") if both else "" if new else "known"
    details |= {"kind": kind} if kind else {}
    absent = [
        label for label in (name(grid.at(at, second)) for at in rows) if isinstance(label, Month) and label not in there
    ]
    details |= {"months": tuple(absent)} if absent else {}
    return np.array(rows, dtype=np.int64), details


def _month(raw: Raw) -> Month | str:
    """What tells a row of months from others: its month, else its text."""
    found = moment(raw)
    return found.month if isinstance(found, Moment) else word(shown(raw))


def _is_daily(cells: Sequence[Raw]) -> bool:
    """Whether cells are days of which two are in one month: a record of days, not rows of months."""
    days = {found for found in map(moment, cells) if isinstance(found, Moment) and found.day is not None}
    return len({found.month for found in days}) < len(days)


def _joined(known: Grid, grid: Grid, own: Heads, more: tuple[Rows, Heads]) -> Grid:
    """A sheet with the rows of another below its own, read as one."""
    rows, claims = more
    columns = {own[key][0][1].index: claims[key][0][1].index for key in own if key in claims}
    cells = [
        _lengthened(each, grid.columns[columns[at]], rows) if at in columns else _lengthened(each, None, rows)
        for at, each in enumerate(known.columns)
    ]
    here = {row: known.height + at for at, row in enumerate(rows.tolist())}
    joined = Joined(known.height + 1, grid.name, tuple(row + 1 for row in here), columns, grid.corrections.holding)
    corrections = replace(
        known.corrections,
        counted=known.corrections.counted | {here[row] for row in grid.corrections.counted if row in here},
        left_out=known.corrections.left_out | {here[row] for row in grid.corrections.left_out if row in here},
    )
    return replace(
        known,
        height=known.height + len(rows),
        columns=tuple(cells),
        rewritten=True,
        joined=(*known.joined, joined),
        corrections=corrections,
    )


def _lengthened(cells: Cells, other: Cells | None, rows: Rows) -> Cells:
    """A column with the cells of another in some rows below its own; blanks where there is none."""
    values = list(cells.values)
    codes = {(type(value), value): code for code, value in enumerate(values)}
    added = []
    for value in [BLANK] if other is None else other.values:
        if (type(value), value) not in codes:
            codes[type(value), value] = len(values)
            values.append(value)
        added.append(codes[type(value), value])
    below = np.zeros(len(rows), dtype=np.int64) if other is None else np.asarray(other.codes)[rows]
    return Cells(values, np.append(np.asarray(cells.codes).astype(np.int64), np.array(added)[below]))


def _rank(title: str, sheets: Mapping[str, Sheet]) -> tuple[int, str | None]:
    """How closely a title names a sheet: 0 its label, 1 a synonym, 2 either with numbering or brackets."""
    for rank, name in ((0, word(title)), (2, TABLE.sub("", NUMBERING.sub("", header(title))))):
        for key, sheet in sheets.items():
            if name in spellings(map(word, sheet.label.every)):
                return rank, key
        for key, sheet in sheets.items():
            if name in map(word, sheet.synonyms):
                return rank + 1, key
    return 9, None


def _look_alikes(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid]) -> list[Problem]:
    """Sheets whose headers are those of a sheet that is missing; used where the sender says so."""
    missing = [sheet for key, sheet in sheets.items() if key not in found and sheet.role not in ("guide", "form")]
    problems = []
    for grid in grids:
        alike = [(len(_head(grid, sheet)[1]), sheet) for sheet in missing]
        count, sheet = max(alike, key=lambda pair: pair[0], default=(0, None))
        if sheet is not None and count >= ALIKE:
            problems.append(of_sheet("sheet_not_read", grid.place(0, 0), role=sheet.label))
            if grid.corrections.used:
                found.setdefault(sheet.key, grid)
    return problems


def _form_by_content(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid]) -> list[Problem]:
    """The only sheet that says what 基本信息 says, where none is named so: without it there is no verdict."""
    form = next((sheet for sheet in sheets.values() if sheet.role == "form"), None)
    if form is None or form.key in found:
        return []
    words = header_words(form.columns)
    alike = [grid for grid in grids if _is_form(grid, words)]
    if len(alike) != 1:
        return []
    found[form.key] = alike[0]
    return [of_sheet("sheet_by_content", alike[0].place(0, 0), role=form.label)]


def _is_form(grid: Grid, words: Mapping[str, tuple[int, str]]) -> bool:
    """Whether one of the first columns holds the labels of a form."""
    for cells in grid.columns[:FORM_COLUMNS]:
        labels = {words[header(text)] for text in cells.texts if text and header(text) in words}
        if sum(rank == 0 for rank, _ in labels) >= FORM_ITEMS:
            return True
    return False
