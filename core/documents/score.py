"""The unofficial score, as a range wherever something is missing, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.model import Assessment
from core.model.document import Case, Cases, Document, Joined, Sentence, Value, choose, say
from core.model.quantity import WHOLE, Form, Key, Measure, Quantity, item_subject

HOW = say(
    "The notice gives no points or weights; this score is ours and unofficial. Each of the six items is the mean "
    "of its criteria: a figure counts as value ÷ threshold, at most 1; evidence counts 1 where met, 0.5 to review, "
    "0 not met. The score is the mean of the six items × 100. The foundation stands outside it. What is not "
    "reported is left out of the score, counts 0 in its lower end and 1 in its upper end."
)


@dataclass(frozen=True)
class Score(Document):
    """The score in a word, the score, its range, and how it is made."""

    short: Cases
    point: Cases
    span: Cases
    how: Sentence

    @property
    def full(self) -> Value:
        """The score and its range."""
        return Joined((self.point, self.span), "dots")


def score(a: Assessment) -> Score:
    """The score of a judgement."""
    v = a.verdict
    point, low, high = whole_score(a)
    has_score, spread = Fraction(v.score is not None), v.score_high - v.score_low
    known = say("unofficial score {score}", score=point)
    ranged = say("unofficial score {score} ({low}–{high})", score=point, low=low, high=high)

    def where(measure: Measure, at: Fraction, said: Value, otherwise: Value) -> Cases:
        return choose(Key(WHOLE, measure), at, (Case("positive", said),), otherwise)

    missing = say("{low}–{high}, counting what is not reported", low=low, high=high)
    nothing = say("no unofficial score yet")
    return Score(
        short=where(Measure.SCORED, has_score, where(Measure.SPREAD, spread, ranged, known), nothing),
        point=where(Measure.SCORED, has_score, known, nothing),
        span=where(Measure.SPREAD, spread, missing, say("no missing data affects it")),
        how=HOW,
    )


def whole_score(a: Assessment) -> tuple[Quantity, Quantity, Quantity]:
    """The score with its lower and its upper end."""
    return _ends(WHOLE, a.verdict.score, a.verdict.score_low, a.verdict.score_high)


def item_score(a: Assessment, item: int) -> tuple[Quantity, Quantity, Quantity] | None:
    """An item's score with its ends; None for the foundation, and where nothing of the item applies."""
    if item not in a.verdict.item_scores:
        return None
    value, low, high = a.verdict.item_scores[item]
    return _ends(item_subject(item), None if value is None else value * 100, low * 100, high * 100)


def _ends(subject: str, value: Fraction | None, low: Fraction, high: Fraction) -> tuple[Quantity, Quantity, Quantity]:
    def points(figure: Fraction | None, measure: Measure) -> Quantity:
        key = Key(subject, measure)
        return Quantity(figure or Fraction(0), form=Form.POINTS, key=key, known=figure is not None)

    return points(value, Measure.SCORE), points(low, Measure.SCORE_LOW), points(high, Measure.SCORE_HIGH)
