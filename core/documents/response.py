"""The response table of Annex 3: 响应事项, 响应指标以及指标（目标）值, 响应情况; items 2 to 6 of Annex 2."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.criterion import CriterionDocument, criteria_document
from core.model import Kind, Outcome
from core.model.document import EMPTY, Case, Column, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.judgement import Judgement
from core.model.quantity import Judged, Key, Measure

#: The items of Annex 2 that the form asks for.
ITEMS = range(2, 7)
#: What the sender wrote is cut here; the sender's own sheets have the whole of it.
LONGEST_QUOTED = 40
COLUMNS = (
    Column("matter", say("Response item")),
    Column("asked", say("Indicators and their (target) values")),
    Column("said", say("Response")),
)


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """A criterion: its number and title, what is asked, its outcome, and what the pilot can show beyond it."""

    id: str
    title: Value
    asked: Value
    outcome: Judged
    shown: Joined


@dataclass(frozen=True, slots=True)
class ResponseItem:
    """An item of the form."""

    matter: Value
    lines: tuple[ResponseLine, ...]


@dataclass(frozen=True)
class Response(Document):
    """The form: a row an item, in each cell a line a criterion."""

    heading: Value
    items: tuple[ResponseItem, ...]

    @property
    def table(self) -> Table:
        """The form with its three columns."""
        return Table(COLUMNS, tuple(_row(item) for item in self.items))


def response_document(j: Judgement) -> Response:
    """The response table of a judgement."""
    a, rows = j.assessment, criteria_document(j).rows
    items = tuple(
        ResponseItem(
            say("{number}. {title}", number=Verbatim(str(item.number)), title=item.title),
            tuple(_line(row) for row in rows if row.item == item.number),
        )
        for item in a.rulebook.items[a.profile]
        if item.number in ITEMS
    )
    return Response(say("Pilot goals and responses (form of Annex 3)"), items)


def _row(item: ResponseItem) -> Row:
    asked = [say("{id} {asked}", id=Verbatim(line.id), asked=line.asked) for line in item.lines]
    said = [
        say(
            "{id} {title}: {response}",
            id=Verbatim(line.id),
            title=line.title,
            response=Joined((line.outcome, line.shown), "commas"),
        )
        for line in item.lines
    ]
    cells = {"matter": item.matter, "asked": Joined(tuple(asked), "lines"), "said": Joined(tuple(said), "lines")}
    return Row(item.lines[0].id if item.lines else "", cells)


def _line(row: CriterionDocument) -> ResponseLine:
    asked: Value = row.title
    if row.kind is Kind.COMPUTED:
        asked = say("{title} ≥ {threshold}", title=row.title, threshold=row.threshold)
        if row.target is not None:
            own = say("own target {target}", target=row.target)
            asked = say("{asked} ({own})", asked=asked, own=own)
    return ResponseLine(row.id, row.title, asked, row.outcome, _figure(row) if row.threshold else _evidence(row))


def _figure(row: CriterionDocument) -> Joined:
    """The figure with what it lacks, and why nothing can be said of it."""
    short = row.when(Case(Outcome.NOT_MET.value, say("{difference} short", difference=row.short)))
    return Joined((row.known_value, short, row.reason), "commas")


def _evidence(row: CriterionDocument) -> Joined:
    """What the filler and the reviewer say beyond the outcome; nothing where there is no such row."""
    claim = row.claim
    if claim is None:
        return EMPTY
    done = (Case(Outcome.MET.value, EMPTY), Case(Outcome.NOT_MET.value, EMPTY))
    said: list[Value] = [row.when(*done, otherwise=claim.status)] if claim.status else []
    if claim.evidence:
        said.append(_quoted(claim.evidence, Key(row.id, Measure.EVIDENCE)))
    else:
        said.append(row.when(Case(Outcome.NEEDS_REVIEW.value, say("evidence to be added"))))
    said += [_quoted(claim.note, Key(row.id, Measure.NOTE))] if claim.note else []
    if claim.review:
        review = say("review: {review}", review=claim.review)
        said.append(row.when(Case(Outcome.MET.value, EMPTY), otherwise=review))
    return Joined(tuple(said), "clauses")


def _quoted(text: str, key: Key) -> Verbatim:
    """The sender's words in brief."""
    return Verbatim(in_brief(text), key)


def in_brief(text: str) -> str:
    """Words on one line, without a full stop of their own, cut where they are long."""
    line = " ".join(text.split()).rstrip("。.；;")
    return line if len(line) <= LONGEST_QUOTED else line[: LONGEST_QUOTED - 1] + "…"
