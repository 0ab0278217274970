"""What to do next, most urgent first: one row a criterion that is open or not sure to hold."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.urgency import by_urgency, gain, probability, still_open
from core.model import Finding, Kind, Outcome
from core.model.document import (
    EMPTY,
    Case,
    Cases,
    Column,
    Document,
    Joined,
    Row,
    Table,
    Value,
    Verbatim,
    say,
    say_count,
)
from core.model.judgement import Judgement
from core.model.quantity import TIMES, Form, Key, Measure, Probability, Quantity

COLUMNS = (
    Column("place", say("Order")),
    Column("id", say("No.")),
    Column("title", say("Criterion")),
    Column("outcome", say("Outcome")),
    Column("pair", say("Value / threshold")),
    Column("step", say("What is missing, and how much a month")),
    Column("pace", say("The last three months")),
    Column("probability", say("Probability at the pilot's end")),
    Column("gain", say("Points it adds to the unofficial score")),
    Column("remedy", say("What to do")),
)


#: Nearer than this to the pace that is needed, one decimal would hide the difference.
CLOSE = Fraction(11, 10)
#: So many steps are named outside the table of all.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table, as it is said outside of it."""

    row: Row

    @property
    def said(self) -> Value:
        """What is to do."""
        return self.row.cells["step"]

    @property
    def facts(self) -> Value:
        """The pace of late and the probability."""
        return Joined((self.row.cells["pace"], self.row.cells["likely"]), "clauses")

    @property
    def remedy(self) -> Value:
        """How it is done."""
        return self.row.cells["remedy"]


@dataclass(frozen=True)
class Steps(Document):
    """How many criteria stand in the way, and a step for each."""

    heading: Value
    note: Value
    table: Table

    @property
    def first(self) -> tuple[Step, ...]:
        """The few that every surface names, most urgent first."""
        return tuple(map(Step, self.table.rows[:SHOWN]))

    @property
    def title(self) -> Value:
        """What stands above those few."""
        return say("What to do first ({n})", n=figures.plain(len(self.first)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The criteria, most urgent first."""
        return tuple(row.id for row in self.table.rows)


def steps(j: Judgement) -> Steps:
    """The steps of a judgement."""
    n = len(still_open(j))
    heading = say_count(
        "{n} criterion stands between the pilot and compliance",
        "{n} criteria stand between the pilot and compliance",
        n,
    )
    rows = tuple(_row(j, finding, place) for place, finding in enumerate(by_urgency(j), 1))
    return Steps(
        heading=heading if n else say("Nothing stands between the pilot and compliance"),
        note=say(
            "In order of urgency: a red flag and the foundation; what is not met, least probable first; what is "
            "missing or to review; what is met but not sure to hold."
        ),
        table=Table(COLUMNS, rows, say("Nothing to do.")),
    )


def _row(j: Judgement, finding: Finding, place: int) -> Row:
    a, c, likely, added = j.assessment, finding.criterion, probability(j, finding), gain(j, finding)
    cells: dict[str, Value] = {
        "place": Quantity(Fraction(place), form=Form.PLAIN),
        "id": Verbatim(c.id),
        "title": c.title,
        "outcome": figures.outcome(a, finding),
        "pair": pair(finding),
        "step": _step(j, finding),
        "pace": _recent(j, finding),
        "likely": _likely(likely),
        "probability": None if likely is None else Probability(likely),
        "gain": Quantity(added, form=Form.POINTS) if added else None,
        "remedy": c.remedy,
    }
    return Row(c.id, cells, rests_on=(c.id,))


def pair(finding: Finding) -> Value:
    """Value / threshold in the criterion's own unit: 148 / 200家; None for evidence."""
    bar = figures.threshold(finding.criterion)
    if bar is None:
        return None
    value = figures.value(finding, bare=True)
    if value is None:
        return say("no data / {threshold}", threshold=bar)
    if finding.at_least:
        return say("≥ {value} / {threshold}", value=value, threshold=bar)
    return say("{value} / {threshold}", value=value, threshold=bar)


def _step(j: Judgement, finding: Finding) -> Value:
    """What the criterion lacks, in a sentence that follows its cells."""
    c, a = finding.criterion, j.assessment
    if finding.outcome is Outcome.MET:
        return say("{title}: hold it until the pilot's end", title=c.title)
    if finding.outcome is Outcome.NO_DATA:
        report = say("{title}: report the figure ({reason})", title=c.title, reason=finding.reason)
        state = say("{title}: fill in the status ({reason})", title=c.title, reason=finding.reason)
        return report if c.kind is Kind.COMPUTED else state
    if finding.outcome is Outcome.NEEDS_REVIEW:
        return say("{title}: complete the evidence", title=c.title)
    if c.kind is Kind.EVIDENCE or finding.gap is None:
        return say("{title}: reported as not in place, counted as not met", title=c.title)
    short, needed = figures.parts_short(finding) or figures.shortfall(finding), a.trajectory(c.id).needed_per_month
    if needed is None:
        said = say("{title}: {short} to go", title=c.title, short=short)
    else:
        pace = figures.parts_needed(a, finding) or figures.pace(c, needed, Measure.NEEDED)
        said = say("{title}: {short} to go; {pace} to be in time", title=c.title, short=short, pace=pace)
    reached = Case("met", say("{title}: at its threshold", title=c.title))
    return Cases(Key(c.id, Measure.OUTCOME), (reached,), said, said)


def _likely(likely: float | None) -> Value:
    """The probability as a phrase; nothing where there is no forecast."""
    if likely is None:
        return EMPTY
    return say("probability at the pilot's end {probability}", probability=Probability(likely))


def _recent(j: Judgement, finding: Finding) -> Value:
    """The pace of the last three months beside what is needed; nothing where neither says anything."""
    c = finding.criterion
    if c.kind is Kind.EVIDENCE or finding.outcome in (Outcome.NO_DATA, Outcome.MET):
        return EMPTY
    trajectory = j.assessment.trajectory(c.id)
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    if needed is None:
        return say("the pilot has no months left")
    if recent is None:
        return say("no figure three months back to compare with")
    if recent <= 0:
        return say("no growth over the last three months")
    pace = say("{recent} over the last three months", recent=figures.pace(c, recent))
    if needed <= recent:
        return pace
    factor = needed / recent
    times = Quantity(factor, TIMES if factor < CLOSE else "", beside=Fraction(1), bare=True)
    return say("{pace}; {times} times that pace is needed", pace=pace, times=times)
