"""Assessment + assumptions (another pace, a planned step, threshold or end) → the straight line that follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from msgspec import Struct

from core.forecast.outlook import known_series, projected, whole
from core.model import Assessment, Month

FORMAT = "trusted-data-space-scenario/1"
#: A file is some hundred bytes long.
LONGEST = 10_000


class Scenario(Struct, frozen=True):
    """Assumptions about one criterion, in its own measure; None keeps what the workbook and the notice say.

    `pace` is what each month adds from the date on, `step` what is added once, at `step_month`.
    """

    criterion: str
    pace: Decimal | None = None
    step: Decimal | None = None
    step_month: Month | None = None
    threshold: Decimal | None = None
    end: Month | None = None


class Course(Struct, frozen=True):
    """A straight line from the date to the end; not a forecast.

    `months` pairs each month from the date on with its value; `reached` is the first at or above the threshold;
    `needed` is the pace that just reaches it without the step; `probability` is the forecast's at this threshold and
    end, None where there is none and where a pace or step is assumed, of which the forecast knows nothing.  `pace`
    is None, and `months` empty, where none is assumed and the workbook has no figure three months back.
    """

    threshold: Fraction
    end: Month
    pace: Fraction | None
    months: tuple[tuple[Month, Fraction], ...]
    reached: Month | None
    needed: Fraction | None
    probability: float | None

    @property
    def at_end(self) -> Fraction | None:
        return self.months[-1][1] if self.months else None

    @property
    def met(self) -> bool | None:
        """Whether the threshold is met at the end; None where there is no value."""
        return None if self.at_end is None else self.at_end >= self.threshold


def course(a: Assessment, scenario: Scenario) -> Course:
    """The line under the assumptions; an empty scenario gives the present pace, threshold and end.

    A share never passes the whole, and nothing falls below 0.
    """
    id, now = scenario.criterion, a.finding(scenario.criterion).value
    own = a.rulebook.criterion(a.profile, id).threshold or 0
    threshold = Fraction(own if scenario.threshold is None else scenario.threshold)
    end = scenario.end or a.pilot.end
    left = 0 if a.as_of is None else max(0, end - a.as_of)
    pace = a.trajectory(id).recent_per_month if scenario.pace is None else Fraction(scenario.pace)
    months = _months(a, scenario, now, pace, left)
    probability = None
    if left and scenario.pace is None and not scenario.step:
        series = known_series(a, id)
        projection = projected(a, id, series, left) if series and series[-1] is not None else None
        if projection is not None and not projection.too_early:
            probability = projection.end.probability(float(threshold))
    return Course(
        threshold=threshold,
        end=end,
        pace=pace,
        months=months,
        reached=next((month for month, value in months if value >= threshold), None),
        needed=max((threshold - now) / left, Fraction(0)) if left and now is not None else None,
        probability=probability,
    )


def _months(
    a: Assessment, scenario: Scenario, now: Fraction | None, pace: Fraction | None, left: int
) -> tuple[tuple[Month, Fraction], ...]:
    if a.as_of is None or now is None or pace is None:
        return ()
    most, step = whole(a.rulebook.criterion(a.profile, scenario.criterion)), Fraction(scenario.step or 0)
    found = [(a.as_of, now)]
    for i in range(1, left + 1):
        month = a.as_of.plus(i)
        stepped = scenario.step_month is not None and month >= scenario.step_month
        value = max(now + pace * i + step * stepped, Fraction(0))
        found.append((month, value if value <= most else Fraction(most)))
    return tuple(found)


def to_json(scenario: Scenario) -> str:
    """A small file to keep or pass on; what is not assumed is left out."""
    assumed = {name: getattr(scenario, field) for name, (field, _) in WRITTEN.items()}
    written = {name: str(value) for name, value in assumed.items() if value is not None}
    return json.dumps({"format": FORMAT, "criterion": scenario.criterion, **written}, ensure_ascii=False, indent=2)


def from_json(text: str | bytes) -> Scenario | None:
    """The scenario of a file; None where it is not one of ours."""
    if len(text) > LONGEST:
        return None
    try:
        read = json.loads(text, parse_float=str, parse_int=str)  # 0.1 typed by hand is what it says
        if read["format"] != FORMAT or not read.keys() <= {"format", "criterion", *WRITTEN}:
            return None
        given = {field: parse(read[name]) for name, (field, parse) in WRITTEN.items() if read.get(name) is not None}
        return Scenario(str(read["criterion"]), **given)
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None


def _decimal(text: str) -> Decimal:
    """ValueError for what is no number, or one that no criterion can have; TypeError for what is no text."""
    if not isinstance(text, str):
        raise TypeError(text)
    value = Decimal(text)
    if not value.is_finite() or abs(value) > 10**12 or value.as_tuple().exponent < -12:  # type: ignore[operator]
        raise ValueError(text)
    return value


#: The assumptions as a file names them: the field of a scenario, and what reads it.
WRITTEN: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "pace_per_month": ("pace", _decimal),
    "step": ("step", _decimal),
    "step_month": ("step_month", Month.parse),
    "threshold": ("threshold", _decimal),
    "pilot_end": ("end", Month.parse),
}
