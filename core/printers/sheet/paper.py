"""How our sheets are printed: on A4, with words above and below, and the last page not for a row or two alone."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from core.documents.figures import rulebook_name
from core.documents.overview import about
from core.model import Assessment
from core.model.document import say
from core.printers.palette import LIGHT
from core.printers.sheet.look import FONT, letters
from core.printers.sheet.sheet import Sheet
from core.printers.text import TextPrinter

A4, POINTS = 9, 72
SIDE, TOP, BOTTOM = 0.4, 0.7, 0.6
#: What there is room for inside the margins of a page that lies on its side, in points.
WIDE, HIGH = (11.69 - 2 * SIDE) * POINTS, (8.27 - TOP - BOTTOM) * POINTS
#: Letters of a line above a page that lies on its side, and of one upright; of a line below; of all of one, codes too.
ON_ITS_SIDE, UPRIGHT, BELOW = 180, 120, 60
#: A last page less full than this is spared, where all is printed no smaller than this share.
HARDLY, SMALLER = 0.3, 0.85


def prepare_page(sheet: Worksheet, assessment: Assessment, language: str, *, landscape: bool, remark: str = "") -> None:
    """A4, one page wide (upright: one page in all), with the space's name above, page numbers and a remark below."""
    text = TextPrinter(language, assessment.rulebook)
    rule = text(say("Rulebook {id}, unofficial self-check", id=rulebook_name(assessment.rulebook.notice)))
    page_for_print(sheet, text, text(about(assessment)), rule, remark, landscape=landscape)


def page_for_print(
    sheet: Worksheet, text: TextPrinter, subject: str, rule: str, remark: str = "", *, landscape: bool
) -> None:
    """A4 with words above on the left, below on the left, and below in the middle."""
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0 if landscape else 1)
    sheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    sheet.center_horizontally()
    if landscape:
        sheet.set_landscape()
    style = f'&8&"{FONT},Regular"&K{LIGHT.muted.lstrip("#").upper()}'
    title, room = sheet.get_name(), ON_ITS_SIDE if landscape else UPRIGHT
    sheet.set_header(f"&L{style}{_cut(subject, room - letters(title))}&R{style}{_cut(title, room)}")
    numbers = text.words("Page {page} of {pages}").format(page="&P", pages="&N")
    middle = f"&C{style}{_cut(remark, BELOW)}" if remark else ""
    sheet.set_footer(f"&L{style}{_cut(rule, BELOW)}{middle}&R{style}{numbers}")


def _cut(text: str, room: int) -> str:
    """Text above or below a page, where & has a meaning, as long as there is room for its letters.

    >>> _cut("R&D of 12 pilots", 30), _cut("演示可信数据空间", 10), _cut("演示可信数据空间", 16)
    ('R&&D of 12 pilots', '演示可信…', '演示可信数据空间')
    """
    text = " ".join(text.split())
    if letters(text) > room:
        text = next(text[:n] for n in range(len(text), -1, -1) if letters(text[:n]) <= room - 2) + "…"
    return text.replace("&", "&&")


def settle_pages(sheet: Sheet) -> None:
    """Once all is written, says how many pages a sheet is high that lies on its side and has no breaks of its own."""
    if sheet.fit_height or sheet.hbreaks:
        return
    heights, widths = sheet.sizes()
    first = sheet.printed[0] if sheet.printed else 0
    repeated = 0 if sheet.repeated is None else heights[sheet.repeated - first]
    high = pages_high(heights, repeated, widths, sum(widths[: sheet.named]), sheet.fit_width)
    sheet.fit_to_pages(sheet.fit_width, high)


def pages_high(
    heights: Sequence[float], repeated: float, widths: Sequence[float], named: float = 0, pages_wide: int = 1
) -> int:
    """How many pages a sheet that lies on its side may be high, so many wide, that the last is not for a row or two.

    Heights and widths are in points; the row that is `repeated` on each page is among them, as are the columns `named`.
    A spreadsheet program prints as large as fits; this many pages hold in any of them, whatever its fonts.

    >>> rows = [100.0] * 5
    >>> pages_high(rows, 0, [700]), pages_high([*rows, 30], 0, [700]), pages_high([*rows, 300], 0, [700])
    (1, 1, 2)
    """

    def pages(room: float, sizes: Sequence[float], again: float) -> tuple[int, float]:
        """How many pages, and how full the last of them is."""
        count, used = 1, 0.0
        for size in sizes:
            if used + size > room and used > again:
                count, used = count + 1, again
            used += size
        return count, used / room

    def largest(most: int, room: float, sizes: Sequence[float], again: float, top: int = 100) -> int:
        return next((n for n in range(top, 10, -1) if pages(room * 100 / n, sizes, again)[0] <= most), 10)

    percent = largest(pages_wide, WIDE, widths, named)
    high, full = pages(HIGH * 100 / percent, heights, repeated)
    spared = high > 1 and full < HARDLY and largest(high - 1, HIGH, heights, repeated, percent) >= percent * SMALLER
    return high - spared
