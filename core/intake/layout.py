"""Where a header becomes a column: which row holds the headers, which column each means, and in what unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from core.compiled import long_pattern
from core.intake.grid import Grid, Raw, shown
from core.intake.measures import Measure, is_money
from core.intake.problems import of_grid, of_sheet
from core.intake.words import WORDS, bracketed, header, is_blank, word
from core.model import Column, Place, Problem, Text

HEADER_ROWS, HEADER_COLUMNS = 10, 500
#: So many numbers in order below the headers number the columns.
NUMBERED = 3
#: How much less than a label, a synonym or a key a header says that names one of several versions of a column.
VERSION = 2
#: Types of columns whose cells a bracket in the header may change.
FIGURES = ("count", "number", "percent")
NOTED = (*FIGURES, "date", "flag")
#: Types of columns that there may be several versions of: names such as 原名称 are another matter.
VERSIONED = (*FIGURES, "date")
JOINTS = "-_:;/·.,、。()[] "
#: A unit in the lines above a table.
_ANNOUNCED = "|".join(prefix for prefix in WORDS.unit_prefixes if prefix.endswith(":"))
TITLE_UNIT = re.compile(rf"(?:{_ANNOUNCED})([^\s,;()]+)")
#: What brackets of a header may hold without changing what it means.
PLAIN = long_pattern(
    "|".join((r"\d{4}([-/.])\d\d?\1\d\d?", *map(re.escape, (*WORDS.header_plain, *WORDS.header_marks))))
    + r"|(?<!\d)\d{1,2}(?![\d年])"
)
#: What the name of a count or an amount ends in.
COUNTED = "数量额"
#: Of these, phrases that a word of WORDS.header_notes may be part of: 当月末 is no 当月.
PLAIN_PHRASES = long_pattern("|".join(re.escape(phrase) for phrase in WORDS.header_plain if len(phrase) > 2))


class Heading(Struct, frozen=True):
    """Where a column is in its grid (from 0), the header as written, and a unit written below it."""

    index: int
    written: str
    below: str = ""

    @property
    def units(self) -> list[str]:
        """What the header says in brackets, without marks such as 选填."""
        below = [word(self.below).strip("()")] if self.below else []
        return [text for text in (*bracketed(self.written), *below) if text and text not in WORDS.header_marks]

    def factor(self, own: Measure, column: Column) -> tuple[Decimal, str]:
        """What the header's own unit multiplies its numbers by, and a unit that cannot be the column's."""
        for text in self.units:
            unit = Measure.of(text)
            if not unit.known or (column.unit is not None and word(text) in map(word, column.unit.every[1:])):
                continue
            if not unit.base or unit.counts_as(own):
                return Decimal(unit.scale) / own.scale, ""
            if own.base:
                return Decimal(1), text
        return Decimal(1), ""


class Layout(Struct, frozen=True):
    """The header row (from 0; the last of two) and the place of each column by key."""

    header_row: int
    places: Mapping[str, Heading]


#: The headers that claim a column, each with 0 for its label, 1 for a synonym or its key, VERSION for 计划… and the like.
Claims = list[tuple[int, Heading]]


def header_words(columns: Sequence[Column]) -> dict[str, tuple[int, str]]:
    """Each word that heads a column → (0 label, 1 synonym or key; the column's key)."""
    found: dict[str, tuple[int, str]] = {}
    for column in columns:
        for synonym in (column.key, *column.synonyms):
            found.setdefault(header(synonym), (1, column.key))
    return found | {header(label): (0, column.key) for column in columns for label in column.label.every}


def find_layout(grid: Grid, columns: Sequence[Column]) -> tuple[Layout | None, list[Problem]]:
    """The header within the first ten rows; None (and an error) where none is to be found."""
    row, headers = best_row(grid, columns)
    if len(headers) < min(2, len(columns)):
        return None, [no_header(grid, columns)]
    by_key = {column.key: column for column in columns}
    words = header_words(columns)
    for top in (row, row - 1)[: 1 + (row > 0)]:
        if levels := _second_level(grid, top, words):
            row, headers = top + 1, levels
            break
    for key, others in _versions(
        grid, row, words, {key for key in headers if by_key[key].type not in VERSIONED}
    ).items():
        if key in headers or len(others) > 1:
            headers.setdefault(key, []).extend(others)
    unknown = _unknown(grid, row, columns, headers)
    by_label = {column.label.zh: column.key for column in columns}
    for (at, index), meant in grid.corrections.headings.items():
        if at == row and meant in by_label:
            headers.setdefault(by_label[meant], []).append((0, Heading(index, _written(grid.at(row, index)))))
    places: dict[str, Heading] = {}
    problems: list[Problem] = []
    for key, claims in headers.items():
        place, found = _settle(grid, row, by_key[key], claims)
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
        places = {key: replace(place, below=_written(grid.at(row, place.index))) for key, place in places.items()}
    places, doubts = _with_title_unit(grid, row, by_key, places)
    return Layout(row + _is_numbering_row(grid, row + 1), places), problems + doubts


def no_header(grid: Grid, columns: Sequence[Column]) -> Problem:
    """The error of a sheet without headers or labels, with the area in which they are looked for."""
    width, height = min(len(grid.columns), HEADER_COLUMNS), min(grid.height, HEADER_ROWS)
    searched = grid.place(0, 0, max(height, 1) - 1, max(width, 1) - 1)
    return of_sheet("no_header", searched, columns=tuple(column.label for column in columns[:3]))


def best_row(grid: Grid, columns: Sequence[Column]) -> tuple[int, dict[str, Claims]]:
    """The row that heads most columns, alone or with the row above it."""
    words = header_words(columns)
    most = len({key for _, key in words.values()})
    best: tuple[int, dict[str, Claims]] = (0, {})
    for row in range(min(HEADER_ROWS, grid.height)):
        for pair in (False, True) if row else (False,):
            headers = _headers(grid, row, words, pair=pair)
            if len(headers) > len(best[1]):
                best = (row, headers)
                if len(headers) == most:
                    return best
    return best


def _headers(grid: Grid, row: int, words: Mapping[str, tuple[int, str]], *, pair: bool) -> dict[str, Claims]:
    found: dict[str, Claims] = {}
    above = ""
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text = _written(grid.at(row, index))
        options = [text]
        if pair:
            upper = _written(grid.at(row - 1, index))
            above = upper or (above if text else "")
            options = [text, above + text, upper if not text else ""]
        for option in options:
            claim = words.get(header(option)) if option else None
            if claim is not None:
                found.setdefault(claim[1], []).append((claim[0], Heading(index, option)))
                break
    return found


def _written(raw: Raw) -> str:
    return raw if isinstance(raw, str) else ""


def _settle(grid: Grid, row: int, column: Column, claims: Claims) -> tuple[Heading | None, list[Problem]]:
    """One place for a column that several headers claim: the filled one, the exact one, or none."""
    if len(claims) == 1:
        return claims[0][1], []
    full = [claim for claim in claims if _has_cells(grid, row, claim[1].index)] or claims[:1]
    best = min(rank for rank, _ in full)
    exact = [place for rank, place in full if rank == best]
    cells, filled = (tuple(grid.place(row, place.index) for _, place in some) for some in (claims, full))
    chosen = next((place for _, place in claims if (row, place.index) in grid.corrections.chosen), None)
    details = {"column": column.label, "cells": cells, "filled": filled}
    below = range(row + 1, grid.height)
    now = [(rank, place) for rank, place in full if not _says(WORDS.other_times, column, place)]
    if any(rank < VERSION for rank, _ in full):  # beside 新增…, the column of that very name is certainly another
        full = [each for each in full if each[0] < VERSION or not _says(WORDS.other_figures, column, each[1])]
        now = [each for each in now if each in full]
    if len(full) > len(now) == 1 and _is_actual(column, *now[0]):
        place = now[0][1]
        details |= {"used": Place(grid.name, place.index, ours=False), "kind": "version"}
        used = grid.place(row, place.index)
        return chosen or place, [of_sheet("header_twice_one_used", used, found=shown(place.written), **details)]
    rivals = [*exact[1:], *(place for rank, place in now if rank == VERSION > best)]
    if any(grid.at(at, exact[0].index) != grid.at(at, place.index) for place in rivals for at in below):
        found = shown(claims[1][1].written)
        return chosen, [of_sheet("header_twice", cells[1], found=found, **details)]
    if len(full) == 1 and full[0][0] == min(rank for rank, _ in claims):
        if not _is_version(grid, row, column, full[0], claims):
            return exact[0], []
        return chosen, [of_sheet("header_twice", filled[0], found=shown(exact[0].written), **details)]
    used = grid.place(row, exact[0].index)
    details["used"] = Place(grid.name, exact[0].index, ours=False)
    return chosen or exact[0], [of_sheet("header_twice_one_used", used, found=shown(exact[0].written), **details)]


def _says(marks: Iterable[str], column: Column, place: Heading) -> bool:
    """Whether a header says one of the marks beside the column's own name."""
    own = map(word, (*column.label.every, *column.synonyms))
    said = reduce(lambda text, name: text.replace(name, ""), sorted(own, key=len, reverse=True), word(place.written))
    return any(mark in said for mark in marks)


def _is_actual(column: Column, rank: int, place: Heading) -> bool:
    """Whether a header's figures are certainly the actual ones of each month."""
    return not has_note(column, place) and (rank < VERSION or _says(WORDS.actuals, column, place))


def _is_version(grid: Grid, row: int, column: Column, used: tuple[int, Heading], claims: Claims) -> bool:
    """Whether the one column with figures may be the plan, last year's or the like, of which another is blank."""
    above = {_carried(grid, row - 1, place.index) for _, place in claims} if row else set()
    return len(above) > 1 or used[0] == VERSION or has_note(column, used[1])


def _carried(grid: Grid, row: int, index: int) -> str:
    """The text of a cell, or of the nearest one left of it, as of a merged area."""
    return next((text for at in range(index, -1, -1) if (text := word(_written(grid.at(row, at))))), "")


def _second_level(grid: Grid, row: int, words: Mapping[str, tuple[int, str]]) -> dict[str, Claims]:
    """The headers of two rows, where one that heads a column spans several named below it (计划 | 实际); else none."""
    found: dict[str, Claims] = {}
    top, several = "", False
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text, below = grid.at(row, index), grid.at(row + 1, index)
        if not isinstance(text, str) or not isinstance(below, str):
            return {}
        spanned = not text and top and below
        top = text or (top if below else "")
        beside = _written(grid.at(row, index + 1)) == "" and _written(grid.at(row + 1, index + 1)) != ""
        group = bool(spanned or (text and below and beside and header(text) in words))
        alone = header(below) in words  # a name of its own, below nothing or below what groups several
        if below and not group and not alone and word(below) != word(text):
            return {}
        several |= bool(spanned and not alone and header(top) in words)
        written = f"{top}({below})" if group else text or below
        claim = words.get(header(below)) if alone else None
        claim = claim or words.get(header(written))
        if claim is not None and written:
            found.setdefault(claim[1], []).append((claim[0], Heading(index, written)))
    return found if several else {}


def _versions(
    grid: Grid, row: int, words: Mapping[str, tuple[int, str]], without: Collection[str]
) -> dict[str, Claims]:
    """The headers that say of a column which version it is, such as 计划… and 实际…; not of the columns `without`."""
    found: dict[str, Claims] = {}
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text = _written(grid.at(row, index))
        claim = words.get(_unversioned(header(text), words)) if text and header(text) not in words else None
        if claim is not None and claim[1] not in without:
            found.setdefault(claim[1], []).append((VERSION, Heading(index, text)))
    return found


def _unversioned(text: str, words: Container[str]) -> str:
    """A header without the words that tell a plan from an actual and the like, as far as need be to know it."""
    was = ""
    while was != text:
        was = text
        for mark in WORDS.versions:
            for shorter in (text.removeprefix(mark).strip(JOINTS), text.removesuffix(mark).strip(JOINTS)):
                if shorter in words:
                    return shorter
                text = shorter or text
    return text


def _has_cells(grid: Grid, row: int, index: int) -> bool:
    cells = grid.columns[index]
    blank = [isinstance(value, str) and is_blank(value) for value in cells.values]
    return any(not blank[code] for code in set(cells.codes[row + 1 :].tolist()))


def _unknown(grid: Grid, row: int, columns: Sequence[Column], headers: Mapping[str, Claims]) -> list[Problem]:
    """Headers that nobody claims, asked about where they resemble a column that is missing."""
    missing = [column for column in columns if column.key not in headers]
    claimed = {place.index for claims in headers.values() for _, place in claims}
    problems = []
    for index in range(len(grid.columns)):
        text = _written(grid.at(row, index))
        alike = resembling(text, missing) if text and index not in claimed else ()
        if alike and _has_cells(grid, row, index):
            problems.append(of_grid("unknown_column", grid, row, index, candidates=alike))
    return problems


def resembling(text: str, columns: Sequence[Column]) -> tuple[Text, ...]:
    """The labels of the columns that a header resembles: of that whose name it bears beside 总, 累计 or the like alone.

    Else of those with which half of its pairs of letters are the same, if need be without such words.
    """
    text, named = header(text), [(column, _names(column)) for column in columns]
    same = [column.label for column, names in named if _untotalled(text) in map(_untotalled, names)]
    if len(same) == 1:
        return tuple(same)
    alike = (
        tuple(column.label for column, names in named if any(_alike(form(text), form(name)) for name in names))
        for form in (_pairs, lambda name: _pairs(_untotalled(name)))
    )
    return next(filter(None, alike), ())


def _names(column: Column) -> list[str]:
    return list(map(header, (*column.label.every, *column.synonyms)))


def _untotalled(text: str) -> str:
    """A header without the words that say no more of a figure than that it is one at a month's end."""
    return reduce(lambda rest, said: rest.replace(said, ""), WORDS.header_totals, text).rstrip(COUNTED) or text


def _alike(pairs: set[str], others: set[str]) -> bool:
    return bool(pairs and others) and 4 * len(pairs & others) >= len(pairs) + len(others)


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


def has_note(column: Column, place: Heading) -> bool:
    """Whether a header's brackets say more than a unit, a mark such as 选填, or what the column's own label says."""
    unit = column.unit.every if column.unit else ()
    own = "".join(map(word, (*column.label.every, *column.synonyms, *unit))) + "%" * (column.type == "percent")
    texts = [text for text in bracketed(place.written) if text not in WORDS.header_marks]
    if any(note in PLAIN_PHRASES.sub("", text) and note not in own for text in texts for note in WORDS.header_notes):
        return True
    return column.type in NOTED and any(
        not (Measure.of(text).known or text in own) and (rest := PLAIN.sub("", text).strip(JOINTS)) and rest not in own
        for text in texts
    )


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
