"""The forecast in Chromium: drawn, played with, taken away and loaded again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.documents.trajectory import trajectories
from core.printers.charts import trajectory
from core.printers.text import TextPrinter
from tests.browser.test_journey import PAGES, Visit, is_settled, overflow, turn_to, upload
from tests.pages.screen import judged

pytestmark = pytest.mark.browser
SAMPLE = "sample_enterprise.xlsx"


def end_of_the_fan(language: str) -> tuple[str, ...]:
    """E4.1 at the pilot's end: what is written beside its forecast."""
    a = judged(SAMPLE)
    drawn = trajectories(a).criteria["E4.1"]
    last = trajectory.rows(drawn, TextPrinter(language, a.rulebook))[-1]
    return tuple(last[f"{name}_text"] for name in trajectory.ENDS)


@pytest.mark.parametrize(("language", "scheme"), [("zh", "dark"), pytest.param("en", "light", marks=pytest.mark.soak)])
def test_the_large_chart_names_where_the_forecast_ends(visit: Visit, address: str, language: str, scheme: str) -> None:
    page = visit(address, language, scheme=scheme)
    upload(page, SAMPLE)
    turn_to(page, PAGES[language][2])
    chart = page.get_by_test_id("stVegaLiteChart").first
    for text in end_of_the_fan(language):
        expect(chart.get_by_text(text, exact=True).first).to_be_visible()


def test_a_scenario_is_played_taken_away_and_loaded_again(visit: Visit, address: str, tmp_path: Path) -> None:
    page = visit(address, "en")
    upload(page, SAMPLE)
    turn_to(page, "What if")
    box = page.get_by_label("Added a month (enterprises)")
    box.fill("5")
    box.press("Enter")
    told = page.locator(".assumed-name")
    expect(told).to_have_text(
        "Assuming 5 enterprises a month: 214 enterprises in Jun 2027; the threshold of 200 enterprises is met."
    )
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download this scenario").click()
    downloading.value.save_as(tmp_path / "scenario.json")
    assert json.loads((tmp_path / "scenario.json").read_text("utf-8"))["pace_per_month"] == "5"
    page.get_by_role("button", name="Reset").click()
    expect(told).to_contain_text("Nothing is assumed yet.")
    is_settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(tmp_path / "scenario.json")
    expect(told).to_contain_text("Assuming 5 enterprises a month")


def test_the_foot_leads_to_the_method(visit: Visit, address: str) -> None:
    page = visit(address, "zh", width=360)
    is_settled(page)
    page.get_by_role("link", name="预测方法").click()
    expect(page.locator("h1.verdict")).to_have_text("预测方法与可信程度")
    is_settled(page)
    assert overflow(page) == 0
