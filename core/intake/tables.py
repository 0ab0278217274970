"""A sheet with a header row → its columns parsed, its rows chosen, and the problems of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from core.intake.blocks import shortened, without_headers
from core.intake.cells import LARGEST, SMALLEST, parser, untyped, with_known_names
from core.intake.choices import NO_CHOICES, Choices
from core.intake.columns import ORDER, STATES, Mask, ReadColumn
from core.intake.edits import edited, spread, unused
from core.intake.grid import Cells, Grid, Raw, Rows, decimal, shown
from core.intake.header_units import Heading, header_units
from core.intake.layout import Layout, find_layout
from core.intake.measures import Measure, own_measure
from core.intake.problems import MOST_PLACES, of_column, of_sheet
from core.intake.words import WORDS, bare, clean, is_blank, word
from core.model import Column, Effect, Entry, Line, Place, Problem, Sheet, State


def covering(texts: Sequence[str]) -> list[str]:
    """A few letters of which every text has one.

    >>> covering(["合计", "总计", "sum"])
    ['计', 's']
    """
    letters: list[str] = []
    while left := [text for text in texts if not any(letter in text for letter in letters)]:
        letters.append(max(left[0], key=lambda letter: sum(letter in text for text in left)))
    return letters


#: One of these is in every text that says total; no member contains another.
TOTALS = tuple(
    said
    for said in {*WORDS.totals, *WORDS.total_ends}
    if not any(other != said and other in said for other in {*WORDS.totals, *WORDS.total_ends})
)
#: One of these letters is in every one of TOTALS.
TOTAL_LETTERS = covering(TOTALS)
#: A number with its unit behind a word: 合计12家.
AMOUNT = re.compile(r"[\d.,]+\D{0,3}$")
#: Sheets that hold a row a month or a criterion, and how many of their rows are read.
FEW = ("months", "plan", "claims")
MOST_ROWS = 3000


@dataclass(frozen=True, slots=True)
class ReadTable:
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
        state = ORDER[column.state[code]]
        place = Place.at(self.sheet.key, key, row + 1)
        return Entry(state, column.values[code], place, shown(column.cells.values[code]))

    @property
    def header_cells(self) -> Place:
        """The cells of the header row, from the first column that was found to the last; its first where none was."""
        indices = sorted(column.index for column in self.columns.values()) or [0]
        return self.grid.place(self.header_row, indices[0], None, indices[-1])

    @property
    def indices(self) -> dict[str, int]:
        """Column key → index, from 0."""
        return {key: column.index for key, column in self.columns.items()}


def read_table(
    grid: Grid, sheet: Sheet, volume: Measure | None, raw: Collection[str] = (), choices: Choices = NO_CHOICES
) -> tuple[ReadTable | None, list[Problem]]:
    """The records of a sheet; None where its header is not to be found.

    `volume` is the unit of columns that have none of their own (开放总量计量单位); columns in `raw`
    are left to a later step to type.
    """
    layout, problems = find_layout(grid, sheet.columns, choices)
    if layout is None:
        return None, problems
    if sheet.role in FEW:
        grid, left_out = shortened(grid, {place.index for place in layout.places.values()}, MOST_ROWS)
        problems += left_out
    grid = spread(grid, choices) if choices.answers else grid
    columns: dict[str, ReadColumn] = {}
    for column in sheet.columns:
        place = layout.places.get(column.key)
        if place is not None:
            columns[column.key], found = _read_column(grid, layout, column, place, volume, column.key in raw)
            problems += found
            if choices.answers:
                columns[column.key] = _as_answered(columns[column.key], grid.name, volume, found, choices)
    veiled = _hidden_columns(grid, layout.header_row, columns)
    if any(choices.of(problem.code, problem.place) is Effect.LEAVE_OUT for problem in veiled):
        columns = {key: read for key, read in columns.items() if read.index not in grid.hidden_columns}
    if choices.answers:
        cells = {read.index: read.cells for read in columns.values()}
        grid = replace(grid, columns=tuple(cells.get(index, own) for index, own in enumerate(grid.columns)))
    rows, left_out = _records(grid, sheet, layout.header_row, columns, choices)
    problems += left_out
    hidden = _hidden(grid, rows)
    if any(choices.of(problem.code, problem.place) is Effect.LEAVE_OUT for problem in hidden):
        rows = rows[~np.isin(rows, list(grid.hidden))]
    for read in columns.values():
        problems += of_column(grid, read.index, read.column, read.doubts, rows)
    problems += hidden + veiled + _merged(grid, rows, columns)
    headers = {key: place.written + place.below for key, place in layout.places.items() if key in columns}
    return ReadTable(sheet, grid, layout.header_row, columns, rows, headers), problems


def _as_answered(
    read: ReadColumn, sheet: str, volume: Measure | None, problems: Sequence[Problem], choices: Choices
) -> ReadColumn:
    """The column with what the sender said of its cells, and of the unit in its header."""
    if any(choices.of(problem.code, problem.place) is Effect.NOT_USED for problem in problems):
        return unused(read)
    return edited(read, sheet, own_measure(read.column, volume), choices)


def _read_column(
    grid: Grid, layout: Layout, column: Column, place: Heading, volume: Measure | None, raw: bool
) -> tuple[ReadColumn, list[Problem]]:
    own = own_measure(column, volume)
    factor, differs = Decimal(1), ""
    if column.type in ("count", "number"):
        factor, differs = header_factor(header_units(place), own, column)
    elif column.type == "percent":
        differs = next((text for text in header_units(place) if Measure.of(text).named), "")
    problems = []
    if differs:
        cell = grid.place(layout.header_row, place.index)
        details = {"column": column.label, "expected_unit": own.text, "header_unit": differs}
        problems = [of_sheet("unit_differs", cell, found=shown(place.written), **details)]
    cells = grid.columns[place.index]
    if column.type == "text" and cells.kinds == {str}:
        return _read_texts(column, place.index, cells), problems
    if column.type in ("count", "number") and factor == 1 and not raw:
        plain = _read_numbers(column, place.index, cells, layout.header_row)
        if plain is not None:
            return plain, problems
    read = list(map(untyped if raw else parser(column, own, factor), cells.values))
    if column.type == "names" and not raw:
        read = with_known_names(read)
    doubts = {code: cell.doubts for code, cell in enumerate(read) if cell.doubts}
    state = np.array([ORDER.index(cell.state) for cell in read], dtype=np.uint8)
    return ReadColumn(column, place.index, cells, [cell.value for cell in read], state, doubts), problems


def _read_numbers(column: Column, index: int, cells: Cells, header_row: int) -> ReadColumn | None:
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
    state = np.full(len(values), STATES[State.FILLED], dtype=np.uint8)
    for code in texts:
        values[code] = None
        state[code] = STATES[State.BLANK]
    return ReadColumn(column, index, cells, values, state, {})


def _read_texts(column: Column, index: int, cells: Cells) -> ReadColumn:
    """A column of nothing but text, which no parser could doubt, in one go."""
    values: list[str | None] = list(cells.texts if cells.cleaned else map(clean, cells.texts))
    state = np.full(len(values), STATES[State.FILLED], dtype=np.uint8)
    if not WORDS.blanks.isdisjoint(cells.words):
        for code, said in enumerate(cells.words):
            if said in WORDS.blanks:
                values[code] = None
                state[code] = STATES[State.BLANK]
    return ReadColumn(column, index, cells, values, state, {})


def header_factor(units: Sequence[str], own: Measure, column: Column) -> tuple[Decimal, str]:
    """What a header's own unit multiplies its numbers by, and a unit that cannot be ours."""
    for text in units:
        said = Measure.of(text)
        if not said.known or (column.unit is not None and word(text) in map(word, column.unit.every[1:])):
            continue
        alike = not said.base or said.base == own.base or {said.base, own.base} <= WORDS.measures
        if alike:
            return Decimal(said.scale) / own.scale, ""
        if own.base:
            return Decimal(1), text
    return Decimal(1), ""


# --- rows -----------------------------------------------------------------------------------


def _records(
    grid: Grid, sheet: Sheet, header_row: int, columns: Mapping[str, ReadColumn], choices: Choices
) -> tuple[Rows, list[Problem]]:
    """Rows below the header with a cell of ours that is not blank, without totals, remarks and headers."""
    used = np.zeros(grid.height, dtype=bool)
    for column in columns.values():
        used |= (column.state != STATES[State.BLANK])[column.cells.codes]
    used[: header_row + 1] = False
    used, problems = without_headers(grid, header_row, used, sheet.columns)
    for code, rows in (("total_row", _totals(grid, used)), ("remark_row", _remarks(grid, used))):
        for row, index in rows.items():
            used[row] = choices.of(code, grid.place(row, index)) is Effect.COUNT
        problems += _left_out(code, rows, grid)
    return np.flatnonzero(used), problems


def _left_out(code: str, rows: Mapping[int, int], grid: Grid) -> list[Problem]:
    problems = []
    for row, index in list(rows.items())[:MOST_PLACES]:
        found = shown(grid.at(row, index))
        problems.append(of_sheet(code, grid.place(row, index), found=found))
    if len(rows) > MOST_PLACES:
        last = problems[-1]
        more = {**last.details, "count": len(rows) - MOST_PLACES + 1}
        problems[-1] = replace(last, details=more)
    return problems


def _totals(grid: Grid, used: Mask) -> dict[int, int]:
    """Rows whose first text is a word such as 合计, and the column of that word."""
    found: dict[int, int] = {}
    for index, cells in enumerate(grid.columns):
        if str not in cells.kinds:
            continue
        joined = "\n".join(cells.words)
        if not any(letter in joined for letter in TOTAL_LETTERS) or not any(said in joined for said in TOTALS):
            continue
        for row in cells.where(list(map(_is_total, cells.words))).tolist():
            if used[row] and row not in found and not any(_says(grid.at(row, left)) for left in range(index)):
                found[row] = index
    return found


def _is_total(said: str) -> bool:
    if len(said) > 40:
        return False
    whole = bare(said)
    return any(text in WORDS.totals or text.endswith(WORDS.total_ends) for text in (whole, AMOUNT.sub("", whole)))


def _says(raw: Raw) -> bool:
    return isinstance(raw, str) and not is_blank(raw)


def _remarks(grid: Grid, used: Mask) -> dict[int, int]:
    """Rows that hold one text alone, which begins like a remark."""
    filled = np.zeros(grid.height, dtype=np.int32)
    for cells in grid.columns:
        filled += cells.codes != cells.nothing
    alone = np.flatnonzero(used & (filled == 1))
    found: dict[int, int] = {}
    for index, cells in enumerate(grid.columns if len(alone) else ()):
        codes = cells.codes[alone]
        for row, code in zip(alone.tolist(), codes.tolist(), strict=True):
            if cells.words[code].startswith(WORDS.remarks):
                found[row] = index
    return found


def _hidden(grid: Grid, rows: Rows) -> list[Problem]:
    """One question a sheet: rows that the user's screen does not show are read all the same."""
    hidden = [row for row in rows.tolist() if row in grid.hidden] if grid.hidden else []
    if not hidden:
        return []
    right = len(grid.columns) - 1
    return [
        of_sheet(
            "hidden_rows",
            grid.place(hidden[0], 0, hidden[-1], right),
            count=len(hidden),
            rows=tuple(hidden[:10]),
        )
    ]


def _hidden_columns(grid: Grid, header_row: int, columns: Mapping[str, ReadColumn]) -> list[Problem]:
    """One question a sheet: columns of ours that the user's screen does not show, and that say something."""
    hidden = [read for read in columns.values() if read.index in grid.hidden_columns]
    filled = [read for read in hidden if (read.state != STATES[State.BLANK])[read.cells.codes[header_row + 1 :]].any()]
    if not filled:
        return []
    filled.sort(key=lambda read: read.index)
    labels = tuple(read.column.label for read in filled)
    cell = grid.place(header_row, filled[0].index)
    found = shown(grid.at(header_row, filled[0].index))
    details = {"columns": labels, "content": " ".join(label.zh for label in labels)}
    return [of_sheet("hidden_columns", cell, found=found, **details)]


def _merged(grid: Grid, rows: Rows, columns: Mapping[str, ReadColumn]) -> list[Problem]:
    """Merged cells among the records: only the first of them holds anything."""
    by_index = {column.index: column.column for column in columns.values()}
    records = set(rows.tolist()) if grid.merged else set()
    problems: list[Problem] = []
    for top, left, bottom, right in grid.merged:
        covered = [index for index in range(left, min(right, len(grid.columns)) + 1) if index in by_index]
        inside = [row for row in range(top, min(bottom, grid.height) + 1) if row in records]
        if not inside or not covered or len(inside) * (right - left + 1) < 2:
            continue
        cell = grid.place(top, left, bottom, right)
        found = shown(grid.at(top, left))
        column = by_index[covered[0]].label
        problems.append(of_sheet("merged_cells", cell, found=found, column=column))
    return problems[:MOST_PLACES]
