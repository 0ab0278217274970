"""Distinct names of a ledger in formulas: a list of the names on our sheet, each with its count of live rows.

A cell may hold several names.  The list is of the names at the time of scoring.  Below it is how many
names are new since, so that a new one counts at once; new names that share a cell, and those that must
have several rows, are counted when the file is scored again, and the sheet says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

from core.formulas.names import listed, normal
from core.i18n import N_
from core.model import Month
from core.model.document import Value, say
from core.model.formulas import END, START, Count
from core.printers.addresses import fixed
from core.printers.sheet.formulas import Part, literal
from core.workbooks.scored.copies import FIRST_ROW
from core.workbooks.scored.live.plan import MOST_COMPARED, NotLive, Why
from core.workbooks.scored.live.rows import Condition, Rows, holds
from core.workbooks.scored.live.spans import BEYOND, SEPARATOR, Span

#: A list of names makes the spreadsheet look at every row once a name and twice over.
MOST_LOOKED_AT = 600_000
#: Excel searches for no longer text.
LONGEST_NAME = 240
NAMES = N_(
    "{sheet} · {column}: the names as of scoring, and below them the new ones. Several new names in one cell, and "
    "new categories with ten applications, are counted when the file is scored again."
)
SURELY = N_("{sheet} · {column}: live rows of the name beside")
MAYBE = N_("{sheet} · {column}: with the rows that may be live")


def name_counts(
    count: Count, rows: Rows, condition: Condition, fulfils: Sequence[bool | None] | None, as_of: Month
) -> tuple[str, str]:
    """How many names have enough live rows that fulfil the condition, and how many more may have.

    `fulfils` says of each row whether it does, None where that is not known.
    """
    key, spans, copies = count.column or "", rows.spans, rows.spans.copies
    split = listed if count.several else normal
    names = sorted({name for cell in set(spans.typed(key)) for name in split(cell)})
    if not names:
        return "0", "0"
    if len(names) * (spans.last - spans.first + 1) > MOST_LOOKED_AT or max(map(len, names)) > LONGEST_NAME:
        raise NotLive(Why.TOO_MANY_NAMES)
    if not all(map(str.isprintable, names)):
        raise NotLive(Why.UNREAD)
    surely, maybe = Counter[str](), Counter[str]()
    for cell, certain in _live(rows, key, fulfils, as_of.index):
        for name in split(cell):
            maybe[name] += 1
            surely[name] += certain
    here, span = condition & rows.live, spans[key]
    last, list_at = FIRST_ROW + len(names) - 1, copies.next_column
    new = _new(rows, span, names, fixed(copies.title, list_at, FIRST_ROW, last), here, several=count.several)
    columns: list[tuple[Value, list[Any]]] = [
        (say(NAMES, **spans.slots(key)), [*names, spans.text.words("New names")]),
        (say(SURELY, **spans.slots(key)), [*(_rows_of(span, n, here.surely, surely[n], count) for n in names), new[0]]),
        (say(MAYBE, **spans.slots(key)), [*(_rows_of(span, n, here.maybe, maybe[n], count) for n in names), new[1]]),
    ]
    _, *ranges = [copies.column(title, dict(enumerate(cells, FIRST_ROW)), FIRST_ROW, last) for title, cells in columns]
    enough, perhaps = (f'COUNTIFS({part},">={count.at_least}")' for part in ranges)
    if count.at_least > 1:
        return enough, f"{perhaps}-{enough}"
    new_surely, new_maybe = (fixed(copies.title, list_at + at, last + 1) for at in (1, 2))
    return f"{enough}+{new_surely}", f"{perhaps}+{new_maybe}-{enough}-{new_surely}"


def _live(rows: Rows, key: str, fulfils: Sequence[bool | None] | None, at: int) -> Iterator[tuple[Any, bool]]:
    """The cells of live rows that may fulfil the condition, and whether they surely are and do."""
    spans = rows.spans
    ends = spans.typed(END) if END in spans else repeat(at + 1)
    for cell, counted, start, end in zip(spans.typed(key), fulfils or repeat(True), spans.typed(START), ends):
        if counted is False or (start is not None and start > at) or (end is not None and end <= at):
            continue
        yield cell, bool(counted) and start is not None and end is not None


def _rows_of(span: Span, name: str, marked: str, found: int, count: Count) -> Part:
    """How many of the marked rows have a cell that holds the name."""
    bears = f"({span.range}={literal(name)})"
    if count.several:
        escaped = "".join(f"~{letter}" if letter in "~*?" else letter for letter in name)
        bears = holds(span, literal(f"{SEPARATOR}{escaped}{SEPARATOR}"))
    return Part(f"SUMPRODUCT({bears}*{marked})", found)


def _new(
    rows: Rows, span: Span, names: Sequence[str], listed_at: str, here: Condition, *, several: bool
) -> tuple[Part, Part]:
    """How many names that are not on the list have such a row, and how many may have one."""
    spans = rows.spans
    if span.copied or spans.last - spans.first >= MOST_COMPARED + BEYOND or any(set("~*?") & set(n) for n in names):
        return Part("0", 0), Part("0", 0)
    alone = f'*(1-ISNUMBER(SEARCH("{SEPARATOR}",{span.range})))' if several else ""
    new = f'({span.range}<>"")*ISNA(MATCH({span.range},{listed_at},0))*(1-ISNUMBER(SEARCH("~~",{span.range}))){alone}'
    return _firsts(rows, span, f"{new}*{here.surely}"), _firsts(rows, span, f"{new}*{here.maybe}")


def _firsts(rows: Rows, span: Span, marked: str) -> Part:
    """How many different texts the marked rows have: MATCH finds the first row of each, and no row is an error."""
    texts = f'"{SEPARATOR}"&REPT(LEFT({span.range},{LONGEST_NAME}),{marked})'
    return Part(f"SUMPRODUCT({marked}*(MATCH({texts},{texts},0)={rows.position}))", 0)
