"""A column of a table → what tells its rows apart as far as formulas do: plain cells become one, odd ones stay.

A cell is plain where the sheet's reader could not doubt it.  Days become the first of their month, numbers the threshold
that they reach, and figures that are summed one figure.  Null is null throughout, and so is a text of white space.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
from msgspec import Struct

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
#: Figures beyond that which the sheet's reader reads as well, and from where on it does not.
LARGE_NUMBER, BEYOND = r"^[1-9][0-9]{9,14}(\.[0-9]{1,6})?$", 1e15
PLAIN_DAY = r"^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
#: Types of which no cell is a number.
NO_NUMBERS = (nw.Boolean, nw.Date)
DAYS = date(2000, 1, 1), date(2100, 12, 31)
#: The days that there are here: an engine's may be infinite, or before our era.
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
#: The last day on which somebody is registered; that and END are open where they are later than any day.
UNTIL = "until"
OPEN_ENDED = (END, UNTIL)
#: A text that is more than white space of any kind and what nobody sees.
SEEN = f"[^{''.join(filter(str.isspace, map(chr, range(0x3001))))}\u200b\u200c\u200d\u2060\ufeff]"


class Kinds(Struct, frozen=True):
    """The types of a table's columns, by key, and what its cells are under them."""

    by_key: Mapping[str, Any]
    unusable: Mapping[str, str]

    @classmethod
    def of(
        cls, frame: nw.LazyFrame[Any], vital: Collection[str] = (NAME, CODE, START, END)
    ) -> tuple[Kinds, nw.LazyFrame[Any]]:
        """With days for times, text for words of other types and for names, null for blanks and NaN; without columns of
        types that no cell has.

        Without a column a formula has no source here.  SourceFailed where that would go unnoticed, as of `vital` ones.
        """
        kinds, typed, unusable = dict[str, Any](), dict[str, nw.Expr](), dict[str, str]()
        for key, kind in frame.collect_schema().items():
            if kind.is_nested() or isinstance(kind, nw.Binary | nw.Time | nw.Duration):
                unusable[key] = str(kind)
                continue
            kinds[key], cell = _usual(key, kind)
            if cell is not None:
                typed[key] = cell
        if lost := next((key for key in vital if key in unusable), None):
            raise SourceFailed("wrong_type", name=lost, kind_of=unusable[lost])
        return cls(kinds, unusable), with_columns(frame, typed).select(*kinds)

    def filled(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Without blank rows, for which every column has to be read."""
        return frame.filter(reduce(or_, (~nw.col(key).is_null() for key in self.by_key), nw.lit(value=False)))

    def day(self, key: str) -> nw.Expr:
        """What stands for a day: the first of its month, unless the row may end before it begins."""
        cell, kind = nw.col(key), self.by_key[key]
        if kind == nw.String:
            first = nw.concat_str(cell.str.slice(0, 8), nw.lit("01"))
        elif kind == nw.Date:
            first = cell.dt.truncate("1mo").cast(nw.Date)
        else:
            return cell
        plain = self._plain_day(key)
        if key in (START, END) and {START, END} <= self.by_key.keys():
            other = START if key == END else END
            plain = plain & (nw.col(other).is_null() | self._plain_day(other)) & ~self._reversed()
        return nw.when(plain).then(first).otherwise(cell)

    def _plain_day(self, key: str) -> nw.Expr:
        cell, kind = nw.col(key), self.by_key[key]
        if kind == nw.String:
            return cell.str.contains(PLAIN_DAY).fill_null(value=False)
        plain = (cell >= DAYS[0]) & (cell <= DAYS[1]) if kind == nw.Date else nw.lit(value=False)
        return plain.fill_null(value=False)

    def _reversed(self) -> nw.Expr:
        start, end = nw.col(START), nw.col(END)
        if self.by_key[START] != self.by_key[END]:
            start, end = start.cast(nw.String), end.cast(nw.String)
        return (end < start).fill_null(value=False)

    def threshold(self, column: Column, thresholds: tuple[int, ...], others: Mapping[str, Column]) -> nw.Expr:
        """What stands for a number: the threshold that it reaches; a part above its whole stays."""
        key, kind = column.key, self.by_key[column.key]
        if kind in NO_NUMBERS:
            return nw.col(key)
        number, plain = self._number(column)
        for part, whole in PARTS.items():
            if key in (part, whole) and {part, whole} <= self.by_key.keys():
                plain = plain & self._fitting(others[part], others[whole])
        reached = nw.lit(0)
        for threshold in thresholds:
            reached = nw.when(number >= threshold).then(nw.lit(threshold)).otherwise(reached)
        return nw.when(plain).then(reached.cast(self._written(kind))).otherwise(nw.col(key).cast(self._written(kind)))

    def _fitting(self, part: Column, whole: Column) -> nw.Expr:
        """Whether the part is certainly not above its whole: both are plain, or one is blank."""
        blank = nw.col(part.key).is_null() | nw.col(whole.key).is_null()
        if {self.by_key[part.key], self.by_key[whole.key]} & {*NO_NUMBERS}:
            return blank
        (less, is_one), (more, is_other) = self._number(part), self._number(whole)
        fits = less.cast(nw.Float64) <= more.cast(nw.Float64)
        return blank | (is_one & is_other & fits).fill_null(value=False)

    def summed(self, column: Column, apart: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
        """What stands for a figure that is summed, and the figure to be summed; rows `apart` keep their own."""
        kind, cell = self.by_key[column.key], nw.col(column.key)
        if kind in NO_NUMBERS:
            return cell, nw.lit(0)
        number, plain = self._number(column)
        plain = plain & ~apart
        stands_for = nw.lit(FIGURE[column.type]).cast(self._written(kind))
        exact = number.cast(nw.Decimal(18, 0 if kind.is_integer() else PLACES))
        return nw.when(plain).then(stands_for).otherwise(cell.cast(self._written(kind))), nw.when(plain).then(exact)

    def spread(self, engine: Engine, frame: nw.LazyFrame[Any], column: Column) -> Spread:
        """The figures of a summed column one by one, however large; the one in the middle only where the largest
        outweighs all others.
        """
        cell, kind = nw.col(column.key), self.by_key[column.key]
        number, plain = self._number(column)
        large = cell.str.contains(LARGE_NUMBER) if kind == nw.String else cell >= LARGEST
        any_ = nw.when(large.fill_null(value=False)).then(cell).otherwise(nw.lit("0" if kind == nw.String else 0))
        exact = nw.when(plain).then(number.cast(nw.Float64)).otherwise(any_.cast(nw.Float64))
        figures = frame.select(_figure=exact).filter(nw.col("_figure") > 0, nw.col("_figure") < BEYOND)
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


def _usual(key: str, kind: Any) -> tuple[Any, nw.Expr | None]:
    """The type under which a column's cells are looked at, and the cells where they change for it."""
    cell = nw.col(key)
    if key in (NAME, CODE) and kind.is_numeric():
        return nw.String(), _in_digits(cell, kind)
    if kind == nw.Float32:  # whose shortest decimal is what was meant: 3.34, not 3.3399999
        cell = cell.cast(nw.String).cast(nw.Float64)
        return nw.Float64(), nw.when(~cell.is_nan()).then(cell)
    if kind.is_float():
        return kind, nw.when(~cell.is_nan()).then(cell)
    if kind in (nw.Date, nw.Datetime):
        day = cell if kind == nw.Date else cell.cast(nw.Date)
        last = nw.lit(None).cast(nw.Date) if key in OPEN_ENDED else nw.lit(LAST_DAY)
        first = nw.lit(FIRST_DAY.isoformat()).cast(nw.Date)  # Spark's local session takes no day of so early a year
        there = nw.when(day < first).then(first).otherwise(day)
        return nw.Date(), nw.when(day > nw.lit(LAST_DAY)).then(last).otherwise(there)
    if kind.is_numeric() or kind == nw.Boolean:
        return kind, None
    text = cell if kind == nw.String else cell.cast(nw.String)
    return nw.String(), nw.when(_is_seen(text)).then(text)


def _is_seen(text: nw.Expr) -> nw.Expr:
    """Whether a text is more than white space: nearly all show it by where they are in the order of texts."""
    ascii_, chinese = (text >= "!") & (text < "\x7f"), (text >= "\u3001") & (text < "\ufe00")
    return ascii_ | chinese | text.str.contains(SEEN)


def _in_digits(cell: nw.Expr, kind: Any) -> nw.Expr:
    """A name that is a number, as a cell shows it: 7, not 7.0."""
    if kind.is_integer():
        return cell.cast(nw.String)
    is_whole = (cell.abs() < LARGEST) & (cell == cell.round(0))
    whole = nw.when(is_whole).then(cell).otherwise(nw.lit(0)).cast(nw.Int64).cast(nw.String)
    text = cell.cast(nw.String)
    if kind.is_float():
        return nw.when(~cell.is_nan()).then(nw.when(is_whole).then(whole).otherwise(text))
    return nw.when(is_whole).then(whole).otherwise(text)


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
        case float():
            return value
        case int() | Decimal():
            return str(int(value)) if column.type == "text" and value == int(value) else float(value)
    return float(value) if column.type in NUMBERS and is_number(value) else str(value)


def is_doubted(column: Column, value: Any) -> bool:
    """Whether the sheet's reader would have something to say of a cell: rows of such cells are named."""
    cell = parser(column)(raw_of(column, value))
    return bool(cell.doubts) or (cell.state is State.BLANK and column.type != "flag" and not column.open_ended)
