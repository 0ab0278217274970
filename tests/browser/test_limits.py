"""Limits that the server holds itself, whatever a browser says; and what is gone when it should be."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from pages.components.upkeep import EVERY
from tests.browser.test_journey import DOWNLOAD, is_settled, upload

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SEND = """async ([address, size]) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(size)]), 'a.xlsx');
    const xsrf = document.cookie.match(/_streamlit_xsrf=([^;]+)/)[1];
    const answer = await fetch(address, {method: 'PUT', body: form, headers: {'X-Xsrftoken': decodeURIComponent(xsrf)}});
    return answer.status;
}"""


def held(address: str, what: str) -> int:
    """Bytes that Streamlit says it holds of uploads or of downloads."""
    text = urllib.request.urlopen(f"{address}/_stcore/metrics").read().decode()
    found = re.findall(r'cache_memory_bytes\{cache_type="(\w+)"[^}]*\} (\d+)', text)
    return sum(int(size) for kind, size in found if kind == what)


def test_the_server_refuses_what_is_too_large(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    sent: list[str] = []

    def heard(request: Request) -> None:
        if request.method == "PUT":
            sent.append(request.url)

    page.on("request", heard)
    upload(page, "sample_city.xlsx")
    page.remove_listener("request", heard)
    assert page.evaluate(SEND, [sent[0], 1000]) == 204
    assert page.evaluate(SEND, [sent[0], 62 << 20]) == 413
    page.close()


def test_the_server_holds_no_upload_once_it_was_read(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    before = held(address, "UploadedFileManager")
    upload(page, "sample_city.xlsx")
    is_settled(page)
    assert held(address, "UploadedFileManager") == before


def test_a_csv_joins_the_open_workbook_and_a_second_is_refused(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_city.xlsx")
    is_settled(page)
    page.locator("[class*=st-key-workbook-] button").first.click()
    is_settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {
            "name": "日活记录.csv",
            "mimeType": "text/csv",
            "buffer": "日期,注册企事业单位数,活跃企事业单位数\n2026-08-01,100,40\n".encode(),
        }
    )
    expect(page.locator(".refused")).to_contain_text("rows already in the sheet")
    expect(page.locator(".refused")).to_contain_text("stays open")


def test_clearing_closes_what_was_open_and_lets_go_of_downloads(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    upload(page, "sample_city.xlsx")
    before = held(address, "st_memory_media_file_storage")
    with page.expect_download() as downloading:
        page.get_by_role("button", name=DOWNLOAD["en"]).click()
    assert downloading.value.path().stat().st_size > 0
    page.locator(".further a", has_text="What is kept").click()
    page.get_by_role("button", name="Clear my data").click()
    page.get_by_role("button", name="Clear now").click()
    expect(page.locator(".space")).to_contain_text("No workbook")
    is_settled(page)
    ends = time.monotonic() + 2 * EVERY + 5
    while held(address, "st_memory_media_file_storage") > before and time.monotonic() < ends:
        page.wait_for_timeout(1000)
    assert held(address, "st_memory_media_file_storage") <= before
