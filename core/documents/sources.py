"""Which ledgers are tables of a database: where they are, how many rows, when and how long they were read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from core.documents.rows import counted_in_tables
from core.documents.texts import PROSE, filled, many, table
from core.intake import Connected
from core.model import Assessment, Rulebook
from core.model import Table as ReadTable
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, Verbatim, say


class Sources(Document, frozen=True):
    """How many there are, what that means for the figures, a row a ledger, and what their rows came to."""

    heading: Value
    note: Value
    table: Table
    counted: Table
    counted_note: Value


def sources_document(a: Assessment) -> Sources:
    """The tables of a judgement, and the criteria that rest on each."""
    tables = {key: (each.title, each.table) for key, each in a.submission.layout.sheets.items() if each.table}
    return _document(a.rulebook, tables, a)


def tables_document(rulebook: Rulebook, connected: Mapping[str, Connected]) -> Sources:
    """Tables as they were read, whatever workbook they are for."""
    there = ((key, each.grid, each.table) for key, each in connected.items())
    return _document(rulebook, {key: (grid.name, read) for key, grid, read in there if grid and read}, None)


def _document(rulebook: Rulebook, tables: Mapping[str, tuple[str, ReadTable]], a: Assessment | None) -> Sources:
    rows = tuple(_row(rulebook, key, *each, a) for key, each in tables.items())
    heading = many("ledgers", len(rows))
    made = table("sources", rows, say("No ledger is read from a table."))
    if a is None:
        made = replace(made, columns=tuple(each for each in made.columns if each.key != "criteria"))
    counted = filled(table("counted", counted_in_tables(a) if a and tables else ()))
    return Sources(heading, say(PROSE["sources"]) if a else EMPTY, made, counted, say(PROSE["counted"]))


def _row(rulebook: Rulebook, key: str, title: str, source: ReadTable, a: Assessment | None) -> Row:
    findings = a.findings if a else ()
    criteria = [f.criterion.id for f in findings if any(place.sheet == key for place in f.sources)]
    cells: dict[str, Value] = {
        "ledger": rulebook.sheets[key].label,
        "source": Verbatim(title),
        "columns": Joined(tuple(map(Verbatim, source.columns.values()))),
        "rows": Decimal(source.rows),
        "read_at": Verbatim(source.read_at.isoformat(" ", "minutes")[:16]),
        "seconds": say("{n} s", n=Decimal(f"{source.seconds:.1f}")),
        "criteria": Joined(tuple(map(Verbatim, criteria))),
    }
    return Row(key, cells)
