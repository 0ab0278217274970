"""A workbook as a person sees it: sheets of rows, cells found by their header and row; bytes in the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter

Row = list[Any]
#: What XlsxWriter is asked to do to a sheet after its cells are written.
Finish = Callable[[Any, Any], None]


@dataclass(frozen=True)
class Shown:
    """A number, a date or a blank in a number format."""

    value: Any
    format: str


@dataclass(frozen=True)
class Calculated:
    """A formula with the value that was saved with it; None: saved without one."""

    formula: str
    value: Any = None
    format: str = ""


@dataclass(frozen=True)
class Rich:
    """A text in several fonts."""

    parts: tuple[str, ...]


@dataclass
class Book:
    """Sheets by name, in order; rows count from 1 as in Excel, row 1 is the header."""

    sheets: dict[str, list[Row]]
    states: dict[str, str] = field(default_factory=dict)
    finishes: list[tuple[str, Finish]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    chart_sheets: list[str] = field(default_factory=list)

    def column(self, sheet: str, header: str) -> int:
        """The column (from 0) under a header of row 1."""
        return self.sheets[sheet][0].index(header)

    def address(self, sheet: str, header: str, row: int) -> str:
        """The address of a cell."""
        return f"{letter(self.column(sheet, header))}{row}"

    def put(self, sheet: str, header: str, row: int, value: Any) -> None:
        """Type a value over a cell."""
        self.sheets[sheet][row - 1][self.column(sheet, header)] = value

    def answer(self, item: str, value: Any) -> None:
        """Type a value over an item of 基本信息."""
        for row in self.sheets["基本信息"]:
            if row[0] == item:
                row[1] = value

    def finish(self, sheet: str, finish: Finish) -> None:
        """Ask XlsxWriter for something beyond cells: merged areas, hidden rows, filters."""
        self.finishes.append((sheet, finish))

    def rename(self, old: str, new: str) -> None:
        """Give a sheet another title in its place."""
        self.sheets = {new if name == old else name: rows for name, rows in self.sheets.items()}
        self.states = {new if name == old else name: state for name, state in self.states.items()}

    def saved(self) -> bytes:
        """The workbook's bytes, the same on every call."""
        stream = io.BytesIO()
        workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **self.options})
        workbook.set_properties({"created": datetime(2026, 7, 1)})
        for title in self.chart_sheets:
            workbook.add_chartsheet(title).set_chart(_chart(workbook))
        written = {name: (workbook.add_worksheet(name), rows) for name, rows in self.sheets.items()}
        formats = Formats(workbook)
        for name, (sheet, rows) in written.items():
            for r, c, value in _cells(rows):
                _write(sheet, r, c, value, formats)
            _set_state(sheet, self.states.get(name, "visible"))
        for name, finish in self.finishes:
            finish(workbook, written[name][0])
        workbook.close()
        return stream.getvalue()


def _chart(workbook: Any) -> Any:
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "=月度统计!$B$2:$B$13"})
    return chart


class Formats:
    """Cell formats by number format, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._known: dict[str, Any] = {}

    def __getitem__(self, number_format: str) -> Any:
        if not number_format:
            return None
        if number_format not in self._known:
            self._known[number_format] = self._workbook.add_format({"num_format": number_format})
        return self._known[number_format]


def letter(column: int) -> str:
    """A column's letters.

    >>> letter(0), letter(26)
    ('A', 'AA')
    """
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _cells(rows: list[Row]) -> Iterator[tuple[int, int, Any]]:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None and value != "":
                yield r, c, value


def _set_state(sheet: Any, state: str) -> None:
    if state == "hidden":
        sheet.hide()
    elif state == "veryHidden":
        sheet.very_hidden()


def _write(sheet: Any, row: int, column: int, value: Any, formats: Formats) -> None:
    format = None
    if isinstance(value, Shown):
        value, format = value.value, formats[value.format]
    if isinstance(value, Calculated):
        sheet.write_formula(
            row, column, value.formula, formats[value.format], "" if value.value is None else value.value
        )
    elif isinstance(value, Rich):
        bold = formats["@"]
        sheet.write_rich_string(row, column, *(piece for part in value.parts for piece in (bold, part)))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, format)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, format or formats["yyyy-mm-dd"])
    elif isinstance(value, str):
        sheet.write_string(row, column, value, format)
    elif value is None:
        sheet.write_blank(row, column, None, format)
    else:
        sheet.write_number(row, column, value, format)
