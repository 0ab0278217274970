"""How well the forecast does on series it was not fitted on: cross-validation by entity and by source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bench.fit import KINDS, cuts, examples, fit
from bench.public_series import Window, fold
from core.forecast.reference_class import ReferenceClass
from core.forecast.series import series_of

FOLDS = 5
BINS = 10
By = Literal["entity", "source"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A forecaster's prediction of an end: median, 80 % interval, probability of each target."""

    point: float
    low: float
    high: float
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A prediction made from `known` months, and what happened."""

    kind: str
    source: str
    known: int
    prediction: Prediction
    final: float
    met: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Trials counted: lower Brier and calibration error are better, coverage should be 0.8."""

    trials: int
    brier: float
    coverage: float
    calibration_error: float


#: Values so far, months left, kind, targets → prediction.
Forecaster = Callable[[Sequence[float], int, str, Sequence[float]], Prediction]


def with_class(fitted: ReferenceClass) -> Forecaster:
    """The forecaster that a fitted class makes."""

    def predict(values: Sequence[float], left: int, kind: str, targets: Sequence[float]) -> Prediction:
        law = fitted.laws(series_of(np.asarray(values, float), kind), np.array([left], float))
        point, low, high = law.quantiles((0.5, 0.1, 0.9))[0].tolist()
        return Prediction(point, low, high, tuple(law.probability(target) for target in targets))

    return predict


def trials(forecaster: Forecaster, of: Iterable[Window]) -> list[Trial]:
    """The forecaster's prediction for every case of these windows."""
    return [
        Trial(
            window.kind,
            window.source,
            known,
            forecaster(window.values[:known].tolist(), len(window.values) - known, window.kind, targets),
            window.final,
            tuple(window.final >= target - 1e-9 for target in targets),
        )
        for window in of
        for known, targets in window.targets.items()
    ]


def cross_validated(of: Sequence[Window], by: By = "entity") -> list[Trial]:
    """Trials of each part by classes that were fitted on the other parts alone."""
    done: list[Trial] = []
    for kind in KINDS:
        windows = [(_part(window, by), window, cuts(window)) for window in of if window.kind == kind]
        for held_out in sorted({part for part, _, _ in windows}):
            fitted = fit(examples(cut for part, _, cut_there in windows if part != held_out for cut in cut_there))
            done += trials(with_class(fitted), (window for part, window, _ in windows if part == held_out))
    return done


def _part(window: Window, by: By) -> str:
    return window.source if by == "source" else str(fold(window.entity, FOLDS))


def score(of: Sequence[Trial]) -> Score:
    """The trials' Brier score, coverage of the 80 % interval, expected calibration error."""
    p, met = _pairs(of)
    inside = [t.prediction.low - 1e-9 <= t.final <= t.prediction.high + 1e-9 for t in of]
    error = sum(n * abs(said - happened) for _, n, said, happened in reliability(of)) / len(p)
    return Score(len(of), float(((p - met) ** 2).mean()), float(np.mean(inside)), error)


def reliability(of: Sequence[Trial]) -> list[tuple[float, int, float, float]]:
    """By tenths of the probability: lower edge, number, mean probability said, share that happened."""
    p, met = _pairs(of)
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return [
        (b / BINS, int((bins == b).sum()), float(p[bins == b].mean()), float(met[bins == b].mean()))
        for b in range(BINS)
        if (bins == b).any()
    ]


def groups(of: Sequence[Trial]) -> dict[str, list[Trial]]:
    """All trials, those of each kind, and those after three months."""
    by_kind = {kind: [t for t in of if t.kind == kind] for kind in KINDS}
    return {"all": list(of), **by_kind, "after_3_months": [t for t in of if t.known == 3]}


def measured(of: Sequence[Window]) -> dict[str, Any]:
    """The figures of the method page: scores by entity and by source, and the reliability table by entity."""
    by_entity, by_source = cross_validated(of), cross_validated(of, "source")
    return {
        "by_entity": {name: _rounded(score(group)) for name, group in groups(by_entity).items()},
        "by_source": {name: _rounded(score(group)) for name, group in groups(by_source).items()},
        "reliability": [
            {"from": edge, "targets": n, "said": round(said, 3), "happened": round(happened, 3)}
            for edge, n, said, happened in reliability(by_entity)
        ],
    }


def _pairs(of: Sequence[Trial]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    p = np.array([x for t in of for x in t.prediction.probabilities])
    return p, np.array([float(x) for t in of for x in t.met])


def _rounded(s: Score) -> dict[str, float]:
    return {
        "cases": s.trials,
        "brier": round(s.brier, 4),
        "coverage": round(s.coverage, 3),
        "calibration_error": round(s.calibration_error, 3),
    }
