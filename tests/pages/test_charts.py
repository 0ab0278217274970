"""Charts: each is built in both languages and schemes; colours have one home and can be read."""

from __future__ import annotations

import base64
import html
import json
import re
import tomllib
from xml.etree import ElementTree

import altair as alt
import pytest

from bench import chart_spec
from core.documents.criterion import bars_chart
from core.documents.trajectory import trajectories
from core.documents.what_if import what_if_document
from core.forecast.scenario import Scenario
from core.i18n import Language
from core.model import Kind, Outcome
from core.model.document import Verbatim
from core.printers import palette
from core.printers.charts import bars, heat, lines, trajectory
from core.printers.text import TextPrinter
from tests.documents.words import criteria
from tests.pages.screen import ROOT, judged

ASSESSMENT = judged("sample_messy.xlsx")
COMPUTED = [row for row in criteria(ASSESSMENT).values() if row.kind is Kind.COMPUTED]
SAID = TextPrinter(Language.ZH, ASSESSMENT.rulebook)
DRAWN = trajectories(ASSESSMENT)
ONE = DRAWN.criteria["E4.2"]
BARS = bars_chart(COMPUTED)
ROWS = trajectory.rows(ONE, SAID)
SCHEMES = (palette.LIGHT, palette.DARK)
SVG = "{http://www.w3.org/2000/svg}"


def drawings(markup: str) -> list[ElementTree.Element]:
    """The drawings that HTML has room for."""
    return [ElementTree.fromstring(base64.b64decode(each)) for each in re.findall(r'data-drawing="([^"]*)"', markup)]


def written(drawing: ElementTree.Element) -> str:
    return " ".join(filter(None, (each.text for each in drawing.iter(f"{SVG}text"))))


# --- the large chart ------------------------------------------------------------------------


def test_the_spec_that_is_shipped_is_the_one_that_is_written_in_altair() -> None:
    assert chart_spec.template() == json.loads(chart_spec.PATH.read_text("utf-8"))


@pytest.mark.parametrize("also", ["", trajectory.ASSUMED, trajectory.COMPARED])
@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize(("language", "colours"), [(Language.ZH, palette.LIGHT), (Language.EN, palette.DARK)])
def test_every_form_is_valid_vega_lite_with_all_its_places_filled(
    language: Language, colours: palette.Palette, percent: bool, also: str
) -> None:
    spec = trajectory.spec(language, colours, percent=percent, also=also)
    alt.LayerChart.validate(spec | {"data": {"values": []}})
    assert '"@' not in json.dumps(spec)


def test_a_layer_is_there_where_it_is_asked_for() -> None:
    names = {
        also: {
            layer["name"].partition(" ")[0]
            for layer in trajectory.spec(Language.ZH, palette.LIGHT, also=also)["layer"]
            if "name" in layer
        }
        for also in ("", trajectory.ASSUMED, trajectory.COMPARED)
    }
    assert names == {"": set(), trajectory.ASSUMED: {trajectory.ASSUMED}, trajectory.COMPARED: {trajectory.COMPARED}}


def test_a_spec_kept_for_all_visitors_holds_no_figures() -> None:
    spec = trajectory.spec(Language.ZH, palette.LIGHT)
    assert {"data", "datasets"}.isdisjoint(spec)
    assert all("data" not in layer for layer in spec["layer"])


def test_the_table_of_a_chart_has_the_rows_as_they_are() -> None:
    assert trajectory.frame(ONE, SAID).to_pylist() == ROWS


def test_a_trajectory_marks_the_month_that_is_judged() -> None:
    assert [row["month"] for row in ROWS if row["now"]] == [ASSESSMENT.as_of.index]


def test_the_fan_starts_at_the_month_that_is_judged_and_ends_at_the_pilot_end() -> None:
    fan = [row["month"] for row in ROWS if row["median"] is not None]
    assert (fan[0], fan[-1]) == (ASSESSMENT.as_of.index, ASSESSMENT.pilot.end.index)


def test_the_fan_stands_inside_itself() -> None:
    fan = [row for row in ROWS if row["median"] is not None]
    assert all(row["low"] <= row["low_half"] <= row["median"] <= row["high_half"] <= row["high"] for row in fan)


def test_hovering_a_month_to_come_tells_its_forecast() -> None:
    assert ROWS[-1]["median_text"] in ROWS[-1]["sentence"]


def test_hovering_a_known_month_tells_its_figure() -> None:
    now = next(row for row in ROWS if row["now"])
    assert now["sentence"].startswith(
        next(SAID(mark["wording"]) for mark in ONE.chart.data if mark["month"] == ASSESSMENT.as_of)
    )


def test_hovering_a_month_of_the_own_plan_tells_its_figure() -> None:
    planned = {SAID(mark["month"]): SAID(mark["plan"]) for mark in ONE.chart.data if mark["plan"] is not None}
    told = {row["month_text"]: row["sentence"] for row in ROWS}
    assert planned
    assert all(told[month].endswith(sentence) for month, sentence in planned.items())


def test_an_assumed_end_beyond_the_pilot_lengthens_the_chart_and_the_pilot_end_stays() -> None:
    found = what_if_document(ASSESSMENT, Scenario("E4.2", end=ASSESSMENT.pilot.end.plus(6)))
    rows = trajectory.rows(ONE, SAID, found.line)
    assert rows[-1]["month"] == ASSESSMENT.pilot.end.index + 6
    assert [row["month"] for row in rows if row["end"]] == [ASSESSMENT.pilot.end.index]


# --- small charts ---------------------------------------------------------------------------


def test_bars_stand_furthest_first_and_those_without_a_value_last() -> None:
    shown = [row["ratio"] for row in BARS.data]
    known = [each.value for each in shown if each is not None]
    assert known == sorted(known, reverse=True)
    assert shown[: len(known)].count(None) == 0


def test_a_bar_past_the_scale_stops_at_its_end_and_carries_an_arrow() -> None:
    far = [place for place, row in enumerate(BARS.data) if row["ratio"] and row["ratio"].value > bars.END]
    carry = [place for place, each in enumerate(drawings(bars.html(BARS, SAID))) if written(each) == "›"]
    widths = [
        max(float(rect.get("width")[:-1]) for rect in each.iter(f"{SVG}rect"))
        for each in drawings(bars.html(BARS, SAID))[:-1]
    ]
    assert far
    assert carry == far
    assert max(widths) == 100


def test_a_bar_that_is_not_met_has_a_hard_end_and_one_without_a_value_is_dashed() -> None:
    for row, drawing in zip(BARS.data, drawings(bars.html(BARS, SAID)), strict=False):
        fills = {rect.get("fill") for rect in drawing.iter(f"{SVG}rect")}
        dashed = [rect for rect in drawing.iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
        assert (palette.SCREEN.not_met in fills) == (row["outcome"].outcome is Outcome.NOT_MET)
        assert bool(dashed) == (row["outcome"].outcome is Outcome.NO_DATA)


def test_a_row_of_the_map_has_a_square_a_month_that_says_what_it_is() -> None:
    rows = drawings(heat.html(DRAWN.heat, SAID, "map"))[:-1]
    said = [title.text for row in rows for title in row.iter(f"{SVG}title")]
    assert len(said) == len(DRAWN.heat.data)
    assert all(SAID(square["month"]) in text for square, text in zip(DRAWN.heat.data, said, strict=True))


def test_a_small_trajectory_names_its_threshold_and_says_each_month() -> None:
    (drawing,) = drawings(lines.html(ONE, SAID))
    assert drawing.get("aria-label") == SAID(ONE.chart.alt)
    assert SAID(ONE.threshold) in written(drawing)
    assert [title.text for title in drawing.iter(f"{SVG}title")] == [row["sentence"] for row in ROWS]


@pytest.mark.parametrize("id", list(DRAWN.criteria))
def test_a_small_trajectory_keeps_its_figures_between_top_and_foot(id: str) -> None:
    (drawing,) = drawings(lines.html(DRAWN.criteria[id], SAID))
    heights = [float(circle.get("cy")) for circle in drawing.iter(f"{SVG}circle")]
    assert all(0 <= height <= lines.HEIGHT for height in heights)


def test_the_map_of_its_own_has_the_same_squares() -> None:
    drawing = ElementTree.fromstring(heat.svg(DRAWN.heat, SAID, palette.LIGHT, 900))
    assert len(list(drawing.iter(f"{SVG}title"))) == len(DRAWN.heat.data)
    assert {SAID(square["label"]) for square in DRAWN.heat.data} <= {each.text for each in drawing.iter(f"{SVG}text")}


def test_charts_can_be_drawn_of_nothing() -> None:
    empty = bars_chart([])
    assert len(drawings(bars.html(empty, SAID))) == 1
    assert len(drawings(heat.html(empty, SAID, ""))) == 1


def test_what_a_sender_wrote_is_text_in_a_drawing() -> None:
    row = dict(BARS.data[0], label=Verbatim("<script>alert(1)</script>"), figures=Verbatim('"><img src=x>'))
    shown = bars.html(type(BARS)((row,)), SAID)
    assert "<script" not in shown
    assert "<img" not in shown
    assert html.escape("<script>") in shown


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


@pytest.mark.parametrize("colours", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("name", TEXTS)
def test_text_can_be_read(name: str, ground: str, colours: palette.Palette) -> None:
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", SCHEMES)
@pytest.mark.parametrize("name", MARKS)
def test_marks_can_be_seen(name: str, colours: palette.Palette) -> None:
    assert contrast(getattr(colours, name), colours.paper) >= 3


@pytest.mark.parametrize("colours", SCHEMES)
def test_text_on_a_filled_button_can_be_read(colours: palette.Palette) -> None:
    assert contrast(colours.on_action, colours.action) >= 4.5


@pytest.mark.parametrize("colours", SCHEMES)
def test_streamlit_has_the_colours_of_the_palette(colours: palette.Palette) -> None:
    scheme = "light" if colours is palette.LIGHT else "dark"
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
