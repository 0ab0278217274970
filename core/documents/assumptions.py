"""A scenario as its controls hold it: what they start with, what of it does not fit a workbook, and what is assumed.

Shares are typed in percent here, as a person types them.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from core.forecast.outlook import whole
from core.forecast.scenario import Scenario, from_json
from core.model import Assessment, Month
from core.model.document import Value, say
from core.model.quantity import SHARE, TIMES, Form, Quantity

#: How many months past the pilot's end an assumed end may lie.
BEYOND = 12
#: Most decimals of a figure that is typed, in its own measure.
EXACT = 10


class Controls(Struct, frozen=True):
    """What the controls of a criterion start with, in the figures a person types: shares in percent.

    `most` is the highest possible threshold: the whole that a share is a part of.
    """

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


def controls(a: Assessment, id: str) -> Controls:
    """The present pace, the notice's threshold and the pilot's end; `pace` is None without a figure three months back."""
    c, recent = a.rulebook.criterion(a.profile, id), a.trajectory(id).recent_per_month
    first = a.pilot.end if a.as_of is None else min(a.as_of.plus(1), a.pilot.end)
    scale = 100 if c.unit == SHARE else 1
    return Controls(
        is_share=c.unit == SHARE,
        pace=None if recent is None else float(round(recent * scale, 2)),
        threshold=float(round((c.threshold or Fraction(0)) * scale, 2)),
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
