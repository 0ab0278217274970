"""A sheet with a header row → its columns parsed, its rows chosen, and the problems of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.intake.columns import ReadColumn, as_before, days_told, months_told, read_column, with_own
from core.intake.grid import Grid, Rows, shown
from core.intake.headings import FIGURES
from core.intake.layout import find_layout
from core.intake.measures import Measure, is_money
from core.intake.number_formats import usual_amount
from core.intake.problems import ORDER, STATES, Cell, Doubts, of_column, of_grid, of_sheet, one_a_row
from core.intake.rows import Mask, first_rows, hidden_rows, merged_cells, records, struck_rows
from core.intake.rules import looks_by_rules
from core.model import Column, Entry, Line, Month, PilotPeriod, Place, Problem, Sheet, State

#: Sheets that hold a row a month or a criterion, and how many of their rows are read.
FEW = ("months", "plan", "claims")
MOST_ROWS = 3000
Entries = Mapping[str, Entry[Any]]


def of_two_sheets(first: Entries, again: Entries, *, holds: bool) -> Entries:
    """A record of two sheets: what one leaves blank is the other's; where both say something, `again` may hold."""
    one, other = (again, first) if holds else (first, again)
    return {key: other[key] if entry.state in (State.BLANK, State.ABSENT) else entry for key, entry in one.items()}


def not_used(entries: Entries, keys: Collection[str]) -> Entries:
    return {k: replace(e, state=State.UNREADABLE, value=None) if k in keys else e for k, e in entries.items()}


class ReadTable(Struct, frozen=True, dict=True):
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
        if (key, row) not in self._entries:
            column = self.columns[key]
            code = int(column.cells.codes[row])
            place, found = Place.at(self.sheet.key, key, row + 1), shown(column.cells.values[code])
            self._entries[key, row] = Entry(ORDER[column.state[code]], column.values[code], place, found)
        return self._entries[key, row]

    @cached_property
    def records(self) -> Mask:
        """Which rows of the grid are records."""
        found = np.zeros(self.grid.height, dtype=bool)
        found[self.rows] = True
        return found

    @cached_property
    def _entries(self) -> dict[tuple[str, int], Entry[Any]]:
        """The cells that were asked for: what is made of a record and the record as it is hold the same."""
        return {}

    def asked(self, key: str, doubts: Doubts, rows: Rows | None = None) -> list[Problem]:
        """The problems of a column's cells in `rows` (all records), as `of_column`."""
        column = self.columns[key]
        return of_column(self.grid, column.index, column.column, doubts, self.rows if rows is None else rows)

    def with_cells(self, key: str, cells: Mapping[int, Cell]) -> tuple[ReadTable, list[Problem]]:
        """The table with cells of their own in a column, by the number of the record, and what more is asked of these."""
        if not cells:
            return self, []
        read = self.columns[key]
        more = with_own(read, self.rows, cells)
        by_index = (more.cells if at == read.index else own for at, own in enumerate(self.grid.columns))
        grid = replace(self.grid, columns=tuple(by_index))
        table = replace(self, grid=grid, columns={**self.columns, key: more})
        new = {}
        for code, was in enumerate(read.cells.codes[self.rows[list(cells)]].tolist(), len(read.values)):
            asked = read.doubts.get(was, ())
            new[code] = [doubt for doubt in more.doubts.get(code, ()) if doubt not in asked]
        return table, table.asked(key, new)

    def by_month(self, pilot: PilotPeriod, last: Month | None) -> list[tuple[Month, int]]:
        """The months of the pilot up to the date in order, each with the number of its record."""
        months = ((self.entry("month", row).value, at) for at, row in enumerate(self.rows.tolist()))
        return sorted((month, at) for month, at in months if month and pilot.start <= month <= (last or pilot.end))

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
    money = [
        layout.places[column.key].index for column in sheet.columns if column.key in layout.places and is_money(column)
    ]
    columns: dict[str, ReadColumn] = {}
    for column in sheet.columns:
        place = layout.places.get(column.key)
        if place is not None:
            beside = [place.index, *money] if place.index in money else ()
            usual = usual_amount(grid.columns[index].values for index in beside)
            columns[column.key], found = read_column(grid, layout, column, place, volume, usual, column.key in raw)
            problems += found
    hidden = _hidden_columns(grid, layout.header_row, columns)
    if hidden and not grid.corrections.hidden_columns:
        columns = {key: read for key, read in columns.items() if read.index not in grid.hidden_columns}
    used = np.zeros(grid.height, dtype=bool)
    for read in columns.values():
        used |= (read.state != STATES[State.BLANK])[read.cells.codes]
    rows, left_out = records(grid, layout.header_row, used, sheet.columns)
    placed = {read.index for read in columns.values()}
    telling = {read.index for read in columns.values() if not is_remark(read.column)}
    hidden = [*hidden_rows(grid, rows), *struck_rows(grid, telling, rows), *looks_by_rules(grid, placed, rows), *hidden]
    if not grid.corrections.hidden_rows:
        rows = rows[~np.isin(rows, list(grid.hidden))]
    rows = rows[~np.isin(rows, list(grid.corrections.left_out))]
    problems += left_out
    if pilot is not None and "month" in columns:
        filled = np.zeros(len(rows), dtype=bool)
        for key, read in columns.items():
            filled |= read.filled(rows) & (key != "month")
        columns["month"] = months_told(columns["month"], rows, filled, pilot, last)
    for key, read in columns.items():
        if pilot is not None and "month" in columns and read.column.type in FIGURES:
            columns[key] = as_before(read, columns["month"], rows)
        if read.column.type == "date" and pilot is not None:
            columns[key] = days_told(read, rows, pilot.start, pilot.end if key == "end" else last)
    cells = {read.index: read.cells for read in columns.values()}
    grid = replace(grid, columns=tuple(cells.get(index, each) for index, each in enumerate(grid.columns)))
    headers = {key: place.written + place.below for key, place in layout.places.items() if key in columns}
    table = ReadTable(sheet, grid, layout.header_row, columns, rows, headers)
    for key, read in columns.items():
        problems += table.asked(key, read.doubts)
    problems = one_a_row(problems, "as_month_before")
    labels = {read.index: read.column for read in columns.values()}
    return table, problems + hidden + merged_cells(grid, rows, labels)


def is_remark(column: Column) -> bool:
    """Whether nothing follows from what a column holds."""
    return column.optional and column.type == "text" and not column.length


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
