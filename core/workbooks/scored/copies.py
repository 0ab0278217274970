"""The sheet 规范化副本: what formulas read in place of cells that are no native numbers, dates or words."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment
from core.printers.sheet.look import BODY, HEADER, Look, height, prepare_page, write_text
from core.workbooks.scored.live import Copies
from core.workbooks.scored.live.sheets import CELL_VALUE, FIRST_COLUMN, FIRST_ROW, CopiedColumn, Formula

WIDTHS = (24, 34, 34, 3)
WIDTH = 16
LONGEST = 200
#: Only so many rows are printed: the sheet is there for formulas, and the footer says how many it has.
PRINTED_ROWS = 40
#: Where no single cell is copied, nothing stands at the left.
NARROW = 1.5


def write_copies(sheet: Worksheet, look: Look, assessment: Assessment, language: str, copies: Copies) -> None:
    """Fills the sheet: single cells at the left, columns to the right, each in the rows of its original."""
    _ = words(language)
    last = max([FIRST_ROW + len(copies.cells) - 2, *(max(each.cells, default=1) - 1 for each in copies.columns)])
    remark = _("The first {n} of {total} rows are printed").format(n=PRINTED_ROWS, total=last)
    prepare_page(sheet, assessment, language, landscape=True, remark=remark if last > PRINTED_ROWS else "")
    sheet.fit_to_pages(1, 1)
    headers = [_("Cell"), _("What it says"), _("Our copy: what was understood")] if copies.cells else []
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width if copies.cells else NARROW, look())
    for column, text in enumerate(headers):
        write_text(sheet, 0, column, text, look(HEADER))
    for row, cell in enumerate(copies.cells, start=FIRST_ROW - 1):
        line = look(BODY, text_wrap=False)
        write_text(sheet, row, 0, cell.place, line)
        write_text(sheet, row, 1, cell.found[:LONGEST], line)
        _write(sheet, row, CELL_VALUE, cell.value, line)
    titles = [_title(copied, language) for copied in copies.columns]
    if titles:
        sheet.set_column(FIRST_COLUMN, FIRST_COLUMN + len(titles) - 1, WIDTH, look())
    for number, (copied, title) in enumerate(zip(copies.columns, titles, strict=True), start=FIRST_COLUMN):
        write_text(sheet, 0, number, title, look(HEADER))
        style = look(num_format="yyyy-mm") if copied.kind == "dates" else look()
        for row, value in copied.cells.items():
            _write(sheet, row - 1, number, value, style)
    sheet.set_row(0, max([height(title, WIDTH) for title in [*headers, *titles]]) + 4)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, min(last, PRINTED_ROWS), max(len(WIDTHS), FIRST_COLUMN + len(titles)) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, style, value.value)
    elif isinstance(value, str):
        if value:
            write_text(sheet, row, column, value, style)
    elif value is not None:
        sheet.write_number(row, column, value, style)


def _title(copied: CopiedColumn, language: str) -> str:
    """What a column of ours is, in its header."""
    _ = words(language)
    place = {"sheet": copied.sheet, "column": copied.label}
    if copied.kind == "record":
        return _("{sheet}: 1 where the row was read as a record").format(**place)
    if copied.kind == "organisation":
        return _(
            "{sheet}: number of the row's organisation (the first row with its code; without a code, as of scoring)"
        ).format(**place)
    if copied.kind.startswith("names"):
        return _(
            "{sheet} · {column}: the names as of scoring, and below them the new ones. Several new names in one cell, and "
            "new categories with ten applications, are counted when the file is scored again."
        ).format(**place)
    if copied.kind.startswith("surely"):
        return _("{sheet} · {column}: live rows of the name beside").format(**place)
    if copied.kind.startswith("maybe"):
        return _("{sheet} · {column}: with the rows that may be live").format(**place)
    return _("{sheet} · {column}: our copy, same rows; some cells are no native numbers, dates or words").format(
        **place
    )
