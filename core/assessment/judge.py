"""The one place where a verdict is made, from a figure and a threshold or a claim and its review, and the score.

The notice gives no weights, points or pass line: the score is ours and unofficial (see the contract, "Score").  It is
the mean over the six items of the weighted mean of attainment in each; the foundation is a gate and stands outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from core.model import Claim, Finding, Outcome, Reason, State


def judge_figure(value: Fraction | None, threshold: Fraction, *, at_least: bool = False) -> Outcome:
    """Whether a value reaches a threshold, exactly; equal is met (民法典 第1259条).

    A lower bound that falls short proves nothing.

    >>> judge_figure(Fraction(3, 10), Fraction("0.3")).value
    'met'
    >>> judge_figure(Fraction("0.2996"), Fraction("0.3")).value
    'not_met'
    >>> judge_figure(Fraction(180), Fraction(200), at_least=True).value
    'no_data'
    """
    if value is None:
        return Outcome.NO_DATA
    if value >= threshold:
        return Outcome.MET
    return Outcome.NO_DATA if at_least else Outcome.NOT_MET


class ClaimVerdict(Struct, frozen=True):
    """What a claim comes to; `self_assessed` where it rests on the filler's word alone."""

    outcome: Outcome
    reason: Reason | None = None
    self_assessed: bool = False


#: The outcome of a claim that a reviewer has judged: (review, status) → outcome; None is any status.
REVIEWED: Mapping[tuple[str, str | None], Outcome] = {
    ("true", "ready"): Outcome.MET,
    ("true", "partial"): Outcome.NEEDS_REVIEW,
    ("true", "missing"): Outcome.NOT_MET,
    ("true", "not_applicable"): Outcome.NEEDS_REVIEW,
    ("partly_true", None): Outcome.NEEDS_REVIEW,
    ("untrue", None): Outcome.NOT_MET,
    ("agreed_not_applicable", "not_applicable"): Outcome.NOT_APPLICABLE,
}


def judge_claim(claim: Claim | None) -> ClaimVerdict:
    """A row of 定性自评: the review decides where there is one that fits, else status and evidence."""
    if claim is None or claim.status.value is None:
        unreadable = claim is not None and claim.status.state is State.UNREADABLE
        return ClaimVerdict(Outcome.NO_DATA, Reason.UNREADABLE if unreadable else Reason.BLANK)
    status, review = claim.status.value, claim.review.value or ""
    if reviewed := REVIEWED.get((review, status)) or REVIEWED.get((review, None)):
        return ClaimVerdict(reviewed)
    if status == "ready" and claim.evidence.value:
        return ClaimVerdict(Outcome.MET, self_assessed=True)
    return ClaimVerdict(Outcome.NOT_MET if status == "missing" else Outcome.NEEDS_REVIEW, self_assessed=True)


def compliant(outcomes: Iterable[Outcome]) -> bool | None:
    """False if anything is not met; None while anything is open; True otherwise."""
    found = set(outcomes)
    if Outcome.NOT_MET in found:
        return False
    return None if found & {Outcome.NO_DATA, Outcome.NEEDS_REVIEW} else True


#: Attainment of what is judged from evidence.
EVIDENCE = {Outcome.MET: Fraction(1), Outcome.NEEDS_REVIEW: Fraction(1, 2), Outcome.NOT_MET: Fraction(0)}
ItemScores = Mapping[int, tuple[Fraction | None, Fraction, Fraction]]


def capped(finding: Finding) -> Fraction:
    """Attainment for the score, from 0 to 1."""
    return max(Fraction(0), min(Fraction(1), finding.attainment or Fraction(0)))


def _mean(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
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
