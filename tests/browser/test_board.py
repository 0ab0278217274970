"""An office drops sixty files: the board has every one, its numbers are those of `score --json`, in both languages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from core.batch import Batch, Filed, filed
from core.documents.board import board
from core.printers.json import json_object
from tests.batch.workbooks import REFUSED, RENAMED, TWIN, roster, workbooks
from tests.browser.test_access import AXE, SMALL, faults
from tests.browser.test_journey import Visit, is_settled, overflow
from tests.said import said

pytestmark = pytest.mark.browser

#: Of each view what no other has.
VIEWS = ("table.board", "svg.strip", "[class*=st-key-roster]", "[class*=st-key-earlier-batch]", ".st-key-rehearse")
#: Milliseconds that fifty scored workbooks may take on a machine with other work to do.
LONG = 400_000
#: Of each row its name, its counts by outcome, and those of its outlook in the order of the statuses.
ROWS = """
() => [...document.querySelectorAll("table.board tbody tr")].map((row) => ({
  name: row.querySelector(".opens").textContent,
  ...Object.fromEntries([["met", "met"], ["not-met", "not_met"], ["needs-review", "needs_review"], ["no-data", "no_data"]]
    .map(([look, key]) => [key, Number(/\\d+/.exec(row.querySelector(`td .outcome-${look}`)?.textContent ?? "0")[0])])),
  outlook: [...row.querySelectorAll(".counts > span")].map((each) => Number(each.textContent)),
}))
"""
HEADLINES = {
    "zh": "共收到文件60份，涉及50个试点；其中7份未能得出结论",
    "en": "60 files received, from 50 pilots; 7 of the files have no verdict",
}


def expected(file: Filed) -> dict[str, Any]:
    """What `score --json` says of a file, as the board shows it."""
    assert file.judgement is not None
    found = json_object(file.assessment, "zh", file.file)
    verdict = found["verdict"]
    counts = {key: verdict[key] for key in ("met", "not_met", "needs_review", "no_data")}
    return {"name": found["space"], **counts, "outlook": [n for n in verdict["outlook"].values() if n]}


def drop(page: Page, files: dict[str, bytes], place: int = 0) -> None:
    """Files dropped together."""
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": raw} for name, raw in files.items()]
    page.get_by_test_id("stFileUploaderDropzoneInput").nth(place).set_input_files(payload)  # type: ignore[arg-type]


def look_at(page: Page, view: int) -> None:
    """Another view of the board, once nothing of the one before is left, which fades and is harder to read."""
    page.locator(".st-key-board-view [role=radio]").nth(view).click()
    page.locator(VIEWS[view]).first.wait_for()
    is_settled(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")


def open_and_come_back(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector(".cards")
    expect(page.locator(".space")).to_contain_text(name)
    page.locator(".pages a[href$=gaps]").click()
    page.wait_for_selector(".st-key-evidence")
    page.locator("a[href$=board]").first.click()
    page.wait_for_selector("table.board")
    expect(page.locator("button[aria-current=true]")).to_have_text(name)


def taken(page: Page, name: str, folder: Path) -> bytes:
    """What a download button gives."""
    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def test_sixty_files_on_one_board(visit: Visit, address: str, tmp_path: Path) -> None:
    files = workbooks()
    batch = Batch(tuple(filed(str(n), name, raw) for n, (name, raw) in enumerate(files.items())))
    page = visit(address, "zh")
    drop(page, files)
    page.wait_for_selector(".st-key-gathering .reading")
    expect(page.locator("h1.verdict")).to_have_text(HEADLINES["zh"], timeout=120_000)
    page.wait_for_selector("table.board")  # it comes behind its heading

    rows = {row["name"]: row for row in page.evaluate(ROWS)}
    assert rows == {each["name"]: each for each in map(expected, batch.used)}
    for name in REFUSED:
        expect(page.locator("table.refused-files")).to_contain_text(name)
    page.locator(".toggle-note summary").click()
    for note in board(batch).notes:
        expect(page.locator(".toggle-note")).to_contain_text(said(note.wording, "zh"))
    assert {TWIN, RENAMED} <= {file.file for note in batch.odd for file in note.files}

    order = [row["name"] for row in page.evaluate(ROWS)]
    for name in (order[0], order[20], order[-1]):
        open_and_come_back(page, name)

    page.get_by_role("button", name="城市", exact=True).click()
    expect(page.locator("table.board tbody tr")).to_have_count(
        sum(file.assessment.profile == "city" for file in batch.used)
    )
    page.get_by_role("button", name="城市", exact=True).click()
    page.get_by_role("searchbox").fill("44号")
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    expect(page.locator("table.board tbody tr")).to_have_count(50)

    book = openpyxl.load_workbook(io.BytesIO(taken(page, "汇总工作簿", tmp_path)))
    assert set(order) <= {cell.value for row in book.worksheets[0].iter_rows() for cell in row}

    page.get_by_role("radio", name="English").click()
    expect(page.locator("h1.verdict")).to_have_text(HEADLINES["en"])
    assert {row["name"]: row for row in page.evaluate(ROWS)} == rows
    page.evaluate(AXE)
    found = {"pilots": faults(page)}
    for view in range(1, len(VIEWS)):
        look_at(page, view)
        found[f"view {view}"] = faults(page)
        if view == 2:
            drop(page, {"roster.csv": roster()})
            expect(page.locator("h2.section").first).to_contain_text("of 51 on the roster, 49 filed (of these")
            expect(page.locator("code").last).to_contain_text("演示未报一号空间")
            found["roster"] = faults(page)
    assert {name: all for name, all in found.items() if all} == {}
    look_at(page, 0)
    page.set_viewport_size({"width": 360, "height": 800})
    assert overflow(page) == 0
    assert page.evaluate(SMALL) == []


@pytest.mark.soak  # tests/pages/test_board.py has a zip of four
def test_the_scored_workbooks_of_fifty_pilots_are_one_zip(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit(address, "zh")
    drop(page, workbooks())
    page.wait_for_selector("table.board", timeout=120_000)
    with zipfile.ZipFile(io.BytesIO(taken(page, "全部评分工作簿", tmp_path))) as scored:
        assert len(scored.namelist()) == 50
