"""The sheet 口径说明: our readings of the notice, what else it could mean, and whether today's verdict depends on it."""

from __future__ import annotations

from core.documents.readings import Readings
from core.printers.sheet.page import Layout, SheetPrinter

HEADER_ROW = 2
LAYOUT = {
    "id": Layout(6),
    "title": Layout(17),
    "quote": Layout(30),
    "reading": Layout(36),
    "outcome": Layout(11),
    "alternative": Layout(32),
    "value": Layout(12, "right"),
    "other": Layout(11),
    "depends": Layout(13, "center"),
}


def write_readings(page: SheetPrinter, readings: Readings) -> None:
    """Fills the sheet."""
    page.heading(readings.heading, readings.note)
    after = page.table(HEADER_ROW, readings.table, LAYOUT)
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUT))
    page.colour_outcomes()
