"""Questions about 基本信息, 年度目标 and money."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.model import Month, PilotPeriod, Submission, Target
from core.pipeline import judge, read
from tests.build import blank, filled, ledger, submission
from tests.intake.books import BASICS, book
from tests.places import cell_of, sheet_of
from tests.plausibility.asking import asked, by_month, monthly, only

MONEY = ("E6.5",)


@pytest.mark.parametrize(("planned", "kind"), [(0.32, "small"), (32_000_000, "large"), (3200, None), (10, None)])
def test_a_plan_of_an_unusual_size_is_asked_about(planned: float, kind: str | None) -> None:
    questions = asked(monthly(enterprises=(1,), basics={"planned_investment": planned}), "planned_unusual")
    assert [(cell_of(q), q.details["kind"], q.criteria) for q in questions] == ([("B2", kind, MONEY)] if kind else [])


@pytest.mark.parametrize(("revenue", "asks"), [(3_200, 0), (31_990, 0), (32_000, 1)])
def test_revenue_many_times_the_plan_is_asked_about(revenue: float, asks: int) -> None:
    questions = asked(monthly(revenue=(revenue,), basics={"planned_investment": 3200}), "revenue_unusual")
    assert [(sheet_of(q), cell_of(q)) for q in questions] == [("月度统计", "B2")] * asks


@pytest.mark.parametrize(
    ("revenue", "asks"),
    [
        ((5, 8, 11, 12_000, 17), 1),  # met by one month, six hundred times as large as any other
        ((5, 8, 11, 340, 17), 0),  # twenty times
        ((5, 8, 11, 341, 17), 1),
        ((5, 8, 12_000), 0),  # too few to compare with
        ((250, 8, 11, 12_000, 17), 1),
        ((500, 8, 11, 12_000, 17), 0),  # met without it
        ((60, 80, 100, 2_001, 81), 0),
        ((0.5, 0.8, 0.2, 30, 0.1), 0),  # not met with it either
    ],
)
def test_a_month_that_alone_meets_a_criterion_is_asked_about(revenue: Any, asks: int) -> None:
    questions = asked(monthly(revenue=revenue, basics={"planned_investment": 3200}), "month_alone")
    largest = f"B{revenue.index(max(revenue)) + 2}"
    assert [(sheet_of(q), cell_of(q), q.criteria) for q in questions] == [("月度统计", largest, MONEY)] * asks


@pytest.mark.parametrize(("spent", "asks"), [(3200, 0), (3201, 1)])
def test_more_spent_than_planned_is_asked_about(spent: float, asks: int) -> None:
    found = monthly(enterprises=(1,), basics={"planned_investment": 3200, "invested": spent})
    assert len(asked(found, "invested_over_planned")) == asks


@pytest.mark.parametrize(
    ("months", "spent", "asks"),
    [((60, 60), 100, 0), ((61, 60), 100, 1), ((1, 1), 90, 0), ((1, 1), 101, 1), ((1, None), 1000, 0), ((0, 0), 100, 0)],
)
def test_months_that_do_not_fit_what_was_spent_are_asked_about(months: Any, spent: float, asks: int) -> None:
    found = monthly(investment=months, enterprises=(1, 1), basics={"planned_investment": 3200, "invested": spent})
    assert len(asked(found, "investment_differs")) == asks


def test_what_was_spent_is_not_compared_at_another_date_than_its_own() -> None:
    found = submission(
        as_of="2025-08", months=by_month(investment=(200, 1)), basics={"planned_investment": 3200, "invested": 100}
    )
    assert len(asked(found, "investment_differs")) == 1
    assert asked(found, "investment_differs", "2025-07") == []


@pytest.mark.parametrize(("baseline", "asks"), [(1000, 0), (2, 1), (900_000, 1), (100, 0)])
def test_a_baseline_far_from_the_first_volume_is_asked_about(baseline: float, asks: int) -> None:
    questions = asked(monthly(open_volume=(1100, 1200), basics={"baseline_volume": baseline}), "baseline_unit")
    assert [(sheet_of(q), cell_of(q), q.criteria) for q in questions] == [("基本信息", "B2", ("E2.2",))] * asks


def test_a_baseline_beside_volumes_whose_unit_is_asked_about_waits_for_that_answer() -> None:
    sheets = {"月度统计": [("月份", "数据资源开放总量（条）"), ("2025-07", 3300), ("2025-08", 3400)]}
    basics = [("开放总量计量单位", "万条", ""), ("基期数据资源开放总量", 300, "")]
    problems = judge(read(book(sheets, basics=[*BASICS, *basics]))).problems
    assert [problem.code for problem in problems] == ["unit_converted"]


VOLUMES = (430, 441, 455, 462, 480, 493, 505)


@pytest.mark.parametrize(("baseline", "asks"), [(4210, 1), (42, 1), (421, 0), (300, 0), (450, 0), (1000, 0)])
def test_a_baseline_with_other_digits_than_the_months_that_follow_is_asked_about(baseline: float, asks: int) -> None:
    questions = asked(monthly(open_volume=VOLUMES, basics={"baseline_volume": baseline}), "baseline_unit")
    assert [(cell_of(q), q.details["kind"]) for q in questions] == [("B2", "apart")] * asks


def test_a_catalogue_that_grows_by_leaps_from_its_baseline_on_is_not() -> None:
    found = monthly(open_volume=(300, 520, 760, 900, 1300, 1500, 1900), basics={"baseline_volume": 90})
    assert asked(found, "baseline_unit") == []


def planned(first: int, end: int) -> Submission:
    target = Target("E4.1", filled(first, "年度目标", "D9"), filled(end, "年度目标", "E9"))
    return replace(monthly(enterprises=(1,)), targets={"E4.1": target})


@pytest.mark.parametrize(("first", "end", "asks"), [(120, 260, 0), (260, 260, 0), (261, 260, 1)])
def test_a_target_that_falls_is_asked_about(first: int, end: int, asks: int) -> None:
    questions = asked(planned(first, end), "target_falls")
    assert [(sheet_of(q), cell_of(q), q.criteria) for q in questions] == [("年度目标", "D9", ("E4.1",))] * asks


@pytest.mark.parametrize(("as_of", "asks"), [("2025-07", 1), ("2025-08", 0), ("2025-09", 0)])
def test_figures_after_the_declared_month_are_asked_about(as_of: str, asks: int) -> None:
    found = submission(as_of=as_of, months=by_month(enterprises=(1, 2)))
    assert [str(q.details["last"]) for q in asked(found, "figures_after_date")] == ["2025-08"] * asks


@pytest.mark.parametrize(("modified", "asks"), [("2025-08", 0), ("2025-09", 1), ("2025-01", 1), (None, 1)])
def test_plans_for_months_after_the_files_last_change_are_not_asked_about(modified: str | None, asks: int) -> None:
    found = submission(as_of="2025-08", months=by_month(enterprises=(1, 2, 5)))
    found = replace(found, modified=None if modified is None else Month.parse(modified))
    assert len(asked(found, "figures_after_date")) == asks


def test_figures_of_the_pilots_last_month_are_after_an_earlier_date_and_those_beyond_it_are_not() -> None:
    over = submission(as_of="2027-05", months={"2027-05": {"enterprises": 1}, "2027-06": {"enterprises": 2}})
    beyond = submission(as_of="2027-06", months={"2027-06": {"enterprises": 2}, "2027-07": {"enterprises": 3}})
    assert [len(asked(found, "figures_after_date")) for found in (over, beyond)] == [1, 0]


def test_days_listed_ahead_without_figures_are_no_figures_after_the_declared_month() -> None:
    rows = [{"date": "2025-07-31", "registered_users": 9, "active_users": 4}, {"date": "2025-08-31"}]
    ahead = submission(as_of="2025-07", ledgers=[ledger("daily", rows)])
    assert asked(ahead, "figures_after_date") == []


@pytest.mark.parametrize(("months", "asks"), [(24, 0), (18, 1), (36, 1)])
def test_a_pilot_of_another_length_is_asked_about(months: int, asks: int) -> None:
    start = Month(2025, 7)
    pilot = PilotPeriod(start, start.plus(months - 1))
    found = monthly(enterprises=(1,))
    basics = {
        **found.basics,
        "pilot_start": filled(pilot.start, cells="B7"),
        "pilot_end": filled(pilot.end, cells="B8"),
    }
    questions = asked(replace(found, pilot=pilot, basics=basics), "pilot_length")
    assert [cell_of(q) for q in questions] == ["B7:B8"] * asks


def test_a_pilot_whose_months_were_left_blank_is_not_asked_about() -> None:
    found = replace(monthly(enterprises=(1,)), pilot=PilotPeriod(Month(2025, 7), Month(2026, 12)))
    assert asked(found, "pilot_length") == []


@pytest.mark.parametrize("left", ["pilot_start", "pilot_end"])
def test_a_pilot_of_which_one_end_was_left_blank_is_not_asked_about(left: str) -> None:
    pilot = PilotPeriod(Month(2025, 7), Month(2026, 12))
    found = monthly(enterprises=(1,))
    basics = {**found.basics, "pilot_start": filled(pilot.start), "pilot_end": filled(pilot.end)}
    assert len(asked(replace(found, pilot=pilot, basics=basics), "pilot_length")) == 1
    assert asked(replace(found, pilot=pilot, basics={**basics, left: blank()}), "pilot_length") == []


def test_one_amount_in_yuan_is_one_question() -> None:
    """Of 已投入资金: what follows from it is not asked as well."""
    money = {"planned_investment": 4100, "invested": 4_100_000}
    found = monthly(investment=(20, 21, 20, 19), enterprises=(1, 1, 1, 1), basics=money)
    assert len(asked(found, "invested_over_planned")) == 1
    assert asked(found, "investment_differs") == []


def test_the_plans_own_question_comes_alone() -> None:
    found = monthly(revenue=(5,), basics={"planned_investment": 0.32, "invested": 100})
    assert only(asked(found, "planned_unusual")).criteria == MONEY
    assert asked(found, "revenue_unusual") + asked(found, "invested_over_planned") == []
