"""Where each computed criterion is heading: its status, how sure that is, and what it would take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.urgency import computed_by_urgency
from core.forecast.projection import ENOUGH
from core.model import Finding, Outlook, Status
from core.model.document import Column, Document, Joined, Row, Table, Value, Verbatim, say, say_count
from core.model.judgement import Judgement
from core.model.quantity import Measure, Probability, Quantity

COLUMNS = (
    Column("id", say("No.")),
    Column("title", say("Criterion")),
    Column("status", say("Status")),
    Column("probability", say("Probability at the pilot's end")),
    Column("median", say("Expected at the end")),
    Column("low", say("Likely range (80%), low")),
    Column("high", say("Likely range (80%), high")),
    Column("reached", say("Threshold first met")),
    Column("known", say("Known months")),
    Column("value", say("Last value")),
    Column("threshold", say("Threshold")),
    Column("needed", say("Needed a month")),
    Column("recent", say("A month over the last three")),
    Column("times", say("Required ÷ current pace")),
    Column("target", say("Own end target")),
    Column("target_outcome", say("Own target's outcome")),
)


@dataclass(frozen=True)
class CriterionOutlook(Document):
    """A computed criterion's outlook; None where there is nothing to say of it.

    `status` is None once the pilot is over.  `likely` is the forecast as sentences and None where there
    is none; `sentence` then says why.
    """

    id: str
    status: Status | None
    probability: Probability | None
    interval: Value
    reached: Value
    needed: Quantity | None
    recent: Quantity | None
    known: Value
    likely: Value
    sentence: Value


@dataclass(frozen=True)
class Outlooks(Document):
    """How many criteria are heading where, and a row for each, most urgent first."""

    heading: Value
    note: Value
    table: Table
    criteria: Mapping[str, CriterionOutlook]


def statuses(j: Judgement) -> Mapping[Status, int]:
    """How many computed criteria have which status, in the order of the statuses."""
    counts = Counter(outlook.status for outlook in j.outlooks.values())
    return {status: counts[status] for status in Status}


def heading(j: Judgement) -> Value:
    """Where the computed criteria are heading, in one sentence; None where nothing is forecast."""
    counts = statuses(j)
    if j.assessment.as_of is None or figures.is_over(j.assessment) or counts[Status.NO_DATA] == sum(counts.values()):
        return None
    parts = tuple(_counted(each, n) for each, n in counts.items() if n)
    return say("On the progress so far: {counts}.", counts=Joined(parts, "commas"))


def _counted(status: Status, n: int) -> Value:
    figure = figures.plain(n)
    return {
        Status.ACHIEVED: say("{n} achieved", n=figure),
        Status.ON_TRACK: say("{n} on track", n=figure),
        Status.AT_RISK: say("{n} at risk", n=figure),
        Status.OFF_TRACK: say("{n} off track", n=figure),
        Status.NOT_YET_DUE: say("{n} too early to forecast", n=figure),
        Status.NO_DATA: say("{n} without a figure", n=figure),
    }[status]


def outlook_document(j: Judgement) -> Outlooks:
    """The outlook of a judgement."""
    criteria, over = {id: criterion_outlook(j, id) for id in computed_by_urgency(j)}, figures.is_over(j.assessment)
    return Outlooks(
        heading=heading(j) or (say("The pilot has ended: no forecast") if over else say("No forecast")),
        note=say(
            "Most urgent first. A forecast is a value of the day of scoring and never enters the verdict; last values "
            "and the paces needed follow your cells."
        ),
        table=Table(COLUMNS, tuple(_row(j, each) for each in criteria.values())),
        criteria=criteria,
    )


def criterion_outlook(j: Judgement, id: str) -> CriterionOutlook:
    """The outlook of one computed criterion."""
    a, outlook, finding = j.assessment, j.outlooks[id], j.assessment.finding(id)
    trajectory, end = a.trajectory(id), outlook.end
    likely = None if end is None else _likely(j, outlook, finding)
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    return CriterionOutlook(
        id=id,
        status=None if figures.is_over(a) else outlook.status,
        probability=None if end is None else Probability(end.probability),
        interval=None if end is None else figures.interval(finding.criterion, end.low, end.high),
        reached=_reached(j, outlook),
        needed=figures.pace(finding.criterion, needed, Measure.NEEDED) if needed is not None and needed > 0 else None,
        recent=None if recent is None else figures.pace(finding.criterion, recent),
        known=say_count("{n} month with figures", "{n} months with figures", outlook.known),
        likely=likely,
        sentence=likely or _silence(j, outlook),
    )


def _row(j: Judgement, each: CriterionOutlook) -> Row:
    finding, outlook = j.assessment.finding(each.id), j.outlooks[each.id]
    c, end, commitment = finding.criterion, outlook.end, finding.commitment
    known = figures.plain(outlook.known)
    cells: dict[str, Value] = {
        "id": Verbatim(c.id),
        "title": c.title,
        "status": each.status,
        "probability": each.probability,
        "median": None if end is None else figures.forecast(c, end.median, bare=True),
        "low": None if end is None else figures.forecast(c, end.low, bare=True),
        "high": None if end is None else figures.forecast(c, end.high, bare=True),
        "reached": each.reached if end is not None else each.sentence,
        "known": say("{n}, very uncertain", n=known) if outlook.very_uncertain and end is not None else known,
        "value": figures.value(finding) or figures.unknown(c, Measure.VALUE),
        "threshold": figures.threshold(c),
        "needed": each.needed,
        "recent": each.recent,
        "times": times(each),
        "target": None if commitment is None else figures.target(finding),
        "target_outcome": None if commitment is None else figures.target_outcome(j.assessment, finding),
    }
    return Row(each.id, cells, rests_on=(each.id,))


def times(each: CriterionOutlook) -> Value:
    """How many times the current pace is needed; None where either is missing."""
    if each.needed is None or each.recent is None or each.recent.value <= 0:
        return None
    return Quantity(each.needed.value / each.recent.value, beside=Fraction(1))


def _likely(j: Judgement, outlook: Outlook, finding: Finding) -> Value:
    """All that an officer needs of a forecast, to be pasted into a report."""
    end = outlook.end
    assert end is not None, "asked only where there is a forecast"
    parts: list[Value] = [
        say(
            "At the pilot's end {interval} (likely range, 80%); probability of meeting the threshold {probability}.",
            interval=figures.interval(finding.criterion, end.low, end.high),
            probability=Probability(end.probability),
        )
    ]
    reached = _reached(j, outlook)
    if reached is not None:
        parts.append(say("First met: {range}.", range=reached))
    if outlook.very_uncertain:
        parts.append(say("Very uncertain: fewer than six months are known."))
    return Joined(tuple(parts), "sentences")


def _reached(j: Judgement, outlook: Outlook) -> Value:
    """In which months the threshold is likely to be met: a range, never a bare date; None where it is met."""
    early, late = outlook.reached
    if outlook.end is None or early == j.assessment.as_of:
        return None
    if early is None:
        return say("unlikely to be met in time")
    if late is None:
        return say("{early} at the earliest, perhaps not before the pilot's end", early=early)
    if early == late:
        return say("around {month}", month=early)
    return say("between {early} and {late}", early=early, late=late)


def _silence(j: Judgement, outlook: Outlook) -> Value:
    """Why there is no forecast."""
    if outlook.status is Status.NO_DATA:
        return say("No forecast: there is no figure at this month.")
    if figures.is_over(j.assessment):
        return say("No forecast: the pilot has ended.")
    if outlook.known < ENOUGH:
        return say("Not enough data, no forecast yet: fewer than three months are known.")
    return say("Not enough data, no forecast yet: the figure has not changed so far.")
