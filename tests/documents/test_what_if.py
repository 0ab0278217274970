"""What is typed becomes exactly what is assumed; what comes of it is a probability or arithmetic, never both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from core.documents.assumptions import assumed, controls, misfits, opened, start
from core.documents.what_if import WhatIf, what_if_document
from core.forecast.scenario import Scenario, to_json
from core.model import Month
from core.model.document import Joined
from core.model.quantity import Probability
from tests.pages.screen import judged
from tests.said import said

A = judged("sample_enterprise.xlsx")
IDS = [trajectory.id for trajectory in A.trajectories]
SHARE = Scenario("E3.4", Decimal("0.021"), Decimal("0.1"), Month(2027, 3), Decimal("0.55"), Month(2027, 12))
STEP = Scenario("E4.1", step=Decimal(20), step_month=Month(2027, 1))
THRESHOLD, END = Scenario("E4.1", threshold=Decimal(220)), Scenario("E4.1", end=Month(2027, 12))
ARITHMETIC = {
    "zh": ["期末值（推算）", "按算术推算期末是否达到", "最早达到", "所需月增量"],
    "en": [
        "Value at the end, a sum",
        "Threshold met at the end, by arithmetic",
        "First met in",
        "Needed a month for that",
    ],
}


def found(scenario: Scenario) -> WhatIf:
    return what_if_document(A, scenario)


def rows(what: WhatIf, language: str = "zh") -> dict[str, tuple[str, str]]:
    """The columns 现状 and 假设 of each row, as text."""
    return {
        said(row.cells["item"], language): (said(row.cells["now"], language), said(row.cells["assumed"], language))
        for row in what.table.rows
    }


@pytest.mark.parametrize("id", IDS)
def test_controls_left_alone_assume_nothing(id: str) -> None:
    assert assumed(A, id, start(A, Scenario(id))) == Scenario(id)


@pytest.mark.parametrize("month", [Month(2025, 7), Month(2025, 9), Month(2026, 2)])
@pytest.mark.parametrize("id", IDS)
def test_controls_left_alone_assume_nothing_in_early_months(id: str, month: Month) -> None:
    early = judged("sample_enterprise.xlsx", None, month)
    assert assumed(early, id, start(early, Scenario(id))) == Scenario(id)


def test_without_a_figure_three_months_back_no_pace_is_made_up() -> None:
    early = judged("sample_enterprise.xlsx", None, Month(2025, 8))
    assert start(early, Scenario("E4.1")).pace is None


def test_a_share_is_typed_in_percent_and_assumed_exactly() -> None:
    typed = replace(start(A, Scenario("E3.4")), threshold=55.0)
    assert assumed(A, "E3.4", typed).threshold == Decimal("0.55")


def test_a_scenario_loaded_is_what_the_controls_then_assume() -> None:
    assert assumed(A, "E3.4", start(A, SHARE)) == SHARE


def test_a_step_needs_a_month() -> None:
    typed = replace(start(A, Scenario("E4.1")), step=500.0)
    assert assumed(A, "E4.1", typed) == Scenario("E4.1")


def test_an_end_out_of_reach_is_left_out() -> None:
    assert start(A, Scenario("E4.1", end=Month(9999, 12))).end == controls(A, "E4.1").end


def test_a_figure_with_many_decimals_comes_back_exactly() -> None:
    fine = Scenario("E4.1", pace=Decimal("2.3456"), threshold=Decimal("333.3333"))
    assert assumed(A, "E4.1", start(A, fine)) == fine


def test_a_typed_figure_never_has_more_decimals_than_a_file_may() -> None:
    typed = replace(start(A, Scenario("E3.4")), threshold=50.300000000000004)
    assert opened(A, to_json(assumed(A, "E3.4", typed)).encode()) == Scenario("E3.4", threshold=Decimal("0.503"))


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (Scenario("E4.1", step=Decimal(5)), "The planned step has no month."),
        (Scenario("E4.1", step=Decimal(5), step_month=Month(2031, 3)), "The planned step in Mar 2031 is not between"),
        (Scenario("E4.1", end=Month(2026, 1)), "The end in Jan 2026 is not between Oct 2026 and Jun 2028."),
        (Scenario("E4.1", threshold=Decimal(-5)), "There is no threshold of -5 enterprises."),
        (Scenario("E4.2", threshold=Decimal("1.5")), "There is no threshold of 150%."),
    ],
)
def test_what_does_not_fit_is_named_and_left_out(scenario: Scenario, told: str) -> None:
    assert said(Joined(misfits(A, scenario), "sentences"), "en").startswith(told)
    assert assumed(A, scenario.criterion, start(A, scenario)) == Scenario(scenario.criterion)


def test_a_scenario_that_fits_has_nothing_to_tell() -> None:
    assert misfits(A, SHARE) == ()


def test_the_doubling_may_be_assumed_over_one() -> None:
    assert misfits(A, Scenario("E2.2", threshold=Decimal(3))) == ()


def test_a_step_down_says_less() -> None:
    down = Scenario("E4.1", step=Decimal(-5), step_month=Month(2027, 3))
    assert said(found(down).name, "en") == "a loss of 5 enterprises in Mar 2027"


def test_a_file_about_a_criterion_of_another_type_is_not_opened() -> None:
    assert opened(A, to_json(Scenario("C2.2")).encode()) is None


def test_a_saved_scenario_opens() -> None:
    assert opened(A, to_json(SHARE).encode()) == SHARE


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("id", IDS)
def test_every_criterion_has_a_sentence_and_both_columns(id: str, language: str) -> None:
    what = found(Scenario(id, pace=Decimal("0.01")))
    assert said(what.sentence, language)
    assert all(label and now and then for label, (now, then) in rows(what, language).items())


@pytest.mark.parametrize("id", IDS)
def test_without_assumptions_both_columns_are_the_same_and_no_line_is_drawn(id: str) -> None:
    what = found(Scenario(id))
    assert all(now == then for now, then in rows(what).values())
    assert what.line == ()


@pytest.mark.parametrize(
    ("language", "sentence", "probability"),
    [("zh", "尚未设定假设。", "预测达标概率"), ("en", "Nothing is assumed yet.", "Forecast probability")],
)
def test_with_nothing_assumed_the_probability_alone_forecasts(language: str, sentence: str, probability: str) -> None:
    what = found(Scenario("E4.1"))
    assert said(what.sentence, language) == sentence
    assert not {*ARITHMETIC[language]} & {*rows(what, language)}
    assert "55%" in rows(what, language)[probability][0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scenario", [Scenario("E4.1", pace=Decimal(5)), STEP, SHARE])
def test_an_assumed_pace_or_step_has_arithmetic_in_its_column_alone_and_no_probability(
    scenario: Scenario, language: str
) -> None:
    shown = rows(found(scenario), language)
    assert all(shown[label][0] == "—" != shown[label][1] for label in ARITHMETIC[language])
    assert [*shown.values()][-1][1] == "—"
    assert "%" in [*shown.values()][-1][0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scenario", [THRESHOLD, END])
def test_an_assumed_threshold_or_end_alone_has_its_probability_and_no_arithmetic(
    scenario: Scenario, language: str
) -> None:
    what = found(scenario)
    likely = what.table.rows[-1].cells["assumed"]
    assert isinstance(likely, Probability)
    assert likely != what.table.rows[-1].cells["now"]
    assert said(likely, language) in said(what.sentence, language)
    assert not {*ARITHMETIC[language]} & {*rows(what, language)}
    assert [mark["assumed"] for mark in what.line if mark["assumed"] is not None] == []


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize(
    "assumption", [{"threshold": Decimal("0.5")}, {"end": Month(2027, 12)}, {"pace": Decimal("0.1")}]
)
def test_never_is_there_a_probability_beside_arithmetic(id: str, assumption: dict[str, Decimal | Month]) -> None:
    what = found(Scenario(id, **assumption))  # type: ignore[arg-type]
    summed = any(label in rows(what) for label in ARITHMETIC["zh"])
    assert summed is (what.table.rows[-1].cells["assumed"] is None)


def test_the_line_is_named_at_its_end_alone() -> None:
    line = found(Scenario("E4.1", pace=Decimal(5))).line
    assert [said(mark["name"]) for mark in line if mark["name"]] == [said(line[-1]["name"])] == ["假设214家"]
