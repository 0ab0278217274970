"""Formulas on 日活记录: E4.2, I4.2 by user; C4.4 by organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import chinese_calendar
import narwhals as nw

from core.formulas.formula import Formula, Setting, figure, quotient
from core.model import CellRef, Ledger, Measurement, Month, Reason

LEDGER = "daily"
USERS = ("active_users", "registered_users")
ORGANISATIONS = ("active_orgs", "registered_orgs")


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


def is_source(ledger: Ledger, columns: tuple[str, str]) -> bool:
    """Whether both columns are there with a filled cell, and one of days."""
    return "date" in ledger.letters and all(ledger.filled.get(key, 0) > 0 for key in columns)


def measure(ledger: Ledger, columns: tuple[str, str], days: Days) -> Measurement:
    """Σ active ÷ Σ registered; a lower bound where an active figure is missing, nothing where a registered one is."""
    sources = tuple(
        CellRef(ledger.sheet, f"{ledger.letters[key]}{days.first_row}:{ledger.letters[key]}{days.last_row}")
        for key in sorted(columns, key=lambda key: (len(ledger.letters[key]), ledger.letters[key]))
    )
    reason = Reason.UNREADABLE if days.unread else Reason.BLANK
    if days.registered_missing:
        return Measurement(None, reason, sources=sources)
    if not days.registered:
        return Measurement(None, Reason.NO_DENOMINATOR, parts=(Fraction(days.active),), sources=sources)
    parts = (Fraction(days.active), Fraction(days.registered))
    missing = days.active_missing > 0
    return Measurement(parts[0] / parts[1], reason if missing else None, missing, parts, sources)


def _working_days(setting: Setting) -> Measurement | None:
    """Working days of the last month only, by the official calendar of holidays and make-up days."""
    ledger = setting.submission.ledgers.get(LEDGER)
    month = setting.months[-1]
    if ledger is None or not is_source(ledger, USERS):
        return None
    try:
        days = [day for day in _days_of(month) if chinese_calendar.is_workday(day)]
    except NotImplementedError:
        return None
    found = recorded(ledger, USERS, days).get(month)
    return None if found is None else measure(ledger, USERS, found)


def _days_of(month: Month) -> list[date]:
    first = date(month.year, month.month, 1)
    return [first + timedelta(days=i) for i in range((month.last_day - first).days + 1)]


def _by_user(setting: Setting) -> Measurement | None:
    """C4.4 counted by user."""
    ledger, month = setting.submission.ledgers.get(LEDGER), setting.months[-1]
    if ledger is not None and is_source(ledger, USERS):
        found = recorded(ledger, USERS).get(month)
        if found is not None:
            return measure(ledger, USERS, found)
    table = setting.submission.monthly
    row = next((row for row in table.rows if row.month == month), None) if table else None
    if row is None or figure(row, USERS[0]).value is None:
        return None
    return quotient(*USERS).measure(setting, row)


user_activity = Formula(
    daily=USERS,
    monthly=quotient(*USERS),
    share=True,
    alternatives={"working_days": _working_days},
)

organisation_activity = Formula(
    daily=ORGANISATIONS,
    monthly=quotient(*ORGANISATIONS),
    share=True,
    alternatives={"by_user": _by_user},
)
