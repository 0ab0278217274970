"""Problems of the old workbook → marks on cells of the new one; the guide says the rest, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from core.compiled import tables
from core.i18n import Words
from core.intake import ReadWorkbook
from core.intake.grid import shown
from core.intake.tables import ReadTable
from core.intake.words import word
from core.model import Month, Place, Problem, Rulebook, Severity
from core.printers.numbers import month_text
from core.printers.problems import ProblemPrinter
from core.printers.text import listed
from core.workbooks.next_month.form import CONTENT, Cell, NewForm
from core.workbooks.next_month.table import NewTable
from core.workbooks.next_month.values import filled, writable

#: Comments are written on so many cells of a problem, and on so many of a sheet; every cell gets its colour.
OF_A_PROBLEM, OF_A_SHEET = 50, 1000
#: Details of a problem that number rows of its sheet.
ROW_NUMBERS = ("first_row", "row")
#: So many problems are written out; the others are counted.
MOST = 40

TEXTS: dict[str, str] = tables(Path(__file__).with_suffix(".toml"))


class Mark(Struct, frozen=True):
    """What a cell is coloured for (None: it waits to be filled in), and what its comment says."""

    severity: Severity | None
    lines: tuple[str, ...]


class Marks(Struct, frozen=True):
    """Marks by sheet key and place (rows from 1 with the header, columns from 1), and the rest in sentences."""

    cells: dict[str, dict[Cell, Mark]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)


def marks_of(
    problems: Iterable[Problem],
    sent: ReadWorkbook,
    form: NewForm,
    tables: Mapping[str, NewTable],
    rulebook: Rulebook,
    say: Words,
) -> Marks:
    """Every problem, on its cells where it has any in the new workbook."""
    marks, moves = Marks(), _Moves(sent, form, tables, say.language)
    printer = ProblemPrinter(say.language, rulebook, sent.submission.layout)
    for problem in problems:
        at = None if problem.place is None else sent.submission.layout.located(problem.place)
        key = None if at is None else moves.keys.get(at.sheet)
        places = [] if key is None or at is None else list(moves.places(problem, at, key))
        row = printer.row(problem if key is None else moves.problem(problem, key, places))
        if problem.code == "total_row" and key in tables and not places:
            continue  # the row was left out
        if key is None or not places:
            marks.sentences.append(row.sentence)
            continue
        body = say(TEXTS["body"]).format(found=row.found, expected=row.expected, remedy=row.remedy)
        line = say(TEXTS["comment"]).format(severity=row.severity_label, body=body)
        of_sheet = marks.cells.setdefault(key, {})
        for number, place in enumerate(places):
            was = of_sheet.get(place, Mark(row.severity, ()))
            commented = number < OF_A_PROBLEM and len(of_sheet) < OF_A_SHEET and line not in was.lines
            worst = was.severity if was.severity is Severity.ERROR else row.severity
            of_sheet[place] = Mark(worst, (*was.lines, line) if commented else was.lines)
    return marks


def mark_what_dates(
    marks: Marks, form: NewForm, tables: Mapping[str, NewTable], upto: Month, following: Month, say: Words
) -> None:
    """Mark figures that grow from month to month, and reviews, as being of `upto`; and what the row that waits has already."""
    months = {"month": month_text(upto, say.language), "following": month_text(following, say.language)}

    def mark(key: str, place: Cell, severity: Severity | None, line: str) -> None:
        of_sheet = marks.cells.setdefault(key, {})
        was = of_sheet.get(place, Mark(severity, ()))
        of_sheet[place] = replace(was, lines=(*was.lines, line))

    for row, item in enumerate(form.items, 2):
        if item.growing and filled(form.cells[row, CONTENT]):
            mark(form.key, (row, CONTENT), None, say(TEXTS["grown"]).format(**months))
    for key, table in tables.items():
        waiting = [row for row, index in table.months.items() if index == following.index]
        ahead = [at for at, column in enumerate(table.columns) if column.type != "month"]
        for place in ((row + 2, at + 1) for row in waiting for at in ahead if filled(table.at(row, at))):
            mark(key, place, Severity.QUESTION, say(TEXTS["ahead"]).format(**months))
        index = next((at for at, column in enumerate(table.columns) if column.key == "review"), None)
        if table.sheet.role != "claims" or index is None:
            continue
        reviewed = [row for row in range(table.height) if filled(table.at(row, index))]
        for row in reviewed:
            mark(key, (row + 2, index + 1), Severity.QUESTION, say(TEXTS["reviewed"]).format(**months))
        if reviewed:
            marks.sentences.append(say(TEXTS["reviews"]).format(sheet=table.title, **months))


class _Moves:
    """Where old cells went: `keys` by the old title of a sheet."""

    def __init__(self, sent: ReadWorkbook, form: NewForm, tables: Mapping[str, NewTable], language: str) -> None:
        self.sent, self.form, self.tables, self.language = sent, form, tables, language
        self.form_key = sent.form.sheet.key
        self.keys = {grid.name: key for key, grid in sent.grids.items()}

    def _sheet(self, key: str) -> Place:
        sheet = self.sent.form.sheet if key == self.form_key else self.tables[key].sheet
        return Place(sheet.label.in_(self.language), ours=False)

    def _cell(self, key: str, row: int, column: int) -> Cell | None:
        """The new place (from 1) of an old cell (from 0)."""
        if key == self.form_key:
            return self.form.moved.get((row, column))
        found = self.tables[key].where(row, column)
        return None if found is None else (found[0] + 2, found[1] + 1)

    def places(self, problem: Problem, at: Place, key: str) -> Iterator[Cell]:
        """The new cells that a problem is about; of a range those that gave rise to it."""
        month = problem.details.get("month")
        if problem.code == "month_without_row" and isinstance(month, Month):
            first = problem.details.get("first", month)
            months = range(first.index, month.index + 1)
            yield from ((row + 2, 1) for row, index in self.tables[key].months.items() if index in months)
        elif at.rows is not None and isinstance(at.column, int):
            right = at.through if isinstance(at.through, int) else at.column
            for column in range(at.column, right + 1):
                rows = (
                    {row for a, b in problem.areas for row in range(a - 1, b)} if problem.details.get("areas") else None
                )
                last = problem.details.get("last_row", at.rows[1])
                for row in self._doubted(problem, key, column, at.rows[0] - 1, last - 1):
                    if rows is not None and row not in rows:
                        continue
                    place = self._cell(key, row, column)
                    if place is not None:
                        yield place

    def _doubted(self, problem: Problem, key: str, column: int, top: int, bottom: int) -> Iterable[int]:
        """The rows of a stretch of a column whose cell has that very doubt; all of them where the cells do not say."""
        columns = self.sent.tables[key].columns.values() if key in self.sent.tables else ()
        read = next((read for read in columns if read.index == column), None)
        doubts = {} if read is None else read.doubts
        of_code = [code for code, found in doubts.items() if any(doubt.code == problem.code for doubt in found)]
        if read is None or top == bottom or not of_code:
            return range(top, bottom + 1)
        chosen = np.zeros(len(read.cells.values), dtype=bool)
        chosen[of_code] = True
        return (top + np.flatnonzero(chosen[read.cells.codes[top : bottom + 1]])).tolist()

    def problem(self, problem: Problem, key: str, cells: list[Cell]) -> Problem:
        """The problem with its place, and the places that it names, as they are in the new workbook."""
        place = self._sheet(key)
        if cells:
            place = replace(place, column=cells[0][1] - 1, rows=(cells[0][0], cells[0][0]))
        details = {name: self._detail(name, value, key) for name, value in problem.details.items()}
        return replace(problem, place=place, details=details)

    def _detail(self, name: str, value: Any, key: str) -> Any:
        match value:
            case tuple():
                return tuple(self._detail(name, each, key) for each in value)
            case Place():
                return self._moved(value)
            case int() if name in ROW_NUMBERS and key == self.form_key:
                return next((new[0] for (row, _), new in self.form.moved.items() if row == value - 1), value)
            case int() if name in ROW_NUMBERS:
                return self.tables[key].new_row.get(value - 1, value - 2) + 2
        return value

    def _moved(self, place: Place) -> Place:
        """The same cells in the new workbook; as they were where they have no place there."""
        at = self.sent.submission.layout.located(place)
        key = self.keys.get(at.sheet)
        if key is None or not isinstance(at.column, int):
            return at
        if at.rows is None:
            column = self.tables[key].new_column.get(at.column, at.column) if key in self.tables else at.column
            return replace(self._sheet(key), column=column)
        right = at.through if isinstance(at.through, int) else at.column
        first, last = self._cell(key, at.rows[0] - 1, at.column), self._cell(key, at.rows[1] - 1, right)
        if first is None or last is None:
            return at
        through = None if first[1] == last[1] else last[1] - 1
        return replace(self._sheet(key), column=first[1] - 1, rows=(first[0], last[0]), through=through)


# --- paragraphs of the new guide: what was kept, what was left out, and what to correct ------------


def remark(upto: Month | None, following: Month, language: str, say: Words) -> str:
    """The line at the top of the guide."""
    text = "first" if upto is None else "last" if following <= upto else "carried"
    month = "" if upto is None else month_text(upto, language)
    return say(TEXTS[text]).format(month=month, following=month_text(following, language))


def notes(
    sent: ReadWorkbook,
    tables: Mapping[str, NewTable],
    marks: Marks,
    aside: Sequence[str],
    rulebook: Rulebook,
    say: Words,
) -> tuple[str, ...]:
    """The paragraphs below it; `aside` are the titles of sheets of ours that were set aside."""
    language, lines = say.language, [say(TEXTS["colours"]), say(TEXTS["formulas"]), say(TEXTS["guide"])]
    if aside:
        lines.append(say(TEXTS["aside_sheets"]).format(sheets=listed(aside, language)))
    guides = [sheet for sheet in rulebook.sheets.values() if sheet.role == "guide"]
    known = {text for sheet in guides for text in (*sheet.label.every, *sheet.synonyms)}
    read = {grid.name for grid in sent.grids.values()}
    if others := [title for title in sent.submission.sheets if title not in read and title.strip() not in known]:
        lines.append(say(TEXTS["strangers"]).format(sheets=listed(others, language)))
    for table in tables.values():
        lines += _of_sheet(table, language, say)
    if marks.sentences:
        lines.append(say(TEXTS["problems"]))
        lines += [f"· {sentence}" for sentence in marks.sentences[:MOST]]
        more = len(marks.sentences) - MOST
        if more > 0:
            lines.append(say.plural("{n} more problem.", "{n} more problems.", more).format(n=more))
    return tuple(map(writable, lines))


def _of_sheet(table: NewTable, language: str, say: Words) -> Iterator[str]:
    above = list(_above(table.sent))
    if above:
        yield say(TEXTS["above"]).format(sheet=table.title, texts=listed(above, language))
    for row, texts in table.set_aside:
        yield say(TEXTS["aside"]).format(row=row + 1, sheet=table.title, texts=listed(texts, language))


def _above(table: ReadTable) -> Iterator[str]:
    """Texts above the header row that are not the sheet's own title."""
    titles = {word(text) for text in (table.grid.name, *table.sheet.label.every)}
    for row in range(max(table.header_row, 0)):
        for raw in table.grid.row(row):
            if filled(raw) and not (isinstance(raw, str) and word(raw) in titles):
                yield shown(raw)
