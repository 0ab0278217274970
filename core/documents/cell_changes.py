"""CellChange → values: which cell, what it held, what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.comparison.nouns import CellChange, Change, Comparison, Part, Record
from core.formulas.names import listed
from core.model import Assessment, Column, Entry, Month, State
from core.model.document import EMPTY, Cells, Document, Joined, Value, Verbatim, say

CHANGES = {Change.ADDED: say("added"), Change.REMOVED: say("removed"), Change.CHANGED: say("changed")}


@dataclass(frozen=True)
class ChangedCell(Document):
    """A cell, a row or a column that changed.

    `place` is a Place of the later workbook, which a printer may link to, or Cells of the earlier one
    where it is gone.
    """

    place: Value
    record: Value
    column: Value
    change: Value
    before: Value
    after: Value


def changed_cell(change: CellChange, c: Comparison) -> ChangedCell:
    """One change; a removed one is where the earlier workbook had it."""
    there, gone = change.after.ref, change.before.ref
    place: Value = None
    if there is not None:
        place = c.after.submission.layout.located(there)
    elif gone is not None:
        place = Cells((c.before.submission.layout.located(gone),))
    return ChangedCell(
        place=place,
        record=record_of(change.sheet, change.record, c.after),
        column=_column(change, c.after),
        change=CHANGES[change.change],
        before=_content(change, change.before, c.after),
        after=_content(change, change.after, c.after),
    )


def record_of(sheet: str, record: Record, a: Assessment) -> Value:
    """What a row is about: a month, a day, a criterion with its title, a name."""
    if isinstance(record, Month | date):
        return record
    if sheet in ("plan", "claims") and record:
        criterion = next((c for own in a.rulebook.criteria.values() for c in own if c.id == record), None)
        return (
            Verbatim(record) if criterion is None else say("{id} {title}", id=Verbatim(record), title=criterion.title)
        )
    return Verbatim(record) if record else EMPTY


def _column(change: CellChange, a: Assessment) -> Value:
    if change.column is None:
        return say("whole row")
    label = a.rulebook.sheets[change.sheet].column(change.column).label
    if change.part is Part.HEADER:
        return say("label of {name}", name=label) if change.sheet == "basics" else say("header of {name}", name=label)
    return say("column {name}", name=label) if change.part is Part.COLUMN else label


def _content(change: CellChange, entry: Entry[Any], a: Assessment) -> Value:
    """What a cell holds; of a whole row its name, of a whole column its cells, of a header its words."""
    if entry.state is State.ABSENT and change.part is Part.HEADER:
        return say("no such column")
    if entry.state in (State.BLANK, State.ABSENT):
        return None if change.column is None else say("blank")
    if change.part is Part.HEADER:
        return Verbatim(entry.found)
    if entry.state is State.UNREADABLE:
        return say("{found} (not readable)", found=Verbatim(entry.found)) if entry.found else say("not readable")
    if change.column is None:
        name = record_of(change.sheet, change.record, a)
        return say("filled") if name == EMPTY else name
    if change.part is Part.COLUMN:
        return say("filled")
    return _value(entry, a.rulebook.sheets[change.sheet].column(change.column))


def _value(entry: Entry[Any], column: Column) -> Value:
    """A typed content; as it was written where the choice of words is not ours."""
    match entry.value:
        case bool():
            return say("Yes") if entry.value else say("No")
        case str() if column.type == "choice":
            return _choice(entry.value, column)
        case str() if column.type in ("choices", "names"):
            return Joined(tuple(_choice(each, column) for each in listed(entry.value)))
        case Month() | date():
            return entry.value
        case Decimal() if not entry.found:
            return say("{figure}%", figure=entry.value * 100) if column.type == "percent" else entry.value
        case _:
            return Verbatim(entry.found or str(entry.value))


def _choice(key: str, column: Column) -> Value:
    return next((choice.label for choice in column.choices if choice.key == key), Verbatim(key))
