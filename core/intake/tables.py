"""A sheet with a header row → its columns parsed, its rows chosen, and the problems of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from core.intake.cells import LARGEST, SMALLEST, parser, untyped
from core.intake.days import with_years, without_year
from core.intake.grid import Cells, Grid, Rows, bare, decimal, shown
from core.intake.labels import as_numbers, by_neighbours
from core.intake.layout import Heading, Layout, find_layout
from core.intake.measures import Measure, own_measure
from core.intake.problems import ORDER, STATES, Cell, Doubt, Doubts, of_column, of_grid, of_sheet
from core.intake.rows import Mask, first_rows, hidden_rows, merged_cells, records, struck_rows
from core.intake.rules import looks_by_rules
from core.intake.texts import with_known_names
from core.intake.words import WORDS, clean, is_blank
from core.model import Column, Entry, Line, Month, PilotPeriod, Place, Problem, Sheet, State

#: Sheets that hold a row a month or a criterion, and how many of their rows are read.
FEW = ("months", "plan", "claims")
MOST_ROWS = 3000


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


class ReadTable(Struct, frozen=True):
    """A sheet as read: its records are the grid rows `rows` (from 0), in order."""

    sheet: Sheet
    grid: Grid
    header_row: int
    columns: Mapping[str, ReadColumn]
    rows: Rows
    headers: Mapping[str, str]

    def lines(self, label: str, keys: Sequence[str]) -> Iterator[Line]:
        """Its records as they are: the cell of the column `label`, and those of the columns `keys`."""
        present = [key for key in keys if key in self.columns]
        for row in self.rows.tolist():
            yield Line(row + 1, self.entry(label, row), {key: self.entry(key, row) for key in present})

    def at(self, key: str, row: int) -> Place:
        """The place of a record's cell, by title and index."""
        return self.grid.place(row, self.columns[key].index)

    def entry(self, key: str, row: int) -> Entry[Any]:
        """A record's cell with its place; absent where the sheet has no such column."""
        if key not in self.columns:
            return Entry.absent()
        column = self.columns[key]
        code = int(column.cells.codes[row])
        place = Place.at(self.sheet.key, key, row + 1)
        return Entry(ORDER[column.state[code]], column.values[code], place, shown(column.cells.values[code]))

    def asked(self, key: str, doubts: Doubts, rows: Rows | None = None) -> list[Problem]:
        """The problems of a column's cells in `rows` (all records), as `of_column`."""
        column = self.columns[key]
        return of_column(self.grid, column.index, column.column, doubts, self.rows if rows is None else rows)

    def without(self, key: str) -> list[Problem]:
        """The error of a sheet that lacks a column without which nothing can be read."""
        indices = sorted(column.index for column in self.columns.values()) or [0]
        cells = self.grid.place(self.header_row, indices[0], None, indices[-1])
        return [of_sheet("column_missing", cells, column=self.sheet.column(key).label)]

    @property
    def indices(self) -> dict[str, int]:
        """Column key → index, from 0."""
        return {key: column.index for key, column in self.columns.items()}


def read_table(
    grid: Grid,
    sheet: Sheet,
    volume: Measure | None,
    raw: Collection[str] = (),
    pilot: PilotPeriod | None = None,
    last: Month | None = None,
) -> tuple[ReadTable | None, list[Problem]]:
    """The records of a sheet; None where its header is not to be found.

    `volume` is the unit of columns that have none of their own (开放总量计量单位); columns in `raw`
    are left to a later step to type; months and days without a year are read within `pilot`, up to `last`.
    """
    layout, problems = find_layout(grid, sheet.columns)
    if layout is None:
        return None, problems
    if sheet.role in FEW:
        grid, too_many = first_rows(grid, {place.index for place in layout.places.values()}, MOST_ROWS)
        problems += too_many
    columns: dict[str, ReadColumn] = {}
    for column in sheet.columns:
        place = layout.places.get(column.key)
        if place is not None:
            columns[column.key], found = _read_column(grid, layout, column, place, volume, column.key in raw)
            problems += found
    hidden = _hidden_columns(grid, layout.header_row, columns)
    if hidden and not grid.corrections.hidden_columns:
        columns = {key: read for key, read in columns.items() if read.index not in grid.hidden_columns}
    used = np.zeros(grid.height, dtype=bool)
    for read in columns.values():
        used |= (read.state != STATES[State.BLANK])[read.cells.codes]
    rows, left_out = records(grid, layout.header_row, used, sheet.columns)
    placed = {read.index for read in columns.values()}
    hidden = [*hidden_rows(grid, rows), *struck_rows(grid, placed, rows), *looks_by_rules(grid, placed, rows), *hidden]
    if not grid.corrections.hidden_rows:
        rows = rows[~np.isin(rows, list(grid.hidden))]
    rows = rows[~np.isin(rows, list(grid.corrections.left_out))]
    problems += left_out
    if pilot is not None and "month" in columns:
        filled = np.zeros(len(rows), dtype=bool)
        for key, read in columns.items():
            filled |= read.filled(rows) & (key != "month")
        columns["month"] = _months_told(columns["month"], rows, filled, pilot, last)
    for key, read in columns.items():
        if read.column.type == "date" and pilot is not None:
            columns[key] = _days_told(read, rows, pilot.start, pilot.end if key == "end" else last)
    cells = {read.index: read.cells for read in columns.values()}
    grid = replace(grid, columns=tuple(cells.get(index, each) for index, each in enumerate(grid.columns)))
    headers = {key: place.written + place.below for key, place in layout.places.items() if key in columns}
    table = ReadTable(sheet, grid, layout.header_row, columns, rows, headers)
    for key, read in columns.items():
        problems += table.asked(key, read.doubts)
    labels = {read.index: read.column for read in columns.values()}
    return table, problems + hidden + merged_cells(grid, rows, labels)


def _read_column(
    grid: Grid, layout: Layout, column: Column, place: Heading, volume: Measure | None, raw: bool
) -> tuple[ReadColumn, list[Problem]]:
    own = own_measure(column, volume)
    factor, differs = Decimal(1), ""
    if column.type in ("count", "number"):
        factor, differs = place.factor(own, column)
    elif column.type == "percent":
        differs = next((text for text in place.units if Measure.of(text).named), "")
    read = _values_read(grid, layout.header_row, column, place.index, own, factor, raw)
    if not differs:
        return read, []
    if (layout.header_row, place.index) in grid.corrections.unused:
        state = np.where(read.state == STATES[State.FILLED], STATES[State.UNREADABLE], read.state).astype(np.uint8)
        read = replace(read, state=state, values=[None] * len(read.values))
    cell = grid.place(layout.header_row, place.index)
    details = {"column": column.label, "expected_unit": own.text, "header_unit": differs}
    return read, [of_sheet("unit_differs", cell, found=shown(place.written), **details)]


def _values_read(
    grid: Grid, header_row: int, column: Column, index: int, own: Measure, factor: Decimal, raw: bool
) -> ReadColumn:
    cells = grid.columns[index]
    if column.type == "text" and cells.kinds == {str}:
        return _texts(column, index, cells)
    if column.type in ("count", "number") and factor == 1 and not raw:
        numbers = _numbers(column, index, cells, header_row)
        if numbers is not None:
            return numbers
    read = list(map(untyped if raw else parser(column, own, factor), cells.values))
    if column.type == "names" and not raw:
        read = with_known_names(cells.values, read)
    doubts = {code: cell.doubts for code, cell in enumerate(read) if cell.doubts}
    state = np.array([STATES[cell.state] for cell in read], dtype=np.uint8)
    return ReadColumn(column, index, cells, [cell.value for cell in read], state, doubts, factor)


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


def _months_told(read: ReadColumn, rows: Rows, filled: Mask, pilot: PilotPeriod, last: Month | None) -> ReadColumn:
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
    return _with_own(read, rows, cells)


def _days_told(read: ReadColumn, rows: Rows, first: Month, last: Month | None) -> ReadColumn:
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
    return _with_own(read, rows, with_years(raws, [read.values[code] for code in codes], first, last))


def _with_own(read: ReadColumn, rows: Rows, cells: Mapping[int, Cell]) -> ReadColumn:
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


def _hidden_columns(grid: Grid, header_row: int, columns: Mapping[str, ReadColumn]) -> list[Problem]:
    """One question a sheet: columns that the user's screen does not show, and that say something."""
    below = np.arange(header_row + 1, grid.height)
    hidden = [read for read in columns.values() if read.index in grid.hidden_columns and read.filled(below).any()]
    hidden.sort(key=lambda read: read.index)
    labels = tuple(read.column.label for read in hidden)
    content = " ".join(label.zh for label in labels)
    return [
        of_grid("hidden_columns", grid, header_row, read.index, columns=labels, content=content) for read in hidden[:1]
    ]
