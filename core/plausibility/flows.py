"""Amounts of each month that look like totals so far, all along or for a stretch of months; and one that decides alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile
from math import log
from typing import Any

from core.model import Problem
from core.plausibility.case import Case, Point
from core.plausibility.totals import Run, as_totals

#: A month of more than so many times any other, where at least so many others have an amount, is asked about.
ALONE, OTHERS = 20, 3
#: Totals in so few months are told as figures out of line.
FEW = 2


def _columns(case: Case) -> Iterator[tuple[tuple[str, ...], Sequence[Point]]]:
    """Columns of amounts a month, without those in which something is taken back: that is asked about where it is read."""
    for _, criteria, points in case.columns(case.limits.flows):
        if all(point.value >= 0 for point in points):
            yield criteria, points


def running_totals(case: Case) -> Iterator[Problem]:
    """A question for each criterion that adds up such amounts, with its share under both readings."""
    for criteria, points in _columns(case):
        points = list(dropwhile(lambda point: not point.value, points))
        if (totals := as_totals(points)) is None:
            continue
        share_of_typed = totals.total / sum(point.value for point in points)
        at, details = _told(points, totals.runs)
        for criterion, _, indicator in case.criteria:
            found = indicator.by_month[case.as_of].value
            if criterion.id in criteria and found is not None:
                readings = {"summed": found, "running": found * share_of_typed}
                decides = len({value >= (criterion.threshold or 0) for value in readings.values()}) > 1
                if totals.evidence >= log(case.limits.running_deciding if decides else case.limits.running_odds):
                    shares = {key: criterion.quantity(value) for key, value in readings.items()}
                    yield case.ask(
                        "running_total", at.ref, at.found, criteria, title=criterion.title, **details, **shares
                    )


def _told(points: Sequence[Point], runs: Sequence[Run]) -> tuple[Point, dict[str, Any]]:
    """The cell to ask at, and how it is said: of all months and of a while at the last one, of one or two at the first."""
    last = runs[-1]
    if sum(run.last - run.first + 1 for run in runs) == len(points):
        return points[-1], {}
    if last.last - last.first < FEW:
        return points[last.first], {"kind": "few", "month": points[last.first].month}
    return points[last.last], {"kind": "while", "first": points[last.first].month, "last": points[last.last].month}


def lone_months(case: Case) -> Iterator[Problem]:
    """A question about the one month that is many times any other, for the criteria that are not met without it."""
    for criteria, points in _columns(case):
        *others, most = sorted((point for point in points if point.value), key=lambda point: point.value) or (None,)
        if most is None or len(others) < OTHERS or most.value <= ALONE * others[-1].value:
            continue
        without = 1 - most.value / sum(point.value for point in points)
        hang = {
            criterion.id
            for criterion, _, indicator in case.criteria
            if (value := indicator.by_month[case.as_of].value) is not None
            and value * without < (criterion.threshold or 0) <= value
        }
        if found := tuple(id for id in criteria if id in hang):
            next_to = {"earlier": others[-1].month, "before": others[-1].found}
            yield case.ask("month_alone", most.ref, most.found, found, month=most.month, after=most.found, **next_to)
