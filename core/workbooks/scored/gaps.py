"""The sheet 差距与行动: what stands in the way, how much is missing, what to do, in the order of urgency."""

from __future__ import annotations

from core.documents.steps import Steps
from core.printers.sheet.page import Layout, SheetPrinter

HEADER_ROW = 2
LAYOUT = {
    "place": Layout(5.5, "center"),
    "id": Layout(6),
    "title": Layout(17),
    "outcome": Layout(11),
    "pair": Layout(14, "center"),
    "step": Layout(34),
    "pace": Layout(26),
    "probability": Layout(10, "center"),
    "gain": Layout(11, "right"),
    "remedy": Layout(44),
}


def write_gaps(page: SheetPrinter, steps: Steps) -> None:
    """Fills the sheet."""
    page.heading(steps.heading, steps.note)
    after = page.table(HEADER_ROW, steps.table, LAYOUT)
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUT))
    page.colour_outcomes()
