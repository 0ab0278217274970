"""Two ledgers → rows added, rows removed, cells changed; columns are compared whole, never row by row in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.comparison.matching import Numbers, Pair, combined, marked, matched, numbered, repeated
from core.comparison.nouns import CellChange, Change, Part, Record
from core.model import NEVER, Entry, Ledger, Month, Place, State

#: By ledger: what tells its records apart, the best first; the last also takes records that say nothing of it.
IDENTITY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "resources": (("name", "provider"), ("name",)),
    "products": (("name", "type"), ("name",)),
    "organisations": (("credit_code",), ("name",)),
    "daily": (("date", "day"),),
}
NAMING = ("name", "date")
DATE, DAY = "date", "day"


@dataclass(frozen=True)
class Side:
    """A ledger of one of the two workbooks, and what its unreadable cells hold."""

    ledger: Ledger
    found: Mapping[Place, str]

    @cached_property
    def rows(self) -> Numbers:
        """The row of the workbook that each record stands in."""
        return np.asarray(self.ledger.frame.column("row").to_numpy(), dtype=np.int64)

    @cached_property
    def shared(self) -> NDArray[np.bool_]:
        """Rows that stand for one organisation, or bear one name, with others: what one says may bear on all."""
        frame = self.ledger.frame
        if "organisation" not in frame.column_names:
            return np.zeros(len(self.rows), dtype=bool)
        numbers = [np.asarray(frame.column("organisation").to_numpy(), dtype=np.int64) + 1]
        if "name" in frame.column_names:
            numbers.append(numbered(frame.column("name"), frame.column("name").slice(0, 0))[0])
        return repeated(*numbers)

    @property
    def naming(self) -> str:
        """The column that names a record, else the first there is."""
        return next((key for key in NAMING if key in self.ledger.columns), next(iter(self.ledger.columns)))

    def entry(self, column: str, at: int) -> Entry[Any]:
        """A cell as a typed entry; a blank date that is open, and a blank text, are blanks."""
        frame = self.ledger.frame
        row = int(frame.column("row")[at].as_py())
        ref = self.ledger.cell(column, row)
        if row in self.ledger.unreadable.get(column, ()):
            return Entry(State.UNREADABLE, None, ref, self.found.get(ref, ""))
        value = frame.column(column)[at].as_py()
        if pa.types.is_integer(frame.column(column).type):
            value = None if value in (None, NEVER) else Month.from_index(value)
        if column == DATE and DAY in frame.column_names:
            value = frame.column(DAY)[at].as_py() or value
        return Entry(State.BLANK if value in (None, "") else State.FILLED, value, ref)

    def record(self, at: int) -> Record:
        """What a record is about: its name, or its day."""
        value: Record = self.entry(self.naming, at).value
        return value if value is not None else ""


@dataclass(frozen=True, slots=True)
class LedgerDiff:
    """Two ledgers: places of rows removed and added, pairs of rows that differ, and in which columns.

    `differs` has a row a pair and a column an entry of `columns`; `lost` and `gained` are columns
    that one of the sheets lacks, `headers` those whose header is written otherwise.
    """

    key: str
    before: Side | None
    after: Side | None
    removed: Numbers
    added: Numbers
    old: Numbers
    new: Numbers
    columns: tuple[str, ...]
    differs: NDArray[np.bool_]
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    headers: tuple[CellChange, ...] = ()

    @property
    def counts(self) -> dict[Change, int]:
        """Rows added and removed; cells changed, and columns that came or went as one each."""
        whole = len(self.lost) + len(self.gained) + len(self.headers)
        return {
            Change.ADDED: len(self.added),
            Change.REMOVED: len(self.removed),
            Change.CHANGED: int(self.differs.sum()) + whole,
        }

    def whole_columns(self, among: Sequence[str] | None = None) -> Iterator[CellChange]:
        """Headers that changed; columns that came or went, with the cells they take up."""
        yield from (each for each in self.headers if among is None or each.column in among)
        absent: Entry[Any] = Entry.absent()
        for columns, side in ((self.lost, self.before), (self.gained, self.after)):
            for column in columns if side is not None else ():
                if side is None or (among is not None and column not in among):
                    continue
                here: Entry[Any] = Entry(State.FILLED, None, side.ledger.range(column))
                gone = side is self.before
                pair = (here, absent) if gone else (absent, here)
                yield CellChange(
                    self.key, None, column, Change.REMOVED if gone else Change.ADDED, *pair, part=Part.COLUMN
                )

    def row(self, change: Change, at: int) -> CellChange:
        """A row that was added or removed."""
        side = self.after if change is Change.ADDED else self.before
        assert side is not None, "a row stands in a ledger"
        entry, absent = side.entry(side.naming, at), Entry[Any].absent()
        pair = (absent, entry) if change is Change.ADDED else (entry, absent)
        return CellChange(self.key, side.record(at), None, change, *pair, part=Part.ROW)

    def cell(self, pair: int, column: int) -> CellChange:
        """A cell of a row that is in both."""
        assert self.before is not None, "a pair stands in two ledgers"
        assert self.after is not None, "a pair stands in two ledgers"
        key, new = self.columns[column], int(self.new[pair])
        entries = (self.before.entry(key, int(self.old[pair])), self.after.entry(key, new))
        return CellChange(self.key, self.after.record(new), key, Change.CHANGED, *entries)


def ledger_diff(
    key: str,
    before: Side | None,
    after: Side | None,
    headers: Sequence[CellChange] = (),
    converted: frozenset[str] = frozenset(),
) -> LedgerDiff | None:
    """What differs; None where neither workbook has the ledger.

    `headers` are the headers written otherwise.  Cells of columns `converted` that are all another by the same
    factor hold the same under another unit.
    """
    if before is None and after is None:
        return None
    none = np.zeros(0, dtype=np.int64)
    if before is None or after is None:
        every = [none if side is None else np.arange(len(side.rows)) for side in (before, after)]
        return LedgerDiff(key, before, after, every[0], every[1], none, none, (), np.zeros((0, 0), dtype=bool))
    codes = _codes(before, after)
    shared = tuple(column for column in before.ledger.columns if column in after.ledger.columns)
    left, pairs = _matched(key, codes, shared, (len(before.rows), len(after.rows)))
    differs = [codes[column][0][pairs[0]] != codes[column][1][pairs[1]] for column in shared]
    for number, column in enumerate(shared):
        if column in converted and _scaled(before, after, column, [side[differs[number]] for side in pairs]):
            differs[number] = np.zeros_like(differs[number])
    return LedgerDiff(
        key,
        before,
        after,
        *left,
        *pairs,
        shared,
        np.stack(differs, axis=1) if differs else np.zeros((len(pairs[0]), 0), dtype=bool),
        lost=_alone(before, after),
        gained=_alone(after, before),
        headers=tuple(each for each in headers if each.change is Change.CHANGED),
    )


def _scaled(before: Side, after: Side, column: str, rows: Sequence[Numbers]) -> bool:
    """Whether the cells of these rows are all another by one factor."""
    old, new = (side.ledger.frame.column(column).take(at) for side, at in zip((before, after), rows, strict=True))
    if not len(old) or not pa.types.is_decimal(old.type) or not pa.types.is_decimal(new.type):
        return False
    if old.null_count or new.null_count:
        return False
    then, now = (np.array(figures.cast(pa.float64()).to_numpy()) for figures in (old, new))
    return bool((then != 0).all() and np.allclose(now / then, now[0] / then[0], rtol=1e-9, atol=0))


def _alone(side: Side, other: Side) -> tuple[str, ...]:
    """Columns that only one of the sheets has, and that hold something."""
    return tuple(key for key in side.ledger.columns if key not in other.ledger.columns and side.ledger.filled.get(key))


def _codes(before: Side, after: Side) -> dict[str, Pair]:
    """Each column that both have, as numbers."""
    frames = before.ledger.frame, after.ledger.frame
    codes = {}
    for column in frames[0].column_names:
        if column not in frames[1].column_names or column == "row":
            continue
        pair = numbered(frames[0].column(column), frames[1].column(column))
        codes[column] = (
            marked(pair[0], before.rows, before.ledger.unreadable.get(column, ())),
            marked(pair[1], after.rows, after.ledger.unreadable.get(column, ())),
        )
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
    found: list[Pair] = []
    identities = [keys for keys in IDENTITY[key] if all(column in codes for column in keys)]
    for number, keys in enumerate(identities):
        numbers = combined([codes[column] for column in keys])
        says = [codes[keys[0]][side] > 0 for side in (0, 1)]
        aside = [left[i][~says[i][left[i]]] if number + 1 < len(identities) else left[i][:0] for i in (0, 1)]
        told = [np.setdiff1d(left[i], aside[i], assume_unique=True) for i in (0, 1)]
        rest, pairs = _taken((told[0], told[1]), numbers)
        found.append(pairs)
        left = np.sort(np.concatenate([rest[0], aside[0]])), np.sort(np.concatenate([rest[1], aside[1]]))
    old, new = (np.concatenate([pair[i] for pair in found]) if found else left[i][:0] for i in (0, 1))
    order = np.argsort(new, kind="stable")
    return left, (old[order], new[order])


def _taken(left: Pair, numbers: Pair) -> tuple[Pair, Pair]:
    """What is still left, and what was matched by these numbers."""
    old, new = matched(numbers[0][left[0]], numbers[1][left[1]])
    pairs = left[0][old], left[1][new]
    rest = np.delete(left[0], old), np.delete(left[1], new)
    return rest, pairs
