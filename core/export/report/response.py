"""Rows of `views` → the response table of Annex 3: 响应事项, 响应指标以及指标（目标）值, 响应情况; items 2 to 6."""

from __future__ import annotations

from dataclasses import dataclass

from core.export.report.plain import plain
from core.export.report.prose import LONGEST_EVIDENCE
from core.i18n import words
from core.model import Assessment, Kind, Outcome
from core.views.tables import CriterionRow, criteria_rows, item_cards

#: The items of Annex 2 that the form asks for.
ITEMS = range(2, 7)


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """A criterion: what is asked, its outcome, and what the pilot can show."""

    id: str
    asked: str
    outcome: Outcome
    outcome_label: str
    shown: str


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """An item of the form, with a line for each of its criteria."""

    item: int
    matter: str
    lines: tuple[ResponseLine, ...]


def response_header(language: str) -> tuple[str, str, str]:
    """The headers of the form."""
    _ = words(language)
    return _("Item to respond to"), _("Indicators and their target values"), _("Response")


def response_rows(a: Assessment, language: str) -> tuple[ResponseRow, ...]:
    """A row for each of the items 2 to 6."""
    rows = criteria_rows(a, language)
    return tuple(
        ResponseRow(
            card.number,
            f"{card.number}. {card.full_title}",
            tuple(_line(row, language) for row in rows if row.item == card.number),
        )
        for card in item_cards(a, language)
        if card.number in ITEMS
    )


def _line(row: CriterionRow, language: str) -> ResponseLine:
    _ = words(language)
    asked, shown = row.title, row.value_text
    if row.kind is Kind.EVIDENCE:
        shown = _evidence(row, language)
    else:
        asked = f"{row.title} ≥ {row.threshold_text}"
        if row.commitment_text:
            own = _("own target {target}").format(target=row.commitment_text)
            asked = _("{asked} ({own})").format(asked=asked, own=own)
        shown = row.reason_text if row.value is None else row.value_text
    return ResponseLine(row.id, asked, row.outcome, row.outcome_label, shown)


def _evidence(row: CriterionRow, language: str) -> str:
    """The evidence by name, else the status; '' where neither is given."""
    if row.claim is None:
        return ""
    return plain(row.claim.evidence, LONGEST_EVIDENCE) or row.claim.status_label
