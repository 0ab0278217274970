"""What it takes: figures to raise, figures to report, evidence to prove, in the order of urgency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.outlook import criterion_outlook, times
from core.documents.score import whole_score
from core.documents.urgency import by_urgency, gain, still_open
from core.model import Finding, Kind, Outcome
from core.model.document import Column, Document, Joined, Row, Table, Value, Verbatim, say, say_count
from core.model.judgement import Judgement
from core.model.quantity import Form, Judged, Quantity

COLUMNS = (
    Column("label", say("Criterion")),
    Column("short", say("Gap")),
    Column("needed", say("Needed a month")),
    Column("recent", say("A month over the last three")),
    Column("times", say("Required ÷ current pace")),
    Column("probability", say("Probability at the pilot's end")),
    Column("gain", say("Adds to the unofficial score")),
)


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
    open_ = {finding.criterion.id for finding in still_open(j)}
    found = [finding for finding in by_urgency(j) if finding.criterion.id in open_]
    evidence = [each for each in found if each.criterion.kind is Kind.EVIDENCE]
    computed = [each for each in found if each.criterion.kind is Kind.COMPUTED]
    raised = [each for each in computed if each.outcome is Outcome.NOT_MET]
    reported = [each for each in computed if each.outcome is not Outcome.NOT_MET]
    return Planner(
        sentence=_sentence(j, len(raised), len(reported), len(evidence)),
        figures=Table(COLUMNS, tuple(_row(j, finding) for finding in raised)),
        reports=tuple(_to_settle(j, finding) for finding in reported),
        evidence=tuple(_to_settle(j, finding) for finding in evidence),
    )


def _sentence(j: Judgement, raised: int, reported: int, evidence: int) -> Value:
    total = raised + reported + evidence
    if not total:
        return say("Nothing is left to do: every criterion is met.")
    counts = (
        (raised, say_count("{n} figure to raise", "{n} figures to raise", raised)),
        (reported, say_count("{n} figure to report", "{n} figures to report", reported)),
        (evidence, say_count("{n} item to evidence", "{n} items to evidence", evidence)),
    )
    parts: list[Value] = [
        say_count(
            "The notice asks for every criterion: {n} has to change, and no smaller set will do.",
            "The notice asks for every criterion: all {n} of these have to change, and no smaller set will do.",
            total,
        ),
        say("{counts}.", counts=Joined(tuple(said for n, said in counts if n), "commas")),
    ]
    if j.assessment.verdict.counts[Outcome.NO_DATA]:
        low = whole_score(j.assessment)[1]
        parts.append(
            say("What each adds counts all that is not reported as 0: together they lead from {low} to 100.", low=low)
        )
    return Joined(tuple(parts), "sentences")


def _label(finding: Finding) -> Value:
    return Joined((Verbatim(f"{finding.criterion.id} "), finding.criterion.title), "nothing")


def _gain(j: Judgement, finding: Finding) -> Value:
    added = gain(j, finding)
    return say("+{points}", points=Quantity(Fraction(added), form=Form.POINTS)) if added else None


def _row(j: Judgement, finding: Finding) -> Row:
    ahead = criterion_outlook(j, finding.criterion.id)
    cells: dict[str, Value] = {
        "label": _label(finding),
        "short": figures.parts_short(finding) or figures.shortfall(finding),
        "needed": ahead.needed,
        "recent": ahead.recent,
        "times": times(ahead),
        "probability": ahead.probability,
        "gain": _gain(j, finding),
    }
    return Row(finding.criterion.id, cells, rests_on=(finding.criterion.id,))


def _to_settle(j: Judgement, finding: Finding) -> ToSettle:
    c, how = finding.criterion, finding.criterion.remedy
    why: Value = how
    if finding.outcome is Outcome.NO_DATA:
        why = say("{reason}: {remedy}", reason=finding.reason, remedy=how)
    return ToSettle(c.id, _label(finding), figures.outcome(j.assessment, finding), _gain(j, finding), why)
