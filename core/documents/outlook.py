"""Where each computed criterion is heading, how sure that is, what it would take, and how far to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.steps import computed_by_urgency
from core.documents.texts import table
from core.forecast import Hindsight, hindsights
from core.forecast.projection import ENOUGH
from core.model import Assessment, Criterion, Outlook, Status
from core.model.document import Document, Joined, Row, Table, Value, Verbatim, say, say_count
from core.model.judgement import Judgement
from core.model.quantity import Measure, Probability, Quantity


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


@dataclass(frozen=True)
class BackTest(Document):
    """How many earlier forecasts held, and a row for each; no rows where none would have been made."""

    sentence: Value
    table: Table


def statuses(j: Judgement) -> Mapping[Status, int]:
    """How many computed criteria have which status, in the order of the statuses."""
    counts = Counter(outlook.status for outlook in j.outlooks.values())
    return {status: counts[status] for status in Status}


def heading(j: Judgement) -> Value:
    """Where the computed criteria are heading, in one sentence; None where nothing is forecast."""
    counts = statuses(j)
    if j.assessment.as_of is None or figures.is_over(j.assessment) or counts[Status.NO_DATA] == sum(counts.values()):
        return None
    n = {status: figures.plain(count) for status, count in counts.items()}
    said = {
        Status.ACHIEVED: say("{n} achieved", n=n[Status.ACHIEVED]),
        Status.ON_TRACK: say("{n} on track", n=n[Status.ON_TRACK]),
        Status.AT_RISK: say("{n} at risk", n=n[Status.AT_RISK]),
        Status.OFF_TRACK: say("{n} off track", n=n[Status.OFF_TRACK]),
        Status.NOT_YET_DUE: say("{n} too early to forecast", n=n[Status.NOT_YET_DUE]),
        Status.NO_DATA: say("{n} without a figure", n=n[Status.NO_DATA]),
    }
    parts = tuple(said[status] for status, count in counts.items() if count)
    return say("On the progress so far: {counts}.", counts=Joined(parts, "commas"))


def outlook_document(j: Judgement) -> Outlooks:
    """The outlook of a judgement."""
    criteria, over = {id: criterion_outlook(j, id) for id in computed_by_urgency(j)}, figures.is_over(j.assessment)
    return Outlooks(
        heading=heading(j) or (say("The pilot has ended: no forecast") if over else say("No forecast")),
        note=say(
            "Most urgent first. A forecast is a value of the day of scoring and never enters the verdict; last values "
            "and the paces needed follow your cells."
        ),
        table=table("outlook", (_row(j, each) for each in criteria.values())),
        criteria=criteria,
    )


def criterion_outlook(j: Judgement, id: str) -> CriterionOutlook:
    """The outlook of one computed criterion."""
    a, outlook, finding = j.assessment, j.outlooks[id], j.assessment.finding(id)
    c, trajectory, end = finding.criterion, a.trajectory(id), outlook.end
    interval = None if end is None else figures.interval(c, end.low, end.high)
    probability = None if end is None else Probability(end.probability)
    reached = _reached(j, outlook)
    likely = say(
        "At the pilot's end {interval} (likely range, 80%); probability of meeting the threshold {probability}.",
        interval=interval,
        probability=probability,
    )
    parts = [likely, *([say("First met: {range}.", range=reached)] if reached is not None else [])]
    parts += [say("Very uncertain: fewer than six months are known.")] if outlook.very_uncertain else []
    forecast = None if end is None else Joined(tuple(parts), "sentences")
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    return CriterionOutlook(
        id=id,
        status=None if figures.is_over(a) else outlook.status,
        probability=probability,
        interval=interval,
        reached=reached,
        needed=figures.pace(c, needed, Measure.NEEDED) if needed is not None and needed > 0 else None,
        recent=None if recent is None else figures.pace(c, recent),
        known=say_count("{n} month with figures", "{n} months with figures", outlook.known),
        likely=forecast,
        sentence=forecast or _silence(j, outlook),
    )


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


def _row(j: Judgement, each: CriterionOutlook) -> Row:
    finding, outlook = j.assessment.finding(each.id), j.outlooks[each.id]
    c, end, known = finding.criterion, outlook.end, figures.plain(outlook.known)
    cells: dict[str, Value] = {
        "id": Verbatim(c.id),
        "title": c.title,
        "status": each.status,
        "probability": each.probability,
        "median": None if end is None else figures.forecast(c, end.median, bare=True),
        "low": None if end is None else figures.forecast(c, end.low, bare=True),
        "high": None if end is None else figures.forecast(c, end.high, bare=True),
        "reached": each.sentence if end is None else each.reached,
        "known": say("{n}, very uncertain", n=known) if outlook.very_uncertain and end is not None else known,
        "value": figures.value(finding),
        "threshold": figures.threshold(c),
        "needed": each.needed,
        "recent": each.recent,
        "times": times(each),
        "target": figures.target(finding),
        "target_outcome": figures.target_outcome(j.assessment, finding),
    }
    return Row(each.id, cells, rests_on=(each.id,))


def times(each: CriterionOutlook) -> Value:
    """How many times the current pace is needed; None where either is missing."""
    if each.needed is None or each.recent is None or each.recent.value <= 0:
        return None
    return Quantity(each.needed.value / each.recent.value, beside=Fraction(1))


def back_test(a: Assessment, id: str) -> BackTest:
    """What the forecast would have said of the month judged, had it been made earlier, on today's figures."""
    looks, criterion = hindsights(a, id), a.finding(id).criterion
    made = [look for look in looks if not look.early]
    if not made:
        return BackTest(say("There is no earlier forecast to compare with yet."), table("back_test", ()))
    held = say_count(
        "In {inside} of {n} back-test the actual figure was in the likely range.",
        "In {inside} of {n} back-tests the actual figure was in the likely range.",
        len(made),
        inside=figures.plain(sum(look.inside for look in made)),
    )
    each = say(
        "Each row: what a forecast made in that month would have said of {month}, from the figures in today's workbook.",
        month=a.as_of,
    )
    return BackTest(Joined((held, each), "sentences"), table("back_test", (_look(criterion, look) for look in looks)))


def _look(c: Criterion, look: Hindsight) -> Row:
    cells: dict[str, Value] = {
        "month": look.month,
        "known": say_count("{n} month", "{n} months", look.known),
        "median": None if look.early else figures.forecast(c, look.median),
        "interval": None if look.early else figures.interval(c, look.low, look.high),
        "actual": figures.forecast(c, look.came),
        "inside": say("too early, not shown") if look.early else say("inside") if look.inside else say("outside"),
    }
    return Row(str(look.month), cells)
