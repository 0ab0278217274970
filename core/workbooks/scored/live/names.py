"""Distinct names of a ledger in formulas: a list of the names on our sheet, each with its count of live rows.

A cell may hold several names.  The list is of the names at the time of scoring.  Below it is how many
names are new since, so that a new one counts at once; new names that share a cell, and those that must
have several rows, are counted when the file is scored again, and the sheet says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.model.document import say
from core.model.formulas import Count
from core.printers.addresses import fixed
from core.printers.sheet.figures import Part, literal
from core.workbooks.scored.copies import FIRST_ROW
from core.workbooks.scored.live.native import SEPARATOR
from core.workbooks.scored.live.plan import MOST_COMPARED, NotLive, Why
from core.workbooks.scored.live.rows import TITLES, Condition, Rows, holds
from core.workbooks.scored.live.spans import BEYOND, Filled, Span, Spans

#: A list of names makes the spreadsheet look at every row once a name and twice over.
MOST_LOOKED_AT = 600_000
#: Excel searches for no longer text.
LONGEST_NAME = 240


def name_counts(count: Count, rows: Rows, condition: Condition) -> tuple[str, str]:
    """How many names have enough live rows that fulfil the condition, and how many more may have."""
    key, spans, copies = count.column or "", rows.spans, rows.spans.copies
    names = sorted({name for cell in spans.typed(key).few for name in count.names(cell)})
    if not names:
        return "0", "0"
    if len(names) * (spans.last - spans.first + 1) > MOST_LOOKED_AT or max(map(len, names)) > LONGEST_NAME:
        raise NotLive(Why.TOO_MANY_NAMES)
    if not all(map(str.isprintable, names)):
        raise NotLive(Why.UNREAD)
    here, span = rows.all([condition, rows.live]), spans[key]
    last, list_at = FIRST_ROW + len(names) - 1, copies.next_column
    below = [spans.text.words("New names")] if count.at_least == 1 else []
    listed_at = copies.column(
        say(TITLES["names"], **spans.slots(key)), dict(enumerate([*names, *below], FIRST_ROW)), FIRST_ROW, last
    )
    ranges, new = [], []
    for which, marked in enumerate((here.surely, here.maybe)):
        found = _tally(count, spans, marked.values)
        named, counted, unlisted = (TITLES[each][which] for each in ("named", "tallied", "unlisted"))
        texts = np.where(marked.values > 0, span.cells.each, "")
        column = rows.column(named, Filled(f'IF({marked.formula},{span.range}&"","")', texts), '""').formula
        cells: list[Any] = [
            _rows_of(column, name, fixed(copies.title, list_at, at), found[name], count)
            for at, name in enumerate(names, FIRST_ROW)
        ]
        if below:
            cells.append(_new(rows, span, names, listed_at, (column, unlisted), several=count.several))
            new.append(fixed(copies.title, copies.next_column, last + 1))
        ranges.append(
            copies.column(say(counted, **spans.slots(key)), dict(enumerate(cells, FIRST_ROW)), FIRST_ROW, last)
        )
    enough, perhaps = (f'COUNTIFS({part},">={count.at_least}")' for part in ranges)
    if not below:
        return enough, f"{perhaps}-{enough}"
    return f"{enough}+{new[0]}", f"{perhaps}+{new[1]}-{enough}-{new[0]}"


def _tally(count: Count, spans: Spans, marked: NDArray[Any]) -> Counter[str]:
    """In how many of the marked rows each name is."""
    cells, found = spans.typed(count.column or ""), Counter[str]()
    many = np.bincount(cells.codes[np.broadcast_to(marked, spans.known)[spans.at] > 0], minlength=len(cells.few))
    for cell, each in zip(cells.few, many.tolist(), strict=True):
        for name in count.names(cell):
            found[name] += each
    return found


def _rows_of(column: str, name: str, cell: str, found: int, count: Count) -> Part:
    """How many rows of the column have the name that the cell says, alone or among several."""
    bears = f"({column}={cell})"
    if count.several:
        escaped = "".join(f"~{letter}" if letter in "~*?" else letter for letter in name)
        bears = holds(column, f'"{SEPARATOR}"&{cell if escaped == name else literal(escaped)}&"{SEPARATOR}"')
    return Part(f"SUMPRODUCT({bears}*1)", found)


def _new(rows: Rows, span: Span, names: Sequence[str], listed_at: str, of: tuple[str, str], *, several: bool) -> Part:
    """How many names in a column of ours are not on the list; of the titled column with them, MATCH finds the first."""
    spans, (column, title) = rows.spans, of
    if span.copied or spans.last - spans.first >= MOST_COMPARED + BEYOND or any(set("~*?") & set(n) for n in names):
        return Part("0", 0)
    alone = f'*(1-ISNUMBER(SEARCH("{SEPARATOR}",{column})))' if several else ""
    new = f'({column}<>"")*ISNA(MATCH({column},{listed_at},0))*(1-ISNUMBER(SEARCH("~~",{column}))){alone}'
    none = np.full((), "", dtype=object)
    found = rows.column(title, Filled(f'IF({new},LEFT({column},{LONGEST_NAME}),"")', none), '""').formula
    texts = f'"{SEPARATOR}"&{found}'
    return Part(f'SUMPRODUCT(({found}<>"")*(MATCH({texts},{texts},0)={rows.position(found)}))', 0)
