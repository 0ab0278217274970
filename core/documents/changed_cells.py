"""A cell, a row or a column that changed between two workbooks, as cells of a table of changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.comparison.nouns import CellChange, Comparison, Part, Record
from core.documents import figures
from core.documents.texts import WORDS
from core.model import Assessment, Column, Entry, Month, State, listed
from core.model.document import EMPTY, Cells, Joined, Value, Verbatim, say


def changed_cell(change: CellChange, c: Comparison) -> Mapping[str, Value]:
    """What changed, by column.

    `place` is a Place of the later workbook, which a printer may link to, or Cells of the earlier one
    where it is gone.
    """
    there, gone = change.after.ref, change.before.ref
    place: Value = None
    if there is not None:
        place = c.after.submission.layout.located(there)
    elif gone is not None:
        place = Cells((c.before.submission.layout.located(gone),))
    return {
        "place": place,
        "record": _record(change.sheet, change.record, c.after),
        "column": _column(change, c.after),
        "change": say(WORDS["change"][change.change]),
        "before": _content(change, change.before, c.after),
        "after": _content(change, change.after, c.after),
    }


def _record(sheet: str, record: Record, a: Assessment) -> Value:
    if isinstance(record, Month | date):
        return record
    if sheet in ("plan", "claims") and record:
        known = {c.id: c for own in a.rulebook.criteria.values() for c in own}
        return figures.label(known[record]) if record in known else Verbatim(record)
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
        name = _record(change.sheet, change.record, a)
        return say("filled") if name == EMPTY else name
    if change.part is Part.COLUMN:
        return say("filled")
    return _value(entry, a.rulebook.sheets[change.sheet].column(change.column))


def _value(entry: Entry[Any], column: Column) -> Value:
    """A typed content; as it was written where the choice of words is not ours."""
    labels = column.labels
    match entry.value:
        case bool():
            return say("Yes") if entry.value else say("No")
        case str() if column.type == "choice":
            return labels.get(entry.value, Verbatim(entry.value))
        case str() if column.type in ("choices", "names"):
            return Joined(tuple(labels.get(each, Verbatim(each)) for each in listed(entry.value)))
        case Month() | date():
            return entry.value
        case Decimal() if not entry.found:
            return say("{figure}%", figure=entry.value * 100) if column.type == "percent" else entry.value
        case _:
            return Verbatim(entry.found or str(entry.value))
