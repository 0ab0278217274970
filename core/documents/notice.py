"""The notice from first to last word with what rests on each clause, and how it is read where it leaves something open."""

from __future__ import annotations

from msgspec import Struct

from core.documents.criterion import CriterionDocument, ReadingOf, criteria_document
from core.documents.texts import PROSE, many, table
from core.model import Assessment, Clause
from core.model.document import Document, Joined, Row, Table, Value, Verbatim, say


class ClauseOf(Struct, frozen=True):
    """A clause, and what is judged by it."""

    clause: Clause
    criteria: tuple[CriterionDocument, ...]


class Section(Struct, frozen=True):
    """A part of the notice; `binds` where it holds for the type judged."""

    part: Clause
    binds: bool
    clauses: tuple[ClauseOf, ...]


class NoticeDocument(Document, frozen=True):
    """The title, where the notice is from, its first words, and its parts."""

    title: Value
    source: Value
    preamble: str
    sections: tuple[Section, ...]


class Readings(Document, frozen=True):
    """How many outcomes depend on a reading, and all readings: those that matter today first."""

    heading: Value
    note: Value
    rows: tuple[ReadingOf, ...]
    table: Table

    @property
    def deciding(self) -> tuple[ReadingOf, ...]:
        return tuple(row for row in self.rows if row.changes)


def notice_document(a: Assessment) -> NoticeDocument:
    rows, text = criteria_document(a).rows, a.rulebook.notice

    def section(part: Clause) -> Section:
        own = (each for each in text.clauses if each.id.rstrip("0123456789").rstrip("、") == part.id)
        clauses = (ClauseOf(each, tuple(row for row in rows if row.clause == each.id)) for each in own)
        return Section(part, any(row.clause.startswith(part.id) for row in rows), tuple(clauses))

    source = Joined((text.number, text.issuer, text.issued), "dots")
    return NoticeDocument(text.title, source, text.heading, tuple(map(section, text.parts)))


def readings_document(a: Assessment) -> Readings:
    by_id = criteria_document(a).by_id
    readings = (each for row in by_id.values() for each in row.readings)
    rows = tuple(sorted(readings, key=lambda each: 0 if each.changes else 1 if each.alternative else 2))
    n = len({row.criterion for row in rows if row.changes})
    heading = many("by_reading", n) if n else say("Today's verdict depends on no reading that can be computed")
    by_row = table("readings", (_row(by_id[reading.criterion], reading) for reading in rows))
    return Readings(heading, say(PROSE["readings"]), rows, by_row)


def _row(criterion: CriterionDocument, reading: ReadingOf) -> Row:
    depends = say("Yes") if reading.changes else say("No")
    unknown = say("Cannot be computed") if reading.alternative else say("No other reading")
    cells: dict[str, Value] = {
        "id": Verbatim(criterion.id),
        "title": criterion.title,
        "quote": Verbatim(criterion.quote),
        "reading": reading.reading,
        "outcome": criterion.outcome,
        "alternative": reading.alternative,
        "value": reading.value,
        "other": reading.outcome,
        "depends": unknown if reading.changes is None else depends,
    }
    return Row(criterion.id, cells, rests_on_figures=reading.outcome is not None)
