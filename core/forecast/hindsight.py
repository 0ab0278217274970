"""Assessment → back-tests: what earlier months would have forecast for the month judged, and the actual value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.forecast.outlook import known_series, projected, whole
from core.model import Assessment, Month

#: Months between two back-tests.
EVERY = 3


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The forecast made at `month` from `known` months for the month judged, and the actual value `came`.

    `early`: at that month no forecast would have been shown.
    """

    month: Month
    known: int
    early: bool
    median: float
    low: float
    high: float
    came: float

    @property
    def inside(self) -> bool:
        """Whether the actual value lies in the 80 % interval."""
        return self.low <= self.came <= self.high


def hindsights(a: Assessment, id: str) -> tuple[Hindsight, ...]:
    """One every three months of the series that lies before the date; none where the date has no figure.

    Figures are those of today's workbook: less may have been known then.
    """
    series = known_series(a, id)
    if a.as_of is None or not series or series[-1] is None:
        return ()
    return tuple(_back_tests(a, id, series, series[-1], a.as_of))


def _back_tests(a: Assessment, id: str, series: list[float | None], came: float, as_of: Month) -> Iterator[Hindsight]:
    criterion = a.rulebook.criterion(a.profile, id)
    most, counted = whole(criterion), criterion.course == "cumulative" and all(v is None or v % 1 == 0 for v in series)
    for then in range(EVERY, len(series), EVERY):
        projection = projected(a, id, series[:then], len(series) - then)
        median, low, high = (min(projection.end.quantile(level), most) for level in (0.5, 0.1, 0.9))
        if counted:  # as a reader sees them: 343 is not outside of 343 to 404
            low, high = round(low), round(high)
        yield Hindsight(
            month=as_of.plus(then - len(series)),
            known=projection.known,
            early=projection.too_early,
            median=median,
            low=low,
            high=high,
            came=came,
        )
