"""Which ledgers are tables of a database: where they are, how many rows, when and how long they were read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.documents.texts import PROSE, table
from core.model import Assessment
from core.model.document import Document, Joined, Row, Table, Value, Verbatim, say, say_count


@dataclass(frozen=True)
class Sources(Document):
    """How many there are, what that means for the figures, and a row a ledger."""

    heading: Value
    note: Value
    table: Table


def sources_document(a: Assessment) -> Sources:
    rows = tuple(_rows(a))
    heading = say_count("{n} ledger is read from a table", "{n} ledgers are read from tables", len(rows))
    return Sources(heading, say(PROSE["sources"]), table("sources", rows, say("No ledger is read from a table.")))


def _rows(a: Assessment) -> Iterator[Row]:
    for key, layout in a.submission.layout.sheets.items():
        if source := layout.table:
            criteria = [f.criterion.id for f in a.findings if any(place.sheet == key for place in f.sources)]
            cells: dict[str, Value] = {
                "ledger": a.rulebook.sheets[key].label,
                "source": Verbatim(layout.title),
                "columns": Joined(tuple(map(Verbatim, source.columns.values()))),
                "rows": Decimal(source.rows),
                "read_at": Verbatim(source.read_at.isoformat(" ", "minutes")[:16]),
                "seconds": say("{n} s", n=Decimal(f"{source.seconds:.1f}")),
                "criteria": Joined(tuple(map(Verbatim, criteria))),
            }
            yield Row(key, cells)
