"""A ledger's column as a formula reads it: the sender's own where all its cells are native, else our copy.

Where it is the sender's own, there is nothing beside the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import product
from math import nan
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from core.model import Ledger, Sheet
from core.model.document import Value, Verbatim, say
from core.printers.addresses import fixed
from core.printers.sheet.cells import day_number
from core.printers.text import TextPrinter
from core.workbooks.scored.copies import UNKNOWN, Copies
from core.workbooks.scored.live.native import copied, is_native, word_lists
from core.workbooks.sent_cells import Coded, SentCells

#: Rows beyond the last record that formulas read too.
BEYOND = 1000
NUMBERS = frozenset({int, float, bool})


class Filled(Struct, frozen=True):
    """An array expression, and what it comes to in a ledger's rows and the blank one below, as of scoring."""

    formula: str
    values: NDArray[Any]

    def __mul__(self, other: Filled) -> Filled:
        return Filled(f"{self.formula}*{other.formula}", self.values * other.values * 1)

    def __invert__(self) -> Filled:
        return Filled(f"(1-{self.formula})", 1 - self.values)


class Span(Struct, frozen=True, eq=False, dict=True):
    """A range for a formula; `words` maps a choice's key (True, False for a flag) to what its cells say.

    `scale` divides a percentage as typed into a share of 1; `copied` where the range is our copy's.  `cells` is what the
    range holds in the ledger's rows and the blank one below: days as their numbers, "" for a blank.
    """

    range: str
    copied: bool
    words: Mapping[Any, str]
    cells: Coded
    scale: int = 1

    @cached_property
    def numeric(self) -> NDArray[Any]:
        """Which cells hold a number or a day."""
        return self.cells.so(_is_number)

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """Those, and nan for the others."""
        return self.cells.numbers(lambda cell: float(cell) if _is_number(cell) else nan)


def _is_number(cell: Any) -> bool:
    return type(cell) in NUMBERS


class Spans(Struct, dict=True):
    """The columns of one ledger as formulas read them; `title` is that of the sender's sheet, `sheet` the rulebook's."""

    ledger: Ledger
    title: str
    sheet: Sheet
    sent: SentCells
    copies: Copies
    text: TextPrinter
    #: The range with the number of each row's organisation, once there is one.
    organisation: Filled | None = None
    _found: dict[str, Span] = field(default_factory=dict)
    _typed: dict[str, Coded] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first, self.last = self.ledger.first_row, self.ledger.last_row + BEYOND
        #: How many rows have values in columns that formulas fill: the ledger's, and a blank one like all below it.
        self.known = self.ledger.last_row - self.first + 2
        self.rows: list[int] = self.ledger.frame.column("row").to_pylist()
        self.at = np.array(self.rows, dtype=int) - self.first
        beside = np.ones(self.known - 1, dtype=bool)
        beside[self.at] = False
        self._beside = np.flatnonzero(beside)

    def __contains__(self, key: str) -> bool:
        return key in self.ledger.columns

    def __getitem__(self, key: str) -> Span:
        """The column of that key; KeyError where the sheet has none."""
        return self._once(key, self._span)

    def _once(self, key: str, make: Callable[[str], Span]) -> Span:
        if key not in self._found:
            self._found[key] = make(key)
        self.copies.used |= self._found[key].copied
        return self._found[key]

    def typed(self, key: str) -> Coded:
        """What was read of a column, in the order of `rows`."""
        if key not in self._typed:
            encoded = self.ledger.frame.column(key).combine_chunks().dictionary_encode(null_encoding="encode")
            self._typed[key] = Coded(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())
        return self._typed[key]

    def own(self, key: str) -> str:
        return fixed(self.title, self.ledger.columns[key], self.first, self.last)

    def slots(self, key: str) -> dict[str, Value]:
        """The sheet and a column, for the header of a column of ours."""
        return {"sheet": Verbatim(self.title), "column": self.sheet.column(key).label}

    def copy(self, title: Value, cells: Mapping[int, Any], *, dates: bool = False) -> str:
        """The range of a new column of ours beside the ledger's rows."""
        return self.copies.column(title, cells, self.first, self.last, dates=dates)

    def computed(self, title: Value, array: Filled, otherwise: str = "0") -> Filled:
        """A new column of ours beside the ledger's rows that one formula fills; `otherwise` where it fails."""
        if array.values.dtype == bool:  # which programs store as TRUE, or as 1
            array = Filled(f"{array.formula}*1", array.values * 1)
        values = np.broadcast_to(array.values, self.known)
        formula = f"IFERROR({array.formula},{otherwise})"
        return Filled(self.copies.computed(title, formula, (self.first, self.last), values), values)

    @property
    def records(self) -> list[Filled]:
        """What is 1 in every row of which one cell, or another, says something: one of them is where it is a record."""
        span = self._once("", self._records)
        if span.copied:
            return [Filled(f"({span.range}=1)", span.cells.says(1))]
        return [Filled(f'({self.own(key)}<>"")', ~self._cells(self._raw(key)).says("")) for key in self.ledger.order]

    def _records(self, _key: str) -> Span:
        keys = self.ledger.order
        blank = np.all([self._raw(key).says("") for key in keys], axis=0)
        if all(map(self._nothing_beside, keys)) and not blank.any():
            return Span("", copied=False, words={}, cells=Coded((), np.empty(0, int)))
        title, records = (
            say("{sheet}: 1 where the row was read as a record", sheet=Verbatim(self.title)),
            dict.fromkeys(self.rows, 1),
        )
        ones = Coded([1], np.zeros(len(self.rows), int))
        return Span(self.copy(title, records), copied=True, words={}, cells=self._cells(ones))

    def _column(self, key: str) -> Coded:
        """What the sender's cells of a column hold, from the ledger's first row to the end of the range."""
        cells = self.sent.column(self.title, self.ledger.columns[key]).at(slice(self.first - 1, self.last))
        codes = np.full(max(len(cells), self.known), len(cells.few))
        codes[: len(cells)] = cells.codes
        return Coded([*cells.few, ""], codes)

    def _raw(self, key: str) -> Coded:
        """Those in the order of `rows`."""
        return self._column(key).at(self.at)

    def _cells(self, in_rows: Coded) -> Coded:
        """What a column has in `rows`, from the ledger's first row to the one after its last, as formulas see it."""
        codes = np.full(self.known, len(in_rows.few))
        codes[self.at] = in_rows.codes
        few = [*in_rows.few, ""]
        if not {date, datetime}.isdisjoint(map(type, few)):
            few = [day_number(each) if isinstance(each, date) else each for each in few]
        return Coded(few, codes)

    def _nothing_beside(self, key: str) -> bool:
        """Whether the range holds nothing in rows that are no records, such as a row of totals."""
        blank = self._column(key).says("")
        return bool(blank[self._beside].all() and blank[self.known - 1 :].all())

    def _span(self, key: str) -> Span:
        column, typed, unread = self.sheet.column(key), self.typed(key), self.ledger.unreadable.get(key, ())
        lists = word_lists(column)
        if not unread and self._nothing_beside(key):
            raws, many = self._raw(key), max(len(typed.few), 1)
            both = np.unique(raws.codes * many + typed.codes).tolist()
            pairs = [(raws.few[each // many], typed.few[each % many]) for each in both]
            for said, scale in product(lists.values(), (1, 100) if column.type == "percent" else (1,)):
                values = ((raw, value if value is None or scale == 1 else value * scale) for raw, value in pairs)
                if all(is_native(column.type, raw, value, said) for raw, value in values):
                    return Span(self.own(key), False, said, self._cells(raws), scale)
        said = lists[self.text.language]
        copies = [copied(column.type, value, said) for value in typed.few]
        title = say(
            "{sheet} · {column}: our copy, same rows; some cells are no native numbers, dates or words",
            **self.slots(key),
        )
        places = zip(self.rows, typed.codes.tolist(), strict=True)
        cells = {row: UNKNOWN if row in unread else copies[code] for row, code in places}
        kept = {row: cell for row, cell in cells.items() if cell is not None}
        shown = Coded.of(["" if cell is None else cell for cell in cells.values()])
        return Span(self.copy(title, kept, dates=column.type == "date"), True, said, self._cells(shown))
