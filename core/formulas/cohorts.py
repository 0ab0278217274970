"""Ledger rows → cohorts: the one place where ledgers are aggregated, with narwhals.

The same expressions run on Arrow, pandas, DuckDB, PostgreSQL and Spark frames of the shape that
`model.Ledger` describes.  Every condition of a formula is a conjunction of named flags; a ledger's
flags are all computed in one pass and its rows grouped by them, by their first and last month and
by a formula's keys.  Null means "not known" throughout: a row counts where its flags are true, and
is in doubt where one is null and none is false.  Every month's figure is then exact arithmetic on
the few cohorts that remain.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from core.model import NEVER, Month

Flags = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The months that are computed, as one bit each; months run from `first` on."""

    first: int
    length: int

    @classmethod
    def of(cls, months: Sequence[Month]) -> Window:
        """The window of consecutive months."""
        return cls(months[0].index, len(months))

    def live(self, start: int | None, end: int | None) -> int:
        """The months at whose end a row is live: start <= month, and no end or end > month.

        None is "not known" and leaves that side open, so the bits are those of a row that may be live.
        """
        low = 0 if start is None else min(max(start - self.first, 0), self.length)
        high = self.length if end is None else min(max(end - self.first, 0), self.length)
        return ((1 << high) - 1) & ~((1 << low) - 1)

    def each(self) -> Iterator[int]:
        """The bit of each month, in order."""
        return (1 << i for i in range(self.length))


class Cohort(NamedTuple):
    """Rows with the same keys, flags, start and end: the months they are (or may be) live, and how many.

    `sure` is False where a flag, the start or the end is not known; such rows never count, they only
    make the figure a lower bound.  `amount` is their exact sum, `unknown` the number of rows whose
    amount is missing.
    """

    keys: tuple[Any, ...]
    months: int
    rows: int
    sure: bool
    amount: Decimal = Decimal(0)
    unknown: int = 0


NO_AMOUNT = (Decimal(0), 0)


class Group(NamedTuple):
    """A row of a digest: what a Cohort is made of, before a condition and a window are chosen.

    `amounts` gives of each summed column the sum, and the number of rows that lack it.
    """

    keys: tuple[Any, ...]
    start: int | None
    end: int | None
    flags: Flags
    rows: int
    amounts: tuple[tuple[Decimal, int], ...]


@dataclass(frozen=True)
class Digest:
    """A native ledger frame with its flags, grouped once for each set of keys that is asked for.

    `flags` maps a condition to its expression, `amounts` are the columns that are summed, `derived` the
    keys that are no columns.
    """

    frame: Any
    flags: Mapping[Any, nw.Expr]
    amounts: tuple[str, ...] = ()
    derived: Mapping[str, nw.Expr] = field(default_factory=dict)
    _groups: dict[tuple[str, ...], dict[Flags, list[Group]]] = field(default_factory=dict)
    _live: dict[Window, dict[tuple[int | None, int | None], int]] = field(default_factory=dict)

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
        wanted = [(names.index(flag), False) for flag in wants] + [(names.index(flag), True) for flag in unless]
        live = self._live.setdefault(window, {})
        at = None if amount is None else self.amounts.index(amount)
        found = []
        for flags, groups in self._by_flags(keys).items():
            truth = _all([_turned(flags[i], turn) for i, turn in wanted])
            if truth is False:
                continue
            for row_keys, start, end, _, rows, amounts in groups:
                months = live.get((start, end))
                if months is None:
                    months = live[start, end] = window.live(start, end)
                if months:
                    sure = truth is True and start is not None and end is not None
                    summed = NO_AMOUNT if at is None else amounts[at]
                    found.append(Cohort(row_keys, months, rows, sure, *summed))
        return found

    def _by_flags(self, keys: tuple[str, ...]) -> dict[Flags, list[Group]]:
        """The groups of a set of keys, by their flags: a condition is looked at once for each of these."""
        if keys not in self._groups:
            by_flags = self._groups.setdefault(keys, {})
            for group in grouped(self.frame, tuple(self.flags.values()), keys, self.amounts, self.derived):
                by_flags.setdefault(group.flags, []).append(group)
        return self._groups[keys]


def _turned(flag: bool | None, turn: bool) -> bool | None:
    return flag if flag is None or not turn else not flag


def _all(flags: Sequence[bool | None]) -> bool | None:
    """Conjunction in three-valued logic."""
    if any(flag is False for flag in flags):
        return False
    return None if any(flag is None for flag in flags) else True


def grouped(
    frame: Any,
    flags: Sequence[nw.Expr],
    keys: Sequence[str],
    amounts: Sequence[str],
    derived: Mapping[str, nw.Expr],
) -> list[Group]:
    """One pass over a native frame: rows by keys, start, end and flags, counted and summed."""
    marks = [f"_{number}" for number in range(len(flags))]
    lacking = [f"_lacks_{column}" for column in amounts]
    columns, sums = [*keys, "start", "end", *marks], ["_one", *amounts, *lacking]
    lazy = with_open_ends(nw.from_native(frame).lazy(), "end")
    lazy = lazy.with_columns(
        **dict(zip(marks, flags, strict=True)),
        **{name: expression for name, expression in derived.items() if name in keys},
        **{f"_lacks_{column}": nw.col(column).is_null().cast(nw.Int64) for column in amounts},
        _one=nw.lit(1),
    )
    table = lazy.group_by(*columns).agg(nw.col(*sums).sum()).collect().to_arrow()
    lists = [table.column(name).to_pylist() for name in (*columns, *sums)]
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
        for row in zip(*lists, strict=True)
    ]


def with_open_ends(lazy: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
    """The frame with these dates, whose blank means "not yet": one that the sheet lacks has no date in any row."""
    missing = [name for name in columns if name not in lazy.collect_schema().names()]
    return lazy.with_columns(**{name: nw.lit(NEVER) for name in missing}) if missing else lazy
