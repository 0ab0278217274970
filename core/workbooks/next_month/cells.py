"""Rows of a new sheet; each distinct value of a column is written once, so that 200,000 rows go quickly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from core.intake.grid import BLANK, Cells
from core.model import Severity
from core.printers.sheet.sheet import Run
from core.printers.sheet.xml import Cell
from core.workbooks.next_month.marks import Mark
from core.workbooks.next_month.table import NewTable
from core.workbooks.template import grid, look
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import LEDGERS, Order
from core.workbooks.template.page import Page

MARKED = {
    Severity.ERROR: look.ERROR,
    Severity.QUESTION: look.QUESTION,
    Severity.WARNING: look.QUESTION,
    None: look.WAITING,
}


def own_width(header: str, cells: Cells) -> float:
    """The width of a column of the sender's own: by what it holds, within reason."""
    texts = [raw for raw in cells.values if isinstance(raw, str)]
    longest = max((look.units(line) for text in (header, *texts) for line in text.split("\n")), default=0.0)
    return min(max(longest + 3, look.OWN_WIDTH / 2), look.OWN_WIDTH * 2)


def write_rows(order: Order, page: Page, table: NewTable, marks: Mapping[tuple[int, int], Mark], waiting: int) -> None:
    """The rows below the header: what few cells a column has, those that are marked, and rows that look different."""
    apart = set(table.template) if table.sheet.role == "plan" else {waiting} - {-1}
    grounds: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (row, column), mark in marks.items():
        if row > 1:
            grounds[column - 1, MARKED[mark.severity]].append(row - 2)
    for index, cells in enumerate(table.cells):
        shown = _look(order, table, index, waiting)
        gaps = table.sheet.role in LEDGERS
        few: list[Cell | None] = [*page.pages.cells(cells.values, shown)]
        if gaps:
            few = [None if raw == BLANK else cell for raw, cell in zip(cells.values, few, strict=True)]
        codes = np.array(cells.codes, dtype=np.int64)
        for row in apart:
            page.put(row + 2, index + 1, table.at(row, index), _look(order, table, index, waiting, row))
        for ground in dict.fromkeys(MARKED.values()):
            rows = grounds.get((index, ground), [])
            used, which = np.unique(cells.codes[rows], return_inverse=True)
            codes[rows] = len(few) + which
            few += page.pages.cells([cells.values[code] for code in used], replace(shown, background=ground))
            for row in apart.intersection(rows):
                page.restyle((row + 2, index + 1), background=ground)
        page.sheet.runs.append(Run(1, index, few, codes))  # what is put at one of them stands in its place
    for row, height in _heights(table).items():
        page.height(row + 2, height)


def _look(order: Order, table: NewTable, index: int, waiting: int, row: int | None = None) -> CellStyle:
    column, sheet = table.headings[index].column, table.sheet
    if column is None:
        return CellStyle(look.PAPER, locked=False)
    template = table.template.get(row) if row is not None else None
    formats: Mapping[str, str] = template.formats if template else {}
    if sheet.role == "plan" and column.key in ("first_year", "end") and not formats:
        formats = {column.key: "General"}
    style = grid.style_of(order, sheet, column, formats)
    waits = row is not None and row == waiting and not order.supplied(column)
    return replace(style, background=look.WAITING) if waits else style


def _heights(table: NewTable) -> dict[int, float]:
    """Rows of criteria are as high as what they say."""
    if table.sheet.role not in ("plan", "claims"):
        return {}
    widths = [
        look.width(heading.column, heading.text) if heading.column else own_width(heading.text, cells)
        for heading, cells in zip(table.headings, table.cells, strict=True)
    ]
    heights = {}
    for row in range(table.height):
        raws = [table.at(row, index) for index in range(len(widths))]
        texts = [raw if isinstance(raw, str) else "" for raw in raws]
        heights[row] = min(look.height(list(zip(texts, widths, strict=True)), least=24), look.TALLEST)
    return heights
