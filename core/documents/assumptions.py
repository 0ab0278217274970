"""Assumptions about a criterion: the controls that set them, what is typed there, and what of a file fits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.forecast.outlook import whole
from core.forecast.scenario import Scenario, from_json
from core.model import Assessment, Criterion, Month
from core.model.document import Value, say
from core.model.quantity import SHARE, TIMES, Form, Quantity

#: How many months past the pilot's end an assumed end may lie.
BEYOND = 12
#: Most decimals of a figure in a scenario file.
EXACT = 12


@dataclass(frozen=True, slots=True)
class Controls:
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

    def allows(self, threshold: float) -> bool:
        """Whether there can be such a threshold."""
        return threshold >= 0 and (self.most is None or threshold <= self.most)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the controls hold; None for a pace where none is assumed."""

    pace: float | None
    step: float
    step_month: Month | None
    threshold: float
    end: Month


def controls(a: Assessment, id: str) -> Controls:
    """The present pace, the notice's threshold and the pilot's end; `pace` is None without a figure three months back."""
    c = a.rulebook.criterion(a.profile, id)
    recent = a.trajectory(id).recent_per_month
    first = a.pilot.end if a.as_of is None else min(a.as_of.plus(1), a.pilot.end)
    return Controls(
        criterion=id,
        is_share=c.unit == SHARE,
        pace=None if recent is None else _shown(c, recent),
        threshold=_shown(c, Fraction(c.threshold or 0)),
        most=None if math.isinf(whole(c)) else whole(c) * (100 if c.unit == SHARE else 1),
        increment=0.1 if c.unit in (SHARE, TIMES) else 1.0,
        months=tuple(first.plus(i) for i in range(a.pilot.end - first + 1 + BEYOND)),
        end=a.pilot.end,
    )


def _shown(c: Criterion, value: Fraction) -> float:
    """A figure as it is typed: two decimals, shares in percent."""
    return float(round(value * 100 if c.unit == SHARE else value, 2))


def start(a: Assessment, scenario: Scenario) -> Typed:
    """What the controls show of a scenario, exactly; whatever it leaves out or does not fit keeps its present figure."""
    given = controls(a, scenario.criterion)

    def typed(value: Decimal | None) -> float | None:
        return None if value is None else float(value * 100 if given.is_share else value)

    pace, step, threshold = typed(scenario.pace), typed(scenario.step), typed(scenario.threshold)
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
    first, last = given.months[0], given.months[-1]
    found: list[Value] = []
    if scenario.step and scenario.step_month is None:
        found.append(say("The planned step has no month."))
    elif scenario.step and taken.step_month is None:
        found.append(
            say(
                "The planned step in {month} is not between {first} and {last}.",
                month=scenario.step_month,
                first=first,
                last=last,
            )
        )
    if scenario.end is not None and scenario.end != taken.end:
        found.append(
            say("The end in {month} is not between {first} and {last}.", month=scenario.end, first=first, last=last)
        )
    threshold = scenario.threshold
    if threshold is not None and not given.allows(float(threshold) * (100 if given.is_share else 1)):
        unit = a.rulebook.criterion(a.profile, scenario.criterion).unit
        found.append(
            say("There is no threshold of {threshold}.", threshold=Quantity(Fraction(threshold), unit, Form.THRESHOLD))
        )
    return tuple(found)


def assumed(a: Assessment, id: str, typed: Typed) -> Scenario:
    """The scenario of what was typed: exactly that, and nothing where it is the present figure."""
    given = controls(a, id)
    scale = Decimal(100 if given.is_share else 1)

    def exact(figure: float | None, unless: float | None) -> Decimal | None:
        if figure is None or figure == unless:
            return None
        return (Decimal(int(figure)) if figure.is_integer() else Decimal(str(round(figure, EXACT - 2)))) / scale

    stepped = typed.step_month is not None
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
