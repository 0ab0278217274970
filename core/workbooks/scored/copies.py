"""The sheet 规范化副本: what formulas read in place of cells that are no native numbers, dates or words.

A copy is in the same row as the original, so that the two can be laid side by side; so are columns in which one
formula says of each row of a ledger what counts need, such as whether it is live at the month's end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from core.model import Assessment, Place
from core.model.document import Value
from core.printers.addresses import fixed, quoted
from core.printers.sheet.figures import Part
from core.printers.sheet.look import BODY, HEADER, Look, height, write_value
from core.printers.sheet.page import SheetPrinter
from core.printers.sheet.paper import prepare_page
from core.printers.sheet.sheet import Sheet

#: What a copy says where the original could not be read.
UNKNOWN = "？"
#: Single cells are in the first columns from this row (as Excel counts) on, copied columns to their right; all
#: headers are in row 1, since a ledger may begin in row 2.
FIRST_ROW, CELL_VALUE, FIRST_COLUMN = 2, 2, 4
WIDTHS, WIDTH = (24, 34, 34, 3), 16
#: Where no single cell is copied, the columns at the left are empty.
NARROW = 1.5
LONGEST = 200
#: Only so many rows are printed: the sheet is there for formulas, and the footer says how many it has.
PRINTED_ROWS = 40
COLUMNS_A_PAGE = 14


class CopiedCell(NamedTuple):
    """One cell's copy: where the original is, what it says, what was understood."""

    place: Place
    found: str
    value: float | str


class OwnColumn(NamedTuple):
    """A column of ours: its header, the last row of the workbook that it fills, and what writes its cells."""

    title: Value
    until: int
    write: Callable[[Sheet, int, Look], None]


class Copies(Struct):
    """The copies of one scored workbook, gathered while its formulas are made; `title` names their sheet.

    `used` is set once a formula reads a copy in place of a cell of the sender's.
    """

    title: str
    columns: list[OwnColumn] = field(default_factory=list)
    cells: list[CopiedCell] = field(default_factory=list)
    used: bool = False
    _computed: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def next_column(self) -> int:
        return FIRST_COLUMN + len(self.columns)

    def column(self, title: Value, cells: Mapping[int, Any], first: int, last: int, *, dates: bool = False) -> str:
        """The range of a new column with these cells by row of the workbook; `dates` are numbers of days."""

        def write(sheet: Sheet, at: int, look: Look) -> None:
            style = look(num_format="yyyy-mm") if dates else look()
            for row, value in cells.items():
                here = Part(self._here(value.formula), value.value) if isinstance(value, Part) else value
                write_value(sheet, row - 1, at, here, style)

        self.columns.append(OwnColumn(title, max(cells, default=1), write))
        return fixed(self.title, self.next_column - 1, first, last)

    def numbered(self, title: Value, formula: str, first: int, values: NDArray[np.integer]) -> str:
        """The range of a new column with a number in each row from the first on, by a formula with ROW and VALUE in it."""

        def write(sheet: Sheet, at: int, look: Look) -> None:
            sheet.write_row_formulas(first - 1, at, self._here(formula), look(), values)

        last = first + len(values) - 1
        self.columns.append(OwnColumn(title, last, write))
        return fixed(self.title, self.next_column - 1, first, last)

    def computed(self, title: Value, formula: str, rows: tuple[int, int], values: NDArray[Any]) -> str:
        """The range of a column that the formula fills, made once; rows beyond those of the values are worked out when
        the file is opened.
        """
        first, last = rows

        def write(sheet: Sheet, at: int, look: Look) -> None:
            sheet.write_column_formula(first - 1, last - 1, at, self._here(formula), look(), values)

        if (formula, first) not in self._computed:
            self.columns.append(OwnColumn(title, last, write))
            self._computed[formula, first] = fixed(self.title, self.next_column - 1, first, last)
        return self._computed[formula, first]

    def cell(self, copied: CopiedCell) -> str:
        """The reference to a copied cell, made once."""
        self.used = True
        if copied not in self.cells:
            self.cells.append(copied)
        return fixed(self.title, CELL_VALUE, FIRST_ROW + self.cells.index(copied))

    def _here(self, formula: str) -> str:
        """A formula as it is on the sheet of the copies itself."""
        return formula.replace(f"{quoted(self.title)}!", "")


def write_copies(page: SheetPrinter, assessment: Assessment, copies: Copies) -> None:
    sheet, look, _ = page.sheet, page.look, page.formulas.text.words
    last = FIRST_ROW + len(copies.cells) - 2
    last = max([last, *(each.until - 1 for each in copies.columns)])
    remark = _("The first {n} of {total} rows are printed").format(n=PRINTED_ROWS, total=last)
    language = page.formulas.text.language
    prepare_page(sheet, assessment, language, landscape=True, remark=remark if last > PRINTED_ROWS else "")
    sheet.fit_to_pages(ceil(copies.next_column / COLUMNS_A_PAGE), 1)
    headers = [_("Cell"), _("What it says"), _("Our copy: what was understood")] if copies.cells else []
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width if copies.cells else NARROW, look())
    for column, text in enumerate(headers):
        write_value(sheet, 0, column, text, look(HEADER))
    for row, cell in enumerate(copies.cells, start=FIRST_ROW - 1):
        page.put(row, 0, cell.place, BODY, text_wrap=False)
        written = (cell.found[:LONGEST], *([] if cell.value == "" else [cell.value]))
        for column, value in enumerate(written, start=1):
            write_value(sheet, row, column, value, look(BODY, text_wrap=False))
    titles = [page.text(each.title) for each in copies.columns]
    if titles:
        sheet.set_column(FIRST_COLUMN, copies.next_column - 1, WIDTH, look())
    for number, (each, title) in enumerate(zip(copies.columns, titles, strict=True), start=FIRST_COLUMN):
        write_value(sheet, 0, number, title, look(HEADER))
        each.write(sheet, number, look)
    sheet.set_row(0, max(height(title, WIDTH) for title in [*headers, *titles]) + 4)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, min(last, PRINTED_ROWS), max(len(WIDTHS), copies.next_column) - 1)
