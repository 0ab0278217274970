"""The sheet 试点目标响应表: the official form of Annex 3, items 2 to 6, worded to be pasted into a report."""

from __future__ import annotations

from core.documents.response import Response
from core.model.document import Value
from core.printers.sheet.page import Layout, SheetPrinter

HEADER_ROW = 2
LAYOUT = {"matter": Layout(18), "asked": Layout(46), "said": Layout(62)}


def write_response(page: SheetPrinter, response: Response, about: Value) -> None:
    """Fills the sheet: one row an item, over several rows of the sheet where it must be."""
    page.heading(response.heading, about)
    page.changed_note(1, len(LAYOUT) - 1)
    after = page.table(HEADER_ROW, response.table, LAYOUT, filtered=False)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUT) - 1)
