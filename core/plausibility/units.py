"""A figure that is 100, 1,000 or 10,000 times its neighbours, or that part of them: perhaps another unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from core.model import Problem
from core.plausibility.case import Case, Point, ask

#: How many known months on a side must agree for a figure to stand out from them.
AGREEING = 2


def questions(case: Case) -> Iterator[Problem]:
    """One question a column: the first such figure."""
    for key, factors in case.limits.unit_factors.items():
        criteria = case.decided.get(key)
        points = [point for point in case.points(key) if point.value] if criteria else []
        slip = next(_slips(case, points, factors), None)
        if criteria and slip is not None:
            point, other, factor = slip
            yield ask(
                "unit_slip",
                point.ref,
                point.found,
                criteria,
                column=case.column("monthly", key).label,
                month=point.month,
                other=other.found,
                other_month=other.month,
                factor=Fraction(factor),
            )


def _slips(case: Case, points: Sequence[Point], factors: Sequence[int]) -> Iterator[tuple[Point, Point, int]]:
    """Figures beside two that agree: after them, or, where none stand before, before them and larger."""
    for i, point in enumerate(points):
        before = points[max(0, i - AGREEING) : i]
        after = points[i + 1 : i + 1 + AGREEING]
        if _agree(case, before):
            factor = _factor(case, point, before[-1], factors)
            if factor:
                yield point, before[-1], factor
        elif i < AGREEING and _agree(case, after) and all(_near(case, one, after[0]) for one in before):
            factor = _factor(case, point, after[0], factors)
            if factor and point.value > after[0].value:
                yield point, after[0], factor


def _agree(case: Case, points: Sequence[Point]) -> bool:
    return len(points) == AGREEING and _near(case, *points)


def _near(case: Case, one: Point, other: Point) -> bool:
    return max(one.value, other.value) <= case.limits.unit_steady * min(one.value, other.value)


def _factor(case: Case, point: Point, other: Point, factors: Sequence[int]) -> int | None:
    """The factor that lies between the two figures, about."""
    ratio = max(point.value, other.value) / min(point.value, other.value)
    slack = case.limits.unit_tolerance
    return next((factor for factor in factors if factor / slack <= ratio <= factor * slack), None)
