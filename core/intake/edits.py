"""A column as read → the same with the cells that the sender has spoken of, read as the sender says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.intake.cells import Cell, joined, parser, several
from core.intake.choices import Choices, box
from core.intake.columns import ORDER, STATES, ReadColumn
from core.intake.grid import Cells, Grid, Raw
from core.intake.measures import Measure
from core.intake.pointed import OCTOBER, months_in, months_of
from core.intake.words import name
from core.model import Column, Effect, Month, State

HUNDRED = Decimal(100)
EPOCH = date(1899, 12, 30).toordinal()


def spread(grid: Grid, choices: Choices) -> Grid:
    """The grid with each of the merged cells saying what the first of them says, where the sender says so."""
    columns = list(grid.columns)
    for _code, place, _offer in choices.on(grid.name, (Effect.EACH,)):
        area = box(place)
        if area is not None and area[1] == area[3] < len(columns):
            codes = columns[area[1]].codes.copy()
            codes[area[0] : area[2] + 1] = codes[area[0]]
            columns[area[1]] = replace(columns[area[1]], codes=codes)
    return replace(grid, columns=tuple(columns))


def edited(read: ReadColumn, sheet: str, own: Measure, choices: Choices) -> ReadColumn:
    """The column with each cell that was answered under a value of its own; what was asked of it stays with it."""
    given = choices.on(sheet, (*EFFECTS, Effect.NOT_USED, Effect.IN_ORDER))
    for code, place, offer in sorted(given, key=lambda each: last(each[2].effect)):
        area = box(place)
        if area is not None and area[1] == area[3] == read.index:
            read = _edited(read, area[0], area[2], code, offer.effect, own)
    return read


def last(effect: Effect) -> bool:
    """Whether an effect wins over others on the same cell."""
    return effect is Effect.NOT_USED


def unused(read: ReadColumn) -> ReadColumn:
    """The column with no cell that could be used."""
    state = np.where(read.state == STATES[State.FILLED], STATES[State.UNREADABLE], read.state).astype(np.uint8)
    return replace(read, state=state, values=[None] * len(read.values))


def _edited(read: ReadColumn, top: int, bottom: int, code: str, effect: Effect, own: Measure) -> ReadColumn:
    """One answer, which holds for the cells from `top` to `bottom` that were asked about in this way."""
    if effect is Effect.IN_ORDER:
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
        now = changed(effect, raws[value], was, read.column, own)
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

Change = Callable[[Raw, Cell, Column, Measure], Cell]


def _filled(value: Any) -> Cell:
    return Cell(State.FILLED, value)


def _own_unit(raw: Raw, _was: Cell, column: Column, own: Measure) -> Cell:
    """The number as it is typed, whatever the header's unit."""
    return parser(column, own)(raw)


def _hundredfold(_raw: Raw, was: Cell, _column: Column, _own: Measure) -> Cell:
    """0.325 as a part of one."""
    return was if was.value is None else _filled(was.value * HUNDRED)


def _moment(column: Column, month: Month, day: int | None = None) -> Cell:
    return _filled(month if column.type == "month" else (month, day))


def _month(raw: Raw, was: Cell, column: Column, _own: Measure) -> Cell:
    """2025.7: the digits behind the point are the month."""
    months = months_of(raw)
    return _moment(column, months[0]) if months else was


def _october(raw: Raw, was: Cell, column: Column, _own: Measure) -> Cell:
    """2025.1 as October, whose nought a number cannot keep, or as a text that was read as January."""
    if was.value is not None:
        month = was.value if isinstance(was.value, Month) else was.value[0]
        return _moment(column, Month(month.year, OCTOBER))
    months = months_of(raw)
    return _moment(column, months[-1]) if len(months) > 1 else was


def _day(raw: Raw, _was: Cell, column: Column, _own: Measure) -> Cell:
    """A day as Excel counts it, from 1900."""
    number = raw[1] if isinstance(raw, tuple) else raw
    day = date.fromordinal(EPOCH + int(float(number)))
    return _moment(column, Month(day.year, day.month), day.toordinal())


def _several(raw: Raw, was: Cell, _column: Column, _own: Measure) -> Cell:
    """Names separated by any of the usual marks."""
    parts = list(map(name, several(str(raw))))
    return _filled(joined(part.replace("|", "¦") for part in parts)) if parts else was


EFFECTS: Mapping[Effect, Change] = {
    Effect.OWN_UNIT: _own_unit,
    Effect.HUNDREDFOLD: _hundredfold,
    Effect.MONTH: _month,
    Effect.OCTOBER: _october,
    Effect.DAY: _day,
    Effect.SEVERAL: _several,
}


def changed(effect: Effect, raw: Raw, was: Cell, column: Column, own: Measure) -> Cell:
    """What one cell comes to by an answer; `was` where the answer changes nothing."""
    if effect is Effect.NOT_USED:
        return Cell(State.UNREADABLE)
    return EFFECTS[effect](raw, was, column, own) if effect in EFFECTS else was
