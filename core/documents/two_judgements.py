"""Two judgements of one workbook → what differs: under another pilot type, or since an earlier month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.documents import figures
from core.documents.steps import pair
from core.model import Assessment, Criterion, Finding
from core.model.document import Document, Value, Verbatim, say, say_count
from core.model.quantity import Form, Judged, Quantity


@dataclass(frozen=True, slots=True)
class Flip:
    """A criterion whose outcome is another."""

    before: Judged
    after: Judged
    said: Value


@dataclass(frozen=True)
class ToggleNote(Document):
    """Which outcomes are others under another type than the workbook's own."""

    sentence: Value
    flips: tuple[Flip, ...]


@dataclass(frozen=True)
class Since(Document):
    """Which outcomes are others than in an earlier month, and which figures moved by how much."""

    sentence: Value
    flips: tuple[Flip, ...]
    moved: tuple[Value, ...]


def toggle_note(own: Assessment, toggled: Assessment) -> ToggleNote | None:
    """The criteria that both types have and whose outcome differs; None where the type is the workbook's own."""
    if own.profile == toggled.profile:
        return None
    alike = {_alike(finding.criterion): finding for finding in own.findings}
    pairs = ((alike.get(_alike(after.criterion)), after) for after in toggled.findings)
    flips = tuple(
        _under_both(own, before, toggled, after)
        for before, after in pairs
        if before is not None and before.outcome is not after.outcome
    )
    count = say_count(
        "{n} criterion that both types have has another outcome.",
        "{n} criteria that both types have have another outcome.",
        len(flips),
    )
    return ToggleNote(count if flips else say("No criterion that both types have has another outcome."), flips)


def _alike(criterion: Criterion) -> str:
    """What makes criteria of two types comparable: the same indicator, evidence or id."""
    return criterion.indicator or criterion.evidence_key or criterion.id


def _under_both(own: Assessment, before: Finding, toggled: Assessment, after: Finding) -> Flip:
    said = say(
        "{title}: {own} {before}, {toggled} {after}",
        title=after.criterion.title,
        own=own.profile,
        before=_outcome_with_figures(own, before),
        toggled=toggled.profile,
        after=_outcome_with_figures(toggled, after),
    )
    return Flip(figures.outcome(own, before), figures.outcome(toggled, after), said)


def _outcome_with_figures(a: Assessment, finding: Finding) -> Value:
    outcome, known = figures.outcome(a, finding).within(), pair(finding)
    return outcome if known is None else say("{outcome} ({figures})", outcome=outcome, figures=known)


def since(now: Assessment, before: Assessment) -> Since:
    """What changed since an earlier month under the same type."""
    both = [(before.finding(after.criterion.id), after) for after in now.findings]
    flips = tuple(
        _flip(figures.outcome(before, earlier), figures.outcome(now, after), after.criterion)
        for earlier, after in both
        if earlier.outcome is not after.outcome
    )
    count = say_count(
        "Since {month}, {n} outcome changed.", "Since {month}, {n} outcomes changed.", len(flips), month=before.as_of
    )
    none = say("Since {month}, no outcome changed.", month=before.as_of)
    return Since(count if flips else none, flips, tuple(_movements(both)))


def _flip(before: Judged, after: Judged, criterion: Criterion) -> Flip:
    return Flip(before, after, say("{title}: {before} → {after}", title=criterion.title, before=before, after=after))


def _movements(both: list[tuple[Finding, Finding]]) -> Iterator[Value]:
    """Every figure that is another: 接入企业 +15家，现为205家."""
    for before, after in both:
        if before.value is None or after.value is None or before.value == after.value:
            continue
        change = after.value - before.value
        yield say(
            "{title} {sign}{difference}, now {value}",
            title=after.criterion.title,
            sign=Verbatim("+" if change > 0 else "−"),
            difference=Quantity(change, after.criterion.unit, Form.DIFFERENCE),
            value=figures.value(after),
        )
