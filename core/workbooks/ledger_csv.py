"""Workbook + a CSV that is one of its ledgers (`core.intake.ledger_csv` reads it) → the workbook with that ledger.

The sheet takes the place of an empty one of its kind, for the server in a child process.  Its cells are native numbers
and dates where the text is exactly one, text everywhere else.  Everything after that (addresses, live formulas, the
scored workbook) is as if the rows had been typed there.  What cannot be joined is a RefusedWorkbook whose code begins
with csv_.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from datetime import date
from itertools import zip_longest
from typing import NoReturn

import numpy as np

from core import faults
from core.errors import RefusedWorkbook, SpliceError
from core.i18n import Language, languages
from core.intake import forget
from core.intake.grid import Grid
from core.intake.layout import find_layout
from core.intake.ledger_csv import LedgerTable, is_number, read_table, refused
from core.intake.process import NEEDED
from core.intake.reader.child import limit
from core.intake.sheets import match_sheets
from core.intake.spawn import DEFAULT_LIMITS, frame, unpacked
from core.intake.words import is_blank, word
from core.model import Problem, Rulebook
from core.printers.sheet.book import Book
from core.printers.sheet.cells import day_number
from core.printers.sheet.sheet import Run
from core.printers.sheet.xml import Cell, inline_text, number
from core.rulebook import load
from core.workbooks.package import LooseParts, WorkbookPackage, put_sheet

NUMERIC = ("count", "number", "percent")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The first day that workbooks of both kinds count from 1 on.
FIRST_DAY = date(1904, 1, 2)
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from core.workbooks.ledger_csv import answer; answer()"
)


def with_ledger(workbook: bytes, csv: bytes, name: str, rulebook: Rulebook) -> bytes:
    """The workbook with the CSV's rows as a sheet of the ledger that their headers name.

    `name` is the CSV's file name: a hint where the headers alone do not tell.  RefusedWorkbook
    where either file cannot be read, or the workbook has records of that ledger already.
    """
    try:
        return _joined(workbook, read_table(csv, name, rulebook), rulebook)
    finally:
        forget()


def _joined(workbook: bytes, table: LedgerTable, rulebook: Rulebook) -> bytes:
    matched, _ = match_sheets(unpacked(frame(workbook, DEFAULT_LIMITS)).grids, rulebook.sheets)
    place = matched.get(table.sheet.key)
    if place is not None:
        _refuse_records(place, table)
    form = next(sheet for sheet in rulebook.sheets.values() if sheet.role == "form")
    said = matched[form.key].name if form.key in matched else ""
    language = next((each for each in languages() if word(said) == word(form.label.in_(each))), Language.ZH)
    title = table.sheet.label.in_(language) if place is None else place.name
    try:
        host = WorkbookPackage(workbook)
        book = ledger_book(title, table, from_1904=host.counts_days_from_1904)
        return put_sheet(host, LooseParts(book.parts(), book.rows), instead_of=place.name if place else None)
    except SpliceError:
        raise refused("csv_kept_apart", sheet=table.sheet.label) from None


def _refuse_records(grid: Grid, table: LedgerTable) -> None:
    """Refuse to overwrite rows that the workbook already has."""
    layout, _ = find_layout(grid, table.sheet.columns)
    used = np.zeros(grid.height, dtype=bool)
    for cells in grid.columns:
        used[cells.where([not (isinstance(raw, str) and is_blank(raw)) for raw in cells.values])] = True
    count = int(np.count_nonzero(used[0 if layout is None else layout.header_row + 1 :]))
    if count:
        raise refused("csv_ledger_filled", sheet=table.sheet.label, title=grid.name, count=count)


# --- rows → cells ---------------------------------------------------------------------------


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
        return plain, f"><v>{text}</v></c>"
    serial = serial_day(text, from_1904=from_1904) if type_ == "date" else None
    if serial is not None:
        return day, f"><v>{serial}</v></c>"
    return plain, f' t="inlineStr"><is>{inline_text(_lines(text))}</is></c>'


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
    return day_number(day, from_1904=from_1904) if day >= FIRST_DAY else None


# --- the same in a process of its own, so that a huge CSV does not slow other sessions ----------


def with_ledger_aside(workbook: bytes, csv: bytes, name: str, notice: str) -> bytes:
    """The workbook with the CSV's rows, under a shipped notice; RefusedWorkbook as `with_ledger`."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", START, json.dumps(sys.path)],
            input=pickle.dumps((workbook, csv, name, notice)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in (*NEEDED, *faults.NEEDED) if key in os.environ},
            timeout=DEFAULT_LIMITS.wall,
        )
    except subprocess.TimeoutExpired:
        raise refused("too_slow", limit=DEFAULT_LIMITS.wall) from None
    if child.returncode != 0:
        raise refused("too_much_memory")
    joined: bytes | Problem = pickle.loads(child.stdout)
    if isinstance(joined, Problem):
        raise RefusedWorkbook(joined)
    return joined


def answer() -> NoReturn:
    """The child process: one call, its result on standard output."""
    limit(DEFAULT_LIMITS.memory, DEFAULT_LIMITS.cpu)
    workbook, csv, name, notice = pickle.load(sys.stdin.buffer)
    joined: bytes | Problem
    try:
        joined = with_ledger(workbook, csv, name, load(notice))
    except RefusedWorkbook as error:
        joined = error.problem
    except Exception as error:  # noqa: BLE001 - the parent gets an answer, the log the lines of code
        faults.record(error)
        joined = Problem("unexpected")
    sys.stdout.buffer.write(pickle.dumps(joined))
    sys.stdout.flush()
    os._exit(0)
