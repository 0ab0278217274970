"""A workbook's cells kept as they were fetched: to be read again when the sender answers, and to be shown."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.intake.grid import Grid, shown
from core.intake.limits import Limits
from core.intake.reader.letters import letters
from core.intake.spawn import Fetched, frame, unpacked
from core.intake.told import box

#: Of a cell's neighbours, so many rows and columns on each side are shown; of a range, so many rows.
AROUND, TALL = 2, 3
#: Quick rather than tight: the cells come to about the size of the file.
EFFORT = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """The cells, packed."""

    packed: bytes

    @property
    def fetched(self) -> Fetched:
        """The cells."""
        return unpacked(zlib.decompress(self.packed))


@dataclass(frozen=True, slots=True)
class Picture:
    """A cell among its neighbours, all as text: `rows` as the sheet numbers them, the header's first where it is known.

    `marked_rows` and `marked_letters` are those of the cells that are meant; `far_letters` are columns
    that a narrow screen can do without.
    """

    letters: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    header: int | None
    marked_rows: frozenset[int]
    marked_letters: frozenset[str]
    far_letters: frozenset[str]


def opened(raw: bytes, limits: Limits) -> Opened:
    """The workbook's cells; RefusedWorkbook where they cannot be had."""
    cells = frame(raw, limits)
    unpacked(cells)
    return Opened(zlib.compress(cells, EFFORT))


def pictures(
    book: Opened, places: Iterable[tuple[str, str]], headers: Mapping[str, int]
) -> dict[tuple[str, str], Picture]:
    """A picture of each place (sheet, cells) that is on a sheet; `headers` are the header rows by sheet, from 1."""
    grids = {grid.name: grid for grid in book.fetched.grids}
    found = (
        (place, _picture(grids[place[0]], place[1], headers.get(place[0]))) for place in places if place[0] in grids
    )
    return {place: picture for place, picture in found if picture is not None}


def _picture(grid: Grid, cell: str, header: int | None) -> Picture | None:
    area = _area(cell, grid)
    if area is None:
        return None
    top, left, bottom, right = area
    last = min(bottom, top + TALL - 1)
    rows = [row for row in range(max(0, top - AROUND), last + AROUND + 1) if row < max(grid.height, bottom + 1)]
    if header is not None and header - 1 < rows[0]:
        rows.insert(0, header - 1)
    columns = list(_columns(grid, left, right))
    return Picture(
        tuple(letters(column) for column in columns),
        tuple(row + 1 for row in rows),
        tuple(tuple(shown(grid.at(row, column)) for column in columns) for row in rows),
        header,
        frozenset(row + 1 for row in range(top, last + 1)),
        frozenset(letters(column) for column in columns if left <= column <= right),
        frozenset(letters(column) for column in columns if column and not left - 1 <= column <= right + 1),
    )


def _columns(grid: Grid, left: int, right: int) -> Iterator[int]:
    """The column that names the row, where it is further left, and the neighbours of those that are meant."""
    first, last = max(0, left - AROUND), min(right + AROUND, left + 2 * AROUND + 1)
    if first > 0:
        yield 0
    yield from range(first, min(last, max(len(grid.columns) - 1, right)) + 1)


def _area(cell: str, grid: Grid) -> tuple[int, int, int, int] | None:
    """The cells of an address, of whole rows or of whole columns; None for what is none."""
    first, _, last = cell.partition(":")
    if first.isdecimal() and (last or first).isdecimal():
        return int(first) - 1, 0, int(last or first) - 1, len(grid.columns) - 1
    if first.isalpha() and first.isascii() and (last or first).isalpha():
        area = box(f"{first}1:{last or first}1")
        return None if area is None else (0, area[1], 0, area[3])
    return box(cell)
