"""Problems of the old workbook → marks on cells of the new one, and sentences for what has no cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core.i18n import N_, Words
from core.intake.sent import Sent
from core.model import Month, Place, Problem, Rulebook, Severity
from core.printers.problems import ProblemPrinter
from core.workbooks.next_month.form import Cell, NewForm
from core.workbooks.next_month.table import NewTable

#: Comments are written on so many cells of a problem, and on so many of a sheet; every cell gets its colour.
OF_A_PROBLEM, OF_A_SHEET = 50, 1000
COMMENT, BODY = N_("{severity}: {body}"), N_("found {found}; expected {expected}. {remedy}")
#: Details of a problem that number rows of its sheet.
ROW_NUMBERS = ("first_row", "row")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell is coloured for, and what its comment says."""

    severity: Severity
    lines: tuple[str, ...]


@dataclass
class Marks:
    """Marks by sheet key and place (rows from 1 with the header, columns from 1), and the rest in sentences."""

    cells: dict[str, dict[Cell, Mark]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def add(self, key: str, place: Cell, severity: Severity, line: str, *, comment: bool) -> None:
        """Add a problem to a cell; `comment`: with its sentence, not the colour alone."""
        of_sheet = self.cells.setdefault(key, {})
        was = of_sheet.get(place)
        lines = was.lines if was else ()
        if comment and line not in lines:
            lines = (*lines, line)
        worst = was.severity if was and was.severity is Severity.ERROR else severity
        of_sheet[place] = Mark(worst, lines)


@dataclass(frozen=True)
class Moves:
    """Where old cells went: by the old title of a sheet."""

    sent: Sent
    form: NewForm
    tables: Mapping[str, NewTable]
    language: str

    def key(self, title: str) -> str | None:
        """The key of the sheet of that title; None where it is left out."""
        if title == self.sent.form.grid.name:
            return self.sent.form.sheet.key
        return next((key for key, table in self.sent.tables.items() if table.grid.name == title), None)

    def title(self, key: str, language: str) -> str:
        """The new title of a sheet."""
        sheet = self.sent.form.sheet if key == self.sent.form.sheet.key else self.tables[key].sheet
        return sheet.label.in_(language)

    def place(self, key: str, row: int, column: int) -> Cell | None:
        """The new place (from 1) of an old cell (from 0)."""
        if key == self.sent.form.sheet.key:
            return self.form.moved.get((row, column))
        found = self.tables[key].where(row, column)
        return None if found is None else (found[0] + 2, found[1] + 1)

    def moved(self, place: Place) -> Place:
        """The same cells in the new workbook; as they were where they have no place there."""
        at = self.sent.submission.layout.located(place)
        key = self.key(at.sheet)
        if key is None or not isinstance(at.column, int):
            return at
        if at.rows is None:
            column = self.tables[key].new_column.get(at.column, at.column) if key in self.tables else at.column
            return Place(self.title(key, self.language), column, None, None, ours=False)
        right = at.through if isinstance(at.through, int) else at.column
        first, last = self.place(key, at.rows[0] - 1, at.column), self.place(key, at.rows[1] - 1, right)
        if first is None or last is None:
            return at
        through = None if first[1] == last[1] else last[1] - 1
        return Place(self.title(key, self.language), first[1] - 1, (first[0], last[0]), through, ours=False)

    def row(self, key: str, old: int) -> int:
        """The new number of an old row, both from 1."""
        if key == self.sent.form.sheet.key:
            return next((new[0] for (row, _), new in self.form.moved.items() if row == old - 1), old)
        return self.tables[key].new_row.get(old - 1, old - 2) + 2


def marks_of(problems: tuple[Problem, ...], moves: Moves, rulebook: Rulebook, say: Words) -> Marks:
    """Every problem, on its cells where it has any in the new workbook."""
    marks, printer = Marks(), ProblemPrinter(rulebook, say.language, moves.sent.submission.layout)
    for problem in problems:
        at = None if problem.place is None else moves.sent.submission.layout.located(problem.place)
        key = None if at is None else moves.key(at.sheet)
        places = [] if key is None or at is None else list(_places(problem, at, key, moves))
        moved = problem if key is None else _moved(problem, key, places, moves)
        row = printer.row(moved)
        if key is None or not places:
            marks.sentences.append(row.sentence)
            continue
        body = say(BODY).format(found=row.found, expected=row.expected, remedy=row.remedy)
        line = say(COMMENT).format(severity=row.severity_label, body=body)
        for number, place in enumerate(places):
            comment = number < OF_A_PROBLEM and len(marks.cells.get(key, ())) < OF_A_SHEET
            marks.add(key, place, row.severity, line, comment=comment)
    return marks


def _places(problem: Problem, at: Place, key: str, moves: Moves) -> Iterator[Cell]:
    """The new cells that a problem is about."""
    month = problem.details.get("month")
    if problem.code == "month_without_row" and isinstance(month, Month):
        months = moves.tables[key].months.items()
        yield from ((row + 2, 1) for row, index in months if index == month.index)
        return
    for row, column in _old_cells(problem, at, key, moves):
        place = moves.place(key, row, column)
        if place is not None:
            yield place


def _old_cells(problem: Problem, at: Place, key: str, moves: Moves) -> Iterator[Cell]:
    """The old cells of a problem, from 0; of a range those that gave rise to it."""
    if at.rows is None or not isinstance(at.column, int):
        return
    right = at.through if isinstance(at.through, int) else at.column
    for column in range(at.column, right + 1):
        yield from ((row, column) for row in _doubted(problem, key, moves, column, at.rows[0] - 1, at.rows[1] - 1))


def _doubted(problem: Problem, key: str, moves: Moves, column: int, top: int, bottom: int) -> list[int]:
    """The rows of a stretch of a column whose cell has that very doubt; all of them where the cells do not say."""
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


def _moved(problem: Problem, key: str, cells: list[Cell], moves: Moves) -> Problem:
    """The problem with its place, and the places that it names, as they are in the new workbook."""
    place = Place(moves.title(key, moves.language), ours=False)
    if cells:
        place = replace(place, column=cells[0][1] - 1, rows=(cells[0][0], cells[0][0]))
    details = {name: _detail(name, value, key, moves) for name, value in problem.details.items()}
    return replace(problem, place=place, details=details)


def _detail(name: str, value: Any, key: str, moves: Moves) -> Any:
    match value:
        case tuple():
            return tuple(_detail(name, each, key, moves) for each in value)
        case Place():
            return moves.moved(value)
        case int() if name in ROW_NUMBERS:
            return moves.row(key, value)
    return value
