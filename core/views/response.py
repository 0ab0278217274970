"""Criteria → the response table of Annex 3: 响应事项, 响应指标以及指标（目标）值, 响应情况; items 2 to 6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import words
from core.model import Assessment, Kind, Outcome
from core.views.criteria import CriterionRow
from core.views.overview import item_cards

#: The items of Annex 2 that the form asks for.
ITEMS = range(2, 7)
#: What the sender wrote is cut here; the sender's own sheets have the whole of it.
LONGEST_QUOTED = 40


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """A criterion: what is asked, its outcome, and what the pilot can show ('' for nothing)."""

    id: str
    title: str
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
    return _("Response item"), _("Indicators and their (target) values"), _("Response")


def response_rows(a: Assessment, rows: Sequence[CriterionRow], language: str) -> tuple[ResponseRow, ...]:
    """A row for each of the items 2 to 6; `rows` are those of all criteria."""
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
    asked = row.title
    if row.kind is Kind.COMPUTED:
        asked = f"{row.title} ≥ {row.threshold_text}"
        if row.commitment_text:
            own = _("own target {target}").format(target=row.commitment_text)
            asked = _("{asked} ({own})").format(asked=asked, own=own)
    shown = _figure(row, language) if row.kind is Kind.COMPUTED else _evidence(row, language)
    return ResponseLine(row.id, row.title, asked, row.outcome, row.outcome_label, shown)


def _figure(row: CriterionRow, language: str) -> str:
    """The figure with what it lacks, and why nothing can be said of it."""
    _ = words(language)
    missing = row.gap_text if row.outcome is Outcome.NOT_MET else ""
    value = "" if row.value is None else row.value_text
    return _(", ").join(text for text in (value, missing, row.reason_text) if text)


def _evidence(row: CriterionRow, language: str) -> str:
    """What the filler and the reviewer say beyond the outcome; '' where there is no such row."""
    _, claim = words(language), row.claim
    if claim is None:
        return ""
    said = [] if row.outcome in (Outcome.MET, Outcome.NOT_MET) else [claim.status_label]
    if claim.evidence:
        said.append(_quoted(claim.evidence))
    elif row.outcome is Outcome.NEEDS_REVIEW:
        said.append(_("evidence to be added"))
    said.append(_quoted(claim.note))
    if claim.review_label and row.outcome is not Outcome.MET:
        said.append(_("review: {review}").format(review=claim.review_label))
    return _("; ").join(text for text in said if text)


def _quoted(text: str) -> str:
    """The sender's words on one line, without a full stop of their own."""
    line = " ".join(text.split()).rstrip("。.；;")
    return line if len(line) <= LONGEST_QUOTED else line[: LONGEST_QUOTED - 1] + "…"
