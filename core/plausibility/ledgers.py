"""Rows of ledgers: parts above their whole, dates ahead of the figures or outside the pilot, volumes in another unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.model import NEVER, Ledger, Month, Problem, Reason
from core.model.formulas import DAILY, END
from core.plausibility import names
from core.plausibility.case import Case

#: So many datasets make an ordinary size.
ENOUGH = 5


def questions(case: Case) -> Iterator[Problem]:
    """At most one question a pair of columns, a column of dates, an indicator."""
    yield from _active_over_all(case)
    yield from _earlier_over_one(case)
    yield from _external_over_all(case)
    for sheet in case.rulebook.sheets.values():
        for column in sheet.columns if sheet.role == "ledger" else ():
            if column.type == "date" and column.key != END:
                yield from _ahead(case, sheet.key, column.key)
    yield from _outside(case)
    yield from names.questions(case)
    yield from _volume(case)


def _first(
    case: Case, code: str, ledger: Ledger, key: str, rows: pa.Table, criteria: tuple[str, ...], **details: Any
) -> Problem:
    """A question about a cell of the first of some rows, with its content `found`."""
    place = ledger.cell(key, rows["row"][0].as_py())
    return case.ask(code, place, criteria=criteria, count=rows.num_rows, **details)


# --- parts above their whole ----------------------------------------------------------------


def _active_over_all(case: Case) -> Iterator[Problem]:
    """Days up to the date with more active than registered ones; a month that is over as a whole is an error."""
    pairs: dict[tuple[str, str], tuple[str, ...]] = {}
    for criterion, formula, _ in case.criteria:
        if formula.daily is not None and formula.share:
            pairs[formula.daily.columns] = (*pairs.get(formula.daily.columns, ()), criterion.id)
    for (part, whole), criteria in pairs.items():
        daily = case.ledger(DAILY, part, whole, "day")
        if daily is None:
            continue
        over = _above(daily, part, whole, pc.less_equal(daily.frame["date"], case.as_of.index))
        if case.indicators.by_id[criteria[0]].by_month[case.as_of].reason is Reason.IMPOSSIBLE:
            over = over.filter(pc.not_equal(over["date"], case.as_of.index))
        if over.num_rows:
            details = {"all": str(over[whole][0]), "day": _day(over), "whole": case.label(DAILY, whole)}
            yield _first(case, "active_over_all", daily, part, over, criteria, found=str(over[part][0]), **details)


def _earlier_over_one(case: Case) -> Iterator[Problem]:
    """Shares over 1 that a ledger gives before the date; those of 月度统计 are errors, month by month."""
    for criterion, _, indicator in case.criteria:
        over = [(m, found) for m, found in indicator.by_month.items() if found.reason is Reason.IMPOSSIBLE]
        if indicator.origin == "ledger" and over and over[-1][0] != case.as_of:
            month, found = over[0]
            place = found.sources[0] if found.sources else None
            details = {"title": criterion.title, "month": month, "count": len(over)}
            yield case.ask("earlier_over_one", place, str(month), (criterion.id,), **details)


def _external_over_all(case: Case) -> Iterator[Problem]:
    """High-value products with more external enterprises than enterprises."""
    sheet, part, whole = "products", "external_enterprises", "enterprises_served"
    products, criteria = case.ledger(sheet, part, whole), case.resting_on(sheet, part, whole)
    if products is None or not criteria:
        return
    valued = products.frame["high_value"] if "high_value" in products.frame.column_names else None
    over = _above(products, part, whole, valued)
    if over.num_rows:
        details = {"served": str(over[whole][0]), "whole": case.label(sheet, whole)}
        yield _first(case, "external_over_all", products, part, over, criteria, found=str(over[part][0]), **details)


def _above(ledger: Ledger, part: str, whole: str, among: pa.Array | None) -> pa.Table:
    """The rows whose part is above their whole, with room for the places that the other column has more of."""
    one, other = (
        figures.cast(pa.decimal256(figures.type.precision, figures.type.scale))
        for figures in (ledger.frame[part], ledger.frame[whole])
    )
    over = pc.greater(one, other)
    return ledger.frame.filter(over if among is None else pc.and_(over, among))


# --- dates ----------------------------------------------------------------------------------


def _ahead(case: Case, sheet: str, key: str) -> Iterator[Problem]:
    """Dates after the last month of figures: such a row counts from its own month on."""
    ledger, criteria, known = case.ledger(sheet, key), case.resting_on(sheet, key), case.indicators.known
    if ledger is None or not criteria or known is None:
        return
    dates = ledger.frame[key]
    ahead = ledger.frame.filter(pc.and_(pc.greater(dates, known.index), pc.less(dates, NEVER)))
    if ahead.num_rows:
        month = Month.from_index(ahead[key][0].as_py())
        yield _first(case, "starts_later", ledger, key, ahead, criteria, found=str(month), month=month, known=known)


def _outside(case: Case) -> Iterator[Problem]:
    """Recorded days of no month of the pilot: kept, and not judged."""
    daily, pilot = case.ledger(DAILY, "day"), case.submission.pilot
    if daily is None:
        return
    months = daily.frame["date"]
    outside = daily.frame.filter(pc.or_(pc.less(months, pilot.start.index), pc.greater(months, pilot.end.index)))
    if outside.num_rows:
        day, span = _day(outside), {"start": pilot.start, "end": pilot.end}
        yield _first(case, "day_outside_pilot", daily, "date", outside, (), found=str(day), day=day, **span)


def _day(days: pa.Table) -> date | Month:
    """The date in the first row of 日活记录, as precise as its cell gives it: 2025-07-01, or 2025-07."""
    day: date | None = days["day"][0].as_py()
    return day or Month.from_index(days["date"][0].as_py())


# --- volumes --------------------------------------------------------------------------------


def _volume(case: Case) -> Iterator[Problem]:
    """The largest volume, where it is a unit's factor above the median and more than all the others together."""
    sheet, key = "resources", "volume"
    ledger, criteria = case.ledger(sheet, key), case.resting_on(sheet, key)
    if ledger is None or not criteria:
        return
    volumes = np.nan_to_num(ledger.frame[key].to_numpy(zero_copy_only=False).astype(np.float64))
    usual = float(np.median(volumes[volumes > 0])) if int((volumes > 0).sum()) >= ENOUGH else 0.0
    at, least = int(volumes.argmax()), min(case.limits.unit_factors["open_volume"], default=0)
    if usual and least and volumes[at] >= least * usual and 2 * volumes[at] > volumes.sum():
        times, largest = Fraction(round(volumes[at] / usual)), ledger.frame[key][at]
        place = ledger.cell(key, ledger.frame["row"][at].as_py())
        yield case.ask("volume_stands_out", place, str(largest), criteria, times=times)
