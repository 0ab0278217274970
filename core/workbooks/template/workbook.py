"""The template workbook, sheet by sheet, from the rulebook's data alone."""

from __future__ import annotations

from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import words
from core.model import Profile, Rulebook, Sheet
from core.workbooks.template import form, grid, guide
from core.workbooks.template.order import Filling, Order
from core.workbooks.template.sealed import sealed


def template_workbook(
    rulebook: Rulebook,
    profile: Profile,
    *,
    ledgers: bool = False,
    language: str = "zh",
    fill: Filling | None = None,
) -> bytes:
    """The workbook that a pilot of this type fills in, as .xlsx; `fill` puts content into it.

    Light by default; with `ledgers` the ledgers and daily activity too, and the monthly columns
    that they supply are marked as computed.  Same input, same bytes.
    """
    order = Order(rulebook, profile, ledgers, words(language), fill or Filling())
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in order.sheets:
        _write(order, sheet, workbook.create_sheet(sheet.label.in_(order.language)))
    day = rulebook.notice.issued
    workbook.properties.creator = None
    workbook.properties.title = guide.title(order)
    workbook.properties.created = datetime(day.year, day.month, day.day)
    return sealed(workbook, day)


def _write(order: Order, sheet: Sheet, page: Worksheet) -> None:
    if sheet.role == "guide":
        guide.write(order, page)
    elif sheet.role == "form":
        form.write(order, sheet, page)
    else:
        grid.write(order, sheet, page)
