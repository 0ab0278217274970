"""Where each computed criterion is heading, how sure that is, what it would take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from core.documents import figures, scores
from core.documents.claims import remedy
from core.documents.texts import PROSE, counted, filled, many, table
from core.documents.urgency import OPEN, by_urgency, computed_by_urgency, gain
from core.forecast.projection import ENOUGH
from core.model import Assessment, Finding, Kind, Outcome, Outlook, Status, Trajectory
from core.model.document import Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Form, Judged, Probability, Quantity

ENDED = say("The pilot has ended: no forecast")


class CriterionOutlook(Document, frozen=True):
    """A computed criterion's outlook; None where there is nothing to say of it.

    `status` is None once the pilot is over.  `sentence` is the forecast, or says why there is none.
    """

    id: str
    status: Status | None
    probability: Probability | None
    interval: Value
    reached: Value
    needed: Quantity | None
    recent: Value
    times: Quantity | None
    known: Value
    sentence: Value


class Outlooks(Document, frozen=True):
    """How many criteria are heading where, and a row for each, most urgent first."""

    heading: Value
    note: Value
    table: Table
    criteria: Mapping[str, CriterionOutlook]


class ToSettle(Struct, frozen=True):
    """A figure to report, or evidence to prove, and how."""

    id: str
    label: Value
    outcome: Judged
    gain: Value
    how: Value


class Planner(Document, frozen=True):
    """The way to compliance; the notice asks for every criterion, so it is all that is open and nothing else."""

    sentence: Value
    figures: Table
    reports: tuple[ToSettle, ...]
    evidence: tuple[ToSettle, ...]


def statuses(a: Assessment) -> Mapping[Status, int]:
    """How many computed criteria have which status, in the order of the statuses."""
    counts = Counter(outlook.status for outlook in a.outlooks.values())
    return {status: counts[status] for status in Status}


def heading(a: Assessment) -> Value:
    """Where the computed criteria are heading, in one sentence; None where nothing is forecast."""
    counts = statuses(a)
    if a.as_of is None or a.is_over or counts[Status.NO_DATA] == sum(counts.values()):
        return None
    return say("On the progress so far: {counts}.", counts=Joined(counted("status", counts), "commas"))


def outlook_document(a: Assessment) -> Outlooks:
    criteria = {id: criterion_outlook(a, id) for id in computed_by_urgency(a)}
    silent = ENDED if a.is_over else say("No forecast")
    rows = table("outlook", (_row(a, each) for each in criteria.values()))
    return Outlooks(heading(a) or silent, say(PROSE["outlook"]), rows, criteria)


def criterion_outlook(a: Assessment, id: str) -> CriterionOutlook:
    outlook, finding = a.outlooks[id], a.finding(id)
    c, trajectory, end = finding.criterion, a.trajectory(id), outlook.end
    interval = None if end is None else figures.interval(c, end.low, end.high)
    probability = None if end is None else Probability(end.probability)
    reached = _reached(a, outlook)
    needed = trajectory.needed_per_month
    return CriterionOutlook(
        id=id,
        status=None if a.is_over else outlook.status,
        probability=probability,
        interval=interval,
        reached=reached,
        needed=figures.needed(a, finding) if needed is not None and needed > 0 else None,
        recent=figures.recent(a, finding),
        times=_times(trajectory),
        known=many("known", outlook.known),
        sentence=_silence(a, outlook) if end is None else _forecast(outlook, interval, probability, reached),
    )


def _forecast(outlook: Outlook, interval: Value, probability: Value, reached: Value) -> Value:
    parts = [
        say(
            "At the pilot's end {interval} (likely range, 80%); probability of meeting the threshold {probability}.",
            interval=interval,
            probability=probability,
        )
    ]
    if reached is not None and outlook.reached[0] is not None:  # else the probability has said so
        parts.append(say("First met: {range}.", range=reached))
    parts += [say("Very uncertain: fewer than six months are known.")] if outlook.very_uncertain else []
    return Joined(tuple(parts), "sentences")


def _reached(a: Assessment, outlook: Outlook) -> Value:
    """In which months the threshold is likely to be met: a range, never a bare date; None where it is met."""
    early, late = outlook.reached
    if outlook.end is None or early == a.as_of:
        return None
    if early is None:
        return say("unlikely to be met in time")
    if late is None:
        return say("{early} at the earliest, perhaps not before the pilot's end", early=early)
    if early == late:
        return say("around {month}", month=early)
    return say("between {early} and {late}", early=early, late=late)


def _silence(a: Assessment, outlook: Outlook) -> Value:
    if outlook.status is Status.NO_DATA:
        return say("No forecast: there is no figure at this month.")
    if a.is_over:
        return say("No forecast: the pilot has ended.")
    if outlook.known < ENOUGH:
        return say("No forecast yet: fewer than three months have a figure.")
    return say("No forecast yet: the figure has not changed so far.")


def _row(a: Assessment, each: CriterionOutlook) -> Row:
    finding, outlook = a.finding(each.id), a.outlooks[each.id]
    c, end, known = finding.criterion, outlook.end, figures.plain(outlook.known)
    cells: dict[str, Value] = {
        "id": Verbatim(c.id),
        "title": c.title,
        "status": each.status,
        "probability": each.probability,
        "median": None if end is None else figures.forecast(c, end.median, bare=True),
        "low": None if end is None else figures.forecast(c, end.low, bare=True),
        "high": None if end is None else figures.forecast(c, end.high, bare=True),
        "reached": None if each.status is None else each.sentence if end is None else each.reached,
        "known": say("{n}, very uncertain", n=known) if outlook.very_uncertain and end is not None else known,
        "value": figures.value(finding),
        "threshold": figures.threshold(c),
        "needed": each.needed,
        "recent": each.recent,
        "times": each.times,
        "target": figures.target(finding),
        "target_outcome": figures.target_outcome(a, finding),
    }
    return Row(each.id, cells, rests_on_figures=True)


def _times(trajectory: Trajectory) -> Quantity | None:
    """How many times the current pace is needed; None where either is missing."""
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    if needed is None or needed <= 0 or recent is None or recent <= 0:
        return None
    return Quantity(needed / recent, beside=Fraction(1))


def planner(a: Assessment) -> Planner:
    found = [finding for finding in by_urgency(a) if finding.outcome in OPEN]
    evidence = [each for each in found if each.criterion.kind is Kind.EVIDENCE]
    raised = [each for each in found if each.outcome is Outcome.NOT_MET and each not in evidence]
    reported = [each for each in found if each not in raised and each not in evidence]
    sentence = _sentence(a, len(raised), len(reported), len(evidence))
    to_report, to_prove = (tuple(_to_settle(a, finding) for finding in each) for each in (reported, evidence))
    return Planner(sentence, filled(table("planner", (_raise(a, finding) for finding in raised))), to_report, to_prove)


def _sentence(a: Assessment, raised: int, reported: int, evidence: int) -> Value:
    total = raised + reported + evidence
    if not total:
        return say("Nothing is left to do: every criterion is met.")
    counts = counted("to_do", {"raise": raised, "report": reported, "evidence": evidence})
    parts = [many("to_change", total), say("{counts}.", counts=Joined(counts, "commas"))]
    if a.verdict.counts[Outcome.NO_DATA]:
        parts.append(say(PROSE["raised_from"], low=scores.whole_score(a)[1]))
    return Joined(tuple(parts), "sentences")


def _gain(a: Assessment, finding: Finding) -> Value:
    added = gain(a, finding)
    return say("+{points}", points=Quantity(added, form=Form.POINTS)) if added else None


def _raise(a: Assessment, finding: Finding) -> Row:
    row, short = _row(a, criterion_outlook(a, finding.criterion.id)), figures.shortfall(finding)
    more = {"label": figures.label(finding.criterion), "short": short, "gain": _gain(a, finding)}
    return replace(row, cells={**row.cells, **more})


def _to_settle(a: Assessment, finding: Finding) -> ToSettle:
    c, why = finding.criterion, finding.reason
    how = remedy(finding)
    how = say("{reason}: {remedy}", reason=why, remedy=how) if finding.outcome is Outcome.NO_DATA else how
    return ToSettle(c.id, figures.label(c), figures.outcome(a, finding), _gain(a, finding), how)
