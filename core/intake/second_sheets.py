"""Rows of a second sheet with the headers of one that is read: asked about, and joined to it where they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.intake.grid import BLANK, Cells, Grid, Raw, Rows, shown
from core.intake.headings import Claims, best_row
from core.intake.measures import Measure, number_in_text
from core.intake.months import Moment, moment
from core.intake.problems import of_sheet
from core.intake.words import is_blank, word
from core.model import Joined, Month, Problem, Sheet

#: So many headers of a missing sheet make another sheet look like it.
ALIKE = 3
#: Sheets of which a second one is asked about, and those whose rows can be counted beside the first one's.
APPENDED = ("ledger", "days")
JOINED = ("months", "plan", "claims", *APPENDED)
#: A row of a second sheet holds so much at least.
FILLED = 2
#: What tells a row of a sheet from the others.
NAMING = ("id", "month", "date", "credit_code", "name")
#: Problems of a whole sheet beside those that are read.
OF_SHEETS = frozenset({"sheet_twice", "sheet_not_read", "sheet_by_content"})
#: Problems of a sheet that has the headers of one that is read.
SECOND = frozenset({"second_sheet", "sheet_twice"})
Heads = Mapping[str, Claims]


def best_head(grid: Grid, sheet: Sheet) -> tuple[int, Heads]:
    """The row that heads most columns of a sheet, as `best_row`."""
    return grid.once(("head", id(sheet)), lambda: (sheet, best_row(grid, sheet.columns)))[1]


def with_second_sheets(
    grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid], problems: list[Problem]
) -> list[Problem]:
    """The problems with a question for each sheet with the headers of one that is read; joined to it where it counts."""
    asked = {problem.place.sheet: problem for problem in problems if problem.place and problem.code in OF_SHEETS}
    for grid in grids:
        heads = {key: best_head(grid, sheets[key]) for key in found if sheets[key].role in JOINED}
        key, (head, claims) = max(heads.items(), key=lambda each: len(each[1][1]), default=("", (0, {})))
        twice = asked.get(grid.name)
        if key == "" or (twice is not None and twice.code != "sheet_twice"):
            continue
        second = _second(found[key], sheets[key], grid, (head, claims))
        if second is None:
            continue
        rows, details = second
        if not len(rows):
            problems[:] = [problem for problem in problems if problem is not twice]
            continue
        if twice is None:
            problems.append(of_sheet("second_sheet", grid.place(0, 0), **details))
        else:
            details = {"kind": "rows", **details, **twice.details}
            problems[problems.index(twice)] = replace(twice, details=details)
        if grid.corrections.appended:
            found[key] = _joined(found[key], grid, best_head(found[key], sheets[key])[1], (rows, claims))
    return problems


def _second(known: Grid, sheet: Sheet, grid: Grid, head: tuple[int, Heads]) -> tuple[Rows, dict[str, Any]] | None:
    """The rows of a sheet that may count beside those of another, and what is said of them; None where it is no such sheet.

    Of a month or a criterion one row counts: rows that say what the other sheet says of theirs are none.
    """
    top, own = best_head(known, sheet)
    (row, claims), single = head, sheet.role not in APPENDED
    naming = next((key for key in NAMING if key in own and key in claims), None)
    shared = {key: (own[key][0][1].index, claims[key][0][1].index) for key in own if key in claims}
    said = [at for key, at in shared.items() if key not in (naming, "title")]
    if naming is None or not said or (not single and len(claims) < ALIKE):
        return None
    (first, second), below = shared[naming], np.flatnonzero(grid.filled() >= FILLED)
    name = _month if sheet.role == "months" else lambda raw: word(shown(raw))
    if sheet.role == "months" and _is_daily([grid.at(at, second) for at in below[below > row].tolist()]):
        return None
    there = {name(known.at(at, first)): at for at in range(top + 1, known.height)}
    rows, new, both = [], 0, 0
    for at in below[below > row].tolist():
        own_name = name(grid.at(at, second))
        is_new, differs = own_name not in there, False
        if single:
            filled = [pair for pair in said if not is_blank(shown(grid.at(at, pair[1])))]
            if not filled or (is_new and sheet.role == "months" and not isinstance(own_name, Month)):
                continue
            differs = not is_new and _differ(known, there[own_name], grid, at, filled)
        if not single or is_new or differs:
            rows.append(at)
            new += is_new
            both += differs
    now = int((known.filled()[top + 1 :] >= FILLED).sum())
    details: dict[str, Any] = {"used": known.name, "role": sheet.label, "content": known.name, "rows": len(rows)}
    details |= {"new": new, "both": both, "now": now, "then": now + (new if single else len(rows))}
    kind = ("mixed" if new else "differ") if both else "" if new else "known"
    details |= {"kind": kind} if kind else {}
    absent = [
        label for label in (name(grid.at(at, second)) for at in rows) if isinstance(label, Month) and label not in there
    ]
    details |= {"months": tuple(absent)} if absent else {}
    return np.array(rows, dtype=np.int64), details


def _differ(known: Grid, row: int, grid: Grid, at: int, columns: Iterable[tuple[int, int]]) -> bool:
    """Whether two rows say something else in any of some columns of each."""
    return any(_said(known.at(row, left)) != _said(grid.at(at, right)) for left, right in columns)


def _said(raw: Raw) -> Decimal | str:
    """What a cell says, however it writes a number: 1,200.00 is 1200."""
    text = word(shown(raw))
    number = number_in_text(text, Measure.of(""))
    return text if isinstance(number, str) or number.unit else number.value


def _month(raw: Raw) -> Month | str:
    """What tells a row of months from others: its month, else its text."""
    found = moment(raw)
    return found.month if isinstance(found, Moment) else word(shown(raw))


def _is_daily(cells: Sequence[Raw]) -> bool:
    """Whether cells are days of which two are in one month: a record of days, not rows of months."""
    days = {found for found in map(moment, cells) if isinstance(found, Moment) and found.day is not None}
    return len({found.month for found in days}) < len(days)


def _joined(known: Grid, grid: Grid, own: Heads, more: tuple[Rows, Heads]) -> Grid:
    """A sheet with the rows of another below its own, read as one."""
    rows, claims = more
    columns = {own[key][0][1].index: claims[key][0][1].index for key in own if key in claims}
    cells = [
        _lengthened(each, grid.columns[columns[at]], rows) if at in columns else _lengthened(each, None, rows)
        for at, each in enumerate(known.columns)
    ]
    here = {row: known.height + at for at, row in enumerate(rows.tolist())}
    joined = Joined(known.height + 1, grid.name, tuple(row + 1 for row in here), columns, grid.corrections.holding)
    corrections = replace(
        known.corrections,
        counted=known.corrections.counted | {here[row] for row in grid.corrections.counted if row in here},
        left_out=known.corrections.left_out | {here[row] for row in grid.corrections.left_out if row in here},
    )
    return replace(
        known,
        height=known.height + len(rows),
        columns=tuple(cells),
        rewritten=True,
        joined=(*known.joined, joined),
        corrections=corrections,
    )


def _lengthened(cells: Cells, other: Cells | None, rows: Rows) -> Cells:
    """A column with the cells of another in some rows below its own; blanks where there is none."""
    values = list(cells.values)
    codes = {(type(value), value): code for code, value in enumerate(values)}
    added = []
    for value in [BLANK] if other is None else other.values:
        if (type(value), value) not in codes:
            codes[type(value), value] = len(values)
            values.append(value)
        added.append(codes[type(value), value])
    below = np.zeros(len(rows), dtype=np.int64) if other is None else np.asarray(other.codes)[rows]
    return Cells(values, np.append(np.asarray(cells.codes).astype(np.int64), np.array(added)[below]))
