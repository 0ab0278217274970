"""A scored workbook → the sheets that its scoring added, cell by cell as the file has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.intake.spawn import DEFAULT_LIMITS, Limits, answered, frame

#: A number, a text or a truth; an error with its code; None where there is nothing.
Value = str | float | bool | tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell's value and its formula.

    `first` is the row and column of the cell whose formula it repeats, where the file has that formula only once.
    """

    value: Value
    formula: str | None = None
    first: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet that was added: its title, whether it is hidden, and its cells by row and column from 0."""

    title: str
    hidden: bool
    cells: Mapping[tuple[int, int], WrittenCell]

    def rows(self) -> Iterator[list[str]]:
        """Its rows as texts, from the first to the last that holds any."""
        last = max((row for row, _ in self.cells), default=-1)
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = "" if cell.value is None else str(cell.value)
        for row in range(last + 1):
            texts = by_row.get(row, {})
            yield [texts.get(column, "") for column in range(max(texts, default=-1) + 1)]


def our_sheets(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[WrittenSheet, ...]:
    """The sheets that our marks or a receipt name, in the workbook's order; RefusedWorkbook as `read`."""
    found = answered(frame(raw, limits, ours=True))["written"]
    return tuple(WrittenSheet(title, state != "visible", dict(_cells(cells))) for title, state, cells in found)


def _cells(
    cells: list[tuple[int, int, Value, str | None, str | None]],
) -> Iterator[tuple[tuple[int, int], WrittenCell]]:
    """Each cell at its place; one that shares a formula gets that formula."""
    shared: dict[str, tuple[str, tuple[int, int]]] = {}
    for row, column, value, formula, number in cells:
        place, first = (row, column), None
        if number is not None and formula:
            shared[number] = formula, place
        elif number is not None:
            formula, first = shared.get(number, (formula, place))
        yield place, WrittenCell(value, formula, first)
