"""Assessment → Outlooks: each computed criterion's forecast to the pilot's end, its status, and back-tests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from types import MappingProxyType

import numpy as np
from msgspec import Struct

from core.forecast.nested import Nested
from core.forecast.projection import Projection, project
from core.model import Assessment, Criterion, Finding, ForecastPoint, Kind, Month, Outcome, Outlook, Status

ON_TRACK, AT_RISK = 0.8, 0.4
#: With fewer known months than this an outlook is very uncertain.
STEADY = 6
#: The median within the middle half and the middle four fifths.
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
#: Months between two back-tests.
EVERY = 3


def outlooks(a: Assessment) -> Mapping[str, Outlook]:
    """By criterion id, for every computed criterion of the type."""
    return MappingProxyType({f.criterion.id: _outlook(a, f) for f in a.findings if f.criterion.kind is Kind.COMPUTED})


def _outlook(a: Assessment, finding: Finding) -> Outlook:
    criterion, met = finding.criterion, finding.outcome is Outcome.MET
    series = known_series(a, criterion.id)
    known = sum(value is not None for value in series)

    def without_points(status: Status, *, very_uncertain: bool = False) -> Outlook:
        return Outlook(criterion.id, status, known, very_uncertain, (), (None, None))

    if finding.outcome is Outcome.NO_DATA or a.as_of is None or not known:
        return without_points(Status.NO_DATA)
    if a.months_left <= 0:
        return without_points(Status.ACHIEVED if met else Status.OFF_TRACK)
    projection, steady = projected(a, criterion.id, series, a.months_left), criterion.course != "rate"
    if projection.too_early:
        return without_points(Status.ACHIEVED if met and steady else Status.NOT_YET_DUE, very_uncertain=True)
    threshold = float(criterion.threshold or 0)
    low, low_half, median, high_half, high = np.minimum(projection.quantiles(*LEVELS), whole(criterion)).tolist()
    columns = (median, low, high, low_half, high_half, projection.probabilities(threshold))
    points = [ForecastPoint(a.as_of.plus(i), *row) for i, row in enumerate(zip(*columns, strict=True), 1)]
    early, late = (None if n is None else a.as_of.plus(n) for n in projection.months_reaching(threshold))
    status = _status(points[-1].probability, met=met, steady=steady)
    return Outlook(criterion.id, status, known, known < STEADY, tuple(points), (early, late))


def _status(probability: float, *, met: bool, steady: bool) -> Status:
    """A rate is achieved only if it is also expected to hold."""
    if met and (steady or probability >= ON_TRACK):
        return Status.ACHIEVED
    if probability >= ON_TRACK:
        return Status.ON_TRACK
    return Status.AT_RISK if probability >= AT_RISK else Status.OFF_TRACK


def known_series(a: Assessment, id: str) -> list[float | None]:
    """The values from the first known month to the date, None where a month has no figure."""
    if a.as_of is None:
        return []
    known = [p.value for p in a.trajectory(id).points if p.month <= a.as_of]
    return [None if value is None else float(value) for value in dropwhile(lambda value: value is None, known)]


def projected(a: Assessment, id: str, series: Sequence[float | None], left: int) -> Projection:
    """The projection of a criterion's known months, of all or of the first of them, to `left` months after the last."""
    parts, known, nested = a.trajectory(id).parts, len(known_series(a, id)), None
    if parts is not None and all(len(part) >= known for part in parts.series):
        counts = [part[len(part) - known :][: len(series)] for part in parts.series]
        nested = Nested(np.array(counts, float), parts.wanted)
    return project(series, left, a.rulebook.criterion(a.profile, id).course, nested)


def whole(criterion: Criterion) -> float:
    """No figure is over this: a share is a part of a whole; revenue and doubling, which are not, are cumulative."""
    return math.inf if criterion.course == "cumulative" else 1.0


class Hindsight(Struct, frozen=True):
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
        return self.low <= self.came <= self.high


def hindsights(a: Assessment, id: str) -> tuple[Hindsight, ...]:
    """One every three months of the series that lies before the date; none where the date has no figure.

    Figures are those of today's workbook: less may have been known then.
    """
    series, criterion = known_series(a, id), a.rulebook.criterion(a.profile, id)
    if a.as_of is None or not series or (came := series[-1]) is None:
        return ()
    counted = criterion.course == "cumulative" and all(value is None or value % 1 == 0 for value in series)
    made = []
    for then in range(EVERY, len(series), EVERY):
        projection = projected(a, id, series[:then], len(series) - then)
        low, median, high = np.minimum(projection.end.quantiles((0.1, 0.5, 0.9))[0], whole(criterion)).tolist()
        if counted:  # as a reader sees them: 343 is not outside of 343 to 404
            low, high = round(low), round(high)
        month = a.as_of.plus(then - len(series))
        made.append(Hindsight(month, projection.known, projection.too_early, median, low, high, came))
    return tuple(made)
