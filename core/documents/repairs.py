"""Problems whose cells have one certain value → what can be accepted at once, kind by kind, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from core.documents.figures import plain, score_range, whole_score
from core.documents.questions import ranked
from core.documents.texts import PROSE
from core.model import Answer, Assessment, Offer, Outcome, Problem, Text
from core.model.document import Document, Value, say


class Repair(Struct, frozen=True):
    """A problem and the answer that gives its cells the value they mean."""

    problem: Problem
    offer: Offer
    kind: Text

    @property
    def question(self) -> Answer:
        return Answer.to(self.problem, "")

    @property
    def answer(self) -> Answer:
        return Answer.to(self.problem, self.offer.key)


class Repairs(Document, frozen=True):
    """All of them, errors first, those of a kind together."""

    all: tuple[Repair, ...]


def repairs_document(a: Assessment) -> Repairs:
    """The open problems whose cells have one certain value."""
    found = list(_found(a))
    kinds = list(dict.fromkeys(repair.kind for repair in found))
    return Repairs(tuple(sorted(found, key=lambda repair: kinds.index(repair.kind))))


def _found(a: Assessment) -> Iterator[Repair]:
    for problem in ranked(a):
        offer, kind = a.rulebook.problems.repair(problem), a.rulebook.problems.kinds[problem.code].repair
        if offer is not None and kind is not None:
            yield Repair(problem, offer, kind)


def changed(before: Assessment, after: Assessment) -> Value:
    was, now = (each.verdict.counts[Outcome.MET] for each in (before, after))
    lacked, lacks = (each.verdict.counts[Outcome.NO_DATA] for each in (before, after))
    counts = {"total": after.verdict.total, "was": was, "now": now, "lacked": lacked, "lacks": lacks}
    slots: dict[str, Value] = {key: plain(n) for key, n in counts.items()}
    slots |= {"before": score_range(before), "after": score_range(after)}
    if (was, lacked) == (now, lacks) and whole_score(before) == whole_score(after):
        return say("Before and after, {was} of {total} criteria are met; the unofficial score is {before}.", **slots)
    return say(PROSE["repaired"], **slots)
