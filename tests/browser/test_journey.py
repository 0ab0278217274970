"""The whole way in Chromium: open, read, toggle, turn the pages, take the workbook away."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, serving

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
PAGES = {
    "zh": ("总览", "差距", "轨迹", "情景测算", "数据问题", "条款与口径"),
    "en": ("Overview", "Gaps", "Trajectory", "What if", "Data checks", "Notice"),
}
TYPES = {"zh": ("企业", "行业", "城市"), "en": ("Enterprise", "Industry", "City")}
TOTALS = (29, 34, 30)
SPACE = {"zh": "可信数据空间", "en": "Trusted data space"}
DOWNLOAD = {"zh": "下载评分工作簿", "en": "Download the scored workbook"}


def upload(page: Page, name: str) -> None:
    """Drops a sample on the page's uploader and waits for its verdict."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(ROOT / "sample_data" / name)
    page.wait_for_selector(".cards")


def turn_to(page: Page, name: str) -> None:
    """Another page by the navigation."""
    page.locator(".pages a", has_text=name).click()
    expect(page.locator(".pages a[aria-current=page]")).to_have_text(name)


def is_settled(page: Page) -> None:
    """The rerun has ended."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return page.evaluate(
        "Math.max(0, ...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map((each) => each.scrollWidth - each.clientWidth))"
    )


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_the_whole_journey(visit: Visit, address: str, language: str, tmp_path: Path) -> None:
    page = visit(address, language)
    upload(page, "sample_enterprise.xlsx")
    for name, total in zip(TYPES[language], TOTALS, strict=True):
        page.get_by_role("radio", name=name, exact=True).click()
        expect(page.locator("h1.verdict")).to_contain_text(str(total))
    page.get_by_role("radio", name=TYPES[language][0], exact=True).click()
    expect(page.locator("h1.verdict")).to_contain_text("29")
    for name in PAGES[language][1:]:
        turn_to(page, name)
        is_settled(page)
        expect(page.locator(".brand")).to_contain_text(SPACE[language])
        expect(page.locator(".refused")).to_have_count(0)
    turn_to(page, PAGES[language][0])
    with page.expect_download() as downloading:
        page.get_by_role("button", name=DOWNLOAD[language]).click()
    downloading.value.save_as(tmp_path / "scored.xlsx")
    with zipfile.ZipFile(tmp_path / "scored.xlsx") as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    with zipfile.ZipFile(ROOT / "sample_data" / "sample_enterprise.xlsx") as package:
        before = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) > len(before)


def test_a_deep_link_on_a_fresh_process_goes_through_the_shell(visit: Visit) -> None:
    with serving() as fresh:
        page = visit(f"{fresh}/trajectory", "en")
        expect(page.locator(".brand")).to_contain_text(SPACE["en"])
        expect(page.locator(".pages a[aria-current=page]")).to_have_text("Trajectory")
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(ROOT / "sample_data" / "sample_city.xlsx")
        expect(page.locator(".large").first).to_be_visible()  # another follows, for phones
        page.close()


def test_the_language_changes_at_once_with_the_words_of_streamlit(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    assert page.evaluate("document.documentElement.lang") == "en"
    dropzone = page.get_by_test_id("stFileUploaderDropzone")
    expect(dropzone).to_contain_text("Upload")
    page.get_by_role("radio", name="中文").click()
    expect(dropzone).to_contain_text("上传")
    expect(dropzone).to_contain_text("每个文件不超过60 MB")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert SPACE["zh"] in page.title()
    page.get_by_role("radio", name="English").click()
    expect(dropzone).to_contain_text("per file")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert SPACE["en"] in page.title()


def test_the_browser_chooses_the_language(visit: Visit, address: str) -> None:
    page = visit(address, "zh")
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("上传")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_month_that_is_searched_in_vain_says_so_in_chinese(visit: Visit, address: str) -> None:
    page = visit(address, "zh")
    upload(page, "sample_city.xlsx")
    page.locator(".st-key-head [data-testid=stSelectbox]").click()
    expect(page.get_by_role("option").first).to_contain_text("年")
    page.keyboard.press("Escape")


def test_a_click_on_a_bar_opens_its_criterion_with_its_rows(visit: Visit, address: str) -> None:
    page = visit(address, "zh")
    upload(page, "sample_enterprise.xlsx")
    chart = page.locator(".st-key-how-far .bars")
    label = chart.locator("span", has_text="E4.1").first
    label.wait_for()
    is_settled(page)
    page.wait_for_timeout(500)
    box = label.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] + 60, box["y"] + box["height"] / 2)
    expect(page.locator(".st-key-detail h3")).to_contain_text("E4.1")
    page.get_by_text("逐行核对", exact=True).click()
    rows = page.locator(".st-key-proof-E4-1")
    words = rows.locator("[class*=st-key-proof-words] input")
    expect(rows).to_contain_text("计入169，未计入11，存疑0。")
    expect(rows.locator("tbody tr")).to_have_count(20)
    rows.get_by_role("button", name="下一页").click()
    expect(rows).to_contain_text("第2页，共9页")
    rows.get_by_role("button", name="未计入 11").click()
    expect(rows).to_contain_text("180条中符合条件的11条")
    is_settled(page)  # a list that is drawn again closes
    rows.get_by_role("combobox").click()
    page.get_by_role("option", name="“退出日期”不晚于2026年9月 (4)").click()
    expect(rows.locator("tbody tr")).to_have_count(4)
    name = rows.locator("tbody th").first.inner_text()
    words.fill(name)
    expect(rows.locator("tbody tr")).to_have_count(1)
    rows.get_by_role("button", name="复制所列各行").click()
    words.press("Control+V")
    expect(words).to_have_value(re.compile(f"计数对象.*{name}"))
    words.fill(name)
    expect(rows.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        rows.get_by_text("明细下载（CSV）").click()
    assert download.value.suggested_filename == "sample_enterprise-明细-E4.1.csv"
    assert len(download.value.path().read_bytes().splitlines()) == 2


def test_a_card_of_the_strip_opens_its_item_among_the_gaps(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_enterprise.xlsx")
    page.locator(".cards a").nth(4).click()
    expect(page.locator(".st-key-filters input").first).to_have_value("4 Ecosystem")
    expect(page.locator(".st-key-gaps-bars .bars")).to_contain_text("E4.1")
    expect(page.locator(".st-key-gaps-bars .bars")).not_to_contain_text("E2.1")


def test_what_was_opened_stays_open_and_the_way_back_leads_back(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_enterprise.xlsx")
    page.locator(".outlook summary").click()
    before = page.locator("h1.verdict").inner_text()
    page.get_by_role("radio", name="City", exact=True).click()
    expect(page.locator("h1.verdict")).not_to_have_text(before)
    is_settled(page)
    link = page.locator(".outlook a").first
    expect(link).to_be_visible()
    id = link.inner_text().split()[0]
    link.click()
    expect(page.locator(".st-key-detail h3")).to_contain_text(id)
    page.go_back()
    expect(page.locator(".cards")).to_be_visible()
    expect(page.locator(".pages a[aria-current=page]")).to_have_text("Overview")


def test_a_page_begins_at_its_top(visit: Visit, address: str) -> None:
    page = visit(address, "zh")
    upload(page, "sample_enterprise.xlsx")
    turn_to(page, "条款与口径")
    page.get_by_role("button", name="E6.5").click()
    expect(page.locator(".st-key-detail h3")).to_contain_text("E6.5")
    is_settled(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_a_file_that_is_no_workbook_gets_a_sentence_where_it_was_dropped(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    name = "<img src=x onerror=alert(1)>.xlsx"
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "application/zip", "buffer": b"not a workbook"}
    )
    expect(page.locator(".refused")).to_contain_text(name)
    expect(page.locator(".refused img")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "type_"), [("zh", "城市"), pytest.param("en", "Industry", marks=pytest.mark.soak)]
)
def test_the_template_of_the_type_chosen_is_a_workbook(visit: Visit, address: str, language: str, type_: str) -> None:
    page = visit(address, language)
    page.get_by_role("radio", name=type_, exact=True).click()
    button = page.locator(".st-key-templates button").nth(1)
    expect(button).to_contain_text(type_)
    with page.expect_download() as downloading:
        button.click()
    assert downloading.value.suggested_filename.endswith(".xlsx")
    assert zipfile.is_zipfile(downloading.value.path())


def test_figures_and_problems_can_be_taken_away(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_messy.xlsx")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Figures as JSON").click()
    assert json.loads(downloading.value.path().read_text("utf-8"))["profile"] == "enterprise"
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Problems as CSV").click()
    assert downloading.value.path().read_text("utf-8-sig").startswith("Severity,")


def test_a_page_is_turned_to_beside_the_open_menu(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_enterprise.xlsx")
    is_settled(page)
    page.locator("[class*=st-key-workbook-] button").first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("sample_enterprise.xlsx")
    turn_to(page, "Gaps")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_my_data_can_be_cleared(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_messy.xlsx")
    page.locator("[class*=st-key-workbook-] button").first.click()
    page.get_by_role("button", name="Clear my data").click()
    page.get_by_role("button", name="Clear now").click()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    expect(page.locator(".space")).to_contain_text("No workbook")


@pytest.mark.parametrize(
    ("language", "sample"),
    [pytest.param("zh", "sample_messy.xlsx", marks=pytest.mark.soak), ("en", "sample_industry.xlsx")],
)
def test_a_phone_need_not_scroll_sideways(visit: Visit, address: str, language: str, sample: str) -> None:
    page = visit(address, language, width=360)
    assert overflow(page) == 0
    upload(page, sample)
    for name in PAGES[language]:
        turn_to(page, name)
        is_settled(page)
        assert overflow(page) == 0, name
        expect(page.get_by_role("radio", name=TYPES[language][0], exact=True)).to_be_visible()
        expect(page.locator(".st-key-head [data-testid=stSelectbox]")).to_be_visible()


def test_charts_follow_the_dark_scheme(visit: Visit, address: str) -> None:
    page = visit(address, "zh", scheme="dark")
    upload(page, "sample_city.xlsx")
    line = page.locator(".st-key-how-far svg line").first
    expect(line).to_have_css("stroke", "rgb(231, 235, 240)")
    assert page.evaluate("getComputedStyle(document.querySelector('h1.verdict')).color") == "rgb(231, 235, 240)"


def test_on_a_phone_evidence_opens_under_what_was_tapped(visit: Visit, address: str) -> None:
    page = visit(address, "zh", width=360)
    upload(page, "sample_enterprise.xlsx")
    turn_to(page, "差距")
    line = page.locator(".st-key-checklist button").nth(3)
    line.click()
    here = page.locator(".st-key-here .detail")
    expect(here.locator("h3")).to_have_text(line.inner_text())
    above, below = line.bounding_box(), here.bounding_box()
    assert above is not None
    assert below is not None
    assert 0 <= below["y"] - above["y"] - above["height"] < 40
    expect(page.locator(".st-key-detail .detail")).to_be_hidden()
