"""Which row of 定性自评 speaks for a criterion, also under another type's toggle."""

from __future__ import annotations

from types import MappingProxyType

from core.model import Claim, Criterion, Problem, Profile, Rulebook, Severity, State, Submission


def claim_for(
    criterion: Criterion, submission: Submission, rulebook: Rulebook, profile: Profile
) -> tuple[Claim | None, Problem | None]:
    """The criterion's own row; under another type's toggle, else the row of an item of equal wording.

    The problem says so where the status was taken from such an item.
    """
    own = submission.claims.get(criterion.id)
    if own is not None and own.status.state in (State.FILLED, State.UNREADABLE):
        return own, None
    if submission.profile in (None, profile) or criterion.evidence_key is None:
        return own, None
    equal = [
        submission.claims[id]
        for id in _equal_items(criterion, submission, rulebook)
        if submission.claims[id].status.state is State.FILLED
    ]
    if not equal:
        return own, None
    ref = equal[0].status.ref
    problem = Problem(
        Severity.WARNING,
        "status_of_equal_item",
        ref.sheet if ref else None,
        ref.cells if ref else None,
        equal[0].status.found,
        MappingProxyType({"id": criterion.id, "from": equal[0].id, "title": criterion.title}),
        (criterion.id,),
    )
    return equal[0], problem


def _equal_items(criterion: Criterion, submission: Submission, rulebook: Rulebook) -> list[str]:
    """Ids of rows with the same evidence key, those of the workbook's own type first."""
    own = {c.id for c in rulebook.criteria[submission.profile]} if submission.profile else set()
    ids = [
        id
        for id, key in rulebook.evidence_keys.items()
        if key == criterion.evidence_key and id != criterion.id and id in submission.claims
    ]
    return sorted(ids, key=lambda id: id not in own)
