"""A formula → measurements by month from each of its sources: 月度统计, a count of a ledger, 日活记录."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import chinese_calendar
import narwhals as nw
from msgspec.structs import replace

from core.formulas.cohorts import Digest, by_key, rows_in, rows_of
from core.formulas.counting import bounds
from core.formulas.flags import by_organisation, expression, tests_of
from core.formulas.setting import Setting, is_source
from core.model import Entry, Ledger, Measurement, Month, MonthlyTable, PilotPeriod, Place, Reason, State
from core.model.formulas import DAILY, MONTHLY, Count, Formula, Monthly

Measurements = dict[Month, Measurement]
NO_CELL: Entry[Any] = Entry.absent()


def number(entry: Entry[Any]) -> Fraction | None:
    """The figure of a filled cell, exactly."""
    return Fraction(entry.value) if entry.state is State.FILLED and entry.value is not None else None


def _refs(*entries: Entry[Any] | None) -> tuple[Place, ...]:
    return tuple(entry.ref for entry in entries if entry is not None and entry.ref is not None)


def _divisor(entry: Entry[Any] | None) -> Fraction | Reason | None:
    """The figure to divide by, or why there is none; None where nothing is divided."""
    if entry is None:
        return None
    unreadable = entry.state is State.UNREADABLE
    return number(entry) or (Reason.UNREADABLE if unreadable else Reason.NO_DENOMINATOR)


def _divided(
    above: Fraction, below: Fraction | Reason | None, doubt: Reason | None, sources: tuple[Place, ...]
) -> Measurement:
    """A figure over what it is divided by, where it is; `doubt` says why it is a lower bound."""
    if isinstance(below, Reason):
        return Measurement(None, below, parts=(above,), sources=sources)
    parts = (above,) if below is None else (above, below)
    return Measurement(above / (below or 1), doubt, doubt is not None, parts, sources)


def from_monthly(formula: Formula, setting: Setting) -> Measurements:
    """The figure that 月度统计 gives for each month of the setting; one without a value where it gives none."""
    source, months, pilot, table = formula.monthly, setting.months, setting.submission.pilot, setting.submission.monthly
    if source is None:
        return dict.fromkeys(months, Measurement(None, Reason.BLANK))
    over = None if formula.over is None or source.present else setting.submission.basics[formula.over]
    if table is None:
        return dict.fromkeys(months, Measurement(None, Reason.BLANK, sources=_refs(over)))
    return table.once(
        (source, over, pilot, months), lambda: {month: _entered(source, over, table, pilot, month) for month in months}
    )


def _entered(
    source: Monthly, below: Entry[Any] | None, table: MonthlyTable, pilot: PilotPeriod, month: Month
) -> Measurement:
    """A column, one over another, all months so far (a missing one makes the sum a lower bound), or how many there are.

    Of `present` columns those count that are at least 1, and a blank one makes it a lower bound (F3.3).
    """

    def cell(month: Month, key: str) -> Entry[Any]:
        return table.by_month[month].figures.get(key, NO_CELL) if month in table.by_month else NO_CELL

    months = [each for each in pilot.months if each <= month] if source.accumulated else [month]
    entries = [cell(each, key) for key in source.columns for each in months]
    unread = not table.unread.isdisjoint(months)
    if len(source.columns) > 1 and not source.present:
        below = entries.pop()
    said = tuple(dict.fromkeys(entry.declared for entry in entries if entry.declared is not None))
    sources = _run(source.columns[0], entries) if source.accumulated else _refs(*entries)
    figures = [number(entry) for entry in entries]
    known = [figure for figure in figures if figure is not None]
    unreadable = unread or any(entry.state is State.UNREADABLE for entry in entries)
    doubt = None if len(known) == len(entries) else Reason.UNREADABLE if unreadable else Reason.BLANK
    if not known:
        return Measurement(None, doubt or Reason.BLANK, sources=sources + _refs(below) + said)
    above = Fraction(sum(1 for each in known if each >= 1)) if source.present else sum(known, Fraction(0))
    return replace(_divided(above, _divisor(below), doubt, sources + _refs(below) + said), declared=bool(said))


def _run(column: str, entries: list[Entry[Any]]) -> tuple[Place, ...]:
    rows = [row for ref in _refs(*entries) for row in ref.rows or ()]
    return (Place.at(MONTHLY, column, min(rows), max(rows)),) if rows else ()


def from_ledger(formula: Formula, setting: Setting) -> Measurements:
    """The figure of a ledger's live rows at the end of every month of the setting; none where it is no source."""
    count, ledgers = formula.ledger, setting.submission.ledgers
    if count is None or not is_source(count, ledgers):
        return {}
    ledger = ledgers[count.sheet]
    divisor = None if formula.over is None else setting.submission.basics[formula.over]
    reads = count.reads
    sources = tuple(ledger.range(key) for key in ledger.order if key in reads) + _refs(divisor)
    counted = bounds(count, setting)
    based = bounds(count.over, setting) if count.over else (None,) * len(counted)
    found = {}
    for month, bound, base, reason in zip(setting.months, counted, based, _doubts(count, ledger, setting), strict=True):
        below = _divisor(divisor) if base is None else base.sure + base.doubt or Reason.NO_DENOMINATOR
        certain = not bound.doubt and (base is None or not base.doubt)
        found[month] = _divided(bound.sure, below, None if certain else reason, sources)
    return found


def _doubts(count: Count, ledger: Ledger, setting: Setting) -> tuple[Reason, ...]:
    """Why a month's figure would be a lower bound: UNREADABLE where such a row may count in it."""
    unread = sorted({row for key in count.reads for row in ledger.unreadable.get(key, ())})
    if not unread:
        return (Reason.BLANK,) * len(setting.months)
    frame = rows_in(ledger).filter(nw.col("row").is_in(unread))
    # An organisation has what any of its rows says, so that no row's own flags rule it out.
    wants, unless = ((), ()) if by_organisation(ledger) else (count.where, count.unless)
    flags = {test: expression(test, ledger) for test in tests_of(count)}
    found = Digest(frame, flags).cohorts(wants, setting.window, unless=unless)
    counting = reduce(or_, (cohort.months for cohort in found), 0)
    return tuple(Reason.UNREADABLE if counting & bit else Reason.BLANK for bit in setting.window.each())


def from_daily(formula: Formula, setting: Setting) -> Measurements:
    """Σ active ÷ Σ registered of each month of the setting that has recorded days; none where it is no source.

    A lower bound where an active figure is missing, nothing where a registered one is; days with neither
    figure are not recorded.
    """
    asked, ledger = formula.daily, setting.submission.ledgers.get(DAILY)
    if asked is None or ledger is None or "date" not in ledger.columns:
        return {}
    if not all(ledger.filled.get(key) for key in asked.columns):
        return {}
    among = tuple(day for month in setting.months for day in _working_days(month)) if asked.working else None
    found = ledger.once((asked.columns, among), lambda: _by_month(asked.columns, ledger, among))
    return {month: found[month] for month in setting.months if month in found}


def _by_month(columns: tuple[str, str], ledger: Ledger, among: Collection[date] | None) -> Measurements:
    """The same of each month that has recorded days `among` these; all days where none are given."""
    lazy = rows_in(ledger) if among is None else rows_in(ledger).filter(nw.col("day").is_in(among))
    unread = nw.col("row").is_in(sorted({row for key in columns for row in ledger.unreadable.get(key, ())}))
    lazy = lazy.filter(reduce(or_, (~nw.col(key).is_null() for key in columns), unread))
    illegible = {month for (month,) in rows_of(lazy.filter(unread), "date")}
    figures = {f"{key}_{figure}": (key, figure) for figure in ("sum", "count") for key in columns}
    figures |= {"days": ("row", "count"), "first": ("row", "min"), "last": ("row", "max")}
    by_month = rows_of(by_key(lazy, ("date",), figures), "date", *figures)
    found = {}
    for at, active, registered, actives, registereds, days, *rows in by_month:
        if at is None:
            continue
        reason = Reason.UNREADABLE if at in illegible else Reason.BLANK
        sources = tuple(Place.at(DAILY, key, *rows) for key in ledger.order if key in columns)
        below = Fraction(registered or 0) or Reason.NO_DENOMINATOR
        measured = _divided(Fraction(active or 0), below, reason if actives < days else None, sources)
        found[Month.from_index(at)] = (
            Measurement(None, reason, sources=sources) if registereds < days else replace(measured, days=int(days))
        )
    return found


@lru_cache(maxsize=64)
def _working_days(month: Month) -> tuple[date, ...]:
    """A month's working days, by the official calendar of holidays and make-up days; none where it has no such year."""
    days = [month.last_day - timedelta(days=i) for i in range(month.last_day.day)]
    try:
        return tuple(day for day in days if chinese_calendar.is_workday(day))
    except NotImplementedError:
        return ()
