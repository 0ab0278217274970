"""Groups of a table → the grid that takes a sheet's place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from core.intake import Connected
from core.intake.grid import Cells, Codes, Grid, Raw
from core.model import NAMELESS, Column, Table
from core.sources import groups
from core.sources.cells import FIGURE, raw_of
from core.sources.groups import EXAMPLE, KEY, SUM, WHOLE
from core.sources.names import ROWS, SOMEBODY


def connected(
    title: str,
    columns: Sequence[Column],
    found: groups.Groups,
    facts: Mapping[str, Any],
    heads: Mapping[str, str] = MappingProxyType({}),
) -> Connected:
    """The groups as a grid under a row of headers, in an order of their own; rows that are kept whole stand each for itself."""
    table, whole = found.table, np.array(found.table.column(WHOLE).to_pylist(), dtype=bool)
    counts = table.column(ROWS).to_numpy().astype(np.int64)
    encoded = {column.key: _encoded(column, table.column(KEY + column.key)) for column in columns}
    order = np.lexsort([codes for _, codes in encoded.values()])
    at = np.repeat(order, np.where(whole, counts, 1)[order])
    cells = tuple(
        _cells(heads.get(column.key, column.label.zh), values, codes[at])
        for column, (values, codes) in zip(columns, encoded.values(), strict=True)
    )
    weights, examples = np.where(whole, 1, counts)[at].tolist(), {}
    if EXAMPLE in table.column_names:
        named = table.column(EXAMPLE).to_pylist()
        examples = {row: str(named[group]) for row, group in enumerate(at.tolist(), 2) if named[group]}
    kept = Table(**facts, weights=dict(enumerate(weights, 2)), examples=examples, rows=int(counts.sum()))
    sums = {column.key: dict(_sums(column, table.take(pa.array(at)))) for column in columns if column.key in found.sums}
    return Connected(
        Grid(title, "visible", len(at) + 1, cells, (), frozenset()), kept, (), sums, found.repeated, found.spreads
    )


def _encoded(column: Column, values: pa.ChunkedArray) -> tuple[list[Raw], Codes]:
    """The distinct raw values of a column in their order, whatever that of the engine was, and a code a group."""
    encoded = values.combine_chunks().dictionary_encode()
    raws = [raw_of(column, value) for value in [*encoded.dictionary.to_pylist(), None]]
    ordered = sorted({(type(raw).__name__, raw): raw for raw in raws}.items())
    places = {key: place for place, (key, _) in enumerate(ordered)}
    codes = np.array([places[type(raw).__name__, raw] for raw in raws])
    own = encoded.indices.fill_null(len(raws) - 1).to_numpy(zero_copy_only=False)
    return [raw for _, raw in ordered], codes[own]


def _cells(head: str, values: list[Raw], codes: Codes) -> Cells:
    """The column under its header; plain names, which the groups have lost, are as many different ones."""
    own, more = codes + 1, list[Raw]()
    if SOMEBODY in values:
        somebody = np.flatnonzero(codes == values.index(SOMEBODY))
        own[somebody] = np.arange(len(somebody)) + len(values) + 1
        more = [f"{NAMELESS}{number}" for number in range(len(somebody))]
    return Cells([head, *values, *more], np.concatenate([[0], own]))


def _sums(column: Column, table: pa.Table) -> Iterator[tuple[int, Decimal]]:
    """The sum of each group of plain figures, by row; those kept whole have their own."""
    divided = 100 if column.type == "percent" else 1
    each = (table.column(name).to_pylist() for name in (KEY + column.key, SUM + column.key, WHOLE))
    for row, (stands_for, total, whole) in enumerate(zip(*each, strict=True), 2):
        plain = stands_for is not None and str(stands_for) in (str(FIGURE[column.type]), f"{FIGURE[column.type]}.0")
        if plain and not whole and total is not None:
            yield row, Decimal(total) / divided
