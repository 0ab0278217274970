"""Ledger rule → measurements by month: bounds become values, lower bounds and shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from operator import or_

import narwhals as nw

from core.formulas.cohorts import Digest
from core.formulas.flags import Parameters, derived, flags_of
from core.formulas.formula import Bounds, LedgerRule, Measured, Setting, denominator_of, refs
from core.formulas.presence import Bound, total
from core.model import CellRef, Ledger, Measurement, Reason


def rows(setting: Setting, rule: LedgerRule) -> Bounds:
    """How many live rows fulfil the rule."""
    return total(setting.cohorts(rule.ledger, rule.wants), setting.window)


def digests(ledgers: Mapping[str, Ledger], rules: Iterable[LedgerRule], parameters: Parameters) -> dict[str, Digest]:
    """Each ledger with the flags that any of the rules looks at."""
    names: dict[str, list[str]] = {}
    amounts: dict[str, str] = {}
    for rule in rules:
        if rule.ledger in ledgers and is_source(rule, ledgers[rule.ledger]):
            names.setdefault(rule.ledger, []).extend(rule.named)
            if rule.amount is not None:
                amounts[rule.ledger] = rule.amount
    return {
        key: Digest(
            ledgers[key].frame,
            flags_of(ledgers[key], found, parameters),
            amounts.get(key),
            derived(ledgers[key]),
        )
        for key, found in names.items()
    }


def measure(rule: LedgerRule, ledger: Ledger, setting: Setting, denominator: str | None) -> Measured:
    """A ledger's measurements for every month of the setting."""
    counted = rule.count(setting, rule)
    based = rule.base(setting, rule) if rule.base else (None,) * len(counted)
    sources = rule.sources(ledger)
    if denominator is not None:
        sources += refs(setting.submission.basics[denominator])
    reasons = doubts(rule, ledger, setting)
    below = None if denominator is None else denominator_of(setting.submission.basics[denominator])
    return {
        month: _measurement(bound, base, below, reason, sources)
        for month, bound, base, reason in zip(setting.months, counted, based, reasons, strict=True)
    }


def doubts(rule: LedgerRule, ledger: Ledger, setting: Setting) -> tuple[Reason, ...]:
    """Why a month's figure of this rule would be a lower bound: UNREADABLE where such a row may count in it."""
    unread = sorted({row for key in (*rule.reads, *rule.also) for row in ledger.unreadable.get(key, ())})
    if not unread:
        return (Reason.BLANK,) * len(setting.months)
    frame = nw.from_native(ledger.frame).lazy().filter(nw.col("row").is_in(unread)).collect().to_native()
    # An organisation has what any of its rows says, so that no row's own flags rule it out.
    wants = () if derived(ledger) else rule.wants
    found = Digest(frame, flags_of(ledger, rule.named, setting.parameters)).cohorts(wants, setting.window)
    counting = reduce(or_, (cohort.months for cohort in found), 0)
    return tuple(Reason.UNREADABLE if counting & bit else Reason.BLANK for bit in setting.window.each())


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


def at_date(rule: LedgerRule, setting: Setting) -> Measurement | None:
    """A rule's measurement at the last month of the setting; None where its ledger is no source."""
    ledger = setting.submission.ledgers.get(rule.ledger)
    if ledger is None or not is_source(rule, ledger):
        return None
    month = setting.months[-1]
    return measure(rule, ledger, replace(setting, months=(month,)), None)[month]


def is_source(rule: LedgerRule, ledger: Ledger) -> bool:
    """Whether the ledger has every column that the rule reads, with at least one filled cell."""
    return all(ledger.filled.get(key, 0) > 0 for key in rule.reads)
