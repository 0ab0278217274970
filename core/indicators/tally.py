"""Ledger rule → measurements by month: bounds become values, lower bounds and shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import narwhals as nw

from core.indicators.cohorts import cohorts
from core.indicators.formula import (
    Bounds,
    Conditions,
    LedgerRule,
    Measured,
    Setting,
    denominator_of,
    refs,
)
from core.indicators.presence import Bound, total
from core.model import CellRef, Criterion, Ledger, Measurement, Reason


def every_row(_: Criterion) -> Conditions:
    """All rows count."""
    return (~nw.col("row").is_null(),)


def rows(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """How many live rows fulfil the condition."""
    return total(cohorts(frame, conditions[0], setting.window), setting.window)


def measure(rule: LedgerRule, ledger: Ledger, setting: Setting, denominator: str | None) -> Measured:
    """A ledger's measurements for every month of the setting."""
    conditions = rule.conditions(setting.criterion)
    counted = rule.count(ledger.frame, conditions, setting)
    based = rule.base(ledger.frame, conditions, setting) if rule.base else (None,) * len(counted)
    sources = rule.sources(ledger)
    if denominator is not None:
        sources += refs(setting.submission.basics[denominator])
    reason = doubt(rule, ledger)
    below = None if denominator is None else denominator_of(setting.submission.basics[denominator])
    return {
        month: _measurement(bound, base, below, reason, sources)
        for month, bound, base in zip(setting.months, counted, based, strict=True)
    }


def doubt(rule: LedgerRule, ledger: Ledger) -> Reason:
    """Why a figure of this rule would be a lower bound."""
    unreadable = any(ledger.unreadable.get(key) for key in (*rule.reads, *rule.also))
    return Reason.UNREADABLE if unreadable else Reason.BLANK


def _measurement(
    bound: Bound, base: Bound | None, below: Fraction | Reason | None, reason: Reason, sources: tuple[CellRef, ...]
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


def tallied(
    rule: LedgerRule,
    count: Callable[[Any, Conditions, Setting], Bounds],
    *,
    conditions: Callable[[Criterion], Conditions] | None = None,
    reads: tuple[str, ...] | None = None,
) -> Callable[[Setting], Measurement | None]:
    """An alternative reading on the same ledger: another count, at the last month of the setting."""
    other = replace(rule, count=count, conditions=conditions or rule.conditions, reads=reads or rule.reads)

    def alternative(setting: Setting) -> Measurement | None:
        ledger = setting.submission.ledgers.get(other.ledger)
        if ledger is None or not is_source(other, ledger):
            return None
        at_date = replace(setting, months=setting.months[-1:])
        return measure(other, ledger, at_date, None)[setting.months[-1]]

    return alternative


def is_source(rule: LedgerRule, ledger: Ledger) -> bool:
    """Whether the ledger has every column that the rule reads, with at least one filled cell."""
    return all(ledger.filled.get(key, 0) > 0 for key in rule.reads)
