"""Conditional formats that strike out, hide or rewrite what cells show: found where their condition holds, or may."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import starmap
from typing import Any, NamedTuple

import numpy as np

from core.intake.grid import Grid, Raw, Rows, shown
from core.intake.problems import of_sheet
from core.intake.reader.formats import STRUCK
from core.model import Problem

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(("equal", "="), operator.eq),
    **dict.fromkeys(("notEqual", "<>"), operator.ne),
    **dict.fromkeys(("lessThan", "<"), operator.lt),
    **dict.fromkeys(("lessThanOrEqual", "<="), operator.le),
    **dict.fromkeys(("greaterThan", ">"), operator.gt),
    **dict.fromkeys(("greaterThanOrEqual", ">="), operator.ge),
}
TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "containsText": operator.contains,
    "notContainsText": lambda whole, part: part not in whole,
    "beginsWith": str.startswith,
    "endsWith": str.endswith,
}
#: Conditions on how often a value is there, and whether more than once.
REPEATED = {"duplicateValues": True, "uniqueValues": False}


class Rule(NamedTuple):
    """A conditional format.

    `areas`: top, left, bottom, right · `does`: struck, unseen or otherwise · `looked_at`: where it compares another
    cell, that cell's column, its row (how far it is below the first row of the areas) and whether that is fixed.
    """

    areas: Sequence[tuple[int, int, int, int]]
    does: str
    type: str
    operator: str
    text: str
    value: str
    looked_at: tuple[int, ...]

    def rows(self, grid: Grid, column: int, rows: Rows) -> Rows:
        """Of these rows (from 0) those whose cell in a column is filled and in its areas, and for which it may hold."""
        inside = np.zeros(grid.height, dtype=bool)
        for top, left, bottom, right in self.areas:
            if left <= column <= right:
                inside[top : bottom + 1] = True
        cells = grid.columns[column]
        rows = rows[inside[rows] & (cells.codes[rows] != cells.nothing)]
        return rows[self._holds(grid, column, rows)] if len(rows) else rows

    def _holds(self, grid: Grid, column: int, rows: Rows) -> Any:
        """Whether it holds for each row; True where its condition is more than a comparison with a value."""
        if self.type in TEXTS and self.text:
            return _each(grid, column, rows, lambda raw: TEXTS[self.type](shown(raw).casefold(), self.text.casefold()))
        if self.type == "cellIs":
            return _each(grid, column, rows, lambda raw: _compares(raw, self.operator, self.value))
        if self.type in REPEATED:
            codes = grid.columns[column].codes[rows]
            return (np.bincount(codes)[codes] > 1) == REPEATED[self.type]
        if not self.looked_at:
            return np.full(len(rows), self.type != "containsBlanks")
        other, row, fixed = self.looked_at
        at = np.full(len(rows), row) if fixed else rows + row
        return _each(grid, other, at, lambda raw: _compares(raw, self.operator, self.value))


def _each(grid: Grid, column: int, rows: Rows, holds: Callable[[Raw], bool]) -> Any:
    """Whether something holds for each of the rows' cells in a column, worked out once for each distinct value."""
    if column >= len(grid.columns) or not len(rows) or rows.min() < 0 or rows.max() >= grid.height:
        return np.full(len(rows), True)
    cells = grid.columns[column]
    return np.fromiter(map(holds, cells.values), dtype=bool, count=len(cells.values))[cells.codes[rows]]


def _compares(raw: Raw, sign: str, value: str) -> bool:
    compare, number = COMPARISONS.get(sign), raw[1] if isinstance(raw, tuple) and len(raw) > 1 else raw
    try:
        limit: float | str = value.strip('"') if value.startswith('"') else float(value)
    except ValueError:
        return True
    if compare is None or (isinstance(limit, float) and not isinstance(raw, str) and not isinstance(number, float)):
        return True
    if isinstance(limit, str):
        return compare(shown(raw).casefold(), limit.casefold())
    return compare(number, limit) if isinstance(number, float) else sign in ("notEqual", "<>")


def struck_by_rules(grid: Grid, columns: Collection[int], rows: Rows) -> frozenset[int]:
    """The rows in which a rule may strike out one of the columns."""
    found = _held(grid, columns, rows) if grid.rules else ()
    return frozenset(row for rule, _, held in found if rule.does == STRUCK for row in held.tolist())


def looks_by_rules(grid: Grid, columns: Collection[int], rows: Rows) -> list[Problem]:
    """A question for each rule and column of which it may hide or rewrite what some cell shows."""
    return [
        of_sheet(
            "look_by_rule",
            grid.place(int(held[0]), column, int(held[-1])),
            found=shown(grid.at(int(held[0]), column)),
            kind=rule.does,
            count=len(held),
        )
        for rule, column, held in _held(grid, columns, rows)
        if rule.does != STRUCK
    ]


def _held(grid: Grid, columns: Collection[int], rows: Rows) -> Iterator[tuple[Rule, int, Rows]]:
    """Each rule and column with the rows for which it may hold, where there are any."""
    inside = sorted(column for column in columns if column < len(grid.columns))
    found = ((rule, column, rule.rows(grid, column, rows)) for rule in starmap(Rule, grid.rules) for column in inside)
    return (each for each in found if len(each[2]))
