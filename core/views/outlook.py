"""Outlooks → words and rows: where each criterion is heading, how sure that is, and what it would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.forecast.history import ENOUGH
from core.i18n import N_, words
from core.model import Assessment, Criterion, ForecastPoint, Outlook, Status
from core.views.format import SHARE, month_text, value_text
from core.views.overview import monthly_text
from core.views.timeline import by_urgency
from core.views.words import sentences

STATUSES = {
    Status.ACHIEVED: N_("Achieved"),
    Status.ON_TRACK: N_("On track"),
    Status.AT_RISK: N_("At risk"),
    Status.OFF_TRACK: N_("Off track"),
    Status.NOT_YET_DUE: N_("Too early to say"),
    Status.NO_DATA: N_("No data"),
}
STEP = 5


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """A computed criterion's outlook in words; texts are '' where there is nothing to say."""

    id: str
    title: str
    label: str
    status: Status
    status_label: str
    probability_text: str
    interval_text: str
    range_text: str
    end_text: str
    needed_text: str
    recent_text: str
    sentence: str
    known_text: str


@dataclass(frozen=True, slots=True)
class FanRow:
    """A month of the fan: the date itself (where all lines meet), then every month to the end."""

    id: str
    month: date
    month_text: str
    median: float
    low: float
    high: float
    low_half: float
    high_half: float
    median_text: str
    low_text: str
    high_text: str
    tooltip: str


def status_label(status: Status, language: str) -> str:
    """The word for a status."""
    return words(language)(STATUSES[status])


def probability_text(probability: float, language: str) -> str:
    """In steps of 5, and never 0 or 100 before the end.

    >>> probability_text(0.567, "en"), probability_text(0.999, "en")
    ('about 55%', 'about 95%')
    """
    _ = words(language)
    return _("about {percent}%").format(percent=percent(probability))


def percent(probability: float) -> int:
    """A probability in percent as people see it."""
    return STEP * min(max(round(probability * 100 / STEP), 1), 100 // STEP - 1)


def outlook_rows(a: Assessment, outlooks: Mapping[str, Outlook], language: str) -> tuple[OutlookRow, ...]:
    """One row a computed criterion, most urgent first."""
    return tuple(_row(a, outlooks[id], language) for id in by_urgency(a))


def _row(a: Assessment, outlook: Outlook, language: str) -> OutlookRow:
    _ = words(language)
    c = a.rulebook.criterion(a.profile, outlook.id)
    trajectory = a.trajectory(outlook.id)
    end = outlook.end
    return OutlookRow(
        id=c.id,
        title=c.title.in_(language),
        label=f"{c.id} {c.title.in_(language)}",
        status=outlook.status,
        status_label=status_label(outlook.status, language),
        probability_text="" if end is None else probability_text(end.probability, language),
        interval_text="" if end is None else interval_text(a, c, end.low, end.high, language),
        range_text=_range(a, outlook, language),
        end_text=_end(a, c, outlook, language),
        needed_text=_needed(a, c, trajectory.needed_per_month, language),
        recent_text=_recent(a, c, trajectory.recent_per_month, language),
        sentence=_sentence(a, c, outlook, language),
        known_text=_.plural("{n} month with figures", "{n} months with figures", outlook.known).format(n=outlook.known),
    )


def _needed(a: Assessment, c: Criterion, pace: Fraction | None, language: str) -> str:
    """A pace a month; '' where there is none, or none is needed any more."""
    return "" if pace is None or pace <= 0 else monthly_text(a, c, pace, language)


def _recent(a: Assessment, c: Criterion, pace: Fraction | None, language: str) -> str:
    """The pace of the last three months, with its sign where it fell; '' where there is none."""
    return "" if pace is None else monthly_text(a, c, pace, language)


def shown_text(a: Assessment, c: Criterion, figure: float, language: str, *, unit: bool = True) -> str:
    """A forecast figure: whole where the criterion counts, else as its values are shown."""
    value = Fraction(figure).limit_denominator(1000) if c.unit == SHARE else Fraction(round(figure, 2))
    counted = Fraction(round(figure)) if c.unit not in (SHARE, "times") else value
    return value_text(c, counted, a.rulebook, language, unit)


def interval_text(a: Assessment, c: Criterion, low: float, high: float, language: str) -> str:
    """The 80 % interval at the end: 176–214家."""
    return f"{shown_text(a, c, low, language, unit=False)}–{shown_text(a, c, high, language)}"


def _end(a: Assessment, c: Criterion, outlook: Outlook, language: str) -> str:
    """The probability and the interval at the end in a line: 约55% · 180–263家."""
    if outlook.end is None:
        return ""
    interval = interval_text(a, c, outlook.end.low, outlook.end.high, language)
    return f"{probability_text(outlook.end.probability, language)} · {interval}"


def _range(a: Assessment, outlook: Outlook, language: str) -> str:
    """In which months the threshold is likely to be met: a range, never a bare date."""
    _ = words(language)
    early, late = outlook.reached
    if outlook.end is None or early == a.as_of:
        return ""
    if early is None:
        return _("unlikely before the pilot's end")
    if late is None:
        return _("{early} at the earliest, perhaps not before the pilot's end").format(
            early=month_text(early, language)
        )
    if early == late:
        return _("around {month}").format(month=month_text(early, language))
    return _("between {early} and {late}").format(early=month_text(early, language), late=month_text(late, language))


def _sentence(a: Assessment, c: Criterion, outlook: Outlook, language: str) -> str:
    """All that an officer needs of it, to be pasted into a report."""
    _ = words(language)
    if outlook.end is None:
        return _silent(a, outlook, language)
    parts = [
        _(
            "At the pilot's end {interval} (80% interval); the threshold is met with a probability of {probability}."
        ).format(
            interval=interval_text(a, c, outlook.end.low, outlook.end.high, language),
            probability=probability_text(outlook.end.probability, language),
        )
    ]
    if reached := _range(a, outlook, language):
        parts.append(_("First met: {range}.").format(range=reached))
    if outlook.very_uncertain:
        parts.append(_("Very uncertain: fewer than six months are known."))
    return sentences(parts, language)


def _silent(a: Assessment, outlook: Outlook, language: str) -> str:
    """Why there is no forecast."""
    _ = words(language)
    if outlook.status is Status.NO_DATA:
        return _("No forecast: there is no figure at this month.")
    if a.months_left <= 0:
        return _("No forecast: the pilot has ended.")
    if outlook.known < ENOUGH:
        return _("No forecast yet: fewer than three months are known.")
    return _("No forecast yet: the figure has not changed so far.")


def fan_rows(a: Assessment, outlooks: Mapping[str, Outlook], language: str) -> tuple[FanRow, ...]:
    """One row a criterion and month from the date to the end; shares in percent, as trajectory rows are."""
    return tuple(row for id in by_urgency(a) for row in _fan(a, outlooks[id], language))


def _fan(a: Assessment, outlook: Outlook, language: str) -> list[FanRow]:
    c = a.rulebook.criterion(a.profile, outlook.id)
    value = a.finding(outlook.id).value
    if not outlook.points or value is None or a.as_of is None:
        return []
    scale = 100 if c.unit == SHARE else 1
    now = float(value)
    today = ForecastPoint(a.as_of, now, now, now, now, now, 1.0)
    return [
        FanRow(
            id=c.id,
            month=date(point.month.year, point.month.month, 1),
            month_text=month_text(point.month, language),
            median=point.median * scale,
            low=point.low * scale,
            high=point.high * scale,
            low_half=point.low_half * scale,
            high_half=point.high_half * scale,
            median_text=shown_text(a, c, point.median, language),
            low_text=shown_text(a, c, point.low, language, unit=False),
            high_text=shown_text(a, c, point.high, language, unit=False),
            tooltip=_tooltip(a, c, point, language),
        )
        for point in (today, *outlook.points)
    ]


def _tooltip(a: Assessment, c: Criterion, point: ForecastPoint, language: str) -> str:
    _ = words(language)
    return _("{title}, {month}: forecast {median}, 80% interval {interval}").format(
        title=c.title.in_(language),
        month=month_text(point.month, language),
        median=shown_text(a, c, point.median, language),
        interval=interval_text(a, c, point.low, point.high, language),
    )
