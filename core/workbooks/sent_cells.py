"""The sender's cells as a spreadsheet program sees them."""

from __future__ import annotations

import io
from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from math import isclose
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

#: A double that was typed with up to 15 digits differs from that decimal by less.
CLOSE = 1e-14


class SentCells:
    """A workbook's cells by sheet, read when they are first asked for.

    Here, in a process that others share, only what the guarded reader has read from the very same bytes
    is read again; every other sheet is as if it were not there.
    """

    def __init__(
        self, content: bytes | None, apart_from: Collection[str] = (), *, dates_from_1904: bool = False
    ) -> None:
        """`content` is a workbook that has been judged, None where there is none to refer to; `apart_from` names sheets."""
        self.dates_from_1904 = dates_from_1904
        self._book: CalamineWorkbook | None = None
        if content is not None:
            with suppress(CalamineError, ValueError):
                self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        self._names = frozenset(self._book.sheet_names if self._book is not None else ()) - frozenset(apart_from)
        self._sheets: dict[str, list[list[Any]]] = {}
        self._columns: dict[str, list[tuple[Any, ...]]] = {}

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._names

    def rows(self, sheet: str) -> list[list[Any]]:
        """All rows of a sheet from A1 on."""
        if self._book is None or sheet not in self._names:
            return []
        if sheet not in self._sheets:
            self._sheets[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return self._sheets[sheet]

    def column(self, sheet: str, index: int) -> tuple[Any, ...]:
        """A column from row 1 on; '' for a blank, none at all beyond the used area."""
        if sheet not in self._columns:
            self._columns[sheet] = list(zip_longest(*self.rows(sheet), fillvalue=""))
        columns = self._columns[sheet]
        return columns[index] if index < len(columns) else ()

    def at(self, sheet: str, row: int, column: int) -> Any:
        """One cell, its row from 1; '' where it is blank or beyond the used area."""
        rows = self.rows(sheet)
        return rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else ""


def same_number(raw: Any, value: Decimal | Fraction) -> bool:
    """Whether a cell holds, as a number that a spreadsheet program computes with, what was read from it."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return is_number and isclose(float(raw), float(value), rel_tol=CLOSE)
