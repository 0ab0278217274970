"""Where in a sheet each column stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.intake.choices import NO_CHOICES, Choices, box
from core.intake.grid import Grid, Raw, shown
from core.intake.header_units import Heading, is_unit_row, with_title_unit
from core.intake.problems import of_sheet
from core.intake.words import WORDS, bracketed, header, is_blank, word
from core.model import Column, Effect, Place, Problem, Text

HEADER_ROWS, HEADER_COLUMNS = 10, 500
#: So many numbers in order below the headers number the columns.
NUMBERED = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The header row (from 0; the last of two) and the place of each column by key."""

    header_row: int
    places: Mapping[str, Heading]


def header_words(columns: Sequence[Column]) -> dict[str, tuple[int, str]]:
    """Each word that heads a column → (0 label, 1 synonym or key; the column's key)."""
    found: dict[str, tuple[int, str]] = {}
    for column in columns:
        for synonym in (column.key, *column.synonyms):
            found.setdefault(header(synonym), (1, column.key))
    for column in columns:
        for label in column.label.every:
            found[header(label)] = (0, column.key)
    return found


def find_layout(
    grid: Grid, columns: Sequence[Column], choices: Choices = NO_CHOICES
) -> tuple[Layout | None, list[Problem]]:
    """The header within the first ten rows; None (and an error) where none is to be found."""
    row, headers = _best_row(grid, columns)
    needed = min(2, len(columns))
    if len(headers) < needed:
        labels = tuple(c.label for c in columns[:3])
        return None, [of_sheet("no_header", searched(grid), columns=labels)]
    by_key = {column.key: column for column in columns}
    places: dict[str, Heading] = {}
    problems: list[Problem] = []
    unknown = _unknown(grid, row, columns, headers)
    by_label = {column.label.zh: column.key for column in columns}
    for _code, at, offer in choices.on(grid.name, (Effect.COLUMN,)):
        where, meant = box(at), by_label.get(offer.details["label"].zh)
        if where is not None and where[0] == row and meant is not None:
            headers.setdefault(meant, []).append((0, Heading(where[1], _written(grid.at(row, where[1])))))
    for key, claims in headers.items():
        place, found = _settle(grid, row, by_key[key], claims, choices)
        problems += found
        if place is not None:
            places[key] = place
    problems += unknown
    for key, place in list(places.items()):
        notes = _noted(grid, row, by_key[key], place)
        problems += notes
        if any(choices.of(note.code, note.place) is Effect.NOT_USED for note in notes):
            del places[key]
    if is_unit_row(grid, row + 1):
        row += 1
        places = {key: replace(place, below=_written(grid.at(row, place.index))) for key, place in places.items()}
    places, doubts = with_title_unit(grid, row, by_key, places)
    problems += doubts
    if _is_numbering_row(grid, row + 1):
        row += 1
    return Layout(row, places), problems


def columns_found(grid: Grid, columns: Sequence[Column]) -> int:
    """How many columns the row that is most like their headers names."""
    return len(_best_row(grid, columns)[1])


def searched(grid: Grid) -> Place:
    """The area in which a header is looked for."""
    width, height = min(len(grid.columns), HEADER_COLUMNS), min(grid.height, HEADER_ROWS)
    return grid.place(0, 0, max(height, 1) - 1, max(width, 1) - 1)


def _is_numbering_row(grid: Grid, row: int) -> bool:
    """Whether a row below the headers numbers the columns, as statistical forms do: 甲, 1, 2, 3."""
    filled = [raw for raw in grid.row(row) if not (isinstance(raw, str) and is_blank(raw))]
    numbers = [raw for raw in filled if not (isinstance(raw, str) and word(raw) in WORDS.column_marks)]
    said = [word(raw) if isinstance(raw, str) else shown(raw) for raw in numbers]
    in_order = ([str(number + first) for number in range(len(said))] for first in (1, 2))
    return len(said) >= NUMBERED and said in in_order


def _noted(grid: Grid, row: int, column: Column, place: Heading) -> list[Problem]:
    """A word in a header's brackets, such as 累计, that the column's own label does not have."""
    said = [text for text in bracketed(place.written) if text not in WORDS.header_marks]
    own = "".join(map(word, (*column.label.every, *column.synonyms))) if said else ""
    own += "%" if column.type == "percent" else ""
    notes = [text for text in said if any(n in text and n not in own for n in WORDS.header_notes)]
    if not notes:
        return []
    cell, found = grid.place(row, place.index), shown(place.written)
    return [of_sheet("header_note", cell, found=found, column=column.label)]


Claims = list[tuple[int, Heading]]


def _best_row(grid: Grid, columns: Sequence[Column]) -> tuple[int, dict[str, Claims]]:
    """The row that heads most columns, alone or with the row above it."""
    words = header_words(columns)
    most = len({key for _, key in words.values()})
    best: tuple[int, dict[str, Claims]] = (0, {})
    for row in range(min(HEADER_ROWS, grid.height)):
        for pair in (False, True):
            headers = _headers(grid, row, words, pair=pair)
            if len(headers) > len(best[1]):
                best = (row, headers)
                if len(headers) == most:
                    return best
    return best


def _headers(grid: Grid, row: int, words: Mapping[str, tuple[int, str]], *, pair: bool) -> dict[str, Claims]:
    found: dict[str, Claims] = {}
    if pair and row == 0:
        return found
    above: Raw = ""
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


def _settle(
    grid: Grid, row: int, column: Column, claims: Claims, choices: Choices
) -> tuple[Heading | None, list[Problem]]:
    """One place for a column that several headers claim: the filled one, the exact one, or none."""
    if len(claims) == 1:
        return claims[0][1], []
    full = [claim for claim in claims if _has_cells(grid, row, claim[1].index)] or claims[:1]
    best = min(rank for rank, _ in full)
    exact = [place for rank, place in full if rank == best]
    cells = tuple(grid.place(row, place.index) for _, place in claims)
    details = {
        "column": column.label,
        "cells": cells,
        "filled": tuple(grid.place(row, place.index) for _, place in full),
    }

    def meant(code: str, cell: Place, otherwise: Heading | None) -> Heading | None:
        offer = choices.offer(code, cell)
        if offer is None or offer.effect is not Effect.CELL or offer.details["cell"] not in cells:
            return otherwise
        return claims[cells.index(offer.details["cell"])][1]

    same = all(_same(grid, row, exact[0].index, place.index) for place in exact[1:])
    if len(exact) > 1 and not same:
        return meant("header_twice", cells[1], None), [
            of_sheet("header_twice", cells[1], found=shown(claims[1][1].written), **details)
        ]
    if len(full) == 1 and full[0][0] == min(rank for rank, _ in claims):
        return exact[0], []
    used = grid.place(row, exact[0].index)
    return meant("header_twice_one_used", used, exact[0]), [
        of_sheet(
            "header_twice_one_used",
            used,
            found=shown(exact[0].written),
            **details,
            used=Place(grid.name, exact[0].index, ours=False),
        )
    ]


def _has_cells(grid: Grid, row: int, index: int) -> bool:
    cells = grid.columns[index]
    blank = [isinstance(value, str) and is_blank(value) for value in cells.values]
    return any(not blank[code] for code in set(cells.codes[row + 1 :].tolist()))


def _same(grid: Grid, row: int, one: int, other: int) -> bool:
    return all(grid.at(r, one) == grid.at(r, other) for r in range(row + 1, grid.height))


def _unknown(grid: Grid, row: int, columns: Sequence[Column], headers: Mapping[str, Claims]) -> list[Problem]:
    """Headers that nobody claims, asked about where they resemble a column that is missing."""
    missing = [column for column in columns if column.key not in headers]
    claimed = {place.index for claims in headers.values() for _, place in claims}
    problems = []
    for index in range(len(grid.columns)):
        text = _written(grid.at(row, index))
        if index in claimed or not text or not missing:
            continue
        alike = resembling(text, missing)
        if alike and _has_cells(grid, row, index):
            problems.append(
                of_sheet(
                    "unknown_column",
                    grid.place(row, index),
                    found=shown(text),
                    candidates=alike,
                )
            )
    return problems


def resembling(text: str, columns: Sequence[Column]) -> tuple[Text, ...]:
    """The labels of the columns that a header resembles: half of its pairs of letters are the same."""
    return tuple(column.label for column in columns if _alike(header(text), column))


def _alike(said: str, column: Column) -> bool:
    return any(_likeness(said, header(label)) >= 0.5 for label in (*column.label.every, *column.synonyms))


def _likeness(one: str, other: str) -> float:
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other)]
    if not pairs[0] or not pairs[1]:
        return 0.0
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1]))
