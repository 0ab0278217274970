"""The one order of urgency, of whatever stands in the way of compliance or is not sure to hold."""

from __future__ import annotations

from fractions import Fraction

from core.assessment.judge import capped
from core.model import Assessment, Finding, Kind, Outcome, Reason, Status

#: What stands in the way of compliance.
OPEN = (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)
UNSURE = (Status.AT_RISK, Status.OFF_TRACK)
#: What it costs to settle what is missing, from a cell to fill in to a figure to find: cheapest first.
COSTS = {Reason.BLANK: 1, Reason.UNREADABLE: 1, Reason.SOURCE_FAILED: 1, Reason.NO_DENOMINATOR: 1, Reason.IMPOSSIBLE: 2}
COST_OF_EVIDENCE, COST_OF_THE_REST = 0, 3
#: Ranks before every other: a red flag, then the foundation.
RED_FLAG, FOUNDATION, NOT_MET, UNSETTLED, MET_BUT_UNSURE = range(5)

#: Ranks after every other, so that of two pilots the one with more behind the same comes first.
NOTHING = (MET_BUT_UNSURE + 1,)

Rank = tuple[int, float, Fraction, int]


def by_urgency(a: Assessment) -> tuple[Finding, ...]:
    """What stands in the way of compliance, then what is met but not expected to hold; most urgent first.

    Not met comes first, by the probability of meeting it (least first; what has no forecast after that), then by how
    little of it is attained; then what is missing or to review, by what it costs to settle and what it adds; then what
    is met but at risk.  A red flag and the foundation, which is a gate, precede them.
    """
    return tuple(finding for _rank, finding in _ranked(a))


def urgency(a: Assessment) -> tuple[object, ...]:
    """By what pilots are sorted, the most urgent first: the ranks of what is open in each, after each one nothing more."""
    return (*(rank[:-1] for rank, _finding in _ranked(a)), NOTHING)


def _ranked(a: Assessment) -> list[tuple[Rank, Finding]]:
    status = {id: outlook.status for id, outlook in a.outlooks.items()}
    unsure = [f for f in a.findings if f.outcome is Outcome.MET and status.get(f.criterion.id) in UNSURE]
    order = {finding.criterion.id: place for place, finding in enumerate(a.findings)}
    ranked = ((_rank(a, each, order[each.criterion.id]), each) for each in (*still_open(a), *unsure))
    return sorted(ranked, key=lambda each: each[0])


def still_open(a: Assessment) -> list[Finding]:
    """The findings that stand in the way of compliance, in the order of the notice."""
    return [finding for finding in a.findings if finding.outcome in OPEN]


def computed_by_urgency(a: Assessment) -> tuple[str, ...]:
    """Ids of all computed criteria: the urgent ones first, the others in the order of the notice."""
    first = [f.criterion.id for f in by_urgency(a) if f.criterion.kind is Kind.COMPUTED]
    return (*first, *(trajectory.id for trajectory in a.trajectories if trajectory.id not in first))


def gain(a: Assessment, finding: Finding) -> Fraction:
    """What meeting a criterion would add to the unofficial score, 0 to 100; 0 for the foundation."""
    item = finding.criterion.item
    alike = [f for f in a.findings if f.criterion.item == item and f.outcome is not Outcome.NOT_APPLICABLE]
    weight = sum((f.criterion.weight for f in alike), Fraction(0))
    items = len(a.verdict.item_scores)
    if not item or not weight or not items:
        return Fraction(0)
    return 100 * (1 - capped(finding)) * finding.criterion.weight / weight / items


def probability(a: Assessment, finding: Finding) -> float | None:
    """The probability of being at the threshold at the pilot's end; None where there is no forecast."""
    outlook = a.outlooks.get(finding.criterion.id)
    return None if outlook is None or outlook.end is None else outlook.end.probability


def _rank(a: Assessment, finding: Finding, place: int) -> Rank:
    c, likely = finding.criterion, probability(a, finding)
    if finding.outcome is Outcome.NOT_MET:
        if c.red_flag:
            return RED_FLAG, 0.0, Fraction(0), place
        if not c.item:
            return FOUNDATION, 0.0, capped(finding), place
        return NOT_MET, 1.0 if likely is None else likely, capped(finding), place
    if finding.outcome is Outcome.MET:
        return MET_BUT_UNSURE, likely or 0.0, Fraction(0), place
    cost = COST_OF_EVIDENCE
    if finding.outcome is Outcome.NO_DATA:
        cost = COSTS.get(finding.reason or Reason.BLANK, COST_OF_THE_REST)
    return UNSETTLED, float(cost), -gain(a, finding), place
