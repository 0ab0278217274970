"""How the notice is read where it leaves something open, what else it could mean, and what that would change."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.criterion import CriterionDocument, ReadingOf, criteria_document
from core.model.document import Column, Document, Row, Table, Value, Verbatim, say, say_count
from core.model.judgement import Judgement

COLUMNS = (
    Column("id", say("No.")),
    Column("title", say("Criterion")),
    Column("quote", say("Requirement (the notice's words)")),
    Column("reading", say("Our reading")),
    Column("outcome", say("Outcome")),
    Column("alternative", say("The other reading")),
    Column("value", say("Value under it")),
    Column("other", say("Outcome under it")),
    Column("depends", say("Does today's verdict depend on it?")),
)


@dataclass(frozen=True)
class Readings(Document):
    """How many outcomes depend on a reading, and all readings: those that matter today first."""

    heading: Value
    note: Value
    rows: tuple[ReadingOf, ...]
    table: Table

    @property
    def deciding(self) -> tuple[ReadingOf, ...]:
        """Those under whose alternative the outcome would be another."""
        return tuple(row for row in self.rows if row.changes)


def readings_document(j: Judgement) -> Readings:
    """The readings of the type's criteria."""
    by_id = criteria_document(j).by_id
    rows = tuple(sorted((each for row in by_id.values() for each in row.readings), key=_last))
    n = len({row.criterion for row in rows if row.changes})
    depends = say_count(
        "Today's verdict depends on a reading for {n} criterion",
        "Today's verdict depends on a reading for {n} criteria",
        n,
    )
    return Readings(
        heading=depends if n else say("Today's verdict depends on no reading that can be computed"),
        note=say(
            "The notice leaves these points open. The readings are ours, not the notice's; each can be contested."
        ),
        rows=rows,
        table=Table(COLUMNS, tuple(_row(by_id[reading.criterion], reading) for reading in rows)),
    )


def _last(reading: ReadingOf) -> int:
    """0 for what today's verdict depends on, 1 for what it could, 2 for what has no other reading."""
    return 0 if reading.changes else 1 if reading.alternative else 2


def _row(criterion: CriterionDocument, reading: ReadingOf) -> Row:
    cells: dict[str, Value] = {
        "id": Verbatim(criterion.id),
        "title": criterion.title,
        "quote": Verbatim(criterion.quote),
        "reading": reading.reading,
        "outcome": criterion.outcome,
        "alternative": reading.alternative,
        "value": reading.value,
        "other": reading.outcome,
        "depends": _depends(reading),
    }
    return Row(criterion.id, cells, rests_on=(criterion.id,) if reading.outcome else ())


def _depends(reading: ReadingOf) -> Value:
    if reading.changes is None:
        return say("Cannot be computed") if reading.alternative else say("No other reading")
    return say("Yes") if reading.changes else say("No")
