"""基本信息, 月度统计, 年度目标, 定性自评: two submissions → their cells that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.comparison.nouns import CellChange, Change, Record
from core.model import Entry, State, Submission

#: The sheets that are compared cell by cell, in the order of the workbook.
FORMS = ("basics", "monthly", "plan", "claims")
CLAIM = ("status", "evidence", "note", "review", "review_note")
TARGET = ("first_year", "end")
#: What a reviewer wrote counts as blank where the status no longer allows it: then the status changed, not this.
REVIEW = "review"
Cells = Mapping[Record, Mapping[str, Entry[Any]]]


def form_changes(before: Submission, after: Submission) -> tuple[CellChange, ...]:
    """Every cell of these sheets whose content differs, in the later workbook's order."""
    return tuple(change for sheet in FORMS for change in _changes(sheet, _cells(before, sheet), _cells(after, sheet)))


def _cells(submission: Submission, sheet: str) -> Cells:
    """A sheet's entries by what they are about and their column."""
    if sheet == "basics":
        return {None: submission.basics}
    if sheet == "monthly":
        return {row.month: row.figures for row in submission.monthly.rows} if submission.monthly else {}
    if sheet == "plan":
        return {id: {key: getattr(target, key) for key in TARGET} for id, target in submission.targets.items()}
    return {id: {key: getattr(claim, key) for key in CLAIM} for id, claim in submission.claims.items()}


def _changes(sheet: str, before: Cells, after: Cells) -> Iterator[CellChange]:
    absent: Entry[Any] = Entry.absent()
    for record in dict.fromkeys([*after, *before]):
        then, now = before.get(record, {}), after.get(record, {})
        for column in dict.fromkeys([*now, *then]):
            change = change_of(pair := (then.get(column, absent), now.get(column, absent)))
            if change is not None and not (column == REVIEW and pair[0].found == pair[1].found):
                yield CellChange(sheet, record, column, change, *pair)


def change_of(pair: tuple[Entry[Any], Entry[Any]]) -> Change | None:
    """What happened between two entries; None where they say the same: a blank is as good as no cell."""
    said = [_said(entry) for entry in pair]
    if said[0] == said[1]:
        return None
    return Change.ADDED if said[0] is None else Change.REMOVED if said[1] is None else Change.CHANGED


def _said(entry: Entry[Any]) -> tuple[State, Any] | None:
    if entry.state in (State.BLANK, State.ABSENT):
        return None
    return entry.state, entry.found if entry.state is State.UNREADABLE else entry.value
