"""年度目标 → the applicant's own targets, each in its criterion's own measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.intake.cells import Cell, failed, filled, finite, parser, question
from core.intake.choices import NO_CHOICES, Choices
from core.intake.grid import Raw, decimal
from core.intake.problems import of_cell, of_sheet
from core.intake.tables import ReadTable
from core.model import Column, Criterion, Effect, Entry, Kind, Percent, Problem, Rulebook, State, Target

SHARE = "share"
KEYS = ("first_year", "end")


def read_plan(
    table: ReadTable, rulebook: Rulebook, choices: Choices = NO_CHOICES
) -> tuple[dict[str, Target], list[Problem]]:
    """Targets by criterion id; ids that no pilot type computes are asked about."""
    criteria = {c.id: c for own in rulebook.criteria.values() for c in own if c.kind is Kind.COMPUTED}
    targets: dict[str, Target] = {}
    first_rows: dict[str, int] = {}
    problems: list[Problem] = []
    if "id" not in table.columns:
        label = table.sheet.column("id").label
        return targets, [of_sheet("column_missing", table.header_cells, column=label)]
    for row in table.rows.tolist():
        id = table.entry("id", row)
        if all(table.entry(key, row).state in (State.BLANK, State.ABSENT) for key in KEYS):
            continue
        if id.value not in criteria:
            cell = table.at("id", row)
            code = "criterion_missing" if id.state is State.BLANK else "unknown_criterion"
            problems.append(of_sheet(code, cell, found=id.found))
            continue
        target, found = _target(table, row, criteria[id.value], rulebook, choices)
        problems += found
        if id.value in targets:
            rows = (first_rows[id.value], row)
            targets[id.value], found = _twice(targets[id.value], target, table, rows, choices)
            problems += found
        else:
            targets[id.value], first_rows[id.value] = target, row
    return targets, problems


def _target(
    table: ReadTable, row: int, criterion: Criterion, rulebook: Rulebook, choices: Choices
) -> tuple[Target, list[Problem]]:
    entries: dict[str, Entry[Decimal]] = {}
    problems: list[Problem] = []
    for key in KEYS:
        if key not in table.columns:
            entries[key] = Entry.absent()
            continue
        column = table.columns[key].column
        raw = table.grid.at(row, table.columns[key].index)
        was: Entry[Any] = table.entry(key, row)
        cell = _cell(raw, column, criterion, rulebook.units)
        at = table.at(key, row)
        answered = _as_answered(cell, [choices.of(doubt.code, at) for doubt in cell.doubts])
        entries[key] = replace(was, state=answered.state, value=answered.value)
        problems += [replace(of_cell(doubt, column, at, was.found), criteria=(criterion.id,)) for doubt in cell.doubts]
    return Target(criterion.id, entries["first_year"], entries["end"]), problems


def _as_answered(cell: Cell, effects: Sequence[Effect]) -> Cell:
    """The cell as the sender says it is to be read."""
    if Effect.NOT_USED in effects:
        return Cell(State.UNREADABLE)
    return filled(cell.value / 100) if Effect.HUNDREDTH in effects and cell.value is not None else cell


def _cell(raw: Raw, column: Column, criterion: Criterion, units: Mapping[str, Any]) -> Cell:
    if criterion.unit != SHARE:
        return parser(replace(column, type="number", unit=units[criterion.unit]))(raw)
    cell = _share(raw, column)
    bounded = criterion.computation is not None and criterion.computation.share
    if cell.value is not None and cell.value > 1 and bounded:
        return failed("share_above_one", understood=Percent(cell.value * 100))
    return cell


def _share(raw: Raw, column: Column) -> Cell:
    """A share: percent where it says so; a plain number is the fraction up to 1, percent as typed above."""
    if isinstance(raw, float) and finite(raw):
        value = decimal(raw)
        if value == 0:
            return filled(value)
        code = "percent_plain" if value > 1 else "fraction_plain"
        share = value / 100 if value > 1 else value
        if value < 0:
            return failed("negative")
        return filled(share, question(code, understood=Percent(share * 100)))
    cell = parser(replace(column, type="percent", unit=None))(raw)
    if isinstance(raw, str) and cell.value is not None and raw.rstrip()[-1:] not in ("%", "％"):
        value = cell.value * 100
        if value <= 1:
            return filled(value, question("fraction_plain", understood=Percent(value * 100)))
        return filled(cell.value, question("percent_plain", understood=Percent(value)))
    return cell


def _twice(
    first: Target, again: Target, table: ReadTable, rows: tuple[int, int], choices: Choices
) -> tuple[Target, list[Problem]]:
    same = (first.first_year.value, first.end.value) == (again.first_year.value, again.end.value)
    code = "criterion_twice" if same else "criterion_twice_differs"
    cell = table.at("id", rows[1])
    details = {"first_row": rows[0] + 1, "row": rows[1] + 1}
    found = of_sheet(code, cell, found=again.id, **details)
    problem = replace(found, criteria=(again.id,))
    choice = choices.of(code, cell)
    if same or choice in (Effect.FIRST_ROW, Effect.SECOND_ROW):
        return again if choice is Effect.SECOND_ROW else first, [problem]
    first_year, end = (
        one if one.value == other.value else replace(one, state=State.UNREADABLE, value=None)
        for one, other in ((first.first_year, again.first_year), (first.end, again.end))
    )
    return replace(first, first_year=first_year, end=end), [problem]
