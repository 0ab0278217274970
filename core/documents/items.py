"""The foundation and the items of the goals: a card each, and all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from core.documents import figures, scores
from core.documents.figures import ORDER
from core.documents.texts import columns
from core.documents.urgency import OPEN
from core.model import Assessment, Criterion, Finding, Item, Outcome, Text
from core.model.document import EMPTY, Coloured, Column, Row, Table, Value, say
from core.model.quantity import WHOLE, Judged, Key, Measure, Quantity, item_subject

#: Of the outcomes of an item's criteria the one that holds it back: the first that there is.
HOLDING_BACK = (*OPEN, Outcome.MET, Outcome.NOT_APPLICABLE)


class ItemCard(Struct, frozen=True):
    """The foundation (0) or an item of the goals: a mark a criterion, the outcome that holds it back, how much is met."""

    number: int
    label: Value
    title: Text
    full_title: Text
    marks: tuple[tuple[Criterion, Judged], ...]
    outcome: Judged
    met: Quantity
    total: Quantity

    @property
    def caption(self) -> Value:
        return say("{met} / {total} met", met=self.met, total=self.total)


def cards(a: Assessment) -> tuple[ItemCard, ...]:
    return tuple(_card(a, item, found) for item, found in _by_item(a))


def _by_item(a: Assessment) -> list[tuple[Item, list[Finding]]]:
    return [(item, [f for f in a.findings if f.criterion.item == item.number]) for item in a.rulebook.items[a.profile]]


def _card(a: Assessment, item: Item, found: Sequence[Finding]) -> ItemCard:
    outcomes = {finding.outcome for finding in found}
    return ItemCard(
        number=item.number,
        label=figures.plain(item.number) if item.number else say("Foundation"),
        title=item.short,
        full_title=item.title,
        marks=tuple((finding.criterion, figures.outcome(a, finding)) for finding in found),
        outcome=Judged(next((each for each in HOLDING_BACK if each in outcomes), HOLDING_BACK[-1]), a.is_over),
        met=met_of(found, item_subject(item.number)),
        total=figures.plain(len(found)),
    )


def met_of(found: Sequence[Finding], subject: str, outcome: Outcome = Outcome.MET) -> Quantity:
    return figures.plain(sum(f.outcome is outcome for f in found), Key.counting(outcome, subject))


def items_table(a: Assessment) -> Table:
    over, titles = a.is_over, columns("items")
    outcomes = (Column(outcome.value, Coloured(Judged(outcome, over), outcome)) for outcome in ORDER)
    rows = [_item_row(a, item.number, item.short, found) for item, found in _by_item(a)]
    whole = _item_row(a, None, say("Total"), a.findings)
    return Table((*titles[:2], *outcomes, *titles[2:]), (*rows, whole))


def _item_row(a: Assessment, item: int | None, title: Value, found: Sequence[Finding]) -> Row:
    subject = WHOLE if item is None else item_subject(item)
    ends = scores.whole_score(a) if item is None else scores.item_score(a, item)
    targets = [finding.commitment.outcome for finding in found if finding.commitment is not None]
    met = figures.plain(targets.count(Outcome.MET), Key(subject, Measure.TARGETS_MET))
    cells: dict[str, Value] = {
        "number": figures.plain(item) if item else EMPTY,
        "title": title,
        **{outcome.value: Coloured(met_of(found, subject, outcome), outcome) for outcome in ORDER},
        "total": figures.plain(len(found)),
        "score": None if ends is None else ends[0],
        "range": None if ends is None else say("{low}–{high}", low=ends[1], high=ends[2]),
        "own": say("{met} / {total}", met=met, total=figures.plain(len(targets))) if targets else None,
    }
    return Row(subject, cells, is_total=item is None)
