"""A server that reads one file at a time: who waits is told so, may let it go, and loses nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_journey import upload
from tests.intake.books import book
from tests.soak.server import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Page]
ROWS = 440_000
#: Keeps all that is said of a reading, however briefly.
LISTEN = """() => {
    window.said = [];
    const look = () => document.querySelectorAll('.reading').forEach(each => window.said.push(each.textContent));
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@cache
def large() -> bytes:
    """A workbook that takes seconds to read: its one row of a ledger written again and again."""
    header, day = ("主体名称", "统一社会信用代码", "角色", "主体类别", "接入日期"), date(2025, 8, 1)
    one = book({"接入主体台账": [header, ("0公司", "0" * 18, "数据提供方", "企业", day)]})
    grown = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(one)) as old,
        zipfile.ZipFile(grown, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode()
            row = re.search(r'<row r="2".*?</row>', part) if name.endswith("sheet2.xml") else None
            again = "" if row is None else "".join(_at(row[0], number) for number in range(3, ROWS + 2))
            new.writestr(name, part.replace("</sheetData>", again + "</sheetData>"))
    return grown.getvalue()


def _at(row: str, number: int) -> str:
    """The row in another place."""
    return re.sub(r'(r="[A-Z]*)2"', rf'\g<1>{number}"', row)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("narrow") / "server.log"
    with serving(log, TDS_PARSES="1", TDS_WAITING="1") as server:
        yield server


@pytest.fixture
def keep_busy(visit: Visit, narrow: Server, tmp_path: Path) -> Iterator[Callable[[], Page]]:
    """Starts the reading of a large workbook, which has ended when the test is over; its page."""
    file = tmp_path / "large.xlsx"
    file.write_bytes(large())
    page = visit(narrow.address, "en")

    def start() -> Page:
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(page.locator(".reading")).to_contain_text("Reading large.xlsx", timeout=PATIENCE)
        return page

    yield start
    page.locator(".st-key-strip").wait_for(timeout=4 * PATIENCE)


def drop(page: Page, name: str = "small.xlsx") -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": book()}
    )


def test_who_waits_may_let_it_go_and_turn_pages_meanwhile(
    visit: Visit, narrow: Server, keep_busy: Callable[[], Page]
) -> None:
    page = visit(narrow.address, "en")
    busy = keep_busy()
    drop(page)
    expect(page.locator(".reading")).to_contain_text("small.xlsx waits for a free place; 1 file before it.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".reading")).to_have_count(0)
    expect(page.locator(".space")).to_contain_text("No workbook")
    page.locator(".st-key-further a", has_text="What is kept").click()
    expect(page.locator("h1.verdict")).to_contain_text("Nothing that you upload is kept")
    assert busy.locator(".reading").count() == 1


def test_who_waits_gets_a_turn_and_who_may_not_wait_keeps_the_file_and_tries_again(
    visit: Visit, narrow: Server, keep_busy: Callable[[], Page]
) -> None:
    waiting, third = visit(narrow.address, "zh"), visit(narrow.address, "en")
    keep_busy()
    drop(waiting)
    expect(waiting.locator(".reading")).to_contain_text("正在等待空位")
    drop(third, "third.xlsx")
    expect(third.locator(".refused")).to_contain_text("Try again in a moment; the file is kept.")
    waiting.locator(".st-key-strip").wait_for(timeout=4 * PATIENCE)
    third.get_by_role("button", name="Try again").click()
    third.locator(".st-key-strip").wait_for(timeout=4 * PATIENCE)


def test_a_session_on_a_free_server_waits_for_nobody(visit: Visit, narrow: Server) -> None:
    page = visit(narrow.address, "en")
    page.evaluate(LISTEN)
    upload(page, "sample_city.xlsx")
    said = page.evaluate("window.said")
    assert any("Reading sample_city.xlsx" in each for each in said)
    assert not any("waits" in each for each in said)
