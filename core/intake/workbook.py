"""Grids → Submission: each sheet read by its role, the pilot period settled first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from core.intake.claims import read_claims
from core.intake.form import read_form, volume_measure
from core.intake.grid import Grid
from core.intake.layout import match_sheets
from core.intake.ledgers import read_ledger
from core.intake.measures import Measure
from core.intake.monthly import read_monthly
from core.intake.plan import KEYS, read_plan
from core.intake.problems import of_sheet
from core.intake.spawn import refusal
from core.intake.tables import ReadTable, read_table
from core.model import (
    Claim,
    Entry,
    Ledger,
    MonthlyTable,
    PilotPeriod,
    Problem,
    Profile,
    Rulebook,
    Severity,
    Sheet,
    State,
    Submission,
    Target,
)


def interpret(grids: Sequence[Grid], rulebook: Rulebook) -> Submission:
    """The whole workbook; RefusedWorkbook where it has no 基本信息."""
    sheets = rulebook.sheets
    matched, problems = match_sheets(grids, sheets)
    form = next(sheet for sheet in sheets.values() if sheet.role == "form")
    if form.key not in matched:
        raise refusal("no_basics", sheet=form.label, sheets=tuple(grid.name for grid in grids))
    basics, found = read_form(matched[form.key], form)
    problems += found
    pilot, found = _pilot(basics, rulebook, matched[form.key].name, form)
    problems += found
    parts = _Parts(rulebook, pilot)
    for sheet in sheets.values():
        if sheet.key in matched and sheet.role not in ("guide", "form"):
            parts.add(matched[sheet.key], sheet, volume_measure(basics))
    profile = basics["profile"].value if "profile" in basics else None
    return Submission(
        profile=Profile(profile) if profile else None,
        pilot=pilot,
        basics=MappingProxyType(basics),
        monthly=parts.monthly,
        targets=MappingProxyType(parts.targets),
        claims=MappingProxyType(parts.claims),
        ledgers=MappingProxyType(parts.ledgers),
        problems=tuple(problems + parts.problems),
        sheets=tuple(grid.name for grid in grids),
    )


class _Parts:
    """What the sheets come to, one after the other."""

    def __init__(self, rulebook: Rulebook, pilot: PilotPeriod) -> None:
        self._rulebook = rulebook
        self._pilot = pilot
        self.monthly: MonthlyTable | None = None
        self.targets: Mapping[str, Target] = {}
        self.claims: Mapping[str, Claim] = {}
        self.ledgers: dict[str, Ledger] = {}
        self.problems: list[Problem] = []

    def add(self, grid: Grid, sheet: Sheet, volume: Measure | None) -> None:
        """Read one sheet into its part."""
        table, found = read_table(grid, sheet, volume, KEYS if sheet.role == "plan" else ())
        self.problems += found
        if table is not None:
            self.problems += self._read(table)

    def _read(self, table: ReadTable) -> list[Problem]:
        match table.sheet.role:
            case "months":
                self.monthly, found = read_monthly(table, self._pilot)
            case "plan":
                self.targets, found = read_plan(table, self._rulebook)
            case "claims":
                self.claims, found = read_claims(table, self._rulebook)
            case _:
                self.ledgers[table.sheet.key], found = read_ledger(table)
        return found


def _pilot(
    basics: Mapping[str, Entry[Any]], rulebook: Rulebook, sheet: str, form: Sheet
) -> tuple[PilotPeriod, list[Problem]]:
    """The pilot's months; what the workbook leaves blank comes from the rulebook, with a warning each."""
    problems: list[Problem] = []

    def default(key: str, used: str) -> None:
        entry = basics[key]
        if entry.state in (State.BLANK, State.ABSENT):
            cell = entry.ref.cells if entry.ref else None
            label = form.column(key).label
            problems.append(
                of_sheet(Severity.WARNING, "pilot_default", sheet, cell=cell, column=label, understood=used)
            )

    start = basics["pilot_start"].value or rulebook.default_start
    default("pilot_start", str(start))
    last = start.plus(rulebook.default_months - 1)
    end = basics["pilot_end"].value or last
    default("pilot_end", str(end))
    if end < start:
        entry = basics["pilot_end"]
        cell = entry.ref.cells if entry.ref else None
        problems.append(
            of_sheet(
                Severity.ERROR,
                "pilot_end_before_start",
                sheet,
                cell=cell,
                found=entry.found,
                start=str(start),
                understood=str(last),
            )
        )
        end = last
    return PilotPeriod(start, end), problems
