"""What the filler and the reviewer wrote of a criterion, what it waits for, and what settles it."""

from __future__ import annotations

from msgspec import Struct

from core.documents.texts import WORDS
from core.model import Assessment, Claim, Criterion, Finding, Kind, Outcome, Reason, Text
from core.model.document import Sentence, Value, say


class ClaimOf(Struct, frozen=True):
    """What the filler and the reviewer wrote; `taken_from` is another criterion of the same wording."""

    status: Text | None
    evidence: str
    note: str
    review: Text | None
    review_note: str
    taken_from: str | None


def claim_of(a: Assessment, claim: Claim, c: Criterion) -> ClaimOf:
    column = a.rulebook.sheets["claims"].column
    return ClaimOf(
        status=column("status").labels.get(claim.status.value or ""),
        evidence=claim.evidence.value or "",
        note=claim.note.value or "",
        review=column("review").labels.get(claim.review.value or ""),
        review_note=claim.review_note.value or "",
        taken_from=None if claim.id == c.id else claim.id,
    )


def waits_for(finding: Finding) -> str:
    """What a criterion that needs a review waits for: a key of the words `waits`."""
    claim = finding.claim
    if claim is None or claim.review.value == "partly_true":
        return "review"
    status = claim.status.value
    return status if status in WORDS["waits"] else "evidence"


def why_waiting(finding: Finding) -> Sentence:
    waits, claim = waits_for(finding), finding.claim
    unnamed = waits == "evidence" and claim is not None and claim.evidence.found
    return say(WORDS["waits"]["unnamed" if unnamed else waits])


def remedy(finding: Finding) -> Value:
    """What to do: that of the criterion where it was judged; else what settles why it was not."""
    if finding.outcome is Outcome.NEEDS_REVIEW:
        return say(WORDS["settled_by"][waits_for(finding)])
    if finding.outcome is not Outcome.NO_DATA:
        return finding.criterion.remedy
    unclaimed = finding.criterion.kind is Kind.EVIDENCE
    return say(WORDS["settled_by"]["status" if unclaimed else finding.reason or Reason.BLANK])
