"""Rows of `views` → the sentences of the report; figures and words are the rows' own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.i18n import Language, words
from core.model import Kind, Outcome
from core.views.overview import ORDER
from core.views.tables import CriterionRow, ItemCard, by_sheet
from core.views.words import joined, sentences


def after(text: str, language: str) -> str:
    """Text that follows another sentence: a space before it in English only."""
    return text if Language(language) is Language.ZH or not text else f" {text}"


def named(row: CriterionRow, language: str) -> str:
    """A criterion's title and number: 接入企业（E4.1）."""
    _ = words(language)
    return _("{title} ({id})").format(title=row.title, id=row.id)


def item_text(card: ItemCard, rows: Sequence[CriterionRow], language: str) -> str:
    """An item in prose: how many of its criteria are met, every figure, then the evidence by outcome."""
    _ = words(language)
    count = _.plural("{met} of {total} criterion met.", "{met} of {total} criteria met.", card.total)
    figures = [_figure(row, language) for row in rows if row.kind is Kind.COMPUTED]
    parts = [count.format(met=card.met, total=card.total)]
    parts += [_("; ").join(figures) + _(".")] if figures else []
    return sentences([*parts, *_evidence(rows, language)], language)


def _figure(row: CriterionRow, language: str) -> str:
    """接入企业（E4.1）为169家，目标值200家，还差31家，尚未达标."""
    _ = words(language)
    outcome = row.outcome_label.lower()
    if row.reason_text:
        outcome = _("{outcome} ({reason})").format(outcome=outcome, reason=row.reason_text)
    if row.value is None:
        text = _("{criterion}: no figure, threshold {threshold}, {outcome}")
    elif row.gap_text:
        text = _("{criterion}: {value}, threshold {threshold}, {gap}, {outcome}")
    else:
        text = _("{criterion}: {value}, threshold {threshold}, {outcome}")
    return text.format(
        criterion=named(row, language),
        value=row.value_text,
        threshold=row.threshold_text,
        gap=row.gap_text,
        outcome=outcome,
    )


def _evidence(rows: Iterable[CriterionRow], language: str) -> list[str]:
    """A sentence an outcome, naming its criteria; what is met on the filler's word alone stands apart."""
    _ = words(language)
    judged = [row for row in rows if row.kind is Kind.EVIDENCE]
    own_word = [row for row in judged if row.self_assessed and row.outcome is Outcome.MET]
    reviewed = [row for row in judged if row.outcome is Outcome.MET and row not in own_word]
    rest = [row for row in judged if row.outcome is not Outcome.MET]
    label = _("{outcome} by self-assessment, not yet reviewed")
    claimed = [_told(label.format(outcome=own_word[0].outcome_label), own_word, language)] if own_word else []
    return [*by_outcome(reviewed, language), *claimed, *by_outcome(rest, language)]


def by_outcome(rows: Sequence[CriterionRow], language: str) -> list[str]:
    """A sentence an outcome, naming its criteria."""
    alike = [[row for row in rows if row.outcome is outcome] for outcome in ORDER]
    return [_told(chosen[0].outcome_label, chosen, language) for chosen in alike if chosen]


def _told(label: str, rows: Sequence[CriterionRow], language: str) -> str:
    names = joined([named(row, language) for row in rows], language)
    _ = words(language)
    return _("{outcome}: {criteria}.").format(outcome=label, criteria=names)


def sources_text(rows: Iterable[CriterionRow], language: str) -> str:
    """The cells that each criterion of an item rests on, sheet by sheet; '' where there are none."""
    _ = words(language)
    cells = [f"{row.id} {cells_text(row.sources, language)}" for row in rows if row.sources]
    return _("Source cells: {cells}").format(cells=_("; ").join(cells)) if cells else ""


def cells_text(sources: Iterable[str], language: str) -> str:
    """Ranges with each sheet named once: 产品应用台账!B2:B77、C2:C77."""
    return joined(list(by_sheet(sources, language)), language)


def is_missing(row: CriterionRow) -> bool:
    """Whether a figure is not known, or evidence is absent, incomplete or refused."""
    waits = row.outcome in (Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA)
    return row.outcome is Outcome.NO_DATA or (waits and row.kind is Kind.EVIDENCE)


def state_text(row: CriterionRow, language: str) -> str:
    """Why evidence is still missing: the filler's status, the reviewer's word and note, or the reason."""
    _ = words(language)
    if row.claim is None or row.kind is Kind.COMPUTED:
        return row.reason_text
    claim = row.claim
    parts = [claim.status_label or row.reason_text, "" if claim.evidence else _("no evidence attached")]
    if claim.review_label:
        parts.append(_("reviewed: {review}").format(review=claim.review_label.lower()))
    parts.append(claim.review_note)
    return _("; ").join(part for part in parts if part)
