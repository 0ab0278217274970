"""Two ledgers → rows added, rows removed, cells changed; columns are compared whole, never row by row in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import Struct

from core.comparison.matching import Mask, Numbers, Pair, combined, marked, matched, numbered, repeated
from core.comparison.nouns import CellChange, Change, Part, Record
from core.model import NEVER, Entry, Ledger, Month, State

#: By ledger: what tells its records apart, the best first; the last also takes records that say nothing of it.
IDENTITY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "resources": (("name", "provider"), ("name",)),
    "products": (("name", "type"), ("name",)),
    "organisations": (("credit_code",), ("name",)),
    "daily": (("date", "day"),),
}
NAMING = ("name", "date")
DATE, DAY = "date", "day"
#: The ledger of a workbook that has none: no column, no row.
NO_LEDGER = Ledger("", pa.table({"row": pa.array([], pa.int32())}), {}, {}, {}, 0, 0)


class Side(Struct, frozen=True, dict=True):
    """A ledger of one of the two workbooks."""

    ledger: Ledger

    @cached_property
    def rows(self) -> Numbers:
        return self._numbers("row")

    def _numbers(self, column: str) -> Numbers:
        return np.asarray(self.ledger.frame.column(column).to_numpy(), dtype=np.int64)

    @cached_property
    def shared(self) -> Mask:
        """Rows that stand for one organisation, or bear one name, with others: what one says may bear on all."""
        frame = self.ledger.frame
        if "organisation" not in frame.column_names:
            return np.zeros(len(self.rows), dtype=bool)
        numbers = [self._numbers("organisation") + 1]
        if "name" in frame.column_names:
            numbers.append(numbered(frame.column("name"), frame.column("name").slice(0, 0))[0])
        return repeated(*numbers)

    @property
    def naming(self) -> str:
        """The column that names a record, else the first there is; '' where there is none."""
        return next((key for key in (*NAMING, *self.ledger.columns) if key in self.ledger.columns), "")

    def entry(self, column: str, at: int) -> Entry[Any]:
        """A cell as a typed entry; a blank date that is open, and a blank text, are blanks."""
        frame = self.ledger.frame
        row = int(self.rows[at])
        ref = self.ledger.cell(column, row)
        if (found := self.ledger.unreadable.get(column, {}).get(row)) is not None:
            return Entry(State.UNREADABLE, None, ref, found)
        value = frame.column(column)[at].as_py()
        if pa.types.is_integer(frame.column(column).type):
            value = None if value in (None, NEVER) else Month.from_index(value)
        if column == DATE and DAY in frame.column_names:
            value = frame.column(DAY)[at].as_py() or value
        return Entry(State.BLANK if value in (None, "") else State.FILLED, value, ref)

    def record(self, at: int) -> Record:
        value: Record = self.entry(self.naming, at).value
        return value if value is not None else ""


class LedgerDiff(Struct, frozen=True):
    """Two ledgers: places of rows removed and added, pairs of rows that differ, and in which columns.

    `differs` has a row a pair and a column an entry of `columns`; `whole` are headers written otherwise, and
    columns that came or went, with the cells they take up.
    """

    key: str
    before: Side
    after: Side
    removed: Numbers
    added: Numbers
    old: Numbers
    new: Numbers
    columns: tuple[str, ...]
    differs: Mask
    whole: tuple[CellChange, ...]

    @property
    def counts(self) -> dict[Change, int]:
        """Rows added and removed; cells changed, and whole columns as one each."""
        changed = int(self.differs.sum()) + len(self.whole)
        return {Change.ADDED: len(self.added), Change.REMOVED: len(self.removed), Change.CHANGED: changed}

    def row(self, change: Change, at: int) -> CellChange:
        side = self.after if change is Change.ADDED else self.before
        entries = _came_or_went(change, side.entry(side.naming, at))
        return CellChange(self.key, side.record(at), None, change, *entries, part=Part.ROW)

    def cell(self, pair: int, column: int) -> CellChange:
        key, old, new = self.columns[column], int(self.old[pair]), int(self.new[pair])
        entries = self.before.entry(key, old), self.after.entry(key, new)
        return CellChange(self.key, self.after.record(new), key, Change.CHANGED, *entries)


def _came_or_went(change: Change, here: Entry[Any]) -> tuple[Entry[Any], Entry[Any]]:
    """What is only in one of the workbooks, before and after."""
    absent: Entry[Any] = Entry.absent()
    return (absent, here) if change is Change.ADDED else (here, absent)


def ledger_diff(
    key: str, before: Side, after: Side, headers: Sequence[CellChange] = (), converted: frozenset[str] = frozenset()
) -> LedgerDiff:
    """What differs between the two ledgers, of which one may be NO_LEDGER.

    `headers` are the headers written otherwise.  Cells of columns `converted` that are all another by the same
    factor hold the same under another unit.
    """
    codes = _codes(before, after)
    shared = tuple(column for column in before.ledger.columns if column in after.ledger.columns)
    left, pairs = _matched(key, codes, shared, (len(before.rows), len(after.rows)))
    differs = np.zeros((len(pairs[0]), len(shared)), dtype=bool)
    for number, column in enumerate(shared):
        found = codes[column][0][pairs[0]] != codes[column][1][pairs[1]]
        if column not in converted or not _scaled(before, after, column, [side[found] for side in pairs]):
            differs[:, number] = found
    whole = tuple(_whole(key, before, after, headers)) if before.ledger.columns and after.ledger.columns else ()
    return LedgerDiff(key, before, after, *left, *pairs, shared, differs, whole)


def _whole(key: str, before: Side, after: Side, headers: Sequence[CellChange]) -> Iterator[CellChange]:
    yield from (each for each in headers if each.change is Change.CHANGED)
    for change, ledger, other in (
        (Change.REMOVED, before.ledger, after.ledger),
        (Change.ADDED, after.ledger, before.ledger),
    ):
        for column in ledger.columns:
            if column not in other.columns and ledger.filled.get(column):
                entries = _came_or_went(change, Entry(State.FILLED, None, ledger.range(column)))
                yield CellChange(key, None, column, change, *entries, part=Part.COLUMN)


def _scaled(before: Side, after: Side, column: str, rows: Sequence[Numbers]) -> bool:
    """Whether the cells of these rows are all another by one factor."""
    old, new = (side.ledger.frame.column(column).take(at) for side, at in zip((before, after), rows, strict=True))
    if not len(old) or any(not pa.types.is_decimal(each.type) or each.null_count for each in (old, new)):
        return False
    then, now = (np.array(figures.cast(pa.float64()).to_numpy()) for figures in (old, new))
    return bool((then != 0).all() and np.allclose(now / then, now[0] / then[0], rtol=1e-9, atol=0))


def _codes(before: Side, after: Side) -> dict[str, Pair]:
    frames = before.ledger.frame, after.ledger.frame
    codes = {}
    for column in frames[0].column_names:
        if column in frames[1].column_names and column != "row":
            unread = [side.ledger.unreadable.get(column, {}) for side in (before, after)]
            texts = {
                text: -1 - n for n, text in enumerate(dict.fromkeys(text for each in unread for text in each.values()))
            }
            pair = numbered(frames[0].column(column), frames[1].column(column))
            old, new = (
                marked(numbers, side.rows, {row: texts[text] for row, text in each.items()})
                for numbers, side, each in zip(pair, (before, after), unread, strict=True)
            )
            codes[column] = old, new
    if DAY in codes and DATE in codes:
        codes[DATE] = combined([codes[DATE], codes[DAY]])
    return codes


def _matched(key: str, codes: Mapping[str, Pair], shared: Sequence[str], lengths: tuple[int, int]) -> tuple[Pair, Pair]:
    """Rows left over on either side, and pairs of rows that are about the same but differ, in the later order.

    Rows that are the same in every column go first, so that one of several alike is changed, not all.
    """
    left: Pair = np.arange(lengths[0]), np.arange(lengths[1])
    if shared:
        left, _same = _taken(left, combined([codes[column] for column in shared]))
    found: list[Pair] = [(left[0][:0], left[1][:0])]
    identities = [keys for keys in IDENTITY[key] if all(column in codes for column in keys)]
    for number, keys in enumerate(identities, 1):
        numbers, last = combined([codes[column] for column in keys]), number == len(identities)
        says = [last | (codes[keys[0]][side][left[side]] > 0) for side in (0, 1)]
        rest, pairs = _taken((left[0][says[0]], left[1][says[1]]), numbers)
        found.append(pairs)
        old, new = (np.sort(np.concatenate([rest[side], left[side][~says[side]]])) for side in (0, 1))
        left = old, new
    old, new = (np.concatenate(side) for side in zip(*found, strict=True))
    order = np.argsort(new, kind="stable")
    return left, (old[order], new[order])


def _taken(left: Pair, numbers: Pair) -> tuple[Pair, Pair]:
    """What is still left, and what was matched by these numbers."""
    old, new = matched(numbers[0][left[0]], numbers[1][left[1]])
    return (np.delete(left[0], old), np.delete(left[1], new)), (left[0][old], left[1][new])
