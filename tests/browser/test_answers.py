"""An answer by one click: the verdict changes, the scored workbook keeps it, and an upload brings it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT
from tests.browser.test_journey import is_settled, overflow, turn_to, upload

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
JULY = "It means Jul 2025"
#: E6.5 lacks July until the cell is read as that month.
LACKS, KNOWN = "outcome-no-data", "outcome-not-met"


def test_an_answer_goes_all_the_way_round(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit(address, "en")
    upload(page, "sample_messy.xlsx")
    turn_to(page, "Data checks")
    group = page.locator("h2.decides", has_text="E4.2").first
    expect(group.locator(f".mark.{LACKS}")).to_have_count(1)
    page.get_by_role("button", name=JULY, exact=True).click()
    expect(page.get_by_role("button", name=f"✓ {JULY}", exact=True)).to_be_disabled()
    expect(page.locator(".answered")).to_contain_text(JULY)
    expect(
        page.locator("h2.decides", has_text=re.compile("E6.5")).first.locator(f".mark.{KNOWN}").first
    ).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the workbook with links").click()
    scored = tmp_path / "scored.xlsx"
    downloading.value.save_as(scored)

    other = visit(address, "en")
    other.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(scored)
    other.wait_for_selector(".cards")
    turn_to(other, "Data checks")
    expect(other.locator(".answered")).to_contain_text(JULY)
    other.get_by_role("button", name="Take back").click()
    expect(other.get_by_role("button", name=JULY, exact=True)).to_be_visible()
    expect(other.locator(".answered")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_the_data_page_fits_a_phone_and_shows_the_cell(visit: Visit, address: str, language: str) -> None:
    page = visit(address, language, width=360)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(ROOT / "sample_data" / "sample_messy.xlsx")
    page.wait_for_selector(".cards")
    page.locator(".pages a").nth(4).click()
    page.wait_for_selector(".picture")
    is_settled(page)
    assert overflow(page) == 0
    cell = page.locator(".picture td.meant", has_text="6").first
    box = cell.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
