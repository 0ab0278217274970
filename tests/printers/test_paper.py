"""How sheets are printed: how many pages high, and what is above and below them."""

from __future__ import annotations

import re

import pytest

from core.i18n import Language
from core.printers.sheet.book import Book
from core.printers.sheet.paper import HIGH, WIDE, page_for_print, pages_high, settle_pages
from core.printers.text import TextPrinter
from core.rulebook import load

HEADER = 40.0
PAGE = [HEADER, *[(HIGH - HEADER) / 10] * 10]  # rows that fill a page, the header first
ROW = PAGE[-1]


@pytest.mark.parametrize(
    ("rows", "high"),
    [
        (PAGE, 1),
        ([*PAGE, ROW], 1),
        ([*PAGE, *[ROW] * 5], 2),
        ([*PAGE, *[ROW] * 10], 2),
        ([*PAGE, *[ROW] * 11], 2),
    ],
)
def test_a_row_or_two_have_no_page_of_their_own(rows: list[float], high: int) -> None:
    assert pages_high(rows, HEADER, [WIDE]) == high


def test_what_is_wider_than_a_page_is_printed_smaller_and_takes_fewer() -> None:
    rows = [*PAGE, *[ROW] * 10]
    assert (pages_high(rows, HEADER, [WIDE] * 2), pages_high(rows, HEADER, [WIDE] * 2, 0, 2)) == (1, 2)


def test_columns_that_each_page_repeats_leave_less_room_beside_them() -> None:
    widths, rows = [WIDE / 4] * 7, [*PAGE, *[ROW] * 16]
    assert pages_high(rows, HEADER, widths, WIDE / 2, 2) < pages_high(rows, HEADER, widths, 0, 2)


def part(subject: str, *, rows: int = 1) -> str:
    """A sheet as its part, with so many tall rows."""
    book = Book()
    sheet = book.add_worksheet("One criterion across pilots")
    page_for_print(sheet, TextPrinter(Language.EN, load()), subject, "Unofficial self-check", landscape=True)
    for row in range(rows):
        sheet.set_row(row, 100)
    sheet.print_area(0, 0, rows - 1, 3)
    settle_pages(sheet)
    return book.parts()["xl/worksheets/sheet1.xml"].decode()


def test_a_sheet_says_how_many_pages_high_it_is() -> None:
    found = re.search(r'fitToHeight="(\d+)"', part("Pilots", rows=12))
    assert found is not None
    assert found[1] == "3"


def test_an_english_heading_is_whole_above_a_page() -> None:
    heading = "49 pilots · 60 files received · under Annex 2 of Notice 46 [2025] · September 2026"
    assert heading in part(heading)


def test_a_heading_too_long_for_its_page_is_cut() -> None:
    assert "演…" in part("演" * 90)
    assert "演" * 80 not in part("演" * 90)
