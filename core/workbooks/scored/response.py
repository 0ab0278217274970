"""The sheet 试点目标响应表: the official form of Annex 3, items 2 to 6, worded to be pasted into a report."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment
from core.printers.sheet.look import BODY, HEADER, Look, height, prepare_page, write_text
from core.printers.sheet.table import Heading, write_heading
from core.views.overview import about
from core.views.response import ResponseRow, response_header, response_rows
from core.views.tables import CriterionRow

WIDTHS = (18, 46, 62)
HEADER_ROW = 2
TALLEST_ROW = 390.0


def write_response(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, rows: Sequence[CriterionRow]
) -> None:
    """Fills the sheet: one row an item, taller than a spreadsheet's tallest row where it must be."""
    _ = words(language)
    prepare_page(sheet, assessment, language, landscape=True)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    write_heading(
        sheet,
        look,
        Heading(_("Pilot goals and responses (form of Annex 3)"), about(assessment, language)),
    )
    for column, title in enumerate(response_header(language)):
        write_text(sheet, HEADER_ROW, column, title, look(HEADER))
    sheet.set_row(HEADER_ROW, 24)
    row = HEADER_ROW + 1
    for item in response_rows(assessment, rows, language):
        row = _write_item(sheet, look, row, response_texts(item, language))
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)


def _write_item(sheet: Worksheet, look: Look, row: int, texts: tuple[str, str, str]) -> int:
    """An item's cells, merged over several rows where one would not hold them; the next free row."""
    needed = max(height(text, width) for text, width in zip(texts, WIDTHS, strict=True)) + 6
    rows = ceil(needed / TALLEST_ROW)
    for number in range(row, row + rows):
        sheet.set_row(number, needed / rows)
    for column, text in enumerate(texts):
        style = look(BODY, bold=column == 0, valign="vcenter" if column == 0 else "top")
        if rows > 1:
            sheet.merge_range(row, column, row + rows - 1, column, "", style)
        write_text(sheet, row, column, text, style)
    return row + rows


def response_texts(row: ResponseRow, language: str) -> tuple[str, str, str]:
    """Item, indicators with their targets, and responses that name them again: a line a criterion."""
    _ = words(language)
    asked = "\n".join(f"{line.id} {line.asked}" for line in row.lines)
    said = "\n".join(
        _("{id} {title}: {response}").format(
            id=line.id,
            title=line.title,
            response=_(", ").join(text for text in (line.outcome_label, line.shown) if text),
        )
        for line in row.lines
    )
    return row.matter, asked, said
