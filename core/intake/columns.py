"""A column of a sheet → its distinct values parsed, and the months and days that the rows around tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from core.errors import RefusedWorkbook
from core.intake.cells import LARGEST, SMALLEST, parser, untyped
from core.intake.days import with_years, without_year
from core.intake.grid import AnsweredRaw, Cells, Grid, Rows, accepted, bare, decimal, shown
from core.intake.headings import Heading
from core.intake.labels import as_numbers, by_neighbours, in_order
from core.intake.layout import Layout
from core.intake.measures import Measure, own_measure
from core.intake.problems import ORDER, STATES, Cell, Doubt, Doubts, of_sheet
from core.intake.rows import Mask
from core.intake.texts import with_known_names
from core.intake.words import WORDS, clean, is_blank, is_same
from core.intake.years import years_off
from core.model import Column, Month, Percent, PilotPeriod, Problem, State

#: Names beside others in their cell, in distinct cells of a column.  A small file can hold millions, which take minutes
#: to compare; honest rows have one to three each, of names that rows share.
MOST_SHARING = 100_000


class ReadColumn(Struct, frozen=True):
    """A column of a sheet: where it stands, and what each distinct value came to.

    `values`, `state` (a number of STATES): one a distinct value; `doubts`: of those that have any; `factor`: what
    its numbers are multiplied by because its header names another unit than its own.
    """

    column: Column
    index: int
    cells: Cells
    values: Sequence[Any]
    state: NDArray[np.uint8]
    doubts: Doubts
    factor: Decimal = Decimal(1)

    def have(self, state: State, rows: Rows) -> Mask:
        """Which of `rows` are in that state."""
        return np.asarray(self.state[self.cells.codes[rows]] == STATES[state])

    def filled(self, rows: Rows) -> Mask:
        """Which of `rows` are not blank."""
        return ~self.have(State.BLANK, rows)


def read_column(
    grid: Grid, layout: Layout, column: Column, place: Heading, volume: Measure | None, usual: Decimal | None, raw: bool
) -> tuple[ReadColumn, list[Problem]]:
    """The column and what its header gives reason to ask; `usual` is what its cells in plain formats hold."""
    own, cells, header_row = own_measure(column, volume), grid.columns[place.index], layout.header_row
    is_figure, factor, differs = column.type in ("count", "number"), Decimal(1), ""
    if is_figure:
        factor, differs = place.factor(own, column)
    elif column.type == "percent":
        differs = next((text for text in place.units if Measure.of(text).named), "")
    if column.type == "names" and _sharing(cells) > MOST_SHARING:
        many = {"column": column.label, "count": MOST_SHARING}
        raise RefusedWorkbook(Problem("too_many_names", grid.place(header_row, place.index), details=many))
    read = None
    if column.type == "text" and cells.kinds == {str}:
        read = _texts(column, place.index, cells)
    elif is_figure and factor == 1 and not raw:
        read = _numbers(column, place.index, cells, header_row)
    if read is None:
        parsed = list(map(untyped if raw else parser(column, own, factor, usual=usual), cells.values))
        if column.type == "names" and not raw:
            parsed = with_known_names(cells.values, parsed)
        doubts = {code: cell.doubts for code, cell in enumerate(parsed) if cell.doubts}
        state = np.array([STATES[cell.state] for cell in parsed], dtype=np.uint8)
        read = ReadColumn(column, place.index, cells, [cell.value for cell in parsed], state, doubts, factor)
    if not differs:
        return read, []
    if (header_row, place.index) in grid.corrections.unused:
        state = np.where(read.state == STATES[State.FILLED], STATES[State.UNREADABLE], read.state).astype(np.uint8)
        read = replace(read, state=state, values=[None] * len(read.values))
    cell, unit = grid.place(header_row, place.index), {} if column.unit is None else {"unit": column.unit}
    details = {"column": column.label, "expected_unit": own.text, **unit}
    return read, [of_sheet("unit_differs", cell, found=shown(place.written), **details)]


def _sharing(cells: Cells) -> int:
    """How many names stand in a cell behind another, in distinct cells."""
    return sum(text.count("、") + text.count("\n") for text in cells.values if isinstance(text, str))


def _numbers(column: Column, index: int, cells: Cells, header_row: int) -> ReadColumn | None:
    """A column of nothing but blanks and numbers that no parser could doubt, in one go; else None."""
    if not cells.kinds <= {float, str}:
        return None
    below = np.zeros(len(cells.values), dtype=bool)
    below[cells.codes[header_row + 1 :]] = True
    texts = [code for code, value in enumerate(cells.values) if isinstance(value, str)]
    if any(below[code] and not is_blank(cells.values[code]) for code in texts):
        return None
    numbers = list(cells.values)
    for code in texts:
        numbers[code] = 0.0
    doubles = np.array(numbers, dtype=np.float64)
    whole = doubles == np.floor(doubles)
    sound = (doubles == 0) | ((doubles >= SMALLEST) & (doubles < LARGEST))
    if column.type == "count":
        sound &= whole
    if not sound.all():
        return None
    values: list[Decimal | None] = [
        Decimal(int(number)) if is_whole else decimal(number)
        for number, is_whole in zip(numbers, whole.tolist(), strict=True)
    ]
    return _with_blanks(column, index, cells, values, texts)


def _texts(column: Column, index: int, cells: Cells) -> ReadColumn:
    """A column of nothing but text, which no parser could doubt, in one go."""
    values: list[str | None] = list(cells.texts if cells.cleaned else map(clean, cells.texts))
    none = WORDS.blanks.isdisjoint(cells.words)
    blank = [] if none else [code for code, text in enumerate(cells.words) if text in WORDS.blanks]
    return _with_blanks(column, index, cells, values, blank)


def _with_blanks(column: Column, index: int, cells: Cells, values: list[Any], blank: Sequence[int]) -> ReadColumn:
    """The column with all values understood but those of some codes, which are blank."""
    state = np.full(len(values), STATES[State.FILLED], dtype=np.uint8)
    state[list(blank)] = STATES[State.BLANK]
    for code in blank:
        values[code] = None
    return ReadColumn(column, index, cells, values, state, {})


def months_told(read: ReadColumn, rows: Rows, filled: Mask, pilot: PilotPeriod, last: Month | None) -> ReadColumn:
    """The column of months with the labels told by the rows around; nothing is asked of rows that are yet to be filled."""
    codes = read.cells.codes[rows].tolist()
    raws, months = ([column[code] for code in codes] for column in (read.cells.values, read.values))
    asked = {at: read.doubts[code][0] for at, code in enumerate(codes) if len(read.doubts.get(code, ())) == 1}
    unread = [at for at, doubt in asked.items() if doubt.code == "unreadable"]
    told = by_neighbours(raws, months, [at for at in unread if filled[at]], pilot, last)
    cells = {at: told.get(at, Cell(State.UNREADABLE)) for at in unread}
    for at, order in as_numbers(
        {at: raws[at] for at, doubt in asked.items() if doubt.code == "month_as_number"}
    ).items():
        doubt = Doubt("month_as_number", {"in_order": order, "first": order[0], "last": order[-1]})
        cells[at] = Cell(ORDER[read.state[codes[at]]], months[at], (doubt,))
    reported = np.flatnonzero(filled).tolist()
    off = {reported[i]: month for i, month in years_off([months[at] for at in reported], pilot, last).items()}
    for at, month in off.items():
        doubt, raw = Doubt("month_unclear", in_order(tuple(off.values()))), raws[at]
        given = isinstance(raw, AnsweredRaw) and (raw.code, raw.month) == (doubt.code, month)
        cells[at] = Cell(State.FILLED if given else State.UNREADABLE, month if given else None, (doubt,))
    return with_own(read, rows, cells)


def days_told(read: ReadColumn, rows: Rows, first: Month, last: Month | None) -> ReadColumn:
    """The column of dates with those without a year that the others leave one year for."""
    unread = {
        code
        for code, doubts in read.doubts.items()
        if doubts[0].code == "unreadable" and without_year(bare(read.cells.values[code]))
    }
    if not unread:
        return read
    codes = read.cells.codes[rows].tolist()
    raws = {at: read.cells.values[code] for at, code in enumerate(codes) if code in unread}
    return with_own(read, rows, with_years(raws, [read.values[code] for code in codes], first, last))


def as_before(read: ReadColumn, months: ReadColumn, rows: Rows) -> ReadColumn:
    """A column of figures in which 同上月 and the like have the figure of the month before to offer."""
    said = {code for code, raw in enumerate(read.cells.values) if isinstance(text := bare(raw), str) and is_same(text)}
    codes, of_rows = read.cells.codes[rows].tolist(), months.cells.codes[rows].tolist()
    if said.isdisjoint(codes):
        return read
    by_month = {months.values[of_row]: at for at, of_row in enumerate(of_rows)}
    figures, cells = {at: read.values[code] for at, code in enumerate(codes)}, {}
    for month in sorted(filter(None, by_month)):
        at, before = by_month[month], by_month.get(month.plus(-1))
        if codes[at] not in said:
            continue
        value = None if before is None else figures[before]
        shown_as = Percent(value * 100) if read.column.type == "percent" and value is not None else value
        doubt = Doubt("as_month_before", {} if value is None else {"proposed": shown_as, "kind": "known"})
        given = value is not None and accepted(read.cells.values[codes[at]], doubt.code)
        cells[at] = Cell(State.FILLED if given else State.UNREADABLE, value if given else None, (doubt,))
        figures[at] = value
    return with_own(read, rows, cells)


def with_own(read: ReadColumn, rows: Rows, cells: Mapping[int, Cell]) -> ReadColumn:
    """The column with cells of their own in some of the `rows`."""
    if not cells:
        return read
    raws = [read.cells.values[code] for code in read.cells.codes[rows].tolist()]
    own, first = np.asarray(read.cells.codes).astype(np.int64), len(read.values)
    own[rows[list(cells)]] = np.arange(first, first + len(cells))
    return replace(
        read,
        cells=Cells([*read.cells.values, *(raws[at] for at in cells)], own),
        values=[*read.values, *(cell.value for cell in cells.values())],
        state=np.append(read.state, [STATES[cell.state] for cell in cells.values()]).astype(np.uint8),
        doubts={**read.doubts, **{code: cell.doubts for code, cell in enumerate(cells.values(), first) if cell.doubts}},
    )
