"""The forecast against four textbook methods on public series it was not fitted on.

    python -m bench.forecast [--without-ets]

Cross-validation by entity for ours (by source beside it); the others learn nothing from other
series.  Needs scipy and statsmodels; the damped ETS takes a minute.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
import warnings
from collections.abc import Callable, Sequence

import numpy as np

from bench.public_series import Window, windows
from bench.validation import (
    Forecaster,
    Prediction,
    Trial,
    cross_validated,
    groups,
    reliability,
    score,
    trials,
)
from core.forecast import forecast

ETS = (("smoothing", "level"), ("smoothing", "trend"), ("damping", "trend"))
# The aims: Brier score at most, by group.
AIMS = {"all": 0.180, "cumulative": 0.192, "rate": 0.190, "ratio": 0.172}


def bounded(
    values: np.ndarray, kind: str, middle: float, width: float, df: float, targets: Sequence[float]
) -> Prediction:
    """Student's t around a middle, kept to the possible as ours is."""
    from scipy import stats

    law = stats.t(df, middle, max(width, 1e-9))
    never_fell = kind == "cumulative" and (np.diff(values) >= -1e-9).all()
    floor = values[-1] if never_fell else 0.0 if values.min() >= 0 else -math.inf
    cap = 1.0 if kind == "rate" else math.inf
    low, high, point = (min(max(float(x), floor), cap) for x in (law.ppf(0.1), law.ppf(0.9), middle))
    p = [1.0 if t <= floor else 0.0 if t > cap else float(law.sf(t)) for t in targets]
    return Prediction(point, low, high, tuple(p))


def least(values: np.ndarray) -> float:
    return 1e-3 * float(np.abs(values).max())


def no_change(values: Sequence[float], left: int, kind: str, targets: Sequence[float]) -> Prediction:
    v = np.array(values)
    size = max(float(np.sqrt((np.diff(v) ** 2).mean())), least(v))
    return bounded(v, kind, v[-1], size * math.sqrt(left), len(v) - 1, targets)


def drift(values: Sequence[float], left: int, kind: str, targets: Sequence[float]) -> Prediction:
    v = np.array(values)
    steps = np.diff(v)
    n = len(steps)
    size = max(float(steps.std(ddof=1)) if n > 1 else abs(float(steps.mean())), least(v))
    width = size * math.sqrt(left * (1 + left / n))
    return bounded(v, kind, v[-1] + steps.mean() * left, width, max(n - 1, 1), targets)


def straight_line(values: Sequence[float], left: int, kind: str, targets: Sequence[float]) -> Prediction:
    v = np.array(values)
    n = len(v)
    x = np.arange(n)
    slope, start = np.polyfit(x, v, 1)
    size = max(math.sqrt(float(((v - start - slope * x) ** 2).sum()) / max(n - 2, 1)), least(v))
    at = n - 1 + left
    width = size * math.sqrt(1 + 1 / n + (at - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum())
    return bounded(v, kind, start + slope * at, width, max(n - 2, 1), targets)


def damped_ets(values: Sequence[float], left: int, kind: str, targets: Sequence[float]) -> Prediction:
    """statsmodels' damped trend, with the width that its parameters imply; no change where it cannot be fitted."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    v = np.array(values)
    size = max(float(np.abs(v).max()), 1e-9)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            fitted = ExponentialSmoothing(v / size, trend="add", damped_trend=True).fit()
            middle = float(fitted.forecast(left)[-1]) * size
            freedom = max(len(v) - 5, 1)
            spread = math.sqrt(float((np.asarray(fitted.resid) ** 2).sum()) / freedom) * size
    except (ValueError, IndexError, np.linalg.LinAlgError, ZeroDivisionError):
        return no_change(values, left, kind, targets)
    level, trend, damping = (fitted.params[f"{name}_{what}"] for name, what in ETS)
    carried = level * (1 + trend * np.cumsum(damping ** np.arange(1, left)))
    width = spread * math.sqrt(1 + float((carried**2).sum()))
    if not (math.isfinite(middle) and math.isfinite(width)):
        return no_change(values, left, kind, targets)
    return bounded(v, kind, middle, max(width, least(v)), freedom, targets)


def row(name: str, of: Sequence[Trial]) -> str:
    cells = []
    for group in groups(of).values():
        s = score(group)
        cells.append(f"{s.brier:.3f} {100 * s.coverage:3.0f} {s.calibration_error:.2f}")
    return f"{name:24s}" + "   ".join(f"{cell:>14s}" for cell in cells)


def milliseconds(call: Callable[[Window, int, float], object], of: Sequence[Window]) -> float:
    """CPU time of a call with one target, over the first case of each window."""
    cases = [(w, known, ts[0]) for w in of for known, ts in list(w.targets.items())[:1]]
    call(*cases[0])
    start = time.process_time()
    for case in cases:
        call(*case)
    return 1000 * (time.process_time() - start) / len(cases)


def ours(window: Window, known: int, target: float) -> object:
    months = [str(window.start.plus(i)) for i in range(known)]
    end = str(window.start.plus(len(window.values) - 1))
    return forecast(months, window.values[:known].tolist(), end, window.kind, target)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-ets", action="store_true", help="leave out the slowest baseline")
    options = parser.parse_args(arguments)
    every = windows()
    by_entity = cross_validated(every)
    kinds = "   ".join(f"{name + ' ' + str(len(of)):>14s}" for name, of in groups(by_entity).items())
    print(f"{'Brier, % in 80 %, ECE':24s}{kinds}")
    print(row("ours, by entity", by_entity))
    by_source = cross_validated(every, "source")
    print(row("ours, by source", by_source))
    baselines: dict[str, Forecaster] = {"no change": no_change, "drift": drift, "straight line (OLS)": straight_line}
    if not options.without_ets:
        baselines["damped ETS"] = damped_ets
    scores = {}
    try:
        for name, forecaster in baselines.items():
            answered = trials(forecaster, every)
            scores[name] = {group: score(of).brier for group, of in groups(answered).items()}
            print(row(name, answered), flush=True)
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is not installed: pip install statsmodels", file=sys.stderr)
        return 1
    print("\nsource: cases; Brier, % in 80 %, its entities unseen; the same, nothing of it seen")
    for place in sorted({(t.kind, t.source) for t in by_entity}):
        own, others = (score([t for t in of if (t.kind, t.source) == place]) for of in (by_entity, by_source))
        figures = "   ".join(f"{s.brier:.3f} {100 * s.coverage:3.0f}" for s in (own, others))
        print(f"  {' '.join(place):32s}{own.trials:5d}   {figures}")
    print("\nby entity: said, happened, targets")
    for edge, n, said, happened in reliability(by_entity):
        print(f"  {edge:.1f}–{edge + 0.1:.1f}  {said:.3f}  {happened:.3f}  {n:5d}")
    taken = milliseconds(ours, every)
    beside = milliseconds(lambda w, n, t: drift(w.values[:n].tolist(), len(w.values) - n, w.kind, [t]), every)
    print(f"\na call: {taken:.2f} ms, {taken / beside:.1f} × drift's {beside:.2f} ms")
    return report(by_entity, scores)


def report(by_entity: Sequence[Trial], baselines: dict[str, dict[str, float]]) -> int:
    """Says which aims are missed; 0 where none is."""
    missed = []
    for group, of in groups(by_entity).items():
        s = score(of)
        if s.brier > AIMS.get(group, 1):
            missed.append(f"{group}: Brier {s.brier:.4f} over {AIMS[group]}")
        if not 0.72 <= s.coverage <= 0.88:
            missed.append(f"{group}: the 80 % interval holds {s.coverage:.0%}")
        missed += [f"{group}: not below {name}" for name, theirs in baselines.items() if s.brier >= theirs[group]]
    if score(by_entity).calibration_error > 0.05:
        missed.append("calibration error over 0.05")
    print("every aim is met" if not missed else "\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
