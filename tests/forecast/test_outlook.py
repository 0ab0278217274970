"""The outlook of an assessment: status from the probability, and no more than is known."""

from __future__ import annotations

from typing import Any

import pytest

from core.forecast import outlooks
from core.model import Outlook, Profile, Status
from core.pipeline import judge
from tests.build import RULEBOOK, submission

E = Profile.ENTERPRISE


def months(count: int, start: int, pace: int, key: str = "enterprises") -> dict[str, dict[str, Any]]:
    names = [f"{2025 + (6 + i) // 12}-{(6 + i) % 12 + 1:02d}" for i in range(count)]
    return {name: {key: start + pace * i} for i, name in enumerate(names)}


def connected(count: int = 12, start: int = 20, pace: int = 8, **kwargs: Any) -> Outlook:
    found = judge(submission(E, months=months(count, start, pace), **kwargs), RULEBOOK)
    return outlooks(found)["E4.1"]


def test_a_count_at_its_threshold_is_achieved() -> None:
    assert connected(start=200).status is Status.ACHIEVED


def test_a_healthy_pace_is_on_track() -> None:
    assert connected(pace=14).status is Status.ON_TRACK


def test_a_pace_far_too_slow_is_off_track() -> None:
    assert connected(pace=2).status is Status.OFF_TRACK


def test_two_months_are_too_early_to_say() -> None:
    found = connected(count=2)
    assert (found.status, found.points) == (Status.NOT_YET_DUE, ())


@pytest.mark.parametrize(("known", "expected"), [(5, True), (6, False)])
def test_under_six_known_months_is_very_uncertain(known: int, expected: bool) -> None:
    assert connected(count=known).very_uncertain is expected


def test_a_month_without_a_figure_has_no_outlook() -> None:
    rows = {**months(12, 20, 8), "2026-07": {"enterprises": None}}
    found = outlooks(judge(submission(E, months=rows, as_of="2026-07"), RULEBOOK))
    assert found["E4.1"].status is Status.NO_DATA


def test_a_baseline_of_nought_has_no_outlook() -> None:
    found = judge(submission(E, months=months(12, 20, 8, "open_volume"), basics={"baseline_volume": 0}), RULEBOOK)
    ahead = outlooks(found)["E2.2"]
    assert (ahead.status, ahead.points) == (Status.NO_DATA, ())


def test_before_the_first_figure_there_is_no_outlook() -> None:
    rows = {**months(12, 20, 8), "2025-07": {"enterprises": None}}
    ahead = outlooks(judge(submission(E, months=rows, as_of="2025-07"), RULEBOOK))["E4.1"]
    assert (ahead.status, ahead.points) == (Status.NO_DATA, ())


def test_a_month_without_a_figure_in_between_is_not_counted_as_known() -> None:
    rows = {**months(12, 20, 8), "2025-12": {"enterprises": None}}
    ahead = outlooks(judge(submission(E, months=rows), RULEBOOK))["E4.1"]
    assert (ahead.known, len(ahead.points)) == (11, 12)


def test_once_the_pilot_is_over_what_is_not_met_is_off_track_without_forecast() -> None:
    found = connected(count=24, pace=2)
    assert (found.status, found.points) == (Status.OFF_TRACK, ())


def test_the_forecast_runs_from_the_month_after_the_date_to_the_end() -> None:
    points = connected().points
    assert (str(points[0].month), str(points[-1].month), len(points)) == ("2026-07", "2027-06", 12)


def test_a_share_never_passes_the_whole() -> None:
    rows = {month: {"smes": 100, "smes_served": min(99, 40 + 6 * i)} for i, month in enumerate(months(12, 0, 0))}
    found = outlooks(judge(submission(E, months=rows), RULEBOOK))["E3.4"]
    assert max(point.high for point in found.points) <= 1


def test_a_count_that_never_fell_does_not_end_below_its_last_value() -> None:
    assert min(point.low for point in connected().points) >= 20 + 8 * 11
