"""Amounts of each month → how likely they are: a Gaussian process in their logarithms, averaged over how even amounts may be.

The logarithm of an amount is a level, a trend, what carries on from month to month (a walk, or a smooth curve) and what
is the month's own.  A month of nothing, and one that is typed as the month before, come at odds of their own.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from math import lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]

#: Standard deviations, in logarithms: of the level about the middle amount, and of the trend a month.
LEVEL, TREND = 3.0, 0.15
#: Those that are averaged over: of a step of the walk, of a smooth curve, and of what is a month's own.
WALK, CURVE, OWN = (0, 0.1, 0.3), (0.5, 1.5), (0.01, 0.03, 0.1, 0.3, 0.7)
#: Months that a curve takes to bend, averaged over as well.
BENDS = (4, 12)
#: Beta distributions of the share of months of nothing, and of those as the month before.
EMPTY, SAME = (1, 9), (1, 2)
#: What rounding does to the difference of two figures, in units that they are rounded to.
ROUNDED = 0.4
#: A smaller share of the largest figure is nothing.
NOTHING = 1e-9


def log_likelihood(amounts: Amounts, typed: Amounts, unit: float) -> Amounts:
    """The logarithm of the probability density of each row of amounts (readings × months); -inf where one is below 0.

    `typed` are the figures as they stand, rounded to `unit`: a month is as the one before only where both are typed so.
    """
    nothing = NOTHING * typed.max()
    empty, as_typed = amounts <= nothing, np.abs(amounts - typed) <= nothing
    same = np.zeros_like(empty)
    same[:, 1:] = ~empty[:, 1:] & as_typed[:, 1:] & as_typed[:, :-1] & (typed[1:] == typed[:-1])
    likely = np.full(len(amounts), -np.inf)
    possible = np.flatnonzero((amounts >= -nothing).all(axis=1) & ~empty.all(axis=1))
    kinds = np.where(empty, 2, np.where(same, 1, 0))[possible]
    for kind in {kind.tobytes(): kind for kind in kinds}.values():
        rows, own = possible[(kinds == kind).all(axis=1)], np.flatnonzero(kind == 0)
        some = len(kind) - int((kind == 2).sum())
        odds = _odds(len(kind) - some, len(kind), EMPTY) + _odds(some - len(own), some, SAME)
        likely[rows] = odds + _density(np.log(amounts[np.ix_(rows, own)]), tuple(own.tolist()), unit)
    return likely


def _odds(some: int, of_all: int, beta: tuple[int, int]) -> float:
    """The logarithm of the probability that just these months are of a kind."""
    a, b = beta
    return _log_beta(a + some, b + of_all - some) - _log_beta(a, b)


def _log_beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _density(logs: Amounts, months: tuple[int, ...], unit: float) -> Amounts:
    """Of amounts (readings × months) by their logarithms: the mean over the processes that are no finer than rounding."""
    middle = np.sort(logs, axis=1)[:, [len(months) // 2]]
    whitening, log_scale, own = _processes(months)
    independent = np.einsum("kij,rj->rki", whitening, logs - middle)
    each = -0.5 * (independent**2).sum(axis=2) - log_scale
    each[own < np.minimum(ROUNDED * unit / np.exp(middle), max(OWN))] = -np.inf
    mean = np.logaddexp.reduce(each, axis=1) - log(len(own)) - len(months) / 2 * log(2 * pi)
    return np.asarray(mean - logs.sum(axis=1))


@cache
def _processes(months: tuple[int, ...]) -> tuple[Amounts, Amounts, Amounts]:
    """Of each process in these months: what makes them independent (months × months), the logarithm of its scale, and OWN."""
    at = np.array(months, float)
    line = LEVEL**2 + TREND**2 * np.outer(at, at)
    walk, apart = np.minimum.outer(at + 1, at + 1), np.subtract.outer(at, at) ** 2
    carried = [size**2 * walk for size in WALK]
    carried += [size**2 * np.exp(-apart / (2 * bends**2)) for size, bends in product(CURVE, BENDS)]
    roots = np.linalg.cholesky(
        np.array([line + each + own**2 * np.eye(len(at)) for each, own in product(carried, OWN)])
    )
    scale = np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)
    return np.linalg.inv(roots), scale, np.tile(OWN, len(carried))
