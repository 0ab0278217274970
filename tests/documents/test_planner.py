"""What it takes: everything that is open, once, in the one order."""

from __future__ import annotations

import pytest

from core.documents.outlook import Planner, planner
from core.documents.urgency import by_urgency, still_open
from core.model import Kind, Profile
from core.pipeline import judge
from tests.build import RULEBOOK, submission
from tests.forecast.test_outlook import months
from tests.pages.screen import SAMPLES, judged
from tests.said import said


def of(start: int, pace: int) -> dict[str, str]:
    found = judge(submission(Profile.ENTERPRISE, months=months(12, start, pace)), RULEBOOK)
    figures = planner(found).figures
    row = next(each for each in figures.rows if each.id == "E4.1")
    return {column.key: said(row.cells[column.key], "en") for column in figures.columns}


def ids(plan: Planner) -> list[str]:
    return [row.id for row in plan.figures.rows] + [each.id for each in (*plan.reports, *plan.evidence)]


def test_the_pace_needed_is_the_gap_over_the_months_left() -> None:
    assert of(20, 4)["needed"] == "11.3 enterprises a month"  # (200 - 64) / 12


def test_the_current_pace_is_compared_with_the_pace_needed() -> None:
    assert of(20, 4)["times"] == "2.8"


def test_no_date_is_prophesied_beside_a_probability() -> None:
    assert list(of(20, 4)) == ["label", "short", "needed", "recent", "times", "probability", "gain"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_everything_that_is_open_is_in_the_plan_once(sample: str) -> None:
    j = judged(sample)
    assert sorted(ids(planner(j))) == sorted(finding.criterion.id for finding in still_open(j))


@pytest.mark.parametrize("sample", SAMPLES)
def test_figures_are_in_the_one_order_of_urgency(sample: str) -> None:
    j = judged(sample)
    order = [finding.criterion.id for finding in by_urgency(j)]
    figures = [row.id for row in planner(j).figures.rows]
    assert figures == [id for id in order if id in figures]


@pytest.mark.parametrize("sample", SAMPLES)
def test_evidence_is_apart_from_figures(sample: str) -> None:
    a = judged(sample)
    plan = planner(a)
    assert {a.finding(each.id).criterion.kind for each in plan.evidence} <= {Kind.EVIDENCE}


def test_what_there_is_none_of_is_not_counted() -> None:
    assert "0" not in said(planner(judged("sample_city.xlsx")).sentence)
