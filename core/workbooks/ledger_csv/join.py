"""The ledger's sheet into the user's workbook: in place of an empty one of its kind, else at the end."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from core.errors import SpliceError
from core.i18n import Language, languages
from core.intake import forget
from core.intake.grid import Grid
from core.intake.layout import find_layout
from core.intake.ledger_csv import LedgerTable, read_table, refused
from core.intake.sheets import match_sheets
from core.intake.spawn import DEFAULT_LIMITS, frame, unpacked
from core.intake.words import is_blank, word
from core.model import Rulebook
from core.workbooks.ledger_csv.sheet import blank_sheet, filled
from core.workbooks.package import WorkbookPackage, put_sheet


def is_csv(name: str) -> bool:
    """Whether a file's name says that it is a CSV."""
    return PurePath(name).suffix.lower() == ".csv"


def with_ledger(workbook: bytes, csv: bytes, name: str, rulebook: Rulebook) -> bytes:
    """The workbook with the CSV's rows as a sheet of the ledger that their headers name.

    `name` is the CSV's file name: a hint where the headers alone do not tell.  RefusedWorkbook
    where either file cannot be read, or the workbook has records of that ledger already.
    """
    try:
        return _joined(workbook, read_table(csv, name, rulebook), rulebook)
    finally:
        forget()


def _joined(workbook: bytes, table: LedgerTable, rulebook: Rulebook) -> bytes:
    grids = unpacked(frame(workbook, DEFAULT_LIMITS)).grids
    matched, _ = match_sheets(grids, rulebook.sheets)
    place = matched.get(table.sheet.key)
    if place is not None:
        _refuse_records(place, table)
    title = place.name if place is not None else _title(table, matched, rulebook)
    try:
        fill = partial(filled, table=table, from_1904=WorkbookPackage(workbook).counts_days_from_1904)
        return put_sheet(workbook, blank_sheet(title, table), fill, instead_of=place.name if place else None)
    except SpliceError:
        raise refused("csv_kept_apart", sheet=table.sheet.label) from None


def _title(table: LedgerTable, matched: dict[str, Grid], rulebook: Rulebook) -> str:
    """The ledger's label in the language of the workbook's form."""
    label = table.sheet.label
    form = next(sheet for sheet in rulebook.sheets.values() if sheet.role == "form")
    said = matched.get(form.key)
    saying = (each for each in languages() if said is not None and word(said.name) == word(form.label.in_(each)))
    return label.in_(next(saying, Language.ZH))


def _refuse_records(grid: Grid, table: LedgerTable) -> None:
    """Refuse to overwrite rows that the workbook already has."""
    layout, _ = find_layout(grid, table.sheet.columns)
    first = 0 if layout is None else layout.header_row + 1
    blank = [[isinstance(raw, str) and is_blank(raw) for raw in column.values] for column in grid.columns]
    count = sum(
        any(not blank[index][int(column.codes[row])] for index, column in enumerate(grid.columns))
        for row in range(first, grid.height)
    )
    if count:
        raise refused("csv_ledger_filled", sheet=table.sheet.label, title=grid.name, count=count)
