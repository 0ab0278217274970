"""Ledger rows → cohorts: the one place where ledgers are aggregated, with narwhals.

The same expressions run on Arrow, pandas, DuckDB, PostgreSQL and Spark frames of the shape that
`model.Ledger` describes.  Null means "not known" throughout, and conditions follow three-valued
logic: a row counts where the condition is true, and is in doubt where it is null.  Every month's
figure is then exact whole-number or decimal arithmetic on the few cohorts that remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from core.model import NEVER, Month

#: Date columns of which a blank, or no column at all, means "not (yet)".
OPEN = ("end", "first_inclusive_service")


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


@dataclass(frozen=True, slots=True)
class Cohort:
    """Rows with the same keys, start and end: the months they are (or may be) live, and how many.

    `sure` is False where the condition, the start or the end is not known; such rows never count,
    they only make the figure a lower bound.  `amount` is their exact sum, `unknown` the number of
    rows whose amount is missing.
    """

    keys: tuple[Any, ...]
    months: int
    rows: int
    sure: bool
    amount: Decimal = Decimal(0)
    unknown: int = 0


def cohorts(
    frame: Any,
    condition: nw.Expr,
    window: Window,
    *,
    keys: Sequence[str] = (),
    start: str = "start",
    end: str = "end",
    amount: str | None = None,
) -> list[Cohort]:
    """The rows of a native frame for which `condition` is not false, grouped by keys, start and end.

    `start` and `end` name columns of month indexes.  Cohorts live in no month are left out.
    """
    columns = [*keys, start, end]
    lazy = with_open_ends(nw.from_native(frame, pass_through=False).lazy(), *columns).filter(condition.fill_null(True))
    lazy = lazy.with_columns(_sure=~condition.is_null(), _one=nw.lit(1))
    sums = [nw.col("_one").sum()]
    if amount is not None:
        lazy = lazy.with_columns(_unknown=nw.col(amount).is_null().cast(nw.Int64))
        sums += [nw.col("_unknown").sum(), nw.col(amount).sum()]
    grouped = lazy.group_by(*dict.fromkeys(columns), "_sure").agg(*sums)
    table = grouped.collect().to_arrow()
    names = [*columns, "_sure", "_one", *(("_unknown", amount) if amount else ())]
    return list(_cohorts(zip(*(table.column(name).to_pylist() for name in names), strict=True), len(keys), window))


def with_open_ends(lazy: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
    """The frame with every date column asked for: one that the sheet lacks has no date in any row."""
    missing = [name for name in columns if name in OPEN and name not in lazy.collect_schema().names()]
    return lazy.with_columns(**{name: nw.lit(NEVER) for name in missing}) if missing else lazy


def _cohorts(rows: Iterable[tuple[Any, ...]], keys: int, window: Window) -> Iterator[Cohort]:
    known: dict[tuple[Any, Any], int] = {}
    for row in rows:
        start, end, sure, count = row[keys : keys + 4]
        months = known.get((start, end))
        if months is None:
            months = known[start, end] = window.live(start, end)
        if months:
            yield Cohort(
                row[:keys],
                months,
                int(count),
                bool(sure) and start is not None and end is not None,
                *_amount(row, keys),
            )


def _amount(row: tuple[Any, ...], keys: int) -> tuple[Decimal, int]:
    if len(row) == keys + 4:
        return Decimal(0), 0
    unknown, amount = row[keys + 4 :]
    return (Decimal(0) if amount is None else Decimal(amount)), int(unknown)
