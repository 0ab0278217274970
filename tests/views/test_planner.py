"""What it takes: paces, dates at the present pace, and everything that is open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.model import Kind, Outcome, Profile, Trajectory
from core.pipeline import judge
from core.views.planner import PaceRow, months_to_go, planner
from tests.build import RULEBOOK, submission
from tests.forecast.test_outlook import months
from tests.pages.screen import SAMPLES, judged

E = Profile.ENTERPRISE


def row(start: int, pace: int, count: int = 12, language: str = "en") -> PaceRow:
    found = judge(submission(E, months=months(count, start, pace)), RULEBOOK)
    return next(each for each in planner(found, language).figures if each.id == "E4.1")


def with_pace(recent: Fraction | None) -> Trajectory:
    return Trajectory("E4.1", (), None, recent)


def test_the_pace_needed_is_the_gap_over_the_months_left() -> None:
    assert row(20, 4).needed_text == "11.3"  # (200 - 64) / 12


def test_the_present_pace_is_compared_with_the_pace_needed() -> None:
    assert row(20, 4).times_text == "2.8 times"


def test_a_date_within_the_pilot_is_a_month() -> None:
    assert row(20, 10).reached_text == "Jan 2027"  # 130 + 7 × 10 = 200


def test_a_date_after_the_pilot_says_so() -> None:
    assert row(20, 4, language="zh").reached_text == "2029年4月（试点结束之后）"


def test_no_growth_has_no_date() -> None:
    assert row(20, 0).reached_text == "no growth over the last three months"


def test_without_a_figure_three_months_back_there_is_no_date() -> None:
    assert row(20, 4, count=3).reached_text == "no figure three months back"


@pytest.mark.parametrize(("recent", "expected"), [("10", 2), ("9.99", 3), ("0", None), ("-1", None)])
def test_the_month_it_is_reached_is_a_whole_one(recent: str, expected: int | None) -> None:
    assert months_to_go(with_pace(Fraction(recent)), Fraction(-20)) == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_everything_that_is_open_is_in_the_plan_once(sample: str) -> None:
    a, view = judged(sample), planner(judged(sample), "zh")
    open_ = [
        f.criterion.id for f in a.findings if f.outcome in (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)
    ]
    planned = [each.id for each in (*view.figures, *view.reports, *view.evidence)]
    assert sorted(planned) == sorted(open_)


@pytest.mark.parametrize("sample", SAMPLES)
def test_evidence_stands_apart_from_figures(sample: str) -> None:
    a, view = judged(sample), planner(judged(sample), "zh")
    assert {a.finding(each.id).criterion.kind for each in view.evidence} <= {Kind.EVIDENCE}
