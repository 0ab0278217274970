"""The one place where a verdict is made: a figure against a threshold, or a claim and its review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.model import Claim, Outcome, Reason, State


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


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
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
