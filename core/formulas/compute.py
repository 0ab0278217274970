"""Submission → Indicators: each computed criterion's value for every month up to the date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.formulas import activity, checks
from core.formulas.dating import date
from core.formulas.formula import Formula, Measured, OtherRule, Setting
from core.formulas.registry import FORMULAS
from core.formulas.tally import at_date, digests, is_source, measure
from core.model import (
    Criterion,
    Indicator,
    Indicators,
    Kind,
    Ledger,
    Measurement,
    Month,
    MonthlyRow,
    Origin,
    Parts,
    Problem,
    Profile,
    Reason,
    Rulebook,
    Submission,
)


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
    numbers = {name: number for criterion in computed for name, number in criterion.parameters.items()}
    rules = [rule for criterion in computed for rule in FORMULAS[criterion.indicator or ""].rules]
    grouped = digests(submission.ledgers, rules, numbers)
    by_id = {}
    for criterion in computed:
        setting = Setting(submission, criterion, tuple(known), grouped, numbers)
        indicator, found = _indicator(setting, months, profile)
        by_id[criterion.id] = indicator
        problems += found
        problems += _undivided(setting, indicator, found, rulebook)
    problems = list(checks.merged(problems))
    return Indicators(profile, submission.pilot, dating.as_of, by_id, tuple(problems), dating.known)


def _months(submission: Submission, as_of: Month) -> tuple[Month, ...]:
    """The pilot's months up to the date; the date alone where it lies before the pilot."""
    return tuple(month for month in submission.pilot.months if month <= as_of) or (as_of,)


def _indicator(setting: Setting, months: tuple[Month, ...], profile: Profile) -> tuple[Indicator, list[Problem]]:
    formula = FORMULAS[setting.criterion.indicator or ""]
    if not setting.months:
        return _unknown(setting.submission, setting.criterion, profile, months), []
    monthly = _monthly(formula, setting)
    ledger, problems = _from_ledger(formula, setting)
    daily = _from_daily(formula, setting)
    better: dict[Month, Measurement] = {**ledger, **daily}
    origins: dict[Month, Origin] = {**dict.fromkeys(ledger, "ledger"), **dict.fromkeys(daily, "daily")}
    reason = _no_source(formula, setting.submission, profile)
    measured = {}
    for month in setting.months:
        found = better.get(month) or monthly[month]
        if found.value is None and month not in better and reason is not None:
            found = replace(found, reason=reason)
        measured[month], impossible = checks.possible(formula, setting.criterion, found)
        if impossible and (month not in better or month == setting.months[-1]):
            problems.append(impossible)
    if profile == setting.submission.profile and monthly[setting.months[-1]].value is None:
        problems += checks.unused_ledger(formula, setting)
    at_date = setting.months[-1] == months[-1]
    if at_date and months[-1] in better:
        problems += checks.agreement(setting.criterion, better[months[-1]], monthly[months[-1]])
    unknown = Measurement(None, Reason.BLANK)
    by_month = {month: measured.get(month, unknown) for month in months}
    origin = origins.get(setting.months[-1], "monthly" if by_month[setting.months[-1]].sources else "none")
    alternatives = _alternatives(formula, setting) if at_date else {}
    parts = _parts(formula, setting) if origin == "ledger" else None
    return Indicator(setting.criterion.id, origin, by_month, alternatives, parts), problems


def _undivided(setting: Setting, indicator: Indicator, known: list[Problem], rulebook: Rulebook) -> list[Problem]:
    """What `checks.undivided` asks at the last known month, unless the baseline is asked for already."""
    if not setting.months or any(problem.code == "baseline_blank" for problem in known):
        return []
    formula, found = FORMULAS[setting.criterion.indicator or ""], indicator.by_month[setting.months[-1]]
    return list(checks.undivided(formula, setting, found, rulebook))


def _parts(formula: Formula, setting: Setting) -> Parts | None:
    rule = formula.ledger
    return rule.parts(setting, rule) if rule is not None and rule.parts is not None else None


def _monthly(formula: Formula, setting: Setting) -> Measured:
    table = setting.submission.monthly
    rows = {row.month: row for row in table.rows} if table else {}
    return {
        month: formula.monthly.measure(setting, rows.get(month) or MonthlyRow(month, 0, {})) for month in setting.months
    }


def _from_ledger(formula: Formula, setting: Setting) -> tuple[Measured, list[Problem]]:
    rule = formula.ledger
    ledger = setting.submission.ledgers.get(rule.ledger) if rule else None
    if rule is None or ledger is None or not is_source(rule, ledger):
        return {}, []
    measured = measure(rule, ledger, setting, formula.denominator)
    problems = list(checks.named_parts(rule, ledger, setting.criterion, setting.parameters))
    problems += checks.baseline(formula, rule, ledger, setting)
    problems += checks.market_shares(rule, ledger, setting.criterion)
    return measured, problems


def _from_daily(formula: Formula, setting: Setting) -> Measured:
    ledger: Ledger | None = setting.submission.ledgers.get(activity.LEDGER)
    if formula.daily is None or ledger is None or not activity.is_source(ledger, formula.daily):
        return {}
    days = activity.recorded(ledger, formula.daily)
    return {month: activity.measure(ledger, formula.daily, days[month]) for month in setting.months if month in days}


def _no_source(formula: Formula, submission: Submission, profile: Profile) -> Reason | None:
    """NOT_FOR_THIS_TYPE where another type's workbook has none of the columns that this one needs."""
    if submission.profile in (None, profile):
        return None
    rule = formula.ledger
    if rule is not None and rule.ledger in submission.ledgers and is_source(rule, submission.ledgers[rule.ledger]):
        return None
    letters: Mapping[str, str] = submission.monthly.letters if submission.monthly else {}
    return None if any(key in letters for key in formula.monthly.columns) else Reason.NOT_FOR_THIS_TYPE


def _unknown(
    submission: Submission, criterion: Criterion, profile: Profile, months: tuple[Month, ...] = ()
) -> Indicator:
    reason = _no_source(FORMULAS[criterion.indicator or ""], submission, profile) or Reason.BLANK
    return Indicator(criterion.id, "none", dict.fromkeys(months, Measurement(None, reason)), {})


def _alternatives(formula: Formula, setting: Setting) -> dict[str, Measurement]:
    computed = {
        id: at_date(other.rule, setting) if isinstance(other, OtherRule) else other(setting)
        for id, other in formula.alternatives.items()
    }
    possible = {id: checks.possible(formula, setting.criterion, m)[0] for id, m in computed.items() if m is not None}
    return {id: found for id, found in possible.items() if found.value is not None}
