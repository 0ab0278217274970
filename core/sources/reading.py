"""Sources → tables that take the place of sheets: a query or a few each, one sentence for what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from core.intake import Connected
from core.intake.grid import Cells, Grid, Raw
from core.intake.ledger_csv import is_number
from core.model import Column, Place, Problem, Rulebook, Table
from core.model.formulas import DAILY
from core.sources import groups
from core.sources.config import EVENTS, REGISTRATIONS, Connection, Source, matching
from core.sources.engines import Engine, Limits, SourceFailed
from core.sources.groups import EXAMPLE, FIGURE, KEY, NUMBERS, ROWS, SOMEBODY, SUM, WHOLE

Clock = Callable[[], datetime]


def connect(
    sources: Sequence[Source], rulebook: Rulebook, clock: Clock, limits: Limits | None = None
) -> dict[str, Connected]:
    """Every source read, by the key of its ledger; one that cannot be read is a problem and no rows."""
    found: dict[str, Connected] = {}
    bounds = limits or Limits()
    by_connection = sorted(sources, key=lambda source: source.connection.key)
    for connection, own in groupby(by_connection, key=lambda source: source.connection):
        found |= _of_connection(connection, list(own), rulebook, clock, bounds)
    return found


def _of_connection(
    connection: Connection, sources: Sequence[Source], rulebook: Rulebook, clock: Clock, limits: Limits
) -> dict[str, Connected]:
    try:
        engine = _opened(connection)
    except SourceFailed as error:
        return {_sheet_of(each): _failed(each, error) for each in sources}
    found = {}
    try:
        for source in sources:
            try:
                found[source.key] = _ledger(engine, source, rulebook, clock, limits)
            except SourceFailed as error:
                found[source.key] = _failed(source, error)
    finally:
        engine.close()
    return found


def _opened(connection: Connection) -> Engine:
    """The engine that an address names; each is imported when it is used."""
    if connection.scheme == "postgresql":
        from core.sources.postgres import Postgres

        return Postgres(connection)
    from core.sources.duck import Duck

    return Duck(connection)


def _sheet_of(source: Source) -> str:
    return DAILY if source.key in (EVENTS, REGISTRATIONS) else source.key


def _failed(source: Source, error: SourceFailed) -> Connected:
    details = {"kind": error.kind, "connection": source.connection.key, "source": source.title, **error.details}
    problem = Problem("source_failed", Place(source.title, ours=False), details=details)
    return Connected(None, problems=(problem,))


def columns_of(engine: Engine, source: Source, rulebook: Rulebook) -> dict[str, str]:
    """Key → name of the table's columns that a source has: those that its file names, then those of equal names."""
    there = engine.columns(source)
    for key, name in source.columns.items():
        if name not in there:
            raise SourceFailed("no_column", name=name, columns=there[:20], key=key)
    equal = {key: name for name, key in matching(source.key, there, rulebook).items()}
    return {**equal, **source.columns}


def _ledger(engine: Engine, source: Source, rulebook: Rulebook, clock: Clock, limits: Limits) -> Connected:
    sheet, begun = rulebook.sheets[source.key], clock()
    named = columns_of(engine, source, rulebook)
    columns = [column for column in groups.Wanted.of(sheet, rulebook).columns if column.key in named]
    if not columns:
        raise SourceFailed("no_columns", columns=engine.columns(source)[:20])
    frame = engine.table(source, tuple(named[column.key] for column in columns))
    frame = frame.select(**{column.key: nw.col(named[column.key]) for column in columns})
    days = sheet.role == "days"
    found = groups.every(engine, frame, limits) if days else groups.grouped(engine, frame, sheet, rulebook, limits)
    facts = {"columns": {column.key: named[column.key] for column in columns}, "read_at": begun}
    return _connected(source.title, columns, found, {**facts, "seconds": (clock() - begun).total_seconds()})


def _connected(title: str, columns: Sequence[Column], found: groups.Groups, facts: Mapping[str, Any]) -> Connected:
    """The groups as a grid under a row of headers; rows that are kept whole stand as often as they are."""
    table = found.table.sort_by([(name, "ascending") for name in found.table.column_names if name != EXAMPLE])
    counts = table.column(ROWS).to_numpy().astype(np.int64)
    whole = np.array(table.column(WHOLE).to_pylist(), dtype=bool)
    at = np.repeat(np.arange(len(counts)), np.where(whole, counts, 1))
    table, weights = table.take(pa.array(at)), np.where(whole[at], 1, counts[at])
    cells = tuple(_cells(column, table.column(KEY + column.key)) for column in columns)
    grid = Grid(title, "visible", len(at) + 1, cells, (), frozenset())
    examples = table.column(EXAMPLE).to_pylist() if EXAMPLE in table.column_names else [None] * len(at)
    kept = Table(
        **facts,
        weights=MappingProxyType(dict(enumerate(weights.tolist(), 2))),
        examples=MappingProxyType({row: str(each) for row, each in enumerate(examples, 2) if each}),
        rows=int(counts.sum()),
    )
    sums = {key: dict(_sums(column, table)) for column in columns for key in [column.key] if key in found.sums}
    return Connected(grid, kept, (), sums, found.repeated)


def _cells(column: Column, values: pa.ChunkedArray) -> Cells:
    """A column of the groups as the reader of sheets has one: distinct raw values, and a code a row."""
    encoded = values.combine_chunks().dictionary_encode()
    found: dict[tuple[type, Raw], int] = {(str, column.label.zh): 0}
    codes = []
    for value in [*encoded.dictionary.to_pylist(), None]:
        raw = raw_of(column, value)
        codes.append(found.setdefault((type(raw), raw), len(found)))
    own = np.array(codes)[encoded.indices.fill_null(len(codes) - 1).to_numpy(zero_copy_only=False)]
    if SOMEBODY in encoded.dictionary.to_pylist():
        somebody = np.flatnonzero(own == found[str, SOMEBODY])
        names: dict[tuple[type, Raw], int] = {
            (str, f"qz{number}"): len(found) + number for number in range(len(somebody))
        }
        own[somebody] = list(names.values())
        found |= names
    return Cells([raw for _, raw in found], np.concatenate([[0], own]))


def raw_of(column: Column, value: Any) -> Raw:
    """A value of a table as the cell of a sheet would hold it.

    A text that is a number as a program writes one is a number: a column of text has no other way to hold it.
    """
    match value:
        case None:
            return ""
        case bool():
            return value
        case int() | float() | Decimal():
            return str(value) if column.type == "text" and value == int(value) else float(value)
    return float(value) if column.type in NUMBERS and is_number(value) else str(value)


def _sums(column: Column, table: pa.Table) -> Iterator[tuple[int, Decimal]]:
    """The sum of each group of plain figures, by row; those kept whole have their own."""
    divided = 100 if column.type == "percent" else 1
    each = (table.column(name).to_pylist() for name in (KEY + column.key, SUM + column.key, WHOLE))
    for row, (stands_for, total, whole) in enumerate(zip(*each, strict=True), 2):
        plain = stands_for is not None and str(stands_for) in (str(FIGURE[column.type]), f"{FIGURE[column.type]}.0")
        if plain and not whole and total is not None:
            yield row, Decimal(total) / divided
