"""Two assessments → Comparison."""

from __future__ import annotations

from collections.abc import Iterator

from core.comparison.criteria import Both, criterion_changes
from core.comparison.forms import FORMS, converted, form_changes, header_changes
from core.comparison.ledgers import IDENTITY, LedgerDiff, Side, ledger_diff
from core.comparison.nouns import CellChange, Change, Comparison, SheetChange
from core.comparison.questions import questions
from core.model import Assessment, Submission

#: Changes of one kind on one sheet that are told one by one; the totals are whole.
MOST = 200


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What changed from an earlier workbook to a later one, both judged as one type.

    Where the two were judged as different types, or by different rulebooks, that is among the causes.
    """
    forms = form_changes(before.submission, after.submission)
    ledgers = dict(_ledgers(before.submission, after.submission))
    both = Both(before, after, forms, ledgers)
    return Comparison(
        before=before,
        after=after,
        sheets=tuple(_sheets(both)),
        criteria=criterion_changes(both),
        problems=questions(before, after, forms),
    )


def _ledgers(before: Submission, after: Submission) -> Iterator[tuple[str, LedgerDiff]]:
    for key in IDENTITY:
        headers, moved = tuple(header_changes(key, before, after)), converted(key, before, after)
        diff = ledger_diff(key, _side(before, key), _side(after, key), headers, moved)
        if diff is not None:
            yield key, diff


def _side(submission: Submission, key: str) -> Side | None:
    """A ledger with the texts of its unreadable cells; None where the workbook has none or it has no column."""
    ledger = submission.ledgers.get(key)
    if ledger is None or not ledger.columns:
        return None
    found = {
        problem.place: problem.found
        for problem in (*submission.problems, *(each.problem for each in submission.answered))
        if problem.place is not None and problem.place.sheet == key
    }
    return Side(ledger, found)


def _sheets(both: Both) -> Iterator[SheetChange]:
    """The sheets that changed, in the order of the template."""
    for sheet in FORMS:
        cells = [change for change in both.forms if change.sheet == sheet]
        if cells:
            counts = {kind: sum(change.change is kind for change in cells) for kind in Change}
            yield SheetChange(sheet, _title(both, sheet), counts, tuple(cells[:MOST]))
    for key, diff in both.ledgers.items():
        if any(diff.counts.values()):
            yield SheetChange(key, _title(both, key), diff.counts, tuple(_first(diff)))


def _title(both: Both, sheet: str) -> str:
    """The sheet's own title, in the later workbook where that has it."""
    after, before = both.after.submission, both.before.submission
    return after.layout.title(sheet) or before.layout.title(sheet)


def _first(diff: LedgerDiff) -> Iterator[CellChange]:
    """The first changes of each kind: whole columns, cells, rows added, rows removed."""
    yield from diff.whole_columns()
    for number, (pair, column) in enumerate(zip(*diff.differs.nonzero(), strict=True)):
        if number == MOST:
            break
        yield diff.cell(int(pair), int(column))
    for change, rows in ((Change.ADDED, diff.added), (Change.REMOVED, diff.removed)):
        for at in rows[:MOST]:
            yield diff.row(change, int(at))
