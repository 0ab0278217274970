"""A count of full things is forecast through the things: categories with ten applications, by category."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forecast import hindsights, outlooks, project
from core.forecast.law import COUNT
from core.forecast.nested import Nested, quantiles, sums, thinned
from core.forecast.outlook import known_series
from core.forecast.projection import Projection
from core.forecast.scenario import Scenario, course
from core.model import Assessment, Parts, Profile
from core.pipeline import judge
from tests.build import RULEBOOK, ledger, submission

E = Profile.ENTERPRISE


def projected(parts: list[list[int]], left: int = 12, wanted: int = 10) -> Projection:
    nested = Nested(np.array(parts, float), wanted)
    return project(nested.whole.values.tolist(), left, "cumulative", nested)


def applications(*by_month: list[str]) -> Assessment:
    """A ledger of applications, by month their categories."""
    names = [f"{2025 + (6 + i) // 12}-{(6 + i) % 12 + 1:02d}" for i in range(len(by_month))]
    rows = [
        {"type": "application", "scenario_category": f"|{category}|", "start": month}
        for month, categories in zip(names, by_month, strict=True)
        for category in categories
    ]
    return judge(submission(E, as_of=names[-1], ledgers=[ledger("products", rows)]), RULEBOOK)


FIVE = applications(*[["a", "b", "c", "d", "e"]] * 9)


@st.composite
def spaces(draw):
    months = draw(st.integers(3, 12))
    steps = st.lists(st.integers(0, 4), min_size=months, max_size=months)
    parts = [[sum(of[: i + 1]) for i in range(months)] for of in draw(st.lists(steps, min_size=1, max_size=6))]
    return parts, draw(st.integers(1, 15)), draw(st.integers(1, 12))


def test_independent_events_of_equal_probability_are_binomial():
    expected = [math.comb(4, n) * 0.3**n * 0.7 ** (4 - n) for n in range(5)]
    assert sums(np.full((4, 1), 0.3))[0] == pytest.approx(expected)


def test_what_comes_is_full_as_often_as_it_grows():
    shares = thinned(np.full((1, COUNT), 3.0), np.array([0.5]))
    assert shares[0] == pytest.approx([1 / 8, 3 / 8, 3 / 8, 1 / 8])


def test_where_nothing_comes_nothing_new_is_full():
    assert thinned(np.zeros((2, COUNT)), np.array([0.5, 1.0])).tolist() == [[1.0], [1.0]]


def test_the_quantiles_of_a_certain_number_are_that_number():
    assert set(quantiles([np.array([0.0, 0.0, 1.0])])[0].tolist()) == {2.0}


@given(spaces())
def test_the_shares_of_every_month_add_up(case):
    from core.forecast.reference_class import reference_class

    parts, wanted, left = case
    nested = Nested(np.array(parts, float), wanted)
    if nested.each:
        shares = nested.shares(np.arange(1.0, left + 1), reference_class("cumulative"))
        assert [float(row.sum()) for row in shares] == pytest.approx([1.0] * left)


@given(spaces(), st.floats(-1, 30), st.floats(-1, 30))
def test_the_probability_never_falls_when_the_target_is_lowered(case, one, other):
    parts, wanted, left = case
    found = projected(parts, left, wanted)
    assert found.end.probability(min(one, other)) >= found.end.probability(max(one, other))


@given(spaces())
def test_what_never_fell_stays_and_no_month_lies_above_a_later_one(case):
    parts, wanted, left = case
    found = projected(parts, left, wanted)
    (low,) = found.quantiles(0.1)
    assert low[0] >= found.last
    assert list(low) == sorted(low)


def test_a_category_that_has_nine_is_likelier_to_fill_than_one_that_has_three():
    near, far = ([[i * most // 11 for i in range(12)]] for most in (9, 3))
    assert projected(near).end.probability(1.0) > projected(far).end.probability(1.0) + 0.3


def test_categories_on_their_way_are_seen_before_any_is_full():
    found = projected([[i * 2 // 3 for i in range(12)]] * 6)
    assert not found.too_early
    assert found.end.probability(5.0) > 0.3


def test_categories_that_stand_still_are_too_early():
    assert projected([[4] * 12] * 6).too_early


def test_two_months_are_too_early_through_parts_too():
    assert projected([[1, 3], [2, 5]]).too_early


def test_a_category_still_to_come_may_be_full_at_the_end():
    parts = [[max(0, 3 * (i - start)) for i in range(12)] for start in range(0, 12, 2)]
    assert projected(parts).end.probability(len(parts) + 1.0) > 0.3


def test_before_any_category_has_anything_the_count_is_forecast_as_a_whole():
    nested = Nested(np.zeros((2, 6)), 10)
    found, whole = project([0.0] * 6, 9, "cumulative", nested), project([0.0] * 6, 9, "cumulative")
    assert found.quantiles(0.5) == whole.quantiles(0.5)


def test_the_ledger_tells_what_the_count_is_made_of():
    parts = FIVE.trajectory("E3.2").parts
    assert parts == Parts(10, (tuple(range(1, 10)),) * 5)


def test_a_count_from_the_monthly_sheet_is_forecast_as_a_whole():
    rows = {f"2025-{7 + i:02d}": {"categories_with_10_applications": i // 2} for i in range(6)}
    assert judge(submission(E, months=rows), RULEBOOK).trajectory("E3.2").parts is None


def test_five_categories_that_have_nine_each_will_nearly_surely_be_full():
    end = outlooks(FIVE)["E3.2"].end
    assert end is not None
    assert end.probability > 0.9


def test_a_scenario_without_assumptions_has_the_probability_of_the_outlook():
    end = outlooks(FIVE)["E3.2"].end
    assert end is not None
    assert course(FIVE, Scenario("E3.2", threshold=Decimal(5))).probability == end.probability


def test_a_look_back_says_what_that_month_forecast():
    then = applications(*[["a", "b", "c", "d", "e"]] * 6)
    point = outlooks(then)["E3.2"].points[2]
    look = hindsights(FIVE, "E3.2")[1]
    assert (look.month, look.median, look.early) == (then.as_of, point.median, False)


def test_the_parts_add_up_to_the_count():
    found = applications(*[["a", "b", "b", "c"]] * 12)
    parts = found.trajectory("E3.2").parts
    assert parts is not None
    full = [float(sum(one[i] >= parts.wanted for one in parts.series)) for i in range(12)]
    assert known_series(found, "E3.2") == full
