"""Doubts about cells → Problems with places: neighbours of one column that say the same become one range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from core.intake.cells import Doubt
from core.intake.grid import Cells, Grid, Raw, Rows, shown
from core.intake.pointed import months_in, months_of
from core.model import Column, Place, Problem

#: A column that says one thing in more separate places than this gets ranges that ignore what was found.
MOST_PLACES = 30
#: Codes whose neighbours become one range whatever was found in them.
RUNS = frozenset({"text_number", "unit_converted", "end_before_start"})
#: The code whose neighbours become one range where the months they mean can be told.
POINTED = "month_as_number"


def about(column: Column) -> dict[str, Any]:
    """What a problem of a column says beside its place: its label, type, unit and closed list."""
    details: dict[str, Any] = {"column": column.label, "type": column.type}
    if column.unit is not None:
        details["unit"] = column.unit
    if column.choices:
        details["choices"] = tuple(choice.label for choice in column.choices)
    return details


def of_cell(doubt: Doubt, column: Column, place: Place, found: str) -> Problem:
    """The problem of one doubt about one cell."""
    return Problem(doubt.code, place, found, {**about(column), **doubt.details})


def of_sheet(code: str, place: Place, *, found: str = "", **details: Any) -> Problem:
    """A problem of a sheet, or of a place in it that no column's type is at stake in."""
    return Problem(code, place, found, details)


Doubts = Mapping[int, Sequence[Doubt]]


def of_column(grid: Grid, index: int, column: Column, doubts: Doubts, rows: Rows) -> list[Problem]:
    """The problems of a column's cells in `rows`; `doubts` holds those of each distinct value that has any."""
    doubtful: dict[str, dict[int, Doubt]] = {}
    for code, of_value in doubts.items():
        for doubt in of_value:
            doubtful.setdefault(doubt.code, {})[code] = doubt
    if not doubtful or not len(rows):
        return []
    cells = grid.columns[index]
    codes = cells.codes[rows]
    problems: list[Problem] = []
    for name, of_code in doubtful.items():
        chosen = np.zeros(len(cells.values), dtype=bool)
        chosen[list(of_code)] = True
        at = np.flatnonzero(chosen[codes])
        if len(at):
            runs = _runs(rows[at], codes[at], apart=name not in RUNS)
            if name == POINTED and len(runs) > 1:
                runs = _in_order(_runs(rows[at], codes[at], apart=False), cells) or runs
            problems += _of_runs(runs, of_code, grid, index, column)
    return problems


Run = tuple[int, int, int, int, bool]


def _runs(rows: Rows, codes: Rows, *, apart: bool) -> list[Run]:
    """Stretches of rows as (first, last, code of the first, cells, whether they differ); `apart` splits by value."""
    breaks = np.diff(rows) != 1
    split = breaks | (np.diff(codes.astype(np.int64)) != 0) if apart else breaks
    if int(split.sum()) >= MOST_PLACES:
        split = breaks
    starts = np.concatenate(([0], np.flatnonzero(split) + 1))
    ends = np.concatenate((starts[1:], [len(rows)]))
    if len(starts) > MOST_PLACES:
        starts = starts[:MOST_PLACES]
        ends = np.concatenate((ends[: MOST_PLACES - 1], [len(rows)]))
    return [
        (
            int(rows[start]),
            int(rows[end - 1]),
            int(codes[start]),
            int(end - start),
            bool((codes[start:end] != codes[start]).any()),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _in_order(stretches: Sequence[Run], cells: Cells) -> list[Run]:
    """Months typed as numbers: a stretch whose months can be told is one run, one that could mean others none.

    Empty where there are too many.
    """
    runs: list[Run] = []
    for stretch in stretches:
        first, last, _code, count, mixed = stretch
        codes = cells.codes[first : last + 1]
        if count < len(codes):
            return []
        if not mixed or months_in(_values(cells, first, last)):
            runs.append(stretch)
            continue
        at = np.arange(first, last + 1)
        single = np.array([len(months_of(value)) == 1 for value in cells.values])[codes]
        for start, end in pairwise([0, *(np.flatnonzero(np.diff(single)) + 1).tolist(), len(at)]):
            part = at[start:end], codes[start:end]
            runs += _runs(*part, apart=not single[start])
    return runs if len(runs) <= MOST_PLACES else []


def _of_runs(runs: Sequence[Run], doubts: Mapping[int, Doubt], grid: Grid, index: int, column: Column) -> list[Problem]:
    cells, problems = grid.columns[index], []
    for first, last, code, count, mixed in runs:
        problem = of_cell(doubts[code], column, grid.place(first, index, last), shown(cells.values[code]))
        if count > 1:
            several: dict[str, Any] = {"count": count, **({"mixed": True} if mixed else {})}
            months = months_in(_values(cells, first, last)) if mixed and problem.code == POINTED else None
            if months is not None and len(months) == count:
                several |= {"first": months[0], "last": months[-1]}
            problem = replace(problem, details={**problem.details, **several})
        problems.append(problem)
    return problems


def _values(cells: Cells, first: int, last: int) -> list[Raw]:
    return [cells.values[code] for code in cells.codes[first : last + 1].tolist()]
