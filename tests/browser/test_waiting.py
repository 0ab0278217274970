"""A server that reads one file at a time: who waits is told so, may let it go, and loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_journey import upload
from tests.intake.books import book
from tests.soak.server import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Page]
#: Keeps all that is said of a reading, however briefly.
LISTEN = """() => {
    window.said = [];
    const look = () => document.querySelectorAll('.reading').forEach(each => window.said.push(each.textContent));
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("narrow") / "server.log"
    with serving(log, TDS_PARSES="1", TDS_WAITING="1") as server:
        yield server


class Busy:
    """The reading of a workbook whose child process is held until `end`."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self._server = page, server
        self._held: list[int] = []

    def start(self) -> None:
        header, day = ("主体名称", "统一社会信用代码", "角色", "主体类别", "接入日期"), date(2025, 8, 1)
        rows = [(f"{number}公司", f"{number:018}", "数据提供方", "企业", day) for number in range(12_000)]
        drop(self.page, "large.xlsx", book({"接入主体台账": [header, *rows]}))
        until = time.monotonic() + PATIENCE / 1000
        while not self._held and time.monotonic() < until:
            self._hold()
        self._hold()  # the fork that reads, too
        expect(self.page.locator(".reading")).to_contain_text("Reading large.xlsx", timeout=PATIENCE)

    def _hold(self) -> None:
        children = [child for child in self._server.children() if child not in self._held]
        for child in filter(self._is_a_program_of_its_own, children):
            os.kill(child, signal.SIGSTOP)
            self._held.append(child)

    def _is_a_program_of_its_own(self, child: int) -> bool:
        """Held before it is one, it would hold the server's connections open besides, which then answer nobody."""
        try:
            own, servers = (Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (child, self._server.process.pid))
        except FileNotFoundError:  # it has ended
            return False
        return own != servers

    def end(self) -> None:
        for child in self._held:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGCONT)
        self._held = []


@pytest.fixture
def busy(visit: Visit, narrow: Server) -> Iterator[Busy]:
    """Its reading has ended when the test is over."""
    reading = Busy(visit(narrow.address, "en"), narrow)
    yield reading
    reading.end()
    reading.page.locator(".cards").wait_for(timeout=4 * PATIENCE)


def drop(page: Page, name: str = "small.xlsx", content: bytes | None = None) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content or book()}
    )


def test_who_waits_may_let_it_go_and_turn_pages_meanwhile(visit: Visit, narrow: Server, busy: Busy) -> None:
    page = visit(narrow.address, "en")
    busy.start()
    drop(page)
    expect(page.locator(".reading")).to_contain_text("small.xlsx waits for a free place; 1 file before it.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".reading")).to_have_count(0)
    expect(page.locator(".space")).to_contain_text("No workbook")
    page.locator(".further a", has_text="What is kept").click()
    expect(page.locator("h1.verdict")).to_contain_text("Nothing that you upload is kept")
    assert busy.page.locator(".reading").count() == 1


def test_a_click_on_another_page_leaves_the_reading_as_it_is(narrow: Server, busy: Busy) -> None:
    busy.start()
    children = narrow.children()
    busy.page.locator(".further a", has_text="What is kept").click()
    busy.page.wait_for_selector("[data-house-page='kept']")
    expect(busy.page.locator(".reading")).to_contain_text("Reading large.xlsx")
    assert narrow.children() == children
    busy.end()
    expect(busy.page.locator("h1.verdict")).to_contain_text("Nothing that you upload is kept", timeout=4 * PATIENCE)
    expect(busy.page.locator(".space")).not_to_contain_text("No workbook")
    busy.page.locator(".pages a", has_text="Overview").click()


def test_who_waits_gets_a_turn_and_who_may_not_wait_keeps_the_file_and_tries_again(
    visit: Visit, narrow: Server, busy: Busy
) -> None:
    waiting, third = visit(narrow.address, "zh"), visit(narrow.address, "en")
    busy.start()
    drop(waiting)
    expect(waiting.locator(".reading")).to_contain_text("正在等待空位")
    drop(third, "third.xlsx")
    expect(third.locator(".refused")).to_contain_text("Try again in a moment; the file is kept.")
    busy.end()
    waiting.locator(".cards").wait_for(timeout=4 * PATIENCE)
    third.get_by_role("button", name="Try again").click()
    third.locator(".cards").wait_for(timeout=4 * PATIENCE)


def test_a_session_on_a_free_server_waits_for_nobody(visit: Visit, narrow: Server) -> None:
    page = visit(narrow.address, "en")
    page.evaluate(LISTEN)
    upload(page, "sample_city.xlsx")
    said = page.evaluate("window.said")
    assert any("Reading sample_city.xlsx" in each for each in said)
    assert not any("waits" in each for each in said)
