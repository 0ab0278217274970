"""What the forecast would have said in earlier months → rows that show how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.forecast import Hindsight, hindsights
from core.i18n import words
from core.model import Assessment
from core.views.format import month_text
from core.views.outlook import interval_text, shown_text
from core.views.words import sentences


@dataclass(frozen=True, slots=True)
class HindsightRow:
    """A month that lies back: what it would have forecast of the month judged, and what came."""

    month_text: str
    known_text: str
    median_text: str
    interval_text: str
    came_text: str
    inside: bool | None
    inside_label: str


@dataclass(frozen=True, slots=True)
class HindsightView:
    """The looks back of a criterion, and what they come to."""

    sentence: str
    rows: tuple[HindsightRow, ...]


def hindsight(a: Assessment, id: str, language: str) -> HindsightView:
    """Of a criterion's figures, as today's workbook tells them."""
    _ = words(language)
    looks = hindsights(a, id)
    if all(look.early for look in looks):
        return HindsightView(_("There is no earlier forecast to compare with yet."), ())
    return HindsightView(_sentence(a, looks, language), tuple(_row(a, id, look, language) for look in looks))


def _sentence(a: Assessment, looks: Iterable[Hindsight], language: str) -> str:
    _ = words(language)
    shown = [look for look in looks if not look.early]
    inside = len([look for look in shown if look.inside])
    told = _.plural(
        "In {inside} of {n} look back the figure came to lie in the 80% interval.",
        "In {inside} of {n} looks back the figure came to lie in the 80% interval.",
        len(shown),
    ).format(inside=inside, n=len(shown))
    each = _(
        "Each row: what the forecast of that month would have said of {month}, from figures as today's workbook tells them."
    )
    return sentences([told, each.format(month=month_text(a.as_of, language))], language)


def _row(a: Assessment, id: str, look: Hindsight, language: str) -> HindsightRow:
    _ = words(language)
    c = a.rulebook.criterion(a.profile, id)
    label = _("too early, not shown") if look.early else _("inside") if look.inside else _("outside")
    return HindsightRow(
        month_text=month_text(look.month, language),
        known_text=_.plural("{n} month", "{n} months", look.known).format(n=look.known),
        median_text="—" if look.early else shown_text(a, c, look.median, language),
        interval_text="—" if look.early else interval_text(a, c, look.low, look.high, language),
        came_text=shown_text(a, c, look.came, language),
        inside=None if look.early else look.inside,
        inside_label=label,
    )
