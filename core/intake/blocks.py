"""What else stands on a sheet beside its table: its header again, another table below it, columns nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.intake.grid import Cells, Grid, shown
from core.intake.layout import header_words
from core.intake.problems import MOST_PLACES, of_sheet
from core.intake.words import bare, is_blank
from core.model import Column, Problem

Mask = NDArray[np.bool_]
#: So many headers in one row make it a row of headers.
HEADERS = 2
#: A header may have a row above it that groups its columns, and rows of units and numbers below it.
HEADER_ROWS_APART = 2
CLOSING = (")", "]", "】")


def without_headers(grid: Grid, header_row: int, used: Mask, columns: Sequence[Column]) -> tuple[Mask, list[Problem]]:
    """The records without rows that repeat the header, and without what stands below another table's header."""
    again = _again(grid, header_row) & used
    kept, problems = used & ~again, []
    filled = _filled(grid)
    for row in np.flatnonzero(again).tolist()[:MOST_PLACES]:
        titled = _titled(row, kept, filled)
        cell = grid.place(titled, _filled_in(grid, titled)[0], row, _filled_in(grid, row)[-1])
        found = shown(_first(grid, row))
        problems.append(of_sheet("header_again", cell, found=found))
    other = _other_table(grid, kept, filled, columns)
    if other is not None:
        last_row = int(np.flatnonzero(kept)[-1])
        titled = _titled(other, kept, filled)
        kept[other:] = False
        cell = grid.place(titled, _filled_in(grid, titled)[0], last_row, len(grid.columns) - 1)
        found = shown(_first(grid, other))
        problems.append(of_sheet("table_below", cell, found=found))
    return kept, problems


def _filled(grid: Grid) -> NDArray[np.int32]:
    """How many cells of each row hold something."""
    filled = np.zeros(grid.height, dtype=np.int32)
    for cells in grid.columns:
        filled += cells.codes != cells.nothing
    return filled


def _titled(row: int, kept: Mask, filled: NDArray[np.int32]) -> int:
    """The first of the single texts right above a header, which are its title and no records; the header without one."""
    first = row
    while first > 0 and kept[first - 1] and filled[first - 1] == 1:
        first -= 1
        kept[first] = False
    return first


def _again(grid: Grid, header_row: int) -> Mask:
    """Rows in which half of the texts or more of a row of the header stand again where they stand there."""
    again = np.zeros(grid.height, dtype=bool)
    for head in range(max(0, header_row - HEADER_ROWS_APART), header_row + 1):
        count, headers = np.zeros(grid.height, dtype=np.int32), 0
        for cells in grid.columns:
            code = int(cells.codes[head])
            text = cells.values[code]
            if isinstance(text, str) and not is_blank(text):
                headers += 1
                count += cells.codes == code
        again |= (count >= HEADERS) & (2 * count >= headers)
    again[: header_row + 1] = False
    return np.asarray(again)


def _other_table(grid: Grid, used: Mask, filled: NDArray[np.int32], columns: Sequence[Column]) -> int | None:
    """The first record of which two cells in three hold headers of this sheet: a table of its own begins there."""
    known = header_words(columns)
    count = np.zeros(grid.height, dtype=np.int32)
    for cells in grid.columns:
        says = _headers(cells.words, known) if str in cells.kinds else []
        if says:
            said = np.zeros(len(cells.words), dtype=bool)
            said[says] = True
            count += said[cells.codes]
    rows = np.flatnonzero(used & (count >= HEADERS) & (3 * count >= 2 * filled))
    return int(rows[0]) if len(rows) else None


def _headers(words: Sequence[str], known: Collection[str]) -> list[int]:
    """Which words head a column of this sheet, with or without a unit in brackets."""
    return [
        code for code, said in enumerate(words) if said in known or (said.endswith(CLOSING) and bare(said) in known)
    ]


def _filled_in(grid: Grid, row: int) -> list[int]:
    """The columns in which a row holds something."""
    return [index for index in range(len(grid.columns)) if grid.at(row, index) != ""]


def _first(grid: Grid, row: int) -> object:
    return next((raw for raw in grid.row(row) if raw != ""), "")


def shortened(grid: Grid, indices: Collection[int], most: int) -> tuple[Grid, list[Problem]]:
    """The first rows of a sheet that cannot have many, and an error where its columns hold something below them."""
    if grid.height <= most:
        return grid, []
    below = np.zeros(grid.height - most, dtype=bool)
    for index in indices:
        cells = grid.columns[index]
        below |= cells.codes[most:] != cells.nothing
    rows = np.flatnonzero(below) + most + 1
    right = len(grid.columns) - 1
    cell = grid.place(int(rows[0]) - 1, 0, int(rows[-1]) - 1, right) if len(rows) else grid.whole
    problem = of_sheet("too_many_rows", cell, count=most)
    columns = tuple(_top(cells, most) for cells in grid.columns)
    return replace(grid, height=most, columns=columns), [problem] if len(rows) else []


def _top(cells: Cells, most: int) -> Cells:
    codes, inverse = np.unique(cells.codes[:most], return_inverse=True)
    return Cells([cells.values[code] for code in codes.tolist()], inverse)


def not_found(
    grid: Grid, header_row: int, wanted: Sequence[Column], placed: Mapping[str, int], known: Sequence[Problem]
) -> list[Problem]:
    """A question where a sheet that has most of the wanted columns lacks some of them.

    `placed`: the index of each column that was found; `known`: what is said of the sheet already.
    """
    asked = [label for problem in known for label in problem.details.get("candidates", ())]
    asked += [problem.details.get("column") for problem in known if problem.code == "header_twice"]
    missing = [column for column in wanted if column.key not in placed and column.label not in asked]
    if not missing or 2 * len(missing) > len(wanted):
        return []
    strangers = [
        index
        for index, cells in enumerate(grid.columns)
        if index not in placed.values() and len(set(cells.codes[header_row + 1 :].tolist()) - {cells.nothing})
    ]
    missing = [column for column in missing if strangers or column.key != "credit_code"]
    if not missing:
        return []
    across = strangers if len(strangers) == 1 else _filled_in(grid, header_row)
    cell = grid.place(header_row, across[0], None, across[-1])
    found = shown(grid.at(header_row, strangers[0])) if len(strangers) == 1 else ""
    labels = tuple(column.label for column in missing)
    return [of_sheet("columns_not_found", cell, found=found, columns=labels)]
