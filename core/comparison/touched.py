"""Of all that changed between two workbooks, the cells that a criterion rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from core.comparison.ledgers import LedgerDiff, Side
from core.comparison.matching import Numbers
from core.comparison.nouns import CellChange, Change, Part, Touched
from core.formulas.cohorts import lazy_frame
from core.formulas.flags import concerned
from core.model import Ledger, Month, Place, State
from core.model.formulas import DAILY, IDENTITY, MONTHLY, Count, Formula

Mask = NDArray[np.bool_]
#: What is shown of a criterion on a sheet: so many cells, so many ranges; the counts are whole.
MOST_CELLS, MOST_PLACES = 12, 12


@dataclass(frozen=True, slots=True)
class Span:
    """The months, both included, for which a record counts; None for any."""

    first: Month | None
    last: Month | None

    def holds(self, month: Month) -> bool:
        """Whether a month lies in it."""
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the changes: the columns of which formula, from which sources, for which months.

    `strict`: a ledger's row must count for the criterion in the months of its workbook.  It is not
    asked for where the source itself changed, since then any cell of a column may have done it.
    """

    formula: Formula
    basics: frozenset[str]
    sources: frozenset[str]
    before: Span
    after: Span
    strict: bool


def touched(forms: Iterable[CellChange], ledgers: Mapping[str, LedgerDiff], asked: Asked) -> tuple[Touched, ...]:
    """The changes of each sheet that bear on a computed criterion, in the order of the workbook."""
    cells = [change for change in forms if _read(change, asked)]
    found = list(by_sheet(cells))
    count = asked.formula.ledger
    if count is not None and "ledger" in asked.sources and count.sheet in ledgers:
        found += _of_ledger(ledgers[count.sheet], count, asked)
    if asked.formula.daily and "daily" in asked.sources and DAILY in ledgers:
        found += _of_days(ledgers[DAILY], asked)
    return tuple(found)


def _read(change: CellChange, asked: Asked) -> bool:
    """Whether a change of a form bears on the criterion: a cell that it reads, that cell's header, its row's label."""
    if change.sheet == "basics":
        return change.column in asked.basics
    if change.sheet != MONTHLY or "monthly" not in asked.sources:
        return False
    reads = asked.formula.reads(MONTHLY)
    if change.part is Part.LABEL:
        return bool(change.filled & set(reads)) and _moves(change, asked.after)
    if change.part is Part.HEADER:
        return change.column in reads
    return change.column in reads and isinstance(change.record, Month) and asked.after.holds(change.record)


def _moves(label: CellChange, span: Span) -> bool:
    """Whether a label moved a row into the months or out of them; a row that came or went is told by its cells."""
    entries = (label.before, label.after)
    if any(entry.state is State.ABSENT for entry in entries):
        return False
    return any(isinstance(entry.value, Month) and span.holds(entry.value) for entry in entries)


def by_sheet(changes: Sequence[CellChange]) -> Iterator[Touched]:
    """Cells told one by one, gathered by sheet."""
    for sheet in dict.fromkeys(change.sheet for change in changes):
        cells = [change for change in changes if change.sheet == sheet]
        alike = {kind: [change for change in cells if change.change is kind] for kind in Change}
        yield Touched(
            sheet,
            {kind: len(found) for kind, found in alike.items()},
            {kind: tuple(ref for ref in map(place, found[:MOST_PLACES]) if ref) for kind, found in alike.items()},
            tuple(cells[:MOST_CELLS]),
        )


def place(change: CellChange) -> Place | None:
    """Where a change stands: in the later workbook, in the earlier one where it is gone from the later."""
    return change.after.ref or change.before.ref


# --- ledgers --------------------------------------------------------------------------------


def _of_ledger(diff: LedgerDiff, count: Count, asked: Asked) -> Iterator[Touched]:
    """Rows that count before or after, and cells of such rows that the formula reads."""
    counting = {
        side: _counting(getattr(diff, side), count, span, asked)
        for side, span in (("before", asked.before), ("after", asked.after))
    }
    removed = diff.removed[counting["before"](diff.removed)]
    added = diff.added[counting["after"](diff.added)]
    columns = [number for number, key in enumerate(diff.columns) if key in count.reads]
    cells = np.zeros_like(diff.differs)
    if len(diff.old):
        counts = counting["before"](diff.old) | counting["after"](diff.new)
        cells[:, columns] = diff.differs[:, columns] & counts[:, None]
        assert diff.before is not None, "a pair stands in two ledgers"
        assert diff.after is not None, "a pair stands in two ledgers"
        shared = diff.before.shared[diff.old] | diff.after.shared[diff.new]
        for number, key in enumerate(diff.columns):
            if key in IDENTITY:
                cells[:, number] &= shared
    yield from _gathered(diff, added, removed, cells, sorted(set(count.reads)))


def _of_days(diff: LedgerDiff, asked: Asked) -> Iterator[Touched]:
    """Recorded days of the months asked for, and cells of such days."""
    removed = diff.removed[_in(diff.before, asked.before)[diff.removed]]
    added = diff.added[_in(diff.after, asked.after)[diff.added]]
    columns = [number for number, key in enumerate(diff.columns) if key in asked.formula.reads(DAILY)]
    cells = np.zeros_like(diff.differs)
    if len(diff.new):
        inside = _in(diff.after, asked.after)[diff.new]
        cells[:, columns] = diff.differs[:, columns] & inside[:, None]
    yield from _gathered(diff, added, removed, cells, asked.formula.reads(DAILY))


def _in(side: Side | None, span: Span) -> Mask:
    """Which rows of 日活记录 lie in the months."""
    if side is None or "date" not in side.ledger.frame.column_names:
        return np.zeros(0 if side is None else len(side.rows), dtype=bool)
    months = side.ledger.frame.column("date").fill_null(-1).to_numpy()
    low = 0 if span.first is None else span.first.index
    inside = (months >= low) if span.last is None else (months >= low) & (months <= span.last.index)
    return np.asarray(inside)


def _counting(side: Side | None, count: Count, span: Span, asked: Asked) -> Callable[[Numbers], Mask]:
    """Which of some rows count, or may count, in the months: no condition is false, and they are live."""

    def of(rows: Numbers) -> Mask:
        if side is None or not len(rows) or not asked.strict:
            return np.ones(len(rows), dtype=bool)
        frame = side.ledger.frame.take(rows)
        lazy = lazy_frame(frame)
        there = set(count.needs) <= side.ledger.columns.keys()
        fulfilled = concerned(count, side.ledger).fill_null(True) if there else ~nw.col("row").is_null()
        both = reduce(lambda a, b: a & b, _live(side.ledger, span), fulfilled)
        counts = lazy.select(counts=both).collect().to_arrow().column("counts").to_numpy(zero_copy_only=False)
        return np.asarray(counts.astype(bool) | side.shared[rows])

    return of


def _live(ledger: Ledger, span: Span) -> Iterator[nw.Expr]:
    if span.last is not None and "start" in ledger.columns:
        yield (nw.col("start") <= span.last.index).fill_null(True)
    if span.first is not None:
        yield (nw.col("end") > span.first.index).fill_null(True)


def _gathered(
    diff: LedgerDiff, added: Numbers, removed: Numbers, cells: Mask, columns: Sequence[str]
) -> Iterator[Touched]:
    """What changed on a ledger as counts, ranges and the first of the cells; nothing where nothing did."""
    whole = list(diff.whole_columns(columns))
    pairs, changed = np.nonzero(cells)
    counts = {
        Change.ADDED: len(added),
        Change.REMOVED: len(removed),
        Change.CHANGED: len(pairs) + len(whole),
    }
    if not any(counts.values()):
        return
    first = [diff.cell(int(pair), int(column)) for pair, column in zip(pairs[:MOST_CELLS], changed, strict=False)]
    rows = [
        diff.row(change, int(at))
        for change, found in ((Change.ADDED, added), (Change.REMOVED, removed))
        for at in found[:MOST_CELLS]
    ]
    changed_at = [ref for column in dict.fromkeys(changed.tolist()) for ref in _cells_at(diff, pairs, changed, column)]
    places = {
        Change.ADDED: _rows_at(diff.after, added),
        Change.REMOVED: _rows_at(diff.before, removed),
        Change.CHANGED: (*(ref for ref in map(place, whole) if ref), *changed_at)[:MOST_PLACES],
    }
    yield Touched(diff.key, counts, places, (*whole, *first, *rows)[:MOST_CELLS])


def _rows_at(side: Side | None, at: Numbers) -> tuple[Place, ...]:
    """The naming cells of rows, as ranges."""
    return () if side is None else ranges(side.ledger, side.naming, side.rows[at])


def _cells_at(diff: LedgerDiff, pairs: Numbers, columns: Numbers, column: int) -> tuple[Place, ...]:
    """The changed cells of one column, as ranges of the later workbook."""
    if diff.after is None:
        return ()
    rows = diff.after.rows[diff.new[pairs[columns == column]]]
    return ranges(diff.after.ledger, diff.columns[column], rows)


def ranges(ledger: Ledger, column: str, rows: Numbers) -> tuple[Place, ...]:
    """Cells of a column as ranges, the first MOST_PLACES of them."""
    ordered = np.sort(rows)
    if not len(ordered):
        return ()
    breaks = np.flatnonzero(np.diff(ordered) > 1)[:MOST_PLACES]
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(ordered) - 1)
    pairs = zip(ordered[starts].tolist(), ordered[ends].tolist(), strict=True)
    return tuple(Place.at(ledger.key, column, first, last) for first, last in pairs)[:MOST_PLACES]
