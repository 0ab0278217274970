"""A scenario: what comes of it beside what is known.

An outlook where the forecast covers it, arithmetic where it does not, never both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from core.documents import figures
from core.documents.texts import PROSE, table
from core.documents.trajectory import Trajectory, trajectory
from core.forecast.scenario import Course, Scenario, course
from core.model import Assessment, Criterion, Finding, Month
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, say
from core.model.quantity import Form, Probability, Quantity


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
        if one.threshold == self.criterion.threshold:
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


def what_if_document(a: Assessment, scenario: Scenario) -> WhatIf:
    criterion = a.rulebook.criterion(a.profile, scenario.criterion)
    s = _Supposed(scenario, criterion, course(a, Scenario(criterion.id)), course(a, scenario))
    name, one = _name(s), trajectory(a, criterion.id)
    beside, months = table("what_if", _rows(s, a.finding(criterion.id))), table("what_if_months", _months(a, s, one))
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
        return Row(s.criterion.id, {"item": item, "now": now, "assumed": assumed}, rests_on_figures=True)

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
            say("nothing more") if after.needed == 0 else figures.needed_as_parts(finding, after.needed),
        )
    chances = (None if one.probability is None else Probability(one.probability) for one in (before, after))
    yield row(say("Forecast probability"), *chances)


def _months(a: Assessment, s: _Supposed, one: Trajectory) -> Iterator[Row]:
    c = s.criterion
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
