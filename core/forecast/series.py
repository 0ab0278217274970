"""A count, a rate, a ratio: features of a series for the regression, its own noise and drift.

Horizons are n numbers of months left; own noise and drift are quantiles of shape (n, COUNT).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal

import numpy as np
from msgspec import Struct

from core.forecast.law import STUDENT, Floats, gamma

Measure = Literal["cumulative", "rate", "ratio"]

#: The ages that the public series cover, in months; others are clipped to them.
AGES = (3.0, 24.0)
#: Months after which an increment counts half in the pace of a count.
HALF_LIFE = 6.0
#: One step counts for at most so many times the next largest: a catalogue imported at once is no pace.
JUMP = 2.0
#: Variance of the future pace around the past one, as a share of its square.
UNSTEADY = 0.5
#: Months after which a value counts half in the mean of a rate or a ratio.
HALF_LIFE_OF_LEVELS = 12.0
#: How the own noise of a rate or a ratio grows with the months left: less than a walk's square root.
SPREADING = 0.3
#: How far from one a ratio counts at most, as a logarithm.
FARTHEST = 3.0


class Figures(Struct, frozen=True, eq=False, dict=True):
    """Monthly values, one at least; `cap` is the largest possible one, `floor` the least possible end.

    Each kind has features of the outcome's location and scale, (n, features); `outcome`, the modelled outcome of a
    value after a horizon; its inverse `value`, horizons (n,) and outcomes (n, m); and `own_noise`, what the series'
    own ups and downs make of it.
    """

    values: Floats

    location_features: ClassVar[tuple[str, ...]]
    scale_features: ClassVar[tuple[str, ...]]
    counted: ClassVar[bool] = False
    cap: ClassVar[float] = math.inf

    @property
    def last(self) -> float:
        return float(self.values[-1])

    @cached_property
    def largest(self) -> float:
        return float(np.abs(self.values).max())

    @cached_property
    def whole(self) -> bool:
        """Whether whole things are counted."""
        return self.counted and bool((self.values == np.floor(self.values)).all())

    @cached_property
    def never_fell(self) -> bool:
        return self.counted and bool((self.steps >= -1e-9 * self.largest).all())

    @cached_property
    def floor(self) -> float:
        """The last value of a count that never fell; else zero, unless a value was below it."""
        return self.last if self.never_fell else 0.0 if self.values.min() >= 0 else -math.inf

    @cached_property
    def steps(self) -> Floats:
        """Increments; a single month counts as one without any."""
        return np.diff(self.values) if len(self.values) > 1 else np.zeros(1)

    def drift(self, horizons: Floats) -> Floats:
        """A random walk with the mean step so far, Student's t."""
        n, left = len(self.steps), horizons[:, None]
        mean = float(self.steps.sum()) / n
        spread = math.sqrt(float(((self.steps - mean) ** 2).sum()) / (n - 1)) if n > 2 else abs(mean)
        return self.last + mean * left + STUDENT * self._at_least(spread) * np.sqrt(left * (1 + left / n))

    def _at_least(self, spread: float) -> float:
        """A spread that is not zero beside the size of the values."""
        return max(spread, 1e-3 * self.largest, 1e-9)

    def _left_and_age(self, horizons: Floats) -> tuple[Floats, float]:
        """Months left and age as logarithms of years."""
        age = min(max(float(len(self.values)), AGES[0]), AGES[1])
        return np.log(np.minimum(horizons, AGES[1]) / 12), math.log(age / 12)


class Counts(Figures, frozen=True):
    """A cumulative count.

    The outcome is log(growth ÷ (pace × months left)), with half a unit on both sides; the unit is one where all
    values are whole, else a hundredth of the largest.
    """

    location_features = ("months_left", "age", "acceleration", "idle", "small", "share_at_start")
    scale_features = ("months_left", "age", "variability", "small", "lump")
    counted = True

    @cached_property
    def unit(self) -> float:
        return 1.0 if self.whole else max(1e-9, min(1.0, self.largest / 100))

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
        little = self.unit / 4
        recent = float(self.rises[-3:].sum()) / min(3, len(self.rises))
        acceleration = min(2.0, max(-2.0, math.log((recent + little) / (self.pace + little))))
        idle = 0.0 if self.steps[-3:].max() > 0 else 1.0
        first = max(float(self.values[0]), 0.0)
        share = min(1.0, first / max(abs(self.last), self.unit)) if self.last else 1.0
        left, age = self._left_and_age(horizons)
        return columns(len(horizons), left, age, acceleration, idle, self._small(horizons), share)

    def scale(self, horizons: Floats) -> Floats:
        little = self.unit / 4
        variability = math.log((self.spread + little) / (self.pace + little))
        lump = float(self.rises.max() / (self.rises.sum() + self.unit))
        left, age = self._left_and_age(horizons)
        return columns(len(horizons), left, age, variability, self._small(horizons), lump)

    def _small(self, horizons: Floats) -> Floats:
        return 1 / np.sqrt(horizons * (1 + self.pace / self.unit))

    def outcome(self, horizon: float, value: float) -> float:
        half = self.unit / 2
        return math.log((max(value - self.last, 0) + half) / (self.pace * horizon + half))

    def value(self, horizons: Floats, outcomes: Floats) -> Floats:
        half = self.unit / 2
        growth = np.exp(np.minimum(np.maximum(outcomes, -12), 4))
        return self.last + growth * (self.pace * horizons[:, None] + half) - half

    def own_noise(self, horizons: Floats) -> Floats:
        """Over-dispersed gamma–Poisson growth at the pace so far."""
        mean = self.pace * horizons[:, None]
        dispersion = max(self.spread**2 / self.pace, self.unit)
        doubt = UNSTEADY + dispersion / (self.pace * self.months)
        return self.last + gamma(mean, dispersion * mean + doubt * mean**2)


class Levels(Figures, frozen=True):
    """A rate or a ratio, relative to its own mean and last three months.

    The outcome is the change on the scale that `transform` gives, of which `inverse` is the inverse.
    """

    location_features = ("own_mean", "last_three")
    scale_features: ClassVar[tuple[str, ...]] = ("months_left", "age", "steps")

    def transform(self, values: Floats) -> Floats:
        raise NotImplementedError

    def inverse(self, transformed: Floats) -> Floats:
        raise NotImplementedError

    @cached_property
    def transformed(self) -> Floats:
        return self.transform(self.values)

    def location(self, horizons: Floats) -> Floats:
        """How far the own mean and the last three months lie from the last value."""
        z = self.transformed
        recency = 0.5 ** (np.arange(len(z))[::-1] / HALF_LIFE_OF_LEVELS)
        return columns(len(horizons), float(recency @ z / recency.sum() - z[-1]), float(z[-3:].mean() - z[-1]))

    def scale(self, horizons: Floats) -> Floats:
        """Months left, age and the size of the steps so far, as logarithms."""
        steps = np.diff(self.transformed)
        size = math.sqrt(float(steps @ steps) / len(steps)) if len(steps) else 0.0
        return columns(len(horizons), *self._left_and_age(horizons), math.log(size + 0.05))

    def outcome(self, horizon: float, value: float) -> float:
        return float(self.transform(np.array([value]))[0] - self.transformed[-1])

    def value(self, horizons: Floats, outcomes: Floats) -> Floats:
        return self.inverse(self.transformed[-1] + outcomes)

    def own_noise(self, horizons: Floats) -> Floats:
        """No change, with Student's t as wide as the steps so far."""
        size = math.sqrt(float(self.steps @ self.steps) / len(self.steps))
        return self.last + STUDENT * self._at_least(size) * horizons[:, None] ** SPREADING


class Rates(Levels, frozen=True):
    """Shares of one, never negative, on the logit; 2 % on both sides keep 0 and 1 within reach."""

    cap = 1.0
    floor = 0.0
    margin = 0.02

    def transform(self, values: Floats) -> Floats:
        shares = (np.clip(values, 0, 1) + self.margin) / (1 + 2 * self.margin)
        return np.log(shares / (1 - shares))

    def inverse(self, transformed: Floats) -> Floats:
        return (1 + 2 * self.margin) / (1 + np.exp(-np.clip(transformed, -30, 30))) - self.margin


class Ratios(Levels, frozen=True):
    """Ratios, on the logarithm, a tenth of their own size added so that zero has one.

    A ratio of two counts is steadier near one than far from it, above or below.
    """

    scale_features = (*Levels.scale_features, "far_from_one")

    def scale(self, horizons: Floats) -> Floats:
        """As for every level, and how far the last value is from one, as a logarithm."""
        far = min(abs(math.log(max(self.last, math.exp(-FARTHEST)))), FARTHEST)
        return np.column_stack([super().scale(horizons), np.full(len(horizons), far)])

    @cached_property
    def offset(self) -> float:
        size = max(float(np.abs(self.values).mean()), 1e-9)
        return 0.1 * size + max(0.0, -float(self.values.min()))

    def transform(self, values: Floats) -> Floats:
        return np.log(np.maximum(values + self.offset, 1e-12))

    def inverse(self, transformed: Floats) -> Floats:
        return np.exp(np.clip(transformed, -60, 60)) - self.offset


Series = Counts | Rates | Ratios
FAMILIES: Mapping[str, type[Series]] = {"cumulative": Counts, "rate": Rates, "ratio": Ratios}


def series_of(values: Floats, kind: str) -> Series:
    """The series as the class of its kind; ValueError where there is no such kind."""
    if kind not in FAMILIES:
        raise ValueError(f"no kind {kind!r}: one of {', '.join(FAMILIES)}")
    return FAMILIES[kind](values)


def columns(n: int, *each: Floats | float) -> Floats:
    """A column each of n rows, (n, columns); a number is repeated in every row."""
    table = np.empty((n, len(each)))
    for at, column in enumerate(each):
        table[:, at] = column
    return table
