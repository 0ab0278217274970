"""Figures with gaps → a series with one value a month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.forecast.standard import Floats
from core.model import Month

#: The least number of known months for a projection to be shown.
ENOUGH = 3
#: With fewer known months than this a projection is very uncertain.
STEADY = 6
#: Figures beyond this count as this, so that their squares stay finite.
LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class History:
    """What is known of a series, from its first to its last known month.

    `values` has one value a month, gaps filled on the straight line between their neighbours
    (whole numbers where all figures are whole);
    `known` counts the months that had a figure; `silent` the months after the last of them.
    """

    values: Floats
    known: int
    silent: int = 0

    @classmethod
    def of(cls, values: Sequence[float | None]) -> History:
        """From consecutive months; None, NaN and infinity are gaps.  ValueError where nothing is known."""
        at = [i for i, value in enumerate(values) if value is not None and math.isfinite(value)]
        if not at:
            raise ValueError("no month has a figure")
        held = np.clip(np.array([values[i] for i in at], float), -LARGEST, LARGEST)
        filled = np.interp(np.arange(at[0], at[-1] + 1), at, held)
        if (held == np.floor(held)).all():
            filled = np.floor(filled)
        return cls(filled, len(at), len(values) - 1 - at[-1])

    @classmethod
    def until(cls, months: Sequence[str], values: Sequence[float | None], end: Month) -> History:
        """From months "YYYY-MM" in any order (of two figures for a month the later one counts) up to `end`.

        Figures of later months are left out; where there are no others, the earliest is used.
        """
        figures: dict[int, float | None] = {
            Month.parse(month).index: value
            for month, value in zip(months, values, strict=True)
            if value is not None and math.isfinite(value)
        }
        if not figures:
            raise ValueError("no month has a figure")
        first, last = min(figures), max(min(figures), end.index)
        return cls.of([figures.get(month) for month in range(first, last + 1)])

    @property
    def too_early(self) -> bool:
        """Fewer than three months known, or no change at all: there is no pace to estimate."""
        return self.known < ENOUGH or bool(np.ptp(self.values) == 0)

    @property
    def very_uncertain(self) -> bool:
        """Fewer than six months known."""
        return self.known < STEADY
