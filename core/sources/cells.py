"""A column of a table → what tells its rows apart as far as formulas do: plain cells become one, odd ones stay.

A cell is plain where the sheet's reader could not doubt it.  Days become the first of their month, numbers the threshold
that they reach, and figures that are summed one figure.  Null is null throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw

from core.intake.cells import parser
from core.intake.grid import Raw
from core.intake.ledger_csv import is_number
from core.intake.organisations import CODE, NAME
from core.model import Column, Spread, State
from core.model.formulas import END, START
from core.sources.engines import Engine, SourceFailed

NUMBERS = ("count", "number", "percent")
#: What stands for a plain figure that is summed.
FIGURE = {"count": 1, "number": 1, "percent": 50}
#: Of two columns the part and its whole: rows where the part is above it stay as they are.
PARTS = {"external_enterprises": "enterprises_served"}
#: Plain figures have so many places and are below this, so that a double holds them exactly.
PLACES, LARGEST = 6, 1e9
PLAIN_NUMBER = rf"^(0|[1-9][0-9]{{0,8}})(\.[0-9]{{1,{PLACES}}})?$"
PLAIN_DAY = r"^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
DAYS = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The types of a table's columns, by key, and what its cells are under them."""

    by_key: Mapping[str, Any]
    unusable: Mapping[str, str]

    @classmethod
    def of(cls, frame: nw.LazyFrame[Any]) -> tuple[Kinds, nw.LazyFrame[Any]]:
        """With days for times, null for NaN, text for words of other types; without columns of types that no cell has.

        Without a column a formula has no source here.  SourceFailed where that would go unnoticed: rows would be one or live.
        """
        kinds, typed, unusable = dict[str, Any](), dict[str, nw.Expr](), dict[str, str]()
        for key, kind in frame.collect_schema().items():
            kinds[key], cell = kind, nw.col(key)
            if kind.is_float():
                typed[key] = nw.when(~cell.is_nan()).then(cell)
            elif isinstance(kind, nw.Datetime):
                kinds[key], typed[key] = nw.Date(), cell.cast(nw.Date)
            elif kind.is_nested() or isinstance(kind, nw.Binary | nw.Time | nw.Duration):
                unusable[key] = str(kind)
                del kinds[key]
            elif not kind.is_numeric() and kind not in (nw.String, nw.Boolean, nw.Date):
                kinds[key], typed[key] = nw.String(), cell.cast(nw.String)
        if vital := next((key for key in (NAME, CODE, START, END) if key in unusable), None):
            raise SourceFailed("wrong_type", name=vital, kind_of=unusable[vital])
        return cls(kinds, unusable), with_columns(frame, typed).select(*kinds)

    def day(self, key: str) -> nw.Expr:
        """What stands for a day: the first of its month, unless the row may end before it begins."""
        cell, kind = nw.col(key), self.by_key[key]
        if kind == nw.String:
            plain, first = cell.str.contains(PLAIN_DAY), nw.concat_str(cell.str.slice(0, 8), nw.lit("01"))
        elif kind == nw.Date:
            plain, first = (cell >= DAYS[0]) & (cell <= DAYS[1]), cell.dt.truncate("1mo").cast(nw.Date)
        else:
            return cell
        if key in (START, END) and {START, END} <= self.by_key.keys():
            plain = plain & ~self._reversed()
        return nw.when(plain).then(first).otherwise(cell)

    def _reversed(self) -> nw.Expr:
        start, end = nw.col(START), nw.col(END)
        if self.by_key[START] != self.by_key[END]:
            start, end = start.cast(nw.String), end.cast(nw.String)
        return (end < start).fill_null(value=False)

    def threshold(self, column: Column, thresholds: tuple[int, ...]) -> nw.Expr:
        """What stands for a number: the threshold that it reaches; a part above its whole stays."""
        key, kind = column.key, self.by_key[column.key]
        if kind in (nw.Boolean, nw.Date):
            return nw.col(key)
        number, plain = self._number(column)
        for part, whole in PARTS.items():
            if key in (part, whole) and {part, whole} <= self.by_key.keys():
                plain = plain & ~(self._loosely(part) > self._loosely(whole)).fill_null(value=False)
        reached = nw.lit(0)
        for threshold in thresholds:
            reached = nw.when(number >= threshold).then(nw.lit(threshold)).otherwise(reached)
        return nw.when(plain).then(reached.cast(self._written(kind))).otherwise(nw.col(key).cast(self._written(kind)))

    def summed(self, column: Column, apart: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
        """What stands for a figure that is summed, and the figure to be summed; rows `apart` keep their own."""
        kind, cell = self.by_key[column.key], nw.col(column.key)
        if kind in (nw.Boolean, nw.Date):
            return cell, nw.lit(0)
        number, plain = self._number(column)
        plain = plain & ~apart
        stands_for = nw.lit(FIGURE[column.type]).cast(self._written(kind))
        exact = number.cast(nw.Decimal(18, 0 if kind.is_integer() else PLACES))
        return nw.when(plain).then(stands_for).otherwise(cell.cast(self._written(kind))), nw.when(plain).then(exact)

    def spread(self, engine: Engine, frame: nw.LazyFrame[Any], column: Column) -> Spread:
        """The figures of a summed column one by one; the one in the middle only where the largest outweighs all others."""
        number, plain = self._number(column)
        figures = frame.select(_figure=nw.when(plain).then(number.cast(nw.Float64))).filter(nw.col("_figure") > 0)
        figure = nw.col("_figure")
        all_ = figures.select(count=figure.count(), largest=figure.max(), total=figure.sum())
        (row,) = engine.fetch(all_, 1).to_pylist()
        largest, total = float(row["largest"] or 0), float(row["total"] or 0)
        middle = 0.0
        if 2 * largest > total:
            middle = float(engine.fetch(figures.select(figure.median()), 1).to_pylist()[0]["_figure"])
        return Spread(int(row["count"]), middle, largest, total)

    @staticmethod
    def _written(kind: Any) -> Any:
        return nw.String if kind == nw.String else nw.Float64

    def _number(self, column: Column) -> tuple[nw.Expr, nw.Expr]:
        """A figure where it is plain (0 where it is not), and whether it is."""
        cell, kind = nw.col(column.key), self.by_key[column.key]
        if kind == nw.String:
            plain = cell.str.contains(PLAIN_NUMBER)
            number = nw.when(plain).then(cell).otherwise(nw.lit("0")).cast(nw.Decimal(18, PLACES))
        else:
            plain = (cell >= 0) & (cell < LARGEST)
            number = nw.when(plain).then(cell).otherwise(nw.lit(0))
            if not kind.is_integer():
                plain = plain & (number.cast(nw.Decimal(18, PLACES)).cast(nw.Float64) == number.cast(nw.Float64))
        if column.type == "count" and not kind.is_integer():
            plain = plain & (number == number.cast(nw.Int64))
        if column.type == "percent":
            plain = plain & ((number == 0) | (number >= 1))
        return number, plain.fill_null(value=False)

    def _loosely(self, key: str) -> nw.Expr:
        """A figure as a float, null where the cell is none."""
        cell = nw.col(key)
        if self.by_key[key] == nw.String:
            cell = nw.when(cell.str.contains(PLAIN_NUMBER)).then(cell)
        return cell.cast(nw.Float64)


def with_columns(frame: nw.LazyFrame[Any], columns: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    return frame.with_columns(**columns) if columns else frame


def raw_of(column: Column, value: Any) -> Raw:
    """A value of a table as the cell of a sheet would hold it.

    A text that is a number as a program writes one is a number: a column of text has no other way to hold it.
    """
    match value:
        case None:
            return ""
        case bool():
            return value
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return str(value) if column.type == "text" and value == int(value) else float(value)
    return float(value) if column.type in NUMBERS and is_number(value) else str(value)


def is_doubted(column: Column, value: Any) -> bool:
    """Whether the sheet's reader would have something to say of a cell: rows of such cells are named."""
    cell = parser(column)(raw_of(column, value))
    return bool(cell.doubts) or (cell.state is State.BLANK and column.type != "flag" and not column.open_ended)
