"""Assessment + assumptions (another pace, a planned step, threshold or end) → the straight line that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from core.forecast.outlook import known_series, projected, whole
from core.model import Assessment, Month

FORMAT = "trusted-data-space-scenario/1"
#: A file is some hundred bytes long.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions about one criterion, in its own measure; None keeps what the workbook and the notice say.

    `pace` is what each month adds from the date on, `step` what is added once, at `step_month`.
    """

    criterion: str
    pace: Decimal | None = None
    step: Decimal | None = None
    step_month: Month | None = None
    threshold: Decimal | None = None
    end: Month | None = None

    @property
    def assumes_figures(self) -> bool:
        """Whether a pace or a step is assumed, of which the forecast knows nothing."""
        return self.pace is not None or bool(self.step)


@dataclass(frozen=True, slots=True)
class Course:
    """A straight line from the date to the end; not a forecast.

    `months` pairs each month from the date on with its value; `reached` is the first at or above
    the threshold; `needed` is the pace that just reaches it without the step; `probability` is the
    forecast's at this threshold and end, None where there is none and where a pace or step is assumed.  `pace` is None, and `months`
    empty, where none is assumed and the workbook has no figure three months back.
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
        """The value at the end."""
        return self.months[-1][1] if self.months else None

    @property
    def met(self) -> bool | None:
        """Whether the threshold is met at the end; None where there is no value."""
        return None if self.at_end is None else self.at_end >= self.threshold


def course(a: Assessment, scenario: Scenario) -> Course:
    """The line under the assumptions; an empty scenario gives the present pace, threshold and end.

    A share never passes the whole, and nothing falls below 0.
    """
    own = a.rulebook.criterion(a.profile, scenario.criterion).threshold or 0
    threshold = Fraction(own if scenario.threshold is None else scenario.threshold)
    end = scenario.end or a.pilot.end
    recent = a.trajectory(scenario.criterion).recent_per_month
    pace = recent if scenario.pace is None else Fraction(scenario.pace)
    months = _months(a, scenario, pace, end)
    return Course(
        threshold=threshold,
        end=end,
        pace=pace,
        months=months,
        reached=next((month for month, value in months if value >= threshold), None),
        needed=_needed(a, scenario.criterion, threshold, end),
        probability=None if scenario.assumes_figures else _probability(a, scenario.criterion, threshold, end),
    )


def _months(a: Assessment, scenario: Scenario, pace: Fraction | None, end: Month) -> tuple[tuple[Month, Fraction], ...]:
    now = a.finding(scenario.criterion).value
    if a.as_of is None or now is None or pace is None:
        return ()
    most = whole(a.rulebook.criterion(a.profile, scenario.criterion))
    found = [(a.as_of, now)]
    for i in range(1, end - a.as_of + 1):
        month = a.as_of.plus(i)
        stepped = scenario.step is not None and scenario.step_month is not None and month >= scenario.step_month
        value = max(now + pace * i + Fraction(scenario.step or 0) * stepped, Fraction(0))
        found.append((month, value if value <= most else Fraction(most)))
    return tuple(found)


def _needed(a: Assessment, id: str, threshold: Fraction, end: Month) -> Fraction | None:
    now = a.finding(id).value
    if now is None or a.as_of is None or end <= a.as_of:
        return None
    return max((threshold - now) / (end - a.as_of), Fraction(0))


def _probability(a: Assessment, id: str, threshold: Fraction, end: Month) -> float | None:
    """The forecast at another threshold and end; an assumed pace or step does not change it."""
    series = known_series(a, id)
    if a.as_of is None or not series or series[-1] is None or end <= a.as_of:
        return None
    projection = projected(a, id, series, end - a.as_of)
    return None if projection.too_early else projection.probability(float(threshold))


def to_json(scenario: Scenario) -> str:
    """A small file to keep or pass on; what is not assumed is left out."""
    assumed = {
        "pace_per_month": scenario.pace,
        "step": scenario.step,
        "step_month": scenario.step_month,
        "threshold": scenario.threshold,
        "pilot_end": scenario.end,
    }
    written = {name: str(value) for name, value in assumed.items() if value is not None}
    return json.dumps({"format": FORMAT, "criterion": scenario.criterion, **written}, ensure_ascii=False, indent=2)


def from_json(text: str | bytes) -> Scenario | None:
    """The scenario of a file; None where it is not one of ours."""
    if len(text) > LONGEST:
        return None
    try:
        read = json.loads(text)
        if read["format"] != FORMAT:
            return None
        return Scenario(
            criterion=str(read["criterion"]),
            pace=_decimal(read.get("pace_per_month")),
            step=_decimal(read.get("step")),
            step_month=_month(read.get("step_month")),
            threshold=_decimal(read.get("threshold")),
            end=_month(read.get("pilot_end")),
        )
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None


def _decimal(text: str | None) -> Decimal | None:
    """ValueError for what is no number, or one that no criterion can have."""
    if text is None:
        return None
    value = Decimal(text)
    if not value.is_finite() or abs(value) > 10**12 or value.as_tuple().exponent < -12:  # type: ignore[operator]
        raise ValueError(text)
    return value


def _month(text: str | None) -> Month | None:
    return None if text is None else Month.parse(text)
