"""月度统计 → one row a month, in order of month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.intake.labels import months_between, perhaps, planned
from core.intake.problems import of_sheet, question
from core.intake.tables import ReadTable, not_used, of_two_sheets
from core.model import Entry, Month, MonthlyRow, MonthlyTable, PilotPeriod, Place, Problem, State, as_one

#: The column in which a month is declared as unchanged.
UNCHANGED = "unchanged"


def read_monthly(
    table: ReadTable, pilot: PilotPeriod, last: Month | None = None
) -> tuple[MonthlyTable | None, list[Problem]]:
    """The months that have a row, up to `last` as far as is known; None (and an error) where none can be told."""
    if "month" not in table.columns:
        return None, table.without("month")
    problems: list[Problem] = []
    outside: list[Problem] = []
    rows: dict[Month, MonthlyRow] = {}
    labels: dict[int, Month | None] = {}
    declared: dict[Month, Place | None] = {}
    unsaid: set[Month] = set()  # months of which only that cannot be told
    nameless: list[int] = []
    strayed = _strayed(table, pilot, last)
    for at in table.rows.tolist():
        figures = {key: table.entry(key, at) for key in table.columns if key not in ("month", UNCHANGED)}
        month: Entry[Month] = table.entry("month", at)
        if _empty(figures) and (month.value is None or month.value in rows):
            continue
        cell = table.at("month", at)
        slip = month.value is not None and (month.value > pilot.end or (month.value < pilot.start and bool(rows)))
        # a slip of the pen: the row is there, of which month it may be
        labels[at] = None if slip or at in strayed else month.value
        if month.value is None:
            nameless += [at] if month.state is State.BLANK else []
            continue
        row = MonthlyRow(month.value, at + 1, MappingProxyType(figures))
        holds = table.grid.holds(at)
        if holds is not None and month.value in rows:
            first = rows[month.value]
            rows[month.value] = replace(first, figures=of_two_sheets(first.figures, figures, holds=holds))
            continue
        unchanged = table.entry(UNCHANGED, at)
        if unchanged.value:
            declared[month.value] = unchanged.ref
        elif unchanged.state is State.UNREADABLE and _empty(figures):
            unsaid.add(month.value)
        if month.value in rows and not _empty(rows[month.value].figures):
            first = rows[month.value]
            moved = _moved(table, (first, row), PilotPeriod(pilot.start, last or pilot.start))
            rows[month.value], problem = _twice(first, row, table, cell, month.found, moved)
            problems.append(problem)
            if moved is not None and table.grid.corrections.months.get(moved.row - 1) == moved.month:
                rows |= {month.value: row if moved.row == first.row else first, moved.month: moved}
            unsure = at if moved is None else moved.row - 1
            labels[unsure] = month.value if problem.code == "month_twice" else None  # perhaps of a month beside it
            continue
        meant = strayed.get(at)
        if not pilot.start <= month.value <= pilot.end and not _empty(figures):
            span = {"start": pilot.start, "end": pilot.end}
            outside.append(of_sheet("month_outside_pilot", cell, found=month.found, **span, **_offering(meant, at)))
        elif meant is not None and not _empty(figures):
            problems.append(of_sheet("month_out_of_place", cell, found=month.found, **_offering(meant, at)))
        accepted = meant is not None and table.grid.corrections.months.get(at) == meant
        rows[meant if meant and accepted else month.value] = replace(row, month=meant) if meant and accepted else row
    problems += outside if len(outside) == 1 or strayed else map(as_one, filter(None, [outside]))
    without_month = np.array(nameless, dtype=np.int64)
    codes = table.columns["month"].cells.codes[without_month].tolist()
    problems += table.asked("month", dict.fromkeys(codes, (question("month_missing"),)), without_month)
    ordered = _carried([rows[month] for month in sorted(rows)], declared, table)
    known = [(row.row - 1, row.month) for row in rows.values() if not _empty(row.figures)]
    if known and (last is None or last <= max(known)[1]):  # plans of months to come are no rows of months reported
        to_come = [at for at in labels if at > max(known)[0] and planned(table.entry("month", at).found)]
        labels = {at: month for at, month in labels.items() if at not in to_come}
    offered = [(strayed[at],) if at in strayed else _offered(table, at) for at in labels]
    unread = perhaps(list(labels.values()), offered, pilot)
    return MonthlyTable(table.sheet.key, MappingProxyType(table.indices), ordered, unread | unsaid), problems


def _carried(
    rows: Sequence[MonthlyRow], declared: Mapping[Month, Place | None], table: ReadTable
) -> tuple[MonthlyRow, ...]:
    """The rows with the last known figure for each blank stock of a month that is declared as unchanged."""
    flows = {column.key for column in table.sheet.columns if column.flow}
    last: dict[str, Entry[Decimal]] = {}
    found = []
    for row in rows:
        figures = dict(row.figures)
        for key, entry in row.figures.items() if row.month in declared else ():
            if entry.state is State.BLANK and key in last and key not in flows:
                figures[key] = replace(last[key], declared=declared[row.month])
        last |= {key: entry for key, entry in figures.items() if entry.state is State.FILLED}
        found.append(replace(row, figures=MappingProxyType(figures)))
    return tuple(found)


def _offered(table: ReadTable, row: int) -> tuple[Month, ...]:
    """The months that the label of a row may mean."""
    column = table.columns["month"]
    doubts = column.doubts.get(int(column.cells.codes[row]), ())
    return tuple(month for doubt in doubts for month in doubt.details.get("months", ()))


def _empty(figures: Mapping[str, Entry[Decimal]]) -> bool:
    """Whether the row names a month and nothing else, as the template's rows do before they are filled in."""
    return all(entry.state is State.BLANK for entry in figures.values())


def _offering(month: Month | None, at: int) -> dict[str, Any]:
    """What a problem of a row says of the one month that it can be of."""
    return {} if month is None else {"kind": "slip", "months": (month,), "understood": month, "slipped": at + 1}


def _strayed(table: ReadTable, pilot: PilotPeriod, last: Month | None) -> dict[int, Month]:
    """By row the month that the rows around leave it, of rows outside the pilot or of that month of another year."""
    at = table.rows.tolist()
    months = [month for row in at if (month := table.entry("month", row).value) is not None]
    found: dict[int, Month] = {}
    if len(months) < len(at) or table.grid.joined:
        return found
    inside = [month if pilot.start <= month <= pilot.end else None for month in months]
    for i, month in enumerate(months):
        next_one = _next_at_an_end(inside, i)
        other_year = next_one is not None and next_one != month and next_one.month == month.month
        if next_one and other_year and next_one not in months and not (inside[i] and last and month <= last):
            found[at[i]] = next_one
            continue
        before = next(filter(None, reversed(inside[:i])), month)
        after = next(filter(None, inside[i + 1 :]), month)
        in_order = before <= month <= after or before >= month >= after
        if (inside[i] and in_order and month <= (last or month)) or months.count(month) > 1:
            continue
        others = [*inside[:i], None, *inside[i + 1 :]]
        free = months_between(
            i, others, replace(pilot, end=max(last or pilot.start, pilot.start, *filter(None, others)))
        )
        if len(free) == 1 and free[0] != month and (free[0].month == month.month or not (inside[i] or in_order)):
            found[at[i]] = free[0]
    return found


def _next_at_an_end(inside: Sequence[Month | None], at: int) -> Month | None:
    """The month that goes on with the two rows next to the first or the last one; None for others, and where they leave a gap."""
    if len(inside) <= 2 or at not in (0, len(inside) - 1):
        return None
    beside, further = (inside[1], inside[2]) if at == 0 else (inside[-2], inside[-3])
    if beside is None or further is None or abs(beside - further) != 1:
        return None
    return beside.plus(beside - further)


def _moved(table: ReadTable, both: Sequence[MonthlyRow], until: PilotPeriod) -> MonthlyRow | None:
    """The one of two rows of a month that may be of another, where the rows around leave one, as the row of that."""
    at = table.rows.tolist()
    months = [table.entry("month", row).value for row in at]
    if None in months or table.grid.joined:
        return None
    until = replace(until, end=max(until.end, *filter(None, months)))
    free = [replace(row, month=month) for row in both for month in months_between(at.index(row.row - 1), months, until)]
    return free[0] if len(free) == 1 else None


def _twice(
    first: MonthlyRow,
    again: MonthlyRow,
    table: ReadTable,
    cell: Place,
    found: str,
    moved: MonthlyRow | None,
) -> tuple[MonthlyRow, Problem]:
    """A month in two rows: what differs between them is not used, until the sender says which row holds."""
    pairs = {key: (entry, again.figures[key]) for key, entry in first.figures.items()}
    differing = [
        key
        for key, (one, other) in pairs.items()
        if one.state is State.UNREADABLE or (one.state, one.value) != (other.state, other.value)
    ]
    details: dict[str, Any] = {"month": first.month, "first_row": first.row, "row": again.row}
    if not differing:
        return first, of_sheet("month_twice", cell, found=found, **details)
    columns = tuple(table.sheet.column(key).label for key in differing)
    if moved is not None:
        details |= {"kind": "slip", "months": (moved.month,), "understood": moved.month, "slipped": moved.row}
    problem = of_sheet("month_twice_differs", cell, found=found, columns=columns, **details)
    holds = table.grid.corrections.holds.get(again.row - 1)
    if holds is not None:
        return again if holds == again.row - 1 else first, problem
    return replace(first, figures=not_used(first.figures, differing)), problem
