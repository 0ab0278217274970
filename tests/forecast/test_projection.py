"""Properties of the forecast, whatever the series."""

from __future__ import annotations

import math
import warnings
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.forecast import forecast, project
from core.forecast.law import Laws
from core.forecast.projection import Projection
from core.model import Month

START = Month(2025, 7)
KINDS = ("cumulative", "rate", "ratio")

finite = st.floats(-1e12, 1e12, allow_nan=False)
shares = st.floats(0, 1)
counts = st.integers(0, 10**9).map(float)


@st.composite
def cases(draw, kinds=KINDS):
    kind = draw(st.sampled_from(kinds))
    element = {"cumulative": counts | finite, "rate": shares, "ratio": st.floats(0, 1e6)}[kind]
    values = draw(
        st.lists(element | st.none(), min_size=1, max_size=24).filter(lambda v: any(x is not None for x in v))
    )
    if kind == "cumulative" and draw(st.booleans()):
        values = [0.0 if x is None else abs(x) for x in values]
        values = [sum(values[: i + 1]) for i in range(len(values))]
    return values, draw(st.integers(0, 24)), kind


@st.composite
def rising(draw):
    steps = draw(st.lists(st.integers(0, 10**6) | st.floats(0, 1e6), min_size=1, max_size=20))
    values = [float(sum(steps[: i + 1])) for i in range(len(steps))]
    return values, draw(st.integers(1, 24))


def asked(values, left, kind, target=1.0):
    months = [str(START.plus(i)) for i in range(len(values))]
    return forecast(months, values, str(START.plus(len(values) - 1 + left)), kind, target)


@given(cases(), finite)
def test_every_answer_is_finite_and_in_order(case, target):
    answer = asked(*case, target)
    assert all(map(math.isfinite, answer.values()))
    assert answer["lo80"] <= answer["point"] <= answer["hi80"]
    assert 0 <= answer["p_meet"] <= 1


@given(cases(), finite, finite)
def test_the_probability_never_falls_when_the_target_is_lowered(case, one, other):
    projection = project(*case)
    assert projection.end.probability(min(one, other)) >= projection.end.probability(max(one, other))


@given(cases(), st.floats(0, 1), st.floats(0, 1))
def test_the_probability_never_falls_when_a_target_in_the_interval_is_lowered(case, one, other):
    projection = project(*case)
    low, high = projection.end.quantiles((0.02, 0.98))[0]
    near, far = (low + (high - low) * x for x in sorted((one, other)))
    assert projection.end.probability(near) >= projection.end.probability(far)


@given(cases())
def test_the_callable_gives_the_last_month_of_the_projection(case):
    values, left, kind = case
    answer, end = asked(values, left, kind), project(values, left, kind).end
    figures = [*end.quantiles((0.5, 0.1, 0.9))[0], end.probability(1.0)]
    assert list(answer.values()) == pytest.approx(figures)


@given(cases())
def test_the_same_figures_give_the_same_answer(case):
    assert asked(*case) == asked(*case)


@given(cases(kinds=("rate",)))
def test_a_rate_stays_between_zero_and_one(case):
    edges = [edge for figures in project(*case).quantiles(0.01, 0.99) for edge in figures]
    assert all(0 <= edge <= 1 for edge in edges)


@given(cases(kinds=("ratio",)))
def test_a_ratio_never_falls_below_zero(case):
    assert all(low >= 0 for low in project(*case).quantiles(0.01)[0])


@given(rising())
def test_a_count_that_never_fell_never_ends_below_its_last_value(case):
    values, left = case
    assert all(low >= values[-1] for low in project(values, left, "cumulative").quantiles(0.01)[0])


@given(rising(), st.floats(0, 1))
def test_a_count_that_never_fell_is_never_lower_in_a_later_month(case, level):
    (figures,) = project(*case, "cumulative").quantiles(level)
    assert list(figures) == sorted(figures)


@given(rising(), st.floats(0, 2e7))
def test_a_count_that_never_fell_is_never_less_likely_there_in_a_later_month(case, target):
    p = project(*case, "cumulative").probabilities(target)
    assert list(p) == sorted(p)


@given(rising())
def test_a_target_that_is_met_stays_met_by_a_count_that_never_fell(case):
    values, left = case
    assert project(values, left, "cumulative").end.probability(values[-1]) == 1.0


@given(cases())
def test_the_wider_interval_holds_the_narrower(case):
    months = zip(*project(*case).quantiles(0.1, 0.25, 0.5, 0.75, 0.9))
    assert all(list(levels) == sorted(levels) for levels in months)


@given(cases(), finite)
def test_the_month_of_twenty_percent_does_not_follow_that_of_eighty(case, target):
    early, late = project(*case).months_reaching(target)
    assert late is None or (early is not None and early <= late)


@example(([0.0], 1, "cumulative"), math.inf)
@example(([0.0, 1.0], 1, "ratio"), -math.inf)
@given(cases(), st.floats(allow_nan=False))
def test_a_target_of_any_size_has_a_probability(case, target):
    assert 0 <= asked(*case, target)["p_meet"] <= 1


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=24), st.sampled_from(KINDS))
def test_figures_of_any_size_have_a_finite_answer_without_a_warning(values, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert all(map(math.isfinite, asked(values, 24, kind).values()))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=24), st.integers(0, 24), st.integers(0, 10**7))
def test_whole_numbers_decimals_and_floats_give_the_same_answer(values, left, target):
    answers = [asked([kind(v) for v in values], left, "cumulative", kind(target)) for kind in (int, Decimal, float)]
    assert answers[0] == answers[1] == answers[2]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20), st.integers(1, 24))
def test_an_interval_is_never_a_lone_point_where_there_was_change(values, left):
    assume(np.ptp(values) > 1e-3)
    answer = asked(values, left, "ratio")
    assert answer["lo80"] < answer["hi80"]


@given(rising(), st.sets(st.integers(1, 18)))
def test_gaps_in_a_count_that_never_fell_do_not_let_it_fall(case, gaps):
    values, left = case
    known = [None if i in gaps and i < len(values) - 1 else value for i, value in enumerate(values)]
    assert asked(known, left, "cumulative")["lo80"] >= values[-1]


def test_there_is_one_law_for_every_month_to_the_end():
    assert len(project([1.0, 4.0, 9.0], 15, "cumulative").laws) == 15


def test_silent_months_are_projected_too():
    assert len(project([1.0, 4.0, 9.0, None, None], 15, "cumulative").laws) == 17


def test_a_month_that_is_missing_in_between_still_gives_an_answer():
    months, values = ["2025-07", "2025-08", "2025-11", "2025-12"], [10.0, 12.0, 20.0, 24.0]
    listed = forecast(months, values, "2027-06", "cumulative", 100.0)
    assert listed == asked([10.0, 12.0, None, None, 20.0, 24.0], 18, "cumulative", 100.0)


def test_months_out_of_order_give_the_same_answer():
    ordered = forecast(["2025-07", "2025-08", "2025-09"], [1.0, 2.0, 4.0], "2027-06", "cumulative", 50.0)
    assert forecast(["2025-09", "2025-07", "2025-08"], [4.0, 1.0, 2.0], "2027-06", "cumulative", 50.0) == ordered


def test_at_the_end_the_last_value_is_certain():
    answer = {"point": 9.0, "lo80": 9.0, "hi80": 9.0, "p_meet": 1.0}
    assert asked([1.0, 4.0, 9.0], 0, "cumulative", 9.0) == answer


def test_after_the_end_the_value_at_the_end_is_certain():
    assert forecast(["2027-05", "2027-06", "2027-07"], [1.0, 4.0, 9.0], "2027-06", "cumulative", 9.0)["p_meet"] == 0.0


def test_before_the_first_figure_there_is_nothing_to_project():
    with pytest.raises(ValueError, match="no month has a figure"):
        project([None, None], 22, "cumulative")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no kind 'share'"):
        project([1.0, 2.0, 3.0], 9, "share")  # type: ignore[arg-type]


@pytest.mark.parametrize("factor", [0.1, 10.0])
def test_a_ratio_far_from_one_is_less_certain_than_one_near_it(factor):
    near, far = (asked([x * v for v in (0.9, 1.05, 0.95, 1.0)], 9, "ratio") for x in (1.0, factor))
    assert (far["hi80"] - far["lo80"]) / factor > near["hi80"] - near["lo80"]


@pytest.mark.parametrize("kind", KINDS)
def test_zeros_alone_have_an_answer(kind):
    assert 0 < asked([0.0] * 12, 12, kind, 0.5)["p_meet"] < 1


def test_tiny_figures_have_an_interval_of_their_own_size():
    answer = asked([1e-9 * i for i in range(1, 11)], 12, "ratio")
    assert 0 < answer["lo80"] < answer["hi80"] < 1e-6


def test_figures_before_the_first_and_after_the_date_may_be_missing():
    assert asked([None, None, 1.0, 2.0, 4.0, math.nan], 12, "cumulative") == asked([1.0, 2.0, 4.0], 13, "cumulative")


def test_a_count_that_fell_may_fall_again():
    assert project([100.0, 120.0, 90.0, 95.0], 6, "cumulative").end.quantiles((0.02,)) < 95.0


def test_a_count_from_zero_has_an_answer():
    projection = project([0.0, 0.0, 1.0, 3.0], 20, "cumulative")
    assert 0.05 < projection.end.probability(20.0) < 0.95


def test_a_count_that_has_not_moved_is_too_early():
    assert project([5.0] * 8, 16, "cumulative").too_early


def test_a_target_met_already_needs_no_month():
    assert project([1.0, 2.0, 4.0], 9, "cumulative").months_reaching(4.0) == (0, 0)


def test_a_target_out_of_reach_has_no_month():
    assert project([1.0, 2.0, 4.0], 9, "cumulative").months_reaching(1e9) == (None, None)


def test_a_month_at_exactly_the_level_reaches_it():
    one_in_five_is_below = Laws(np.array([[0.0]]), np.array([[0.2]]))
    projection = Projection(0.0, 12, one_in_five_is_below, too_early=False, monotone=False)
    assert (projection.probabilities(1.0), projection.months_reaching(1.0)) == ((0.8,), (1, 1))


def test_a_steady_count_reaches_a_near_target_within_a_range_of_months():
    early, late = project([10.0 * i for i in range(1, 13)], 12, "cumulative").months_reaching(150.0)
    assert early is not None
    assert late is not None
    assert 1 < early < late <= 12


def test_a_faster_count_is_likelier_to_meet_the_target():
    slow, fast = ([pace * i for i in range(1, 10)] for pace in (5.0, 9.0))
    assert asked(slow, 15, "cumulative", 150.0)["p_meet"] < asked(fast, 15, "cumulative", 150.0)["p_meet"]
