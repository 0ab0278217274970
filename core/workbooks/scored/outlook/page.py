"""The sheet 预测与计划 while it is written: its widths, and the next free row."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from core.printers.sheet.look import Look, height, write_text

TALLEST = 409.0


class Page:
    """The sheet and the next free row of it, `row`."""

    def __init__(self, sheet: Worksheet, look: Look, widths: Sequence[float], row: int) -> None:
        """Sets the widths of the columns."""
        self.sheet, self.look, self.widths, self.row = sheet, look, widths, row
        self.last = len(widths) - 1
        self._tallest: dict[int, float] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, look())

    def tall(self, row: int, text: str, width: float, more: float = 0) -> None:
        """Makes a row tall enough for the text, too."""
        tall = min(TALLEST, height(text, width) + more)
        if tall > self._tallest.get(row, 0):
            self._tallest[row] = tall
            self.sheet.set_row(row, tall)

    def heading(self, text: str) -> None:
        """A heading across the sheet with room above it."""
        self._across(text, 14, font_size=12, bold=True, valign="bottom")

    def paragraph(self, text: str, **how: object) -> None:
        """A paragraph across the sheet."""
        self._across(text, 2, **how, text_wrap=True)

    def _across(self, text: str, more: float, **how: object) -> None:
        style = self.look(**how)
        self.sheet.merge_range(self.row, 0, self.row, self.last, "", style)
        write_text(self.sheet, self.row, 0, text, style)
        self.tall(self.row, text, sum(self.widths), more)
        self.row += 1
