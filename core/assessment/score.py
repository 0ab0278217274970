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


def _item(findings: Sequence[Finding]) -> tuple[Fraction | None, Fraction, Fraction] | None:
    """An item's score with what is not reported left out, counted as 0 and counted as 1."""
    counted = [f for f in findings if f.outcome is not Outcome.NOT_APPLICABLE]
    if not counted:
        return None
    known = [f for f in counted if f.outcome is not Outcome.NO_DATA]
    bounds = [
        _mean((fill if f.outcome is Outcome.NO_DATA else capped(f), f.criterion.weight) for f in counted)
        for fill in (Fraction(0), Fraction(1))
    ]
    return _mean((capped(f), f.criterion.weight) for f in known), bounds[0] or Fraction(0), bounds[1] or Fraction(0)


def item_scores(findings: Sequence[Finding]) -> ItemScores:
    """By item 1 to 6: (score, low, high), each 0 to 1; items with nothing left are left out."""
    items = sorted({f.criterion.item for f in findings} - {0})
    scores = {item: _item([f for f in findings if f.criterion.item == item]) for item in items}
    return {item: score for item, score in scores.items() if score is not None}


def total(scores: ItemScores) -> tuple[Fraction | None, Fraction, Fraction]:
    """(score, low, high) of the whole, each 0 to 100."""
    one = Fraction(1)
    score = _mean((score, one) for score, _, _ in scores.values() if score is not None)
    low = _mean((low, one) for _, low, _ in scores.values())
    high = _mean((high, one) for _, _, high in scores.values())
    return (
        None if score is None else score * 100,
        Fraction(0) if low is None else low * 100,
        Fraction(100) if high is None else high * 100,
    )
