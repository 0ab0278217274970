"""What is typed becomes exactly what is assumed, and comes back the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.model import Month
from core.trajectory.scenario import Scenario
from core.views.scenario import assumed, controls, opened, saved, scenario_view, start
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
