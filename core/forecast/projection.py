"""A monthly series → its distribution at every month up to an end."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from core.forecast.law import Floats, Laws
from core.forecast.nested import Nested
from core.forecast.reference_class import reference_class
from core.forecast.series import Measure, series_of
from core.model import Month

#: The least number of known months for a projection to be shown.
ENOUGH = 3
#: Figures beyond this count as this, so that their squares stay finite.
LARGEST = 1e100
#: Probabilities between which a target is said to be reached, in months.
UNLIKELY, LIKELY = 0.2, 0.8


class History(Struct, frozen=True, eq=False):
    """What is known of a series, from its first to its last known month.

    `values` has one value a month, gaps filled on the straight line between their neighbours (whole numbers where
    all figures are whole); `known` counts the months that had a figure; `silent` the months after the last of them.
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
        given = [pair for pair in zip(months, values, strict=True) if pair[1] is not None and math.isfinite(pair[1])]
        figures = {Month.parse(month).index: value for month, value in given}
        first = min(figures, default=end.index)
        return cls.of([figures.get(month) for month in range(first, max(first, end.index) + 1)])

    @property
    def too_early(self) -> bool:
        """Fewer than three months known, or no change at all: there is no pace to estimate."""
        return self.known < ENOUGH or bool(np.ptp(self.values) == 0)


class Projection(Struct, frozen=True, eq=False):
    """The law of a series at each month's end after its last known month, empty where the end has been reached.

    `last` is the last known value, `known` the months with a figure.  `too_early` (fewer than three months known, or
    no change at all) means: figures, but none to show.  `monotone` marks a count that never fell: later months are
    then never lower than earlier ones.
    """

    last: float
    known: int
    laws: Laws
    too_early: bool
    monotone: bool

    def quantiles(self, *levels: float) -> tuple[tuple[float, ...], ...]:
        """The quantiles of each month, one row a level."""
        return tuple(map(tuple, self._ordered(self.laws.quantiles(levels)).T.tolist()))

    def probabilities(self, target: float) -> tuple[float, ...]:
        """The probability of `target` or more, for each month."""
        return tuple(self._ordered(self.laws.probabilities(target)).tolist())

    def months_reaching(self, target: float) -> tuple[int | None, int | None]:
        """Months from the last known one until the probability first passes 20 % and 80 %.

        0 where the target is met already, None where the probability does not get there by the end.
        """
        if self.last >= target:
            return 0, 0
        p = self.probabilities(target)
        early, late = (next((i for i, x in enumerate(p, 1) if x >= level), None) for level in (UNLIKELY, LIKELY))
        return early, late

    @property
    def end(self) -> Laws:
        """The law at the end; certain once the end has been reached."""
        return self.laws.month(-1) if self.laws else Laws.certain(self.last)

    def _ordered(self, figures: Floats) -> Floats:
        """A count that never fell: no month (a row) above a later one; the end keeps its own figure."""
        return np.minimum.accumulate(figures[::-1])[::-1] if self.monotone else figures


def project(
    values: Sequence[float | None], months_left: int, kind: Measure, nested: Nested | None = None
) -> Projection:
    """The projection of consecutive monthly values (None is a gap) to `months_left` months after the last of them.

    Trailing gaps add to the months projected.  `nested` is what a count is made of, over the same months: it is
    then forecast through its parts, and is not too early once one of them has moved.  ValueError where no month has
    a figure.
    """
    history = History.of(values)
    series = series_of(history.values, kind)
    ahead = history.silent + max(months_left, 0)
    if nested is not None and ahead:
        laws = nested.laws(ahead, reference_class(kind))
    else:
        laws = reference_class(kind).laws(series, np.arange(1.0, ahead + 1))
    moved = nested is not None and nested.moved and history.known >= ENOUGH
    return Projection(series.last, history.known, laws, history.too_early and not moved, series.never_fell)


def forecast(
    months: Sequence[str], values: Sequence[float | None], end_month: str, kind: Measure, target: float
) -> dict[str, float]:
    """Median, 80 % interval and probability of `target` at `end_month` alone; months are "YYYY-MM".

    The same figures as the last month of `project`.  Months may be missing or out of order; figures after the end
    are left out.  ValueError where there is no figure at all.
    """
    history = History.until(months, values, Month.parse(end_month))
    series = series_of(history.values, kind)
    ahead = np.array([history.silent], float)
    law = reference_class(kind).laws(series, ahead) if history.silent else Laws.certain(series.last)
    point, low, high = law.quantiles((0.5, 0.1, 0.9))[0].tolist()
    return {"point": point, "lo80": low, "hi80": high, "p_meet": law.probability(float(target))}
