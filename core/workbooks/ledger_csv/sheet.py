"""Rows → the cells of a worksheet: a native number or date where the text is exactly one, else text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from core.intake.ledger_csv import LedgerTable, Row
from core.model import Column

NUMERIC = ("count", "number", "percent")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A double holds every decimal of so many digits.
DIGITS = 15
#: Excel's first day, as a number of `date.toordinal`; days before March 1900 it counts wrongly.
DAY_ZERO, DAY_ZERO_1904, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal(), date(1904, 1, 2)
_CELLS = re.compile(rb"<sheetData>(.*?)</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_STYLE = re.compile(rb'<c r="A([0-9]+)" s="([0-9]+)"')
CellXml = Callable[[str, str], str]


def blank_sheet(title: str, table: LedgerTable) -> bytes:
    """A workbook of one sheet with the formats that the rows need: A1 a header, A2 a date, A3 anything else."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    plain = workbook.add_format({"num_format": "General", "valign": "top"})
    sheet: Any = workbook.add_worksheet(title)
    for row, format in enumerate((head, day, plain)):
        sheet.write_string(row, 0, "x", format)
    header = table.rows[table.header_row]
    for index, text in enumerate(header):
        sheet.set_column(index, index, min(max(2.2 * len(text), 12), 40))
    sheet.freeze_panes(table.header_row + 1, 1)
    workbook.close()
    return stream.getvalue()


def filled(part: bytes, table: LedgerTable, *, from_1904: bool) -> bytes:
    """The sheet's part with the rows in it; the numbers of its formats are read from A1, A2 and A3."""
    styles = {row.decode(): style.decode() for row, style in _STYLE.findall(part)}
    rows = _rows(table, styles["1"], styles["2"], styles["3"], from_1904=from_1904)
    body = b"".join(row.encode() for row in rows)
    last = f"{xl_col_to_name(max(map(len, table.rows), default=1) - 1)}{len(table.rows)}".encode()
    part = _DIMENSION.sub(b'<dimension ref="A1:%b"/>' % last, part, count=1)
    cells = _CELLS.search(part)
    if cells is None:
        raise ValueError("our own sheet has no cells")
    return part[: cells.start(1)] + body + part[cells.end(1) :]


def _rows(table: LedgerTable, head: str, day: str, plain: str, *, from_1904: bool) -> Iterator[str]:
    width = max(map(len, table.rows), default=0)
    names = [xl_col_to_name(index) for index in range(width)]
    texts = [_text(plain)] * width
    records = [_kind(table.columns.get(index), day, plain, from_1904=from_1904) for index in range(width)]
    for number, row in enumerate(table.rows, 1):
        written = records
        if number == table.header_row + 1:
            written = [_text(head)] * width
        elif number <= table.header_row:
            written = texts
        yield f'<row r="{number}">{"".join(_cells(row, names, written, number))}</row>'


def _cells(row: Row, names: list[str], kinds: list[CellXml], number: int) -> Iterator[str]:
    for cell, name, kind in zip(row, names, kinds):
        if cell:
            yield kind(f"{name}{number}", cell)


def _kind(column: Column | None, day: str, plain: str, *, from_1904: bool) -> CellXml:
    """How the cells of a column are written."""
    as_text = _text(plain)
    if column is not None and column.type in NUMERIC:
        return lambda place, cell: (
            f'<c r="{place}" s="{plain}"><v>{cell}</v></c>' if is_number(cell) else as_text(place, cell)
        )
    if column is not None and column.type == "date":
        return lambda place, cell: (
            f'<c r="{place}" s="{day}"><v>{serial}</v></c>'
            if (serial := serial_day(cell, from_1904=from_1904)) is not None
            else as_text(place, cell)
        )
    return as_text


def _text(style: str) -> CellXml:
    def written(place: str, cell: str) -> str:
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

    return written


def is_number(text: str) -> bool:
    """Whether a text is a number as a program writes one, and a double holds exactly that.

    >>> [is_number(text) for text in ("200", "32.50", "-1.5", "0.1")]
    [True, True, True, True]
    >>> [is_number(text) for text in ("007", "1,234", "+5", "1e3", "9007199254740993", "约200", "", "-0", ".5")]
    [False, False, False, False, False, False, False, False, False]
    """
    if NUMBER.fullmatch(text) is None or sum(map(str.isdigit, text)) > DIGITS:
        return False
    number = float(text)
    return Decimal(repr(number)) == Decimal(text) and not (number == 0 and text.startswith("-"))


def serial_day(text: str, *, from_1904: bool) -> int | None:
    """The day as a workbook counts it, where the text is a day as ISO 8601 writes it.

    >>> serial_day("2025-07-01", from_1904=False), serial_day("2025-7-1", from_1904=False)
    (45839, None)
    """
    if DAY.fullmatch(text) is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() - (DAY_ZERO_1904 if from_1904 else DAY_ZERO) if day >= FIRST_DAY else None
