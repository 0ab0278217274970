"""A browser that is too old for Streamlit gets words, not a white page; with `make old-browsers` it gets the app."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE, ROOT, serving
from tests.browser.test_journey import PAGES, Visit, is_settled, turn_to, upload

pytestmark = pytest.mark.browser

PACKAGES = ROOT / "deploy" / "old-browsers"
#: Chromium 90 has none of these, and refuses patterns with the flag `v`.
WITHOUT_NEWER_FUNCTIONS = """
for (const name of ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"])
  for (const list of [Array, Object.getPrototypeOf(Uint8Array)]) delete list.prototype[name];
for (const name of ["at", "isWellFormed", "toWellFormed"]) delete String.prototype[name];
for (const name of ["difference", "intersection", "isDisjointFrom", "isSubsetOf", "isSupersetOf", "union"])
  delete Set.prototype[name];
delete Array.fromAsync; delete Object.hasOwn; delete Object.groupBy; delete Map.groupBy;
delete Promise.withResolvers; delete Promise.try; delete window.Iterator; delete window.structuredClone;
delete URL.canParse; delete URL.parse; delete AbortSignal.any; delete AbortSignal.timeout;
delete crypto.randomUUID; delete Element.prototype.checkVisibility;
const older = new Proxy(RegExp, {
  construct: (plain, [source, flags], made) => {
    if (String(flags ?? "").includes("v")) throw new SyntaxError(`Invalid flags ${flags}`);
    return Reflect.construct(plain, [source, flags], made);
  },
  apply: (_plain, _this, given) => new older(...given),
});
window.RegExp = older;
"""


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page whose faults are what is looked for."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def is_told(page: Page) -> None:
    """The notice can be read in both languages, with the browser that is needed and the way without one."""
    notice = page.locator("#old-browser")
    expect(notice).to_be_visible()
    for words in ("浏览器版本过低", "Chromium内核110", "needs a newer browser", "Chromium 110", "python -m core score"):
        expect(notice).to_contain_text(words)


def test_a_browser_without_newer_functions_is_told_which_one_is_needed(page: Page, address: str) -> None:
    page.add_init_script("delete Array.prototype.toSorted")
    page.goto(address)
    is_told(page)


def test_a_browser_that_cannot_read_the_script_is_told_which_one_is_needed(page: Page, address: str) -> None:
    def spoilt(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body="class Newer { static { }")

    page.route("**/static/js/index.*.js", spoilt)
    page.goto(address)
    is_told(page)


def test_a_browser_without_modules_is_told_which_one_is_needed(page: Page, address: str) -> None:
    page.add_init_script("delete HTMLScriptElement.prototype.noModule")
    page.goto(address)
    is_told(page)


def test_an_ordinary_browser_is_told_nothing(visit: Visit, address: str) -> None:
    expect(visit(address).locator("#old-browser")).to_be_hidden()


@pytest.mark.soak
def test_the_copy_in_older_syntax_runs_without_newer_functions(
    visit: Callable[..., Page], browser: Browser, tmp_path: Path
) -> None:
    if shutil.which("npm") is None:
        pytest.skip("make old-browsers, an optional step, needs npm")
    subprocess.run(["make", "old-browsers", f"OLDER={tmp_path}"], cwd=ROOT, check=True)
    [copy] = [index.parent for index in tmp_path.glob("*/index.html")]
    with serving(str(copy)) as address:
        opened = visit(address, "zh", script=WITHOUT_NEWER_FUNCTIONS)
        upload(opened, "sample_enterprise.xlsx")
        for name in PAGES["zh"][1:]:
            turn_to(opened, name)
            is_settled(opened)
            expect(opened.locator(".refused")).to_have_count(0)
        expect(opened.locator("#old-browser")).to_be_hidden()
        opened.close()


def test_the_packages_for_old_browsers_are_pinned_and_name_no_registry() -> None:
    wanted = json.loads((PACKAGES / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((PACKAGES / "package-lock.json").read_text("utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in locked.items() if name and "integrity" not in package] == []
    assert [name for name, package in locked.items() if "resolved" in package] == []
