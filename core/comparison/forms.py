"""基本信息, 月度统计, 年度目标, 定性自评: two submissions → their cells, labels and headers that differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.comparison.lines import change_of, paired
from core.comparison.nouns import CellChange, Change, Part
from core.intake.measures import VOLUMES
from core.model import Entry, Line, Place, State, Submission

#: The sheets that are compared cell by cell, in the order of the workbook, with the column that labels a row.
LABELS = {"monthly": "month", "plan": "id", "claims": "id"}
FORMS = ("basics", *LABELS)
#: The item of 基本信息 whose unit applies to columns that name none.
VOLUME_UNIT = "volume_unit"


def form_changes(before: Submission, after: Submission) -> tuple[CellChange, ...]:
    """Every header, label and cell of these sheets whose content differs, in the later workbook's order."""
    found: list[CellChange] = [*header_changes("basics", before, after), *_basics(before, after)]
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
        pair = [_header(sheet, key, layout.headers.get(key), layout.header_row) for layout in (then, now)]
        change = change_of((pair[0], pair[1]))
        side = before if change is Change.REMOVED else after
        if change is Change.CHANGED or (change is not None and _holds(side, sheet, key)):
            yield CellChange(sheet, None, key, change, pair[0], pair[1], Part.HEADER)


def _holds(submission: Submission, sheet: str, key: str) -> bool:
    """Whether anything stands in a column; an item of 基本信息 is told by its cell."""
    return any(key in line.filled for line in submission.lines.get(sheet, ()))


def _header(sheet: str, key: str, written: str | None, row: int | None) -> Entry[Any]:
    if written is None:
        return Entry.absent()
    place = Place(sheet, key) if row is None else Place.at(sheet, key, row)
    return Entry(State.FILLED, written, place, written)


def converted(sheet: str, before: Submission, after: Submission) -> frozenset[str]:
    """Columns or items whose header, or whose common unit, is another: their cells may be read as other figures."""
    headed = {change.column for change in header_changes(sheet, before, after) if change.column is not None}
    units = [each.basics.get(VOLUME_UNIT, Entry.absent()).value for each in (before, after)]
    return frozenset(headed) | (VOLUMES if units[0] != units[1] else frozenset())


def _basics(before: Submission, after: Submission) -> Iterator[CellChange]:
    moved = converted("basics", before, after)
    absent: Entry[Any] = Entry.absent()
    for key in dict.fromkeys([*after.basics, *before.basics]):
        pair = before.basics.get(key, absent), after.basics.get(key, absent)
        yield from _cell("basics", None, key, pair, moved)


def _lines(sheet: str, before: Submission, after: Submission) -> Iterator[CellChange]:
    """A sheet's rows; a column that only one workbook has is told by its header."""
    then_at, now_at = (each.layout.sheets.get(sheet) for each in (before, after))
    alone = set(then_at.headers) ^ set(now_at.headers) if then_at is not None and now_at is not None else set()
    moved = converted(sheet, before, after)
    absent: Entry[Any] = Entry.absent()
    for then, now in paired(before.lines.get(sheet, ()), after.lines.get(sheet, ())):
        yield from _label(sheet, then, now)
        record = _record(now) or _record(then)
        old, new = ({} if line is None else line.cells for line in (then, now))
        for column in dict.fromkeys([*new, *old]):
            if column not in alone:
                yield from _cell(sheet, record, column, (old.get(column, absent), new.get(column, absent)), moved)


def _label(sheet: str, then: Line | None, now: Line | None) -> Iterator[CellChange]:
    """The cell that labels a row, where it differs and the row says anything."""
    filled = frozenset().union(*(line.filled for line in (then, now) if line is not None))
    pair = [Entry[Any].absent() if line is None else line.label for line in (then, now)]
    change = change_of((pair[0], pair[1]))
    if change is not None and filled:
        record = _record(now) or _record(then)
        yield CellChange(sheet, record, LABELS[sheet], change, pair[0], pair[1], Part.LABEL, filled)


def _record(line: Line | None) -> Any:
    """What a row is about, None where it has no label that can be read."""
    return None if line is None else line.label.value


def _cell(
    sheet: str, record: Any, column: str, pair: tuple[Entry[Any], Entry[Any]], moved: frozenset[str]
) -> Iterator[CellChange]:
    """A cell that differs; one that holds the same under another header or unit does not."""
    change = change_of(pair)
    same = change is Change.CHANGED and column in moved and pair[0].found == pair[1].found
    if change is not None and not same:
        yield CellChange(sheet, record, column, change, *pair)
