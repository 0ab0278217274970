"""基本信息, 月度统计, 年度目标, 定性自评: two submissions → their cells, labels and headers that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.comparison.nouns import CellChange, Change, Part
from core.formulas.reads import UNIT
from core.intake.measures import VOLUMES
from core.model import Entry, Line, Place, State, Submission
from core.model.formulas import BASICS, MONTHLY

#: The sheets that are compared cell by cell, in the order of the workbook, with the column that labels a row.
LABELS = {MONTHLY: "month", "plan": "id", "claims": "id"}
FORMS = (BASICS, *LABELS)
Cells = Mapping[str, Entry[Any]]
ABSENT: Entry[Any] = Entry.absent()


def form_changes(before: Submission, after: Submission) -> tuple[CellChange, ...]:
    """Every header, label and cell of these sheets whose content differs, in the later workbook's order."""
    found = [*header_changes(BASICS, before, after)]
    found += _cells(BASICS, None, before.basics, after.basics, converted(BASICS, before, after))
    for sheet in LABELS:
        found += header_changes(sheet, before, after)
        found += _lines(sheet, before, after)
    return tuple(found)


def header_changes(sheet: str, before: Submission, after: Submission) -> Iterator[CellChange]:
    """Headers of columns that are written otherwise, or that came or went with what is below them; labels of items."""
    then, now = (each.layout.sheets.get(sheet) for each in (before, after))
    if then is None or now is None:
        return
    for key in dict.fromkeys([*now.headers, *then.headers]):
        old, new = (_header(sheet, key, each.headers.get(key), each.header_row) for each in (then, now))
        change = _change(old, new)
        lines = (before if change is Change.REMOVED else after).lines.get(sheet, ())
        if change is Change.CHANGED or (change is not None and any(key in line.filled for line in lines)):
            yield CellChange(sheet, None, key, change, old, new, Part.HEADER)


def _header(sheet: str, key: str, written: str | None, row: int | None) -> Entry[Any]:
    place = Place(sheet, key) if row is None else Place.at(sheet, key, row)
    return ABSENT if written is None else Entry(State.FILLED, written, place, written)


def converted(sheet: str, before: Submission, after: Submission) -> frozenset[str]:
    """Columns or items whose header, or whose common unit, is another: their cells may be read as other figures."""
    headed = {change.column for change in header_changes(sheet, before, after) if change.column is not None}
    then, now = (each.basics.get(UNIT, ABSENT).value for each in (before, after))
    return frozenset(headed) | (VOLUMES if then != now else frozenset())


def _lines(sheet: str, before: Submission, after: Submission) -> Iterator[CellChange]:
    """A sheet's rows and the cells that label them; a column that only one workbook has shows in its header."""
    headers = [set(each.layout.sheets[sheet].headers) for each in (before, after) if sheet in each.layout.sheets]
    alone = headers[0] ^ headers[1] if len(headers) > 1 else set()
    moved = converted(sheet, before, after)
    for then, now in paired(before.lines.get(sheet, ()), after.lines.get(sheet, ())):
        filled = frozenset().union(*(line.filled for line in (then, now) if line is not None))
        label_then, label_now = (ABSENT if line is None else line.label for line in (then, now))
        record, change = label_now.value or label_then.value, _change(label_then, label_now)
        if change is not None and filled:
            yield CellChange(sheet, record, LABELS[sheet], change, label_then, label_now, Part.LABEL, filled)
        old, new = (
            {key: cell for key, cell in line.cells.items() if key not in alone} if line else {} for line in (then, now)
        )
        yield from _cells(sheet, record, old, new, moved)


def _cells(sheet: str, record: Any, before: Cells, after: Cells, moved: frozenset[str]) -> Iterator[CellChange]:
    """Cells that differ; one that holds the same under another header or unit does not."""
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key, ABSENT), after.get(key, ABSENT)
        change = _change(old, new)
        same = change is Change.CHANGED and key in moved and old.found == new.found
        if change is not None and not same:
            yield CellChange(sheet, record, key, change, old, new)


def _change(before: Entry[Any], after: Entry[Any]) -> Change | None:
    """What happened between two entries; None where they say the same: a blank is as good as no cell."""
    old, new = map(_said, (before, after))
    if old == new:
        return None
    return Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED


def _said(entry: Entry[Any]) -> tuple[State, Any] | None:
    if entry.state in (State.BLANK, State.ABSENT):
        return None
    return entry.state, entry.found if entry.state is State.UNREADABLE else entry.value


# --- rows that are the same one, although their label or place may have changed --------------


def paired(before: Sequence[Line], after: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Each row once, with its like in the other workbook where it has one, in the later order.

    Rows are paired so that few cells differ: one of the same label, or one of another label that holds
    mostly the same.  So a label that was corrected is one change, not two whole rows of them.
    """
    partner = dict(_alike(before, after))
    yield from ((before[partner[at]] if at in partner else None, line) for at, line in enumerate(after))
    taken = set(partner.values())
    yield from ((line, None) for at, line in enumerate(before) if at not in taken)


def _alike(before: Sequence[Line], after: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The later row and the earlier one of each pair: those that are equal, then the likest first."""
    left, waiting = set(range(len(before))), set(range(len(after)))
    for at, line in enumerate(after):
        same = (
            old for old in sorted(left) if _named(before[old]) == _named(line) and not _differing(before[old], line)
        )
        if (old := next(same, None)) is not None:
            left.discard(old)
            waiting.discard(at)
            yield at, old
    ranks = (_rank(before[old], after[at], old, at) for at in waiting for old in left)
    for *_cost, at, old in sorted(rank for rank in ranks if rank is not None):
        if at in waiting and old in left:
            waiting.discard(at)
            left.discard(old)
            yield at, old


def _rank(then: Line, now: Line, old: int, new: int) -> tuple[int, bool, bool, int, int] | None:
    """How unlike two rows are; None where neither their labels nor most of their cells are the same."""
    differ, renamed = _differing(then, now), _named(then) != _named(now)
    if renamed and len(then.filled & now.filled) <= 2 * differ:
        return None
    return differ + renamed, renamed, then.row != now.row, new, old


def _named(line: Line) -> tuple[Any, str]:
    """What a row is about; as it is written where that cannot be read."""
    return line.label.value, line.label.found if line.label.value is None else ""


def _differing(then: Line, now: Line) -> int:
    keys = {**then.cells, **now.cells}
    return sum(_change(then.cells.get(key, ABSENT), now.cells.get(key, ABSENT)) is not None for key in keys)
