"""Counts of full things, and sums over a baseline: forecast as a whole, or through their parts?

    python -m bench.nested [--by-source]

Composed of public series, since none of them is nested itself: the parts of a space are the count
series of one source, each from the month in which a real count rose (a space whose things come one by
one) or all from the first month; a thing is full from a level that was read off the months known.
Everything is forecast by classes that saw none of the space's entities, or with
--by-source nothing of the source of its parts.  Intervals are those of 400
draws of whole spaces.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.fit import cuts, examples, fit
from bench.public_series import Window, fold, windows
from bench.validation import FOLDS, Prediction, Trial, score
from core.forecast import nested as through
from core.forecast.law import LEVELS, Floats, Laws
from core.forecast.nested import Nested, quantiles
from core.forecast.reference_class import ReferenceClass
from core.forecast.series import Counts

KNOWN = (3, 6, 9, 12, 18)
MONTHS = 24
#: A thing is full from so many times the median of those there, as known.
LEVELS_OF_FULL = (0.75, 1.5, 3.0)
#: Targets: the notice's, and so many more than now.
ASKED, MORE = 5, (1, 2, 3)
#: Targets of a sum: the pace so far, kept up at so many times its size.
PACES = (0.4, 0.8, 1.2, 1.8)
#: Sources whose windows begin in the same few months.
ONE_CALENDAR = ("github-stars", "vaccinations")
TURNS = 3
DRAWS = 400
#: Common shocks of the parts of a sum, as correlations.
SHOCKS = (0.0, 0.3, 0.6)


@dataclass(frozen=True, eq=False)
class Space:
    """Things and their counts over 24 months, 0 before a thing is there: (things, 24)."""

    name: str
    source: str
    fold: int
    parts: Floats

    def unseen(self, classes: Classes) -> ReferenceClass:
        """The class that was fitted without its source, or without its fold."""
        return classes[self.source] if self.source in classes else classes[self.fold]


@dataclass(frozen=True, eq=False)
class Said:
    """A method's answer to a case, with the space it is about."""

    space: str
    trial: Trial


Saying = dict[str, list[Said]]
Classes = Mapping[str | int, ReferenceClass]


def spaces(of: Sequence[Window], *, one_by_one: bool) -> Iterator[Space]:
    """One for each small count that rose, its parts drawn from one source of the same fold."""
    rng = np.random.default_rng(0)
    entering = [w for w in of if 0 <= w.values[0] < w.values[-1] <= 30 and w.values[0] <= 12]
    for _ in range(TURNS):
        for window in entering:
            others = [w for w in of if w.values[0] <= w.values[-1] / 10 and w.entity != window.entity]
            others = [w for w in others if fold(w.entity, FOLDS) == fold(window.entity, FOLDS)]
            sizes = Counter(w.source for w in others)
            source = rng.choice(sorted(name for name, size in sizes.items() if size >= 5))
            here = [w for w in others if w.source == source]
            here.sort(key=lambda w: float(w.values[:12].mean() * np.exp(0.7 * rng.normal())))
            there = np.maximum.accumulate(window.values).astype(int)
            number = int(there[-1])
            first = rng.integers(max(len(here) - number, 0) + 1)
            members = [here[(first + i) % len(here)] for i in rng.permutation(number)]
            parts = np.zeros((number, MONTHS))
            for i, member in enumerate(members):
                start = int(np.argmax(there > i)) if one_by_one else 0
                parts[i, start:] = np.maximum(member.values[: MONTHS - start], 1)
            yield Space(window.id, str(source), fold(window.entity, FOLDS), parts)


def nested(of: Sequence[Space], classes: Classes) -> Saying:
    """Every space's counts of full things, as a whole, through the parts alone, and pooled as shipped."""
    said: Saying = {"as a whole": [], "parts, none to come": [], "parts alone": [], "pooled": []}
    for space in of:
        for known in KNOWN:
            now = space.parts[:, known - 1]
            if not (now > 0).any():
                continue
            for times in LEVELS_OF_FULL:
                wanted = max(2, round(float(np.median(now[now > 0])) * times))
                final = float((space.parts[:, -1] >= wanted).sum())
                case = Nested(space.parts[:, :known], wanted)
                last = int(case.whole.last)
                targets = tuple(float(t) for t in {*(last + more for more in MORE), ASKED} if t > last)
                for name, law in laws(case, MONTHS - known, space.unseen(classes)).items():
                    said[name].append(answered(space, known, law, final, targets))
    return said


def laws(case: Nested, left: int, fitted: ReferenceClass) -> dict[str, Laws]:
    """The law of the end by each method."""
    end = np.array([float(left)])
    full = np.array([[fitted.laws(one, end).probability(case.wanted)] for one in case.each])

    def counted(shares: Floats) -> Laws:
        return Laws(quantiles([shares]), LEVELS[None, :], case.whole.floor, case.whole.cap, whole=True)

    return {
        "as a whole": fitted.laws(case.whole, end),
        "parts, none to come": counted(through.sums(full)[0]),
        "parts alone": counted(case.shares(np.arange(1.0, left + 1), fitted)[-1]),
        "pooled": case.laws(left, fitted).month(-1),
    }


def answered(space: Space, known: int, law: Laws, final: float, targets: tuple[float, ...]) -> Said:
    point, low, high = law.quantiles((0.5, 0.1, 0.9))[0].tolist()
    whole = (round(low), round(high)) if law.whole else (low, high)
    answer = Prediction(point, *whole, tuple(law.probability(target) for target in targets))
    met = tuple(final >= target for target in targets)
    return Said(space.name, Trial("cumulative", space.source, known, answer, final, met))


def sums(of: Sequence[Window], classes: Classes, size: int) -> Saying:
    """Sums of `size` series of one source as a multiple of their first month: as a ratio, as the sum, through parts."""
    rng = np.random.default_rng(0)
    said: Saying = {"as a ratio": [], "as the sum": [], **{f"parts, shock {shock}": [] for shock in SHOCKS}}
    for _ in range(TURNS):
        for space in grouped(of, size, rng):
            total = space.parts.sum(axis=0)
            if total[0] <= 0:
                continue
            fitted = space.unseen(classes)
            for known in KNOWN:
                left = np.array([float(MONTHS - known)])
                pace = max(float(np.diff(total[:known]).mean()), 0.0)
                times = {1 + pace * left[0] * p / total[known - 1] for p in PACES}
                ends = [fitted.laws(Counts(part[:known]), left) for part in space.parts]
                methods = {
                    "as a ratio": (fitted.laws(Counts(total[:known] / total[0]), left), total[0]),
                    "as the sum": (fitted.laws(Counts(total[:known]), left), 1.0),
                    **{f"parts, shock {shock}": (added(ends, shock), 1.0) for shock in SHOCKS},
                }
                for name, (law, unit) in methods.items():
                    asked = tuple(total[known - 1] * t / unit for t in sorted(times) if t > 1)
                    if asked:
                        said[name].append(answered(space, known, law, float(total[-1] / unit), asked))
    return said


def grouped(of: Sequence[Window], size: int, rng: np.random.Generator) -> Iterator[Space]:
    """Disjoint groups of like size within a source and a fold."""
    for place in sorted({(w.source, fold(w.entity, FOLDS)) for w in of}):
        here = [w for w in of if (w.source, fold(w.entity, FOLDS)) == place and w.values.min() >= 0]
        here.sort(key=lambda w: float(w.values[:3].mean() * np.exp(0.7 * rng.normal())))
        for i in range(0, len(here) - size + 1, size):
            group = here[i : i + size]
            yield Space(group[0].id, place[0], place[1], np.array([w.values for w in group]))


def added(ends: Sequence[Laws], shock: float, draws: int = 1500) -> Laws:
    """The law of a sum of parts that share a shock (Gaussian copula), by draws."""
    rng = np.random.default_rng(1)
    z = np.sqrt(shock) * rng.normal(size=(draws, 1)) + np.sqrt(1 - shock) * rng.normal(size=(draws, len(ends)))
    levels = (np.argsort(np.argsort(z, axis=0), axis=0) + 0.5) / draws
    total = np.sort(sum(law.quantiles(levels[:, i])[0] for i, law in enumerate(ends)))
    return Laws(
        total[None, :],
        (np.arange(draws)[None, :] + 0.5) / draws,
        sum(law.floor for law in ends),
        float("inf"),
        whole=True,
    )


def report(title: str, said: Saying, keep: Callable[[Said], bool] = lambda _: True) -> None:
    """A line a method: Brier, coverage, calibration error, and how much the Brier score is under the first one's."""
    kept = {name: [each for each in of if keep(each)] for name, of in said.items()}
    first, *_ = kept.values()
    print(f"\n{title}: {len(first)} cases, {len({each.space for each in first})} spaces")
    for name, of in kept.items():
        s = score([each.trial for each in of])
        low, high = margin(first, of)
        print(
            f"  {name:20s} Brier {s.brier:.4f}  covers {s.coverage:.2f}  ECE {s.calibration_error:.3f}"
            f"  against the first {low:+.4f} to {high:+.4f}"
        )


def margin(first: Sequence[Said], other: Sequence[Said]) -> tuple[float, float]:
    """90 % of the differences in Brier score over draws of spaces."""
    names = sorted({each.space for each in first})
    place = {name: i for i, name in enumerate(names)}
    lost, number = np.zeros(len(names)), np.zeros(len(names))
    for a, b in zip(first, other, strict=True):
        met = np.array(a.trial.met, float)
        of_a, of_b = (((np.array(x.trial.prediction.probabilities) - met) ** 2).sum() for x in (a, b))
        lost[place[a.space]] += of_b - of_a
        number[place[a.space]] += len(met)
    drawn = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    low, high = np.quantile(lost[drawn].sum(axis=1) / number[drawn].sum(axis=1), (0.05, 0.95))
    return float(low), float(high)


def after(known: int, each: Said) -> bool:
    return each.trial.known == known


def share_months(each: Said) -> bool:
    return each.trial.source in ONE_CALENDAR


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--by-source", action="store_true", help="fitted without the source, not without the entity")
    by_source = parser.parse_args(arguments).by_source
    counts = [w for w in windows() if w.kind == "cumulative"]
    part = {w.id: w.source if by_source else fold(w.entity, FOLDS) for w in counts}
    classes = {
        out: fit(examples(cut for w in counts if part[w.id] != out for cut in cuts(w))) for out in set(part.values())
    }
    for title, one_by_one in (("full things, coming one by one", True), ("full things, all there at first", False)):
        said = nested(list(spaces(counts, one_by_one=one_by_one)), classes)
        report(title, said)
        report(f"{title}, of series that share their months", said, share_months)
        for known in KNOWN:
            report(f"{title}, after {known} months", said, partial(after, known))
    for size in (4, 8):
        said = sums(counts, classes, size)
        report(f"sums of {size}", said)
        report(f"sums of {size} that share their months", said, share_months)


if __name__ == "__main__":
    main()
