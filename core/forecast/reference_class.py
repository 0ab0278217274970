"""The reference class of a kind: a location–scale regression on many public series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from core.forecast.counts import Counts
from core.forecast.law import Laws, pooled
from core.forecast.levels import Amounts, Rates, Ratios
from core.forecast.standard import Floats

Measure = Literal["cumulative", "rate", "ratio", "level"]

FOLDER = Path(__file__).parent / "reference"
SERIES = FOLDER / "public.csv"
PARAMETERS = FOLDER / "parameters.json"
#: Shares of the pool: the reference class, the series' own noise, its drift.
POOL = (0.75, 0.125, 0.125)


class Series(Protocol):
    """What a kind of series offers to the regression and to the pool; see `Counts` and `Levels`."""

    @property
    def last(self) -> float: ...
    @property
    def floor(self) -> float: ...
    @property
    def cap(self) -> float: ...
    @property
    def whole(self) -> bool: ...
    @property
    def never_fell(self) -> bool: ...
    @property
    def location_features(self) -> tuple[str, ...]: ...
    @property
    def scale_features(self) -> tuple[str, ...]: ...
    def location(self, horizons: Floats) -> Floats: ...
    def scale(self, horizons: Floats) -> Floats: ...
    def outcome(self, horizon: float, value: float) -> float: ...
    def value(self, horizons: Floats, outcomes: Floats) -> Floats: ...
    def own_noise(self, horizons: Floats) -> Floats: ...
    def drift(self, horizons: Floats) -> Floats: ...


FAMILIES: Mapping[str, type[Counts] | type[Rates] | type[Ratios]] = {
    "cumulative": Counts,
    "rate": Rates,
    "ratio": Ratios,
    "level": Amounts,
}


def series_of(values: Floats, kind: str) -> Series:
    """The series as the class of its kind; ValueError where there is no such kind."""
    if kind not in FAMILIES:
        raise ValueError(f"no kind {kind!r}: one of {', '.join(FAMILIES)}")
    return FAMILIES[kind](values)


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Intercept and slopes."""

    intercept: float
    slopes: Floats

    def at(self, features: Floats) -> Floats:
        """Features of shape (n, k), n predictions."""
        return np.asarray(self.intercept + features @ self.slopes)


@dataclass(frozen=True, eq=False)
class ReferenceClass:
    """Models of the location and of the log scale, and the standardised distribution (COUNT quantiles)."""

    location: LinearModel
    scale: LinearModel
    quantiles: Floats

    def outcomes(self, series: Series, horizons: Floats) -> Floats:
        """Quantiles (n, COUNT) of the modelled outcome."""
        middle = self.location.at(series.location(horizons))
        width = np.exp(np.minimum(np.maximum(self.scale.at(series.scale(horizons)), -4), 3))
        return middle[:, None] + width[:, None] * self.quantiles

    def laws(self, series: Series, horizons: Floats) -> Laws:
        """One pooled law for each number of months left; all horizons at least one."""
        parts = [
            series.value(horizons, self.outcomes(series, horizons)),
            series.own_noise(horizons),
            series.drift(horizons),
        ]
        return pooled(parts, POOL, series.floor, series.cap, series.whole)


@cache
def document(path: Path = PARAMETERS) -> Mapping[str, Any]:
    """The parameters file as written by `python -m core.forecast`."""
    loaded: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def reference_class(kind: str) -> ReferenceClass:
    """The fitted class of a kind; a level goes by the ratios."""
    family = FAMILIES[kind]
    held = document()["kinds"]["ratio" if kind == "level" else kind]
    return ReferenceClass(
        _linear(held["location"], family.location_features),
        _linear(held["scale"], family.scale_features),
        np.array(held["quantiles"]),
    )


def _linear(held: Mapping[str, float], features: tuple[str, ...]) -> LinearModel:
    return LinearModel(held["intercept"], np.array([held[name] for name in features]))
