"""Quantiles and probabilities of one law agree; the standard laws are what they are called."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.forecast.law import COUNT, LEVELS, NORMAL, STUDENT, Laws, gamma, pooled, student


def law(atoms: list[float], below: list[float], *bounds: float, whole: bool = False) -> Laws:
    return Laws(np.array([atoms]), np.array([below]), *bounds, whole=whole)


EVEN = law([1.0, 2.0, 3.0], [0.2, 0.5, 0.8])


def test_the_median_is_the_value_with_half_below():
    assert EVEN.quantiles((0.5,)).tolist() == [[2.0]]


def test_the_probability_of_a_quantile_is_its_complement():
    assert EVEN.probability(EVEN.quantiles((0.35,))[0, 0]) == pytest.approx(0.65)


def test_a_target_below_every_atom_is_not_certain():
    assert EVEN.probability(-1e9) == 0.8


def test_a_target_above_every_atom_is_not_impossible():
    assert EVEN.probability(1e9) == pytest.approx(0.2)


def test_shares_that_add_up_to_a_hair_more_than_one_leave_no_negative_probability():
    assert law([0.0, 1.0], [0.5, 1.0 + 4e-16]).probability(1.0) == 0.0


def test_a_target_at_the_floor_is_certain():
    assert law([1.0, 2.0], [0.25, 0.75], 1.0).probability(1.0) == 1.0


def test_a_target_over_the_cap_is_impossible():
    assert law([0.2, 0.9], [0.25, 0.75], 0.0, 1.0).probability(1.0001) == 0.0


def test_a_whole_count_reaches_its_target_from_half_below():
    whole = law([0.0, 2.0], [0.0, 1.0], -1.0, whole=True)
    assert (whole.probability(1.0), whole.probability(0.5)) == (0.75, 0.75)


def test_a_certain_law_is_met_up_to_its_value():
    assert [Laws.certain(7.0).probability(t) for t in (6.9, 7.0, 7.1)] == [1.0, 1.0, 0.0]


def test_atoms_at_one_value_count_together():
    both = law([0.0, 1.0, 1.0, 2.0], [0.125, 0.375, 0.625, 0.875], -1.0, 3.0)
    assert (both.probability(1.0), both.probability(1.0 + 1e-12)) == (0.625, pytest.approx(0.375))


def test_the_pool_gives_each_part_its_share():
    parts = [np.zeros((1, COUNT)), np.ones((1, COUNT))]
    pool = pooled(parts, (0.75, 0.25), -math.inf, math.inf, whole=False)
    assert pool.probability(0.5) == pytest.approx(0.25, abs=0.02)


def test_the_pool_is_kept_to_the_possible():
    pool = pooled([np.linspace(-1, 2, COUNT)[None, :]], (1.0,), 0.0, 1.0, whole=False)
    assert (pool.atoms.min(), pool.atoms.max()) == (0.0, 1.0)


@pytest.mark.parametrize(("level", "expected"), [(0.75, 0.7407), (0.9, 1.5332), (0.99, 3.7469)])
def test_student_has_four_degrees_of_freedom(level, expected):
    assert student(np.array([level, 1 - level])).round(4).tolist() == [expected, -expected]


def test_the_standard_laws_have_their_median_at_zero():
    assert (NORMAL[COUNT // 2], STUDENT[COUNT // 2]) == (0.0, 0.0)


def test_gamma_quantiles_come_near_the_exact_ones():
    # shape 2, scale 1: the level of x is 1 − e^−x (1 + x)
    x = gamma(np.array([[2.0]]), np.array([[2.0]]))[0]
    assert (1 - np.exp(-x) * (1 + x))[2:] == pytest.approx(LEVELS[2:], abs=0.005)
