"""Each computed criterion month by month: what was, what is forecast, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.documents import figures
from core.documents.steps import computed_by_urgency
from core.model import Criterion, Entry, ForecastPoint, Judgement, Month, Outlook, Target, TrajectoryPoint
from core.model.document import Chart, Document, Value, Verbatim, say
from core.model.quantity import SHARE, Judged

YEAR = 12
#: The figures of a forecast, by name of `ForecastPoint`.
FAN = ("median", "low", "high", "low_half", "high_half")


@dataclass(frozen=True)
class Trajectory(Document):
    """A computed criterion over the whole pilot: a mark a month, from the start to the end.

    A mark has `month`, `value`, `outcome`, `required` (the straight line), `plan` (the applicant's own), the
    figures of FAN from the month judged on where there is a forecast, and `wording`, all of it in words.
    """

    id: str
    label: Value
    criterion: Criterion
    threshold: Value
    as_of: Month | None
    outlook: Outlook
    chart: Chart

    @property
    def percent(self) -> bool:
        return self.criterion.unit == SHARE

    @property
    def known(self) -> bool:
        return any(mark["value"] is not None for mark in self.chart.data)

    @property
    def forecast(self) -> bool:
        return bool(self.outlook.points)


@dataclass(frozen=True)
class Trajectories(Document):
    """The trajectories, most urgent first; the map of outcomes by criterion and month; each one's place in the notice."""

    criteria: Mapping[str, Trajectory]
    heat: Chart
    order: Mapping[str, int]


def trajectories(j: Judgement) -> Trajectories:
    order = {each.id: place for place, each in enumerate(j.assessment.trajectories)}
    series = {id: trajectory(j, id) for id in computed_by_urgency(j)}
    return Trajectories(series, Chart("heat", tuple(_squares(j))), order)


def trajectory(j: Judgement, id: str) -> Trajectory:
    a, c = j.assessment, j.assessment.finding(id).criterion
    ahead, plan = {point.month: point for point in _fan(j, id)}, _plan(j, a.submission.targets.get(id))
    marks = tuple(_mark(j, c, plan, point, ahead.get(point.month)) for point in a.trajectory(id).points)
    chart = Chart("trajectory", marks)
    return Trajectory(id, figures.label(c), c, figures.threshold(c), a.as_of, j.outlooks[id], chart)


def _plan(j: Judgement, target: Target | None) -> Mapping[Month, Entry[Decimal]]:
    pilot = j.assessment.pilot
    return {} if target is None else {pilot.start.plus(YEAR - 1): target.first_year, pilot.end: target.end}


def _fan(j: Judgement, id: str) -> tuple[ForecastPoint, ...]:
    """The months of the forecast, from the month judged, in which all its lines meet, to the end."""
    value, as_of, points = j.assessment.finding(id).value, j.assessment.as_of, j.outlooks[id].points
    if not points or value is None or as_of is None:
        return ()
    now = float(value)
    return (ForecastPoint(as_of, now, now, now, now, now, 1.0), *points)


def _mark(
    j: Judgement,
    c: Criterion,
    plan: Mapping[Month, Entry[Decimal]],
    point: TrajectoryPoint,
    ahead: ForecastPoint | None,
) -> Mapping[str, Value]:
    planned = plan[point.month].value if point.month in plan else None
    exact = {"value": point.value, "required": point.required, "plan": None if planned is None else Fraction(planned)}
    shown = {key: None if figure is None else figures.in_own_unit(c, figure) for key, figure in exact.items()}
    fan = {name: None if ahead is None else figures.forecast(c, getattr(ahead, name)) for name in FAN}
    outcome = None if point.outcome is None else Judged(point.outcome, figures.is_over(j.assessment))
    slots: dict[str, Value] = {"title": c.title, "month": point.month}
    if point.value is not None:
        wording = say("{title}, {month}: {value}, {outcome}", value=shown["value"], outcome=outcome, **slots)
    elif ahead is None:
        wording = say("{title}, {month}: no figure", **slots)
    else:
        wording = say(
            "{title}, {month}: expected {median}, likely range (80%) {interval}",
            median=fan["median"],
            interval=figures.interval(c, ahead.low, ahead.high),
            **slots,
        )
    return {"month": point.month, "outcome": outcome, **shown, **fan, "wording": wording}


def _squares(j: Judgement) -> Iterator[Mapping[str, Value]]:
    over = figures.is_over(j.assessment)
    for each in j.assessment.trajectories:
        c = j.assessment.finding(each.id).criterion
        for point in each.points:
            if point.outcome is not None:
                yield {
                    "id": Verbatim(c.id),
                    "label": figures.label(c),
                    "month": point.month,
                    "outcome": Judged(point.outcome, over),
                    "value": None if point.value is None else figures.in_own_unit(c, point.value),
                }
