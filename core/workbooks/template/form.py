"""The sheet 基本信息: one item a row, its content, what it means."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import N_
from core.model import Column, Sheet
from core.workbooks.template import look, prompts
from core.workbooks.template.order import Content, Order

HEADERS = (N_("Item"), N_("Content"), N_("What it means"))
WIDTHS = (34.0, 36.0, 60.0)


def write(order: Order, sheet: Sheet, page: Worksheet, items: Sequence[Column] | None = None) -> None:
    """The three columns, a prompt and a check on each cell of the middle one; `items` where not the type's alone."""
    for index, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True), 1):
        look.put(
            page.cell(1, index),
            order.words(header),
            colour=look.PAPER,
            background=look.BLUE,
            bold=True,
            across="center",
        )
        page.column_dimensions["ABC"[index - 1]].width = width
    page.row_dimensions[1].height = 26
    for number, column in enumerate(order.columns(sheet) if items is None else items, 2):
        _item(order, sheet, page, number, column)
    page.freeze_panes = "A2"
    look.printed(page, wide=False)


def _item(order: Order, sheet: Sheet, page: Worksheet, number: int, column: Column) -> None:
    label, help = (
        order.header(sheet, column).replace("\n", " " if order.language == "en" else ""),
        column.help.in_(order.language),
    )
    background = look.TRACK if order.prefilled(sheet, column) else look.INPUT
    look.put(page.cell(number, 1), label, bold=not order.spare(sheet, column))
    look.put(
        page.cell(number, 2),
        order.cell(column, content_of(order, column)),
        background=background,
        format=look.number_format(column, order.language),
    )
    look.put(page.cell(number, 3), help, colour=look.MUTED)
    page.row_dimensions[number].height = look.height([(label, WIDTHS[0]), (help, WIDTHS[2])], least=26)
    rule = prompts.check(order, column)
    rule.add(f"B{number}")
    page.add_data_validation(rule)


def content_of(order: Order, column: Column) -> Content:
    """The content of an item: what is filled in, the pilot type, or the template's version."""
    known = {"profile": order.profile.value, "template_version": order.rulebook.template_version}
    return {**known, **order.filling.basics}.get(column.key)
