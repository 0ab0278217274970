"""A workbook's cells as its sender typed them, beside what they came to: for an export that hands them on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.intake.columns import ReadColumn
from core.intake.form import Form
from core.intake.grid import AnsweredRaw, Cells, Grid, bare
from core.intake.rows import Mask
from core.intake.tables import ReadTable
from core.intake.workbook import Reading
from core.model import Rulebook, Sheet, Submission


class SentTable(Struct, frozen=True):
    """A sheet with a header row: its grid, its columns as read, and which grid rows are records.

    `header_row` is −1, and nothing is a record, where no header was found.  `answered`: the codes of
    values, by column key, that are read as the sender answered.
    """

    grid: Grid
    sheet: Sheet
    header_row: int
    columns: Mapping[str, ReadColumn]
    records: Mask
    answered: Mapping[str, frozenset[int]]


class Sent(Struct, frozen=True):
    """The whole workbook: as typed, as sheets with their cells, and the titles of sheets that are not ours."""

    submission: Submission
    form: Form
    tables: Mapping[str, SentTable]
    strangers: tuple[str, ...]


def as_sent(reading: Reading, rulebook: Rulebook) -> Sent:
    """The sheets that were recognised, cell by cell."""
    sheets, form = rulebook.sheets, reading.form
    tables = {
        key: _table(reading.grids[key], sheet, reading.tables.get(key))
        for key, sheet in sheets.items()
        if key in reading.grids and sheet.role not in ("guide", "form")
    }
    guides = [sheet for sheet in sheets.values() if sheet.role == "guide"]
    labels = {text for sheet in guides for text in (*sheet.label.every, *sheet.synonyms)}
    known = {grid.name for grid in reading.grids.values()}
    titles = reading.submission.sheets
    return Sent(
        reading.submission,
        replace(form, grid=_bare(form.grid)),
        tables,
        tuple(title for title in titles if title not in known and title.strip() not in labels),
    )


def _table(grid: Grid, sheet: Sheet, table: ReadTable | None) -> SentTable:
    if table is None:
        return SentTable(_bare(grid), sheet, -1, {}, np.zeros(grid.height, dtype=bool), {})
    records = np.zeros(table.grid.height, dtype=bool)
    records[table.rows] = True
    grid = _bare(table.grid)
    columns = {key: replace(read, cells=grid.columns[read.index]) for key, read in table.columns.items()}
    answered = {key: _answered(read) for key, read in table.columns.items()}
    return SentTable(grid, sheet, table.header_row, columns, records, answered)


def _answered(read: ReadColumn) -> frozenset[int]:
    return frozenset(
        code
        for code, raw in enumerate(read.cells.values)
        if isinstance(raw, AnsweredRaw) and raw.code in [doubt.code for doubt in read.doubts.get(code, ())]
    )


def _bare(grid: Grid) -> Grid:
    """The grid with its cells as they are in the file."""
    if not any(AnsweredRaw in cells.kinds for cells in grid.columns):
        return grid
    return replace(grid, columns=tuple(Cells(list(map(bare, cells.values)), cells.codes) for cells in grid.columns))
