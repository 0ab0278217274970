"""The unofficial score: the mean over the six items of the weighted mean of attainment in each.

The notice gives no weights, points or pass line: this score is ours (see the contract, "Score").
The foundation is a gate and stands outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from core.model import Finding, Outcome

EVIDENCE = {Outcome.MET: Fraction(1), Outcome.NEEDS_REVIEW: Fraction(1, 2), Outcome.NOT_MET: Fraction(0)}
ItemScores = Mapping[int, tuple[Fraction | None, Fraction, Fraction]]


def capped(finding: Finding) -> Fraction:
    """Attainment for the score, from 0 to 1."""
    return max(Fraction(0), min(Fraction(1), finding.attainment or Fraction(0)))


def _mean(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The mean of (value, weight) pairs, None where there are none."""
    gathered = list(pairs)
    weight = sum((w for _, w in gathered), Fraction(0))
    return sum((v * w for v, w in gathered), Fraction(0)) / weight if weight else None


def item_scores(findings: Sequence[Finding]) -> ItemScores:
    """By item 1 to 6: (score, low, high), each 0 to 1; items with nothing left are left out.

    What is not reported is left out of the score, and counts as 0 and as 1 in its bounds.
    """
    scores: dict[int, tuple[Fraction | None, Fraction, Fraction]] = {}
    for item in sorted({f.criterion.item for f in findings} - {0}):
        counted = [f for f in findings if f.criterion.item == item and f.outcome is not Outcome.NOT_APPLICABLE]
        known = [(capped(f), f.criterion.weight) for f in counted if f.outcome is not Outcome.NO_DATA]
        unknown = [f.criterion.weight for f in counted if f.outcome is Outcome.NO_DATA]
        low, high = (_mean([*known, *((fill, weight) for weight in unknown)]) for fill in (Fraction(0), Fraction(1)))
        if low is not None and high is not None:
            scores[item] = _mean(known), low, high
    return scores


def total(scores: ItemScores) -> tuple[Fraction | None, Fraction, Fraction]:
    """(score, low, high) of the whole, each 0 to 100."""
    one, hundred = Fraction(1), Fraction(100)
    score, low, high = (
        _mean((value, one) for each in scores.values() if (value := each[bound]) is not None) for bound in range(3)
    )
    return (None if score is None else score * 100, (low or Fraction(0)) * 100, hundred if high is None else high * 100)
