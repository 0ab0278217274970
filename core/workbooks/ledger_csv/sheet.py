"""Rows → the cells of a worksheet: a native number or date where the text is exactly one, else text."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

import numpy as np

from core.intake.ledger_csv import LedgerTable, is_number
from core.printers.sheet.book import Book
from core.printers.sheet.sheet import Cell, Run, inline_text, number

NUMERIC = ("count", "number", "percent")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Excel's first day, as a number of `date.toordinal`; days before March 1900 it counts wrongly.
DAY_ZERO, DAY_ZERO_1904, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal(), date(1904, 1, 2)


def ledger_book(title: str, table: LedgerTable, *, from_1904: bool) -> Book:
    """A workbook of one sheet with the table's rows."""
    book = Book({})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    day, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"valign": "top"})
    sheet, below = book.add_worksheet(title), table.header_row + 1
    for index, text in enumerate(table.rows[table.header_row]):
        sheet.set_column(index, index, min(max(2.2 * len(text), 12), 40))
    sheet.freeze_panes(below, 1)
    for row, texts in enumerate(table.rows[:below]):
        for index, text in enumerate(texts):
            if text:
                sheet.write_string(row, index, _lines(text), head if row == table.header_row else plain)
    for index, column in enumerate(zip_longest(*table.rows[below:], fillvalue="")):
        few = {text: code for code, text in enumerate(dict.fromkeys(column))}
        type_ = table.columns[index].type if index in table.columns else ""
        cells = [_cell(text, type_, number(plain), number(day), from_1904=from_1904) if text else None for text in few]
        sheet.runs.append(Run(below, index, cells, np.fromiter(map(few.__getitem__, column), int, len(column))))
    return book


def _cell(text: str, type_: str, plain: int, day: int, *, from_1904: bool) -> Cell:
    if type_ in NUMERIC and is_number(text):
        return Cell(plain, f"><v>{text}</v></c>")
    serial = serial_day(text, from_1904=from_1904) if type_ == "date" else None
    if serial is not None:
        return Cell(day, f"><v>{serial}</v></c>")
    return Cell(plain, f' t="inlineStr"><is>{inline_text(_lines(text))}</is></c>')


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


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
