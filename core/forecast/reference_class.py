"""The reference class of a kind: a location–scale regression on many public series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from msgspec import Struct

from core.forecast.law import Floats, Laws, pooled
from core.forecast.series import FAMILIES, Series

#: What `python -m bench.parameters` fitted on the public series beside it.
PARAMETERS = Path(__file__).parent / "reference" / "parameters.json"
#: Shares of the pool: the reference class, the series' own noise, its drift.
POOL = (0.75, 0.125, 0.125)


class LinearModel(Struct, frozen=True, eq=False):
    intercept: float
    slopes: Floats

    def at(self, features: Floats) -> Floats:
        """Features of shape (n, k), n predictions."""
        return np.asarray(self.intercept + features @ self.slopes)


class ReferenceClass(Struct, frozen=True, eq=False):
    """Models of the location and of the log scale, and the standardised distribution (COUNT quantiles)."""

    location: LinearModel
    scale: LinearModel
    quantiles: Floats

    def laws(self, series: Series, horizons: Floats) -> Laws:
        """One pooled law for each number of months left; all horizons at least one."""
        middle = self.location.at(series.location(horizons))
        width = np.exp(np.minimum(np.maximum(self.scale.at(series.scale(horizons)), -4), 3))
        outcomes = middle[:, None] + width[:, None] * self.quantiles
        parts = [series.value(horizons, outcomes), series.own_noise(horizons), series.drift(horizons)]
        return pooled(parts, POOL, series.floor, series.cap, series.whole)


@cache
def parameters() -> Mapping[str, Any]:
    """The parameters file: the series, each kind's class, and how well it did in cross-validation."""
    return cast(Mapping[str, Any], json.loads(PARAMETERS.read_text(encoding="utf-8")))


@cache
def reference_class(kind: str) -> ReferenceClass:
    family, held = FAMILIES[kind], parameters()["kinds"][kind]

    def linear(part: str, features: tuple[str, ...]) -> LinearModel:
        return LinearModel(held[part]["intercept"], np.array([held[part][name] for name in features]))

    return ReferenceClass(
        linear("location", family.location_features),
        linear("scale", family.scale_features),
        np.array(held["quantiles"]),
    )
