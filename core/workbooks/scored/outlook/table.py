"""The table of 预测与计划: a computed criterion a row."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlsxwriter.format import Format

from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, OUTCOMES, STATUSES, write_part, write_text
from core.printers.sheet.native import GENERAL, format_of
from core.printers.sheet.part import Part
from core.workbooks.scored.outlook.columns import FIRST_MET, LAST_VALUE, PROBABILITY, STATUS, Column, Line, Shown
from core.workbooks.scored.outlook.page import Page
from core.workbooks.scored.workings import VALUE, Workings, number


class Table:
    """The table on its page."""

    def __init__(self, page: Page, columns: Sequence[Column], found: Workings) -> None:
        self._page, self._columns, self._found = page, columns, found

    def header(self, row: int) -> None:
        """The titles of the columns."""
        page = self._page
        for column, (field, width) in enumerate(zip(self._columns, page.widths, strict=True)):
            write_text(page.sheet, row, column, field.title, page.look(HEADER))
            page.tall(row, field.title, width, 4)

    def line(self, line: Line, shown: Sequence[Shown]) -> None:
        """A criterion's row; where there is no forecast it says why."""
        page, silent = self._page, line.outlook.end is None
        for column, (text, figure) in enumerate(shown):
            if silent and PROBABILITY <= column <= FIRST_MET:
                continue
            self._put(column, text, figure, line)
            page.tall(page.row, text, page.widths[column])
        if silent:
            style = page.look(BODY, font_color=LIGHT.muted)
            page.sheet.merge_range(page.row, PROBABILITY, page.row, FIRST_MET, line.row.sentence, style)
            page.tall(page.row, line.row.sentence, sum(page.widths[PROBABILITY : FIRST_MET + 1]))
        page.row += 1

    def _put(self, column: int, text: str, figure: float | Fraction | None, line: Line) -> None:
        page = self._page
        if column == LAST_VALUE:
            self._put_value(text, line)
        elif figure is None:
            write_text(page.sheet, page.row, column, text, self._style(column, line))
        else:
            page.sheet.write_number(page.row, column, float(figure), self._figure(text, negative=figure < 0))

    def _put_value(self, text: str, line: Line) -> None:
        """The last value is live: it follows the sender's cells."""
        value = line.finding.value
        style = self._figure("" if value is None else text, negative=value is not None and value < 0)
        part = Part(self._found.of(line.row.id, VALUE), number(value))
        write_part(self._page.sheet, self._page.row, LAST_VALUE, part, style)

    def _style(self, column: int, line: Line) -> Format:
        """The format of a text."""
        look, target = self._page.look, line.finding.commitment
        if column == STATUS:
            return look(BODY, STATUSES[line.outlook.status].cell, align="center")
        if column == self._page.last and target is not None:
            return look(BODY, OUTCOMES[target.outcome].cell, align="center")
        return look(BODY, align="right" if self._columns[column].figures else "left")

    def _figure(self, text: str, *, negative: bool) -> Format:
        """The format of a figure that shows as the text does."""
        return self._page.look(BODY, align="right", num_format=format_of(text, negative=negative) or GENERAL)
