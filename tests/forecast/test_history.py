"""Figures of months become one value a month."""

from __future__ import annotations

import math

import pytest

from core.forecast.projection import History
from core.model import Month

END = Month(2027, 6)


def test_a_gap_between_whole_numbers_holds_a_whole_number():
    assert History.of([1.0, None, 4.0]).values.tolist() == [1.0, 2.0, 4.0]


def test_a_gap_between_fractions_is_filled_on_the_straight_line():
    assert History.of([0.25, None, 0.75]).values.tolist() == [0.25, 0.5, 0.75]


def test_a_gap_is_not_a_known_month():
    assert History.of([1.0, None, 4.0]).known == 2


def test_not_a_number_and_infinity_are_gaps():
    assert History.of([1.0, math.nan, math.inf, 4.0]).known == 2


def test_months_before_the_first_figure_are_not_part_of_it():
    assert History.of([None, None, 3.0]).values.tolist() == [3.0]


def test_months_after_the_last_figure_are_silent():
    assert History.of([3.0, None, None]).silent == 2


def test_no_figure_at_all_is_refused():
    with pytest.raises(ValueError, match="no month has a figure"):
        History.of([None, None])


def test_months_are_put_in_order():
    assert History.until(["2025-08", "2025-07"], [2.0, 1.0], END).values.tolist() == [1.0, 2.0]


def test_a_month_that_is_not_listed_is_a_gap():
    history = History.until(["2025-07", "2025-09"], [1.0, 3.0], END)
    assert (history.values.tolist(), history.known) == ([1.0, 2.0, 3.0], 2)


def test_the_later_of_two_figures_for_a_month_counts():
    assert History.until(["2025-07", "2025-07"], [1.0, 2.0], END).values.tolist() == [2.0]


def test_months_to_the_end_are_silent():
    assert History.until(["2027-03"], [1.0], END).silent == 3


def test_a_figure_after_the_end_is_left_out():
    assert History.until(["2027-06", "2027-07"], [1.0, 9.0], END).values.tolist() == [1.0]


def test_where_all_figures_come_after_the_end_the_earliest_stands():
    assert History.until(["2027-08", "2027-07"], [2.0, 1.0], END).values.tolist() == [1.0]


def test_figures_and_months_of_unequal_number_are_refused():
    with pytest.raises(ValueError, match="zip"):
        History.until(["2025-07"], [1.0, 2.0], END)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1.0, 2.0], True), ([1.0, None, 2.0], True), ([5.0] * 9, True), ([1.0, 1.0, 2.0], False)],
)
def test_two_known_months_or_no_change_is_too_early(values, expected):
    assert History.of(values).too_early is expected
