"""A monthly series → its distribution at every month up to an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.forecast.history import ENOUGH, History
from core.forecast.law import Law, Laws
from core.forecast.nested import Nested
from core.forecast.reference_class import Measure, Series, reference_class, series_of
from core.forecast.standard import Floats
from core.model import Month

#: Probabilities between which a target is said to be reached, in months.
UNLIKELY, LIKELY = 0.2, 0.8


@dataclass(frozen=True, eq=False)
class Projection:
    """The law of a series at each month's end after its last known month.

    `laws[0]` is the month after the last known one, `laws[-1]` the end; empty where the end has
    been reached.  `last` is the last known value, `known` the months with a figure.  `too_early`
    (fewer than three months known, or no change at all) means: figures, but none to show.
    `very_uncertain` means fewer than six months known.  `monotone` marks a count that never fell:
    later months are then never lower than earlier ones.
    """

    last: float
    known: int
    laws: Laws
    too_early: bool
    very_uncertain: bool
    monotone: bool

    @property
    def months_left(self) -> int:
        """Months from the last known one to the end."""
        return len(self.laws)

    @property
    def median(self) -> tuple[float, ...]:
        """The median of each month."""
        return self.quantile(0.5)

    def interval(self, share: float) -> tuple[tuple[float, float], ...]:
        """The middle `share` (0.8, 0.5) of each month's law as (low, high)."""
        low, high = self.quantiles((1 - share) / 2, (1 + share) / 2)
        return tuple(zip(low, high, strict=True))

    def quantile(self, level: float) -> tuple[float, ...]:
        """The quantile of each month at `level`."""
        return self.quantiles(level)[0]

    def quantiles(self, *levels: float) -> tuple[tuple[float, ...], ...]:
        """The quantiles of each month, one row a level."""
        return tuple(map(tuple, self._ordered(self.laws.quantiles(levels)).T.tolist()))

    def probability(self, target: float) -> float:
        """The probability of `target` or more at the end."""
        return self.end.probability(target)

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
    def end(self) -> Law:
        """The law at the end; certain once the end has been reached."""
        return self.laws[-1] if self.laws else Law.certain(self.last)

    def _ordered(self, figures: Floats) -> Floats:
        """A count that never fell: no month (a row) above a later one; the end keeps its own figure."""
        return np.minimum.accumulate(figures[::-1])[::-1] if self.monotone else figures


def project(
    values: Sequence[float | None], months_left: int, kind: Measure, nested: Nested | None = None
) -> Projection:
    """The projection of consecutive monthly values (None is a gap) to `months_left` months after the last of them.

    Trailing gaps add to the months projected.  `nested` is what a count is made of, over the same
    months: it is then forecast through its parts, and is not too early once one of them has moved.
    ValueError where no month has a figure.
    """
    history = History.of(values)
    series = series_of(history.values, kind)
    ahead = history.silent + max(months_left, 0)
    if nested is not None and ahead:
        laws = nested.laws(ahead, reference_class(kind))
    else:
        laws = _laws(series, range(1, ahead + 1), kind)
    moved = nested is not None and nested.moved and history.known >= ENOUGH
    return Projection(
        last=series.last,
        known=history.known,
        laws=laws,
        too_early=history.too_early and not moved,
        very_uncertain=history.very_uncertain,
        monotone=series.never_fell,
    )


def forecast(
    months: Sequence[str], values: Sequence[float | None], end_month: str, kind: Measure, target: float
) -> dict[str, float]:
    """Median, 80 % interval and probability of `target` at `end_month` alone; months are "YYYY-MM".

    The same figures as the last month of `project`.  Months may be missing or out of order; figures
    after the end are left out.  ValueError where there is no figure at all.
    """
    history = History.until(months, values, Month.parse(end_month))
    series = series_of(history.values, kind)
    laws = _laws(series, range(history.silent, history.silent + 1) if history.silent else range(0), kind)
    law = laws[0] if laws else Law.certain(series.last)
    return {
        "point": law.quantile(0.5),
        "lo80": law.quantile(0.1),
        "hi80": law.quantile(0.9),
        "p_meet": law.probability(float(target)),
    }


def _laws(series: Series, horizons: range, kind: Measure) -> Laws:
    if not horizons:
        return Laws.none()
    return reference_class(kind).laws(series, np.array(horizons, float))
