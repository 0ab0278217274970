"""Distinct names of a ledger in formulas: a list of the names on our sheet, each with its count of live rows.

A cell may hold several names.  The list is of the names at the time of scoring.  Below it stands how
many names are new since, so that a new one counts at once; new names that share a cell, and those that must
have several rows, are counted when the file is scored again, and the sheet says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from core.model import Month
from core.workbooks.scored.live.conditions import Condition, pattern, text
from core.workbooks.scored.live.plan import MOST_COMPARED, NotLive, Why
from core.workbooks.scored.live.rows import END, START, Rows
from core.workbooks.scored.live.sheets import Formula
from core.workbooks.scored.live.spans import BEYOND, SEPARATOR

#: A list of names makes the spreadsheet look at every row once a name and twice over.
MOST_LOOKED_AT = 600_000
#: Excel searches for no longer text.
LONGEST_NAME = 240


@dataclass(frozen=True, slots=True)
class NameCounts:
    """The ranges of the counts that are sure and of those that may be, by name; the cells with how many are new."""

    surely: str
    maybe: str
    new: tuple[str, str]


def name_counts(
    rows: Rows,
    key: str,
    condition: Condition,
    counts: Sequence[bool | None] | None,
    as_of: Month,
    split: Callable[[Any], Iterable[str]],
    *,
    several: bool,
) -> NameCounts | None:
    """How many rows each name has; None where there is no name.

    `counts` says of each row whether it fulfils the condition, None where that is not known.
    """
    cells = rows.spans.typed(key)
    names = sorted({name for cell in set(cells) for name in split(cell)})
    if not names:
        return None
    length = rows.spans.last - rows.spans.first + 1
    if len(names) * length > MOST_LOOKED_AT or max(map(len, names)) > LONGEST_NAME:
        raise NotLive(Why.TOO_MANY_NAMES)
    if not all(map(str.isprintable, names)):
        raise NotLive(Why.UNREAD)
    sure, possible = _counted(rows, cells, counts, as_of.index, split)
    here = condition & rows.live
    span = rows.spans[key].range
    surely: dict[int, Any] = {}
    maybe: dict[int, Any] = {}
    for number, name in enumerate(names, start=2):
        bears = _bears(span, name, several=several)
        surely[number] = Formula(f"SUMPRODUCT({bears}*{here.surely})", sure[name])
        maybe[number] = Formula(f"SUMPRODUCT({bears}*{here.maybe})", possible[name])
    news = _new(rows, key, names, here, several=several)
    listing = rows.spans.listing(key, dict(enumerate(names, start=2)), surely, maybe, news)
    return NameCounts(listing.surely, listing.maybe, listing.new)


def _new(rows: Rows, key: str, names: Sequence[str], here: Condition, *, several: bool) -> tuple[Formula, Formula]:
    """How many names that are not on the list have such a row, and how many may have one."""
    spans, span = rows.spans, rows.spans[key]
    if span.copied or spans.last - spans.first >= MOST_COMPARED + BEYOND or any(set("~*?") & set(n) for n in names):
        return Formula("0", 0), Formula("0", 0)
    alone = f'*(1-ISNUMBER(SEARCH("{SEPARATOR}",{span.range})))' if several else ""
    listed = spans.next_listing(len(names))
    new = f'({span.range}<>"")*ISNA(MATCH({span.range},{listed},0))*(1-ISNUMBER(SEARCH("~~",{span.range}))){alone}'
    return _firsts(rows, span.range, f"{new}*{here.surely}"), _firsts(rows, span.range, f"{new}*{here.maybe}")


def _firsts(rows: Rows, span: str, marked: str) -> Formula:
    """How many different texts the marked rows have: MATCH finds the first row of each, and no row is an error."""
    told = f'"{SEPARATOR}"&REPT(LEFT({span},{LONGEST_NAME}),{marked})'
    return Formula(f"SUMPRODUCT({marked}*(MATCH({told},{told},0)={rows.position}))", 0)


def _counted(
    rows: Rows,
    cells: Sequence[Any],
    counts: Sequence[bool | None] | None,
    at: int,
    split: Callable[[Any], Iterable[str]],
) -> tuple[Counter[str], Counter[str]]:
    """Live rows by name: surely so, and perhaps."""
    sure: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    ends = rows.spans.typed(END) if END in rows.spans else repeat(at + 1)
    for cell, counted, start, end in zip(cells, counts or repeat(True), rows.spans.typed(START), ends):
        if counted is False or (start is not None and start > at) or (end is not None and end <= at):
            continue
        certain = counted and start is not None and end is not None
        for name in split(cell):
            possible[name] += 1
            sure[name] += bool(certain)
    return sure, possible


def _bears(span: str, name: str, *, several: bool) -> str:
    """1 in rows whose cell holds the name."""
    if not several:
        return f"({span}={text(name)})"
    return f'ISNUMBER(SEARCH({pattern(f"{SEPARATOR}{name}{SEPARATOR}")},"{SEPARATOR}"&{span}&"{SEPARATOR}"))'


def reaching(counts: NameCounts | None, wanted: int) -> tuple[str, str]:
    """How many names have `wanted` rows or more, and how many more may have."""
    if counts is None:
        return "0", "0"
    surely, maybe = (f'COUNTIFS({part},">={wanted}")' for part in (counts.surely, counts.maybe))
    if wanted > 1:
        return surely, f"{maybe}-{surely}"
    return f"{surely}+{counts.new[0]}", f"{maybe}+{counts.new[1]}-{surely}-{counts.new[0]}"
