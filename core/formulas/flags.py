"""Conditions on a ledger's rows → narwhals expressions: true, false, or null where that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

import narwhals as nw
from msgspec import Struct

from core.formulas.cohorts import by_key, columns_in, rows_in, rows_of
from core.model import NEVER, Ledger
from core.model.formulas import AnyOf, AtLeast, Count, Dated, Flag, Is, IsNot, Names, Yes


class Stated(Struct, frozen=True):
    """A figure is there."""

    column: str


class Unread(Struct, frozen=True):
    """The cell holds something that could not be read, where a blank one has a meaning of its own."""

    column: str


Test = Flag | Stated | Unread


def expression(test: Test, ledger: Ledger) -> nw.Expr:
    """A condition on each row of a ledger; a date column that the sheet lacks has no date in any row."""
    match test:
        case Yes(column):
            return nw.col(column)
        case Is(column, choices):
            return reduce(or_, (nw.col(column) == word for word in choices))
        case IsNot(column, choices):
            other = reduce(and_, (nw.col(column) != word for word in choices))
            return nw.when(nw.col(column) != "").then(other)
        case Names(column, choices):
            return reduce(or_, (nw.col(column).str.contains(f"|{word}|", literal=True) for word in choices))
        case AtLeast(column, number):
            return nw.col(column) >= number
        case Dated(column):
            return nw.col(column) < NEVER if column in ledger.columns else nw.lit(value=False)
        case AnyOf(flags):
            return reduce(or_, (expression(flag, ledger) for flag in flags))
        case Stated(column):
            return ~nw.col(column).is_null()
        case Unread(column):
            return nw.col("row").is_in(sorted(ledger.unreadable.get(column, ())))


def tests_of(count: Count) -> tuple[Test, ...]:
    """Every condition that a count looks at."""
    if count.counted == "sum_once" and count.column is not None:
        return (Stated(count.column), Unread(count.column))
    return count.flags


def concerned(count: Count, ledger: Ledger) -> nw.Expr:
    """Rows that fulfil the conditions of a count or of what it is divided by; null where that is not known."""
    if count.counted in ("present", "sum_once"):
        return reduce(or_, (expression(test, ledger) for test in tests_of(count)))
    own = conjunction(count.where, count.unless, ledger)
    return own if count.over is None else own | concerned(count.over, ledger)


def conjunction(where: Iterable[Flag], unless: Iterable[Flag], ledger: Ledger) -> nw.Expr:
    """All of `where` and none of `unless`; every row where there is neither."""
    each = [expression(flag, ledger) for flag in where] + [~expression(flag, ledger) for flag in unless]
    return reduce(and_, each, ~nw.col("row").is_null())


#: Keys that the digest of a ledger of organisations works out: who holds a row (ALONE for organisations of
#: one row), and the figures that the holder of several states on it.
HOLDER, STATED = "_holder", "_stated_"
ALONE = -1


def derived(ledger: Ledger, stated: Iterable[str], dated: Iterable[str]) -> dict[str, nw.Expr]:
    """The expressions of keys that are no columns of the sheet.

    `stated` are columns that are summed once an organisation; `dated` optional dates, of which a sheet that
    lacks the column has none.
    """
    missing = {key: nw.lit(NEVER) for key in dated if key not in ledger.columns}
    if not by_organisation(ledger):
        return missing
    shared = nw.col("organisation").is_in(ledger.once(derived, lambda: _shared(ledger)))
    holder = nw.when(shared).then(nw.col("organisation")).otherwise(nw.lit(ALONE))
    return {**missing, HOLDER: holder, **{f"{STATED}{key}": nw.when(shared).then(nw.col(key)) for key in stated}}


def _shared(ledger: Ledger) -> list[int]:
    """The organisations of several rows.

    Not by a window over them: of Arrow narwhals joins what it counted to the rows again, and of many rows in a
    different order each time.
    """
    counted = nw.from_native(by_key(rows_in(ledger), ("organisation",), {"_rows": ("row", "count")})).lazy()
    return [number for (number,) in rows_of(counted.filter(nw.col("_rows") > 1), "organisation")]


def by_organisation(ledger: Ledger) -> bool:
    """Whether rows of the ledger are of organisations, which may have several."""
    return "organisation" in columns_in(ledger)
