"""Windows of public series → a reference class: features and outcomes, and the regression on them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bench.public_series import Window
from core.forecast.law import LEVELS, Floats
from core.forecast.reference_class import LinearModel, ReferenceClass
from core.forecast.series import series_of

KINDS = ("cumulative", "rate", "ratio")
#: Known months at which each window is cut; horizons, in months, besides its end.
CUTS = (3, 4, 5, 6, 7, 9, 10, 12, 14, 16, 18, 20, 22)
AHEAD = (1, 3, 6, 9, 12, 15, 18)
#: How strongly slopes are pulled to zero, features standardised.
RIDGE = 0.2
#: The least residual that the fit of the scale sees.
LEAST = 0.02


@dataclass(frozen=True, eq=False)
class Cut:
    """A window cut after some months: features at the cut, and the outcomes at n later months."""

    source: str
    location: Floats
    scale: Floats
    outcome: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Examples:
    """The training rows of a kind, from many cuts, with weights."""

    location: Floats
    scale: Floats
    outcome: Floats
    weight: Floats


def cuts(window: Window) -> tuple[Cut, ...]:
    """The window cut at each of CUTS; cuts before its first change are left out."""
    return tuple(_cut(window, known) for known in CUTS if np.ptp(window.values[:known]) > 0)


def _cut(window: Window, known: int) -> Cut:
    """One cut; the end weighs as much as all earlier months together."""
    left = len(window.values) - known
    horizons = [*(ahead for ahead in AHEAD if ahead < left), left]
    series = series_of(window.values[:known], window.kind)
    before = len(horizons) - 1
    return Cut(
        window.source,
        series.location(np.array(horizons, float)),
        series.scale(np.array(horizons, float)),
        np.array([series.outcome(h, float(window.values[known - 1 + h])) for h in horizons]),
        np.array([0.5 / before] * before + [0.5 if before else 1.0]),
    )


def examples(of: Iterable[Cut]) -> Examples:
    """The rows of cuts of one kind; a source weighs by the square root of its size, so that none dominates."""
    every = list(of)
    size = Counter(cut.source for cut in every)
    weight = np.concatenate([cut.weight / math.sqrt(size[cut.source]) for cut in every])
    return Examples(
        np.vstack([cut.location for cut in every]),
        np.vstack([cut.scale for cut in every]),
        np.concatenate([cut.outcome for cut in every]),
        weight,
    )


def fit(e: Examples) -> ReferenceClass:
    """Fit location and scale in turn, reweighting by the scale; then the quantiles of the standardised residuals."""
    weight = e.weight
    for _ in range(3):
        location = ridge(e.location, e.outcome, weight)
        residual = e.outcome - location.at(e.location)
        scale = ridge(e.scale, np.log(np.maximum(np.abs(residual), LEAST)), e.weight)
        width = np.exp(np.clip(scale.at(e.scale), -4, 3))
        weight = e.weight / np.maximum(width, 0.1) ** 2
    return ReferenceClass(location, scale, quantiles(residual / width, e.weight))


def ridge(features: Floats, outcome: Floats, weight: Floats) -> LinearModel:
    """Weighted least squares with slopes pulled to zero, on the scale of standardised features."""
    share = weight / weight.sum()
    centre, middle = share @ features, float(share @ outcome)
    spread = np.sqrt(share @ (features - centre) ** 2) + 1e-9
    standard = (features - centre) / spread
    weighted = standard * share[:, None]
    slopes = np.linalg.solve(weighted.T @ standard + RIDGE * np.eye(len(centre)), weighted.T @ (outcome - middle))
    slopes = slopes / spread
    return LinearModel(middle - float(centre @ slopes), slopes)


def quantiles(values: Floats, weight: Floats) -> Floats:
    """Weighted empirical quantiles at LEVELS."""
    order = np.argsort(values, kind="stable")
    ordered = weight[order]
    below = (np.cumsum(ordered) - ordered / 2) / ordered.sum()
    return np.interp(LEVELS, below, values[order])
