"""基本信息 and 年度目标 against each other, the notice's span and the figures; sums of money against each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from statistics import median

from core.formulas import months_with_figures
from core.formulas.sources import number
from core.model import Layout, Month, Place, Problem, State
from core.model.formulas import BASICS
from core.model.quantity import exact
from core.plausibility.case import Case

BASELINE, PLANNED, INVESTED = "baseline_volume", "planned_investment", "invested"
#: What asks about the unit in a header.
UNITS = ("unit_converted", "unit_differs")


def questions(case: Case) -> Iterator[Problem]:
    """The pilot's length, the date, the baseline, the targets; the plan's size or what is measured against it."""
    for check in (_length, _date, _baseline, _targets):
        yield from check(case)
    of_money = list(_planned(case)) or list(_against_planned(case))
    yield from of_money
    if all(problem.place != case.basic(INVESTED).ref for problem in of_money):
        yield from _spent_by_month(case)


def _length(case: Case) -> Iterator[Problem]:
    """A pilot period that was filled in and is not as long as the notice's."""
    start, end, pilot = case.basic("pilot_start"), case.basic("pilot_end"), case.submission.pilot
    months, usual = len(pilot.months), case.rulebook.default_months
    filled = start.state is State.FILLED and end.state is State.FILLED and end.value == pilot.end
    if filled and months != usual:
        place = _span(start.ref, end.ref, case.submission.layout)
        yield case.ask("pilot_length", place, end.found, start=pilot.start, end=pilot.end, months=months, usual=usual)


def _span(first: Place | None, last: Place | None, layout: Layout) -> Place | None:
    """Both cells where one is right above the other; else the last."""
    if first is None or last is None:
        return last
    one, other = layout.located(first), layout.located(last)
    if one.column != other.column or one.rows is None or other.rows is None or other.rows[0] != one.rows[0] + 1:
        return last
    return Place(first.sheet, one.column, (one.rows[0], other.rows[1]))


def _date(case: Case) -> Iterator[Problem]:
    """Figures of the pilot after 数据截止月份, or none up to it."""
    entry, end = case.basic("as_of"), case.submission.pilot.end
    table, modified = case.submission.monthly, case.submission.modified
    if modified is not None and entry.value is not None and modified >= entry.value:
        end = min(end, modified)  # what the months after it hold are plans
    last = max((month for month in months_with_figures(case.submission) if month <= end), default=None)
    if table is not None and entry.value in table.unread:  # the row is there: its month is asked about
        return
    if isinstance(entry.value, Month) and entry.found and last is not None and last != entry.value:
        code = "figures_after_date" if last > entry.value else "date_after_figures"
        yield case.ask(code, entry.ref, entry.found, last=last, asked=entry.value)


def _baseline(case: Case) -> Iterator[Problem]:
    """A first open volume so far from the baseline that one of them may be in another unit, or have other digits."""
    entry, limits = case.basic(BASELINE), case.limits
    of_units = [each.place for each in case.submission.problems if each.code in UNITS and each.place is not None]
    for criterion, formula, indicator in case.criteria:
        if any(place.column in formula.reads(place.sheet) for place in of_units):  # which unit it is is asked already
            continue
        figures = [(month, found, found.value) for month, found in indicator.by_month.items() if found.value]
        if formula.over != BASELINE or not number(entry) or not figures:
            continue
        month, found, value = figures[0]
        times = max(value, 1 / value)
        steps = [abs(after[2] - before[2]) for before, after in pairwise(figures)]
        apart = times >= limits.baseline_apart and len(steps) >= limits.jump_increases
        apart = apart and abs(value - 1) > limits.jump_medians * median(steps) * (
            month - case.submission.pilot.start + 1
        )
        if apart or times >= limits.baseline_times:
            kind = {"kind": "apart"} if times < limits.baseline_times else {}
            details = {"volume": exact(found.parts[0], 4), "month": month, "times": Fraction(round(times)), **kind}
            yield case.ask("baseline_unit", entry.ref, entry.found, (criterion.id,), **details)


def _targets(case: Case) -> Iterator[Problem]:
    """A target for the first year above that for the end; every criterion asks for as much or more."""
    for criterion, _, _ in case.criteria:
        target = case.submission.targets.get(criterion.id)
        first, end = (number(target.first_year), number(target.end)) if target else (None, None)
        if target is not None and first is not None and end is not None and first > end:
            if target.first_year.ref in case.doubted:  # digits too many, which is asked already
                continue
            entry, details = target.first_year, {"title": criterion.title, "end": target.end.found}
            yield case.ask("target_falls", entry.ref, entry.found, (criterion.id,), **details)


def _planned(case: Case) -> Iterator[Problem]:
    entry, limits = case.basic(PLANNED), case.limits
    planned = number(entry)
    if planned and entry.ref not in case.doubted and not limits.planned_least <= planned <= limits.planned_most:
        kind = "small" if planned < limits.planned_least else "large"
        yield case.ask("planned_unusual", entry.ref, entry.found, case.resting_on(BASICS, PLANNED), kind=kind)


def _against_planned(case: Case) -> Iterator[Problem]:
    for criterion, formula, indicator in case.criteria:
        found = indicator.by_month[case.as_of]
        asked = {(place.sheet, place.column) for place in filter(None, case.doubted)}
        if asked & {(place.sheet, place.column) for place in found.sources}:  # whose unit may be another
            continue
        if formula.over == PLANNED and found.value is not None and found.value >= case.limits.revenue_times:
            total = exact(found.parts[0])
            details = {"title": criterion.title, "times": Fraction(round(found.value)), "total": total}
            yield case.ask("revenue_unusual", found.sources[0], total, (criterion.id,), **details)
    planned, invested = case.basic(PLANNED), case.basic(INVESTED)
    most, spent = number(planned), number(invested)
    if most and spent is not None and spent > most and case.doubted.isdisjoint((planned.ref, invested.ref)):
        criteria = case.resting_on(BASICS, PLANNED)
        yield case.ask("invested_over_planned", invested.ref, invested.found, criteria, planned=planned.found)


def _spent_by_month(case: Case) -> Iterator[Problem]:
    """Σ 当月投资 up to the date that 已投入资金 is of: it may hold money from before the pilot, but not less."""
    entry = case.basic(INVESTED)
    spent, declared = number(entry), case.basic("as_of").value
    if spent is None or entry.ref in case.doubted or declared not in (None, case.as_of):
        return
    points = case.points("investment")
    total = sum((point.value for point in points), Fraction(0))
    whole = len(points) == sum(1 for month in case.submission.pilot.months if month <= case.as_of)
    if total > case.limits.months_over * spent or (whole and 0 < total * case.limits.months_under < spent):
        details = {"total": exact(total), "months": len(points)}
        criteria = case.resting_on(BASICS, PLANNED)
        yield case.ask("investment_differs", entry.ref, entry.found, criteria, **details)
