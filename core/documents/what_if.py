"""A scenario: the controls that set it, and what comes of it beside what is known.

An outlook where the forecast covers it, arithmetic where it does not, never both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from core.documents import figures
from core.documents.texts import PROSE, table
from core.documents.trajectory import Trajectory, trajectory
from core.forecast.outlook import whole
from core.forecast.scenario import Course, Scenario, course, from_json
from core.model import Assessment, Criterion, Finding, Judgement, Month
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, say
from core.model.quantity import SHARE, TIMES, Form, Probability, Quantity

#: How many months past the pilot's end an assumed end may lie.
BEYOND = 12
#: Most decimals of a figure that is typed, in its own measure.
EXACT = 10


class Controls(Struct, frozen=True):
    """What the controls of a criterion start with, in the figures a person types: shares in percent.

    `most` is the highest possible threshold: the whole that a share is a part of.
    """

    criterion: str
    is_share: bool
    pace: float | None
    threshold: float
    most: float | None
    increment: float
    months: tuple[Month, ...]
    end: Month

    @property
    def scale(self) -> int:
        return 100 if self.is_share else 1

    def allows(self, threshold: float) -> bool:
        return threshold >= 0 and (self.most is None or threshold <= self.most)


class Typed(Struct, frozen=True):
    """What the controls hold; None for a pace where none is assumed."""

    pace: float | None
    step: float
    step_month: Month | None
    threshold: float
    end: Month


class WhatIf(Document, frozen=True):
    """A criterion under a scenario; `name` is the assumptions in words, None where nothing is assumed.

    `months` has a row a month from the pilot's start to the later end.  Beside the cells of its columns each has
    `name`, that of the assumed line, on the assumed end alone, and `wording`, the assumed figure in words.
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


def controls(a: Assessment, id: str) -> Controls:
    """The present pace, the notice's threshold and the pilot's end; `pace` is None without a figure three months back."""
    c, recent = a.rulebook.criterion(a.profile, id), a.trajectory(id).recent_per_month
    first = a.pilot.end if a.as_of is None else min(a.as_of.plus(1), a.pilot.end)
    scale = 100 if c.unit == SHARE else 1
    return Controls(
        criterion=id,
        is_share=c.unit == SHARE,
        pace=None if recent is None else float(round(recent * scale, 2)),
        threshold=float(round(Fraction(c.threshold or 0) * scale, 2)),
        most=None if math.isinf(whole(c)) else whole(c) * scale,
        increment=0.1 if c.unit in (SHARE, TIMES) else 1.0,
        months=tuple(first.plus(i) for i in range(a.pilot.end - first + 1 + BEYOND)),
        end=a.pilot.end,
    )


def start(a: Assessment, scenario: Scenario) -> Typed:
    """What the controls show of a scenario, exactly; whatever it leaves out or does not fit keeps its present figure."""
    given = controls(a, scenario.criterion)
    pace, step, threshold = (
        None if figure is None else float(figure * given.scale)
        for figure in (scenario.pace, scenario.step, scenario.threshold)
    )
    return Typed(
        pace=given.pace if pace is None else pace,
        step=step or 0.0,
        step_month=scenario.step_month if scenario.step_month in given.months else None,
        threshold=threshold if threshold is not None and given.allows(threshold) else given.threshold,
        end=scenario.end if scenario.end in given.months else given.end,
    )


def misfits(a: Assessment, scenario: Scenario) -> tuple[Value, ...]:
    """Sentences on what of a scenario cannot be assumed of this workbook, which `start` leaves out."""
    given, taken = controls(a, scenario.criterion), start(a, scenario)
    span = {"first": given.months[0], "last": given.months[-1]}
    found: list[Value] = []
    if scenario.step and scenario.step_month is None:
        found.append(say("The planned step has no month."))
    elif scenario.step and taken.step_month is None:
        month = scenario.step_month
        found.append(say("The planned step in {month} is not between {first} and {last}.", month=month, **span))
    if scenario.end is not None and scenario.end != taken.end:
        found.append(say("The end in {month} is not between {first} and {last}.", month=scenario.end, **span))
    if scenario.threshold is not None and not given.allows(float(scenario.threshold) * given.scale):
        unit = a.rulebook.criterion(a.profile, scenario.criterion).unit
        threshold = Quantity(Fraction(scenario.threshold), unit, Form.THRESHOLD)
        found.append(say("There is no threshold of {threshold}.", threshold=threshold))
    return tuple(found)


def assumed(a: Assessment, id: str, typed: Typed) -> Scenario:
    """The scenario of what was typed: exactly that, and nothing where it is the present figure."""
    given, stepped = controls(a, id), typed.step_month is not None

    def exact(figure: float | None, unless: float | None) -> Decimal | None:
        if figure is None or figure == unless:
            return None
        return (Decimal(int(figure)) if figure.is_integer() else Decimal(str(round(figure, EXACT)))) / given.scale

    return Scenario(
        criterion=id,
        pace=exact(typed.pace, given.pace),
        step=exact(typed.step, 0.0) if stepped else None,
        step_month=typed.step_month if stepped and typed.step else None,
        threshold=exact(typed.threshold, given.threshold),
        end=None if typed.end == given.end else typed.end,
    )


def opened(a: Assessment, content: bytes) -> Scenario | None:
    """A scenario file; None where it is none or is about a criterion that this type does not compute."""
    scenario = from_json(content)
    known = {trajectory.id for trajectory in a.trajectories}
    return scenario if scenario is not None and scenario.criterion in known else None


class _Supposed(Struct, frozen=True):
    """A scenario, what it comes to, and what there is without it."""

    scenario: Scenario
    criterion: Criterion
    before: Course
    after: Course

    @property
    def is_empty(self) -> bool:
        return self.scenario == Scenario(self.scenario.criterion)

    @property
    def by_arithmetic(self) -> bool:
        """Whether the straight line says what comes of it: only where the forecast gives no probability of it."""
        return not self.is_empty and self.after.probability is None and self.after.at_end is not None

    def value(self, figure: Fraction | None) -> Quantity | None:
        return None if figure is None else Quantity(figure, self.criterion.unit, beside=self.after.threshold)

    def threshold(self, one: Course) -> Quantity | None:
        if one.threshold == figures.bar(self.criterion):
            return figures.threshold(self.criterion)
        return Quantity(one.threshold, self.criterion.unit, Form.THRESHOLD)

    @property
    def step(self) -> Value:
        if not self.scenario.step or self.scenario.step_month is None:
            return None
        size, month = Fraction(self.scenario.step), self.scenario.step_month
        step = Quantity(size, self.criterion.unit, Form.DIFFERENCE)
        if size < 0:
            return say("a loss of {step} in {month}", step=step, month=month)
        return say("an extra {step} in {month}", step=step, month=month)


def what_if_document(j: Judgement, scenario: Scenario) -> WhatIf:
    a = j.assessment
    criterion = a.rulebook.criterion(a.profile, scenario.criterion)
    s = _Supposed(scenario, criterion, course(a, Scenario(criterion.id)), course(a, scenario))
    name, one = _name(s), trajectory(j, criterion.id)
    beside, months = table("what_if", _rows(s, a.finding(criterion.id))), table("what_if_months", _months(j, s, one))
    return WhatIf(one, name, _sentence(s, name), say(PROSE["what_if"]), beside, months, s.after.end)


def _name(s: _Supposed) -> Value:
    given = s.scenario
    parts: list[Value] = [] if given.pace is None else [figures.pace(s.criterion, Fraction(given.pace))]
    parts += [] if s.step is None else [s.step]
    if given.threshold is not None:
        threshold = Quantity(Fraction(given.threshold), s.criterion.unit, Form.THRESHOLD)
        parts.append(say("threshold {threshold}", threshold=threshold))
    parts += [] if given.end is None else [say("end in {month}", month=given.end)]
    return Joined(tuple(parts)) if parts else None


def _sentence(s: _Supposed, name: Value) -> Value:
    likely, at_end = s.after.probability, s.after.at_end
    if at_end is None and (s.is_empty or likely is None):
        return say("There is no figure to start from, or no pace: assume one.")
    if s.is_empty:
        return say("Nothing is assumed yet.")
    slots = {"name": name, "month": s.after.end, "threshold": s.threshold(s.after), "value": s.value(at_end)}
    if likely is not None:
        return say(
            "Assuming {name}: the probability of meeting the threshold of {threshold} in {month} is {probability}.",
            probability=Probability(likely),
            **slots,
        )
    if s.after.met:
        return say("Assuming {name}: {value} in {month}; the threshold of {threshold} is met.", **slots)
    return say("Assuming {name}: {value} in {month}; the threshold of {threshold} is not met.", **slots)


def _rows(s: _Supposed, finding: Finding) -> Iterator[Row]:
    def row(item: Value, now: Value, assumed: Value) -> Row:
        return Row(s.criterion.id, {"item": item, "now": now, "assumed": assumed}, rests_on=(s.criterion.id,))

    def pace(monthly: Fraction | None) -> Value:
        return None if monthly is None else figures.pace(s.criterion, monthly)

    before, after = s.before, s.after
    yield row(say("Threshold"), s.threshold(before), s.threshold(after))
    yield row(say("Pilot's end"), before.end, after.end)
    yield row(say("Pace"), pace(before.pace), pace(after.pace))
    yield row(say("Planned step"), None, s.step)
    if s.by_arithmetic:
        yield row(say("Value at the end, a sum"), None, s.value(after.at_end))
        yield row(say("Threshold met at the end, by arithmetic"), None, say("Yes") if after.met else say("No"))
        yield row(say("First met in"), None, after.reached or say("not by the end"))
        yield row(
            say("Needed a month for that"),
            None,
            say("nothing more") if after.needed == 0 else figures.as_parts(finding, after.needed),
        )
    chances = (None if one.probability is None else Probability(one.probability) for one in (before, after))
    yield row(say("Forecast probability"), *chances)


def _months(j: Judgement, s: _Supposed, one: Trajectory) -> Iterator[Row]:
    a, c = j.assessment, s.criterion
    pilot, as_of, judged = a.pilot, a.as_of, a.finding(c.id)
    now = None if judged.value is None else figures.value(judged, bare=True)
    marks = {mark["month"]: mark for mark in one.chart.data}
    line = dict(s.after.months) if s.by_arithmetic else {}
    for at in range(max(pilot.end, s.after.end) - pilot.start + 1):
        month = pilot.start.plus(at)
        mark, shown = marks.get(month, {}), s.value(line.get(month))
        supposed = not s.is_empty and as_of is not None and as_of <= month <= s.after.end
        name = say("Assumed {value}", value=shown) if shown else EMPTY
        cells = {
            "month": month,
            "value": now if month == as_of else mark.get("value"),
            **{key: mark.get(key) for key in ("median", "low", "high")},
            "threshold": figures.threshold(c),
            "assumed": shown,
            "assumed_threshold": Quantity(s.after.threshold, c.unit, Form.THRESHOLD) if supposed else None,
            "name": name if month == s.after.end else None,
            "wording": say("assumed {value}", value=shown) if shown else None,
        }
        yield Row(c.id, cells)
