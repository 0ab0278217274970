"""Outlooks → the months of a forecast as charts draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.i18n import words
from core.model import Assessment, Criterion, ForecastPoint, Outlook, Status
from core.model.quantity import Probability
from core.printers.numbers import probability_percent
from core.printers.text import STATUSES
from core.views.format import SHARE, month_text, value_text
from core.views.timeline import by_urgency


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
    """In steps of 5, and never 0 or 100 before the end."""
    return words(language)("about {percent}%").format(percent=probability_percent(Probability(probability)))


def shown_text(a: Assessment, c: Criterion, figure: float, language: str, *, unit: bool = True) -> str:
    """A forecast figure: whole where the criterion counts, else as its values are shown."""
    value = Fraction(figure).limit_denominator(1000) if c.unit == SHARE else Fraction(round(figure, 2))
    counted = Fraction(round(figure)) if c.unit not in (SHARE, "times") else value
    return value_text(c, counted, a.rulebook, language, unit)


def interval_text(a: Assessment, c: Criterion, low: float, high: float, language: str) -> str:
    """The 80 % interval at the end: 176–214家."""
    return f"{shown_text(a, c, low, language, unit=False)}–{shown_text(a, c, high, language)}"


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
