"""Rows → the cells of a worksheet: a native number or date where the text is exactly one, else text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from core.intake.ledger_csv import LedgerTable, is_number
from core.model import Column
from core.printers.sheet.sheet import inline_text

NUMERIC = ("count", "number", "percent")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Excel's first day, as a number of `date.toordinal`; days before March 1900 it counts wrongly.
DAY_ZERO, DAY_ZERO_1904, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal(), date(1904, 1, 2)
#: Rows are written so many at a time.
BATCH = 2000
DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_STYLE = re.compile(rb'<c r="A[0-9]+" s="([0-9]+)"')


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
    for index, text in enumerate(table.rows[table.header_row]):
        sheet.set_column(index, index, min(max(2.2 * len(text), 12), 40))
    sheet.freeze_panes(table.header_row + 1, 1)
    workbook.close()
    return stream.getvalue()


def filled(part: bytes, table: LedgerTable, *, from_1904: bool) -> bytes:
    """The sheet's part with the rows in it; the numbers of its formats are read from A1, A2 and A3."""
    last = f"{xl_col_to_name(max(map(len, table.rows), default=1) - 1)}{len(table.rows)}"
    rows = _rows(table, *(style.decode() for style in _STYLE.findall(part)), from_1904=from_1904)
    start, end = part.index(b"<sheetData>") + len(b"<sheetData>"), part.index(b"</sheetData>")
    head = DIMENSION.sub(b'<dimension ref="A1:' + last.encode() + b'"', part[:start], count=1)
    return b"".join((head, *iter(lambda: "".join(islice(rows, BATCH)).encode(), b""), part[end:]))


def _rows(table: LedgerTable, head: str, day: str, plain: str, *, from_1904: bool) -> Iterator[str]:
    width = max(map(len, table.rows), default=0)
    names = [xl_col_to_name(index) for index in range(width)]
    above, header = ([_cell_writer(None, day, style, from_1904=from_1904)] * width for style in (plain, head))
    records = [_cell_writer(table.columns.get(at), day, plain, from_1904=from_1904) for at in range(width)]
    for at, row in enumerate(table.rows):
        writers = records if at > table.header_row else header if at == table.header_row else above
        cells = [f'<c r="{name}{at + 1}"{write(cell)}</c>' for cell, name, write in zip(row, names, writers) if cell]
        yield f'<row r="{at + 1}">{"".join(cells)}</row>'


def _cell_writer(column: Column | None, day: str, plain: str, *, from_1904: bool) -> Callable[[str], str]:
    """Writes the cells of a column, from behind their address to their end; these are the numbers of the formats."""
    type_ = None if column is None else column.type

    def write(cell: str) -> str:
        if type_ in NUMERIC and is_number(cell):
            return f' s="{plain}"><v>{cell}</v>'
        serial = serial_day(cell, from_1904=from_1904) if type_ == "date" else None
        if serial is not None:
            return f' s="{day}"><v>{serial}</v>'
        text = inline_text(cell.replace("\r\n", "\n").replace("\r", "\n"))
        return f' s="{plain}" t="inlineStr"><is>{text}</is>'

    return write


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
