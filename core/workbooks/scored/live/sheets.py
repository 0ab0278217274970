"""Where formulas may read besides the sender's cells: our copies of columns and cells, in our own words.

A copy stands in the same row as the original, so that the two can be laid side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.printers.addresses import fixed

#: What a copy says where the original could not be read.
UNKNOWN = "？"


class Formula(NamedTuple):
    """A formula in a copy's cell, with its value."""

    text: str
    value: float | str


@dataclass(frozen=True, slots=True)
class CopiedColumn:
    """A column of copies: what it is of, why, and its cells by row of the workbook (dates as serial numbers)."""

    sheet: str
    label: str
    kind: str
    cells: dict[int, Any]


@dataclass(frozen=True, slots=True)
class CopiedCell:
    """One cell's copy: where the original is, what it says, what was understood."""

    place: str
    found: str
    value: float | str


@dataclass
class Copies:
    """The copies of one scored workbook, gathered while its formulas are made; `title` names their sheet."""

    title: str
    columns: list[CopiedColumn] = field(default_factory=list)
    cells: list[CopiedCell] = field(default_factory=list)
    _lists: int = 0
    _places: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def column(self, copied: CopiedColumn, first: int, last: int | None = None) -> str:
        """The range (the cell, without `last`) of a copied column, which is made once."""
        key = (copied.sheet, copied.label, copied.kind)
        if key not in self._places:
            self._places[key] = len(self.columns)
            self.columns.append(copied)
        return fixed(self.title, self._places[key] + FIRST_COLUMN, first, last)

    def next_column(self, first: int, last: int) -> str:
        """The range in which the next new column will stand."""
        return fixed(self.title, len(self.columns) + FIRST_COLUMN, first, last)

    def next_list(self) -> int:
        """A number for a new list of names."""
        self._lists += 1
        return self._lists

    def cell(self, copied: CopiedCell) -> str:
        """The reference to a copied cell, made once."""
        if copied not in self.cells:
            self.cells.append(copied)
        row = FIRST_ROW + self.cells.index(copied)
        return fixed(self.title, CELL_VALUE, row)


#: Of the sheet of copies: single cells stand in the first columns from this row (as Excel counts) on, copied
#: columns to their right; all headers are in row 1, since a ledger may begin in row 2.
FIRST_ROW, CELL_VALUE, FIRST_COLUMN = 2, 2, 4
