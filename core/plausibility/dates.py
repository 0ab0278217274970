"""Dates in ledgers that lie ahead of the figures, and days of 日活记录 outside the pilot."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from core.model import NEVER, Month, Problem
from core.model.formulas import END
from core.plausibility.case import Case, ask, first_day


def questions(case: Case) -> Iterator[Problem]:
    """One question a column of dates, one for the days."""
    for sheet in case.rulebook.sheets.values():
        for column in sheet.columns:
            if sheet.role == "ledger" and column.type == "date" and column.key != END:
                yield from _ahead(case, sheet.key, column.key)
    yield from _outside(case)


def _ahead(case: Case, name: str, key: str) -> Iterator[Problem]:
    """Dates after the last month of figures: such a row counts from its own month on."""
    ledger, criteria = case.ledger(name), case.resting_on(name, key)
    if ledger is None or not criteria or case.known is None or key not in ledger.columns:
        return
    dates = ledger.frame[key]
    ahead = ledger.frame.filter(pc.and_(pc.greater(dates, case.known.index), pc.less(dates, NEVER)))
    if ahead.num_rows:
        month = Month.from_index(ahead[key][0].as_py())
        yield ask(
            "starts_later",
            ledger.cell(key, ahead["row"][0].as_py()),
            str(month),
            criteria,
            column=case.column(name, key).label,
            month=month,
            known=case.known,
            count=ahead.num_rows,
        )


def _outside(case: Case) -> Iterator[Problem]:
    """Recorded days of no month of the pilot: kept, and not judged."""
    daily, pilot = case.ledger("daily"), case.submission.pilot
    if daily is None or "day" not in daily.frame.column_names:
        return
    months = daily.frame["date"]
    outside = daily.frame.filter(pc.or_(pc.less(months, pilot.start.index), pc.greater(months, pilot.end.index)))
    if outside.num_rows:
        day = first_day(outside)
        yield ask(
            "day_outside_pilot",
            daily.cell("date", outside["row"][0].as_py()),
            str(day),
            (),
            day=day,
            start=pilot.start,
            end=pilot.end,
            count=outside.num_rows,
        )
