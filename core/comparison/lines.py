"""Rows of a form → pairs of rows that are the same one, although its label or its place may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core.comparison.nouns import Change
from core.model import Entry, Line, State

Pair = tuple[Line | None, Line | None]


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


def paired(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Pair]:
    """Each row once, with its like in the other workbook where it has one, in the later order.

    Rows are paired so that few cells differ: one of the same label, or one of another label that holds
    mostly the same.  So a label that was corrected is one change, not two whole rows of them.
    """
    partner = dict(_alike(before, after))
    taken = set(partner.values())
    for at, line in enumerate(after):
        yield (before[partner[at]] if at in partner else None), line
    for at, line in enumerate(before):
        if at not in taken:
            yield line, None


def _alike(before: Sequence[Line], after: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The later row and the earlier one of each pair, the likest first."""
    left = set(range(len(before)))
    waiting = []
    for at, line in enumerate(after):
        same = next((old for old in sorted(left) if _equal(before[old], line)), None)
        if same is None:
            waiting.append(at)
        else:
            left.discard(same)
            yield at, same
    ranked = sorted(rank for at in waiting for old in left if (rank := _rank(before, after, old, at)) is not None)
    unpaired = set(waiting)
    for *_cost, at, old in ranked:
        if at in unpaired and old in left:
            unpaired.discard(at)
            left.discard(old)
            yield at, old


def _equal(old: Line, new: Line) -> bool:
    return _named(old) == _named(new) and not _differing(old, new)


def _rank(before: Sequence[Line], after: Sequence[Line], old: int, new: int) -> tuple[int, bool, bool, int, int] | None:
    """How unlike two rows are; None where they have neither label nor cells in common."""
    then, now = before[old], after[new]
    differ = len(_differing(then, now))
    renamed = _named(then) != _named(now)
    if renamed and not _mostly_the_same(then, now, differ):
        return None
    return differ + renamed, renamed, then.row != now.row, new, old


def _mostly_the_same(then: Line, now: Line, differ: int) -> bool:
    return len(then.filled & now.filled) - differ > differ if then.filled and now.filled else False


def _named(line: Line) -> tuple[Any, str]:
    """What a row is about; as it is written where that cannot be read."""
    return line.label.value, line.label.found if line.label.value is None else ""


def _differing(then: Line, now: Line) -> list[str]:
    absent: Entry[Any] = Entry.absent()
    keys = {**then.cells, **now.cells}
    return [key for key in keys if change_of((then.cells.get(key, absent), now.cells.get(key, absent)))]
