"""A scenario is a plain sum from the date on, and leaves the assessment as it is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from core.forecast import outlooks
from core.forecast.scenario import Scenario, course, from_json, to_json
from core.model import Assessment, Month, Profile
from core.pipeline import judge
from tests.build import RULEBOOK, submission
from tests.forecast.test_outlook import months

E = Profile.ENTERPRISE
WHOLE = Scenario("E4.1", Decimal("4.5"), Decimal(30), Month(2027, 3), Decimal(220), Month(2027, 9))


def growing(**kwargs: Any) -> Assessment:
    """Twelve months from 20 enterprises by 8 a month: 108 in June 2026, twelve months left."""
    return judge(submission(E, months=months(12, 20, 8), **kwargs), RULEBOOK)


def shares() -> Assessment:
    rows = {month: {"smes": 100, "smes_served": 40 + i} for i, month in enumerate(months(12, 0, 0))}
    return judge(submission(E, months=rows), RULEBOOK)


def test_without_assumptions_the_present_pace_goes_on_to_the_end() -> None:
    assert course(growing(), Scenario("E4.1")).at_end == 108 + 12 * 8


def test_an_assumed_pace_takes_the_place_of_the_present_one() -> None:
    assert course(growing(), Scenario("E4.1", pace=Decimal("2.5"))).at_end == 138


def test_a_step_counts_from_its_month_on() -> None:
    line = dict(course(growing(), Scenario("E4.1", step=Decimal(50), step_month=Month(2027, 1))).months)
    assert (line[Month(2026, 12)], line[Month(2027, 1)]) == (108 + 6 * 8, 108 + 7 * 8 + 50)


def test_a_step_without_a_month_adds_nothing() -> None:
    assert course(growing(), Scenario("E4.1", step=Decimal(50))).at_end == 204


def test_the_month_it_is_reached_is_the_first_at_the_threshold_exactly() -> None:
    assert course(growing(), Scenario("E4.1", threshold=Decimal(116))).reached == Month(2026, 7)


def test_just_under_the_threshold_at_the_end_is_not_met() -> None:
    found = course(growing(), Scenario("E4.1", threshold=Decimal("204.01")))
    assert (found.met, found.reached) == (False, None)


def test_a_later_end_gives_more_months() -> None:
    assert course(growing(), Scenario("E4.1", end=Month(2027, 9))).at_end == 108 + 15 * 8


def test_the_pace_needed_follows_threshold_and_end() -> None:
    found = course(growing(), Scenario("E4.1", threshold=Decimal(258), end=Month(2027, 9)))
    assert found.needed == Fraction(10)


def test_a_share_stops_at_the_whole() -> None:
    assert course(shares(), Scenario("E3.4", pace=Decimal("0.2"))).at_end == 1


def test_nothing_falls_below_nought() -> None:
    assert course(growing(), Scenario("E4.1", pace=Decimal(-20))).at_end == 0


@pytest.mark.parametrize(
    "assumed", [Scenario("E4.1", pace=Decimal(9)), Scenario("E4.1", step=Decimal(9), step_month=Month(2027, 1))]
)
def test_with_an_assumed_pace_or_step_there_is_no_probability(assumed: Scenario) -> None:
    assert course(growing(), assumed).probability is None


def test_without_assumptions_the_probability_is_that_of_the_outlook() -> None:
    found, end = growing(), outlooks(growing())["E4.1"].end
    assert end is not None
    assert course(found, Scenario("E4.1")).probability == end.probability


def test_a_lower_threshold_is_never_less_probable() -> None:
    found = [course(growing(), Scenario("E4.1", threshold=Decimal(t))).probability or 0 for t in range(110, 400, 10)]
    assert found == sorted(found, reverse=True)


def test_without_a_figure_there_is_no_line() -> None:
    found = judge(submission(E, months={}), RULEBOOK)
    assert course(found, Scenario("E4.1", pace=Decimal(3))).months == ()


def test_a_scenario_comes_back_from_its_file() -> None:
    assert from_json(to_json(WHOLE)) == WHOLE


def test_a_number_typed_without_quotes_is_what_it_says() -> None:
    typed = b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace_per_month": 0.1, "step": 20}'
    assert from_json(typed) == Scenario("E4.1", pace=Decimal("0.1"), step=Decimal(20))


def test_what_is_not_assumed_is_not_in_the_file() -> None:
    assert "threshold" not in to_json(Scenario("E4.1", pace=Decimal(3)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": "other", "criterion": "E4.1"}',
        b'{"format": "trusted-data-space-scenario/1"}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "step_month": "March"}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace_per_month": "NaN"}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace_per_month": "1e99"}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace_per_month": [1]}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace_per_month": true}',
        b'{"format": "trusted-data-space-scenario/1", "criterion": "E4.1", "pace": "3"}',
        b"[" * 100_000,
    ],
    ids=lambda content: content[:60].decode("utf-8", "replace"),
)
def test_a_file_that_is_no_scenario_gives_none(content: bytes) -> None:
    assert from_json(content) is None
