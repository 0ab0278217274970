"""Assessment → Outlooks: each computed criterion's forecast to the pilot's end, and its status."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from core.forecast.nested import Nested
from core.forecast.projection import Projection, project
from core.model import Assessment, Criterion, Finding, ForecastPoint, Kind, Month, Outcome, Outlook, Status

ON_TRACK, AT_RISK = 0.8, 0.4
#: The median within the middle half and the middle four fifths.
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
WHOLE = 1.0


def outlooks(a: Assessment) -> Mapping[str, Outlook]:
    """By criterion id, for every computed criterion of the type."""
    computed = [finding for finding in a.findings if finding.criterion.kind is Kind.COMPUTED]
    return MappingProxyType({finding.criterion.id: _outlook(a, finding) for finding in computed})


def _outlook(a: Assessment, finding: Finding) -> Outlook:
    id = finding.criterion.id
    threshold = float(finding.criterion.threshold or 0)
    series = known_series(a, id)
    known = sum(value is not None for value in series)
    if finding.outcome is Outcome.NO_DATA or a.as_of is None or not known:
        return Outlook(id, Status.NO_DATA, known, False, (), (None, None))
    met = finding.outcome is Outcome.MET
    if a.months_left <= 0:
        return Outlook(id, Status.ACHIEVED if met else Status.OFF_TRACK, known, False, (), (None, None))
    projection = projected(a, id, series, a.months_left)
    steady = finding.criterion.course != "rate"
    if projection.too_early:
        status = Status.ACHIEVED if met and steady else Status.NOT_YET_DUE
        return Outlook(id, status, known, True, (), (None, None))
    points = _points(projection, a.as_of, threshold, whole(finding.criterion))
    reached = _reached(projection, a.as_of, threshold)
    status = _status(points[-1].probability, met=met, steady=steady)
    return Outlook(id, status, known, projection.very_uncertain, points, reached)


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
    values = [_float(p.value) for p in a.trajectory(id).points if p.month <= a.as_of]
    first = next((i for i, value in enumerate(values) if value is not None), len(values))
    return values[first:]


def projected(a: Assessment, id: str, series: Sequence[float | None], left: int) -> Projection:
    """The projection of a criterion's known months, of all or of the first of them, to `left` months after the last."""
    return project(series, left, a.rulebook.criterion(a.profile, id).course, _nested(a, id, len(series)))


def _nested(a: Assessment, id: str, months: int) -> Nested | None:
    """What a count is made of, over the first so many of its known months; None where no ledger tells."""
    parts = a.trajectory(id).parts
    if parts is None:
        return None
    known = len(known_series(a, id))
    if any(len(part) < known for part in parts.series):
        return None
    return Nested(np.array([part[len(part) - known :][:months] for part in parts.series], float), parts.wanted)


def whole(criterion: Criterion) -> float:
    """No figure is over this: a share is a part of a whole; revenue and doubling, which are not, are cumulative."""
    return math.inf if criterion.course == "cumulative" else WHOLE


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _points(projection: Projection, as_of: Month, threshold: float, most: float) -> tuple[ForecastPoint, ...]:
    """The months after the date, which has a figure: without one there is no outlook.

    No figure is over `most`, the whole that a share is a part of.
    """
    low, low_half, median, high_half, high = (
        [min(figure, most) for figure in figures] for figures in projection.quantiles(*LEVELS)
    )
    columns = (median, low, high, low_half, high_half, projection.probabilities(threshold))
    return tuple(ForecastPoint(as_of.plus(i), *row) for i, row in enumerate(zip(*columns, strict=True), 1))


def _reached(projection: Projection, as_of: Month, threshold: float) -> tuple[Month | None, Month | None]:
    early, late = projection.months_reaching(threshold)
    return (None if early is None else as_of.plus(early), None if late is None else as_of.plus(late))
