"""A rate or a ratio: its features for the regression, relative to its own mean and last three months."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from core.forecast.counts import AGES, columns, walk
from core.forecast.standard import STUDENT, Floats

#: Months after which a value counts half in the series' own mean.
HALF_LIFE = 12.0
#: How the series' own noise grows with the months left: less than a walk's square root.
SPREADING = 0.3
#: How far from one a ratio counts at most, as a logarithm, and how far the public ratios are as a rule.
FARTHEST, AS_A_RULE = 3.0, 1.0


@dataclass(frozen=True, eq=False)
class Levels:
    """Monthly values of a level, one at least; the outcome that is modelled is the change of `transform`."""

    values: Floats

    location_features: ClassVar[tuple[str, ...]] = ("own_mean", "last_three")
    scale_features: ClassVar[tuple[str, ...]] = ("months_left", "age", "steps")
    cap: ClassVar = math.inf
    whole: ClassVar = False
    never_fell: ClassVar = False

    def transform(self, values: Floats) -> Floats:
        raise NotImplementedError

    def inverse(self, transformed: Floats) -> Floats:
        raise NotImplementedError

    @property
    def last(self) -> float:
        """The last known value."""
        return float(self.values[-1])

    @property
    def floor(self) -> float:
        """Zero, unless a value was below it."""
        return 0.0 if self.values.min() >= 0 else -math.inf

    @cached_property
    def transformed(self) -> Floats:
        return self.transform(self.values)

    @cached_property
    def steps(self) -> Floats:
        return np.diff(self.values) if len(self.values) > 1 else np.zeros(1)

    def location(self, horizons: Floats) -> Floats:
        """How far the own mean and the last three months lie from the last value, (n, 2)."""
        z = self.transformed
        recency = 0.5 ** (np.arange(len(z))[::-1] / HALF_LIFE)
        return columns(len(horizons), float(recency @ z / recency.sum() - z[-1]), float(z[-3:].mean() - z[-1]))

    def scale(self, horizons: Floats) -> Floats:
        """Months left, age and the size of the steps so far, (n, 3), as logarithms."""
        steps = np.diff(self.transformed)
        size = math.sqrt(float(steps @ steps) / len(steps)) if len(steps) else 0.0
        age = min(max(float(len(self.values)), AGES[0]), AGES[1])
        left = np.log(np.minimum(horizons, AGES[1]) / 12)
        return columns(len(horizons), left, math.log(age / 12), math.log(size + 0.05))

    def outcome(self, horizon: float, value: float) -> float:
        """The modelled outcome where the level is `value`, at any horizon."""
        return float(self.transform(np.array([value]))[0] - self.transformed[-1])

    def value(self, horizons: Floats, outcomes: Floats) -> Floats:
        """The inverse of `outcome`."""
        return self.inverse(self.transformed[-1] + outcomes)

    def own_noise(self, horizons: Floats) -> Floats:
        """No change, with Student's t as wide as the steps so far, as quantiles (n, COUNT)."""
        size = math.sqrt(float(self.steps @ self.steps) / len(self.steps))
        size = max(size, 1e-3 * float(np.abs(self.values).max()), 1e-9)
        return self.last + STUDENT * size * horizons[:, None] ** SPREADING

    def drift(self, horizons: Floats) -> Floats:
        """A random walk with the mean step so far, as quantiles (n, COUNT)."""
        return walk(self.values, self.steps, horizons)


class Rates(Levels):
    """Shares of one, on the logit; 2 % on both sides keep 0 and 1 within reach."""

    cap: ClassVar = 1.0
    margin: ClassVar = 0.02

    @property
    def floor(self) -> float:
        """A share is never negative."""
        return 0.0

    def transform(self, values: Floats) -> Floats:
        shares = (np.clip(values, 0, 1) + self.margin) / (1 + 2 * self.margin)
        return np.log(shares / (1 - shares))

    def inverse(self, transformed: Floats) -> Floats:
        return (1 + 2 * self.margin) / (1 + np.exp(-np.clip(transformed, -30, 30))) - self.margin


class Ratios(Levels):
    """Ratios, on the logarithm, a tenth of their own size added so that zero has one.

    A ratio of two counts is steadier near one than far from it, above or below.
    """

    scale_features: ClassVar = (*Levels.scale_features, "far_from_one")

    @property
    def far_from_one(self) -> float:
        """The distance of the last value from one, as a logarithm."""
        return min(abs(math.log(max(self.last, math.exp(-FARTHEST)))), FARTHEST)

    def scale(self, horizons: Floats) -> Floats:
        """As for every level, and how far from one it is: (n, 4)."""
        return np.column_stack([super().scale(horizons), np.full(len(horizons), self.far_from_one)])

    @cached_property
    def offset(self) -> float:
        size = max(float(np.abs(self.values).mean()), 1e-9)
        return 0.1 * size + max(0.0, -float(self.values.min()))

    def transform(self, values: Floats) -> Floats:
        return np.log(np.maximum(values + self.offset, 1e-12))

    def inverse(self, transformed: Floats) -> Floats:
        return np.exp(np.clip(transformed, -60, 60)) - self.offset


class Amounts(Ratios):
    """Levels in a unit of their own, to which one is a figure like any other; else as ratios."""

    far_from_one: ClassVar = AS_A_RULE
