"""The sender's cells as a spreadsheet program sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isclose
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from core.intake.grid import BLANK, Grid, Raw
from core.intake.reader.formats import SYMBOLS

#: A double that was typed with up to 15 digits differs from that decimal by less.
CLOSE = 1e-14
#: What the reader makes of letters in a font of symbols, which the file has as other letters.
REDRAWN = frozenset(shown for font in SYMBOLS.values() for shown in font.values())


class Coded(Struct, frozen=True, eq=False):
    """Cells one after another: those that differ, and which of them each is."""

    few: Sequence[Any]
    codes: NDArray[np.integer]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Coded:
        """Cells as they come; True is not 1."""
        keys = [(type(cell), cell) for cell in cells] if bool in set(map(type, cells)) else cells
        index = {key: code for code, key in enumerate(dict.fromkeys(keys))}
        few = [*index] if keys is cells else [cell for _type, cell in index]
        return cls(few, np.fromiter(map(index.__getitem__, keys), int, len(keys)))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def each(self) -> NDArray[Any]:
        few = np.empty(len(self.few), dtype=object)
        few[:] = self.few
        return self._each(few)

    def at(self, places: NDArray[np.integer] | slice) -> Coded:
        return Coded(self.few, self.codes[places])

    def so(self, of: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which cells something is so of, which is asked once a value."""
        return self._each(np.fromiter(map(of, self.few), bool, len(self.few)))

    def says(self, value: object) -> NDArray[np.bool_]:
        return self._each(np.array([cell == value for cell in self.few], dtype=bool))

    def numbers(self, of: Callable[[Any], float]) -> NDArray[np.float64]:
        """A number of each cell, which is asked once a value."""
        return self._each(np.fromiter(map(of, self.few), float, len(self.few)))

    def _each(self, of_few: NDArray[Any]) -> NDArray[Any]:
        found: NDArray[Any] = of_few[self.codes]
        return found


class SentCells:
    """A workbook's cells by sheet, of what the guarded reader has read of it."""

    def __init__(
        self, grids: Iterable[Grid] = (), apart_from: Collection[str] = (), *, dates_from_1904: bool = False
    ) -> None:
        """`apart_from` names sheets that are as if they were not there."""
        self.dates_from_1904 = dates_from_1904
        self._grids = {grid.name: grid for grid in grids if grid.name not in apart_from}
        self._coded: dict[tuple[str, int], Coded] = {}

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._grids

    def column(self, sheet: str, index: int) -> Coded:
        """A column from row 1 on; '' for a blank, none at all beyond the used area."""
        if (sheet, index) not in self._coded:
            grid = self._grids.get(sheet)
            cells = None if grid is None or index >= len(grid.columns) else grid.columns[index]
            few, codes = ((), ()) if cells is None else (list(map(_seen, cells.values)), cells.codes)
            self._coded[sheet, index] = Coded(few, np.array(codes, dtype=np.int64))
        return self._coded[sheet, index]

    def every(self, sheet: str) -> dict[tuple[int, int], Any]:
        """All cells by row and column, both from 0."""
        width = len(self._grids[sheet].columns) if sheet in self._grids else 0
        return {(row, at): cell for at in range(width) for row, cell in enumerate(self.column(sheet, at).each)}

    def at(self, sheet: str, row: int, column: int) -> Any:
        """One cell, its row from 1; '' where it is blank or beyond the used area."""
        grid = self._grids.get(sheet)
        return "" if grid is None else _seen(grid.at(row - 1, column))


def _seen(raw: Raw) -> Any:
    """What formulas find in a cell: of an error or a formula without a value nothing, of a format the number itself."""
    match raw:
        case str():
            return ("redrawn", raw) if raw in REDRAWN or "\uf000" <= raw <= "\uf0ff" else raw
        case ("e" | "f", *_):
            return BLANK
        case ("d", *day):
            return date(*day)
        case ("dt", *moment):
            return datetime(*moment)
        case ("%" | "k" | "s" | "o" | "u", number, *_):
            return number
    return raw


def same_number(raw: Any, value: Decimal | Fraction) -> bool:
    """Whether a cell holds, as a number that a spreadsheet program computes with, what was read from it."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return is_number and isclose(float(raw), float(value), rel_tol=CLOSE)
