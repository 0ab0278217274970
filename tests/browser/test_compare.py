"""An earlier workbook in Chromium: given, read, drawn, taken away."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from core.documents.changes import changes_document
from core.pipeline import compare, read
from tests.browser.test_journey import PAGES, Visit, is_settled, overflow, turn_to, upload
from tests.comparison.edits import edited, sample
from tests.documents.words import printer
from tests.pages.screen import RULEBOOK, judged

pytestmark = pytest.mark.browser
SAMPLE = "sample_enterprise.xlsx"
FOOT = {"zh": "与上期对比", "en": "Compare with an earlier workbook"}


def edit(book: openpyxl.Workbook) -> None:
    """The sample with organisations less, so that E4.1's past months are told differently."""
    book["接入主体台账"].delete_rows(10, 8)
    book["基本信息"]["B13"].value = 900


def give(page: Page, language: str, folder: Path) -> None:
    """Opens the page from the foot and drops the earlier workbook there."""
    (folder / "earlier.xlsx").write_bytes(edited(sample("enterprise"), edit))
    page.locator(".further a", has_text=FOOT[language]).click()
    page.wait_for_selector(".st-key-earlier")
    page.locator(".st-key-earlier").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        folder / "earlier.xlsx"
    )
    page.wait_for_selector("table.moved")
    is_settled(page)


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh", 1280, "light"), ("en", 360, "dark")])
def test_what_changed_stands_on_the_page(
    visit: Visit, address: str, language: str, width: int, scheme: str, tmp_path: Path
) -> None:
    page = visit(address, language, width=width, scheme=scheme)
    upload(page, SAMPLE)
    give(page, language, tmp_path)
    found = compare(read((tmp_path / "earlier.xlsx").read_bytes(), RULEBOOK), judged(SAMPLE))
    expect(page.locator("h1.verdict")).to_have_text(printer(found.after, language)(changes_document(found).sentence))
    assert overflow(page) == 0


def test_the_large_chart_is_drawn_with_what_was_known_then(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit(address, "zh")
    upload(page, SAMPLE)
    give(page, "zh", tmp_path)
    turn_to(page, PAGES["zh"][2])
    expect(page.locator(".legend .then")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").first.locator("svg")).to_be_visible()
