"""Assumptions about a criterion → the controls that set them, and what they come to beside what is known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.forecast.outlook import whole
from core.forecast.scenario import Course, Scenario, course, from_json, to_json
from core.i18n import Language, words
from core.model import Assessment, Criterion, Month
from core.model.quantity import Probability
from core.printers.numbers import probability_percent
from core.views.format import SHARE, TIMES, decimal, month_text, never_zero, threshold_text, value_text, with_unit
from core.views.words import joined, sentences

#: How many months past the pilot's end an assumed end may lie.
BEYOND = 12
#: Decimals that a typed figure never exceeds.
EXACT = 12


@dataclass(frozen=True, slots=True)
class Controls:
    """What the controls of a criterion start with, in the figures a person types: shares in percent.

    `most` is what no threshold is over: the whole that a share is a part of.
    """

    criterion: str
    is_share: bool
    pace: float | None
    threshold: float
    most: float | None
    increment: float
    step_months: tuple[Month, ...]
    ends: tuple[Month, ...]
    end: Month


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the controls; None for a pace where none can be assumed."""

    pace: float | None
    step: float
    step_month: Month | None
    threshold: float
    end: Month


@dataclass(frozen=True, slots=True)
class AssumedRow:
    """A month of the assumed line; `name` is on its last month alone."""

    month: date
    month_text: str
    value: float
    threshold: float
    name: str | None
    tooltip: str


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """Before and after: (what, as things stand, as assumed), the line, and the assumption as words."""

    name: str
    sentence: str
    rows: tuple[tuple[str, str, str], ...]
    line: tuple[AssumedRow, ...]


def controls(a: Assessment, id: str) -> Controls:
    """The present pace, the notice's threshold and the pilot's end; `pace` is None without a figure three months back."""
    c = a.rulebook.criterion(a.profile, id)
    recent = a.trajectory(id).recent_per_month
    first = a.pilot.end if a.as_of is None else min(a.as_of.plus(1), a.pilot.end)
    months = tuple(first.plus(i) for i in range(a.pilot.end - first + 1 + BEYOND))
    return Controls(
        criterion=id,
        is_share=c.unit == SHARE,
        pace=None if recent is None else _shown(c, recent),
        threshold=_shown(c, Fraction(c.threshold or 0)),
        most=None if math.isinf(whole(c)) else whole(c) * (100 if c.unit == SHARE else 1),
        increment=0.1 if c.unit in (SHARE, TIMES) else 1.0,
        step_months=months,
        ends=months,
        end=a.pilot.end,
    )


def _shown(c: Criterion, value: Fraction) -> float:
    """A figure as it is typed: two decimals, shares in percent."""
    return float(decimal(value * 100 if c.unit == SHARE else value, 2))


def start(a: Assessment, scenario: Scenario) -> Typed:
    """What the controls show of a scenario, exactly; what it leaves out, and what does not fit, is as things stand."""
    c, given = a.rulebook.criterion(a.profile, scenario.criterion), controls(a, scenario.criterion)

    def typed(value: Decimal | None) -> float | None:
        return None if value is None else float(value * 100 if c.unit == SHARE else value)

    pace, step, threshold = typed(scenario.pace), typed(scenario.step), typed(scenario.threshold)
    return Typed(
        pace=given.pace if pace is None else pace,
        step=step or 0.0,
        step_month=scenario.step_month if scenario.step_month in given.step_months else None,
        threshold=threshold if threshold is not None and _possible(threshold, given) else given.threshold,
        end=scenario.end if scenario.end in given.ends else given.end,
    )


def _possible(threshold: float, given: Controls) -> bool:
    return threshold >= 0 and (given.most is None or threshold <= given.most)


def misfits(a: Assessment, scenario: Scenario, language: str) -> str:
    """What of a scenario cannot be assumed of this workbook, which `start` leaves out; '' where all of it can."""
    _ = words(language)
    c, given = a.rulebook.criterion(a.profile, scenario.criterion), controls(a, scenario.criterion)
    taken, reach = start(a, scenario), {"first": given.ends[0], "last": given.ends[-1]}
    months = {name: month_text(month, language) for name, month in reach.items()}
    found = []
    if scenario.step and scenario.step_month is None:
        found.append(_("The planned step has no month."))
    elif scenario.step and taken.step_month is None:
        told = _("The planned step in {month} is not between {first} and {last}.")
        found.append(told.format(month=month_text(scenario.step_month, language), **months))
    if scenario.end is not None and scenario.end != taken.end:
        told = _("The end in {month} is not between {first} and {last}.")
        found.append(told.format(month=month_text(scenario.end, language), **months))
    if scenario.threshold is not None and not _possible(
        float(scenario.threshold) * (100 if given.is_share else 1), given
    ):
        told = _("There is no threshold of {threshold}.")
        found.append(
            told.format(threshold=threshold_text(replace(c, threshold=scenario.threshold), a.rulebook, language))
        )
    return sentences(found, language)


def assumed(a: Assessment, id: str, typed: Typed) -> Scenario:
    """The scenario of what was typed: exactly that, and nothing where it is as things stand."""
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
    """A scenario file, None where it is none or is about a criterion that this type does not compute."""
    scenario = from_json(content)
    known = {trajectory.id for trajectory in a.trajectories}
    return scenario if scenario is not None and scenario.criterion in known else None


def saved(scenario: Scenario) -> str:
    """The scenario as a file."""
    return to_json(scenario)


def scenario_view(a: Assessment, scenario: Scenario, language: str) -> ScenarioView:
    """As things stand beside what is assumed; the line is that of the assumption."""
    c = a.rulebook.criterion(a.profile, scenario.criterion)
    before, after = course(a, Scenario(scenario.criterion)), course(a, scenario)
    name = _name(a, c, scenario, language)
    return ScenarioView(
        name=name,
        sentence=_sentence(a, c, after, name, language),
        rows=tuple(_rows(a, c, scenario, before, after, language)),
        line=tuple(_line(a, c, after, language)),
    )


def _name(a: Assessment, c: Criterion, scenario: Scenario, language: str) -> str:
    """The assumptions in words; '' where there are none."""
    _ = words(language)
    parts = []
    if scenario.pace is not None:
        parts.append(_("{pace} a month").format(pace=monthly_text(a, c, Fraction(scenario.pace), language)))
    if scenario.step is not None and scenario.step_month is not None:
        parts.append(_step(a, c, scenario, language))
    if scenario.threshold is not None:
        threshold = threshold_text(replace(c, threshold=scenario.threshold), a.rulebook, language)
        parts.append(_("threshold {threshold}").format(threshold=threshold))
    if scenario.end is not None:
        parts.append(_("end in {month}").format(month=month_text(scenario.end, language)))
    return joined(parts, language)


def _step(a: Assessment, c: Criterion, scenario: Scenario, language: str) -> str:
    _ = words(language)
    step = Fraction(scenario.step or 0)
    text = _("{step} more in {month}") if step >= 0 else _("{step} less in {month}")
    return text.format(step=monthly_text(a, c, abs(step), language), month=month_text(scenario.step_month, language))


def _sentence(a: Assessment, c: Criterion, after: Course, name: str, language: str) -> str:
    _ = words(language)
    if after.at_end is None:
        return _("There is no figure to start from, or no pace: assume one.")
    text = _("Assuming {name}: {value} in {month}; the threshold of {threshold} is met.")
    if not after.met:
        text = _("Assuming {name}: {value} in {month}; the threshold of {threshold} is not met.")
    return text.format(
        name=name or _("that the present pace lasts"),
        value=_at_end(a, c, after, language),
        month=month_text(after.end, language),
        threshold=_threshold(a, c, after, language),
    )


def _judged_at(c: Criterion, one: Course) -> Criterion:
    """The criterion with the threshold of a course: figures are shown on their true side of it."""
    return replace(c, threshold=decimal(one.threshold, EXACT))


def _at_end(a: Assessment, c: Criterion, one: Course, language: str) -> str:
    return value_text(_judged_at(c, one), one.at_end, a.rulebook, language)


def _threshold(a: Assessment, c: Criterion, one: Course, language: str) -> str:
    return threshold_text(_judged_at(c, one), a.rulebook, language)


def _rows(
    a: Assessment, c: Criterion, scenario: Scenario, before: Course, after: Course, language: str
) -> Iterator[tuple[str, str, str]]:
    _ = words(language)
    both = (before, after)

    def pair(label: str, texts: list[str]) -> tuple[str, str, str]:
        return label, texts[0], texts[1]

    yield pair(_("Threshold"), [_threshold(a, c, each, language) for each in both])
    yield pair(_("Pilot's end"), [month_text(each.end, language) for each in both])
    yield pair(
        _("Added a month"), ["—" if each.pace is None else monthly_text(a, c, each.pace, language) for each in both]
    )
    yield _("Planned step"), "—", _step(a, c, scenario, language) if scenario.step_month else "—"
    yield pair(_("Value at the end, a sum"), [_at_end(a, c, each, language) for each in both])
    yield pair(_("Threshold met at the end, by arithmetic"), [_met(each, language) for each in both])
    yield pair(_("First met in"), [_reached(each, language) for each in both])
    yield pair(
        _("Needed a month for that"),
        [_needed(a, c, each, language) for each in both],
    )
    yield pair(
        _("Forecast probability"),
        [
            "—"
            if each.probability is None
            else _("about {percent}%").format(percent=probability_percent(Probability(each.probability)))
            for each in both
        ],
    )


def _met(one: Course, language: str) -> str:
    _ = words(language)
    return "—" if one.met is None else _("Yes") if one.met else _("No")


def _needed(a: Assessment, c: Criterion, one: Course, language: str) -> str:
    _ = words(language)
    if one.needed is None:
        return "—"
    return monthly_text(a, c, one.needed, language) if one.needed else _("nothing more")


def _reached(one: Course, language: str) -> str:
    _ = words(language)
    if not one.months:
        return "—"
    return month_text(one.reached, language) if one.reached else _("not by the end")


def _line(a: Assessment, c: Criterion, after: Course, language: str) -> Iterator[AssumedRow]:
    _ = words(language)
    scale, judged = 100 if c.unit == SHARE else 1, _judged_at(c, after)
    for month, value in after.months:
        shown = value_text(judged, value, a.rulebook, language)
        yield AssumedRow(
            month=date(month.year, month.month, 1),
            month_text=month_text(month, language),
            value=float(value * scale),
            threshold=float(after.threshold * scale),
            name=_("Assumed {value}").format(value=shown) if month == after.end else None,
            tooltip=_("assumed {value}").format(value=shown),
        )


def monthly_text(a: Assessment, criterion: Criterion, pace: Fraction, language: str) -> str:
    """A pace a month, with enough decimals to be more than 0; its unit where the sentence would else lack it.

    What is small by nature has two decimals: twelve months of 0.15× are not 1.2×.
    """
    if criterion.unit == SHARE:
        _ = words(language)
        points = pace * 100
        return _("{points} points").format(points=never_zero(points, language, 2 if 0 < abs(points) < 1 else 1))
    fine = 2 if criterion.unit == TIMES or abs(pace) < 1 else 1
    shown = never_zero(pace, language, 0 if pace.denominator == 1 else fine)
    wanted = Language(language) is Language.ZH or criterion.unit == TIMES
    return with_unit(shown, criterion, a.rulebook, language, pace) if wanted else shown
