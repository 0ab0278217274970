"""Two assessments → what changed between their workbooks, and which cells moved a verdict.

forms     基本信息, 月度统计, 年度目标, 定性自评: header by header, label by label, cell by cell
ledgers   two ledgers → rows added, rows removed, cells changed; matching finds the rows that are the same
touched   what a criterion rests on among all that changed
notices   one workbook by two notices

Records are matched by what they are about (a month, a criterion, an organisation, a day), never by
row number, so that a row put in between changes nothing but places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core.comparison.forms import FORMS, converted, form_changes, header_changes
from core.comparison.ledgers import IDENTITY, NO_LEDGER, LedgerDiff, Side, ledger_diff
from core.comparison.nouns import (
    Cause,
    CellChange,
    Change,
    Comparison,
    CriterionChange,
    Part,
    Revision,
    SheetChange,
    Standing,
    Touched,
)
from core.comparison.touched import Asked, Span, by_sheet, touched
from core.formulas.reads import START, TYPE, denominators, items_read
from core.model import Assessment, Criterion, Finding, Kind, Month, Place, Problem, Reason, State, Submission
from core.model.formulas import BASICS

#: Changes of one kind on one sheet that are listed one by one; the totals are whole.
MOST = 200
BASELINE = "baseline_volume"
#: Items of 基本信息 that every criterion rests on → the code of the question.
FIXED = {START: "period_changed", "pilot_end": "period_changed", TYPE: "type_changed"}


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What changed from an earlier workbook to a later one, both judged as one type.

    Where the two were judged as different types, or by different rulebooks, that is among the causes.
    """
    forms = form_changes(before.submission, after.submission)
    both = Both(before, after, forms, dict(_ledgers(before.submission, after.submission)))
    problems = tuple(_questions(before, after, forms))
    return Comparison(before, after, tuple(_sheets(both)), criterion_changes(both), problems)


def _ledgers(before: Submission, after: Submission) -> Iterator[tuple[str, LedgerDiff]]:
    for key in IDENTITY:
        if any(each.layout.table(Place(key)) for each in (before, after)):
            continue  # the rows of a table are not here to be compared; its figures are
        sides = _side(before, key), _side(after, key)
        if any(side.ledger.columns for side in sides):
            headers, moved = header_changes(key, before, after), converted(key, before, after)
            yield key, ledger_diff(key, *sides, tuple(headers), moved)


def _side(submission: Submission, key: str) -> Side:
    ledger = submission.ledgers.get(key)
    return Side(NO_LEDGER if ledger is None or not ledger.columns else ledger)


def _sheets(both: Both) -> Iterator[SheetChange]:
    """The sheets that changed, in the order of the template; under their titles in the later workbook if they have any."""
    then, now = both.before.submission.layout, both.after.submission.layout
    for sheet in FORMS:
        cells = [change for change in both.forms if change.sheet == sheet]
        if cells:
            counts = {kind: sum(change.change is kind for change in cells) for kind in Change}
            yield SheetChange(sheet, now.title(sheet) or then.title(sheet), counts, tuple(cells[:MOST]))
    for key, diff in both.ledgers.items():
        if any(diff.counts.values()):
            yield SheetChange(key, now.title(key) or then.title(key), diff.counts, tuple(_first(diff)))


def _first(diff: LedgerDiff) -> Iterator[CellChange]:
    """The first changes of each kind: whole columns, cells, rows added, rows removed."""
    yield from diff.whole
    pairs, columns = diff.differs.nonzero()
    for pair, column in zip(pairs[:MOST].tolist(), columns[:MOST].tolist(), strict=True):
        yield diff.cell(pair, column)
    for change, rows in ((Change.ADDED, diff.added), (Change.REMOVED, diff.removed)):
        yield from (diff.row(change, at) for at in rows[:MOST].tolist())


def _questions(before: Assessment, after: Assessment, forms: Iterable[CellChange]) -> Iterator[Problem]:
    """One question a cell that should not have changed, but is filled in both workbooks and differs.

    These are the baseline, the totals that figures are divided by, the pilot's period, its type.
    """
    divided = {**denominators(before), **denominators(after)}
    computed = tuple(f.criterion.id for f in after.findings if f.criterion.kind is Kind.COMPUTED)
    for change in forms:
        key = change.column or ""
        code = FIXED.get(key) or ("baseline_changed" if key == BASELINE else "total_changed" if key in divided else "")
        if change.sheet != BASICS or not code or change.before.state is not State.FILLED:
            continue
        details = {
            "column": after.rulebook.sheets[BASICS].column(key).label,
            "before": change.before.found,
            "after": change.after.found or None,
            "old_cell": change.before.ref and before.submission.layout.located(change.before.ref),
        }
        criteria = computed if key in FIXED else divided.get(key, ())
        yield Problem(code, change.after.ref or Place(BASICS), change.after.found, details, criteria)


# --- each criterion in both workbooks -------------------------------------------------------------

ALL = frozenset({"ledger", "monthly", "daily"})
#: 日活记录 gives some months and 月度统计 the others.
BY_MONTH = frozenset({"monthly", "daily"})
JUDGED = ("status", "evidence", "review")


class Both(Struct, frozen=True):
    """The two judgements, and all that differs between their workbooks."""

    before: Assessment
    after: Assessment
    forms: tuple[CellChange, ...]
    ledgers: Mapping[str, LedgerDiff]


def criterion_changes(both: Both) -> tuple[CriterionChange, ...]:
    """Every criterion of the later type, then those that only the earlier one has."""
    then = {finding.criterion.id: finding for finding in both.before.findings}
    now = {finding.criterion.id: finding for finding in both.after.findings}
    return tuple(_change(both, then.get(id), now.get(id)) for id in dict.fromkeys([*now, *then]))


def _change(both: Both, then: Finding | None, now: Finding | None) -> CriterionChange:
    criterion = (now or then).criterion  # type: ignore[union-attr]  # one of the two has it
    found = CriterionChange(criterion, _standing(both.before, then), _standing(both.after, now))
    if then is None or now is None:
        return replace(found, causes=(Cause.TYPE,))
    if found.moved:
        cells = _cells(both, then, now)
        found = replace(found, causes=tuple(_causes(both, then, now, cells)), touched=cells)
    revisions = _revisions(both, criterion) if criterion.kind is Kind.COMPUTED else ()
    if revisions:
        months = [revision.month for revision in revisions]
        found = replace(found, revisions=revisions, revised_by=_cells(both, then, now, months))
    return found


def _standing(a: Assessment, finding: Finding | None) -> Standing | None:
    if finding is None:
        return None
    month = a.as_of if finding.criterion.kind is Kind.COMPUTED else None
    return Standing(month, finding.outcome, finding.value, finding.at_least, finding.gap)


def _revisions(both: Both, criterion: Criterion) -> tuple[Revision, ...]:
    then, now = (
        {p.month: Standing(p.month, p.outcome, p.value) for p in a.trajectory(criterion.id).points if p.outcome}
        for a in (both.before, both.after)
    )
    shared = (month for month in now if month in then)
    return tuple(Revision(month, then[month], now[month]) for month in shared if then[month] != now[month])


# --- why ------------------------------------------------------------------------------------


def _causes(both: Both, then: Finding, now: Finding, cells: tuple[Touched, ...]) -> Iterator[Cause]:
    """The causes of a criterion's change; CELLS first where cells are among them."""
    if cells:
        yield Cause.CELLS
    if now.criterion.kind is Kind.COMPUTED and both.before.as_of != both.after.as_of:
        yield Cause.DATE
    types = {both.before.profile, both.after.profile} | {a.submission.profile for a in (both.before, both.after)}
    if len(types) > 1 and any(_by_type(finding) for finding in (then, now)):
        yield Cause.TYPE
    if both.before.rulebook.digest != both.after.rulebook.digest and then.criterion != now.criterion:
        yield Cause.RULEBOOK


def _by_type(finding: Finding) -> bool:
    borrowed = finding.claim is not None and finding.claim.id != finding.criterion.id
    return borrowed or finding.reason is Reason.NOT_FOR_THIS_TYPE


def _cells(both: Both, then: Finding, now: Finding, months: Sequence[Month] = ()) -> tuple[Touched, ...]:
    """The changes that bear on a criterion at its dates, or in the months given."""
    if now.criterion.kind is Kind.EVIDENCE:
        return tuple(by_sheet([change for change in both.forms if _of_claim(change, then, now)]))
    formula = now.criterion.computation
    sources: frozenset[str] = frozenset({then.origin, now.origin})
    sources = ALL if "none" in sources else sources
    before, after = _spans(both, formula.accumulates)
    if months:
        before = after = Span(both.after.pilot.start if formula.accumulates else min(months), max(months))
        sources |= BY_MONTH if sources & BY_MONTH else frozenset()
    basics = items_read(both.before, then) | items_read(both.after, now)
    strict = then.origin == now.origin
    return touched(both.forms, both.ledgers, Asked(formula, basics, sources, before, after, strict))


def _spans(both: Both, accumulates: bool) -> tuple[Span, Span]:
    """The months that each workbook is judged at; a date that went back also asks for the month it left."""
    then, now = both.before.as_of, both.after.as_of
    if accumulates:
        start = min(both.before.pilot.start, both.after.pilot.start)
        span = Span(start, max((month for month in (then, now) if month is not None), default=None))
        return span, span
    went_back = then is not None and now is not None and now < then
    return Span(then, then), Span(now, then) if went_back else Span(now or then, now or then)


def _of_claim(change: CellChange, then: Finding, now: Finding) -> bool:
    """Whether a cell is one that the criterion was judged by; the type's, where the status is another item's."""
    ids = {now.criterion.id, *(finding.claim.id for finding in (then, now) if finding.claim is not None)}
    if change.sheet == BASICS:
        return change.column == TYPE and (_by_type(then) or _by_type(now))
    if change.sheet != "claims":
        return False
    if change.part is Part.LABEL:
        return bool({change.before.value, change.after.value} & ids)
    return change.column in JUDGED and (change.part is Part.HEADER or change.record in ids)
