"""Distinct names of a ledger in formulas: a list of the names on our sheet, each with its count of live rows.

A cell may hold several names.  The list is of the names at the time of scoring: a name that is new
in the ledger afterwards is counted when the file is scored again, and the sheet says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from core.export.scored.live.conditions import Condition, pattern, text
from core.export.scored.live.plan import NotLive, Why
from core.export.scored.live.rows import END, START, Rows
from core.export.scored.live.sheets import Formula
from core.export.scored.live.spans import SEPARATOR
from core.model import Month

#: A list of names makes the spreadsheet look at every row once a name and twice over.
MOST_LOOKED_AT = 600_000
#: Excel searches for no longer text.
LONGEST_NAME = 240


def name_counts(
    rows: Rows,
    key: str,
    condition: Condition,
    counts: Sequence[bool | None] | None,
    as_of: Month,
    split: Callable[[Any], Iterable[str]],
    *,
    several: bool,
) -> tuple[str, str] | None:
    """The ranges of the counts that are sure and of those that may be, by name; None where there is no name.

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
    return rows.spans.listing(key, dict(enumerate(names, start=2)), surely, maybe)


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


def reaching(counts: tuple[str, str] | None, wanted: int) -> tuple[str, str]:
    """How many names have `wanted` rows or more, and how many more may have."""
    if counts is None:
        return "0", "0"
    surely, maybe = (f'COUNTIFS({part},">={wanted}")' for part in counts)
    return surely, f"{maybe}-{surely}"
