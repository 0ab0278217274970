"""The sheet 预测与计划: where each figure is heading, how sure that is, what it takes, and how far to trust it."""

from __future__ import annotations

from core.documents.outlook import Outlooks
from core.model.document import Value, say
from core.printers.sheet.page import Layout, SheetPrinter

HEADER_ROW = 2
LAYOUT = {
    "id": Layout(6),
    "title": Layout(15),
    "status": Layout(11),
    "probability": Layout(10, "center"),
    "median": Layout(9, "right"),
    "low": Layout(9, "right"),
    "high": Layout(9, "right"),
    "reached": Layout(24),
    "known": Layout(8, "right"),
    "value": Layout(9, "right"),
    "threshold": Layout(9, "right"),
    "needed": Layout(12, "right"),
    "recent": Layout(12, "right"),
    "times": Layout(9, "right"),
    "target": Layout(9, "right"),
    "target_outcome": Layout(10.5, "center"),
}


def write_outlook(page: SheetPrinter, outlooks: Outlooks, needed: Value, trust: Value) -> None:
    """Fills the sheet; `needed` is what it takes in a sentence, `trust` says what the forecast is and when not to trust it."""
    page.heading(outlooks.heading, outlooks.note)
    row = page.table(HEADER_ROW, outlooks.table, LAYOUT) + 1
    row = page.subheading(row, say("What it takes"))
    row = page.paragraph(row, needed)
    row = page.subheading(row, say("How far to trust the forecast"))
    page.paragraph(row, trust, valign="top")
    page.sheet.freeze_panes(HEADER_ROW + 1, 2)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.print_area(0, 0, row, len(LAYOUT))
    page.colour_outcomes()
