"""By keyboard, by screen reader, by finger: axe finds nothing of ours, and what it cannot see is here too."""

from __future__ import annotations

from importlib import resources

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import Visit, is_settled, overflow, upload

pytestmark = pytest.mark.browser

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
PAGES = ("", "gaps", "trajectory", "what_if", "problems", "notice", "compare", "notices", "method", "kept", "board")
#: Streamlit's own faults, by axe's rule and what it finds at fault.
STREAMLITS = {
    ("presentation-role-conflict", "stFileUploaderDropzone"),  # role=presentation on a section that can have focus
}
#: What can be clicked and is too small for a finger; what lies in a field of the right height is no target of its own.
SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, [data-testid=stSelectbox] input")]
  .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((each) => !each.closest("[data-testid=stSelectbox], [data-testid=stMultiSelect], [data-testid=stNumberInput]")
    || each.matches("input"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
  .map(([each, box]) => `${each.textContent.slice(0, 30)} ${box.width} x ${box.height}`)
"""

#: Something on the page changes all the time.
RESTLESS = """
const [change, root] = [document.createElement("i"), () => document.getElementById("root")];
window.restless = setInterval(() => { root()?.append(change); change.textContent = Date.now(); }, 20);
"""


def to(page: Page, name: str) -> None:
    """A page by its link, in the navigation or the foot."""
    page.locator(f".pages a[href$='{name}'], .further a[href$='{name}']").first.click()
    page.wait_for_selector(f"[data-house-page='{name}']")


def turn(page: Page, scheme: str) -> None:
    """The same page, light or dark."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    look = "(scheme) => getComputedStyle(document.querySelector('.stApp')).colorScheme.includes(scheme)"
    page.wait_for_function(look, arg=scheme)


def faults(page: Page, **options: object) -> list[str]:
    """What axe finds, less what Streamlit does."""
    found = page.evaluate("(options) => axe.run(document, options)", {"resultTypes": ["violations"]} | options)
    return [
        f"{rule['id']}: {node['html'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if not any(rule["id"] == name and part in node["html"] for name, part in STREAMLITS)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_any_page_light_or_dark(visit: Visit, address: str, language: str) -> None:
    """Contrast, the dearest of its rules, is that of the stylesheet: Chinese alone is looked at for it, and in the dark."""
    page, has_contrast = visit(address, language), language == "zh"
    rules = {} if has_contrast else {"rules": {"color-contrast": {"enabled": False}}}
    page.evaluate(AXE)
    found = {"welcome": faults(page, **rules)}
    upload(page, "sample_messy.xlsx")
    for name in PAGES:
        if name:
            to(page, name)
        is_settled(page)
        expect(page.locator("h1"), name).to_have_count(1)
        page.wait_for_timeout(500)  # what was on the page before fades
        found[name] = faults(page, **rules)
        if has_contrast:
            turn(page, "dark")
            found[f"{name}, dark"] = faults(page, runOnly=["color-contrast"])
            turn(page, "light")
    assert {name: all for name, all in found.items() if all} == {}


def test_the_keyboard_skips_the_navigation_and_changes_are_told(visit: Visit, address: str) -> None:
    page = visit(address, "en")
    expect(page.get_by_role("navigation", name="Main pages").get_by_role("link")).to_have_count(6)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    upload(page, "sample_messy.xlsx")
    expect(page.locator("#live")).to_have_text(page.locator("h1").inner_text())
    to(page, "problems")
    expect(page.locator("#live")).to_have_text(page.locator("h1").inner_text())
    page.locator("[class*=st-key-offers-] button").first.click()
    expect(page.locator(".answered")).to_have_count(1)
    expect(page.locator("#live")).to_contain_text(page.locator(".answered b").inner_text())


def test_a_change_is_told_although_the_page_was_never_still_before(visit: Visit, address: str) -> None:
    """As on a busy machine, where a file is dropped on a page that is still being drawn."""
    page = visit(address, "en", script=RESTLESS)
    upload(page, "sample_messy.xlsx")
    page.evaluate("clearInterval(restless)")
    expect(page.locator("#live")).to_have_text(page.locator("h1").inner_text())


def test_a_finger_finds_every_target_and_what_scrolls_says_so(visit: Visit, address: str) -> None:
    page = visit(address, "zh", width=360)
    small = {"welcome": page.evaluate(SMALL)}
    upload(page, "sample_messy.xlsx")
    for name in PAGES:
        if name:
            to(page, name)
        is_settled(page)
        assert overflow(page) == 0, name
        small[name] = page.evaluate(SMALL)
    assert {name: all for name, all in small.items() if all} == {}
    to(page, "problems")
    box = page.get_by_role("group", name="左右滑动可查看其余内容").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize(
    ("language", "line"), [("zh", "逐行核对"), pytest.param("en", "Row by row", marks=pytest.mark.soak)]
)
def test_rows_behind_a_figure_are_within_reach_of_axe_finger_and_keyboard(
    visit: Visit, address: str, language: str, line: str
) -> None:
    page = visit(address, language, width=360)
    upload(page, "sample_messy.xlsx")
    to(page, "gaps")
    page.evaluate(AXE)
    summary = page.get_by_text(line, exact=True)
    summary.scroll_into_view_if_needed()
    summary.focus()
    page.locator("summary", has=summary).press("Enter")
    page.wait_for_selector("button.copy")
    is_settled(page)
    page.wait_for_timeout(500)
    assert faults(page) == []
    assert page.evaluate(SMALL) == []
    turn(page, "dark")
    assert faults(page, runOnly=["color-contrast"]) == []
