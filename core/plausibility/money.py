"""Sums of money that do not go together: perhaps in 元 where 万元 belongs, perhaps of another date."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.formulas.names import exact
from core.model import Problem
from core.plausibility.case import Case, ask, number

PLANNED = "planned_investment"


def questions(case: Case) -> Iterator[Problem]:
    """The plan's size; else what is measured against it; then what was spent."""
    criteria = case.divided_by(PLANNED)
    planned = list(_planned(case, criteria))
    yield from planned or _against_planned(case, criteria)
    yield from _by_month(case, criteria)


def _planned(case: Case, criteria: tuple[str, ...]) -> Iterator[Problem]:
    entry = case.basic(PLANNED)
    planned = number(entry)
    if not planned or case.limits.planned_least <= planned <= case.limits.planned_most:
        return
    kind = "small" if planned < case.limits.planned_least else "large"
    label = case.column("basics", PLANNED).label
    yield ask("planned_unusual", entry.ref, entry.found, criteria, column=label, kind=kind)


def _against_planned(case: Case, criteria: tuple[str, ...]) -> Iterator[Problem]:
    for criterion, _, indicator in case.criteria:
        found = indicator.by_month[case.as_of] if criterion.id in criteria else None
        if found is not None and found.value is not None and found.value >= case.limits.revenue_times:
            total = exact(found.parts[0])
            details = {"title": criterion.title, "times": Fraction(round(found.value)), "total": total}
            yield ask("revenue_unusual", found.sources[0], total, (criterion.id,), **details)
    planned, invested = case.basic(PLANNED), case.basic("invested")
    most, spent = number(planned), number(invested)
    if most and spent is not None and spent > most:
        label = case.column("basics", "invested").label
        yield ask("invested_over_planned", invested.ref, invested.found, criteria, column=label, planned=planned.found)


def _by_month(case: Case, criteria: tuple[str, ...]) -> Iterator[Problem]:
    """Σ 当月投资 up to the date that 已投入资金 is of: it may hold money from before the pilot, but not less."""
    entry = case.basic("invested")
    spent, declared = number(entry), case.basic("as_of").value
    if spent is None or (declared is not None and declared != case.as_of):
        return
    points = case.points("investment")
    total = sum((point.value for point in points), Fraction(0))
    whole = len(points) == sum(1 for month in case.submission.pilot.months if month <= case.as_of)
    over = total > case.limits.months_over * spent
    under = whole and 0 < total * case.limits.months_under < spent
    if over or under:
        details = {"column": case.column("basics", "invested").label, "total": exact(total), "months": len(points)}
        yield ask("investment_differs", entry.ref, entry.found, criteria, **details)
