"""基本信息 and 年度目标 against each other, the notice's span and the figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.formulas.names import exact
from core.model import Layout, Month, Place, Problem, State
from core.plausibility.case import Case, ask, number


def questions(case: Case) -> Iterator[Problem]:
    """The pilot's length, the date, the baseline, the targets."""
    yield from _length(case)
    yield from _date(case)
    yield from _baseline(case)
    yield from _targets(case)


def _length(case: Case) -> Iterator[Problem]:
    """A pilot period that was filled in and is not as long as the notice's."""
    start, end, pilot = case.basic("pilot_start"), case.basic("pilot_end"), case.submission.pilot
    filled = start.state is State.FILLED and end.state is State.FILLED and end.value == pilot.end
    if filled and len(pilot.months) != case.rulebook.default_months:
        details = {"months": len(pilot.months), "usual": case.rulebook.default_months}
        yield ask(
            "pilot_length",
            _span(start.ref, end.ref, case.submission.layout),
            end.found,
            (),
            start=pilot.start,
            end=pilot.end,
            **details,
        )


def _span(first: Place | None, last: Place | None, layout: Layout) -> Place | None:
    """Both cells where one is right above the other; else the last."""
    if first is None or last is None:
        return last
    one, other = layout.located(first), layout.located(last)
    if one.column != other.column or one.rows is None or other.rows is None or other.rows[0] != one.rows[0] + 1:
        return last
    return Place(first.sheet, one.column, (one.rows[0], other.rows[1]))


def _date(case: Case) -> Iterator[Problem]:
    """Figures of the pilot after 数据截止月份."""
    entry = case.basic("as_of")
    last = _last_figures(case)
    if isinstance(entry.value, Month) and last is not None and last > entry.value:
        yield ask(
            "figures_after_date", entry.ref, entry.found, (), column=case.column("basics", "as_of").label, last=last
        )
    if isinstance(entry.value, Month) and last is not None and last < entry.value:
        yield ask(
            "date_after_figures", entry.ref, entry.found, (), column=case.column("basics", "as_of").label, last=last
        )


def _last_figures(case: Case) -> Month | None:
    """The last month of the pilot that 月度统计 or 日活记录 has a figure for."""
    table, daily = case.submission.monthly, case.ledger("daily")
    months = [
        row.month
        for row in (table.rows if table else ())
        if any(entry.state is State.FILLED for entry in row.figures.values())
    ]
    if daily is not None and "date" in daily.columns:
        months += [Month.from_index(index) for index in daily.frame["date"].unique().to_pylist() if index is not None]
    return max((month for month in months if month <= case.submission.pilot.end), default=None)


def _baseline(case: Case) -> Iterator[Problem]:
    """A first open volume so far from the baseline that one of them may be in another unit."""
    entry = case.basic("baseline_volume")
    for criterion, formula, indicator in case.criteria:
        if formula.over != "baseline_volume":
            continue
        first = next(((m, found) for m, found in indicator.by_month.items() if found.value), None)
        if first is None or not number(entry):
            continue
        month, found = first
        value = found.value or 1
        times = max(value, 1 / value)
        if times >= case.limits.baseline_times:
            label = case.column("basics", "baseline_volume").label
            details = {
                "column": label,
                "volume": exact(found.parts[0], 4),
                "month": month,
                "times": Fraction(round(times)),
            }
            yield ask("baseline_unit", entry.ref, entry.found, (criterion.id,), **details)


def _targets(case: Case) -> Iterator[Problem]:
    """A target for the first year above that for the end; every criterion asks for as much or more."""
    for criterion, _, _ in case.criteria:
        target = case.submission.targets.get(criterion.id)
        first, end = (number(target.first_year), number(target.end)) if target else (None, None)
        if target is not None and first is not None and end is not None and first > end:
            first_year, found = target.first_year, target.end.found
            yield ask(
                "target_falls", first_year.ref, first_year.found, (criterion.id,), title=criterion.title, end=found
            )
