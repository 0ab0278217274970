"""Assessment → one row a criterion: what every table, chart, workbook and report shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.i18n import words
from core.model import (
    Alternative,
    Assessment,
    Claim,
    Criterion,
    Entry,
    Finding,
    Kind,
    Outcome,
    Reading,
)
from core.printers.addresses import address
from core.views.format import difference_text, number, threshold_text, value_text
from core.views.words import outcome_label, reason_label


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading of ours, its alternative, and what that would change."""

    id: str | None
    reading: str
    alternative: str | None
    outcome: Outcome | None
    outcome_label: str | None
    value_text: str | None
    changes: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What the filler and the reviewer wrote, in words."""

    status_label: str
    evidence: str
    note: str
    review_label: str
    review_note: str
    cell: str
    taken_from: str | None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion and its finding, as text and as the numbers that charts draw."""

    id: str
    clause: str
    item: int
    kind: Kind
    title: str
    label: str
    quote: str
    value: float | None
    threshold: float | None
    value_text: str
    threshold_text: str
    pair_text: str
    ratio: float | None
    outcome: Outcome
    outcome_label: str
    reason_text: str
    gap_text: str
    attainment_text: str
    formula: str
    formula_filled: str
    sources: tuple[str, ...]
    origin_text: str
    readings: tuple[ReadingRow, ...]
    remedy: str
    commitment_text: str | None
    commitment_outcome: Outcome | None
    commitment_label: str | None
    claim: ClaimRow | None
    guidance: tuple[str, ...]
    self_assessed: bool
    at_least: bool


def is_over(a: Assessment) -> bool:
    """Whether the pilot has ended at the date."""
    return a.as_of is not None and a.months_left <= 0


def criteria_rows(a: Assessment, language: str) -> tuple[CriterionRow, ...]:
    """All criteria of the type, in the order of the notice."""
    return tuple(criterion_row(a, finding, language) for finding in a.findings)


def criterion_row(a: Assessment, finding: Finding, language: str) -> CriterionRow:
    """One criterion's row."""
    c = finding.criterion
    commitment = finding.commitment
    return CriterionRow(
        id=c.id,
        clause=c.clause,
        item=c.item,
        kind=c.kind,
        title=c.title.in_(language),
        label=f"{c.id} {c.title.in_(language)}",
        quote=c.quote,
        value=None if finding.value is None else float(finding.value),
        threshold=None if c.threshold is None else float(c.threshold),
        value_text=_value(a, finding, language),
        threshold_text="" if c.threshold is None else threshold_text(c, a.rulebook, language),
        pair_text=pair_text(a, finding, language),
        ratio=_ratio(finding),
        outcome=finding.outcome,
        outcome_label=outcome_label(finding.outcome, language, is_over(a)),
        reason_text=reason_label(finding.reason, language),
        gap_text=_gap(a, finding, language),
        attainment_text="" if finding.attainment is None else percent(finding.attainment, language),
        formula="" if c.formula is None else c.formula.in_(language),
        formula_filled=_filled(a, finding, language),
        sources=tuple(str(ref) for ref in finding.sources),
        origin_text=origin_text(finding, language),
        readings=tuple(_reading(a, finding, reading, language) for reading in c.readings),
        remedy=c.remedy.in_(language),
        commitment_text=None if commitment is None else value_text(c, commitment.target, a.rulebook, language),
        commitment_outcome=None if commitment is None else commitment.outcome,
        commitment_label=None if commitment is None else outcome_label(commitment.outcome, language, is_over(a)),
        claim=None if finding.claim is None else _claim(a, finding.claim, c, language),
        guidance=tuple(text.in_(language) for text in c.guidance),
        self_assessed=bool(finding.self_assessed),
        at_least=finding.at_least,
    )


def percent(share: Fraction, language: str) -> str:
    """A share as a whole percentage, never rounded up to 100 from below.

    >>> percent(Fraction(999, 1000), "en")
    '99%'
    """
    whole = Fraction(int(share * 100)) if share < 1 else share * 100
    return number(Fraction(round(whole)), language, 0) + "%"


def _ratio(finding: Finding) -> float | None:
    threshold = finding.criterion.threshold
    return None if finding.value is None or threshold is None else float(finding.value / Fraction(threshold))


def _value(a: Assessment, finding: Finding, language: str) -> str:
    shown = value_text(finding.criterion, finding.value, a.rulebook, language)
    if finding.at_least and finding.value is not None:
        _ = words(language)
        return _("at least {value}").format(value=shown)
    return shown


def pair_text(a: Assessment, finding: Finding, language: str) -> str:
    """Value / threshold in the criterion's own unit: 148 / 200家."""
    c = finding.criterion
    if c.threshold is None:
        return ""
    threshold = threshold_text(c, a.rulebook, language)
    if finding.value is None:
        _ = words(language)
        return _("no data / {threshold}").format(threshold=threshold)
    shown = value_text(c, finding.value, a.rulebook, language, unit=False)
    return ("≥ " if finding.at_least else "") + f"{shown} / {threshold}"


def _gap(a: Assessment, finding: Finding, language: str) -> str:
    """How much is missing, or how much there is to spare; '' where nothing was judged."""
    if finding.gap is None:
        return ""
    _ = words(language)
    difference = difference_text(finding.criterion, finding.gap, a.rulebook, language)
    if finding.gap < 0:
        return _("{difference} short").format(difference=difference)
    return _("{difference} over").format(difference=difference) if finding.gap else _("exactly at the threshold")


def _filled(a: Assessment, finding: Finding, language: str) -> str:
    """The formula with the figures in it: 104 ÷ 180 = 57.8%."""
    if finding.value is None or not finding.parts:
        return ""
    shown = value_text(finding.criterion, finding.value, a.rulebook, language)
    comparison = "≥" if finding.value >= Fraction(finding.criterion.threshold or 0) else "<"
    threshold = threshold_text(finding.criterion, a.rulebook, language)
    if len(finding.parts) == 1:
        return f"{shown} {comparison} {threshold}"
    above, below = (number(part, language, None if part.denominator == 1 else 2) for part in finding.parts)
    return f"{above} ÷ {below} = {shown} {comparison} {threshold}"


def origin_text(finding: Finding, language: str) -> str:
    """Which kind of sheet the value was taken from."""
    _ = words(language)
    if finding.criterion.kind is Kind.EVIDENCE:
        return _("self-assessment")
    names = {
        "ledger": _("ledger"),
        "monthly": _("monthly statistics"),
        "daily": _("daily activity"),
        "none": _("no source"),
    }
    return names[finding.origin]


def _reading(a: Assessment, finding: Finding, reading: Reading, language: str) -> ReadingRow:
    other = next((other for other in finding.alternatives if other.id == reading.id), None)
    return ReadingRow(
        id=reading.id,
        reading=reading.reading.in_(language),
        alternative=None if reading.alternative is None else reading.alternative.in_(language),
        outcome=None if other is None else other.outcome,
        outcome_label=None if other is None else outcome_label(other.outcome, language, is_over(a)),
        value_text=None if other is None else value_text(finding.criterion, other.value, a.rulebook, language),
        changes=None if other is None else other.outcome is not finding.outcome,
        sentence=_depends(a, reading, other, finding, language),
    )


def _depends(a: Assessment, reading: Reading, other: Alternative | None, finding: Finding, language: str) -> str:
    _ = words(language)
    if reading.alternative is None:
        return _("There is no other reading that we know of.")
    if other is None:
        if reading.id is None:
            return _("The other reading cannot be computed from a workbook.")
        return _("This workbook does not have what the other reading needs.")
    label = outcome_label(other.outcome, language, is_over(a))
    if other.outcome is finding.outcome:
        return _("Under the other reading the outcome is the same: {outcome}.").format(outcome=label)
    return _("Under the other reading the outcome would be: {outcome}. Today's verdict depends on it.").format(
        outcome=label
    )


def _claim(a: Assessment, claim: Claim, criterion: Criterion, language: str) -> ClaimRow:
    columns = a.rulebook.sheets["claims"]
    return ClaimRow(
        status_label=_word(claim.status, {c.key: c.label.in_(language) for c in columns.column("status").choices}),
        evidence=claim.evidence.value or "",
        note=claim.note.value or "",
        review_label=_word(claim.review, {c.key: c.label.in_(language) for c in columns.column("review").choices}),
        review_note=claim.review_note.value or "",
        cell="" if claim.status.ref is None else address(claim.status.ref, a.submission.layout),
        taken_from=None if claim.id == criterion.id else claim.id,
    )


def _word(entry: Entry[str], labels: dict[str, str]) -> str:
    return labels.get(entry.value, "") if entry.value else ""
