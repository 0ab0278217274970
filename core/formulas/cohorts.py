"""Ledger rows → groups → cohorts: the one place where ledgers are aggregated, with narwhals.

A frame is a narwhals LazyFrame or DataFrame, or the native frame of an engine that narwhals knows (Arrow,
pandas, DuckDB, PostgreSQL, Spark), of the shape that `model.Ledger` describes.  Every condition of a formula
is a conjunction of named flags; a ledger's flags are all computed in one pass and its rows grouped by them,
by their first and last month and by a formula's keys.  Only the groups leave the engine; every month's figure
is exact arithmetic on the few of them.  Null means "not known" throughout: a row counts where its flags are
true, and is in doubt where one is null and none is false.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa
from msgspec import Struct, field
from pyarrow import compute as pc

from core.model import NEVER, ROWS, Ledger
from core.model.formulas import END, START

Flags = tuple[bool | None, ...]
#: Of a column in a group: its name, and "sum", "min", "max" or "count".
Figure = tuple[str, str]
#: Of values of which none is known it is 0.
SUM = pc.ScalarAggregateOptions(min_count=0)
NO_AMOUNT = (Decimal(0), 0)
#: Adds sums of any column as they are: no type of an engine has so many digits.
EXACT = Context(prec=100)


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


class Digest(Struct, frozen=True, dict=True):
    """A ledger frame with its flags, grouped once for each set of keys that is asked for.

    `flags` maps a condition to its expression, `amounts` are the columns that are summed, `derived` the
    keys that are no columns, and `holder` the one set of keys for all counts of organisations.
    """

    frame: Any
    flags: Mapping[Any, nw.Expr]
    amounts: tuple[str, ...] = ()
    derived: Mapping[str, nw.Expr] = field(default_factory=dict)
    holder: tuple[str, ...] = ()
    _groups: dict[tuple[str, ...], list[Group]] = field(default_factory=dict)
    _live: dict[object, Mapping[Flags, list[Cohort]]] = field(default_factory=dict)
    _spans: dict[Window, Callable[[int | None, int | None], int]] = field(default_factory=dict)

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
        found: list[Cohort] = []
        for flags, live in self._live_in(window, keys, amount).items():
            truths = {None if flags[i] is None else flags[i] is want for i, want in wanted}
            if False not in truths:
                found += live if None not in truths else [each._replace(sure=False) for each in live]
        return found

    def _live_in(self, window: Window, keys: tuple[str, ...], amount: str | None) -> Mapping[Flags, list[Cohort]]:
        """The groups of a set of keys that are live in some month, by their flags: a condition is looked at once for each.

        Those that differ in nothing else are one, whatever months they start and end in.
        """
        if (window, keys, amount) not in self._live:
            at = None if amount is None else self.amounts.index(amount)
            live = self._spans.setdefault(window, cache(window.live))  # few spans in many groups
            alike: dict[tuple[Any, ...], int] = {}
            summed: dict[tuple[Any, ...], tuple[Decimal, int]] = {}
            for row_keys, start, end, flags, rows, amounts in self._grouped(keys):
                if months := live(start, end):
                    key = flags, row_keys, months, start is not None and end is not None
                    alike[key] = alike.get(key, 0) + rows
                    if at is not None:
                        (before, unknown), (more, lacking) = summed.get(key, NO_AMOUNT), amounts[at]
                        summed[key] = EXACT.add(before, more), unknown + lacking
            by_flags: dict[Flags, list[Cohort]] = {}
            for key, rows in alike.items():
                flags, row_keys, months, sure = key
                cohort = Cohort(row_keys, months, rows, sure, *summed.get(key, NO_AMOUNT))
                by_flags.setdefault(flags, []).append(cohort)
            self._live[window, keys, amount] = by_flags
        return self._live[window, keys, amount]

    @cached_property
    def _marked(self) -> nw.LazyFrame[Any]:
        """The rows with their flags, whether they lack each amount, and how many each stands for."""
        lazy = lazy_frame(self.frame)
        one_each = nw.col(ROWS) if ROWS in lazy.collect_schema().names() else nw.lit(1)
        return lazy.with_columns(
            **{f"_{number}": flag for number, flag in enumerate(self.flags.values())},
            **{f"_lacks_{column}": nw.col(column).is_null().cast(nw.Int64) * one_each for column in self.amounts},
            _one=one_each,
        )

    def _grouped(self, keys: tuple[str, ...]) -> list[Group]:
        """One pass over the rows: those of the same keys, start, end and flags, counted and summed."""
        if keys not in self._groups:
            columns = [*keys, START, END, *(f"_{number}" for number in range(len(self.flags)))]
            sums = ["_one", *self.amounts, *(f"_lacks_{column}" for column in self.amounts)]
            derived = {name: expression for name, expression in self.derived.items() if name in keys}
            lazy = self._marked.with_columns(**derived) if derived else self._marked
            width, one, many = len(keys), len(columns), len(self.amounts)
            self._groups[keys] = [
                Group(
                    row[:width],
                    row[width],
                    row[width + 1],
                    row[width + 2 : one],
                    int(row[one]),
                    tuple((Decimal(row[one + 1 + i] or 0), int(row[one + 1 + many + i])) for i in range(many)),
                )
                for row in rows_of(by_key(lazy, columns, {name: (name, "sum") for name in sums}), *columns, *sums)
            ]
        return self._groups[keys]


def lazy_frame(frame: Any) -> nw.LazyFrame[Any]:
    """A ledger's frame as narwhals computes with it; where the sheet has no column of ends no row has ended."""
    lazy: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    return lazy if END in lazy.collect_schema().names() else lazy.with_columns(**{END: nw.lit(NEVER)})


def rows_in(ledger: Ledger) -> nw.LazyFrame[Any]:
    """A ledger's rows as narwhals computes with them, made so once."""
    return ledger.once(rows_in, lambda: lazy_frame(ledger.frame))


def columns_in(ledger: Ledger) -> frozenset[str]:
    """The names of what a ledger's frame has."""
    return ledger.once(columns_in, lambda: frozenset(rows_in(ledger).collect_schema().names()))


def by_key(lazy: nw.LazyFrame[Any], keys: Sequence[str], figures: Mapping[str, Figure]) -> Any:
    """Rows by their keys, with figures of them by name, as `rows_of` takes them.

    Arrow's by its own grouping: narwhals has it start threads, which takes longer than grouping most ledgers.
    """
    native = lazy.to_native()
    if not isinstance(native, pa.Table):
        made = {name: getattr(nw.col(column), figure)() for name, (column, figure) in figures.items()}
        return lazy.group_by(*keys).agg(**made)
    asked = [(column, figure, SUM if figure == "sum" else None) for column, figure in figures.values()]
    found = pa.TableGroupBy(native, list(keys), use_threads=False).aggregate(asked)
    named = {name: found.column(f"{column}_{figure}") for name, (column, figure) in figures.items()}
    return pa.table({key: found.column(key) for key in keys} | named)


def rows_of(lazy: Any, *columns: str) -> list[tuple[Any, ...]]:
    """These columns as rows of Python values: the one way out of an engine."""
    native = lazy if isinstance(lazy, pa.Table) else lazy.to_native()
    table = native if isinstance(native, pa.Table) else lazy.select(*columns).collect().to_arrow()
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))
