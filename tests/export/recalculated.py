"""A scored workbook beside itself as LibreOffice recalculates it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isclose
from typing import Any

import openpyxl

CLOSE = 1e-9


@dataclass(frozen=True)
class FormulaCell:
    """A formula with the value it carries and the value that LibreOffice gives it."""

    sheet: str
    cell: str
    formula: str
    carried: Any
    computed: Any

    @property
    def equal(self) -> bool:
        one, other = self.carried, self.computed
        if isinstance(one, int | float) and isinstance(other, int | float):
            return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
        return one == other

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: {self.carried!r} / {self.computed!r}: {self.formula[:300]}"


@lru_cache(maxsize=8)
def opened(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    """For reading alone: the same workbook is handed out again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl cannot read every chart that LibreOffice writes
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def formula_cells(scored: bytes, saved: bytes) -> Iterator[FormulaCell]:
    """Every formula of a workbook; `saved` is the same as LibreOffice saved it."""
    formulas, carried, computed = opened(scored, values=False), opened(scored), opened(saved)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    at = cell.coordinate
                    values = (_plain(book[sheet.title][at].value) for book in (carried, computed))
                    yield FormulaCell(sheet.title, at, str(cell.value), *values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return "" if value is None else value


def results(content: bytes) -> dict[str, dict[str, Any]]:
    """The rows of 逐条结果 by criterion id, as the file's values have them."""
    rows = list(opened(content)["逐条结果"].iter_rows(min_row=3, values_only=True))
    return {str(row[0]): dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0]}
