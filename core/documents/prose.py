"""The items one after another in sentences, for those who read rather than look up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.documents.criterion import CriterionDocument, criteria_document
from core.model import Item, Kind, Outcome, Place
from core.model.document import Document, Joined, Value, Verbatim, say, say_count
from core.model.judgement import Judgement

ORDER = (Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ItemProse:
    """An item: its title, what was found, and the cells of each criterion."""

    title: Value
    said: Value
    sources: tuple[tuple[str, tuple[Place, ...]], ...]


@dataclass(frozen=True)
class Prose(Document):
    """The foundation and the items of the type's goals."""

    items: tuple[ItemProse, ...]


def prose_document(j: Judgement) -> Prose:
    """The items of a judgement."""
    a, rows = j.assessment, criteria_document(j).rows
    items = a.rulebook.items[a.profile]
    return Prose(tuple(_item(item, [row for row in rows if row.item == item.number]) for item in items))


def _item(item: Item, rows: Sequence[CriterionDocument]) -> ItemProse:
    """How many of its criteria are met, every figure, then the evidence by outcome."""
    numbered = say("{number}. {title}", number=Verbatim(str(item.number)), title=item.title)
    figures = tuple(_figure(row) for row in rows if row.kind is Kind.COMPUTED)
    told = [say("{sentence}.", sentence=Joined(figures, "clauses"))] if figures else []
    evidence = _evidence([row for row in rows if row.kind is Kind.EVIDENCE])
    return ItemProse(
        title=numbered if item.number else item.title,
        said=Joined((_counted(rows), *told, *evidence), "sentences"),
        sources=tuple((row.id, row.sources) for row in rows if row.sources),
    )


def _counted(rows: Sequence[CriterionDocument]) -> Value:
    n, met = len(rows), sum(row.outcome.outcome is Outcome.MET for row in rows)
    if met == n:
        return say_count("{n} criterion, met.", "All {n} criteria met.", n)
    if not met:
        return say_count("{n} criterion, not met.", "None of {n} criteria met.", n)
    return say_count("{met} of {n} criterion met.", "{met} of {n} criteria met.", n, met=Verbatim(str(met)))


def _figure(row: CriterionDocument) -> Value:
    """接入企业（E4.1）为169家，目标值200家，还差31家，尚未达标."""
    slots: dict[str, Value] = {
        "criterion": row.name,
        "value": row.value,
        "threshold": row.threshold,
        "outcome": row.outcome.within(),
    }
    if row.why is not None:
        slots["outcome"] = say("{outcome} ({reason})", outcome=row.outcome.within(), reason=row.why)
    if row.value is None or not row.value.known:
        return say("{criterion}: no figure, threshold {threshold}, {outcome}", **slots)
    if row.gap is None or not row.gap.known:
        return say("{criterion}: {value}, threshold {threshold}, {outcome}", **slots)
    if not row.gap.value:
        return say("{criterion}: {value}, at the threshold of {threshold}", **slots)
    return say("{criterion}: {value}, threshold {threshold}, {gap}, {outcome}", gap=row.gap, **slots)


def _evidence(rows: Sequence[CriterionDocument]) -> list[Value]:
    """A sentence an outcome, naming its criteria; what is met on the filler's word alone is named apart."""
    own_word = [row for row in rows if row.self_assessed and row.outcome.outcome is Outcome.MET]
    rest = [row for row in rows if row not in own_word]
    claimed: list[Value] = []
    if own_word:
        label = say("{outcome} by self-assessment, not yet reviewed", outcome=own_word[0].outcome)
        claimed = [_named(label, own_word)]
    met = [row for row in rest if row.outcome.outcome is Outcome.MET]
    return [*by_outcome(met), *claimed, *by_outcome(row for row in rest if row not in met)]


def by_outcome(rows: Iterable[CriterionDocument]) -> list[Value]:
    """A sentence an outcome, naming its criteria."""
    found = list(rows)
    alike = [[row for row in found if row.outcome.outcome is outcome] for outcome in ORDER]
    return [_named(chosen[0].outcome, chosen) for chosen in alike if chosen]


def _named(label: Value, rows: Sequence[CriterionDocument]) -> Value:
    return say("{outcome}: {criteria}.", outcome=label, criteria=Joined(tuple(row.name for row in rows)))
