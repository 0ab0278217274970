"""Submission → Indicators.  A formula is data (`formulas.toml`); these modules follow it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import narwhals as nw
from msgspec.structs import replace

from core.formulas import checks, reporting
from core.formulas.checks import BASELINE
from core.formulas.cohorts import by_key, rows_in, rows_of
from core.formulas.counting import parts
from core.formulas.setting import Setting, grouped, is_source
from core.formulas.sources import from_daily, from_ledger, from_monthly
from core.model import (
    Criterion,
    Indicator,
    Indicators,
    Kind,
    Ledger,
    Measurement,
    Month,
    Origin,
    Problem,
    Profile,
    Reason,
    Rulebook,
    State,
    Submission,
)
from core.model.formulas import DAILY, START, Formula, Variation

#: Problems of a row that the rows around it leave another month: `slipped` is its number.
OF_ANOTHER_MONTH = frozenset({"month_out_of_place", "month_outside_pilot"})


def compute(submission: Submission, rulebook: Rulebook, profile: Profile, as_of: Month | None = None) -> Indicators:
    """All computed criteria of a pilot type; the contract's table of indicators, month by month."""
    asked, known, latest = _dates(submission, as_of)
    computed = [c for c in rulebook.criteria[profile] if c.kind is Kind.COMPUTED]
    if asked is None:
        by_id = {c.id: _unknown(submission, c, profile) for c in computed}
        return Indicators(profile, submission.pilot, None, by_id, ())
    months = tuple(month for month in submission.pilot.months if month <= asked) or (asked,)
    within = tuple(month for month in months if known is not None and month <= known)
    figures = max(months_with_figures(submission), default=None)
    to_come: list[Problem] = []
    if (figures is not None and asked >= figures) or (submission.modified is not None and asked > submission.modified):
        to_come = list(reporting.to_come(submission, figures, computed))
    said = any(problem.code == answer.code for problem in to_come for answer in submission.answers)
    offered = [month for problem in to_come for month in problem.details["months"] if not said]
    actual = max(offered, default=figures)  # of months that may be plans nothing else is asked
    problems = [*reporting.missing(submission, rulebook, asked, known, actual), *to_come]
    ledgers = grouped(submission.ledgers, computed)
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
    """What the ledgers would give for a blank baseline, and the date where months may be plans: asked before all else."""
    computed = [c for c in rulebook.criteria[profile] if c.kind is Kind.COMPUTED]
    divided = [c for c in computed if c.computation.over == BASELINE]
    ledgers, before = grouped(submission.ledgers, divided), (submission.pilot.start.plus(-1),)
    settings = (Setting(submission, criterion, before, ledgers) for criterion in divided)
    dated = reporting.to_come(submission, max(months_with_figures(submission), default=None), computed)
    return [*dated, *checks.merged(problem for each in settings for problem in checks.baseline(each))]


def _indicator(setting: Setting, months: tuple[Month, ...], profile: Profile) -> tuple[Indicator, list[Problem]]:
    formula, criterion, submission = setting.formula, setting.criterion, setting.submission
    if not setting.months:
        return _unknown(submission, criterion, profile, months), []
    last = setting.months[-1]
    better = {"daily": from_daily(formula, setting), "ledger": from_ledger(formula, setting)}
    by_record = {**better["ledger"], **better["daily"]}
    without = tuple(month for month in setting.months if month not in by_record or month == last)
    entered = from_monthly(formula, replace(setting, months=without))
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
    """SOURCE_FAILED where its table could not be read, NOT_FOR_THIS_TYPE where another type's workbook lacks the columns."""
    if any(formula.reads(sheet) for sheet in submission.layout.failed):
        return Reason.SOURCE_FAILED
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
    reason = _no_source(criterion.computation, submission, profile) or Reason.BLANK
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
    threshold = max(wanted.value, last.criterion.threshold or Fraction(0))
    sources = tuple(dict.fromkeys((*found.sources, *wanted.sources)))
    return replace(found, sources=sources, threshold=threshold)


def _dates(submission: Submission, asked: Month | None) -> tuple[Month | None, Month | None, Month | None]:
    """The month judged; the last one with figures; the one judged if nobody asked; None where there is no month at all.

    It is the month asked for, else 数据截止月份, else the last with a figure, else the last ledger start, and
    never past the pilot's end.
    """
    figures, end = max(months_with_figures(submission), default=None), submission.pilot.end
    own = submission.basics["as_of"].value or figures or _last_start(submission)
    known = max((month for month in (own, figures) if month is not None), default=None)
    as_of, latest = (None if month is None else min(month, end) for month in (asked or own, own))
    return as_of, known, latest


def months_with_figures(submission: Submission) -> Iterator[Month]:
    """The months of 月度统计 and 日活记录 that have a figure, without those of rows that are asked to be of another month."""
    slips = (problem for problem in submission.problems if problem.code in OF_ANOTHER_MONTH)
    asked = {problem.details["slipped"] for problem in slips if "slipped" in problem.details}
    for row in submission.monthly.rows if submission.monthly else ():
        if row.row not in asked and any(entry.state is State.FILLED for entry in row.figures.values()):
            yield row.month
    daily = submission.ledgers.get(DAILY)
    if daily is not None and "date" in daily.columns:
        yield from map(Month.from_index, daily.once(months_with_figures, lambda: _recorded(daily)))


def _recorded(daily: Ledger) -> set[int]:
    """The months (`Month.index`) of 日活记录 with a figure."""
    known = {key: (key, "count") for key in daily.columns if key != "date"}
    counted = rows_of(by_key(rows_in(daily), ("date",), known), "date", *known)
    return {month for month, *known in counted if any(known)} - {None, 0}


def _last_start(submission: Submission) -> Month | None:
    starting = [each for key, each in submission.ledgers.items() if key != DAILY and START in each.columns]
    found = (row for ledger in starting for row in rows_of(rows_in(ledger).select(nw.col(START).max()), START))
    return max((Month.from_index(index) for (index,) in found if index is not None), default=None)
