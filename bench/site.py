"""What one visit costs the server: `python -m bench.site`; docs/scale.md works out from it what a site needs.

A visitor opens the page, uploads a workbook, sees every page, and takes the scored workbook away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

from bench.meter import family, held, milliseconds, row
from bench.workbooks import workbook
from tests.browser.conftest import FLAGS
from tests.browser.test_journey import DOWNLOAD, PAGES, is_settled, turn_to
from tests.soak.server import serving

VISITORS = 8


def processor_time(pid: int) -> float:
    """Seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """MB of a process and its children, shared pages once."""
    return sum(held(each)[0] for each in family(pid)) / 1024


def visit(browser: Browser, address: str, file: Path, asked: list[Request]) -> Page:
    """One visitor, whose page stays open."""
    page = browser.new_context(locale="en-GB").new_page()
    page.on("request", lambda request: asked.append(request))
    page.goto(address)
    page.wait_for_selector("footer")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.wait_for_selector(".cards")
    is_settled(page)
    for name in (*PAGES["en"][1:], PAGES["en"][0]):
        turn_to(page, name)
        is_settled(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name=DOWNLOAD["en"]).click()
    downloading.value.path()
    return page


def main() -> None:
    asked: list[Request] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder, "space.xlsx")
        file.write_bytes(workbook("S"))
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS])
        with serving(Path(folder, "log")) as server:
            pid = server.process.pid
            visit(browser, server.address, file, asked).context.close()
            before = memory(pid), processor_time(pid)
            asked.clear()
            pages = [visit(browser, server.address, file, asked) for _ in range(VISITORS)]
            more, spent = memory(pid) - before[0], processor_time(pid) - before[1]
            row("a server after its first visitor", "S", f"{before[0]:,.0f} MB", "", "")
            row("a visit of every page, processor time", "S", milliseconds(spent / len(pages)), "", "")
            row("a page that stays open", "S", f"{more / len(pages):,.1f} MB", "", "")
            row("requests of a visit without cached files", "", f"{len(asked) / len(pages):,.0f}", "", "")
        browser.close()


if __name__ == "__main__":
    main()
