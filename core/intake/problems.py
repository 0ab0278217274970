"""What a raw cell came to, and doubts about cells → Problems with places: neighbours that say the same become a range."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from core.intake.grid import Cells, Grid, Raw, Rows, bare, shown
from core.intake.months import as_typed
from core.model import MOST_AREAS, Column, Place, Problem, State, as_one

#: States of a cell by number.
ORDER = (State.BLANK, State.FILLED, State.UNREADABLE)
STATES = {state: number for number, state in enumerate(ORDER)}
#: A column that says one thing in more separate places than this gets ranges that ignore what was found.
MOST_PLACES = 30
#: A problem lists so many of the values that cells are understood as.
MOST_NAMED = 3
#: Codes whose neighbours become one range whatever was found in them.
RUNS = frozenset(
    {
        "text_number",
        "unit_converted",
        "percent_below_one",
        "shown_in_unit",
        "shown_multiplied",
        "unit_unlikely",
        "end_before_start",
        "date_without_year",
        "running_total",
    }
)
#: Codes whose cells are alike where only their digits differ: 310人, 320人.
BY_UNIT = frozenset({"text_unit"})
DIGITS = re.compile(r"[\d.,，]+")
#: Tags of cells whose number format may show something else, as `reader.encode` documents them.
FORMATS = frozenset("kosu%")
#: Types of cells that are in no such format.
PLAIN = frozenset({str, float, bool})
#: Details that each cell of a group has its own of.
OWN = ("understood", "shown", "proposed")


class Doubt(Struct, frozen=True):
    """A problem of a cell without its place."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


class Cell(NamedTuple):
    """What a raw cell came to.

    `value` by type: count, number, percent Decimal · month Month · date (Month, day ordinal or
    None) · flag bool · choice key · choices, names '|a|b|' · text, id str.
    """

    state: State
    value: Any = None
    doubts: tuple[Doubt, ...] = ()


BLANK = Cell(State.BLANK)


def filled(value: Any, *doubts: Doubt) -> Cell:
    """A cell understood, with or without a question."""
    return Cell(State.FILLED, value, doubts)


def failed(code: str, **details: Any) -> Cell:
    """A cell that is not used."""
    return Cell(State.UNREADABLE, None, (Doubt(code, details),))


def question(code: str, **details: Any) -> Doubt:
    """Something to check in a cell that is used."""
    return Doubt(code, details)


Doubts = Mapping[int, Sequence[Doubt]]


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


def of_grid(code: str, grid: Grid, row: int, index: int, /, **details: Any) -> Problem:
    """The same of a cell of a grid, with what it holds."""
    return Problem(code, grid.place(row, index), shown(grid.at(row, index)), details)


def of_column(grid: Grid, index: int, column: Column, doubts: Doubts, rows: Rows) -> list[Problem]:
    """The problems of a column's cells in `rows`; `doubts` holds those of each distinct value that has any."""
    by_name: dict[str, dict[int, Doubt]] = {}
    for code, of_value in doubts.items():
        for doubt in of_value:
            by_name.setdefault(doubt.code, {})[code] = doubt
    cells, problems = grid.columns[index], []
    for name, of_code in by_name.items() if len(rows) else ():
        chosen = np.zeros(len(cells.values), dtype=bool)
        chosen[list(of_code)] = True
        at = rows[chosen[cells.codes[rows]]]
        if not len(at):
            continue
        ordered = {code: order for code, doubt in of_code.items() if (order := doubt.details.get("in_order"))}
        for order in dict.fromkeys(ordered.values()):
            one = np.isin(cells.codes[at], [code for code, own in ordered.items() if own == order])
            problems += [_of_group(at[one], of_code, grid, index, column)] if one.any() else []
            at = at[~one]
        if column.type == "month":  # each row has its own
            groups = [at[i : i + 1] for i in range(len(at))]
        else:
            groups = _alike(at, cells, apart=name not in RUNS, by_unit=name in BY_UNIT)
        problems += [_of_group(group, of_code, grid, index, column) for group in groups]
    return problems


def _alike(rows: Rows, cells: Cells, *, apart: bool, by_unit: bool) -> list[Rows]:
    """The rows that one problem is about: those of one value, in one format or (`by_unit`) of the same words beside a number.

    All of them where these would be too many.
    """
    codes = cells.codes[rows]
    groups: dict[object, list[int]] = {}
    for code in dict.fromkeys(codes.tolist()) if apart else ():
        raw = cells.values[code]
        words = DIGITS.sub("#", raw) if by_unit and isinstance(raw, str) else ""
        groups.setdefault(format_of(raw) or words or code, []).append(code)
        if len(groups) > MOST_PLACES:
            break
    if not apart or len(groups) > MOST_PLACES:
        return [rows]
    return [rows[np.isin(codes, own)] for own in groups.values()]


def format_of(raw: Raw) -> str:
    """The number format of a cell that shows something else than its number; "" for any other cell."""
    cell = bare(raw)
    return f"{cell[0]}{(*cell, '')[2]}" if isinstance(cell, tuple) and cell[0] in FORMATS else ""


def _of_group(rows: Rows, of_code: Mapping[int, Doubt], grid: Grid, index: int, column: Column) -> Problem:
    """One problem of cells alike: at the first stretch of them, with the stretches that follow."""
    cells, codes = grid.columns[index], grid.columns[index].codes[rows]
    starts = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(rows)]
    areas = tuple((int(rows[start]) + 1, int(rows[end - 1]) + 1) for start, end in pairwise(starts[: MOST_AREAS + 1]))
    doubt, mixed = of_code[int(codes[0])], bool((codes != codes[0]).any())
    place = grid.place(areas[0][0] - 1, index, areas[0][1] - 1)
    problem = of_cell(doubt, column, place, found_in(cells.values[int(codes[0])], column))
    more: dict[str, Any] = {"count": len(rows)} if len(rows) > 1 else {}
    if mixed:
        more["mixed"] = True
        alike = [of_code[code].details for code in dict.fromkeys(codes.tolist())]
        for key in OWN if "in_order" not in doubt.details else ():
            named = [each[key] for each in alike if key in each]
            if len(named) == len(alike):
                more[key] = _some(named)
        shown_as = () if cells.kinds <= PLAIN else map(format_of, map(cells.values.__getitem__, set(codes.tolist())))
        formats = {*shown_as} or {""}
        more |= {"format": formats.pop()} if len(formats) == 1 else {}
    if len(areas) > 1:
        values = "\0".join(shown(cells.values[code]) for code in codes[:MOST_AREAS].tolist())
        content = f"{len(rows)} {hashlib.blake2b(values.encode(errors='surrogatepass'), digest_size=8).hexdigest()}"
        more |= {"areas": areas, "last_row": int(rows[-1]) + 1, "content": content}
    return replace(problem, details={**problem.details, **more})


def found_in(raw: Raw, column: Column) -> str:
    """A cell as text; a number typed for a month in a cell of a date's format as the number."""
    return shown(as_typed(bare(raw)) if column.type == "month" else raw)


def one_a_row(problems: Sequence[Problem], code: str) -> list[Problem]:
    """The problems with those under a code that say the same in adjacent cells of a row, each with its own value, made one."""
    same: dict[object, list[Problem]] = {}
    for each in problems:
        if each.code == code and "proposed" in each.details and each.place is not None and each.place.single:
            same.setdefault((each.place.rows, each.found), []).append(each)
    ones: dict[int, Problem | None] = {}
    for group in same.values():
        group.sort(key=_column)
        starts = [0, *(i for i, (one, other) in enumerate(pairwise(group), 1) if _column(other) - _column(one) != 1)]
        for start, end in pairwise([*starts, len(group)]):
            run = group[start:end]
            if len(run) > 1:
                ones |= {id(each): None for each in run[1:]} | {id(run[0]): _of_row(run)}
    return [each for each in (ones.get(id(each), each) for each in problems) if each is not None]


def _column(problem: Problem) -> int:
    return int(problem.place.column or 0) if problem.place else 0


def _of_row(run: Sequence[Problem]) -> Problem:
    first = run[0]
    details = {key: value for key, value in first.details.items() if key not in ("column", "unit")}
    named = tuple(each.details["proposed"] for each in run)
    details |= {"kind": "row", "mixed": True, "count": len(run), "proposed": _some(named)}
    return replace(first, place=first.place and replace(first.place, through=_column(run[-1])), details=details)


def _some(named: Sequence[Any]) -> tuple[Any, ...]:
    """The first of the values that cells have of their own, and a sign that there are more."""
    return (*named[:MOST_NAMED], *("…" for _ in named[MOST_NAMED : MOST_NAMED + 1]))


def one_of_each(problems: Sequence[Problem]) -> list[Problem]:
    """The problems with those that say the same of other rows of the same columns made one."""
    groups: dict[object, list[Problem]] = {}
    for problem in problems:
        at, details = problem.place, problem.details
        single = (
            at is None or at.rows is None or "areas" in details or (problem.found and details.get("type") == "month")
        )
        same = {key: value for key, value in details.items() if key not in ("count", "content")}
        alike = (problem.code, at and replace(at, rows=None), problem.found, str(same))
        groups.setdefault(id(problem) if single else alike, []).append(problem)
    return list(map(as_one, groups.values()))
