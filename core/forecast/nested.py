"""Forecast a count of full things (categories with ten applications) from each thing's own count.

As a single series such a count is flat for months and then steps, and ignores a category that has
nine.  Here each thing's count is forecast, and the probabilities of being full are added up, with
things that may still appear.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from core.forecast.law import LEVELS, Floats, Laws, pooled
from core.forecast.reference_class import ReferenceClass
from core.forecast.series import Counts

#: Weight of the forecast from the parts; the rest is the forecast of the count as a whole, once it has changed.
SHARE = 0.75
#: At most so many new things are considered.
NEWCOMERS = 60


class Nested(Struct, frozen=True, eq=False, dict=True):
    """How many things have `wanted` or more; `parts` is each thing's count by month, (things, months)."""

    parts: Floats
    wanted: int

    @cached_property
    def whole(self) -> Counts:
        return Counts((self.parts >= self.wanted).sum(axis=0).astype(float))

    @cached_property
    def each(self) -> tuple[Counts, ...]:
        """Each thing's count from the first month in which it has anything; those without such a month left out."""
        return tuple(Counts(part[np.argmax(part > 0) :]) for part in self.parts if (part > 0).any())

    @property
    def moved(self) -> bool:
        return bool((np.diff(self.parts, axis=1) != 0).any())

    def laws(self, ahead: int, fitted: ReferenceClass) -> Laws:
        """One law for each of the `ahead` months to come, pooled with those of the whole."""
        horizons = np.arange(1.0, ahead + 1)
        whole = fitted.laws(self.whole, horizons)
        if not self.each:
            return whole
        through = quantiles(self.shares(horizons, fitted))
        share = SHARE if np.ptp(self.whole.values) > 0 else 1.0
        return pooled(
            [whole.quantiles(LEVELS), through], (1 - share, share), self.whole.floor, self.whole.cap, whole=True
        )

    def shares(self, horizons: Floats, fitted: ReferenceClass) -> list[Floats]:
        """By month ahead: the probabilities of 0, 1, 2 … full things, existing and new ones together."""
        full = np.array([fitted.laws(one, horizons).probabilities(self.wanted) for one in self.each])
        there = Counts((self.parts > 0).sum(axis=0).astype(float))
        coming = np.clip(np.rint(fitted.laws(there, horizons).quantiles(LEVELS) - there.last), 0, NEWCOMERS)
        return [np.convolve(a, b) for a, b in zip(sums(full), thinned(coming, self._grown(full)), strict=True)]

    def _grown(self, full: Floats) -> Floats:
        """The probability that a thing which appears in one of the next h months is full after h, for h from 1 on.

        New things grow as existing ones did at the same age, and as those are forecast to.
        """
        months = full.shape[1]
        so_far = [one.values >= self.wanted for one in self.each]
        by_age = [np.concatenate(pair)[:months] for pair in zip(so_far, full, strict=True)]
        return np.asarray(np.cumsum(np.mean(by_age, axis=0)) / np.arange(1, months + 1))


def sums(full: Floats) -> Floats:
    """From the probability of each of k independent events in each of n months, (k, n): those of 0 to k, (n, k + 1)."""
    shares = np.zeros((full.shape[1], full.shape[0] + 1))
    shares[:, 0] = 1
    for probability in full:
        shares[:, 1:] = shares[:, 1:] * (1 - probability)[:, None] + shares[:, :-1] * probability[:, None]
        shares[:, 0] *= 1 - probability
    return shares


def thinned(coming: Floats, grown: Floats) -> Floats:
    """The distribution of full ones among new things: their number in quantiles (n, m), each full with `grown` (n,)."""
    most = int(coming.max())
    come = (coming == np.arange(most + 1)[:, None, None]).mean(axis=2)
    shares, yes, no = np.zeros(come.shape), grown, 1 - grown
    for number in range(most, -1, -1):  # add the new things one at a time, from the last
        shares[1:] = shares[1:] * no + shares[:-1] * yes
        shares[0] = shares[0] * no + come[number]
    return shares.T


def quantiles(shares: Sequence[Floats]) -> Floats:
    """Quantiles (n, COUNT) of laws on 0, 1, 2 …, given by their shares."""
    ascending = [np.minimum(np.searchsorted(np.cumsum(row), LEVELS), len(row) - 1) for row in shares]
    return np.array(ascending, float)
