"""A formula's columns of 日活记录 → measurements by month: both summed over the recorded days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import chinese_calendar
import narwhals as nw

from core.formulas.setting import Setting
from core.model import Ledger, Measurement, Month, Place, Reason
from core.model.formulas import DAILY, Formula


@dataclass(frozen=True, slots=True)
class Days:
    """A month's recorded days added up: active, registered, how many of each are missing, how many days unreadable."""

    active: Decimal
    registered: Decimal
    active_missing: int
    registered_missing: int
    unread: int
    rows: int
    first_row: int
    last_row: int


def recorded(ledger: Ledger, columns: tuple[str, str], days: list[date] | None = None) -> Mapping[Month, Days]:
    """The recorded days by month, or those of the listed days; days with neither figure are not recorded."""
    active, registered = columns
    lazy = nw.from_native(ledger.frame).lazy()
    if days is not None:
        lazy = lazy.filter(nw.col("day").is_in(days))
    unread = sorted({row for key in columns for row in ledger.unreadable.get(key, ())})
    blank = nw.col(active).is_null() & nw.col(registered).is_null()
    lazy = lazy.filter(~nw.col("date").is_null(), ~blank | nw.col("row").is_in(unread) if unread else ~blank)
    lazy = lazy.with_columns(
        _active_missing=nw.col(active).is_null().cast(nw.Int64),
        _registered_missing=nw.col(registered).is_null().cast(nw.Int64),
        _unread=nw.col("row").is_in(unread).cast(nw.Int64),
        _one=nw.lit(1),
        _last=nw.col("row"),
    )
    grouped = lazy.group_by("date").agg(
        nw.col(active, registered, "_active_missing", "_registered_missing", "_unread", "_one").sum(),
        nw.col("row").min(),
        nw.col("_last").max(),
    )
    table = grouped.collect().to_arrow()
    names = ("date", active, registered, "_active_missing", "_registered_missing", "_unread", "_one", "row", "_last")
    return {
        Month.from_index(month): Days(Decimal(a or 0), Decimal(r or 0), int(am), int(rm), int(u), int(n), first, last)
        for month, a, r, am, rm, u, n, first, last in zip(*(table[name].to_pylist() for name in names), strict=True)
    }


def measure(formula: Formula, setting: Setting) -> dict[Month, Measurement]:
    """日活记录's measurements for each month of the setting that has recorded days; none where it is no source."""
    asked, ledger = formula.daily, setting.submission.ledgers.get(DAILY)
    if asked is None or ledger is None or not is_source(ledger, asked.columns):
        return {}
    days = [day for month in setting.months for day in _working_days(month)] if asked.working else None
    found = recorded(ledger, asked.columns, days)
    return {month: _divided(ledger, asked.columns, found[month]) for month in setting.months if month in found}


def is_source(ledger: Ledger, columns: tuple[str, str]) -> bool:
    """Whether both columns are there with a filled cell, and one of days."""
    return "date" in ledger.columns and all(ledger.filled.get(key, 0) > 0 for key in columns)


def _divided(ledger: Ledger, columns: tuple[str, str], days: Days) -> Measurement:
    """Σ active ÷ Σ registered; a lower bound where an active figure is missing, nothing where a registered one is."""
    read = (key for key in ledger.order if key in columns)
    sources = tuple(Place.at(ledger.key, key, days.first_row, days.last_row) for key in read)
    reason = Reason.UNREADABLE if days.unread else Reason.BLANK
    if days.registered_missing:
        return Measurement(None, reason, sources=sources)
    if not days.registered:
        return Measurement(None, Reason.NO_DENOMINATOR, parts=(Fraction(days.active),), sources=sources)
    parts = (Fraction(days.active), Fraction(days.registered))
    missing = days.active_missing > 0
    return Measurement(parts[0] / parts[1], reason if missing else None, missing, parts, sources)


def _working_days(month: Month) -> list[date]:
    """A month's working days, by the official calendar of holidays and make-up days; none where it has no such year."""
    first = date(month.year, month.month, 1)
    days = (first + timedelta(days=i) for i in range((month.last_day - first).days + 1))
    try:
        return [day for day in days if chinese_calendar.is_workday(day)]
    except NotImplementedError:
        return []
