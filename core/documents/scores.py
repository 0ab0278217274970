"""Verdict → the unofficial score, of the whole and of an item, each with its lower and its upper end."""

from __future__ import annotations

from fractions import Fraction

from core.model import Assessment
from core.model.document import EMPTY, Case, Cases, Value, choose, say
from core.model.quantity import WHOLE, Form, Key, Measure, Quantity, item_subject

Ends = tuple[Quantity, Quantity, Quantity]


def whole_score(a: Assessment) -> Ends:
    """The score with its lower and its upper end."""
    return _ends(WHOLE, a.verdict.score, a.verdict.score_low, a.verdict.score_high)


def where_spread(a: Assessment, wording: Value, otherwise: Value = EMPTY) -> Cases:
    """The wording that holds while something that is not reported could move the score."""
    spread = a.verdict.score_high - a.verdict.score_low
    return choose(Key(WHOLE, Measure.SPREAD), spread, (Case("positive", wording),), otherwise)


def score_range(a: Assessment) -> Cases:
    """The score; from its lower to its upper end wherever something is not reported."""
    score, low, high = whole_score(a)
    return where_spread(a, say("{low}–{high}", low=low, high=high), score)


def item_score(a: Assessment, item: int) -> Ends | None:
    """An item's score with its ends; None for the foundation, and where nothing of the item applies."""
    if item not in a.verdict.item_scores:
        return None
    score, low, high = a.verdict.item_scores[item]
    return _ends(item_subject(item), None if score is None else score * 100, low * 100, high * 100)


def _ends(subject: str, *points: Fraction | None) -> Ends:
    score, low, high = (
        Quantity(each or Fraction(0), form=Form.POINTS, key=Key(subject, measure), known=each is not None)
        for each, measure in zip(points, (Measure.SCORE, Measure.SCORE_LOW, Measure.SCORE_HIGH), strict=True)
    )
    return score, low, high
