"""A workbook that is ticked to be kept is back after the page is loaded again, by a cookie that no script sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import upload

pytestmark = pytest.mark.browser


def test_a_ticked_workbook_is_back_after_a_reload(visit: Callable[..., Page], address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_city.xlsx")
    verdict = page.locator("h1.verdict").inner_text()
    page.locator("[class*=st-key-workbook-] button").first.click()
    with page.expect_response("**/house/keep/*"):
        page.get_by_text("Keep it in this browser for 30 minutes").click()
    (cookie,) = (each for each in page.context.cookies() if each["name"] == "tds-kept")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert "tds-kept" not in page.evaluate("document.cookie")
    page.reload()
    expect(page.locator("h1.verdict")).to_have_text(verdict)
