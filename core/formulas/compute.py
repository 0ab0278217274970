"""Submission → Indicators: each computed criterion's value for every month up to the date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from core.formulas import checks, daily, monthly, tally
from core.formulas.checks import BASELINE
from core.formulas.counting import parts
from core.formulas.dating import date
from core.formulas.setting import Setting, grouped, is_source
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
    dating = date(submission, as_of)
    computed = [c for c in rulebook.criteria[profile] if c.kind is Kind.COMPUTED]
    if dating.as_of is None:
        by_id = {c.id: _unknown(submission, c, profile) for c in computed}
        return Indicators(profile, submission.pilot, None, by_id, ())
    months = _months(submission, dating.as_of)
    known = [month for month in months if dating.known is not None and month <= dating.known]
    problems: list[Problem] = list(checks.months(submission, rulebook, dating.as_of, dating.known))
    ledgers = grouped(
        submission.ledgers, (count for c in computed if c.computation is not None for count in c.computation.counts)
    )
    by_id = {}
    for criterion in computed:
        setting = Setting(submission, criterion, tuple(known), ledgers)
        indicator, found = _indicator(setting, months, profile)
        by_id[criterion.id] = indicator
        problems += found
        problems += _undivided(setting, indicator, found, rulebook)
    problems = list(checks.merged(problems))
    return Indicators(profile, submission.pilot, dating.as_of, by_id, tuple(problems), dating.known, dating.latest)


def baselines(submission: Submission, rulebook: Rulebook, profile: Profile) -> list[Problem]:
    """What the ledgers would give for a blank baseline: asked before anything is divided by it."""
    divided = [c for c in rulebook.criteria[profile] if c.computation is not None and c.computation.over == BASELINE]
    counts = (count for c in divided if c.computation is not None for count in c.computation.counts)
    ledgers, before = grouped(submission.ledgers, counts), (submission.pilot.start.plus(-1),)
    settings = [Setting(submission, criterion, before, ledgers) for criterion in divided]
    found = (p for each in settings if tally.source(each.formula, each) is not None for p in checks.baseline(each))
    return list(checks.merged(found))


def _months(submission: Submission, as_of: Month) -> tuple[Month, ...]:
    """The pilot's months up to the date; the date alone where it lies before the pilot."""
    return tuple(month for month in submission.pilot.months if month <= as_of) or (as_of,)


def _indicator(setting: Setting, months: tuple[Month, ...], profile: Profile) -> tuple[Indicator, list[Problem]]:
    formula = setting.formula
    if not setting.months:
        return _unknown(setting.submission, setting.criterion, profile, months), []
    entered = monthly.measure(formula, setting.submission, setting.months)
    counted, problems = _from_ledger(setting)
    by_day = daily.measure(formula, setting)
    better: dict[Month, Measurement] = {**counted, **by_day}
    origins: dict[Month, Origin] = {**dict.fromkeys(counted, "ledger"), **dict.fromkeys(by_day, "daily")}
    reason = _no_source(formula, setting.submission, profile)
    measured = {}
    for month in setting.months:
        found = better.get(month) or entered[month]
        if found.value is None and month not in better and reason is not None:
            found = replace(found, reason=reason)
        measured[month], impossible = checks.possible(formula, setting.criterion, found)
        if impossible and (month not in better or month == setting.months[-1]):
            problems.append(impossible)
    if profile == setting.submission.profile and entered[setting.months[-1]].value is None:
        problems += checks.unused_ledger(setting)
    at_date = setting.months[-1] == months[-1]
    if at_date and months[-1] in better:
        problems += checks.agreement(setting.criterion, better[months[-1]], entered[months[-1]])
    unknown = Measurement(None, Reason.BLANK)
    by_month = {month: measured.get(month, unknown) for month in months}
    origin = origins.get(setting.months[-1], "monthly" if by_month[setting.months[-1]].sources else "none")
    alternatives = _alternatives(setting) if at_date else {}
    followed = parts(formula.ledger, setting) if origin == "ledger" and formula.ledger else None
    return Indicator(setting.criterion.id, origin, by_month, alternatives, followed), problems


def _undivided(setting: Setting, indicator: Indicator, known: list[Problem], rulebook: Rulebook) -> list[Problem]:
    """What `checks.undivided` asks at the last known month, unless the baseline is asked for already."""
    if not setting.months or any(problem.code == "baseline_blank" for problem in known):
        return []
    return list(checks.undivided(setting, indicator.by_month[setting.months[-1]], rulebook))


def _from_ledger(setting: Setting) -> tuple[Mapping[Month, Measurement], list[Problem]]:
    source = tally.source(setting.formula, setting)
    if source is None:
        return {}, []
    problems = list(checks.named_parts(*source, setting.criterion))
    problems += checks.baseline(setting)
    problems += checks.shares(*source, setting.criterion)
    return tally.measure(setting.formula, setting), problems


def _no_source(formula: Formula, submission: Submission, profile: Profile) -> Reason | None:
    """NOT_FOR_THIS_TYPE where another type's workbook has none of the columns that this one needs."""
    if submission.profile in (None, profile):
        return None
    count = formula.ledger
    if count is not None and count.sheet in submission.ledgers and is_source(count, submission.ledgers[count.sheet]):
        return None
    present: Mapping[str, int] = submission.monthly.columns if submission.monthly else {}
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
    formula, asks = variation.formula, variation.asks
    month = last.months[0]
    if asks is None:
        better = {**tally.measure(formula, last), **daily.measure(formula, last)}
        return better.get(month) or monthly.measure(formula, last.submission, last.months)[month]
    found, wanted = tally.at_date(formula, last), tally.at_date(asks, last)
    if found is None or wanted is None:
        found, wanted = (monthly.measure(each, last.submission, last.months)[month] for each in (formula, asks))
    if wanted.value is None:
        return Measurement(None, wanted.reason)
    threshold = max(wanted.value, Fraction(last.criterion.threshold or 0))
    sources = tuple(dict.fromkeys((*found.sources, *wanted.sources)))
    return replace(found, sources=sources, threshold=threshold)
