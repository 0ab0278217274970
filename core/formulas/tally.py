"""A formula's count of a ledger → measurements by month: bounds become values, lower bounds and shares."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce
from operator import or_

import narwhals as nw

from core.formulas.cells import denominator_of, refs
from core.formulas.cohorts import Digest
from core.formulas.counting import bounds
from core.formulas.flags import by_organisation, expression, tests_of
from core.formulas.presence import Bound
from core.formulas.setting import Setting, is_source
from core.model import Ledger, Measurement, Month, Place, Reason
from core.model.formulas import Count, Formula


def source(formula: Formula, setting: Setting) -> tuple[Count, Ledger] | None:
    """The count and the ledger it is made of; None where the ledger is no source."""
    count = formula.ledger
    ledger = setting.submission.ledgers.get(count.sheet) if count else None
    if count is None or ledger is None or not is_source(count, ledger):
        return None
    return count, ledger


def measure(formula: Formula, setting: Setting) -> dict[Month, Measurement]:
    """A ledger's measurements for every month of the setting; none where it is no source."""
    found = source(formula, setting)
    if found is None:
        return {}
    count, ledger = found
    counted = bounds(count, setting)
    based = bounds(count.over, setting) if count.over else (None,) * len(counted)
    sources, below = cells_of(count, ledger), None
    if formula.over is not None:
        divisor = setting.submission.basics[formula.over]
        sources, below = sources + refs(divisor), denominator_of(divisor)
    reasons = doubts(count, ledger, setting)
    return {
        month: _measurement(bound, base, below, reason, sources)
        for month, bound, base, reason in zip(setting.months, counted, based, reasons, strict=True)
    }


def at_date(formula: Formula, setting: Setting) -> Measurement | None:
    """A ledger's measurement at the last month of the setting; None where it is no source."""
    month = setting.months[-1]
    return measure(formula, replace(setting, months=(month,))).get(month)


def cells_of(count: Count, ledger: Ledger) -> tuple[Place, ...]:
    """The ranges read, one a column, in the order of the sheet."""
    return tuple(ledger.range(key) for key in ledger.order if key in count.reads)


def doubts(count: Count, ledger: Ledger, setting: Setting) -> tuple[Reason, ...]:
    """Why a month's figure would be a lower bound: UNREADABLE where such a row may count in it."""
    unread = sorted({row for key in count.reads for row in ledger.unreadable.get(key, ())})
    if not unread:
        return (Reason.BLANK,) * len(setting.months)
    frame = nw.from_native(ledger.frame).lazy().filter(nw.col("row").is_in(unread)).collect().to_native()
    # An organisation has what any of its rows says, so that no row's own flags rule it out.
    wants, unless = ((), ()) if by_organisation(ledger) else (count.where, count.unless)
    flags = {test: expression(test, ledger) for test in tests_of(count)}
    found = Digest(frame, flags).cohorts(wants, setting.window, unless=unless)
    counting = reduce(or_, (cohort.months for cohort in found), 0)
    return tuple(Reason.UNREADABLE if counting & bit else Reason.BLANK for bit in setting.window.each())


def _measurement(
    bound: Bound, base: Bound | None, below: Fraction | Reason | None, reason: Reason, sources: tuple[Place, ...]
) -> Measurement:
    uncertain = bound.doubt > 0
    if base is not None:
        uncertain |= base.doubt > 0
        below = base.sure + base.doubt or Reason.NO_DENOMINATOR
    if isinstance(below, Reason):
        return Measurement(None, below, parts=(bound.sure,), sources=sources)
    parts = (bound.sure,) if below is None else (bound.sure, below)
    value = bound.sure if below is None else bound.sure / below
    return Measurement(value, reason if uncertain else None, uncertain, parts, sources)
