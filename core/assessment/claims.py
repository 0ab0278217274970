"""Which row of 定性自评 speaks for a criterion, also under another type's toggle."""

from __future__ import annotations

from types import MappingProxyType

from core.model import Claim, Criterion, Problem, Profile, Rulebook, State, Submission

#: A 状态 that says something, be it something that cannot be read.
STATED = (State.FILLED, State.UNREADABLE)


def claim_for(
    criterion: Criterion, submission: Submission, rulebook: Rulebook, profile: Profile
) -> tuple[Claim | None, Problem | None]:
    """The criterion's own row; under another type's toggle, else the row of an item of equal wording.

    The problem says so where the status was taken from such an item.
    """
    own = submission.claims.get(criterion.id)
    if _state(submission, criterion.id) in STATED:
        return own, None
    if submission.profile in (None, profile) or criterion.evidence_key is None:
        return own, None
    equal = [submission.claims[id] for id in _equal_items(criterion, submission, rulebook)]
    if not equal:
        return own, None
    if equal[0].status.state is State.UNREADABLE:
        return equal[0], None
    problem = Problem(
        "status_of_equal_item",
        equal[0].status.ref,
        equal[0].status.found,
        MappingProxyType({"id": criterion.id, "from": equal[0].id, "title": criterion.title}),
        (criterion.id,),
    )
    return equal[0], problem


def _equal_items(criterion: Criterion, submission: Submission, rulebook: Rulebook) -> list[str]:
    """Ids of rows with the same evidence key and a status: those that can be read, then the own type's, first."""
    own = {c.id for c in rulebook.criteria[submission.profile]} if submission.profile else set()
    alike = {c.id: c for each in rulebook.criteria.values() for c in each if c.evidence_key == criterion.evidence_key}
    ids = [id for id in alike if id != criterion.id and _state(submission, id) in STATED]
    return sorted(ids, key=lambda id: (_state(submission, id) is State.UNREADABLE, id not in own))


def _state(submission: Submission, id: str) -> State | None:
    return submission.claims[id].status.state if id in submission.claims else None
