"""Each computed criterion month by month: what was, what is forecast, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from core.documents import figures
from core.documents.texts import table
from core.documents.urgency import computed_by_urgency
from core.model import Assessment, Criterion, Entry, ForecastPoint, Month, Outlook, TrajectoryPoint
from core.model.document import Chart, Column, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import SHARE, Judged

YEAR = 12
#: The figures of a forecast, by name of `ForecastPoint`.
FAN = ("median", "low", "high", "low_half", "high_half")


class Trajectory(Document, frozen=True):
    """A computed criterion over the whole pilot: a mark a month, from the start to the end.

    A mark has `month`, `value`, `outcome`, `required` (the straight line, of a figure that began below the threshold),
    `plan` (the applicant's own), the figures of FAN and the `interval` from the month judged on where there is a
    forecast, and `wording`, all of it in words.  The chart's `alt` sums them up.
    """

    id: str
    label: Value
    criterion: Criterion
    threshold: Value
    as_of: Month | None
    outlook: Outlook
    chart: Chart

    @property
    def table(self) -> Table:
        """The figures of the chart, a row a month."""
        return table("months", (Row(self.id, mark) for mark in self.chart.data))

    @property
    def percent(self) -> bool:
        return self.criterion.unit == SHARE

    @property
    def known(self) -> bool:
        return any(mark["value"] is not None for mark in self.chart.data)

    @property
    def forecast(self) -> bool:
        return bool(self.outlook.points)


class Trajectories(Document, frozen=True):
    """The trajectories, most urgent first; the map of outcomes by criterion and month; each one's place in the notice."""

    criteria: Mapping[str, Trajectory]
    heat: Chart
    order: Mapping[str, int]

    @property
    def outcomes(self) -> Table:
        """The map as a table, a column a month."""
        months = {str(square["month"]): square["month"] for square in self.heat.data}
        rows: dict[str, dict[str, Value]] = {}
        for square in self.heat.data:
            cells = rows.setdefault(str(square["id"]), dict.fromkeys(months) | {"label": square["label"]})
            cells[str(square["month"])] = square["outcome"]
        columns = (Column("label", say("Criterion")), *(Column(key, months[key]) for key in sorted(months)))
        return Table(columns, tuple(Row(id, cells) for id, cells in rows.items()))


def trajectories(a: Assessment) -> Trajectories:
    order = {each.id: place for place, each in enumerate(a.trajectories)}
    series = {id: trajectory(a, id) for id in computed_by_urgency(a)}
    return Trajectories(series, Chart(tuple(_squares(a))), order)


def trajectory(a: Assessment, id: str) -> Trajectory:
    c = a.finding(id).criterion
    ahead, plan = {point.month: point for point in _fan(a, id)}, dict[Month, Entry[Decimal]]()
    if (own := a.submission.targets.get(id)) is not None:
        plan = {a.pilot.start.plus(YEAR - 1): own.first_year, a.pilot.end: own.end}
    points = a.trajectory(id).points
    first = next((point.value for point in points if point.value is not None), None)
    line = first is not None and first < (c.threshold or 0)
    marks = tuple(_mark(a, c, plan, point, ahead.get(point.month), line=line) for point in points)
    chart = Chart(marks, _alt(c, marks))
    return Trajectory(id, figures.label(c), c, figures.threshold(c), a.as_of, a.outlooks[id], chart)


def _alt(c: Criterion, marks: Sequence[Mapping[str, Value]]) -> Value:
    """From where to where the figure went, the threshold, and what is expected at the end."""
    slots: dict[str, Value] = {"title": c.title, "threshold": figures.threshold(c)}
    known = [mark for mark in marks if mark["value"] is not None]
    if not known:
        return say("{title}: no figure yet; threshold {threshold}", **slots)
    (start, first), (now, last) = ((mark["month"], mark["value"]) for mark in (known[0], known[-1]))
    sentence = say(
        "{title}: {first} in {start}, {last} in {now}; threshold {threshold}",
        **slots, first=first, start=start, last=last, now=now,
    )  # fmt: skip
    end = marks[-1]
    if end["median"] is None:
        return sentence
    ahead = {"median": end["median"], "interval": end["interval"]}
    return Joined(
        (sentence, say("expected at the pilot's end {median}, likely range (80%) {interval}", **ahead)), "clauses"
    )


def _fan(a: Assessment, id: str) -> tuple[ForecastPoint, ...]:
    """The months of the forecast, from the month judged, in which all its lines meet, to the end."""
    value, as_of, points = a.finding(id).value, a.as_of, a.outlooks[id].points
    if not points or value is None or as_of is None:
        return ()
    now = float(value)
    return (ForecastPoint(as_of, now, now, now, now, now, 1.0), *points)


def _mark(
    a: Assessment,
    c: Criterion,
    plan: Mapping[Month, Entry[Decimal]],
    point: TrajectoryPoint,
    ahead: ForecastPoint | None,
    *,
    line: bool,
) -> Mapping[str, Value]:
    planned = plan[point.month].value if point.month in plan else None
    required = point.required if line else None
    exact = {"value": point.value, "required": required, "plan": None if planned is None else Fraction(planned)}
    shown = {key: None if figure is None else c.quantity(figure) for key, figure in exact.items()}
    fan = {name: None if ahead is None else figures.forecast(c, getattr(ahead, name)) for name in FAN}
    interval = None if ahead is None else figures.interval(c, ahead.low, ahead.high)
    outcome = None if point.outcome is None else Judged(point.outcome, a.is_over)
    slots: dict[str, Value] = {"title": c.title, "month": point.month}
    if point.value is not None:
        wording = say("{title}, {month}: {value}, {outcome}", value=shown["value"], outcome=outcome, **slots)
    elif ahead is None:
        wording = say("{title}, {month}: no figure", **slots)
    else:
        wording = say(
            "{title}, {month}: expected {median}, likely range (80%) {interval}",
            median=fan["median"],
            interval=interval,
            **slots,
        )
    return {"month": point.month, "outcome": outcome, **shown, **fan, "interval": interval, "wording": wording}


def _squares(a: Assessment) -> Iterator[Mapping[str, Value]]:
    over = a.is_over
    for each in a.trajectories:
        c = a.finding(each.id).criterion
        for point in each.points:
            if point.outcome is not None:
                yield {
                    "id": Verbatim(c.id),
                    "label": figures.label(c),
                    "month": point.month,
                    "outcome": Judged(point.outcome, over),
                    "value": None if point.value is None else c.quantity(point.value),
                }
