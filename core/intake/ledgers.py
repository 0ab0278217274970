"""Ledgers and 日活记录 → typed tables, column by column: each distinct value is converted once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from core.intake.alike import spelled_alike
from core.intake.answers import digest_of
from core.intake.columns import ReadColumn
from core.intake.grid import Rows, shown
from core.intake.nothing import is_no_name, no_names
from core.intake.organisations import CODE, NAME, identify
from core.intake.problems import STATES, of_grid, question
from core.intake.rows import Mask
from core.intake.tables import ReadTable
from core.intake.words import WORDS, name
from core.model import NEVER, Ledger, Problem, Profile, State

START, END, DAY = "start", "end", "date"
#: Types of columns that say which kind a record is of.
KINDS = ("choice", "choices", "names")
#: The digits of a decimal128 and of a decimal256.
DIGITS, MOST_DIGITS = 38, 76
#: The ordinal of 1970-01-01.
EPOCH = 719163
NONE: Rows = np.zeros(0, dtype=np.int64)
#: What is asked of odd names.
DITTO, EXAMPLE, BLANK_NAME = ((question(code),) for code in ("ditto_name", "example_name", "blank_name"))
PLACEHOLDER = (question("placeholder", kind="name"),)
#: Texts, one a line, that begin as an example of the template does.
EXAMPLES = re.compile(rf"^(?:{'|'.join(map(re.escape, WORDS.examples))}).*", re.MULTILINE)


def read_ledger(table: ReadTable, profile: Profile | None) -> tuple[Ledger, list[Problem]]:
    """A ledger as its frame, with cross-checks of its own rows."""
    days = table.sheet.role == "days"
    table, problems = spelled_alike(table, profile)
    problems += _blank_cells(table, profile) if profile is not None else []
    table, found = (table, []) if days else _odd_names(table)
    problems += found
    problems += _ends_before_starts(table)
    arrays = _arrays(table)
    names = _numbered(arrays, NAME)
    if days:
        dates = _ordinals(table.columns[DAY], table.rows, lambda month: 0) if DAY in table.columns else NONE
        repeats, found = _repeats(table, DAY, dates, dates > 0, "day_twice")
    elif CODE in {column.key for column in table.sheet.columns}:
        numbers, alone, found = identify(table, _numbered(arrays, CODE), names)
        problems += found
        repeats, found = _repeats(table, NAME, names, alone & (names > 0), "equal_names")
        if len(repeats) and table.grid.corrections.once:
            beyond = int(numbers.max(initial=0)) + 1
            numbers = np.where(alone & (names > 0), beyond + names, numbers)
        arrays["organisation"] = _whole(numbers)
    else:
        repeats, found = _repeats(table, NAME, names, names > 0, "equal_names")
    problems += found
    if len(repeats) and table.grid.corrections.once and "organisation" not in arrays:
        table = replace(table, rows=np.delete(table.rows, repeats))
        arrays = _arrays(table)
    if days and DAY in table.columns:
        days_of = [value[1] - EPOCH if value and value[1] is not None else None for value in table.columns[DAY].values]
        arrays["day"] = _taken(pa.array(days_of, type=pa.int32()).cast(pa.date32()), table.columns[DAY], table.rows)
    return _ledger(table, arrays), problems


def _arrays(table: ReadTable) -> dict[str, pa.Array]:
    columns = {key: _array(column, table.rows) for key, column in table.columns.items()}
    return {"row": _whole(table.rows + 1), **columns}


def _ledger(table: ReadTable, arrays: Mapping[str, pa.Array]) -> Ledger:
    rows, columns = table.rows, table.columns.items()
    unreadable = {}
    for key, column in columns:
        lost, cells = rows[column.have(State.UNREADABLE, rows)], column.cells
        codes = cells.codes[lost].tolist()
        held = {code: shown(cells.values[code]) for code in set(codes)}
        unreadable[key] = {row + 1: held[code] for row, code in zip(lost.tolist(), codes, strict=True)}
    return Ledger(
        key=table.sheet.key,
        frame=pa.table(dict(arrays)),
        columns=MappingProxyType(table.indices),
        filled=MappingProxyType({key: int(column.filled(rows).sum()) for key, column in columns}),
        unreadable=MappingProxyType(unreadable),
        first_row=int(rows[0]) + 1 if len(rows) else table.header_row + 2,
        last_row=int(rows[-1]) + 1 if len(rows) else table.header_row + 2,
    )


def _numbered(arrays: Mapping[str, pa.Array], key: str) -> Rows:
    """A number a row for what a text column says, from 1; 0 where it says nothing or is not there."""
    if key not in arrays:
        return np.zeros(len(arrays["row"]), dtype=np.int64)
    encoded = arrays[key].dictionary_encode()
    lengths = pc.binary_length(encoded.dictionary).to_numpy(zero_copy_only=False)
    numbers = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(np.append(lengths > 0, False)[numbers], numbers + 1, 0)


# --- columns --------------------------------------------------------------------------------


def _array(column: ReadColumn, rows: Rows) -> pa.Array:
    """The column's values in `rows`, typed as `model.Ledger` documents them."""
    kind, values = column.column.type, column.values
    blank = column.state == STATES[State.BLANK]
    if kind in ("count", "number", "percent"):
        distinct = decimals(values, len(rows))
    elif kind == "flag":
        distinct = pa.array(_or(values, blank, False), type=pa.bool_())
    elif kind in ("date", "month"):
        months = [value[0] if isinstance(value, tuple) else value for value in values]
        indices = [None if month is None else month.index for month in months]
        nothing = NEVER if column.column.open_ended else None
        distinct = pa.array(_or(indices, blank, nothing), type=pa.int32())
    else:
        if kind == "text" and not column.doubts and column.cells.kinds == {str}:
            values = column.cells.names
        elif kind == "text":
            values = [None if value is None else name(value) for value in values]
        distinct = pa.array(_or(values, blank, ""), type=pa.string())
    return _taken(distinct, column, rows)


def _whole(numbers: Rows) -> pa.Array:
    """Whole numbers as Arrow's; pa.array would ask numpy.ma whether some are masked, and import it for that."""
    return pa.Array.from_buffers(
        pa.int64(), len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers, np.int64))]
    )


def _taken(distinct: pa.Array, column: ReadColumn, rows: Rows) -> pa.Array:
    return distinct.take(_whole(column.cells.codes[rows]))


def _or(values: Sequence[Any], blank: Mask, nothing: Any) -> Sequence[Any]:
    """The values, with `nothing` where a cell is blank."""
    places = np.flatnonzero(blank).tolist()
    if not places:
        return values
    filled = list(values)
    for place in places:
        filled[place] = nothing
    return filled


def decimals(values: Sequence[Decimal | None], rows: int) -> pa.Array:
    """The values in a type that has room for their sum over so many rows: one without it would wrap round."""
    filled = [value for value in values if value is not None]
    scale = max((0, *{-int(value.as_tuple()[2]) for value in filled}))
    whole = max(max(filled, default=Decimal(0)).adjusted() + 1, 0)
    if scale + whole + len(str(rows)) <= DIGITS:
        return pa.array(values, type=pa.decimal128(DIGITS, scale))
    return pa.array(values, type=pa.decimal256(MOST_DIGITS, scale))


# --- questions about blanks and names -------------------------------------------------------


def _blank_cells(table: ReadTable, profile: Profile) -> list[Problem]:
    """Blanks without which a row may count for less: in columns of kinds, in the days of 日活记录 with a figure.

    Columns that are blank throughout are left alone: a ledger without them is no source.
    """
    needed = [column.key for column in table.sheet.for_profile(profile) if not column.optional]
    columns = {key: table.columns[key] for key in needed if key in table.columns}
    types: tuple[str, ...] = KINDS
    rows, problems = table.rows, []
    if table.sheet.role == "days":
        types = tuple({column.column.type for column in columns.values()})
        figures = [column.filled(rows) for column in columns.values() if column.column.type == "number"]
        rows = rows[np.any(figures, axis=0)] if figures else rows
    for key, column in columns.items():
        if column.column.type not in types:
            continue
        below = {
            r
            for top, left, end, right in table.grid.merged
            if left <= column.index <= right
            for r in range(top + 1, end + 1)
        }
        at = rows[~column.filled(rows) & ~np.isin(rows, list(below))]  # of merged cells the merge is asked about
        for flag in (table.columns[key] for key in column.column.beside if key in table.columns):
            at = at[np.array([value is True for value in flag.values])[flag.cells.codes[at]]]
        blanks = np.flatnonzero(column.state == STATES[State.BLANK]).tolist()
        said = {code for code in blanks if shown(column.cells.values[code])}
        asked = blanks if column.filled(rows).any() else said
        doubts = {code: (question("placeholder" if code in said else "blank_cell"),) for code in asked}
        problems += table.asked(key, doubts, at)
    return problems


def _odd_names(table: ReadTable) -> tuple[ReadTable, list[Problem]]:
    """The table without names that are none, and what is asked of them and of names left over from an example."""
    column = table.columns.get(NAME)
    if column is None or not column.filled(table.rows).any():
        return table, []
    doubts, none, words = {}, [], column.cells.words
    idle, examples = no_names(column.cells.lines), {*EXAMPLES.findall(column.cells.lines)}
    odd = {"", *idle, *examples, *WORDS.dittos}
    blank = column.state == STATES[State.BLANK]
    blank[[code for code, text in enumerate(words) if text in odd]] = True
    for code in np.flatnonzero(blank).tolist():
        text = words[code]
        if code in column.doubts:
            continue
        if text in WORDS.dittos:
            none.append(code)
            doubts[code] = DITTO
        elif text in examples:
            doubts[code] = EXAMPLE
        elif text in idle or (not text and (said := shown(column.cells.values[code])) and is_no_name(said)):
            none.append(code)
            doubts[code] = PLACEHOLDER
        elif column.state[code] == STATES[State.BLANK]:
            doubts[code] = BLANK_NAME
    problems = table.asked(NAME, doubts)
    if none:
        state, values = column.state.copy(), list(column.values)
        state[none] = STATES[State.BLANK]
        for code in none:
            values[code] = None
        table = replace(table, columns={**table.columns, NAME: replace(column, state=state, values=values)})
    return table, problems


# --- cross-checks of rows -------------------------------------------------------------------


def _ordinals(column: ReadColumn, rows: Rows, default: Callable[[Any], int]) -> Rows:
    """Days as ordinals; 0 where unknown, `default` of the month where a cell names no day."""
    distinct = [
        0 if value is None else (value[1] if value[1] is not None else default(value[0])) for value in column.values
    ]
    return np.array(distinct, dtype=np.int64)[column.cells.codes[rows]]


def _ends_before_starts(table: ReadTable) -> list[Problem]:
    """Records that end before they begin: read as they stand (never live), and asked about."""
    if START not in table.columns or END not in table.columns:
        return []
    starts = _ordinals(table.columns[START], table.rows, lambda month: month.last_day.replace(day=1).toordinal())
    end = table.columns[END]
    ends = _ordinals(end, table.rows, lambda month: month.last_day.toordinal())
    wrong = table.rows[(starts > 0) & (ends > 0) & (ends < starts)]
    return table.asked(END, dict.fromkeys(end.cells.codes[wrong].tolist(), (question("end_before_start"),)), wrong)


def _repeats(table: ReadTable, key: str, numbers: Rows, apply: Mask, code: str) -> tuple[Rows, list[Problem]]:
    """The records whose number is that of an earlier one, by their own number.

    One question a sheet: the first repeated pair, and how many rows repeat.
    """
    column = table.columns.get(key)
    at = np.flatnonzero(apply)
    _, first, inverse = np.unique(numbers[at], return_index=True, return_inverse=True)
    repeated = at[np.flatnonzero(first[inverse] != np.arange(len(at)))]
    if column is None or not len(repeated):
        return NONE, []
    original = at[first[inverse[np.searchsorted(at, repeated[0])]]]
    problem = of_grid(
        code,
        table.grid,
        int(table.rows[repeated[0]]),
        column.index,
        column=column.column.label,
        first=table.grid.place(int(table.rows[original]), column.index),
        count=len(repeated),
        content=digest_of(column.cells, column.cells.codes[table.rows[repeated]]),
    )
    return repeated, [problem]
