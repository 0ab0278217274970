"""A column as read → the same with the cells that the sender has spoken of, read as the sender says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.intake.cells import Cell, joined, parser, several
from core.intake.columns import ORDER, STATES, ReadColumn
from core.intake.grid import Cells, Grid, Raw, decimal
from core.intake.measures import Measure
from core.intake.offers import AS_MONTH, DAY, EACH, IN_ORDER, NOT_USED, OCTOBER, OTHER, SEVERAL
from core.intake.pointed import months_in
from core.intake.told import Told, box
from core.intake.words import name
from core.model import Column, Month, State

HUNDRED = Decimal(100)
EPOCH = date(1899, 12, 30).toordinal()


def spread(grid: Grid, told: Told) -> Grid:
    """The grid with each of the merged cells saying what the first of them says, where the sender says so."""
    columns = list(grid.columns)
    for _code, place, choice in told.on(grid.name, ("merged_cells",)):
        area = box(place)
        if choice == EACH and area is not None and area[1] == area[3] < len(columns):
            codes = columns[area[1]].codes.copy()
            codes[area[0] : area[2] + 1] = codes[area[0]]
            columns[area[1]] = replace(columns[area[1]], codes=codes)
    return replace(grid, columns=tuple(columns))


def retold(read: ReadColumn, sheet: str, own: Measure, told: Told) -> ReadColumn:
    """The column with each cell that was answered under a value of its own; what was asked of it stays with it."""
    for code, place, choice in sorted(told.on(sheet, EFFECTS), key=lambda each: each[2] == NOT_USED):
        area = box(place)
        if area is not None and area[1] == area[3] == read.index:
            read = _retold(read, area[0], area[2], code, choice, own)
    return read


def unused(read: ReadColumn) -> ReadColumn:
    """The column with no cell that could be used."""
    state = np.where(read.state == STATES[State.FILLED], STATES[State.UNREADABLE], read.state).astype(np.uint8)
    return replace(read, state=state, values=[None] * len(read.values))


def _retold(read: ReadColumn, top: int, bottom: int, code: str, choice: str, own: Measure) -> ReadColumn:
    """One answer, which holds for the cells from `top` to `bottom` that were asked about in this way."""
    if choice == IN_ORDER:
        return _in_order(read, top, bottom)
    asked = {value for value, doubts in read.doubts.items() if any(doubt.code == code for doubt in doubts)}
    codes = np.asarray(read.cells.codes).astype(np.int64)
    raws, values, states = list(read.cells.values), list(read.values), list(read.state)
    doubts = dict(read.doubts)
    stretch = codes[top : bottom + 1]
    for value in np.unique(stretch).tolist():
        if value not in asked:
            continue
        was = Cell(ORDER[int(states[value])], values[value])
        now = effect(code, choice, raws[value], was, read.column, own)
        stretch[stretch == value] = len(raws)
        doubts[len(raws)] = read.doubts[value]
        raws.append(raws[value])
        values.append(now.value)
        states.append(STATES[now.state])
    cells = Cells(raws, codes)
    return replace(read, cells=cells, values=values, state=np.array(states, dtype=np.uint8), doubts=doubts)


def _in_order(read: ReadColumn, top: int, bottom: int) -> ReadColumn:
    """A stretch of months typed as numbers: each cell is a month of its own, two that hold one number too."""
    codes = np.asarray(read.cells.codes).astype(np.int64)
    stretch = codes[top : bottom + 1].tolist()
    months = months_in([read.cells.values[code] for code in stretch])
    if months is None:
        return read
    beyond = len(read.cells.values)
    codes[top : bottom + 1] = np.arange(beyond, beyond + len(stretch))
    cells = Cells([*read.cells.values, *(read.cells.values[code] for code in stretch)], codes)
    values = [*read.values, *(_moment(read.column, month).value for month in months)]
    state = np.append(read.state, np.full(len(stretch), STATES[State.FILLED], dtype=np.uint8))
    doubts = {**read.doubts, **{beyond + i: read.doubts.get(code, ()) for i, code in enumerate(stretch)}}
    return replace(read, cells=cells, values=values, state=state, doubts=doubts)


# --- what each answer means -----------------------------------------------------------------

Effect = Callable[[Raw, Cell, Column, Measure, str], Cell]


def _same(_raw: Raw, was: Cell, _column: Column, _own: Measure, _choice: str) -> Cell:
    return was


def _filled(value: Any) -> Cell:
    return Cell(State.FILLED, value)


def _own_unit(raw: Raw, was: Cell, column: Column, own: Measure, choice: str) -> Cell:
    """The number as it stands, whatever the header's unit."""
    return parser(column, own)(raw) if choice == OTHER else was


def _share(_raw: Raw, was: Cell, _column: Column, _own: Measure, choice: str) -> Cell:
    """0.325 as a part of one."""
    return _filled(was.value * HUNDRED) if choice == OTHER and was.value is not None else was


def _moment(column: Column, month: Month, day: int | None = None) -> Cell:
    return _filled(month if column.type == "month" else (month, day))


def _month(raw: Raw, was: Cell, column: Column, _own: Measure, choice: str) -> Cell:
    """2025.7: the digits behind the point are the month; 2025.1 may be October, whose nought a number cannot keep."""
    number = raw[1] if isinstance(raw, tuple) else raw
    year, _, digits = str(decimal(number) if isinstance(number, float) else number).partition(".")
    if choice == OCTOBER and digits == "1":
        return _moment(column, Month(int(year), 10))
    if choice == AS_MONTH and digits.isdecimal() and 1 <= int(digits) <= 12:
        return _moment(column, Month(int(year), int(digits)))
    return was


def _october(_raw: Raw, was: Cell, column: Column, _own: Measure, choice: str) -> Cell:
    """A text 2025.1 that was read as January."""
    if choice != OCTOBER or was.value is None:
        return was
    month = was.value if isinstance(was.value, Month) else was.value[0]
    return _moment(column, Month(month.year, 10))


def _day(raw: Raw, was: Cell, column: Column, _own: Measure, choice: str) -> Cell:
    """A day as Excel counts it, from 1900."""
    number = raw[1] if isinstance(raw, tuple) else raw
    day = date.fromordinal(EPOCH + int(float(number)))
    return _moment(column, Month(day.year, day.month), day.toordinal()) if choice == DAY else was


def _several(raw: Raw, was: Cell, _column: Column, _own: Measure, choice: str) -> Cell:
    """Names separated by any of the usual marks."""
    parts = list(map(name, several(str(raw))))
    return _filled(joined(part.replace("|", "¦") for part in parts)) if choice == SEVERAL and parts else was


EFFECTS: Mapping[str, Effect] = {
    **dict.fromkeys(("text_number", "text_unit", "shown_divided", "shown_otherwise", "month_only"), _same),
    "unit_converted": _own_unit,
    "percent_below_one": _share,
    "month_as_number": _month,
    "month_text": _october,
    "serial_number": _day,
    "other_separator": _several,
}


def effect(code: str, choice: str, raw: Raw, was: Cell, column: Column, own: Measure) -> Cell:
    """What one cell comes to by an answer; `was` where the answer changes nothing."""
    if code not in EFFECTS:
        return was
    return Cell(State.UNREADABLE) if choice == NOT_USED else EFFECTS[code](raw, was, column, own, choice)
