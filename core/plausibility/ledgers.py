"""Rows of ledgers: parts above their whole, dates ahead of the figures or outside the pilot, volumes, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from core.formulas.proof import proof
from core.intake.grid import plain
from core.model import NEVER, Ledger, Month, Plausibility, Problem, Reason, Spread
from core.model.formulas import DAILY, END
from core.plausibility.case import Case, rows_where

MARKS = " ()（）·."
NAME, CODE, HOLDER = "name", "credit_code", "organisation"
#: So many datasets make an ordinary size.
ENOUGH = 5
#: Above what two equal figures may differ by as floats.
NEARLY = 1 + 1e-9


def questions(case: Case) -> Iterator[Problem]:
    """At most one question a pair of columns, a column of dates, an indicator."""
    for check in (_active_over_all, _earlier_over_one, _external_over_all):
        yield from check(case)
    for sheet in case.rulebook.sheets.values():
        for column in sheet.columns if sheet.role == "ledger" else ():
            if column.type == "date" and column.key != END:
                yield from _ahead(case, sheet.key, column.key)
    for check in (_outside, _alike, _volume, _residual):
        yield from check(case)


def _active_over_all(case: Case) -> Iterator[Problem]:
    """Days up to the date with more active than registered ones; a month that is over as a whole is an error."""
    pairs: dict[tuple[str, str], tuple[str, ...]] = {}
    for criterion, formula, _ in case.criteria:
        if formula.daily is not None and formula.share:
            pairs[formula.daily.columns] = (*pairs.get(formula.daily.columns, ()), criterion.id)
    for (part, whole), criteria in pairs.items():
        daily = case.ledger(DAILY, part, whole, "day")
        last = case.as_of.index
        if case.indicators.by_id[criteria[0]].by_month[case.as_of].reason is Reason.IMPOSSIBLE:
            last -= 1
        if daily is None:
            continue
        if over := _above(daily, part, whole, pc.less_equal(daily.frame["date"], last), "day", "date"):
            row, some, every, *dated = over[0]
            details = {
                "all": str(every),
                "day": _day(*dated),
                "whole": case.label(DAILY, whole),
                "count": _count(daily, over),
            }
            yield case.ask("active_over_all", daily.cell(part, row), str(some), criteria, **details)


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
    valued = products.frame["high_value"] if "high_value" in products.columns else pa.scalar(value=True)
    if over := _above(products, part, whole, valued):
        row, external, served = over[0]
        details = {"served": str(served), "whole": case.label(sheet, whole), "count": _count(products, over)}
        yield case.ask("external_over_all", products.cell(part, row), str(external), criteria, **details)


def _above(ledger: Ledger, part: str, whole: str, among: Any, *beside: str) -> list[tuple[Any, ...]]:
    """The rows whose part is above their whole, as rows, part, whole and other columns.

    Arrow picks by floats, which are not exact; no more than that is compared exactly.
    """
    one, other = (ledger.frame[key].cast(pa.float64()) for key in (part, whole))
    above = pc.greater_equal(pc.multiply(one, NEARLY), other)
    found = rows_where(ledger, pc.and_(above, among), part, whole, *beside)
    return [row for row in found if row[1] > row[2]]


def _count(ledger: Ledger, found: list[tuple[Any, ...]]) -> int:
    return ledger.counted([row for row, *_ in found])


def _ahead(case: Case, sheet: str, key: str) -> Iterator[Problem]:
    """Dates after the last month of figures: such a row counts from its own month on."""
    ledger, criteria, known = case.ledger(sheet, key), case.resting_on(sheet, key), case.indicators.known
    if ledger is None or not criteria or known is None:
        return
    dates = ledger.frame[key]
    if ahead := rows_where(ledger, pc.and_(pc.greater(dates, known.index), pc.less(dates, NEVER)), key):
        row, index = ahead[0]
        details = {"count": _count(ledger, ahead), "month": Month.from_index(index), "known": known}
        yield case.ask("starts_later", ledger.cell(key, row), str(details["month"]), criteria, **details)


def _outside(case: Case) -> Iterator[Problem]:
    """Recorded days of no month of the pilot: kept, and not judged."""
    daily, pilot = case.ledger(DAILY, "day"), case.submission.pilot
    if daily is None or case.submission.period_unread:
        return
    dates = daily.frame["date"]
    early, late = pc.less(dates, pilot.start.index), pc.greater(dates, pilot.end.index)
    if outside := rows_where(daily, pc.or_(early, late), "day", "date"):
        row, *dated = outside[0]
        details = {"count": _count(daily, outside), "day": _day(*dated), "start": pilot.start, "end": pilot.end}
        yield case.ask("day_outside_pilot", daily.cell("date", row), str(details["day"]), (), **details)


def _day(day: date | None, month: int) -> date | Month:
    """A date of 日活记录, as precise as its cell gives it: 2025-07-01, or 2025-07."""
    return day or Month.from_index(month)


def _volume(case: Case) -> Iterator[Problem]:
    """The largest volume, where it is a unit's factor above the median and more than all the others together."""
    sheet, key = "resources", "volume"
    ledger, criteria = case.ledger(sheet, key), case.resting_on(sheet, key)
    if ledger is None or not criteria:
        return
    frame = ledger.frame.filter(pc.greater(ledger.frame[key].cast(pa.float64()), 0))
    sizes = frame[key].cast(pa.float64()).to_numpy()
    spread = ledger.spreads.get(key) or Spread.of(sizes.tolist())
    usual, largest = spread.median if spread.size >= ENOUGH else 0.0, spread.largest
    least = min(case.limits.unit_factors["open_volume"], default=0)
    if usual and least and largest >= least * usual and 2 * largest > spread.total:
        at = int(np.abs(sizes - largest).argmin())
        row, volume = frame["row"][at].as_py(), frame[key][at].as_py()
        times = Fraction(round(largest / usual))
        yield case.ask("volume_stands_out", ledger.cell(key, row), plain(volume), criteria, times=times)


def _residual(case: Case) -> Iterator[Problem]:
    """其他 among names that are counted, where a criterion is not met without it."""
    for criterion, formula, indicator in case.criteria:
        count, value, threshold = formula.ledger, indicator.by_month[case.as_of].value, criterion.threshold
        if indicator.origin != "ledger" or count is None or count.counted != "names" or value is None or not threshold:
            continue
        ledger = case.ledger(count.sheet, count.column or "")
        if ledger is None or not threshold <= value < threshold + len(case.limits.residual):
            continue
        residual = "|".join(map(re.escape, case.limits.residual))
        frame = ledger.frame.filter(pc.match_substring_regex(ledger.frame[count.column], residual))
        found = proof(count, replace(ledger, frame=frame), case.as_of) if len(frame) else ()
        rest = [each for each in found if each.counted and each.name in case.limits.residual]
        without = value - len(rest)
        if rest and without < threshold:
            figures = {"value": criterion.quantity(value), "without": criterion.quantity(without)}
            place = ledger.cell(count.column or "", rest[0].rows[0])
            yield case.ask(
                "residual_counts", place, str(rest[0].name), (criterion.id,), title=criterion.title, **figures
            )


def _alike(case: Case) -> Iterator[Problem]:
    """Organisations that look like one although they count as two: the first pair of a kind, and how many are like it.

    Certain-looking pairs only: one name under two codes; or two names that differ in the legal form, in brackets and
    spaces, or in what brackets say of another name, where one of them has no code.
    """
    ledger = case.ledger("organisations", NAME, HOLDER)
    if ledger is None or not case.resting_on(ledger.key):
        return
    frame = ledger.frame.filter(pc.not_equal(ledger.frame[NAME], ""))
    rows, names, holders = (frame[key].to_pylist() for key in ("row", NAME, HOLDER))
    coded = list(map(bool, frame[CODE].to_pylist())) if CODE in ledger.columns else [False] * len(rows)
    codes = _pairs(names, holders, coded, wanted=2)
    alike = [] if all(coded) else _pairs(_stems(names, case.limits), holders, [not each for each in coded], wanted=1)
    alike = [(at, first) for at, first in alike if names[at] != names[first]]
    for kind, pairs in (("name_with_two_codes", codes), ("name_looks_like", alike)):
        for at, first in pairs[:1]:
            details = {"first": ledger.cell(NAME, rows[first]), "first_name": names[first], "count": len(pairs)}
            yield case.ask(kind, ledger.cell(NAME, rows[at]), names[at], case.resting_on(ledger.key), **details)


def _stems(names: list[str], limits: Plausibility) -> list[str]:
    """What is left of each name without spaces, brackets, its longest legal form and former names."""
    forms = sorted(limits.legal_forms, key=len, reverse=True)
    former = "|".join(map(re.escape, limits.formerly))
    text = re.sub(rf"\((?:{former})[^()\n]*\)", "", "\n".join(name.replace("\n", " ") for name in names))
    for mark in MARKS:
        text = text.replace(mark, "")
    return [name.removesuffix(next(filter(name.endswith, forms), "")) for name in text.split("\n")]


def _pairs(keys: list[str], holders: list[int], special: list[bool], *, wanted: int) -> list[tuple[int, int]]:
    """Indices (later, earlier) of one key and two organisations, of which at least `wanted` are special.

    Each is paired with the first special one of its key, so that the order of the rows decides nothing.
    """
    holder = dict(zip(keys, holders, strict=True))
    if list(map(holder.__getitem__, keys)) == holders:
        return []  # no key has two organisations
    firsts: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key and special[at]:
            firsts.setdefault(key, at)
    found = ((at, firsts[key]) for at, key in enumerate(keys) if key in firsts)
    pairs = (each for each in found if holders[each[0]] != holders[each[1]])
    return [(max(pair), min(pair)) for pair in pairs if special[pair[0]] + special[pair[1]] >= wanted]
