"""The sheet 填报说明: how to fill in, what each sheet is for, every column with an example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.compiled import tables
from core.i18n import N_
from core.workbooks.template import look
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import Order
from core.workbooks.template.page import Page

WIDTHS = (2.5, 18.0, 36.0, 14.0, 30.0, 58.0)
WHOLE = sum(WIDTHS[1:])

TEXTS: dict[str, Any] = tables(Path(__file__).with_suffix(".toml"))


class Pen:
    """Writes paragraphs and table rows down the sheet."""

    def __init__(self, page: Page) -> None:
        self.page, self.row = page, 1

    def skip(self, height: float) -> None:
        self.page.height(self.row, height)
        self.row += 1

    def line(self, text: str, *, size: float = 10, bold: bool = False, colour: str = look.INK) -> None:
        """A paragraph across the whole width."""
        self.page.put(self.row, 2, text, CellStyle(colour=colour, size=size, bold=bold, lines="none"))
        self.page.merge(self.row, 2, len(WIDTHS))
        lines = look.lines(text, WHOLE * 10 / size)
        self.skip(max(size * 1.9, lines * look.LINE_HEIGHT * size / 10 + 4))

    def heading(self, text: str) -> None:
        self.skip(12)
        self.line(text, size=12, bold=True, colour=look.BLUE)

    def table(self, *cells: str, header: bool = False) -> None:
        """A row of a table; the last cell takes the rest of the width."""
        for index, text in enumerate(cells, 2):
            colour = look.MUTED if header or index == 2 else look.INK
            style = CellStyle(look.TRACK if header else None, colour, bold=header, lines="below")
            self.page.put(self.row, index, text, style)
        widths = [*WIDTHS[1 : len(cells)], sum(WIDTHS[len(cells) :])]
        if len(cells) < len(WIDTHS) - 1:
            self.page.merge(self.row, len(cells) + 1, len(WIDTHS))
        self.skip(look.height(list(zip(cells, widths, strict=True))))


def title(order: Order) -> str:
    profile = order.rulebook.profiles[order.profile].label.in_(order.language)
    return order.words("Trusted data space pilot: progress workbook ({profile})").format(profile=profile)


def write(order: Order, page: Page) -> None:
    for index, width in enumerate(WIDTHS, 1):
        page.width(index, width)
    page.sheet.hide_gridlines(2)
    pen, say = Pen(page), order.words
    pen.skip(8)
    pen.line(title(order), size=16, bold=True)
    pen.line(say("Template version {version}").format(version=order.rulebook.template_version), colour=look.MUTED)
    if order.filling.remark:
        pen.line(order.filling.remark, bold=True, colour="B4432F")
    for note in order.filling.notes:
        pen.line(note)
    _steps(order, pen)
    pen.heading(say("What each sheet is for"))
    pen.table(say("Sheet"), say("How to fill it in"), header=True)
    for sheet in order.sheets:
        if sheet.role != "guide":
            pen.table(sheet.label.in_(order.language), sheet.help.in_(order.language))
    pen.heading(say("Every column, with an example row"))
    pen.table(say("Sheet"), say("Column"), say("Fill in"), say("Example"), say("What it means"), header=True)
    for sheet in order.sheets:
        for number, column in enumerate(order.columns(sheet)):
            label = "" if number else sheet.label.in_(order.language)
            asked = order.asked(sheet, column)
            shown = column.example if asked in look.HEADS else None
            example = "" if shown is None else shown.in_(order.language)
            pen.table(label, order.name(column), say(asked), example, column.help.in_(order.language))
    page.print(wide=True, header=False)


def _steps(order: Order, pen: Pen) -> None:
    say, notice = order.words, order.rulebook.notice
    names = {key: sheet.label.in_(order.language) for key, sheet in order.rulebook.sheets.items()}
    pen.heading(say("How to fill in"))
    for number, step in enumerate(TEXTS["steps"] + (TEXTS["ledgers"] if order.ledgers else []), 1):
        pen.line(f"{number}. " + say(step).format(**names))
    pen.skip(6)
    pen.page.put(pen.row, 2, say("Colours of headers"), CellStyle(colour=look.MUTED, lines="none"))
    legend = {**look.HEADS, N_("filled in or computed"): look.QUIET}
    for index, (meaning, (background, colour)) in enumerate(legend.items(), 3):
        pen.page.put(pen.row, index, say(meaning), CellStyle(background, colour, "center"))
    pen.skip(22)
    pen.skip(6)
    said = {
        "title": notice.title.in_(order.language),
        "number": notice.number.in_(order.language),
        "issued": notice.issued.isoformat(),
    }
    pen.line(say(TEXTS["source"]).format(**said), colour=look.MUTED)
    for text in (TEXTS["no_form"], TEXTS["privacy"]):
        pen.line(say(text), colour=look.MUTED)
