"""A ledger's table → one grouped query in its engine: plain rows become groups, odd cells cross as what they hold.

Of plain rows a formula needs neither names nor days (`cells`); whatever is odd stays as it is, for the sheet's own reader.
Organisations that share a code or nearly a name with another row stay whole: who they are is decided there too (`names`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from core.intake import Connected
from core.intake.grid import Cells, Codes, Grid, Raw
from core.intake.organisations import CODE, NAME
from core.model import NAMELESS, Column, Rulebook, Sheet, Spread, Table
from core.model.formulas import END, IDENTITY, AnyOf, AtLeast, Flag
from core.rulebook import load, shipped
from core.sources.cells import FIGURE, NO_NUMBERS, NUMBERS, PARTS, Kinds, is_doubted, raw_of, with_columns
from core.sources.engines import Engine, Limits, SourceFailed
from core.sources.names import ROWS, SOMEBODY, STEM, is_odd, plain_code, repeated, shared, stem, with_identity

#: Columns of the answer beside the ledger's own: one name of a group, the sum of a column, whether its rows are whole.
EXAMPLE, SUM, WHOLE, KEY = "_example", "_sum_", "_whole", "_key_"


class Groups(Struct, frozen=True):
    """What came of a table: its groups, the columns that they sum, how many rows repeat the name of another, and the types of
    columns that could not be used, and the single figures of columns that are summed.
    """

    table: pa.Table
    sums: tuple[str, ...]
    repeated: int | None = None
    unusable: Mapping[str, str] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)


class Wanted(Struct, frozen=True):
    """What the formulas of notices ask of a ledger: columns that are summed, and the numbers that others must reach."""

    sums: frozenset[str]
    thresholds: Mapping[str, tuple[int, ...]]
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, sheet: Sheet, notices: Sequence[Rulebook]) -> Wanted:
        """Of these, and of those that are shipped: the table is judged by any of them without being read again."""
        every = (*notices, *map(load, shipped()))
        own = [each for notice in every for criteria in notice.criteria.values() for each in criteria]
        counts = [count for each in own for count in each.computation.counts if count.sheet == sheet.key]
        flags = [flag for count in counts for flag in _each(count.flags)]
        numbers: dict[str, set[int]] = {}
        for flag in flags:
            if isinstance(flag, AtLeast):
                numbers.setdefault(flag.column, set()).add(flag.number)
        for part, of in PARTS.items():  # on one scale, so that they compare as the figures do
            numbers[part] = numbers[of] = numbers.get(part, set()) | numbers.get(of, set())
        sums = {count.column for count in counts if count.column and count.counted in ("sum", "sum_once")}
        read = {key for count in counts for key in count.reads} | {*IDENTITY, END}
        columns = tuple(column for column in sheet.columns if not column.optional or column.key in read)
        return cls(frozenset(sums), {key: tuple(sorted(own)) for key, own in numbers.items()}, columns)


def _each(flags: Sequence[Flag]) -> list[Any]:
    return [one for flag in flags for one in (_each(flag.flags) if isinstance(flag, AnyOf) else [flag])]


def grouped(
    engine: Engine, frame: nw.LazyFrame[Any], sheet: Sheet, wanted: Wanted, rulebook: Rulebook, limits: Limits
) -> Groups:
    """The groups of a ledger whose columns the frame has under the keys of the sheet's."""
    kinds, cells = Kinds.of(frame)
    frame = kinds.filled(cells)
    identified, whole = CODE in {column.key for column in sheet.columns}, nw.lit(value=False)
    if identified:
        frame = with_identity(engine, frame, kinds.by_key)
    named = NAME in kinds.by_key and (identified or kinds.by_key[NAME] == nw.String)
    if identified:
        frame = with_columns(frame, {STEM: stem(nw.col(NAME), rulebook)} if named else {})
        whole = shared(engine, frame, rulebook, limits.values)
    by_key = {column.key: column for column in sheet.columns}
    keys: dict[str, nw.Expr] = {}
    sums: dict[str, nw.Expr] = {}
    for column in wanted.columns:
        key = column.key
        if key not in kinds.by_key:
            continue
        if key in wanted.sums:
            keys[KEY + key], sums[SUM + key] = kinds.summed(column, nw.col(WHOLE))
        elif key == NAME and named:
            apart = nw.col(WHOLE) if identified else is_odd(engine)
            plain = ~nw.col(NAME).is_null() & ~apart
            keys[KEY + key] = nw.when(plain).then(nw.lit(SOMEBODY)).otherwise(nw.col(NAME))
        elif key == CODE:
            keys[KEY + key] = nw.when(~plain_code() | nw.col(WHOLE)).then(nw.col(CODE))
        elif column.type == "date":
            keys[KEY + key] = kinds.day(key)
        else:
            number = column.type in NUMBERS
            keys[KEY + key] = kinds.threshold(column, wanted.thresholds.get(key, ()), by_key) if number else nw.col(key)
    lazy = frame.with_columns(**{WHOLE: whole}).with_columns(**keys, **sums)
    each = [nw.len().alias(ROWS), *(nw.col(key).sum() for key in sums)]
    found = engine.fetch(lazy.group_by(WHOLE, *keys).agg(*each), limits.groups)
    doubted = _doubted(found, wanted.columns) if named else {}
    if doubted:
        theirs = lazy.filter(reduce(or_, (nw.col(key).is_in(values) for key, values in doubted.items())))
        theirs = theirs.group_by(WHOLE, *keys).agg(*each, nw.col(NAME).min().alias(EXAMPLE))
        others = reduce(
            pc.or_, (pc.is_in(found.column(k), pa.array(v, found.column(k).type)) for k, v in doubted.items())
        )
        found = pa.concat_tables(
            [found.filter(pc.invert(others)), engine.fetch(theirs, limits.groups)], promote_options="permissive"
        )
    rows_again = None
    if named and not identified:
        each_name = found.select([KEY + NAME, ROWS]).group_by(KEY + NAME).aggregate([(ROWS, "sum")])
        rows_of = dict(zip(*(column.to_pylist() for column in each_name.columns), strict=True))
        if len(rows_of) > limits.values:
            raise SourceFailed("too_many", most=limits.values)
        rows_again = repeated(engine, cells, {text: rows for text, rows in rows_of.items() if text is not None})
    summed = tuple(key.removeprefix(SUM) for key in sums)
    single = [column for column in wanted.columns if column.key in summed and not identified]
    spreads = {
        column.key: kinds.spread(engine, cells, column)
        for column in single
        if kinds.by_key[column.key] not in NO_NUMBERS
    }
    return Groups(found, summed, rows_again, kinds.unusable, spreads)


def _doubted(found: pa.Table, columns: Sequence[Column]) -> dict[str, list[Any]]:
    """By key the cells of which the sheet's reader has something to say, but blanks."""
    doubted = {}
    for column in columns:
        key = KEY + column.key
        if key in found.column_names and column.key != NAME:
            values = [value for value in pc.unique(found.column(key)).to_pylist() if value is not None]
            if own := [value for value in values if is_doubted(column, value)]:
                doubted[key] = own
    return doubted


def every(engine: Engine, frame: nw.LazyFrame[Any], limits: Limits) -> Groups:
    """The rows of a table that has few, such as one a day, each as often as it is there."""
    kinds, frame = Kinds.of(frame)
    frame = kinds.filled(frame)
    keys = {KEY + key: nw.col(key) for key in kinds.by_key}
    lazy = frame.with_columns(**keys, **{WHOLE: nw.lit(value=True)})
    found = engine.fetch(lazy.group_by(*keys, WHOLE).agg(nw.len().alias(ROWS)), limits.values)
    return Groups(found, (), unusable=kinds.unusable)


# --- groups → the grid that takes a sheet's place -------------------------------------------------


def connected(
    title: str,
    columns: Sequence[Column],
    found: Groups,
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
