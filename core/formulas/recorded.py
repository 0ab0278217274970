"""A figure from 日活记录 or 月度统计 → which days or months it is made of, which not and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from core.formulas.cohorts import rows_in, rows_of
from core.formulas.proof import Proven, Why
from core.formulas.sources import number
from core.model import Entry, Ledger, Month, State, Submission
from core.model.formulas import MONTHLY, AtLeast, Daily, Formula, Monthly


def recorded(
    formula: Formula, origin: Literal["daily", "monthly"], submission: Submission, month: Month
) -> tuple[Proven, ...]:
    """Everything that the figure of a month looks at: days, months, or the columns of which it counts how many there are."""
    if origin == "daily":
        assert formula.daily is not None
        return tuple(_days(formula.daily, submission.ledgers["daily"], month))
    assert formula.monthly is not None
    return tuple(_months(formula.monthly, submission, month))


# --- days -----------------------------------------------------------------------------------


def _days(asked: Daily, ledger: Ledger, month: Month) -> Iterator[Proven]:
    """Each row of 日活记录, and the days of the month that have none."""
    unread = {row for key in asked.columns for row in ledger.unreadable.get(key, ())}
    found = set()
    for row, index, day, *figures in rows_of(rows_in(ledger), "row", "date", "day", *asked.columns):
        if index == month.index:
            found.add(day)
        counted, why = _of_a_day(asked, index, month, figures, illegible=row in unread)
        yield Proven(day or "", (row,), counted, why, 1, *map(_figure, figures))
    if found and None not in found:
        days = (month.last_day - timedelta(days=before) for before in reversed(range(month.last_day.day)))
        yield from (Proven(day, (), False, Why("no_row")) for day in days if day not in found)


def _of_a_day(
    asked: Daily, index: int | None, month: Month, figures: list[object], *, illegible: bool
) -> tuple[bool | None, Why | None]:
    if index is None:
        return False, Why("unknown", "date")
    if index != month.index:
        return False, Why("elsewhere", "date")
    lacking = [key for key, figure in zip(asked.columns, figures, strict=True) if figure is None]
    if len(lacking) == len(asked.columns) and not illegible:
        return False, Why("unknown", lacking[0])
    return (None, Why("unknown", lacking[0])) if lacking else (True, None)


def _figure(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))


# --- months ---------------------------------------------------------------------------------


def _months(asked: Monthly, submission: Submission, month: Month) -> Iterator[Proven]:
    """Each month of 月度统计, and the months of a sum that have no row; of `present` columns each at the month."""
    table = submission.monthly
    rows = {row.month: row for row in table.rows} if table else {}
    if asked.present:
        for key in asked.columns:
            entry = rows[month].figures.get(key, Entry.absent()) if month in rows else Entry.absent()
            yield _present(key, entry)
        return
    wanted = {each for each in submission.pilot.months if each <= month} if asked.accumulated else {month}
    for each in sorted({*rows, *wanted}):
        if each not in rows:
            yield Proven(each, (), None, Why("no_row"))
            continue
        entries = [rows[each].figures.get(key, Entry.absent()) for key in asked.columns]
        counted, why = _of_a_month(asked, each, submission, month, entries)
        at = entries[0].ref  # of an earlier month where none has changed since
        yield Proven(
            each,
            at.rows[:1] if at is not None and at.rows else (rows[each].row,),
            counted,
            why,
            1,
            *map(number, entries),
        )
    for line in submission.lines.get(MONTHLY, ()):
        if line.label.state is State.UNREADABLE:
            yield Proven(line.label.found, (line.row,), False, Why("unknown", "month"))


def _of_a_month(
    asked: Monthly, each: Month, submission: Submission, month: Month, entries: list[Entry[Decimal]]
) -> tuple[bool | None, Why | None]:
    if asked.accumulated and each < submission.pilot.start:
        return False, Why("before", "month")
    if each > month:
        return False, Why("later", "month")
    if each < month and not asked.accumulated:
        return False, Why("elsewhere", "month")
    lacking = [key for key, entry in zip(asked.columns, entries, strict=True) if number(entry) is None]
    return (None, Why("unknown", lacking[0])) if lacking else (True, None)


def _present(key: str, entry: Entry[Decimal]) -> Proven:
    """A column of which it is asked whether there is one at least."""
    figure, rows = number(entry), () if entry.ref is None or entry.ref.rows is None else entry.ref.rows[:1]
    if figure is None:
        return Proven(key, rows, None, Why("unknown", key))
    enough = figure >= 1
    return Proven(key, rows, enough, None if enough else Why("fails", key, AtLeast(key, 1)), amount=figure)
