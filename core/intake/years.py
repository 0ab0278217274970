"""Dated rows one below the other that bear the year of typing: July to December of 2026 above January of 2026."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.model import Month, PilotPeriod


def years_off(months: Sequence[Month | None], pilot: PilotPeriod, last: Month | None) -> dict[int, Month]:
    """By place the months of a stretch at either end that another year would join to the rest; {} where that is in doubt.

    >>> pilot = PilotPeriod(Month(2025, 11), Month(2027, 10))
    >>> typed = [Month(2026, month) for month in (11, 12, 1, 2, 3)]
    >>> {at: str(month) for at, month in years_off(typed, pilot, Month(2026, 3)).items()}
    {0: '2025-11', 1: '2025-12'}
    """
    dated = [month for month in months if month is not None]
    steps = [after - before for before, after in pairwise(dated)]
    breaks = [at for at, step in enumerate(steps, 1) if abs(step) != 1]
    if len(dated) < len(months) or len(breaks) != 1 or not 1 < breaks[0] < len(dated) - 1:
        return {}
    at, step = breaks[0], steps[0]
    off = dated[at] - dated[at - 1] - step
    bounds = pilot.start, min(last or pilot.end, pilot.end)
    goes_on = off * step > 0 and all(bounds[0] <= month <= bounds[1] for month in dated)
    if off % 12 or goes_on or set(steps[: at - 1] + steps[at:]) != {step}:
        return {}
    parts = ({i: dated[i].plus(off) for i in range(at)}, {i: dated[i].plus(-off) for i in range(at, len(dated))})
    whole = ([part.get(i, month) for i, month in enumerate(dated)] for part in parts)
    fitting = [
        part for part, each in zip(parts, whole, strict=True) if bounds[0] <= min(each) and max(each) <= bounds[1]
    ]
    return fitting[0] if len(fitting) == 1 else {}
