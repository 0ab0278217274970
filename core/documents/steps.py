"""What to do next, in the one order of urgency: a row a criterion that is open or not sure to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from core.documents import figures
from core.documents.claims import remedy, waits_for, why_waiting
from core.documents.consequences import Consequences
from core.documents.questions import ranked
from core.documents.texts import PROSE, many, table
from core.documents.urgency import by_urgency, gain, probability, still_open
from core.model import Assessment, Finding, Kind, Outcome, Place, Reason, Severity
from core.model.document import EMPTY, Capitalised, Cells, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.formulas import DAILY, MONTHLY
from core.model.quantity import TIMES, Form, Judged, Probability, Quantity

#: Nearer than this to the pace that is needed, one decimal would hide the difference.
CLOSE = Fraction(11, 10)
#: So many steps of a group are named outside the table of all.
SHOWN = 3


class Step(Struct, frozen=True):
    """A row of the table outside of it: what to do, what is known of it, and how."""

    row: Row
    wording: Value
    facts: Capitalised
    remedy: Value


class StepGroup(Struct, frozen=True):
    """The first of the steps that are quick, or of those that take work; `total` counts all of them."""

    title: Value
    steps: tuple[Step, ...]
    total: int
    quick: bool


class Steps(Document, frozen=True):
    """How many criteria stand in the way, a step for each, and the few that every surface names: quick ones first."""

    heading: Value
    note: Value
    table: Table
    groups: tuple[StepGroup, ...]

    @property
    def first(self) -> tuple[Step, ...]:
        return tuple(step for group in self.groups for step in group.steps)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(row.id for row in self.table.rows)


def steps(a: Assessment) -> Steps:
    n, found = len(still_open(a)), by_urgency(a)
    rows = [_row(a, finding, place) for place, finding in enumerate(found, 1)]
    heading = many("in_the_way", n) if n else say("Nothing stands between the pilot and compliance")
    listed = table("steps", rows, say("Nothing to do."))
    return Steps(heading, say(PROSE["steps"]), listed, tuple(_groups(found, rows)))


def _groups(found: Sequence[Finding], rows: Sequence[Row]) -> Iterator[StepGroup]:
    for quick in (True, False):
        those = [row for finding, row in zip(found, rows, strict=True) if is_quick(finding) is quick]
        few, counts = len(those) <= SHOWN, {"n": figures.plain(SHOWN), "total": figures.plain(len(those))}
        if quick:
            title = say("Quick to settle") if few else say("Quick to settle ({n} of {total})", **counts)
        elif few:
            title = say("Work to do, most urgent first")
        else:
            title = say("Work to do, most urgent first ({n} of {total})", **counts)
        if those:
            yield StepGroup(title, tuple(map(_step_of, those[:SHOWN])), len(those), quick)


def _step_of(row: Row) -> Step:
    facts = Joined(tuple(row.cells[key] for key in ("cell", "change", "adds", "recent", "likely")), "clauses")
    return Step(row, row.cells["step"], Capitalised(facts), row.cells["remedy"])


def is_quick(finding: Finding) -> bool:
    """Whether a cell settles it: evidence to name, a figure or a status to report, a reviewer's word to enter."""
    if finding.outcome is Outcome.NO_DATA:
        return finding.reason is not Reason.NOT_FOR_THIS_TYPE
    return finding.outcome is Outcome.NEEDS_REVIEW and waits_for(finding) in ("evidence", "not_applicable")


def _quick(a: Assessment, finding: Finding) -> dict[str, Value]:
    """The cell that settles it, what that changes, and the points that it adds; nothing of what takes work."""
    if not is_quick(finding):
        return dict.fromkeys(("cell", "change", "adds"), EMPTY)
    place, added, is_missing = _cell(a, finding), gain(a, finding), finding.outcome is Outcome.NO_DATA
    agreed = not is_missing and waits_for(finding) == "not_applicable"
    before = figures.outcome(a, finding).within()
    after = Judged(Outcome.NOT_APPLICABLE if agreed else Outcome.MET, inside=True)
    points = Quantity(added, form=Form.POINTS)
    adds = say("adds {points} to the unofficial score", points=points)
    most = say("adds up to {points} to the unofficial score", points=points)
    decides = say("decides whether it is met")
    return {
        "cell": Cells((place,)) if place and a.submission.layout.is_cell(place) else _column(a, finding),
        "change": decides if is_missing else say("{before} → {after}", before=before, after=after),
        "adds": EMPTY if agreed or not added else most if is_missing else adds,
    }


def _column(a: Assessment, finding: Finding) -> Value:
    """Where a figure goes of which nothing is reported: the ledger, if the workbook has it, else columns of 月度统计."""
    formula, sheets = finding.criterion.computation, a.rulebook.sheets
    if formula is None or finding.reason is not Reason.BLANK:
        return EMPTY
    ledgers = [DAILY if formula.daily else "", formula.ledger.sheet if formula.ledger else ""]
    for key in ledgers:
        if key in a.submission.ledgers:
            return say("“{name}”", name=sheets[key].label)
    columns = tuple(say("“{name}”", name=sheets[MONTHLY].column(key).label) for key in formula.reads(MONTHLY))
    return say("{columns} in “{sheet}”", columns=Joined(columns), sheet=sheets[MONTHLY].label) if columns else EMPTY


def _cell(a: Assessment, finding: Finding) -> Place | None:
    """The cell of the claim, or of the first open problem that the outcome hangs on and that no default settles."""
    claim = finding.claim
    if claim is not None:
        waits = finding.outcome is Outcome.NEEDS_REVIEW
        entry = claim.status if not waits else claim.evidence if waits_for(finding) == "evidence" else claim.review
        return entry.ref
    decided, id, severity = Consequences(a), finding.criterion.id, a.rulebook.problems.severity
    asked = (each for each in ranked(a) if severity(each) is not Severity.WARNING)
    return next((each.place for each in asked if each.place is not None and id in decided.of(each).now), None)


def _row(a: Assessment, finding: Finding, place: int) -> Row:
    c, added, recent, likely = finding.criterion, gain(a, finding), _recent(a, finding), probability(a, finding)
    chance = None if likely is None else Probability(likely)
    phrase = say("probability at the pilot's end {probability}", probability=chance)
    cells: dict[str, Value] = {
        "place": figures.plain(place),
        "id": Verbatim(c.id),
        "title": c.title,
        "outcome": figures.outcome(a, finding),
        "pair": figures.pair(finding),
        "step": _step(a, finding),
        "pace": Capitalised(recent),
        "recent": recent,
        "likely": phrase if chance else EMPTY,
        "probability": chance,
        "gain": Quantity(added, form=Form.POINTS) if added else None,
        "remedy": remedy(finding),
        **_quick(a, finding),
    }
    return Row(c.id, cells, rests_on_figures=True)


def _step(a: Assessment, finding: Finding) -> Value:
    c, computed = finding.criterion, finding.criterion.kind is Kind.COMPUTED
    if finding.outcome is Outcome.MET:
        return say("{title}: hold it until the pilot's end", title=c.title)
    if finding.reason is Reason.SOURCE_FAILED:
        return say("{title}: read its table again", title=c.title)
    if finding.outcome is Outcome.NO_DATA and computed:
        return say("{title}: report the figure ({reason})", title=c.title, reason=finding.reason)
    if finding.outcome is Outcome.NO_DATA:
        return say("{title}: fill in the status ({reason})", title=c.title, reason=finding.reason)
    if finding.outcome is Outcome.NEEDS_REVIEW:
        return say("{title}: {why}", title=c.title, why=why_waiting(finding))
    if finding.claim is not None and finding.claim.review.value == "untrue":
        return say("{title}: not true in the reviewer's judgement, counted as not met", title=c.title)
    if not computed or finding.gap is None:
        return say("{title}: reported as not in place, counted as not met", title=c.title)
    short, pace = figures.shortfall(finding), figures.needed(a, finding)
    wording = say("{title}: {short} to go", title=c.title, short=short)
    if pace is not None and short is not None and short.value is not None and abs(short.value) == 1:
        wording = say("{title}: {short} to go by the pilot's end", title=c.title, short=short)
    elif pace is not None:
        wording = say("{title}: {short} to go; {pace} to be in time", title=c.title, short=short, pace=pace)
    return figures.where(finding, {Outcome.MET: say("{title}: at its threshold", title=c.title)}, wording)


def _recent(a: Assessment, finding: Finding) -> Value:
    """The pace of the last three months beside what is needed, in points where that is; nothing where neither says anything."""
    c = finding.criterion
    if c.kind is Kind.EVIDENCE or finding.outcome in (Outcome.NO_DATA, Outcome.MET):
        return EMPTY
    trajectory = a.trajectory(c.id)
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    if needed is None:
        return EMPTY
    if recent is None:
        return say("no figure three months back to compare with")
    if recent <= 0:
        return say("no growth over the last three months")
    pace = say("{recent} over the last three months", recent=figures.recent(a, finding))
    if needed <= recent:
        if figures.parts(finding) is None or c.computation.over is not None:
            return pace
        return say("{pace}; {needed} to be in time", pace=pace, needed=figures.pace_needed(c, needed))
    factor = needed / recent
    times = Quantity(factor, TIMES if factor < CLOSE else "", beside=Fraction(1), bare=True)
    return say("{pace}; {times} times that pace is needed", pace=pace, times=times)
