"""What is read from a count, a rate and a ratio."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench.fit import KINDS
from bench.public_series import windows
from core.forecast.law import COUNT, LEVELS
from core.forecast.series import Counts, Rates, Ratios, series_of

AHEAD = np.array([1.0, 12.0])


def count(*values: float) -> Counts:
    return Counts(np.array(values, float))


def feature(series, name: str, part: str = "location") -> float:
    names = getattr(series, f"{part}_features")
    return float(getattr(series, part)(AHEAD)[1, names.index(name)])


def test_the_pace_of_a_steady_count_is_its_step_and_a_little():
    assert count(*range(0, 240, 10)).pace == pytest.approx(10, abs=0.1)


def test_recent_steps_count_more_in_the_pace():
    assert count(0, 1, 2, 3, 13, 23, 33).pace > count(0, 10, 20, 30, 31, 32, 33).pace


def test_a_catalogue_imported_at_once_is_not_a_pace():
    assert count(5, 6, 7, 8, 508, 510, 512).pace < 3


def test_a_count_that_speeds_up_accelerates():
    assert feature(count(0, 1, 2, 3, 6, 10, 15), "acceleration") > 0.2


@pytest.mark.parametrize(("values", "expected"), [((0, 5, 5, 5, 5), 1.0), ((0, 5, 5, 5, 6), 0.0)])
def test_three_months_without_a_rise_are_idle(values, expected):
    assert feature(count(*values), "idle") == expected


def test_the_share_at_the_start_is_of_the_last_value():
    assert feature(count(25, 50, 100), "share_at_start") == 0.25


def test_a_count_from_nothing_to_nothing_has_everything_at_the_start():
    assert feature(count(0, 0, 0), "share_at_start") == 1.0


def test_a_single_large_step_is_a_lump():
    assert feature(count(0, 0, 0, 100), "lump", "scale") > feature(count(0, 33, 66, 100), "lump", "scale")


def test_a_count_that_never_fell_has_its_last_value_as_floor():
    assert count(1, 1, 4).floor == 4.0


def test_a_count_that_fell_has_zero_as_floor():
    assert count(1, 6, 4).floor == 0.0


def test_a_count_below_zero_that_fell_has_no_floor():
    assert count(-1, 6, 4).floor == -math.inf


@pytest.mark.parametrize(("values", "unit"), [((1, 2, 40), 1.0), ((0.5, 20.0, 40.0), 0.4), ((0.5, 2e3, 4e3), 1.0)])
def test_the_unit_is_one_thing_or_a_hundredth_of_the_largest(values, unit):
    assert count(*values).unit == pytest.approx(unit)


def test_age_is_held_within_what_the_series_teach():
    assert feature(count(*range(60)), "age") == feature(count(*range(24)), "age")


def test_a_rate_above_its_mean_is_pulled_down():
    assert feature(Rates(np.array([0.2, 0.2, 0.2, 0.6])), "own_mean") < 0


def test_the_size_of_steps_is_read_on_the_logit():
    calm, wild = Rates(np.array([0.5, 0.52, 0.5, 0.52])), Rates(np.array([0.5, 0.8, 0.5, 0.8]))
    assert feature(calm, "steps", "scale") < feature(wild, "steps", "scale")


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_rate_comes_back_from_the_logit(share):
    rates = Rates(np.array([0.2, 0.4]))
    assert rates.inverse(rates.transform(np.array([share])))[0] == pytest.approx(share)


@pytest.mark.parametrize("ratio", [-2.0, 0.0, 7.5])
def test_a_level_below_zero_comes_back_from_the_logarithm(ratio):
    ratios = Ratios(np.array([-2.0, 3.0, 7.5]))
    assert ratios.inverse(ratios.transform(np.array([ratio])))[0] == pytest.approx(ratio)


@pytest.mark.parametrize("kind", KINDS)
def test_the_value_of_an_outcome_is_what_it_was_the_outcome_of(kind):
    values = {"cumulative": [1.0, 5.0, 9.0], "rate": [0.1, 0.2, 0.4], "ratio": [1.0, 1.5, 1.2]}[kind]
    series = series_of(np.array(values), kind)
    final = values[-1] * 1.5
    assert series.value(AHEAD[1:], np.array([[series.outcome(12, final)]]))[0, 0] == pytest.approx(final)


@pytest.mark.parametrize("kind", KINDS)
def test_own_noise_and_drift_ascend_in_their_levels(kind):
    window = next(w for w in windows() if w.kind == kind)
    series = series_of(window.values[:9], kind)
    for law in (series.own_noise(AHEAD), series.drift(AHEAD)):
        assert law.shape == (2, COUNT)
        assert (np.diff(law, axis=1) >= 0).all()


def test_the_noise_of_a_count_goes_on_at_its_pace():
    series = count(*range(0, 240, 10))
    assert np.interp(0.5, LEVELS, series.own_noise(AHEAD)[1]) == pytest.approx(230 + 12 * series.pace * 0.8, rel=0.1)


def test_a_rate_spreads_with_the_months_left():
    near, far = Rates(np.array([0.4, 0.45, 0.42, 0.5])).own_noise(AHEAD)
    assert np.ptp(far) > np.ptp(near)


def test_the_drift_of_a_count_is_its_mean_step():
    middle = np.interp(0.5, LEVELS, count(0, 10, 20, 30).drift(AHEAD)[1])
    assert middle == pytest.approx(150, abs=0.1)
