"""The items of the notice in words: the response table of Annex 3 (响应事项, 目标值, 响应情况), and the report's prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from core.documents import figures
from core.documents.criterion import CriterionDocument, criteria_document
from core.documents.texts import many, table
from core.model import Assessment, Item, Kind, Outcome, Place, Text
from core.model.document import EMPTY, Case, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import SHARE, TIMES, Key, Measure

#: The items of Annex 2 that the form asks for.
ITEMS = range(2, 7)
#: What the sender wrote is cut here; the sender's own sheets have the whole of it.
LONGEST_QUOTED = 200


class ResponseLine(Struct, frozen=True):
    """A criterion: its number, and what the pilot can show for it."""

    id: str
    wording: Value


class ResponseItem(Struct, frozen=True):
    matter: Value
    asked: tuple[Value, ...]
    lines: tuple[ResponseLine, ...]


class Response(Document, frozen=True):
    """The form: a row an item, with a line a criterion; our numbers are last, where they can be left out."""

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
    items = []
    for item, rows in _by_item(a):
        if item.number in ITEMS:
            asked = (_asked([*alike]) for _quote, alike in groupby(rows, key=lambda row: row.quote))
            lines = (ResponseLine(row.id, _response(a, row)) for row in rows)
            items.append(ResponseItem(_numbered(item), tuple(asked), tuple(lines)))
    return Response(say("Pilot goals and responses (form of Annex 3)"), tuple(items))


def _row(item: ResponseItem) -> Row:
    cells = {
        "matter": item.matter,
        "asked": Joined(item.asked, "lines"),
        "response": Joined(tuple(line.wording for line in item.lines), "lines"),
        "ids": Joined(tuple(Verbatim(line.id) for line in item.lines), "lines"),
    }
    return Row(item.lines[0].id if item.lines else "", cells)


def _asked(rows: Sequence[CriterionDocument]) -> Value:
    """The notice's words for criteria, in English their titles, with the threshold and what the applicant promised."""
    asked = Text(rows[0].quote, "; ".join(row.title.en for row in rows))
    targets: list[Value] = []
    for row in rows:
        targets += [say("threshold {threshold}", threshold=row.threshold)] if row.threshold else []
        targets += [say("own target {target}", target=row.target)] if row.target else []
    return say("{asked} ({targets})", asked=asked, targets=Joined(tuple(targets), "commas")) if targets else asked


def _response(a: Assessment, row: CriterionDocument) -> Value:
    """截至2026年9月底，接入上下游企业和生态合作企业169家，为目标值（不少于200家）的84.5%，尚差31家."""
    if row.kind is Kind.EVIDENCE:
        return say("{title}: {response}", title=row.title, response=Joined((row.outcome, _claimed(row)), "commas"))
    c = a.finding(row.id).criterion
    is_ratio, threshold = c.unit in (SHARE, TIMES), row.threshold
    least = say("no lower than {threshold}", threshold=threshold)
    least = least if is_ratio else say("at least {threshold}", threshold=threshold)
    slots: dict[str, Value] = {"month": a.as_of, "reported": c.reported or c.title, "value": row.value, "target": least}
    reached = say("{reported}: {value} at the end of {month}, which reaches the target ({target})", **slots)
    short = say(
        "{reported}: {value} at the end of {month}, {attainment} of the target ({target}), {short} short",
        attainment=row.attainment,
        short=row.short,
        **slots,
    )
    unknown = Joined((row.outcome, row.known_value, row.reason), "commas")
    return row.when(
        Case(Outcome.MET.value, reached),
        Case(Outcome.NOT_MET.value, short),
        otherwise=say("{title}: {response}", title=row.title, response=unknown),
    )


def _claimed(row: CriterionDocument) -> Joined:
    """What the filler and the reviewer say beyond the outcome; nothing where there is no such row."""
    claim, met = row.claim, Case(Outcome.MET.value, EMPTY)
    if claim is None:
        return EMPTY
    parts: list[Value] = []
    if claim.status:
        parts.append(row.when(met, Case(Outcome.NOT_MET.value, EMPTY), otherwise=claim.status))
    if claim.evidence:
        parts.append(say("evidence: {text}", text=Verbatim(in_brief(claim.evidence), Key(row.id, Measure.EVIDENCE))))
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
