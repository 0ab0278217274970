"""Ledger rows → groups → cohorts: the one place where ledgers are aggregated, with narwhals.

A frame is a narwhals LazyFrame or DataFrame, or the native frame of an engine that narwhals knows (Arrow,
pandas, DuckDB, PostgreSQL, Spark), of the shape that `model.Ledger` describes.  Every condition of a formula
is a conjunction of named flags; a ledger's flags are all computed in one pass and its rows grouped by them,
by their first and last month and by a formula's keys.  Only the groups leave the engine; every month's figure
is exact arithmetic on the few of them.  Null means "not known" throughout: a row counts where its flags are
true, and is in doubt where one is null and none is false.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw
from msgspec import Struct, field

from core.model import NEVER, ROWS
from core.model.formulas import END, START

Flags = tuple[bool | None, ...]
NO_AMOUNT = (Decimal(0), 0)


class Window(Struct, frozen=True):
    """The months that are computed, as one bit each; months run from `first` on."""

    first: int
    length: int

    def live(self, start: int | None, end: int | None) -> int:
        """The months at whose end a row is live: start <= month, and no end or end > month.

        None is "not known" and leaves that side open, so the bits are those of a row that may be live.
        """
        low = 0 if start is None else min(max(start - self.first, 0), self.length)
        high = self.length if end is None else min(max(end - self.first, 0), self.length)
        return ((1 << high) - 1) & ~((1 << low) - 1)

    def each(self) -> Iterator[int]:
        return (1 << i for i in range(self.length))


class Group(NamedTuple):
    """Rows of a ledger with the same keys, start, end and flags, and how many.

    `amounts` gives of each summed column the exact sum, and the number of rows that lack it.
    """

    keys: tuple[Any, ...]
    start: int | None
    end: int | None
    flags: Flags
    rows: int
    amounts: tuple[tuple[Decimal, int], ...]


class Cohort(NamedTuple):
    """A group under a condition: the months in which its rows are (or may be) live, and one of its amounts.

    `sure` is False where a flag, the start or the end is not known; such rows never count, they only
    make the figure a lower bound.  `unknown` is the number of rows whose amount is missing.
    """

    keys: tuple[Any, ...]
    months: int
    rows: int
    sure: bool
    amount: Decimal = Decimal(0)
    unknown: int = 0


class Digest(Struct, frozen=True):
    """A ledger frame with its flags, grouped once for each set of keys that is asked for.

    `flags` maps a condition to its expression, `amounts` are the columns that are summed, `derived` the
    keys that are no columns, and `holder` the one set of keys for all counts of organisations.
    """

    frame: Any
    flags: Mapping[Any, nw.Expr]
    amounts: tuple[str, ...] = ()
    derived: Mapping[str, nw.Expr] = field(default_factory=dict)
    holder: tuple[str, ...] = ()
    _groups: dict[tuple[str, ...], dict[Flags, list[Group]]] = field(default_factory=dict)

    def cohorts(
        self,
        wants: Sequence[Hashable],
        window: Window,
        keys: tuple[str, ...] = (),
        *,
        unless: Sequence[Hashable] = (),
        amount: str | None = None,
    ) -> list[Cohort]:
        """The rows for which no flag of `wants` is false and none of `unless` true, live in some month of the window."""
        names = list(self.flags)
        wanted = [(names.index(flag), True) for flag in wants] + [(names.index(flag), False) for flag in unless]
        at = None if amount is None else self.amounts.index(amount)
        found = []
        for flags, groups in self._by_flags(keys).items():
            truths = {None if flags[i] is None else flags[i] is want for i, want in wanted}
            if False in truths:
                continue
            for row_keys, start, end, _, rows, amounts in groups:
                if months := window.live(start, end):
                    sure = None not in truths and start is not None and end is not None
                    summed = NO_AMOUNT if at is None else amounts[at]
                    found.append(Cohort(row_keys, months, rows, sure, *summed))
        return found

    def _by_flags(self, keys: tuple[str, ...]) -> dict[Flags, list[Group]]:
        """The groups of a set of keys, by their flags: a condition is looked at once for each of these."""
        if keys not in self._groups:
            by_flags = self._groups.setdefault(keys, {})
            derived = {name: expression for name, expression in self.derived.items() if name in keys}
            for group in grouped(self.frame, tuple(self.flags.values()), keys, self.amounts, derived):
                by_flags.setdefault(group.flags, []).append(group)
        return self._groups[keys]


def grouped(
    frame: Any, flags: Sequence[nw.Expr], keys: Sequence[str], amounts: Sequence[str], derived: Mapping[str, nw.Expr]
) -> list[Group]:
    """One pass over a frame: rows by keys, start, end and flags, counted and summed."""
    marks = [f"_{number}" for number in range(len(flags))]
    lacking = [f"_lacks_{column}" for column in amounts]
    columns, sums = [*keys, START, END, *marks], ["_one", *amounts, *lacking]
    lazy = lazy_frame(frame)
    one_each = nw.col(ROWS) if ROWS in lazy.collect_schema().names() else nw.lit(1)
    lazy = lazy.with_columns(
        **dict(zip(marks, flags, strict=True)),
        **derived,
        **{f"_lacks_{column}": nw.col(column).is_null().cast(nw.Int64) * one_each for column in amounts},
        _one=one_each,
    )
    width, one, many = len(keys), len(columns), len(amounts)
    return [
        Group(
            row[:width],
            row[width],
            row[width + 1],
            row[width + 2 : one],
            int(row[one]),
            tuple((Decimal(row[one + 1 + i] or 0), int(row[one + 1 + many + i])) for i in range(many)),
        )
        for row in rows_of(lazy.group_by(*columns).agg(nw.col(*sums).sum()), *columns, *sums)
    ]


def lazy_frame(frame: Any) -> nw.LazyFrame[Any]:
    """A ledger's frame as narwhals computes with it; where the sheet has no column of ends no row has ended."""
    lazy: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    return lazy if END in lazy.collect_schema().names() else lazy.with_columns(**{END: nw.lit(NEVER)})


def distinct(lazy: nw.LazyFrame[Any], column: str) -> set[Any]:
    """What a column holds; as groups, since narwhals' `unique` numbers an Arrow table's rows for it."""
    return {value for (value,) in rows_of(lazy.group_by(column).agg(nw.len()), column)}


def rows_of(lazy: nw.LazyFrame[Any], *columns: str) -> list[tuple[Any, ...]]:
    """These columns as rows of Python values: the one way out of an engine."""
    table = lazy.select(*columns).collect().to_arrow()
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))
