"""Two assessments → what differs: another pilot type, or another month."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.documents.figures import is_over
from core.documents.steps import pair
from core.i18n import Language, words
from core.model import Assessment, Criterion, Finding, Outcome
from core.printers.text import TextPrinter
from core.views.format import difference_text, month_text, value_text
from core.views.words import outcome_label, profile_label


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A criterion before and after."""

    id: str
    title: str
    before: Outcome
    after: Outcome
    before_label: str
    after_label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ToggleNote:
    """What the toggle does to the verdict of a workbook of another type."""

    sentence: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an earlier month."""

    sentence: str
    rows: tuple[ChangeRow, ...]
    moved: tuple[str, ...]


def _alike(criterion: Criterion) -> str:
    """What makes criteria of two types comparable: the same id, indicator or wording."""
    return criterion.indicator or criterion.evidence_key or criterion.id


def flips(own: Assessment, toggled: Assessment, language: str) -> ToggleNote | None:
    """Criteria common to both types whose outcome differs; None where the type is the workbook's own."""
    if own.profile == toggled.profile:
        return None
    _ = words(language)
    before = {_alike(f.criterion): f for f in own.findings}
    rows = tuple(
        _flip(own, toggled, before[_alike(f.criterion)], f, language)
        for f in toggled.findings
        if _alike(f.criterion) in before and before[_alike(f.criterion)].outcome is not f.outcome
    )
    count = _.plural(
        "{n} criterion that both types have has another outcome.",
        "{n} criteria that both types have have another outcome.",
        len(rows),
    ).format(n=len(rows))
    none = _("No criterion that both types have has another outcome.")
    return ToggleNote(count if rows else none, rows)


def _flip(own: Assessment, toggled: Assessment, before: Finding, after: Finding, language: str) -> ChangeRow:
    _ = words(language)
    sentence = _("{title}: {own} {before}, {toggled} {after}").format(
        title=after.criterion.title.in_(language),
        own=profile_label(own.rulebook, own.profile, language),
        toggled=profile_label(own.rulebook, toggled.profile, language),
        before=_described(own, before, language),
        after=_described(toggled, after, language),
    )
    return _row(before, after, (_label(own, before, language), _label(toggled, after, language)), sentence, language)


def _described(a: Assessment, finding: Finding, language: str) -> str:
    label = _label(a, finding, language)
    figures = TextPrinter(Language(language), a.rulebook)(pair(finding)) if finding.criterion.threshold else ""
    _ = words(language)
    return _("{outcome} ({figures})").format(outcome=label, figures=figures) if figures else label


def _label(a: Assessment, finding: Finding, language: str) -> str:
    return outcome_label(finding.outcome, language, is_over(a))


def _row(before: Finding, after: Finding, labels: tuple[str, str], sentence: str, language: str) -> ChangeRow:
    return ChangeRow(
        id=after.criterion.id,
        title=after.criterion.title.in_(language),
        before=before.outcome,
        after=after.outcome,
        before_label=labels[0],
        after_label=labels[1],
        sentence=sentence,
    )


def changes_since(now: Assessment, before: Assessment, language: str) -> Since:
    """Computed criteria whose outcome changed, and every figure that moved, since an earlier month."""
    _ = words(language)
    rows, moved = [], []
    for after in now.findings:
        earlier = before.finding(after.criterion.id)
        if earlier.outcome is not after.outcome:
            labels = _label(before, earlier, language), _label(now, after, language)
            rows.append(_row(earlier, after, labels, _change(after, labels, language), language))
        if after.value is not None and earlier.value is not None and after.value != earlier.value:
            moved.append(_movement(now, after, earlier, language))
    month = month_text(before.as_of, language)
    if rows:
        text = _.plural("Since {month}, {n} outcome changed.", "Since {month}, {n} outcomes changed.", len(rows))
    else:
        text = _("Since {month}, no outcome changed.")
    return Since(text.format(month=month, n=len(rows)), tuple(rows), tuple(moved))


def _change(after: Finding, labels: tuple[str, str], language: str) -> str:
    _ = words(language)
    return _("{title}: {before} → {after}").format(
        title=after.criterion.title.in_(language), before=labels[0], after=labels[1]
    )


def _movement(a: Assessment, after: Finding, before: Finding, language: str) -> str:
    c = after.criterion
    change = (after.value or Fraction(0)) - (before.value or Fraction(0))
    sign = "+" if change > 0 else "−"
    _ = words(language)
    return _("{title} {sign}{difference}, now {value}").format(
        title=c.title.in_(language),
        sign=sign,
        difference=difference_text(c, change, a.rulebook, language),
        value=value_text(c, after.value, a.rulebook, language),
    )
