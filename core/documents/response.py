"""The items of the notice in words: the response table of Annex 3 (响应事项, 目标值, 响应情况), and the report's prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from core.documents import figures
from core.documents.criterion import CriterionDocument, criteria_document
from core.documents.texts import many, table
from core.model import Assessment, Item, Kind, Outcome, Place
from core.model.document import EMPTY, Case, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Judged, Key, Measure

#: The items of Annex 2 that the form asks for.
ITEMS = range(2, 7)
#: What the sender wrote is cut here; the sender's own sheets have the whole of it.
LONGEST_QUOTED = 40


class ResponseLine(Struct, frozen=True):
    """A criterion: its number and title, what is asked, its outcome, and what the pilot can show beyond it."""

    id: str
    title: Value
    asked: Value
    outcome: Judged
    shown: Joined


class ResponseItem(Struct, frozen=True):
    matter: Value
    lines: tuple[ResponseLine, ...]


class Response(Document, frozen=True):
    """The form: a row an item, in each cell a line a criterion."""

    heading: Value
    items: tuple[ResponseItem, ...]

    @property
    def table(self) -> Table:
        return table("response", map(_row, self.items))


class ItemProse(Struct, frozen=True):
    """An item: its title, what was found, and the cells of each criterion."""

    title: Value
    wording: Value
    sources: tuple[tuple[str, tuple[Place, ...]], ...]


def _by_item(a: Assessment) -> list[tuple[Item, list[CriterionDocument]]]:
    rows = criteria_document(a).rows
    items = a.rulebook.items[a.profile]
    return [(item, [row for row in rows if row.item == item.number]) for item in items]


def _numbered(item: Item) -> Value:
    return say("{number}. {title}", number=Verbatim(str(item.number)), title=item.title)


def response_document(a: Assessment) -> Response:
    asked = ((item, rows) for item, rows in _by_item(a) if item.number in ITEMS)
    items = tuple(ResponseItem(_numbered(item), tuple(map(_line, rows))) for item, rows in asked)
    return Response(say("Pilot goals and responses (form of Annex 3)"), items)


def _row(item: ResponseItem) -> Row:
    asked, responses = [], []
    for line in item.lines:
        id, response = Verbatim(line.id), Joined((line.outcome, line.shown), "commas")
        asked.append(say("{id} {asked}", id=id, asked=line.asked))
        responses.append(say("{id} {title}: {response}", id=id, title=line.title, response=response))
    cells = {
        "matter": item.matter,
        "asked": Joined(tuple(asked), "lines"),
        "response": Joined(tuple(responses), "lines"),
    }
    return Row(item.lines[0].id if item.lines else "", cells)


def _line(row: CriterionDocument) -> ResponseLine:
    if row.kind is Kind.EVIDENCE:
        return ResponseLine(row.id, row.title, row.title, row.outcome, _claimed(row))
    asked = say("{title} ≥ {threshold}", title=row.title, threshold=row.threshold)
    if row.target is not None:
        asked = say("{asked} ({own})", asked=asked, own=say("own target {target}", target=row.target))
    short = row.when(Case(Outcome.NOT_MET.value, say("{difference} short", difference=row.short)))
    return ResponseLine(row.id, row.title, asked, row.outcome, Joined((row.known_value, short, row.reason), "commas"))


def _claimed(row: CriterionDocument) -> Joined:
    """What the filler and the reviewer say beyond the outcome; nothing where there is no such row."""
    claim, met = row.claim, Case(Outcome.MET.value, EMPTY)
    if claim is None:
        return EMPTY
    parts: list[Value] = []
    if claim.status:
        parts.append(row.when(met, Case(Outcome.NOT_MET.value, EMPTY), otherwise=claim.status))
    if claim.evidence:
        parts.append(Verbatim(in_brief(claim.evidence), Key(row.id, Measure.EVIDENCE)))
    else:
        parts.append(row.when(Case(Outcome.NEEDS_REVIEW.value, say("evidence to be added"))))
    if claim.note:
        parts.append(Verbatim(in_brief(claim.note), Key(row.id, Measure.NOTE)))
    if claim.review:
        parts.append(row.when(met, otherwise=say("review: {review}", review=claim.review)))
    return Joined(tuple(parts), "clauses")


def in_brief(text: str) -> str:
    """Words on one line, without a full stop of their own, cut where they are long."""
    line = " ".join(text.split()).rstrip("。.；;")
    return line if len(line) <= LONGEST_QUOTED else line[: LONGEST_QUOTED - 1] + "…"


def prose_document(a: Assessment, *, official: bool = False) -> tuple[ItemProse, ...]:
    """The items in sentences: how many criteria are met, every figure, then the evidence by outcome.

    An `official` text has no numbers of criteria, and what a share is of what.
    """
    return tuple(_prose(a, item, rows, official=official) for item, rows in _by_item(a))


def _prose(a: Assessment, item: Item, rows: Sequence[CriterionDocument], *, official: bool) -> ItemProse:
    def name(row: CriterionDocument) -> Value:
        return row.title if official else row.name

    def value(row: CriterionDocument) -> Value:
        finding, parts = a.finding(row.id), figures.share_of(a.finding(row.id))
        unsaid = not official or parts is None or finding.value is None
        return row.value if unsaid else say("{value} ({parts})", value=row.value, parts=parts)

    computed = tuple(_figure(row, name(row), value(row)) for row in rows if row.kind is Kind.COMPUTED)
    measured = [say("{sentence}.", sentence=Joined(computed, "clauses"))] if computed else []
    evidence = _evidence([row for row in rows if row.kind is Kind.EVIDENCE], name)
    return ItemProse(
        title=_numbered(item) if item.number and not official else item.title,
        wording=Joined((_counted(rows), *measured, *evidence), "sentences"),
        sources=tuple((row.id, row.sources) for row in rows if row.sources),
    )


def _counted(rows: Sequence[CriterionDocument]) -> Value:
    n, met = len(rows), sum(row.outcome.outcome is Outcome.MET for row in rows)
    if met == n:
        return many("all_met", n)
    if not met:
        return many("none_met", n)
    return many("some_met", n, met=Verbatim(str(met)))


def _figure(row: CriterionDocument, name: Value, value: Value) -> Value:
    """接入企业（E4.1）为169家，目标值200家，还差31家，尚未达标."""
    outcome: Value = row.outcome.within()
    if row.why is not None:
        outcome = say("{outcome} ({reason})", outcome=outcome, reason=row.why)
    slots: dict[str, Value] = {"criterion": name, "threshold": row.threshold, "outcome": outcome}
    if row.ratio is None:
        return say("{criterion}: no figure for the threshold of {threshold}, {outcome}", **slots)
    slots["value"] = value
    if not row.judged:
        return say("{criterion}: {value}, threshold {threshold}, {outcome}", **slots)
    if row.ratio == 1:
        return say("{criterion}: {value}, at the threshold of {threshold}", **slots)
    return say("{criterion}: {value}, threshold {threshold}, {gap}, {outcome}", gap=row.gap, **slots)


Name = Callable[[CriterionDocument], Value]


def _evidence(rows: Sequence[CriterionDocument], name: Name) -> list[Value]:
    """A sentence an outcome, naming its criteria; what is met on the filler's word alone is named apart."""
    met = [row for row in rows if row.outcome.outcome is Outcome.MET]
    own_word = [row for row in met if row.self_assessed]
    claimed: list[Value] = []
    if own_word:
        label = say("{outcome} by self-assessment, not yet reviewed", outcome=own_word[0].outcome)
        claimed = [_named(label, own_word, name)]
    reviewed, rest = (row for row in met if row not in own_word), (row for row in rows if row not in met)
    return [*by_outcome(reviewed, name), *claimed, *by_outcome(rest, name)]


def by_outcome(rows: Iterable[CriterionDocument], name: Name = lambda row: row.name) -> list[Value]:
    found = list(rows)
    alike = [[row for row in found if row.outcome.outcome is outcome] for outcome in figures.ORDER]
    return [_named(chosen[0].outcome, chosen, name) for chosen in alike if chosen]


def _named(label: Value, rows: Sequence[CriterionDocument], name: Name) -> Value:
    return say("{outcome}: {criteria}.", outcome=label, criteria=Joined(tuple(map(name, rows))))
