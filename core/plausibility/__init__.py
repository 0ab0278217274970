"""What the figures themselves make one ask: questions that change no value and no verdict.

Each module is one kind of check and gives the problems that it finds; `case` is what they look at.
The parameters are the rulebook's (plausibility.toml).  Where several places say the same, one
question names the first, and `count` says how many there are.

======================  ============================================  ==========================================
code                    meaning                                       details
======================  ============================================  ==========================================
unit_slip               a figure many times its neighbours             column, month, other, other_month, factor
stock_fell              a stock that falls; no ledger tells of an end  column, month, before, earlier, count
stocks_fell             many stocks fall: perhaps monthly additions    the same, columns
stock_jumped            a stock that grows far faster than ever        column, month, before, earlier, usual
month_copied            a month that repeats the one before            month, earlier, figures, count
on_threshold            a typed figure exactly on its threshold        criterion, value
active_over_all         days with more active than registered          column, whole, day, count
earlier_over_one        earlier months with a part above its whole     title, month, count
external_over_all       more external enterprises than enterprises     column, whole, served, count
starts_later            ledger dates after the last month of figures   column, month, known, count
day_outside_pilot       days before or after the pilot                 day, start, end, count
name_looks_like         two names that look like one organisation      first, first_name, count
name_with_two_codes     one name under two codes                       first, count
differs_earlier         ledger and 月度统计 differ before the date       criterion, month, ledger, monthly, count
baseline_unit           the first open volume is far from the baseline  column, volume, month, times
planned_unusual         拟投入资金总额 of an unusual size                column, kind: small large
revenue_unusual         revenue many times the planned investment      title, times
invested_over_planned   已投入资金 above 拟投入资金总额                   column, planned
investment_differs      Σ 当月投资 far from 已投入资金                    column, total, months
target_falls            a first year's target above the end's          title, end
figures_after_date      figures after 数据截止月份                        column, last
date_after_figures      数据截止月份 after the last figures               column, last
volume_stands_out       a dataset far larger than all the others        column, times
pilot_length            a pilot of another length than the notice's    months, usual
======================  ============================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.model import Indicators, Problem, Rulebook, Submission
from core.plausibility import (
    basics,
    copies,
    dates,
    earlier,
    falls,
    jumps,
    money,
    names,
    parts,
    thresholds,
    units,
    volumes,
)
from core.plausibility.case import Case

__all__ = ["Case", "questioned", "questions"]


def questioned(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Indicators:
    """The indicators with the questions that their figures give rise to."""
    if indicators.as_of is None:
        return indicators
    months = [month for month in indicators.pilot.months if month <= indicators.as_of]
    last = months[-1] if months else indicators.as_of
    case = Case(submission, rulebook, indicators.profile, last, indicators.known, indicators.by_id)
    return replace(indicators, problems=(*indicators.problems, *questions(case)))


def questions(case: Case) -> Iterator[Problem]:
    """Every question, in the order of the sheets."""
    yield from basics.questions(case)
    yield from money.questions(case)
    slips = list(units.questions(case))
    yield from slips
    series = case.without(slips)
    yield from falls.questions(series)
    yield from jumps.questions(series)
    yield from copies.questions(case)
    yield from thresholds.questions(case)
    yield from earlier.questions(case)
    yield from parts.questions(case)
    yield from dates.questions(case)
    yield from names.questions(case)
    yield from volumes.questions(case)
