"""Whatever a workbook says, on every page it is text: nothing is asked of another host, nothing runs, nothing links."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, is_probe
from tests.browser.test_journey import PAGES, is_settled, turn_to
from tests.hostile import FILE_NAME, HOST, PLANTED, hostile_workbook

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
FOOT = {
    "zh": ("与上期对比", "预测方法", "数据留存说明"),
    "en": ("Compare with an earlier workbook", "How the forecast is made", "What is kept"),
}
ALIVE = f"""() => [...document.querySelectorAll(
    'img[src*="{HOST}"], a[href*="{HOST}"], a[href^="javascript:"], link[href*="{HOST}"], script:not([src]), [onerror], iframe'
)].map((each) => each.outerHTML)"""
VIOLATIONS = """window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"""


@pytest.fixture
def hostile(visit: Visit, address: str) -> Iterator[Callable[[str], Page]]:
    """A page with the planted workbook open, in a language; at the end nobody was asked or shown a dialog."""
    dialogs: list[str] = []

    def open_(language: str) -> Page:
        page = visit(address, language)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.add_init_script(VIOLATIONS)
        page.reload()
        page.wait_for_selector("footer")
        drop(page)
        page.wait_for_selector(".cards")
        return page

    yield open_
    assert dialogs == []


def drop(page: Page, number: int = 0) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").nth(number).set_input_files(
        {"name": FILE_NAME, "mimeType": "application/octet-stream", "buffer": hostile_workbook()}
    )


def hover_over_charts(page: Page) -> None:
    """Points at marks of every chart, so that each tooltip is drawn."""
    for chart in page.locator("[data-testid=stVegaLiteChart], .bars, .heat, .multiples").all()[:6]:
        box = chart.bounding_box()
        if box is None:
            continue
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box is not None
        for x in (0.3, 0.5, 0.7):
            for y in (0.25, 0.5, 0.75):
                page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                page.wait_for_timeout(40)


def assert_dead(page: Page) -> None:
    assert page.evaluate(ALIVE) == []
    assert page.evaluate("window.violations") == []


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_every_page_shows_what_was_planted_as_text(hostile: Callable[[str], Page], language: str) -> None:
    page = hostile(language)
    expect(page.locator(".space")).to_contain_text(PLANTED)
    for name in PAGES[language]:
        turn_to(page, name)
        is_settled(page)
        hover_over_charts(page)
        for summary in page.locator("summary").all():
            if summary.is_visible():
                summary.click()
        assert page.locator(".refused").all_inner_texts() == [], name
        assert_dead(page)
    for name in FOOT[language]:
        page.locator(".further a", has_text=name).click()
        is_settled(page)
        assert_dead(page)


def test_the_data_page_quotes_what_was_planted(hostile: Callable[[str], Page]) -> None:
    page = hostile("zh")
    turn_to(page, PAGES["zh"][4])
    is_settled(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text(PLANTED[:60])
    expect(page.locator("[data-testid=stMain]")).to_contain_text("（<img src=x onerror=a>）")


def test_an_earlier_workbook_is_compared_as_text(hostile: Callable[[str], Page]) -> None:
    page = hostile("en")
    page.locator(".further a", has_text=FOOT["en"][0]).click()
    is_settled(page)
    drop(page)
    expect(page.locator(".st-key-earlier p.open")).to_contain_text(FILE_NAME, timeout=PATIENCE)
    is_settled(page)
    assert_dead(page)


def test_the_menu_names_the_file_as_text(hostile: Callable[[str], Page]) -> None:
    page = hostile("en")
    page.locator("[class*=st-key-workbook-] button").first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(FILE_NAME)
    assert_dead(page)


def test_a_refused_file_is_named_as_text(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": FILE_NAME, "mimeType": "application/octet-stream", "buffer": PLANTED.encode()}
    )
    expect(page.locator(".refused")).to_contain_text(FILE_NAME)
    assert page.evaluate(ALIVE) == []


def test_every_address_carries_the_policy_and_breaks_no_rule_of_it(visit: Visit, address: str) -> None:
    for path in ("", "gaps", "trajectory", "what_if", "problems", "notice", "compare", "method", "kept"):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            assert "script-src 'self';" in answer.headers["content-security-policy"], path
    page = visit(address, "en")
    page.add_init_script(VIOLATIONS)
    page.reload()
    page.wait_for_selector("footer")
    for name in (*PAGES["en"], *FOOT["en"]):
        page.locator(".pages a, .further a").filter(has_text=name).first.click()
        is_settled(page)
        assert page.evaluate("window.violations") == [], name


def test_the_probe_of_streamlit_is_the_only_error_let_through() -> None:
    assert is_probe("http://localhost/kept/_stcore/health")
    assert not is_probe(f"http://{HOST}/i.png")
