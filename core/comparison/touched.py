"""Of all that changed between two workbooks, the cells that a criterion rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_

import narwhals as nw
import numpy as np
from msgspec import Struct

from core.comparison.ledgers import DATE, LedgerDiff, Side
from core.comparison.matching import Mask, Numbers
from core.comparison.nouns import CellChange, Change, Part, Touched
from core.formulas.cohorts import rows_in
from core.formulas.flags import concerned
from core.model import Ledger, Month, Place, State
from core.model.formulas import BASICS, DAILY, END, IDENTITY, MONTHLY, START, Count, Formula

#: What is shown of a criterion on a sheet: so many cells, so many ranges; the counts are whole.
MOST_CELLS, MOST_PLACES = 12, 12


class Span(Struct, frozen=True):
    """The months, both included, for which a record counts; None for any."""

    first: Month | None
    last: Month | None

    def holds(self, month: object) -> bool:
        if not isinstance(month, Month):
            return False
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)


class Asked(Struct, frozen=True):
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
    found = list(by_sheet([change for change in forms if _read(change, asked)]))
    count = asked.formula.ledger
    if count is not None and "ledger" in asked.sources and count.sheet in ledgers:
        diff = ledgers[count.sheet]
        before, after = (
            _counting(side, count, span) if asked.strict else np.ones(len(side.rows), dtype=bool)
            for side, span in ((diff.before, asked.before), (diff.after, asked.after))
        )
        found += _of_records(diff, count.reads, before, after, before[diff.old] | after[diff.new])
    if asked.formula.daily and "daily" in asked.sources and DAILY in ledgers:
        diff = ledgers[DAILY]
        before, after = _recorded(diff.before, asked.before), _recorded(diff.after, asked.after)
        found += _of_records(diff, asked.formula.reads(DAILY), before, after, after[diff.new])
    return tuple(found)


def _read(change: CellChange, asked: Asked) -> bool:
    """Whether a change of a form bears on the criterion: a cell that it reads, that cell's header, its row's label."""
    if change.sheet == BASICS:
        return change.column in asked.basics
    if change.sheet != MONTHLY or "monthly" not in asked.sources:
        return False
    reads = asked.formula.reads(MONTHLY)
    if change.part is Part.LABEL:
        # A row that came or went shows in its cells; a label that changed moves it into the months or out of them.
        entries = (change.before, change.after)
        moved = all(entry.state is not State.ABSENT for entry in entries)
        return moved and bool(change.filled & set(reads)) and any(asked.after.holds(entry.value) for entry in entries)
    return change.column in reads and (change.part is Part.HEADER or asked.after.holds(change.record))


def by_sheet(changes: Sequence[CellChange]) -> Iterator[Touched]:
    for sheet in dict.fromkeys(change.sheet for change in changes):
        cells = [change for change in changes if change.sheet == sheet]
        alike = {kind: [change for change in cells if change.change is kind] for kind in Change}
        yield Touched(
            sheet,
            {kind: len(found) for kind, found in alike.items()},
            {kind: _places(found[:MOST_PLACES]) for kind, found in alike.items()},
            tuple(cells[:MOST_CELLS]),
        )


def _places(changes: Iterable[CellChange]) -> tuple[Place, ...]:
    """Where changes stand: in the later workbook, in the earlier one where they are gone from the later."""
    return tuple(ref for change in changes if (ref := change.after.ref or change.before.ref))


# --- ledgers --------------------------------------------------------------------------------


def _counting(side: Side, count: Count, span: Span) -> Mask:
    """Which rows count, or may count, in the months: no condition is false, and they are live; or another row's may."""
    ledger = side.ledger
    there = set(count.needs) <= ledger.columns.keys()
    fulfilled = concerned(count, ledger).fill_null(True) if there else ~nw.col("row").is_null()
    every = rows_in(ledger).select(counts=reduce(and_, _live(ledger, span), fulfilled)).collect()
    counts = every.to_arrow().column("counts").to_numpy(zero_copy_only=False)
    return np.asarray(counts.astype(bool) | side.shared)


def _live(ledger: Ledger, span: Span) -> Iterator[nw.Expr]:
    if span.last is not None and START in ledger.columns:
        yield (nw.col(START) <= span.last.index).fill_null(True)
    if span.first is not None:
        yield (nw.col(END) > span.first.index).fill_null(True)


def _recorded(side: Side, span: Span) -> Mask:
    if DATE not in side.ledger.columns:
        return np.zeros(len(side.rows), dtype=bool)
    months = side.ledger.frame.column(DATE).fill_null(-1).to_numpy()
    low = 0 if span.first is None else span.first.index
    high = months.max(initial=low) if span.last is None else span.last.index
    return np.asarray((months >= low) & (months <= high))


def _of_records(diff: LedgerDiff, reads: Collection[str], before: Mask, after: Mask, pairs: Mask) -> Iterator[Touched]:
    """Rows that bear on the criterion before or after, and cells that it reads of pairs of rows that do.

    They come as counts, ranges and the first of the cells; nothing where nothing changed.
    """
    rows = {Change.ADDED: diff.added[after[diff.added]], Change.REMOVED: diff.removed[before[diff.removed]]}
    shared = diff.before.shared[diff.old] | diff.after.shared[diff.new]
    cells = np.zeros_like(diff.differs)
    for number, key in enumerate(diff.columns):
        if key in reads:
            cells[:, number] = diff.differs[:, number] & pairs & (shared | (key not in IDENTITY))
    at, columns = (found.astype(np.int64) for found in np.nonzero(cells))
    whole = [change for change in diff.whole if change.column in reads]
    counts = {change: len(found) for change, found in rows.items()} | {Change.CHANGED: len(at) + len(whole)}
    if not any(counts.values()):
        return
    first = [diff.cell(*cell) for cell in zip(at[:MOST_CELLS].tolist(), columns[:MOST_CELLS].tolist(), strict=True)]
    first += [diff.row(change, row) for change, found in rows.items() for row in found[:MOST_CELLS].tolist()]
    changed = [
        ref
        for column in dict.fromkeys(columns.tolist())
        for ref in _ranges(diff.after, diff.columns[column], diff.new[at[columns == column]])
    ]
    places = {
        Change.ADDED: _ranges(diff.after, diff.after.naming, rows[Change.ADDED]),
        Change.REMOVED: _ranges(diff.before, diff.before.naming, rows[Change.REMOVED]),
        Change.CHANGED: (*_places(whole), *changed)[:MOST_PLACES],
    }
    yield Touched(diff.key, counts, places, (*whole, *first)[:MOST_CELLS])


def _ranges(side: Side, column: str, at: Numbers) -> tuple[Place, ...]:
    """The cells of a column in some rows, as ranges, the first MOST_PLACES of them."""
    if not len(at):
        return ()
    ordered = np.sort(side.rows[at])
    breaks = np.flatnonzero(np.diff(ordered) > 1)[:MOST_PLACES]
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(ordered) - 1)
    pairs = zip(ordered[starts].tolist(), ordered[ends].tolist(), strict=True)
    return tuple(Place.at(side.ledger.key, column, *pair) for pair in pairs)[:MOST_PLACES]
