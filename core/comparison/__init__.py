"""Two assessments → what changed between their workbooks, and which cells moved a verdict.

forms     基本信息, 月度统计, 年度目标, 定性自评: header by header, label by label, cell by cell
ledgers   two ledgers → rows added, rows removed, cells changed; matching finds the rows that are the same
criteria  each criterion then and now; touched finds what it rests on among all that changed
notices   one workbook by two notices

Records are matched by what they are about (a month, a criterion, an organisation, a day), never by
row number, so that a row put in between changes nothing but places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.comparison.criteria import Both, criterion_changes
from core.comparison.forms import FORMS, converted, form_changes, header_changes
from core.comparison.ledgers import IDENTITY, NO_LEDGER, LedgerDiff, Side, ledger_diff
from core.comparison.nouns import CellChange, Change, Comparison, SheetChange
from core.formulas.reads import START, TYPE, denominators
from core.model import Assessment, Kind, Place, Problem, State, Submission
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
