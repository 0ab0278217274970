"""A figure typed in 月度统计 that stands exactly on its threshold at the date."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.formulas.checks import figure_of
from core.formulas.names import exact
from core.model import Criterion, Problem
from core.plausibility.case import Case, ask

#: Units of the rulebook that are measured, not counted.
MEASURED = ("share", "times")


def questions(case: Case) -> Iterator[Problem]:
    """One question a criterion."""
    for criterion, _, indicator in case.criteria:
        found = indicator.by_month.get(case.as_of)
        if found is None or found.at_least or indicator.origin != "monthly" or criterion.threshold is None:
            continue
        if found.value == criterion.threshold and _telling(case, criterion):
            value = Fraction(criterion.threshold)
            details = {"title": criterion.title, "value": figure_of(criterion, value)}
            yield ask("on_threshold", found.sources[0], exact(value), (criterion.id,), **details)


def _telling(case: Case, criterion: Criterion) -> bool:
    """Small counts are met exactly as a matter of course, and a share of 1 is the most there can be."""
    threshold = criterion.threshold or 0
    if criterion.unit in MEASURED:
        return threshold != 1
    return threshold >= case.limits.threshold_from
