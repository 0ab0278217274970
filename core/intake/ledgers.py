"""Ledgers and 日活记录 → typed tables, column by column: each distinct value is converted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.intake.cells import question
from core.intake.choices import NO_CHOICES, Choices, digest_of
from core.intake.columns import STATES, Mask, ReadColumn
from core.intake.grid import Rows, shown
from core.intake.organisations import Identity, identify
from core.intake.problems import of_column, of_sheet
from core.intake.tables import ReadTable
from core.intake.words import name
from core.model import NEVER, Effect, Ledger, Problem, State

START, END, DAY = "start", "end", "date"
NAME, CODE = "name", "credit_code"
#: The digits of a decimal128 and of a decimal256.
DIGITS, MOST_DIGITS = 38, 76


def read_ledger(table: ReadTable, choices: Choices = NO_CHOICES) -> tuple[Ledger, list[Problem]]:
    """A ledger as its frame, with cross-checks of its own rows."""
    arrays = _arrays(table)
    problems = _ends_before_starts(table)
    repeats = NO_REPEATS
    if table.sheet.role == "days":
        if DAY in table.columns:
            repeats = _days_twice(table)
    elif CODE in {column.key for column in table.sheet.columns}:
        identity, found = identify(table, numbered(arrays, CODE), numbered(arrays, NAME))
        problems += found
        names = numbered(arrays, NAME)
        repeats = _equal_names(table, names, identity.alone)
        one = _counts_once(repeats, choices)
        arrays["organisation"] = pa.array(_joined(identity, names) if one else identity.numbers)
    else:
        repeats = _equal_names(table, numbered(arrays, NAME), np.ones(len(table.rows), dtype=bool))
    problems += repeats.problems
    if _counts_once(repeats, choices) and "organisation" not in arrays:
        table = replace(table, rows=np.delete(table.rows, repeats.rows))
        arrays = _arrays(table)
    if DAY in table.columns and table.sheet.role == "days":
        arrays["day"] = _days(table.columns[DAY], table.rows)
    return _ledger(table, arrays), problems


def _arrays(table: ReadTable) -> dict[str, pa.Array]:
    """The columns of the frame, with the rows of the workbook."""
    columns = {key: _array(column, table.rows) for key, column in table.columns.items()}
    return {"row": pa.array(table.rows + 1, type=pa.int64()), **columns}


def _ledger(table: ReadTable, arrays: Mapping[str, pa.Array]) -> Ledger:
    rows = table.rows
    span = (int(rows[0]) + 1, int(rows[-1]) + 1) if len(rows) else (table.header_row + 2, table.header_row + 2)
    return Ledger(
        key=table.sheet.key,
        frame=pa.table(dict(arrays)),
        columns=MappingProxyType(table.indices),
        filled=MappingProxyType(
            {key: len(rows) - int(column.have(State.BLANK, rows).sum()) for key, column in table.columns.items()}
        ),
        unreadable=MappingProxyType(
            {
                key: frozenset((rows[column.have(State.UNREADABLE, rows)] + 1).tolist())
                for key, column in table.columns.items()
            }
        ),
        first_row=span[0],
        last_row=span[1],
    )


def _joined(identity: Identity, names: Rows) -> Rows:
    """The organisations where rows without a code that bear one name are one."""
    beyond = int(identity.numbers.max(initial=0)) + 1
    return np.where(identity.alone & (names > 0), beyond + names, identity.numbers)


def numbered(arrays: Mapping[str, pa.Array], key: str) -> Rows:
    """A number a row for what a text column says, from 1; 0 where it says nothing or is not there."""
    if key not in arrays:
        return np.zeros(len(arrays["row"]), dtype=np.int64)
    encoded = arrays[key].dictionary_encode()
    lengths = pc.binary_length(encoded.dictionary).to_numpy(zero_copy_only=False)
    says = np.append(lengths > 0, False)
    numbers = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(says[numbers], numbers + 1, 0)


# --- columns --------------------------------------------------------------------------------


def _array(column: ReadColumn, rows: Rows) -> pa.Array:
    """The column's values in `rows`, typed as `model.Ledger` documents them."""
    kind, values = column.column.type, column.values
    blank = column.state == STATES[State.BLANK]
    if kind in ("count", "number", "percent"):
        distinct = _decimals(values, len(rows))
    elif kind == "flag":
        distinct = pa.array(_or(values, blank, False), type=pa.bool_())
    elif kind in ("date", "month"):
        months = [None if value is None else _month_index(value) for value in values]
        nothing = NEVER if column.column.open_ended else None
        distinct = pa.array(_or(months, blank, nothing), type=pa.int32())
    elif kind == "text" and not column.doubts and column.cells.kinds == {str}:
        distinct = pa.array(_or(column.cells.names, blank, ""), type=pa.string())
    elif kind == "text":
        names = [None if value is None else name(value) for value in values]
        distinct = pa.array(_or(names, blank, ""), type=pa.string())
    else:
        distinct = pa.array(_or(values, blank, ""), type=pa.string())
    return distinct.take(pa.array(column.cells.codes[rows].astype(np.int64)))


def _or(values: Sequence[Any], blank: Mask, nothing: Any) -> Sequence[Any]:
    """The values, with `nothing` where a cell is blank."""
    places = np.flatnonzero(blank).tolist()
    if not places:
        return values
    filled = list(values)
    for place in places:
        filled[place] = nothing
    return filled


def _month_index(value: Any) -> int:
    return int((value[0] if isinstance(value, tuple) else value).index)


def _decimals(values: Sequence[Decimal | None], rows: int) -> pa.Array:
    """The values in a type that has room for their sum over so many rows: one without it would wrap round."""
    filled = [value for value in values if value is not None]
    scale = max((0, *{-int(value.as_tuple()[2]) for value in filled}))
    whole = max(max(filled, default=Decimal(0)).adjusted() + 1, 0)
    if scale + whole + len(str(rows)) <= DIGITS:
        return pa.array(values, type=pa.decimal128(DIGITS, scale))
    return pa.array(values, type=pa.decimal256(MOST_DIGITS, scale))


def _days(column: ReadColumn, rows: Rows) -> pa.Array:
    """The days as date32; null where a cell names no day."""
    epoch = 719163  # ordinal of 1970-01-01
    days = [value[1] - epoch if value and value[1] is not None else None for value in column.values]
    distinct = pa.array(days, type=pa.int32()).cast(pa.date32())
    return distinct.take(pa.array(column.cells.codes[rows].astype(np.int64)))


# --- cross-checks ---------------------------------------------------------------------------


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
    asked = dict.fromkeys(end.cells.codes[wrong].tolist(), (question("end_before_start"),))
    return of_column(table.grid, end.index, end.column, asked, wrong)


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was found to repeat, and which records (by their number) are repeats of an earlier one."""

    problems: tuple[Problem, ...]
    rows: Rows


NO_REPEATS = Repeats((), np.zeros(0, dtype=np.int64))


def _counts_once(repeats: Repeats, choices: Choices) -> bool:
    """Whether the sender says that repeats count once."""
    return any(choices.of(problem.code, problem.place) is Effect.ONCE for problem in repeats.problems)


def _days_twice(table: ReadTable) -> Repeats:
    """A day in two rows of 日活记录: both count, and it is asked about."""
    column = table.columns[DAY]
    days = _ordinals(column, table.rows, lambda month: 0)
    return _repeats(table, column, days, days > 0, "day_twice")


def _equal_names(table: ReadTable, names: Rows, apply: Mask) -> Repeats:
    """Rows of equal name: each counts; organisations only where nothing tells them to be one."""
    column = table.columns.get(NAME)
    return NO_REPEATS if column is None else _repeats(table, column, names, apply & (names > 0), "equal_names")


def _repeats(table: ReadTable, column: ReadColumn, numbers: Rows, apply: Mask, code: str) -> Repeats:
    """One question a sheet where equal numbers repeat: the first repeated pair, and how many rows repeat."""
    at = np.flatnonzero(apply)
    _, first, inverse = np.unique(numbers[at], return_index=True, return_inverse=True)
    repeated = at[np.flatnonzero(first[inverse] != np.arange(len(at)))]
    if not len(repeated):
        return NO_REPEATS
    again = repeated[0]
    original = at[first[inverse[np.searchsorted(at, again)]]]
    row = int(table.rows[again])
    problem = of_sheet(
        code,
        table.grid.place(row, column.index),
        found=shown(table.grid.at(row, column.index)),
        column=column.column.label,
        first=table.grid.place(int(table.rows[original]), column.index),
        count=len(repeated),
        content=digest_of(column.cells, column.cells.codes[table.rows[repeated]]),
    )
    return Repeats((problem,), repeated)
