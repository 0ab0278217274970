"""Several headers for one column, plan and actual, opening and closing: which of them holds."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from functools import reduce

from msgspec.structs import replace

from core.intake.grid import Grid, shown
from core.intake.headings import FIGURES, HEADER_COLUMNS, JOINTS, VERSION, Claims, Heading, has_note, written_in
from core.intake.problems import of_sheet
from core.intake.words import WORDS, header, is_blank, word
from core.model import Column, Place, Problem

#: Types of columns that there may be several versions of: names such as 原名称 are another matter.
VERSIONED = (*FIGURES, "date")


def settled(grid: Grid, row: int, column: Column, claims: Claims) -> tuple[Heading | None, list[Problem]]:
    """One place for a column that several headers claim: the filled one, the exact one, or none."""
    if len(claims) > 1:  # a rate of the figure beside it is no figure of its own
        claims = [claim for claim in claims if not _says(WORDS.no_figures, column, claim[1])] or claims
    if len(claims) == 1:
        return claims[0][1], []
    full = [claim for claim in claims if has_cells(grid, row, claim[1].index)] or claims[:1]
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
    return next((text for at in range(index, -1, -1) if (text := word(written_in(grid.at(row, at))))), "")


def below_groups(grid: Grid, row: int, claims: Claims) -> Claims:
    """Claims of equal headers, each with what its group in the row above is called (计划数 | 实际数)."""
    above = {place.index: _carried(grid, row - 1, place.index) for _, place in claims} if row else {}
    if (
        len({header(place.written) for _, place in claims}) > 1
        or len(set(above.values())) < len(claims)
        or len(claims) < 2
    ):
        return claims
    return [(rank, replace(place, written=f"{place.written}({above[place.index]})")) for rank, place in claims]


def second_level(grid: Grid, row: int, words: Mapping[str, tuple[int, str]]) -> dict[str, Claims]:
    """The headers of two rows, where one that heads a column spans several named below it (计划 | 实际); else none."""
    found: dict[str, Claims] = {}
    top, several = "", False
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text, below = grid.at(row, index), grid.at(row + 1, index)
        if not isinstance(text, str) or not isinstance(below, str):
            return {}
        spanned = not text and top and below
        top = text or (top if below else "")
        beside = written_in(grid.at(row, index + 1)) == "" and written_in(grid.at(row + 1, index + 1)) != ""
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


def versions(grid: Grid, row: int, words: Mapping[str, tuple[int, str]], without: Collection[str]) -> dict[str, Claims]:
    """The headers that say of a column which version it is, such as 计划… and 实际…; not of the columns `without`."""
    found: dict[str, Claims] = {}
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text = written_in(grid.at(row, index))
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


def has_cells(grid: Grid, row: int, index: int) -> bool:
    cells = grid.columns[index]
    blank = [isinstance(value, str) and is_blank(value) for value in cells.values]
    return any(not blank[code] for code in set(cells.codes[row + 1 :].tolist()))
