"""Problems of the old workbook → marks on cells of the new one, and sentences for what has no cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core.i18n import N_, Words
from core.intake.reader.letters import letters
from core.intake.sent import Sent
from core.model import CellRef, Month, Problem, Rulebook, Severity
from core.views.problems import problem_row
from core.workbooks.next_month.form import NewForm, Place, place_of
from core.workbooks.next_month.leaf import Leaf

#: Comments are written on so many cells of a problem, and on so many of a sheet; every cell gets its colour.
OF_A_PROBLEM, OF_A_SHEET = 50, 1000
COMMENT, BODY = N_("{severity}: {body}"), N_("found {found}; expected {expected}. {remedy}")
SPAN = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
ROWS = re.compile(r"(\d+):(\d+)")
#: Details of a problem that name cells, rows or a column of its sheet.
CELLS, ROW_NUMBERS, COLUMNS = ("first", "cells", "used"), ("first_row", "row"), ("used",)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell is coloured for, and what its comment says."""

    severity: Severity
    lines: tuple[str, ...]


@dataclass
class Marks:
    """Marks by sheet key and place (rows from 1 with the header, columns from 1), and the rest in sentences."""

    cells: dict[str, dict[Place, Mark]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def add(self, key: str, place: Place, severity: Severity, line: str, *, told: bool) -> None:
        """One problem more on a cell."""
        of_sheet = self.cells.setdefault(key, {})
        was = of_sheet.get(place)
        lines = was.lines if was else ()
        if told and line not in lines:
            lines = (*lines, line)
        worst = was.severity if was and was.severity is Severity.ERROR else severity
        of_sheet[place] = Mark(worst, lines)


@dataclass(frozen=True)
class Moves:
    """Where old cells went: by the old title of a sheet."""

    sent: Sent
    form: NewForm
    leaves: Mapping[str, Leaf]

    def key(self, title: str) -> str | None:
        """The key of the sheet of that title; None where it is not carried."""
        if title == self.sent.form.grid.name:
            return self.sent.form.sheet.key
        return next((key for key, table in self.sent.tables.items() if table.grid.name == title), None)

    def title(self, key: str, language: str) -> str:
        """The new title of a sheet."""
        sheet = self.sent.form.sheet if key == self.sent.form.sheet.key else self.leaves[key].sheet
        return sheet.label.in_(language)

    def place(self, key: str, row: int, column: int) -> Place | None:
        """The new place (from 1) of an old cell (from 0)."""
        if key == self.sent.form.sheet.key:
            return self.form.moved.get((row, column))
        found = self.leaves[key].where(row, column)
        return None if found is None else (found[0] + 2, found[1] + 1)

    def address(self, key: str, old: str) -> str:
        """The new address of an old cell; as it was where it has none."""
        place = self.place(key, *place_of(old))
        return old if place is None else f"{letters(place[1] - 1)}{place[0]}"

    def row(self, key: str, old: int) -> int:
        """The new number of an old row, both from 1."""
        if key == self.sent.form.sheet.key:
            return next((new[0] for (row, _), new in self.form.moved.items() if row == old - 1), old)
        return self.leaves[key].new_row.get(old - 1, old - 2) + 2


def marks_of(problems: tuple[Problem, ...], moves: Moves, rulebook: Rulebook, say: Words) -> Marks:
    """Every problem, on its cells where it has any in the new workbook."""
    marks = Marks()
    for problem in problems:
        key = moves.key(problem.sheet) if problem.sheet else None
        places = list(_places(problem, key, moves)) if key else []
        moved = _moved(problem, key, places, moves, say.language) if key else problem
        row = problem_row(moved, rulebook, say.language)
        if key is None or not places:
            marks.sentences.append(row.sentence)
            continue
        body = say(BODY).format(found=row.found, expected=row.expected, remedy=row.remedy)
        line = say(COMMENT).format(severity=row.severity_label, body=body)
        for number, place in enumerate(places):
            told = number < OF_A_PROBLEM and len(marks.cells.get(key, ())) < OF_A_SHEET
            marks.add(key, place, problem.severity, line, told=told)
    return marks


def _places(problem: Problem, key: str, moves: Moves) -> Iterator[Place]:
    """The new cells that a problem is about."""
    month = problem.details.get("month")
    if problem.code == "month_without_row" and isinstance(month, Month):
        months = moves.leaves[key].months.items()
        yield from ((row + 2, 1) for row, index in months if index == month.index)
        return
    if problem.cell is None:
        return
    for row, column in _old_cells(problem, key, moves):
        place = moves.place(key, row, column)
        if place is not None:
            yield place


def _old_cells(problem: Problem, key: str, moves: Moves) -> Iterator[Place]:
    """The old cells of a problem, from 0; of a range those that gave rise to it."""
    cell = problem.cell or ""
    if (match := ROWS.fullmatch(cell)) is not None:
        table = moves.sent.tables.get(key)
        hidden = sorted(table.grid.hidden) if table else ()
        yield from ((row, 0) for row in hidden if int(match[1]) - 1 <= row < int(match[2]))
        return
    match = SPAN.fullmatch(cell)
    if match is None:
        return
    top, left = place_of(match[1] + match[2])
    bottom, right = (top, left) if match[3] is None else place_of(match[3] + match[4])
    for column in range(left, right + 1):
        yield from ((row, column) for row in _doubted(problem, key, moves, column, top, bottom))


def _doubted(problem: Problem, key: str, moves: Moves, column: int, top: int, bottom: int) -> list[int]:
    """The rows of a stretch of a column whose cell has that very doubt; all of them where that is not told."""
    table = moves.sent.tables.get(key)
    read = next((read for read in table.columns.values() if read.index == column), None) if table else None
    if read is None or top == bottom:
        return list(range(top, bottom + 1))
    of_code = [code for code, doubts in read.doubts.items() if any(doubt.code == problem.code for doubt in doubts)]
    if not of_code:
        return list(range(top, bottom + 1))
    chosen = np.zeros(len(read.cells.values), dtype=bool)
    chosen[of_code] = True
    return [top + int(row) for row in np.flatnonzero(chosen[read.cells.codes[top : bottom + 1]])]


def _moved(problem: Problem, key: str, places: list[Place], moves: Moves, language: str) -> Problem:
    """The problem with its place, and the places that it names, as they are in the new workbook."""
    cell = f"{letters(places[0][1] - 1)}{places[0][0]}" if places else None
    details = {name: _detail(name, value, key, moves) for name, value in problem.details.items()}
    return replace(problem, sheet=moves.title(key, language), cell=cell, details=details)


def _detail(name: str, value: Any, key: str, moves: Moves) -> Any:
    if name in CELLS and isinstance(value, tuple):
        return tuple(_detail(name, each, key, moves) for each in value)
    if name in CELLS and isinstance(value, str) and SPAN.fullmatch(value):
        return moves.address(key, value)
    if name in COLUMNS and isinstance(value, str) and value.isalpha() and value.isupper() and key in moves.leaves:
        new = moves.leaves[key].new_column.get(place_of(value + "1")[1])
        return value if new is None else letters(new)
    if name in ROW_NUMBERS and isinstance(value, int):
        return moves.row(key, value)
    return _range(value, moves) if name == "range" else value


def _range(told: str, moves: Moves) -> str:
    """A range with its sheet, such as 接入主体台账!A2:A171, as it is in the new workbook."""
    for key, leaf in moves.leaves.items():
        start = str(CellRef(leaf.sent.grid.name, "")) if leaf.sent is not None else ""
        if start and told.startswith(start):
            cells = ":".join(moves.address(key, end) for end in told.removeprefix(start).split(":"))
            return str(CellRef(leaf.title, cells))
    return told
