"""Where a header becomes a column: which row holds the headers, which column each means, and in what unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core.intake.grid import Grid, Raw, shown
from core.intake.headings import Claims, Heading, best_row, has_note, header_words, no_header, resembling, written_in
from core.intake.measures import Measure, is_money
from core.intake.problems import of_grid, of_sheet
from core.intake.versions import VERSIONED, below_groups, has_cells, second_level, settled, versions
from core.intake.words import WORDS, is_blank, word
from core.model import Column, Problem

#: So many numbers in order below the headers number the columns.
NUMBERED = 3
#: A unit in the lines above a table.
_ANNOUNCED = "|".join(prefix for prefix in WORDS.unit_prefixes if prefix.endswith(":"))
TITLE_UNIT = re.compile(rf"(?:{_ANNOUNCED})([^\s,;()]+)")


class Layout(Struct, frozen=True):
    """The header row (from 0; the last of two) and the place of each column by key."""

    header_row: int
    places: Mapping[str, Heading]


def find_layout(grid: Grid, columns: tuple[Column, ...]) -> tuple[Layout | None, list[Problem]]:
    """The header within the first ten rows; None (and an error) where none is to be found."""
    row, headers = best_row(grid, columns)
    if len(headers) < min(2, len(columns)):
        return None, [no_header(grid, columns)]
    by_key = {column.key: column for column in columns}
    words = header_words(columns)
    for top in (row, row - 1)[: 1 + (row > 0)]:
        if levels := second_level(grid, top, words):
            row, headers = top + 1, levels
            break
    for key, others in versions(
        grid, row, words, {key for key in headers if by_key[key].type not in VERSIONED}
    ).items():
        if key in headers or len(others) > 1:
            headers.setdefault(key, []).extend(others)
    headers = {key: below_groups(grid, row, claims) for key, claims in headers.items()}
    unknown = _unknown(grid, row, columns, headers)
    by_label = {column.label.zh: column.key for column in columns}
    for (at, index), meant in grid.corrections.headings.items():
        if at == row and meant in by_label:
            headers.setdefault(by_label[meant], []).append((0, Heading(index, written_in(grid.at(row, index)))))
    places: dict[str, Heading] = {}
    problems: list[Problem] = []
    for key, claims in headers.items():
        place, found = settled(grid, row, by_key[key], claims)
        problems += found
        if place is not None:
            places[key] = place
    problems += unknown
    for key, place in list(places.items()):
        if len(headers[key]) == 1 and has_note(by_key[key], place):
            cell, label = grid.place(row, place.index), by_key[key].label
            problems.append(of_sheet("header_note", cell, found=shown(place.written), column=label))
            if (row, place.index) in grid.corrections.unused:
                del places[key]
    if _is_unit_row(grid, row + 1):
        row += 1
        places = {key: replace(place, below=written_in(grid.at(row, place.index))) for key, place in places.items()}
    places, doubts = _with_title_unit(grid, row, by_key, places)
    return Layout(row + _is_numbering_row(grid, row + 1), places), problems + doubts


def _unknown(grid: Grid, row: int, columns: Sequence[Column], headers: Mapping[str, Claims]) -> list[Problem]:
    """Headers that nobody claims, asked about where they resemble a column that is missing."""
    missing = [column for column in columns if column.key not in headers]
    claimed = {place.index for claims in headers.values() for _, place in claims}
    problems = []
    for index in range(len(grid.columns)):
        text = written_in(grid.at(row, index))
        alike = resembling(text, missing) if text and index not in claimed else ()
        if alike and has_cells(grid, row, index):
            problems.append(of_grid("unknown_column", grid, row, index, candidates=alike))
    return problems


# --- rows of units and numbers around the headers -------------------------------------------


def _with_title_unit(
    grid: Grid, row: int, columns: Mapping[str, Column], places: dict[str, Heading]
) -> tuple[dict[str, Heading], list[Problem]]:
    """The places of sums of money with the unit that a line above the headers gives; a question where both give one."""
    top, index, above = next(_title_units(grid, row), (0, 0, ""))
    money = {key for key in places if is_money(columns[key])}
    if not above or not money:
        return places, []
    own = {key: [Measure.of(text) for text in places[key].units] for key in money}
    silent = {key for key in money if not any(each.base == WORDS.money for each in own[key])}
    scale = Measure.of(above).scale
    against = [key for key in places if key in money - silent and all(each.scale != scale for each in own[key])]
    places = {key: replace(place, below=above) if key in silent else place for key, place in places.items()}
    return places, [of_grid("unit_above", grid, top, index, column=columns[key].label) for key in against[:1]]


def _title_units(grid: Grid, rows: int) -> Iterator[tuple[int, int, str]]:
    """The units of money that the lines above the headers name, with their row and column."""
    for row in range(rows):
        for index, raw in enumerate(grid.row(row)):
            texts = TITLE_UNIT.findall(word(raw)) if isinstance(raw, str) else ()
            units = [unit for text in texts for unit in text.split("、") if Measure.of(unit).base == WORDS.money]
            if units:
                yield row, index, units[0]


def _filled(grid: Grid, row: int) -> list[Raw]:
    return [raw for raw in grid.row(row) if not (isinstance(raw, str) and is_blank(raw))]


def _is_unit_row(grid: Grid, row: int) -> bool:
    """Whether a row below the headers holds nothing but units."""
    texts = _filled(grid, row)
    units = [Measure.of(word(raw).strip("()")) for raw in texts if isinstance(raw, str)]
    return 0 < len(units) == len(texts) and all(unit.base == "%" or (unit.known and unit.text != "") for unit in units)


def _is_numbering_row(grid: Grid, row: int) -> bool:
    """Whether a row below the headers numbers the columns, as statistical forms do: 甲, 1, 2, 3."""
    texts = [word(raw) if isinstance(raw, str) else shown(raw) for raw in _filled(grid, row)]
    numbers = [text for text in texts if text not in WORDS.column_marks]
    in_order = ([str(number + first) for number in range(len(numbers))] for first in (1, 2))
    return len(numbers) >= NUMBERED and numbers in in_order
