"""Amounts of 月度统计 that are likelier totals so far: asked about, with what each month's own would be (decision 38)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import dropwhile
from math import log
from typing import Any

from core.intake.grid import accepted
from core.intake.offers import exactly
from core.intake.problems import Cell, filled, question
from core.intake.slips import CODE as SLIP
from core.intake.slips import OF_SCALE, unsettled
from core.intake.tables import ReadTable
from core.intake.totals import Run, as_totals
from core.model import Month, PilotPeriod, Plausibility, Problem

CODE = "running_total"
#: Totals in so few months are told as figures out of line.
FEW = 2


def with_running_totals(
    table: ReadTable, limits: Plausibility, pilot: PilotPeriod, last: Month | None
) -> tuple[ReadTable, list[Problem]]:
    """The table with such months as their sender says they are meant, and a question about those of each column."""
    problems: list[Problem] = []
    inside = table.by_month(pilot, last) if "month" in table.columns else []
    for key in limits.flows:
        table, asked = table.with_cells(key, _cells(table, key, inside, limits) if key in table.columns else {})
        problems += asked
    return table, problems


def _cells(table: ReadTable, key: str, inside: Sequence[tuple[Month, int]], limits: Plausibility) -> Mapping[int, Cell]:
    """By the number of the record the cells that are totals; none where something is taken back, which is asked about as it is read."""
    read, rows = table.columns[key], table.rows.tolist()
    known, unsure = [], unsettled(read, {SLIP, *OF_SCALE})
    for month, at in inside:
        code = int(read.cells.codes[rows[at]])
        if read.values[code] is not None and code not in unsure:
            known.append((month, at, code, Fraction(read.values[code])))
    known = list(dropwhile(lambda each: not each[-1], known))
    months, typed = [month for month, *_ in known], [value for *_, value in known]
    totals = as_totals(typed, months) if min(typed, default=-1) >= 0 else None
    if totals is None or totals.evidence < log(limits.running_deciding):
        return {}
    details = _told(totals.runs, months) | {
        "likely": totals.evidence >= log(limits.running_odds),
        "amounts": tuple(zip(months, typed, totals.own, strict=True)),
    }
    cells = {}
    for i in sorted({i for run in totals.runs for i in range(run.first, run.last + 1)}):
        (_, at, code, _), own = known[i], exactly(totals.own[i])
        value = own if accepted(read.cells.values[code], CODE) else read.values[code]
        cells[at] = filled(value, *read.doubts.get(code, ()), question(CODE, **details, proposed=own))
    return cells


def _told(runs: Sequence[Run], months: Sequence[Month]) -> dict[str, Any]:
    """Which months are totals, where not all of them are: one or two, or those of a while (of several, the last)."""
    last = runs[-1]
    if sum(run.last - run.first + 1 for run in runs) == len(months):
        return {}
    if last.last - last.first < FEW:
        return {"kind": "few", "month": months[last.first]}
    return {"kind": "while", "since": months[last.first], "until": months[last.last]}
