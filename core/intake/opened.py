"""A workbook's cells kept as they were fetched: to be read again when the sender answers, and to be shown."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from core.intake.grid import Grid, shown
from core.intake.spawn import Fetched, Limits, frame, unpacked
from core.model import Layout, Place

#: Of a cell's neighbours, so many rows and columns on each side are shown; of a range, so many rows and the neighbours of these.
AROUND, TALL = 2, 3
#: Quick rather than tight: the cells come to about the size of the file.
EFFORT = 1
#: So large a workbook, packed, is unpacked for each reading.
SMALL = 200_000


class Opened(Struct, frozen=True, dict=True):
    """The cells, packed."""

    packed: bytes

    @property
    def fetched(self) -> Fetched:
        """The cells; those of a small workbook stay unpacked, with what was read from each sheet."""
        return self._kept if len(self.packed) <= SMALL else self._fetched()

    @cached_property
    def _kept(self) -> Fetched:
        return self._fetched()

    def _fetched(self) -> Fetched:
        return unpacked(zlib.decompress(self.packed))


class Picture(Struct, frozen=True):
    """A cell among its neighbours, all as text: `rows` as the sheet numbers them, the header's first where it is known.

    `columns` are indices from 0.  `marked_rows` and `marked_columns` are those of the cells that are
    meant; `far_columns` are those that a narrow screen can do without.
    """

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    header: int | None
    marked_rows: frozenset[int]
    marked_columns: frozenset[int]
    far_columns: frozenset[int]


def opened(raw: bytes, limits: Limits) -> Opened:
    """The workbook's cells; RefusedWorkbook where they cannot be had."""
    cells = frame(raw, limits)
    unpacked(cells)
    return Opened(zlib.compress(cells, EFFORT))


def pictures(book: Opened, places: Iterable[Place], layout: Layout) -> dict[Place, Picture]:
    """A picture of each place that has cells on a sheet."""
    grids = {grid.name: grid for grid in book.fetched.grids}
    headers = {sheet.title: sheet.header_row for sheet in layout.sheets.values()}
    found = {}
    for place in places:
        at = layout.located(place)
        if at.sheet in grids:
            found[place] = _picture(grids[at.sheet], at, headers.get(at.sheet))
    return {place: picture for place, picture in found.items() if picture is not None}


def _picture(grid: Grid, place: Place, header: int | None) -> Picture | None:
    # Of whole columns the first cells are shown, of a whole sheet nothing.
    area = grid.area(place if place.rows or place.column is None else replace(place, rows=(1, 1)))
    if area is None:
        return None
    top, left, bottom, right = area
    last = min(bottom, top + TALL - 1)
    rows = [row for row in range(max(0, top - AROUND), last + AROUND + 1) if row < max(grid.height, bottom + 1)]
    if header is not None and header - 1 < rows[0]:
        rows.insert(0, header - 1)
    columns = tuple(_columns(grid, left, right))
    return Picture(
        columns,
        tuple(row + 1 for row in rows),
        tuple(tuple(shown(grid.at(row, column)) for column in columns) for row in rows),
        header,
        frozenset(row + 1 for row in rows if top <= row <= bottom),
        frozenset(column for column in columns if left <= column <= right),
        frozenset(column for column in columns if column and not left - 1 <= column <= right + 1),
    )


def _columns(grid: Grid, left: int, right: int) -> Iterator[int]:
    """The column that names the row, where it is further left, and the neighbours of those that are meant."""
    first, last = max(0, left - AROUND), min(right + AROUND, left + 2 * AROUND + 1)
    if first > 0:
        yield 0
    yield from range(first, min(last, max(len(grid.columns) - 1, right)) + 1)
