"""What it takes: figures to raise, figures to report, evidence to prove, in the order of urgency."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import figures
from core.documents.outlook import criterion_outlook, times
from core.documents.steps import OPEN, by_urgency, gain
from core.documents.texts import table
from core.model import Finding, Kind, Outcome
from core.model.document import Document, Joined, Row, Table, Value, say, say_count
from core.model.judgement import Judgement
from core.model.quantity import Form, Judged, Quantity


@dataclass(frozen=True, slots=True)
class ToSettle:
    """A figure to report, or evidence to prove, and how."""

    id: str
    label: Value
    outcome: Judged
    gain: Value
    how: Value


@dataclass(frozen=True)
class Planner(Document):
    """The way to compliance; the notice asks for every criterion, so it is all that is open and nothing else."""

    sentence: Value
    figures: Table
    reports: tuple[ToSettle, ...]
    evidence: tuple[ToSettle, ...]


def planner(j: Judgement) -> Planner:
    """What it takes from a judgement to compliance."""
    found = [finding for finding in by_urgency(j) if finding.outcome in OPEN]
    evidence = [each for each in found if each.criterion.kind is Kind.EVIDENCE]
    raised = [each for each in found if each.outcome is Outcome.NOT_MET and each not in evidence]
    reported = [each for each in found if each not in raised and each not in evidence]
    return Planner(
        sentence=_sentence(j, len(raised), len(reported), len(evidence)),
        figures=table("planner", (_row(j, finding) for finding in raised)),
        reports=tuple(_to_settle(j, finding) for finding in reported),
        evidence=tuple(_to_settle(j, finding) for finding in evidence),
    )


def _sentence(j: Judgement, raised: int, reported: int, evidence: int) -> Value:
    total = raised + reported + evidence
    if not total:
        return say("Nothing is left to do: every criterion is met.")
    counts = (
        say_count("{n} figure to raise", "{n} figures to raise", raised),
        say_count("{n} figure to report", "{n} figures to report", reported),
        say_count("{n} item to evidence", "{n} items to evidence", evidence),
    )
    whole = say_count(
        "The notice asks for every criterion: {n} has to change, and no smaller set will do.",
        "The notice asks for every criterion: all {n} of these have to change, and no smaller set will do.",
        total,
    )
    parts = [whole, say("{counts}.", counts=Joined(tuple(each for each in counts if each.count), "commas"))]
    if j.assessment.verdict.counts[Outcome.NO_DATA]:
        low = figures.whole_score(j.assessment)[1]
        parts.append(
            say("What each adds counts all that is not reported as 0: together they lead from {low} to 100.", low=low)
        )
    return Joined(tuple(parts), "sentences")


def _gain(j: Judgement, finding: Finding) -> Value:
    added = gain(j, finding)
    return say("+{points}", points=Quantity(added, form=Form.POINTS)) if added else None


def _row(j: Judgement, finding: Finding) -> Row:
    ahead = criterion_outlook(j, finding.criterion.id)
    cells: dict[str, Value] = {
        "label": figures.label(finding.criterion),
        "short": figures.shortfall(finding),
        "needed": ahead.needed,
        "recent": ahead.recent,
        "times": times(ahead),
        "probability": ahead.probability,
        "gain": _gain(j, finding),
    }
    return Row(finding.criterion.id, cells, rests_on=(finding.criterion.id,))


def _to_settle(j: Judgement, finding: Finding) -> ToSettle:
    c, why = finding.criterion, finding.reason
    how = say("{reason}: {remedy}", reason=why, remedy=c.remedy) if finding.outcome is Outcome.NO_DATA else c.remedy
    return ToSettle(c.id, figures.label(c), figures.outcome(j.assessment, finding), _gain(j, finding), how)
