"""Rulebook → the workbook that a pilot fills in: an export that needs no submission.

`template_workbook` writes it; `Filling` puts content into it (the samples are made so); `next_month` puts
a sender's workbook into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from types import MappingProxyType

from core.i18n import words
from core.model import Profile, Rulebook, Sheet
from core.workbooks.template import grid, guide
from core.workbooks.template.order import Filling, Order
from core.workbooks.template.page import Page, Pages


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

    def write(sheet: Sheet, page: Page) -> None:
        if sheet.role == "guide":
            guide.write(order, page)
        elif sheet.role == "form":
            grid.write_form(order, sheet, page)
        else:
            grid.write(order, sheet, page)

    return assembled(order, order.sheets, write)


def assembled(
    order: Order,
    sheets: Iterable[Sheet],
    write: Callable[[Sheet, Page], None],
    more: Mapping[str, Callable[[Page], None]] = MappingProxyType({}),
) -> bytes:
    """A workbook of these sheets, each of which `write` fills.

    `more` are sheets behind them, by title, each filled by its own function.
    """
    pages = Pages(order.rulebook.sheets["guide"].label.in_(order.language))
    for sheet in sheets:
        page = Page(pages, sheet.label.in_(order.language))
        write(sheet, page)
        page.protect(filled_in=sheet.role != "guide")
        page.finish()
    for title, fill in more.items():
        page = Page(pages, title)
        fill(page)
        page.finish()
    issued = order.rulebook.notice.issued
    pages.book.set_properties({"title": guide.title(order), "created": datetime.combine(issued, time())})
    return pages.book.packed(issued)
