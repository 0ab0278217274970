"""Assessment → the rows that trajectories and the heat map draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.documents.figures import is_over
from core.i18n import words
from core.model import Assessment, Criterion, Kind, Month, Outcome, Target, TrajectoryPoint
from core.views.format import SHARE, month_text, threshold_text, value_text
from core.views.overview import urgent
from core.views.words import outcome_label

YEAR = 12


@dataclass(frozen=True, slots=True)
class TrajectoryRow:
    """A month of a computed criterion; figures are floats for drawing (shares in percent)."""

    id: str
    title: str
    label: str
    unit: str
    month: date
    month_text: str
    value: float | None
    value_text: str
    required: float | None
    plan: float | None
    plan_sentence: str
    threshold: float
    threshold_text: str
    outcome: Outcome | None
    outcome_label: str
    is_as_of: bool
    tooltip: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A square of the heat map."""

    id: str
    title: str
    label: str
    month: date
    month_text: str
    outcome: Outcome
    outcome_label: str
    value_text: str


def by_urgency(a: Assessment) -> tuple[str, ...]:
    """Ids of the computed criteria, those in the way of compliance first."""
    first = [f.criterion.id for f in urgent(a) if f.criterion.kind is Kind.COMPUTED]
    rest = [trajectory.id for trajectory in a.trajectories if trajectory.id not in first]
    return tuple(first + rest)


def trajectory_rows(a: Assessment, language: str) -> tuple[TrajectoryRow, ...]:
    """One row a computed criterion and month over the whole pilot, in order of urgency."""
    rows = []
    for id in by_urgency(a):
        criterion, target = a.rulebook.criterion(a.profile, id), a.submission.targets.get(id)
        rows += [_row(a, criterion, target, point, language) for point in a.trajectory(id).points]
    return tuple(rows)


def _drawn(criterion: Criterion, value: Fraction | None) -> float | None:
    return None if value is None else float(value * 100 if criterion.unit == SHARE else value)


def planned(a: Assessment, target: Target | None, month: Month) -> Fraction | None:
    """The applicant's own plan: at the end of the first year, and at the pilot's end."""
    if target is None:
        return None
    entry = target.end if month == a.pilot.end else target.first_year if month == a.pilot.start.plus(YEAR - 1) else None
    return None if entry is None or entry.value is None else Fraction(entry.value)


def _row(
    a: Assessment, criterion: Criterion, target: Target | None, point: TrajectoryPoint, language: str
) -> TrajectoryRow:
    _ = words(language)
    plan = planned(a, target, point.month)
    title = criterion.title.in_(language)

    def text(value: Fraction | None) -> str:
        return "" if value is None else value_text(criterion, value, a.rulebook, language)

    label = "" if point.outcome is None else outcome_label(point.outcome, language, is_over(a))
    return TrajectoryRow(
        id=criterion.id,
        title=title,
        label=f"{criterion.id} {title}",
        unit=a.rulebook.units[criterion.unit].in_(language),
        month=date(point.month.year, point.month.month, 1),
        month_text=month_text(point.month, language),
        value=_drawn(criterion, point.value),
        value_text=text(point.value),
        required=_drawn(criterion, point.required),
        plan=_drawn(criterion, plan),
        plan_sentence="" if plan is None else _("own plan {value}").format(value=text(plan)),
        threshold=_drawn(criterion, Fraction(criterion.threshold or 0)) or 0.0,
        threshold_text=threshold_text(criterion, a.rulebook, language),
        outcome=point.outcome,
        outcome_label=label,
        is_as_of=point.month == a.as_of,
        tooltip=_tooltip(title, month_text(point.month, language), text(point.value), label, language),
    )


def _tooltip(title: str, month: str, value: str, label: str, language: str) -> str:
    _ = words(language)
    if not value:
        return _("{title}, {month}: no figure").format(title=title, month=month)
    return _("{title}, {month}: {value}, {outcome}").format(title=title, month=month, value=value, outcome=label)


def heat_rows(a: Assessment, language: str) -> tuple[HeatRow, ...]:
    """One row a computed criterion and month up to the date, in the order of the notice."""
    return tuple(
        HeatRow(
            id=trajectory.id,
            title=title,
            label=f"{trajectory.id} {title}",
            month=date(point.month.year, point.month.month, 1),
            month_text=month_text(point.month, language),
            outcome=point.outcome,
            outcome_label=outcome_label(point.outcome, language, is_over(a)),
            value_text=value_text(a.rulebook.criterion(a.profile, trajectory.id), point.value, a.rulebook, language),
        )
        for trajectory in a.trajectories
        for title in (a.rulebook.criterion(a.profile, trajectory.id).title.in_(language),)
        for point in trajectory.points
        if point.outcome is not None
    )
