"""The repair journey: a messy workbook in, all accepted, the corrected file out, uploaded again without those questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT
from tests.browser.test_journey import is_settled, overflow

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
WORDS = {
    "zh": ("全部采用（5处）", "全部采用", "下载更正后的工作簿", "采用前", "原填：约890。按890计入（来源为约数）。"),
    "en": (
        "Accept all (5)",
        "Accept all",
        "Download the corrected workbook",
        "Before, ",
        "Was: 约890. Count it as 890 (the source is an estimate).",
    ),
}


def to_the_problems(page: Page, file: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.wait_for_selector(".cards")
    page.locator(".pages a").nth(4).click()
    page.wait_for_selector(".question, [class*='st-key-question-']")


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_what_is_accepted_is_in_the_corrected_file_and_not_asked_again(
    visit: Visit, address: str, language: str, tmp_path: Path
) -> None:
    every, done, download, verdict, comment = WORDS[language]
    page = visit(address, language)
    to_the_problems(page, ROOT / "sample_data" / "sample_messy.xlsx")
    expect(page.locator(".verdicts")).to_contain_text(verdict)
    expect(page.get_by_role("button", name=download)).to_be_disabled()
    button = page.get_by_role("button", name=every, exact=True)
    before = button.bounding_box()
    button.click()
    settled = page.get_by_role("button", name=done, exact=True)
    expect(settled).to_be_disabled()
    after = settled.bounding_box()
    assert before is not None
    assert after is not None
    assert (before["x"], before["y"]) == (after["x"], after["y"])  # nothing else is under the pointer
    expect(page.locator(".verdicts")).to_contain_text(verdict)
    with page.expect_download() as downloading:
        page.get_by_role("button", name=download).click()
    corrected = tmp_path / "corrected.xlsx"
    downloading.value.save_as(corrected)
    cell = load_workbook(corrected)["基本信息"]["B11"]
    assert cell.value == 890
    assert cell.comment is not None
    assert comment in cell.comment.text

    again = visit(address, language)
    to_the_problems(again, corrected)
    expect(again.locator(".st-key-repairs")).to_have_count(0)
    expect(again.get_by_text(re.compile("约890"))).to_have_count(0)


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.soak)])
def test_an_answered_question_stays_in_its_place(visit: Visit, address: str, language: str) -> None:
    page = visit(address, language, width=360)
    to_the_problems(page, ROOT / "sample_data" / "sample_messy.xlsx")
    is_settled(page)
    assert overflow(page) == 0
    offers = page.locator("[class*='st-key-offers-']")
    first, count = offers.first.get_by_role("button").first, offers.count()
    words = first.inner_text()
    first.click()
    expect(first).to_be_disabled()
    expect(first).to_contain_text(words)
    assert offers.count() >= count
