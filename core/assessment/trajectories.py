"""Indicators → trajectories: every month of the pilot, the straight line, the pace."""

from __future__ import annotations

from fractions import Fraction

from core.assessment.judge import judge_figure
from core.model import Criterion, Indicator, Indicators, Month, Trajectory, TrajectoryPoint

RECENT = 3


def trajectory(criterion: Criterion, indicators: Indicators) -> Trajectory:
    """A computed criterion over the whole pilot.

    `required` runs straight from the first known value to the threshold at the pilot's end;
    `needed_per_month` is (threshold - value) / months left, `recent_per_month` the mean of the
    last three months' changes.
    """
    indicator = indicators.by_id[criterion.id]
    threshold = Fraction(criterion.threshold or 0)
    months = indicators.pilot.months
    first = next((m for m in months if (found := indicator.by_month.get(m)) and found.value is not None), None)
    points = tuple(_point(month, indicator, threshold, first, months[-1]) for month in months)
    pace = _pace(indicator, threshold, indicators.as_of, months[-1])
    return Trajectory(criterion.id, points, *pace, indicator.parts)


def _point(month: Month, indicator: Indicator, threshold: Fraction, first: Month | None, end: Month) -> TrajectoryPoint:
    found = indicator.by_month.get(month)
    required = None
    if first is not None and month >= first:
        start = indicator.by_month[first].value or Fraction(0)
        share = Fraction(month - first, end - first) if end > first else Fraction(1)
        required = start + (threshold - start) * share
    if found is None:
        return TrajectoryPoint(month, None, required, None)
    return TrajectoryPoint(month, found.value, required, judge_figure(found.value, threshold, at_least=found.at_least))


def _pace(
    indicator: Indicator, threshold: Fraction, as_of: Month | None, end: Month
) -> tuple[Fraction | None, Fraction | None]:
    if as_of is None or (now := indicator.by_month[as_of].value) is None:
        return None, None
    left = end - as_of
    before = indicator.by_month.get(as_of.plus(-RECENT))
    recent = None if before is None or before.value is None else (now - before.value) / RECENT
    return ((threshold - now) / left if left > 0 else None), recent
