"""The forecast on the pages: what the documents say, no more often worked out than needed, and nothing stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core import pipeline
from core.documents.assumptions import misfits
from core.documents.method import back_test, method_document
from core.documents.outlook import CriterionOutlook, outlook_document, planner
from core.documents.steps import steps
from core.documents.what_if import what_if_document
from core.forecast.scenario import Scenario, to_json
from core.model import Month, Outlook
from core.model.document import Joined
from tests.pages.screen import BY_TURNS, SAMPLES, choose_month, empty, figures, judged, opened, turn_to, words
from tests.said import said, verdict

pytestmark = pytest.mark.slow

LANGUAGES = ("zh", "en")


def criteria(sample: str) -> Mapping[str, CriterionOutlook]:
    return outlook_document(judged(sample)).criteria


@pytest.mark.parametrize(("sample", "language"), BY_TURNS)
def test_the_trajectory_page_shows_every_status(sample: str, language: str) -> None:
    shown = words(turn_to(opened(sample, language), "trajectory"))
    for each in criteria(sample).values():
        end = said(Joined((each.probability, each.interval), "dots"), language) if each.probability else ""
        assert f"{said(each.status, language)} {end}" in shown


def test_the_large_chart_has_its_sentence_and_its_facts() -> None:
    shown = words(turn_to(opened("sample_enterprise.xlsx"), "trajectory"))
    each = criteria("sample_enterprise.xlsx")["E4.1"]
    for value in (each.sentence, each.probability, each.interval, each.reached, each.needed, each.recent, each.known):
        assert said(value) in shown


def test_the_chart_is_sent_the_fan() -> None:
    sent = figures(turn_to(opened("sample_enterprise.xlsx"), "trajectory"))
    a = judged("sample_enterprise.xlsx")
    fan = [a.finding("E4.1").value, *(point.high for point in a.outlooks["E4.1"].points)]
    assert [row["high"] for row in sent if row["high"] is not None] == fan


def test_two_months_in_there_is_no_fan_and_a_reason() -> None:
    app = turn_to(choose_month(opened("sample_enterprise.xlsx", "en"), Month(2025, 8)), "trajectory")
    assert all(row["median"] is None for row in figures(app))
    assert "No forecast yet: fewer than three months have a figure" in words(app)


def test_a_next_step_tells_its_probability() -> None:
    app = opened("sample_enterprise.xlsx")
    likely = [each.row.cells["likely"] for each in steps(judged("sample_enterprise.xlsx")).first]
    told = [said(value) for value in likely if said(value)]
    assert told
    assert all(text in words(app) for text in told)


def test_forecasts_are_worked_out_once_for_all_pages_and_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Month | None] = []

    def counted(a: object) -> dict[str, Outlook]:
        asked.append(a.as_of)  # type: ignore[attr-defined]
        return dict(outlooks(a))

    outlooks = pipeline.outlooks
    monkeypatch.setattr(pipeline, "outlooks", counted)
    app = opened("sample_enterprise.xlsx")
    for page in ("trajectory", "overview", "what_if"):
        turn_to(app, page)
    app.segmented_control(key="language").set_value("en").run()
    assert len(asked) == 1


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_plan_is_on_the_trajectory_page(sample: str) -> None:
    told = words(turn_to(opened(sample), "trajectory"))
    view = planner(judged(sample))
    assert said(view.sentence) in told
    labels = [row.cells["label"] for row in view.figures.rows]
    for label in (*labels, *(each.label for each in (*view.reports, *view.evidence))):
        assert said(label) in told


def test_looks_back_are_on_the_trajectory_page() -> None:
    shown = words(turn_to(opened("sample_enterprise.xlsx"), "trajectory"))
    tested = back_test(judged("sample_enterprise.xlsx"), "E4.1")
    assert said(tested.sentence) in shown
    assert tested.table.rows
    assert all(said(row.cells["interval"]) in shown for row in tested.table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_tells_what_was_measured(language: str) -> None:
    shown, method = words(turn_to(empty(language), "method")), method_document()
    for value in (method.did, *method.what, *method.fitted, *method.doubts):
        assert said(value, language) in shown


# --- what if --------------------------------------------------------------------------------


def what_if(sample: str = "sample_enterprise.xlsx", language: str = "zh") -> AppTest:
    return turn_to(opened(sample, language), "what_if")


def control(app: AppTest, name: str) -> float:
    return next(box for box in app.number_input if box.key.startswith(f"what-if-{name}-")).value


def pace(app: AppTest, value: float) -> AppTest:
    next(box for box in app.number_input if box.key.startswith("what-if-pace-")).set_value(value)
    return app.run()


def test_an_assumed_pace_changes_the_line_and_leaves_the_forecast() -> None:
    app = what_if()
    before = figures(app)
    after = figures(pace(app, 5.0))
    assert [row["median"] for row in after] == [row["median"] for row in before]
    assert after[-1]["assumed"] == 169 + 9 * 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assumed_pace_has_its_sentence_and_no_probability(language: str) -> None:
    what = what_if_document(judged("sample_enterprise.xlsx"), Scenario("E4.1", pace=Decimal(5)))
    shown = words(pace(what_if(language=language), 5.0))
    assert said(what.sentence, language) in shown
    assert [shown.count(said(row.cells["item"], language)) > 0 for row in what.table.rows] == [True] * 9
    assert said(criteria("sample_enterprise.xlsx")["E4.1"].sentence, language) not in shown


@pytest.mark.parametrize(
    ("language", "sentence", "arithmetic"),
    [
        ("zh", "尚未设定假设。调整数值后，此处显示测算结果。", ("达不到目标值", "按算术推算", "所需月增量")),
        (
            "en",
            "Nothing is assumed yet. Change a value to see what it comes to.",
            ("Assuming", "by arithmetic", "Needed a month for that"),
        ),
    ],
)
def test_with_nothing_assumed_the_probability_alone_forecasts(
    language: str, sentence: str, arithmetic: tuple[str, ...]
) -> None:
    app = what_if(language=language)
    shown = words(app)
    assert sentence in shown
    assert said(criteria("sample_enterprise.xlsx")["E4.1"].probability, language) in shown
    assert [text for text in arithmetic if text in shown] == []
    assert all(row["assumed"] is None for row in figures(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assumed_threshold_alone_has_its_own_probability_and_no_arithmetic(language: str) -> None:
    app = what_if(language=language)
    next(box for box in app.number_input if box.key.startswith("what-if-threshold-")).set_value(220.0)
    what = what_if_document(judged("sample_enterprise.xlsx"), Scenario("E4.1", threshold=Decimal(220)))
    shown = words(app.run())
    assert said(what.sentence, language) in shown
    assert ("按算术推算" if language == "zh" else "by arithmetic") not in shown
    assert said(criteria("sample_enterprise.xlsx")["E4.1"].sentence, language) not in shown


def test_an_assumption_changes_no_verdict() -> None:
    app = pace(what_if(), 500.0)
    turn_to(app, "overview")
    assert verdict(judged("sample_enterprise.xlsx"), "zh") in words(app)


def test_a_scenario_file_fills_the_controls_and_opens_its_criterion() -> None:
    app = what_if()
    content = to_json(Scenario("E3.4", threshold=Decimal("0.7"))).encode()
    app.file_uploader[-1].set_value(("scenario.json", content, "application/json"))
    app.run()
    assert control(app, "threshold") == 70
    assert "70%" in words(app)


@pytest.mark.parametrize(
    ("language", "label"), [("zh", "下载含情景测算的工作簿"), ("en", "Download the workbook with this scenario")]
)
def test_the_workbook_with_the_scenario_is_offered(language: str, label: str) -> None:
    buttons = what_if(language=language).get("download_button")
    assert label in [button.proto.label for button in buttons]


def test_going_back_drops_what_was_assumed() -> None:
    app = pace(what_if(), 50.0)
    app.button(key="drop-scenario").click().run()
    assert control(app, "pace") == 3.33


@pytest.mark.parametrize(
    "content", [b"no", json.dumps({"format": "trusted-data-space-scenario/1", "criterion": "C2.2"}).encode()]
)
def test_a_file_that_is_no_scenario_of_this_type_is_refused_in_a_sentence(content: bytes) -> None:
    app = what_if(language="en")
    app.file_uploader[-1].set_value(("scenario.json", content, "application/json"))
    app.run()
    assert not app.exception
    assert "This is no scenario file of ours" in words(app)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_criterion_can_be_played_through(sample: str) -> None:
    app = what_if(sample)
    for trajectory in judged(sample).trajectories:
        next(box for box in app.selectbox if box.key.startswith("criterion-")).set_value(trajectory.id)
        app.run()
        assert not app.exception, trajectory.id


@pytest.mark.parametrize("assumed", [{"threshold": Decimal(-5)}, {"step": Decimal(5), "step_month": Month(2031, 3)}])
def test_what_of_a_scenario_does_not_fit_is_told_and_left_out(assumed: dict[str, Decimal | Month]) -> None:
    app = what_if()
    scenario = Scenario("E4.1", **assumed)  # type: ignore[arg-type]
    app.file_uploader[-1].set_value(("scenario.json", to_json(scenario).encode(), "application/json"))
    app.run()
    assert not app.exception
    told = misfits(judged("sample_enterprise.xlsx"), scenario)
    assert told
    assert all(said(sentence) in words(app) for sentence in told)
    assert control(app, "threshold") == 200
