"""A scenario beside what is known: an outlook where the forecast covers it, arithmetic where it does not, never both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.trajectory import Trajectory, trajectory
from core.forecast.scenario import Course, Scenario, course
from core.model import Criterion, Month
from core.model.document import EMPTY, Column, Document, Joined, Row, Table, Value, say
from core.model.judgement import Judgement
from core.model.quantity import Form, Probability, Quantity

BESIDE = (Column("item", say("Item")), Column("now", say("As things stand")), Column("assumed", say("Assumed")))
MONTHS = (
    Column("month", say("Month")),
    Column("value", say("Actual")),
    Column("median", say("Expected value")),
    Column("low", say("Likely range (80%), low")),
    Column("high", say("Likely range (80%), high")),
    Column("threshold", say("Threshold")),
    Column("assumed", say("Assumed")),
    Column("assumed_threshold", say("Threshold assumed")),
)


@dataclass(frozen=True)
class WhatIf(Document):
    """A criterion under a scenario; `name` is the assumptions in words, None where nothing is assumed.

    `months` has a row a month from the pilot's start to the later end.  Beside the cells of its columns each has
    `name`, that of the assumed line, on the assumed end alone, and `said`, the assumed figure in words.
    """

    one: Trajectory
    name: Value
    sentence: Value
    note: Value
    table: Table
    months: Table
    end: Month

    @property
    def line(self) -> tuple[Mapping[str, Value], ...]:
        """The months from the date on that the assumptions are about; none where nothing is assumed."""
        return tuple(row.cells for row in self.months.rows if row.cells["assumed_threshold"] is not None)


@dataclass(frozen=True, slots=True)
class _Supposed:
    """A scenario, what it comes to, and what there is without it."""

    scenario: Scenario
    criterion: Criterion
    before: Course
    after: Course

    @property
    def is_empty(self) -> bool:
        """Whether nothing is assumed."""
        return self.scenario == Scenario(self.scenario.criterion)

    @property
    def by_arithmetic(self) -> bool:
        """Whether the straight line says what comes of it: only where the forecast gives no probability of it."""
        return not self.is_empty and self.after.probability is None and self.after.at_end is not None

    def value(self, figure: Fraction) -> Quantity:
        """A figure of the line, on its true side of the assumed threshold."""
        return Quantity(figure, self.criterion.unit, beside=self.after.threshold)

    def threshold(self, one: Course) -> Value:
        """The threshold of a course: the notice's, or the one assumed."""
        if one.threshold == figures.bar(self.criterion):
            return figures.threshold(self.criterion)
        return Quantity(one.threshold, self.criterion.unit, Form.THRESHOLD)


def what_if_document(j: Judgement, scenario: Scenario) -> WhatIf:
    """The scenario beside what is known."""
    a = j.assessment
    criterion = a.rulebook.criterion(a.profile, scenario.criterion)
    s = _Supposed(scenario, criterion, course(a, Scenario(criterion.id)), course(a, scenario))
    name, one = _name(s), trajectory(j, criterion.id)
    return WhatIf(
        one=one,
        name=name,
        sentence=_sentence(s, name),
        note=say(
            "An assumed pace or step gives a straight line, which is arithmetic and no forecast, and no probability; an "
            "assumed threshold or end alone gives the forecast's probability of it. Nothing assumed enters the verdict."
        ),
        table=Table(BESIDE, tuple(_rows(s))),
        months=Table(MONTHS, tuple(_months(j, s, one))),
        end=s.after.end,
    )


def _name(s: _Supposed) -> Value:
    given, unit = s.scenario, s.criterion.unit
    parts: list[Value] = []
    if given.pace is not None:
        parts.append(figures.pace(s.criterion, Fraction(given.pace)))
    if given.step and given.step_month is not None:
        parts.append(_step(s))
    if given.threshold is not None:
        parts.append(say("threshold {threshold}", threshold=Quantity(Fraction(given.threshold), unit, Form.THRESHOLD)))
    if given.end is not None:
        parts.append(say("end in {month}", month=given.end))
    return Joined(tuple(parts)) if parts else None


def _step(s: _Supposed) -> Value:
    """The planned step in words; None where there is none."""
    if not s.scenario.step or s.scenario.step_month is None:
        return None
    step, month = Fraction(s.scenario.step), s.scenario.step_month
    size = Quantity(step, s.criterion.unit, Form.DIFFERENCE)
    if step < 0:
        return say("a loss of {step} in {month}", step=size, month=month)
    return say("an extra {step} in {month}", step=size, month=month)


def _sentence(s: _Supposed, name: Value) -> Value:
    """What comes of the assumptions: a probability or, where there is none, arithmetic; no statement without any."""
    likely, at_end = s.after.probability, s.after.at_end
    if at_end is None and (s.is_empty or likely is None):
        return say("There is no figure to start from, or no pace: assume one.")
    if s.is_empty:
        return say("Nothing is assumed yet.")
    slots = {"name": name, "month": s.after.end, "threshold": s.threshold(s.after)}
    if likely is not None:
        told = Probability(likely)
        return say(
            "Assuming {name}: the probability of meeting the threshold of {threshold} in {month} is {probability}.",
            probability=told,
            **slots,
        )
    slots["value"] = None if at_end is None else s.value(at_end)
    if s.after.met:
        return say("Assuming {name}: {value} in {month}; the threshold of {threshold} is met.", **slots)
    return say("Assuming {name}: {value} in {month}; the threshold of {threshold} is not met.", **slots)


def _rows(s: _Supposed) -> Iterator[Row]:
    """Threshold, end, pace and step; then a probability or the arithmetic of what is assumed."""

    def row(item: Value, now: Value, assumed: Value) -> Row:
        return Row(s.criterion.id, {"item": item, "now": now, "assumed": assumed}, rests_on=(s.criterion.id,))

    before, after = s.before, s.after
    paces = (None if one.pace is None else figures.pace(s.criterion, one.pace) for one in (before, after))
    yield row(say("Threshold"), s.threshold(before), s.threshold(after))
    yield row(say("Pilot's end"), before.end, after.end)
    yield row(say("Pace"), *paces)
    yield row(say("Planned step"), None, _step(s))
    if s.by_arithmetic:
        yield row(say("Value at the end, a sum"), None, None if after.at_end is None else s.value(after.at_end))
        yield row(say("Threshold met at the end, by arithmetic"), None, say("Yes") if after.met else say("No"))
        yield row(say("First met in"), None, after.reached or say("not by the end"))
        yield row(say("Needed a month for that"), None, _needed(s))
    chances = (None if one.probability is None else Probability(one.probability) for one in (before, after))
    yield row(say("Forecast probability"), *chances)


def _needed(s: _Supposed) -> Value:
    """The pace that just reaches the threshold; None once the end is past."""
    needed = s.after.needed
    return say("nothing more") if needed == 0 else None if needed is None else figures.pace(s.criterion, needed)


def _months(j: Judgement, s: _Supposed, one: Trajectory) -> Iterator[Row]:
    """The months with what is known, forecast and assumed, in figures without their unit."""
    pilot, as_of, c = j.assessment.pilot, j.assessment.as_of, s.criterion
    marks = {mark["month"]: mark for mark in one.chart.data}
    line = dict(s.after.months) if s.by_arithmetic else {}
    for at in range(max(pilot.end, s.after.end) - pilot.start + 1):
        month = pilot.start.plus(at)
        mark, value = marks.get(month, {}), line.get(month)
        supposed = not s.is_empty and as_of is not None and as_of <= month <= s.after.end
        now = figures.value(j.assessment.finding(c.id), bare=True) if month == as_of else mark.get("value")
        shown = None if value is None else s.value(value)
        cells = {
            "month": month,
            "value": now,
            **{name: mark.get(name) for name in ("median", "low", "high")},
            "threshold": figures.threshold(c),
            "assumed": shown,
            "assumed_threshold": Quantity(s.after.threshold, c.unit, Form.THRESHOLD) if supposed else None,
            "name": (say("Assumed {value}", value=shown) if shown else EMPTY) if month == s.after.end else None,
            "said": say("assumed {value}", value=shown) if shown else None,
        }
        yield Row(c.id, cells)
