"""基本信息 → typed entries by key: a label in one cell, its value in the column 内容 or right of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.intake.cells import parser
from core.intake.grid import AnsweredRaw, Grid, Raw, bare, shown
from core.intake.headings import Heading, has_note, header_words, no_header
from core.intake.items import PERHAPS, RIVAL, Item, items_of, unknown_items
from core.intake.labels import readings
from core.intake.measures import Measure, is_money, own_measure
from core.intake.months import as_typed
from core.intake.number_formats import usual_amount
from core.intake.problems import BLANK, Cell, filled, of_cell, of_grid, of_sheet, question
from core.intake.rows import struck_rows
from core.intake.rules import looks_by_rules
from core.intake.words import WORDS, header, word
from core.model import Column, Entry, Month, PilotPeriod, Place, Problem, Rulebook, Sheet, State

#: In so many of the first columns of another sheet its items are looked for.
FORM_COLUMNS = 5
#: The code of a month whose year is left open.
UNCLEAR = "month_unclear"
#: Types of items that a column which only may hold answers is asked about.
CERTAIN = ("count", "number", "percent", "month", "choice")


class Form(Struct, frozen=True):
    """The form as read: an entry a key, absent ones too, the items that were found, and what was odd."""

    grid: Grid
    sheet: Sheet
    entries: Mapping[str, Entry[Any]]
    found: Mapping[str, Item]
    problems: list[Problem]

    @property
    def items(self) -> dict[str, tuple[int, int]]:
        """The row and the column of each item's content, from 0."""
        return {key: (item.row, item.value) for key, item in self.found.items()}

    @property
    def volume(self) -> Measure | None:
        """The unit that columns without one of their own are in: 开放总量计量单位."""
        return _volume(self.entries)

    def factor(self, column: Column, row: int, label: int) -> Decimal:
        """What an item's number is multiplied by because its label, or the unit beside it, names another than its own."""
        unit = self.found[column.key].unit if column.key in self.found else None
        return _unit(self.grid, row, label, unit, own_measure(column, self.volume), column)[0]


def read_form(grid: Grid, sheet: Sheet) -> Form:
    """Every column of the sheet as an item of the form."""
    columns = {column.key: column for column in sheet.columns}
    entries: dict[str, Entry[Any]] = {key: Entry.absent() for key in columns}
    by_key: dict[str, list[Item]] = {}
    for item in items_of(grid, sheet):
        by_key.setdefault(item.key, []).append(item)
    if not by_key:
        return Form(grid, sheet, entries, {}, [no_header(grid, sheet.columns)])
    missing = [column for key, column in columns.items() if key not in by_key]
    problems, meant = unknown_items(grid, missing, [item for items in by_key.values() for item in items])
    for item in meant:
        by_key.setdefault(item.key, []).append(item)
    chosen: dict[str, Item] = {}
    usual = usual_amount([[grid.at(i.row, i.value) for k in by_key if is_money(columns[k]) for i in by_key[k][:1]]])
    # The unit of the open volume says how 基期数据资源开放总量 is to be read, so it comes first.
    for key in sorted(by_key, key=lambda key: columns[key].type != "text"):
        cell, item, found = _entry(grid, columns[key], by_key[key], _volume(entries), usual)
        entries[key] = Entry(cell.state, cell.value, Place(sheet.key, key), shown(grid.at(item.row, item.value)))
        chosen[key] = item
        problems += found
    rows = np.array(sorted({item.row for item in chosen.values()}), dtype=np.int64)
    values = {item.value for item in chosen.values()}
    problems += [*struck_rows(grid, values, rows), *looks_by_rules(grid, values, rows)]
    return Form(grid, sheet, entries, chosen, problems)


def with_difference(problem: Problem, grids: Sequence[Grid], form: Form) -> list[Problem]:
    """The question of two sheets of one name with what differs, where that is the form; none where nothing does."""
    if problem.code != "sheet_twice" or problem.details["role"] != form.sheet.label or problem.place is None:
        return [problem]
    pair = problem.place.sheet, problem.details["used"]
    other = [grid for grid in grids if grid.name in pair and grid is not form.grid]
    items = [each.details["column"] for each in second_forms(other, form, blanks=True)]
    details = {**problem.details, "columns": tuple(dict.fromkeys(items)), "kind": "form"}
    return [replace(problem, details=details)] if items else []


def second_forms(grids: Sequence[Grid], form: Form, *, blanks: bool = False) -> Iterator[Problem]:
    """A question for each item that another sheet answers otherwise than the form: its answer is not used.

    With `blanks` also for items that the form leaves blank.
    """
    columns, words = {column.key: column for column in form.sheet.columns}, header_words(form.sheet.columns)
    for grid in grids:
        for index, cells in enumerate(grid.columns[:FORM_COLUMNS]):
            for code, text in enumerate(cells.texts):
                rank, key = words.get(header(text), (1, "")) if text else (1, "")
                if rank or columns[key].type not in CERTAIN:
                    continue
                row, column, entry = int(np.flatnonzero(cells.codes == code)[0]), columns[key], form.entries[key]
                cell = _cell(grid, column, Item(key, 0, row, index, index + 1), form.volume)
                known = blanks or entry.state is State.FILLED
                if cell.state is State.FILLED and known and cell.value != entry.value:
                    details = {"column": column.label, "used": form.grid.name, "other": entry.found}
                    yield of_grid("second_form", grid, row, index + 1, **details)


def _volume(entries: Mapping[str, Entry[Any]]) -> Measure | None:
    unit = entries.get("volume_unit")
    return Measure.of(unit.value) if unit is not None and isinstance(unit.value, str) else None


def _entry(
    grid: Grid, column: Column, items: list[Item], volume: Measure | None, usual: Decimal | None
) -> tuple[Cell, Item, list[Problem]]:
    """The cell of a label; of several, the one that is filled, or none where they differ."""
    read = [(item, _cell(grid, column, item, volume, usual)) for item in items]
    read = [pair for pair in read if _is_answer(grid, column, *pair)]
    filled = [pair for pair in read if pair[1].state is not State.BLANK] or read[:1]
    if all(pair[0].beside == PERHAPS for pair in filled):
        filled = read[:1]
    exact = [pair for pair in filled if pair[0].rank == min(item.rank for item, _ in filled)]
    item, cell = exact[0]
    at, found = grid.place(item.row, item.value), shown(grid.at(item.row, item.value))
    problems = [of_cell(doubt, column, at, found) for doubt in cell.doubts]
    if item.row in grid.corrections.left_out:
        cell = BLANK
    differing = [other for other, other_cell in filled if other_cell.value != cell.value]
    if not differing and item.beside:
        differing = [other for other, _ in read if not other.beside and other.row == item.row]
    if has_note(column, Heading(item.label, shown(grid.at(item.row, item.label)))):
        problems.append(of_grid("header_note", grid, item.row, item.label, column=column.label))
        if (item.row, item.label) in grid.corrections.unused:
            cell = Cell(State.UNREADABLE)
    if differing:
        details = {
            "column": column.label,
            "cells": tuple(grid.place(other.row, other.value) for other, _ in filled),
            "used": None if len(exact) > 1 else at,
            **({"kind": "columns"} if {other.row for other, _ in filled} == {differing[0].row} else {}),
            "content": " ".join(shown(grid.at(other.row, other.value)) for other, _ in filled),
        }
        code = "item_twice" if len(exact) > 1 else "item_twice_one_used"
        problems.append(of_grid(code, grid, differing[0].row, differing[0].value, **details))
        chosen = [pair for pair in filled if (pair[0].row, pair[0].value) in grid.corrections.chosen]
        if chosen:
            item, cell = chosen[0]
        elif len(exact) > 1:
            cell = Cell(State.UNREADABLE)
    return cell, item, problems


def _is_answer(grid: Grid, column: Column, item: Item, cell: Cell) -> bool:
    """Whether a cell beside an answer is one too: not one that says “as before”, nor a remark where a figure belongs."""
    if item.beside and word(shown(grid.at(item.row, item.value))) in WORDS.unchanged:
        return False
    return item.beside not in (PERHAPS, RIVAL) or (column.type in CERTAIN and cell.state is State.FILLED)


def _cell(grid: Grid, column: Column, item: Item, volume: Measure | None, usual: Decimal | None = None) -> Cell:
    own = own_measure(column, volume)
    factor, differs, beside = _unit(grid, item.row, item.label, item.unit, own, column)
    doubt = None
    if differs and column.type in ("count", "number"):
        doubt = question("unit_differs", expected_unit=own.text, header_unit=differs, kind="beside" if beside else "")
    raw = grid.at(item.row, item.value)
    cell = parser(column, own, factor, doubt, usual)(raw)
    if isinstance(raw, AnsweredRaw) and raw.code == UNCLEAR and raw.month is not None:
        return filled(raw.month, question(UNCLEAR, months=(raw.month,), kind="item"))
    return _with_year(cell, raw) if column.type == "month" and cell.state is State.UNREADABLE else cell


def _unit(
    grid: Grid, row: int, label: int, beside: int | None, own: Measure, column: Column
) -> tuple[Decimal, str, bool]:
    """What the unit of an item's label, or else the one beside it, multiplies by; one that cannot be; whether that is beside."""
    heading = Heading(label, shown(grid.at(row, label)))
    factor, differs = heading.factor(own, column)
    if beside is None:
        return factor, differs, False
    text = shown(grid.at(row, beside))
    other, never = Heading(beside, "", below=text).factor(own, column)
    if not any(Measure.of(each).named for each in heading.units):
        return other, never, True
    if differs:
        return factor, differs, False
    return factor, never or (text if other != factor else ""), True


def _with_year(cell: Cell, raw: Raw) -> Cell:
    """A month that no row around tells: read, as a question, where its label has a year (26年6月, 2025年7月起).

    So is 202606 typed in a cell with a date's format; 2025.1 is January or October.
    """
    label = as_typed(bare(raw))
    is_label = isinstance(label, str) or (isinstance(label, float) and label.is_integer())
    months = [Month(year, month) for year, month in readings(label) if year] if is_label else []
    return filled(months[0], question("month_text", understood=months[0])) if len(months) == 1 else cell


def months_offered(form: Form, pilot: PilotPeriod, reported: Collection[Month], months: int) -> list[Problem]:
    """The form's problems; a month without its year (6月) has those to offer that the other answers leave.

    The date of the figures is one of the months that are `reported`; start and end are `months` apart.
    """
    likely = {
        "as_of": [month for month in pilot.months if month in reported],
        "pilot_start": [form.entries["pilot_end"].value.plus(1 - months)]
        if form.entries["pilot_end"].value
        else [pilot.start],
        "pilot_end": [pilot.start.plus(months - 1)],
    }
    places = {form.grid.place(*form.items[key]): key for key in likely if key in form.items}
    problems = []
    for problem in form.problems:
        key = places.get(problem.place) if problem.code == "unreadable" and problem.place else None
        labels = readings(bare(form.grid.at(*form.items[key]))) if key else set()
        offered = tuple(month for month in likely[key] if (None, month.month) in labels) if key else ()
        details = {**problem.details, "months": offered, "kind": "item"}
        problems.append(replace(problem, code=UNCLEAR, details=details) if offered else problem)
    return problems


def read_pilot(form: Form, rulebook: Rulebook) -> tuple[PilotPeriod, list[Problem]]:
    """The pilot's months; what the workbook leaves blank comes from the rulebook, with a warning each."""
    problems: list[Problem] = []

    def given(key: str, default: Month) -> Month:
        entry = form.entries[key]
        if entry.state in (State.BLANK, State.ABSENT):
            label = form.sheet.column(key).label
            place = entry.ref or form.grid.whole
            problems.append(of_sheet("pilot_default", place, column=label, understood=entry.value or default))
        return entry.value or default

    start = given("pilot_start", rulebook.default_start)
    last = start.plus(rulebook.default_months - 1)
    end = given("pilot_end", last)
    if end < start:
        entry = form.entries["pilot_end"]
        place, details = entry.ref or form.grid.whole, {"start": start, "understood": last}
        problems.append(of_sheet("pilot_end_before_start", place, found=entry.found, **details))
        end = last
    return PilotPeriod(start, end), problems
