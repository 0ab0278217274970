"""The sender's cells as a spreadsheet program sees them: text, number, date, truth, or nothing."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import date
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
        self._book = None
        self._sheets: dict[str, list[list[Any]]] = {}
        self._columns: dict[str, list[tuple[Any, ...]]] = {}
        if content is not None:
            try:
                self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            except (CalamineError, ValueError):
                self._book = None
        self._names = frozenset(self._book.sheet_names if self._book is not None else ()) - frozenset(apart_from)

    def __contains__(self, sheet: str) -> bool:
        return sheet in self._names

    def rows(self, sheet: str) -> list[list[Any]]:
        """All rows of a sheet from A1 on."""
        if sheet not in self._sheets:
            found: list[list[Any]] = []
            if self._book is not None and sheet in self._names:
                found = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            self._sheets[sheet] = found
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


def is_number(raw: Any) -> bool:
    """Whether a spreadsheet program computes with this cell as it stands."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def same_number(raw: Any, value: Decimal | Fraction) -> bool:
    """Whether a cell holds the number that was read from it."""
    return is_number(raw) and isclose(float(raw), float(value), rel_tol=CLOSE)


def is_date(raw: Any) -> bool:
    """Whether a cell is a date, with or without a time."""
    return isinstance(raw, date)


def month_index(raw: date) -> int:
    """As `Month.index`."""
    return raw.year * 12 + raw.month - 1


def serial(year: int, month: int) -> int:
    """The first day of a month as Excel counts days from 1900.

    >>> serial(2026, 7)
    46204
    """
    return (date(year, month, 1) - date(1899, 12, 30)).days


def blank(raws: Sequence[Any]) -> bool:
    """Whether all cells are empty."""
    return all(raw == "" for raw in raws)
