"""A count of a ledger → which rows it counts at a month's end, which not and why: the figure's proof, row by row.

The conditions are the engine's own expressions, evaluated for each row instead of grouped; what an organisation or a
name comes to follows from its rows as in `counting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import narwhals as nw
from msgspec import Struct
from msgspec.structs import replace

from core.formulas.cohorts import columns_in, rows_in, rows_of
from core.formulas.flags import expression
from core.model import ROWS, Ledger, Month
from core.model.formulas import END, IDENTITY, START, Count, Dated, Flag, OfChoices

NAME = IDENTITY[0]
#: Why something is not counted: its rows begin later, have ended, fail a condition, or fulfil one that they must not;
#: or something is not known; or there are too few of them, or none.  A day or month is before the pilot, is not the
#: month's, or has no row.
Code = Literal["later", "ended", "fails", "is", "unknown", "few", "none", "before", "elsewhere", "no_row"]


class Why(Struct, frozen=True):
    """Why something is not counted, the column that says so, and the condition."""

    code: Code
    column: str = ""
    test: Flag | None = None


class Proven(Struct, frozen=True):
    """What is counted as one (a row, an organisation, a name, a role, a day, a month) with its rows.

    Of a table `n` rows or organisations that are alike stand together.  `why` it is not counted, or is in doubt; `amount` is what it adds, `below` what it adds below a share's line.
    """

    name: str | Month | date
    rows: tuple[int, ...]
    counted: bool | None
    why: Why | None = None
    n: int = 1
    amount: Fraction | None = None
    below: Fraction | None = None


class _Row(NamedTuple):
    number: int
    n: int
    name: str | None
    holder: int | None
    value: Any
    counted: bool | None
    why: Why | None


def proof(count: Count, ledger: Ledger, month: Month) -> tuple[Proven, ...]:
    """Everything that the count looks at; the rows of a ledger that came from a table have no names."""
    return tuple(COUNTED[count.counted](count, ledger, month))


# --- rows -----------------------------------------------------------------------------------


def _rows(
    count: Count, ledger: Ledger, month: Month, where: Sequence[Flag], unless: Sequence[Flag] = ()
) -> Iterator[_Row]:
    """Each row with whether it is live and fulfils the conditions; None where that is not known."""
    verdict, states = _verdict(ledger, month.index, [*((f, True) for f in where), *((f, False) for f in unless)])
    lazy = rows_in(ledger).with_columns(_why=verdict)
    there = columns_in(ledger)
    wanted = ("row", NAME, "organisation", count.column or NAME, ROWS)
    at = {key: number for number, key in enumerate(key for key in dict.fromkeys(wanted) if key in there)}
    name, holder, value, n = (at.get(key) for key in (NAME, "organisation", count.column or "", ROWS))
    for cells in rows_of(lazy, *at, "_why"):
        own = (None if index is None else cells[index] for index in (name, holder, value))
        yield _Row(cells[0], 1 if n is None else cells[n], *own, *states[cells[-1]])


def _verdict(
    ledger: Ledger, month: int, tests: Sequence[tuple[Flag, bool]]
) -> tuple[nw.Expr, list[tuple[bool | None, Why | None]]]:
    """A number a row, and what each number says: what is against it first, then what is not known, else nothing."""
    start, end = nw.col(START), nw.col(END)
    fails = [(start > month, Why("later", START)), (end <= month, Why("ended", END))]
    unknown = [(start.is_null(), Why("unknown", START)), (end.is_null(), Why("unknown", END))]
    for test, wanted in reversed(tests):
        holds, column = expression(test, ledger), getattr(test, "column", "")
        if isinstance(test, Dated) and column in ledger.columns:
            holds = holds & (nw.col(column) <= month)
        fails.insert(0, (~holds if wanted else holds, Why("fails" if wanted else "is", column, test)))
        unknown.insert(0, (holds.is_null(), Why("unknown", column, test)))
    states = [(False, why) for _, why in fails] + [(None, why) for _, why in unknown]
    verdict = nw.lit(len(states))
    for number, (holds, _) in reversed(list(enumerate([*fails, *unknown]))):
        verdict = nw.when(holds).then(nw.lit(number)).otherwise(verdict)
    return verdict, [*states, (True, None)]


def _each_row(count: Count, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """Each row; of a sum its amount, in doubt where the row lacks it."""
    for row in _rows(count, ledger, month, count.where, count.unless):
        counted, why, amount = row.counted, row.why, None
        if count.amount is not None:
            amount = None if row.value is None else Fraction(row.value)
            if counted and amount is None:
                counted, why = None, Why("unknown", count.amount)
        yield Proven(row.name or "", (row.number,), counted, why, row.n, amount)


# --- names ----------------------------------------------------------------------------------


def _each_name(count: Count, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """Each name with the rows that it is of; rows without one, and those that fail a condition, one by one."""
    by_name: dict[str, list[_Row]] = {}
    for row in _rows(count, ledger, month, count.where, count.unless):
        names = count.names(row.value)
        if row.counted is False or not names:
            why = row.why if row.counted is False else Why("unknown", count.column or "")
            yield Proven(row.name or "", (row.number,), False, why, n=row.n)
            continue
        for name in names:
            by_name.setdefault(name, []).append(row)
    for name, rows in by_name.items():
        sure = [row.number for row in rows if row.counted]
        if len(sure) >= count.at_least:
            yield Proven(name, tuple(sure), True)
            continue
        enough = len(rows) >= count.at_least
        doubt = next((row.why for row in rows if row.why is not None), None)
        why = doubt if enough else Why("few", count.column or "")
        yield Proven(name, tuple(row.number for row in rows), None if enough else False, why)


# --- organisations --------------------------------------------------------------------------


def _by_holder(rows: Iterable[_Row]) -> dict[Any, list[_Row]]:
    found: dict[Any, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.number if row.holder is None else row.holder, []).append(row)
    return found


def _each_organisation(count: Count, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """Organisations: what any of its live rows says holds of one with several."""
    whole = _by_holder(_rows(count, ledger, month, count.where, count.unless))
    conditions: list[tuple[Flag, ...]] = [(flag,) for flag in count.where] or [()]
    several = any(len(rows) > 1 for rows in whole.values())
    has = [_by_holder(_rows(count, ledger, month, one, count.unless)) for one in conditions] if several else []
    refused = [_by_holder(_rows(count, ledger, month, (flag,))) for flag in count.unless] if several else []
    for holder, rows in whole.items():
        numbers, name = tuple(row.number for row in rows), rows[0].name or ""
        if len(rows) == 1:
            yield Proven(name, numbers, rows[0].counted, rows[0].why, n=rows[0].n)
            continue
        fulfils = [_any(each[holder]) for each in has]
        is_refused = [_any(each[holder]) for each in refused]
        counted: bool | None = None
        if all(fulfils) and not any(each is not False for each in is_refused):
            counted = True
        elif False in fulfils or True in is_refused:
            counted = False
        yield Proven(name, numbers, counted, None if counted else _nearest(rows))


def _any(rows: Iterable[_Row]) -> bool | None:
    states = [row.counted for row in rows]
    return True if True in states else None if None in states else False


def _nearest(rows: Sequence[_Row]) -> Why | None:
    """Why the row that comes nearest to counting does not."""
    order: tuple[Code, ...] = ("unknown", "fails", "is", "ended", "later")
    whys = sorted((row.why for row in rows if row.why is not None), key=lambda why: order.index(why.code))
    return whys[0] if whys else None


def _each_share(count: Count, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """What each organisation states, once: the least of its live rows."""
    column = count.column or ""
    unread = ledger.unreadable.get(column, {})
    for rows in _by_holder(_rows(count, ledger, month, ())).values():
        sure = [row.value for row in rows if row.counted and row.value is not None]
        maybe = [row.value for row in rows if row.counted is None and row.value is not None]
        illegible = any(row.number in unread and row.counted is not False for row in rows)
        one = Proven(rows[0].name or "", tuple(row.number for row in rows), True, n=rows[0].n if len(rows) == 1 else 1)
        if sure and not illegible:
            yield replace(one, amount=Fraction(min(Decimal(value) for value in (*sure, *maybe))))
        elif illegible or maybe:
            yield replace(one, counted=None, why=Why("unknown", column) if illegible else _nearest(rows))
        else:
            live = any(row.counted is not False for row in rows)
            yield replace(one, counted=False, why=Why("unknown", column) if live else _nearest(rows))


# --- conditions -----------------------------------------------------------------------------


def _each_condition(count: Count, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """Each condition with the rows of which it holds; its name is the key of its choice."""
    for flag in count.each:
        rows = list(_rows(count, ledger, month, (flag,)))
        sure = tuple(row.number for row in rows if row.counted)
        state, column = _any(rows), getattr(flag, "column", "")
        why = None if state else Why("unknown" if state is None else "none", column, flag)
        yield Proven(flag.choices[0] if isinstance(flag, OfChoices) else column, sure, state, why)


COUNTED: Mapping[str, Callable[[Count, Ledger, Month], Iterator[Proven]]] = {
    "rows": _each_row,
    "sum": _each_row,
    "names": _each_name,
    "organisations": _each_organisation,
    "sum_once": _each_share,
    "present": _each_condition,
}
