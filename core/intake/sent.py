"""A workbook's cells as its sender typed them, beside what they came to: for an export that hands them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np

from core.intake.choices import NO_CHOICES, Choices, Given, key
from core.intake.columns import Mask, ReadColumn
from core.intake.form import read_form, volume_measure
from core.intake.grid import Grid
from core.intake.header_units import Heading, header_units
from core.intake.layout import Layout, find_layout
from core.intake.measures import Measure, own_measure
from core.intake.plan import KEYS
from core.intake.sheets import match_sheets
from core.intake.tables import header_factor, read_table
from core.intake.workbook import interpret
from core.model import Answer, Column, Entry, Problem, Rulebook, Sheet, Submission

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class SentForm:
    """基本信息: its grid, an entry a key, what was found odd in it, and the row and column of each content (from 0)."""

    grid: Grid
    sheet: Sheet
    entries: Mapping[str, Entry[Any]]
    problems: tuple[Problem, ...]
    volume: Measure | None
    items: Mapping[str, tuple[int, int]]

    def factor(self, column: Column, label: str) -> Decimal:
        """What the item's number is multiplied by because its label names another unit than ours."""
        return unit_factor(column, Heading(0, label), self.volume)


@dataclass(frozen=True, slots=True)
class SentTable:
    """A sheet with a header row: its grid, its columns as read, and which grid rows are records.

    `header_row` is −1, and nothing is a record, where no header was found.  `factors`: what the
    numbers of a column are multiplied by because its header names another unit than ours.
    `told`: the codes of values, by column key, that are read as the sender said.
    """

    grid: Grid
    sheet: Sheet
    header_row: int
    columns: Mapping[str, ReadColumn]
    factors: Mapping[str, Decimal]
    records: Mask
    told: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Sent:
    """The whole workbook: as typed, as sheets with their cells, and the titles of sheets that are not ours."""

    submission: Submission
    form: SentForm
    tables: Mapping[str, SentTable]
    strangers: tuple[str, ...]


def as_sent(grids: Sequence[Grid], rulebook: Rulebook, answers: Sequence[Answer] = ()) -> Sent:
    """The sheets that are recognised, cell by cell; RefusedWorkbook where the workbook cannot be judged."""
    submission = interpret(grids, rulebook, answers)
    choices = Choices(
        {key(each.problem, submission.layout): Given(each.answer, each.offer) for each in submission.answered}
    )
    sheets = rulebook.sheets
    matched, _ = match_sheets(grids, sheets, choices)
    form_sheet = next(sheet for sheet in sheets.values() if sheet.role == "form")
    entries, items, _labels, problems = read_form(matched[form_sheet.key], form_sheet, choices)
    places = {key: (row - 1, column) for key, (row, column) in items.items()}
    form = SentForm(matched[form_sheet.key], form_sheet, entries, tuple(problems), volume_measure(entries), places)
    tables = {
        name: sent_table(matched[name], sheet, form.volume, choices)
        for name, sheet in sheets.items()
        if name in matched and sheet.role not in ("guide", "form")
    }
    known = {grid.name for grid in matched.values()} | set(_guides(grids, sheets))
    strangers = tuple(grid.name for grid in grids if grid.name not in known)
    return Sent(submission, form, MappingProxyType(tables), strangers)


def _guides(grids: Sequence[Grid], sheets: Mapping[str, Sheet]) -> list[str]:
    """Titles of sheets that hold the template's own guide."""
    guides = {key: sheet for key, sheet in sheets.items() if sheet.role == "guide"}
    labels = {text for sheet in guides.values() for text in (*sheet.label.every, *sheet.synonyms)}
    return [grid.name for grid in grids if grid.name.strip() in labels]


def sent_table(grid: Grid, sheet: Sheet, volume: Measure | None, choices: Choices = NO_CHOICES) -> SentTable:
    """A sheet with a header row, every cell kept; `volume` is the unit of columns without one of their own."""
    table, _ = read_table(grid, sheet, volume, KEYS if sheet.role == "plan" else (), choices)
    if table is None:
        return SentTable(grid, sheet, -1, {}, {}, np.zeros(grid.height, dtype=bool), {})
    records = np.zeros(table.grid.height, dtype=bool)
    records[table.rows] = True
    layout, _ = find_layout(grid, sheet.columns, choices)
    factors = _factors(layout, sheet, volume) if layout else {}
    answered = {
        name: frozenset(range(len(grid.columns[read.index].values), len(read.cells.values)))
        for name, read in table.columns.items()
    }
    return SentTable(table.grid, sheet, table.header_row, table.columns, factors, records, answered)


def _factors(layout: Layout, sheet: Sheet, volume: Measure | None) -> dict[str, Decimal]:
    return {
        key: unit_factor(sheet.column(key), place, volume)
        for key, place in layout.places.items()
        if sheet.column(key).type in ("count", "number") and sheet.role != "plan"
    }


def unit_factor(column: Column, place: Heading, volume: Measure | None) -> Decimal:
    """What numbers under this header are multiplied by to be in the column's own unit."""
    return header_factor(header_units(place), own_measure(column, volume), column)[0]
