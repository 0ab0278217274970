"""Each criterion in both workbooks: at each one's own date, and month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core.comparison.ledgers import LedgerDiff
from core.comparison.nouns import Cause, CellChange, CriterionChange, Part, Revision, Standing, Touched
from core.comparison.touched import Asked, Span, by_sheet, touched
from core.formulas.reads import TYPE, items_read
from core.model import Assessment, Criterion, Finding, Kind, Month, Reason
from core.model.formulas import BASICS

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
