"""Charts: each is built in both languages and schemes; colours have one home and can be read."""

from __future__ import annotations

import re
import tomllib
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from core.documents.criterion import bars_chart
from core.documents.trajectory import trajectories
from core.documents.what_if import what_if_document
from core.forecast import outlooks
from core.forecast.scenario import Scenario
from core.i18n import Language
from core.model import Judgement, Kind
from core.printers import palette
from core.printers.charts import bars, heat, trajectory
from core.printers.text import TextPrinter
from pages.components import charts
from tests.documents.words import criteria, printer
from tests.pages.screen import ROOT, judged

ASSESSMENT = judged("sample_messy.xlsx")
COMPUTED = [row for row in criteria(ASSESSMENT).values() if row.kind is Kind.COMPUTED]
SAID = TextPrinter(Language.ZH, ASSESSMENT.rulebook)
DRAWN = trajectories(Judgement(ASSESSMENT, outlooks(ASSESSMENT)))
ONE = DRAWN.criteria["E4.2"]
WITH_FAN = trajectory.frame(ONE, SAID)
FRAMES = {
    bars: bars.frame(bars_chart(COMPUTED), printer(ASSESSMENT)),
    heat: heat.frame(DRAWN.heat, SAID),
    trajectory: WITH_FAN,
}
CHARTS = tuple(FRAMES)


def test_every_chart_of_the_folder_is_listed() -> None:
    folder = ROOT / "core" / "printers" / "charts"
    drawn = {path.stem for path in folder.glob("*.py") if "\ndef chart(" in path.read_text("utf-8")}
    assert drawn == {chart.__name__.split(".")[-1] for chart in CHARTS}


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__.split(".")[-1])
@pytest.mark.parametrize("scheme", charts.SCHEMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_is_valid_vega_lite(chart: ModuleType, language: str, scheme: palette.Scheme) -> None:
    spec = chart.chart(FRAMES[chart], language, palette.palette(scheme)).to_dict()
    assert spec["layer"]


@pytest.mark.parametrize("form", charts.FORMS, ids=str)
def test_every_form_of_a_trajectory_is_valid(form: dict[str, Any]) -> None:
    assert trajectory.chart(FRAMES[trajectory], "zh", palette.LIGHT, **form).to_dict()["layer"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__.split(".")[-1])
def test_a_spec_kept_for_all_visitors_holds_no_figures(chart: ModuleType) -> None:
    spec = charts._spec(chart, "zh", "light", ())
    assert {"data", "datasets"}.isdisjoint(spec)
    assert all("data" not in layer for layer in spec["layer"])


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__.split(".")[-1])
def test_every_field_of_a_chart_is_a_column_or_made_in_the_chart(chart: ModuleType) -> None:
    assert list(FRAMES[chart].columns) == list(chart.COLUMNS)


def test_bars_stand_furthest_first_and_those_without_a_value_last() -> None:
    shown = FRAMES[bars]["shown"]
    assert shown.dropna().is_monotonic_decreasing
    assert shown.isna().sum() == 0 or shown.isna().iloc[-1]


def test_a_bar_past_the_scale_stops_at_its_end_and_carries_an_arrow() -> None:
    far = FRAMES[bars][FRAMES[bars]["over"]]
    assert not far.empty
    assert (far["shown"] == bars.END).all()


def test_a_trajectory_marks_the_month_that_is_judged() -> None:
    frame = FRAMES[trajectory]
    assert frame[frame["now"]]["month"].tolist() == [ASSESSMENT.as_of.index]


def test_the_fan_starts_at_the_month_that_is_judged_and_ends_at_the_pilot_end() -> None:
    fan = WITH_FAN[WITH_FAN["median"].notna()]["month"]
    assert (fan.iloc[0], fan.iloc[-1]) == (ASSESSMENT.as_of.index, ASSESSMENT.pilot.end.index)


def test_the_fan_stands_inside_itself() -> None:
    fan = WITH_FAN[WITH_FAN["median"].notna()]
    for inner, outer in (("low", "low_half"), ("low_half", "median"), ("median", "high_half"), ("high_half", "high")):
        assert (fan[inner] <= fan[outer]).all()


def test_hovering_a_month_to_come_tells_its_forecast() -> None:
    last = WITH_FAN.iloc[-1]
    assert last["median_text"] in last["sentence"]


def test_hovering_a_known_month_tells_its_figure() -> None:
    now = WITH_FAN[WITH_FAN["now"]].iloc[0]
    assert now["sentence"].startswith(
        next(SAID(mark["said"]) for mark in ONE.chart.data if mark["month"] == ASSESSMENT.as_of)
    )


def test_hovering_a_month_of_the_own_plan_tells_its_figure() -> None:
    planned = {SAID(mark["month"]): SAID(mark["plan"]) for mark in ONE.chart.data if mark["plan"] is not None}
    told = dict(zip(WITH_FAN["month_text"], WITH_FAN["sentence"], strict=True))
    assert planned
    assert all(told[month].endswith(sentence) for month, sentence in planned.items())


def test_an_assumed_end_beyond_the_pilot_lengthens_the_chart_and_the_pilot_end_stays() -> None:
    judgement = Judgement(ASSESSMENT, outlooks(ASSESSMENT))
    found = what_if_document(judgement, Scenario("E4.2", end=ASSESSMENT.pilot.end.plus(6)))
    frame = trajectory.frame(ONE, SAID, found.line)
    assert frame["month"].iloc[-1] == ASSESSMENT.pilot.end.index + 6
    assert frame[frame["end"]]["month"].tolist() == [ASSESSMENT.pilot.end.index]


def test_a_chart_can_be_drawn_of_nothing() -> None:
    empty = pd.DataFrame(columns=list(bars.COLUMNS))
    assert bars.chart(empty, "en", palette.DARK).to_dict()["layer"]


# --- colours --------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
TEXTS = ("ink", "muted", "action", "met", "not_met", "to_review_text", "no_data_text")
MARKS = ("met", "not_met", "no_data", "guide", "action")


@pytest.mark.parametrize("scheme", charts.SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("name", TEXTS)
def test_text_can_be_read(name: str, ground: str, scheme: palette.Scheme) -> None:
    colours = palette.palette(scheme)
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("scheme", charts.SCHEMES)
@pytest.mark.parametrize("name", MARKS)
def test_marks_can_be_seen(name: str, scheme: palette.Scheme) -> None:
    colours = palette.palette(scheme)
    assert contrast(getattr(colours, name), colours.paper) >= 3


@pytest.mark.parametrize("scheme", charts.SCHEMES)
def test_text_on_a_filled_button_can_be_read(scheme: palette.Scheme) -> None:
    colours = palette.palette(scheme)
    assert contrast(colours.on_action, colours.action) >= 4.5


@pytest.mark.parametrize("scheme", charts.SCHEMES)
def test_streamlit_has_the_colours_of_the_palette(scheme: palette.Scheme) -> None:
    colours = palette.palette(scheme)
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][scheme]
    assert theme == {
        "primaryColor": colours.action,
        "backgroundColor": colours.paper,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.ink,
        "borderColor": colours.line,
    }


def test_colours_are_written_in_the_palette_alone() -> None:
    places = [
        *(ROOT / "pages").rglob("*.py"),
        *(ROOT / "pages").rglob("*.css"),
        *(ROOT / "core" / "printers").rglob("*.py"),
        *(ROOT / "core" / "printers").rglob("*.toml"),
    ]
    found = {path.stem for path in places if COLOUR.search(path.read_text("utf-8"))}
    assert found == {"palette"}
