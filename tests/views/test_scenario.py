"""What is typed becomes exactly what is assumed, and comes back the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.forecast.scenario import Scenario
from core.model import Month
from core.views.scenario import assumed, controls, misfits, opened, saved, scenario_view, start
from tests.pages.screen import judged

A = judged("sample_enterprise.xlsx")
IDS = [trajectory.id for trajectory in A.trajectories]
SHARE = Scenario("E3.4", Decimal("0.021"), Decimal("0.1"), Month(2027, 3), Decimal("0.55"), Month(2027, 12))


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
    assert opened(A, saved(assumed(A, "E3.4", typed)).encode()) == Scenario("E3.4", threshold=Decimal("0.503"))


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
    assert misfits(A, scenario, "en").startswith(told)
    assert assumed(A, scenario.criterion, start(A, scenario)) == Scenario(scenario.criterion)


def test_a_scenario_that_fits_has_nothing_to_tell() -> None:
    assert misfits(A, SHARE, "en") == ""


def test_the_doubling_may_be_assumed_over_one() -> None:
    assert misfits(A, Scenario("E2.2", threshold=Decimal(3)), "en") == ""


def test_a_step_down_says_less() -> None:
    down = Scenario("E4.1", step=Decimal(-5), step_month=Month(2027, 3))
    assert scenario_view(A, down, "en").name == "5 less in Mar 2027"


def test_a_file_about_a_criterion_of_another_type_is_not_opened() -> None:
    assert opened(A, saved(Scenario("C2.2")).encode()) is None


def test_a_saved_scenario_opens() -> None:
    assert opened(A, saved(SHARE).encode()) == SHARE


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("id", IDS)
def test_every_criterion_has_a_sentence_and_both_columns(id: str, language: str) -> None:
    view = scenario_view(A, Scenario(id, pace=Decimal("0.01")), language)
    assert view.sentence
    assert all(label and before and after for label, before, after in view.rows)


def test_without_assumptions_both_columns_are_the_same() -> None:
    assert all(before == after for _label, before, after in scenario_view(A, Scenario("E4.1"), "zh").rows)


def test_the_line_is_named_at_its_end_alone() -> None:
    line = scenario_view(A, Scenario("E4.1", pace=Decimal(5)), "zh").line
    assert [row.name for row in line if row.name] == [line[-1].name] == ["假设214家"]
