"""A cumulative count: its pace, how steady that is, and its features for the regression."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from core.forecast.standard import STUDENT, Floats, gamma

#: Months after which an increment counts half in the pace.
HALF_LIFE = 6.0
#: One step counts for at most so many times the next largest: a catalogue imported at once is no pace.
JUMP = 2.0
#: Variance of the future pace around the past one, as a share of its square.
UNSTEADY = 0.5
#: The ages that the public series cover, in months; others are clipped to them.
AGES = (3.0, 24.0)


@dataclass(frozen=True, eq=False)
class Counts:
    """Monthly values of a cumulative count, one at least.

    The outcome that is modelled is log(growth ÷ (pace × months left)), with half a unit on both
    sides; the unit is one where all values are whole, else a hundredth of the largest.
    """

    values: Floats

    location_features: ClassVar = ("months_left", "age", "acceleration", "idle", "small", "share_at_start")
    scale_features: ClassVar = ("months_left", "age", "variability", "small", "lump")
    cap: ClassVar = math.inf

    @property
    def last(self) -> float:
        """The last known value."""
        return float(self.values[-1])

    @cached_property
    def never_fell(self) -> bool:
        return bool((self.steps >= -1e-9 * self.largest).all())

    @cached_property
    def floor(self) -> float:
        """The least possible end: the last value if the count never fell, else zero."""
        if self.never_fell:
            return self.last
        return 0.0 if self.values.min() >= 0 else -math.inf

    @cached_property
    def whole(self) -> bool:
        return bool((self.values == np.floor(self.values)).all())

    @cached_property
    def largest(self) -> float:
        return float(np.abs(self.values).max())

    @cached_property
    def unit(self) -> float:
        return 1.0 if self.whole else max(1e-9, min(1.0, self.largest / 100))

    @cached_property
    def steps(self) -> Floats:
        """Increments; a single month counts as one without any."""
        return np.diff(self.values) if len(self.values) > 1 else np.zeros(1)

    @cached_property
    def rises(self) -> Floats:
        """Increments, falls as zero; from four on, the largest counts for at most JUMP times the next."""
        rises = np.maximum(self.steps, 0)
        if len(rises) < 4:
            return rises
        return np.minimum(rises, max(JUMP * float(np.sort(rises)[-2]), self.unit))

    @cached_property
    def recency(self) -> Floats:
        """Weights of the increments, halved every HALF_LIFE months."""
        return np.asarray(0.5 ** (np.arange(len(self.steps))[::-1] / HALF_LIFE))

    @cached_property
    def months(self) -> float:
        """The sum of the weights of the increments."""
        return float(self.recency.sum())

    @cached_property
    def pace(self) -> float:
        """Growth a month, recent months first; a quarter of a unit keeps it from zero."""
        return (float(self.recency @ self.rises) + self.unit / 4) / self.months

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the monthly growth around the pace."""
        return math.sqrt(float(self.recency @ (self.rises - self.pace) ** 2) / self.months)

    def location(self, horizons: Floats) -> Floats:
        """Features of the outcome's location, (n, 6), for n numbers of months left."""
        little = self.unit / 4
        recent = float(self.rises[-3:].sum()) / min(3, len(self.rises))
        acceleration = min(2.0, max(-2.0, math.log((recent + little) / (self.pace + little))))
        idle = 0.0 if self.steps[-3:].max() > 0 else 1.0
        first = max(float(self.values[0]), 0.0)
        share = min(1.0, first / max(abs(self.last), self.unit)) if self.last else 1.0
        left, age, small = self._common(horizons)
        return columns(len(horizons), left, age, acceleration, idle, small, share)

    def scale(self, horizons: Floats) -> Floats:
        """Features of the outcome's scale, (n, 5)."""
        little = self.unit / 4
        variability = math.log((self.spread + little) / (self.pace + little))
        lump = float(self.rises.max() / (self.rises.sum() + self.unit))
        left, age, small = self._common(horizons)
        return columns(len(horizons), left, age, variability, small, lump)

    def _common(self, horizons: Floats) -> tuple[Floats, float, Floats]:
        age = min(max(float(len(self.values)), AGES[0]), AGES[1])
        left = np.log(np.minimum(horizons, AGES[1]) / 12)
        return left, math.log(age / 12), 1 / np.sqrt(horizons * (1 + self.pace / self.unit))

    def outcome(self, horizon: float, value: float) -> float:
        """The modelled outcome where the count is `value` after `horizon` months."""
        half = self.unit / 2
        return math.log((max(value - self.last, 0) + half) / (self.pace * horizon + half))

    def value(self, horizons: Floats, outcomes: Floats) -> Floats:
        """The inverse of `outcome`: horizons (n,), outcomes (n, m)."""
        half = self.unit / 2
        growth = np.exp(np.minimum(np.maximum(outcomes, -12), 4))
        return self.last + growth * (self.pace * horizons[:, None] + half) - half

    def own_noise(self, horizons: Floats) -> Floats:
        """Over-dispersed gamma–Poisson growth at the pace so far, as quantiles (n, COUNT)."""
        mean = self.pace * horizons[:, None]
        dispersion = max(self.spread**2 / self.pace, self.unit)
        doubt = UNSTEADY + dispersion / (self.pace * self.months)
        return self.last + gamma(mean, dispersion * mean + doubt * mean**2)

    def drift(self, horizons: Floats) -> Floats:
        """A random walk with the mean increment so far, as quantiles (n, COUNT)."""
        return walk(self.values, self.steps, horizons)


def walk(values: Floats, steps: Floats, horizons: Floats) -> Floats:
    """Quantiles (n, COUNT) of a random walk with drift, Student's t."""
    n, left = len(steps), horizons[:, None]
    mean = float(steps.sum()) / n
    spread = math.sqrt(float(((steps - mean) ** 2).sum()) / (n - 1)) if n > 2 else abs(mean)
    spread = max(spread, 1e-3 * float(np.abs(values).max()), 1e-9)
    return float(values[-1]) + mean * left + STUDENT * spread * np.sqrt(left * (1 + left / n))


def columns(n: int, *each: Floats | float) -> Floats:
    """A column each of n rows, (n, columns); a number is repeated in every row."""
    table = np.empty((n, len(each)))
    for at, column in enumerate(each):
        table[:, at] = column
    return table
