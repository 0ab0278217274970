"""Submission → Indicators: each computed criterion's value for every month up to the date."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from core.formulas import checks
from core.formulas.checks import BASELINE
from core.formulas.counting import parts
from core.formulas.dating import date
from core.formulas.setting import Setting, grouped, is_source
from core.formulas.sources import from_daily, from_ledger, from_monthly
from core.model import (
    Criterion,
    Indicator,
    Indicators,
    Kind,
    Measurement,
    Month,
    Origin,
    Problem,
    Profile,
    Reason,
    Rulebook,
    Submission,
)
from core.model.formulas import Formula, Variation


def compute(submission: Submission, rulebook: Rulebook, profile: Profile, as_of: Month | None = None) -> Indicators:
    """All computed criteria of a pilot type; the contract's table of indicators, month by month."""
    asked, known, latest = date(submission, as_of)
    computed = [c for c in rulebook.criteria[profile] if c.kind is Kind.COMPUTED]
    if asked is None:
        by_id = {c.id: _unknown(submission, c, profile) for c in computed}
        return Indicators(profile, submission.pilot, None, by_id, ())
    months = tuple(month for month in submission.pilot.months if month <= asked) or (asked,)
    within = tuple(month for month in months if known is not None and month <= known)
    problems: list[Problem] = list(checks.months(submission, rulebook, asked, known))
    counts = (count for c in computed if c.computation is not None for count in c.computation.counts)
    ledgers = grouped(submission.ledgers, counts)
    by_id = {}
    for criterion in computed:
        by_id[criterion.id], found = _indicator(Setting(submission, criterion, within, ledgers), months, profile)
        problems += found
        if within and not any(problem.code == "baseline_blank" for problem in found):
            problems += checks.undivided(criterion, submission, by_id[criterion.id].by_month[within[-1]], rulebook)
    return Indicators(
        profile, submission.pilot, asked, by_id, tuple(checks.merged(problems)), known=known, latest=latest
    )


def baselines(submission: Submission, rulebook: Rulebook, profile: Profile) -> list[Problem]:
    """What the ledgers would give for a blank baseline: asked before anything is divided by it."""
    divided = [c for c in rulebook.criteria[profile] if c.computation is not None and c.computation.over == BASELINE]
    counts = (count for c in divided if c.computation is not None for count in c.computation.counts)
    ledgers, before = grouped(submission.ledgers, counts), (submission.pilot.start.plus(-1),)
    settings = (Setting(submission, criterion, before, ledgers) for criterion in divided)
    return list(checks.merged(problem for each in settings for problem in checks.baseline(each)))


def _indicator(setting: Setting, months: tuple[Month, ...], profile: Profile) -> tuple[Indicator, list[Problem]]:
    formula, criterion, submission = setting.formula, setting.criterion, setting.submission
    if not setting.months:
        return _unknown(submission, criterion, profile, months), []
    last = setting.months[-1]
    entered = from_monthly(formula, setting)
    better = {"daily": from_daily(formula, setting), "ledger": from_ledger(formula, setting)}
    by_record = {**better["ledger"], **better["daily"]}
    problems = list(checks.of_ledger(setting))
    reason = _no_source(formula, submission, profile)
    measured = {}
    for month in setting.months:
        found = by_record.get(month) or entered[month]
        if found.value is None and month not in by_record and reason is not None:
            found = replace(found, reason=reason)
        measured[month], impossible = checks.possible(formula, criterion, found)
        if impossible and (month not in by_record or month == last):
            problems.append(impossible)
    if profile == submission.profile and entered[last].value is None:
        problems += checks.unused_ledger(setting)
    if last == months[-1] and last in by_record:
        problems += checks.agreement(criterion, by_record[last], entered[last])
    origin: Origin = "monthly" if measured[last].sources else "none"
    if last in by_record:
        origin = "daily" if last in better["daily"] else "ledger"
    return Indicator(
        criterion.id,
        origin,
        {month: measured.get(month, Measurement(None, Reason.BLANK)) for month in months},
        _alternatives(setting) if last == months[-1] else {},
        parts(formula.ledger, setting) if origin == "ledger" and formula.ledger else None,
    ), problems


def _no_source(formula: Formula, submission: Submission, profile: Profile) -> Reason | None:
    """NOT_FOR_THIS_TYPE where another type's workbook has none of the columns that this one needs."""
    if submission.profile in (None, profile):
        return None
    if formula.ledger is not None and is_source(formula.ledger, submission.ledgers):
        return None
    present = submission.monthly.columns if submission.monthly else {}
    columns = formula.monthly.columns if formula.monthly else ()
    return None if any(key in present for key in columns) else Reason.NOT_FOR_THIS_TYPE


def _unknown(
    submission: Submission, criterion: Criterion, profile: Profile, months: tuple[Month, ...] = ()
) -> Indicator:
    reason = _no_source(criterion.computation or Formula(""), submission, profile) or Reason.BLANK
    return Indicator(criterion.id, "none", dict.fromkeys(months, Measurement(None, reason)), {})


def _alternatives(setting: Setting) -> dict[str, Measurement]:
    """The value at the date under each other reading that can be computed."""
    last = replace(setting, months=setting.months[-1:])
    computed = {id: _other(variation, last) for id, variation in setting.formula.alternatives.items()}
    possible = {id: checks.possible(setting.formula, setting.criterion, found)[0] for id, found in computed.items()}
    return {id: found for id, found in possible.items() if found.value is not None}


def _other(variation: Variation, last: Setting) -> Measurement:
    """Another reading at the one month of `last`; a figure asked for beside it comes from the same source."""
    formula, asks, month = variation.formula, variation.asks, last.months[0]
    if asks is None:
        by_record = {**from_ledger(formula, last), **from_daily(formula, last)}
        return by_record.get(month) or from_monthly(formula, last)[month]
    found, wanted = (from_ledger(each, last).get(month) for each in (formula, asks))
    if found is None or wanted is None:
        found, wanted = (from_monthly(each, last)[month] for each in (formula, asks))
    if wanted.value is None:
        return Measurement(None, wanted.reason)
    threshold = max(wanted.value, Fraction(last.criterion.threshold or 0))
    sources = tuple(dict.fromkeys((*found.sources, *wanted.sources)))
    return replace(found, sources=sources, threshold=threshold)
