"""Grids → Submission: each sheet read by its role, the pilot period settled first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from core.intake.answers import NAMING, matched, placed, settled, with_offers
from core.intake.blanks import blank_cells, odd_names
from core.intake.blocks import not_found
from core.intake.choices import NO_CHOICES, Choices
from core.intake.claims import KEYS as CLAIM_KEYS
from core.intake.claims import read_claims
from core.intake.form import Items, read_form, volume_measure
from core.intake.grid import Grid
from core.intake.ledgers import read_ledger
from core.intake.measures import Measure
from core.intake.monthly import read_monthly
from core.intake.plan import KEYS, read_plan
from core.intake.problems import of_sheet
from core.intake.sheets import match_sheets
from core.intake.spawn import refusal
from core.intake.tables import ReadTable, read_table
from core.model import (
    Answer,
    Claim,
    Entry,
    Layout,
    Ledger,
    Line,
    Month,
    MonthlyTable,
    PilotPeriod,
    Place,
    Problem,
    Profile,
    Rulebook,
    Sheet,
    SheetLayout,
    State,
    Submission,
    Target,
)

#: What is asked after one answer may be asked after another; more rounds than sheet, header and cell need.
MOST_ROUNDS = 8
#: Sheets whose rows are kept as they are: the column that labels a row, and its columns (none named: all).
LINES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "months": ("month", ()),
    "plan": ("id", KEYS),
    "claims": ("id", CLAIM_KEYS),
}
#: An optional column whose absence changes figures all the same, as that of an open-ended date does: it says
#: which records are one.
IDENTIFYING = "credit_code"


def interpret(grids: Sequence[Grid], rulebook: Rulebook, answers: Sequence[Answer] = ()) -> Submission:
    """The whole workbook; RefusedWorkbook where it has no 基本信息.

    Answers apply where the workbook asks what they answer; what they change may bring up further
    questions, so it is read again until no more answers fit.
    """
    choices = NO_CHOICES
    submission = _read(grids, rulebook, choices)
    keys = {sheet.title: key for key, sheet in submission.layout.sheets.items()}
    answers = tuple(replace(answer, sheet=keys.get(answer.sheet, answer.sheet)) for answer in answers)
    for _ in range(MOST_ROUNDS if answers else 0):
        known, choices = choices, matched(choices, answers, submission.problems, submission.layout)
        if not choices.changes_since(known):
            break
        submission = _read(grids, rulebook, choices)
    still, done = settled(choices, submission.problems, submission.layout)
    return replace(submission, problems=still, answers=tuple(answers), answered=done)


def _read(grids: Sequence[Grid], rulebook: Rulebook, choices: Choices) -> Submission:
    """The workbook as the sender says; every problem with its place and offers, those that were answered too."""
    sheets = rulebook.sheets
    matched, problems = match_sheets(grids, sheets, choices)
    form = next(sheet for sheet in sheets.values() if sheet.role == "form")
    if form.key not in matched:
        raise refusal("no_basics", sheet=form.label, sheets=tuple(grid.name for grid in grids))
    basics, items, labels, found = read_form(matched[form.key], form, choices)
    pilot, more = _pilot(basics, rulebook, matched[form.key].whole, form)
    problems = placed(problems, matched[form.key], -1, ()) + placed(found + more, matched[form.key], -1, ())
    profile = basics["profile"].value if "profile" in basics else None
    parts = _Parts(rulebook, pilot, Profile(profile) if profile else None, matched, choices)
    for sheet in sheets.values():
        if sheet.key in matched and sheet.role not in ("guide", "form"):
            parts.add(matched[sheet.key], sheet, volume_measure(basics))
    problems += parts.problems
    layout = _layout(matched, parts.tables, {form.key: (items, labels)})
    problems = [each if each.place is None else replace(each, place=layout.named(each.place)) for each in problems]
    return Submission(
        profile=Profile(profile) if profile else None,
        pilot=pilot,
        basics=MappingProxyType(basics),
        monthly=parts.monthly,
        targets=MappingProxyType(parts.targets),
        claims=MappingProxyType(parts.claims),
        ledgers=MappingProxyType(parts.ledgers),
        problems=tuple(with_offers(problems, rulebook.problems)),
        sheets=tuple(grid.name for grid in grids),
        layout=layout,
        lines=MappingProxyType(parts.lines),
        rewritten=frozenset(grid.name for grid in grids if grid.rewritten),
    )


def _layout(
    matched: Mapping[str, Grid],
    tables: Mapping[str, ReadTable],
    forms: Mapping[str, tuple[Items, Mapping[str, str]]],
) -> Layout:
    """Where the sheets and columns are."""
    found = {}
    for key, grid in matched.items():
        table = tables.get(key)
        header = None if table is None else table.header_row + 1
        columns = {} if table is None else table.indices
        items, headers = forms.get(key, ({}, {} if table is None else table.headers))
        found[key] = SheetLayout(grid.name, header, columns, items, headers)
    return Layout(MappingProxyType(found))


class _Parts:
    """What the sheets come to, one after the other."""

    def __init__(
        self,
        rulebook: Rulebook,
        pilot: PilotPeriod,
        profile: Profile | None,
        present: Collection[str],
        choices: Choices,
    ) -> None:
        self._choices = choices
        self._profile = profile
        self._present = present
        self._rulebook = rulebook
        self._pilot = pilot
        self.monthly: MonthlyTable | None = None
        self.targets: Mapping[str, Target] = {}
        self.claims: Mapping[str, Claim] = {}
        self.ledgers: dict[str, Ledger] = {}
        self.tables: dict[str, ReadTable] = {}
        self.lines: dict[str, tuple[Line, ...]] = {}
        self.problems: list[Problem] = []

    def add(self, grid: Grid, sheet: Sheet, volume: Measure | None) -> None:
        """Read one sheet into its part."""
        table, found = read_table(grid, sheet, volume, KEYS if sheet.role == "plan" else (), self._choices)
        if table is None:
            self.problems += placed(found, grid, -1, ())
            return
        self.tables[sheet.key] = table
        found += self._not_found(table, found)
        if self._profile is not None and sheet.role in ("ledger", "days"):
            found += blank_cells(table, self._profile)
        if sheet.role == "ledger":
            found += odd_names(table)
        found += self._read(table)
        if table.sheet.role in LINES:
            label, keys = LINES[table.sheet.role]
            columns = keys or tuple(key for key in table.columns if key != label)
            self.lines[table.sheet.key] = tuple(table.lines(label, columns))
        naming = [table.columns[key].index for key in NAMING if key in table.columns]
        self.problems += placed(found, grid, table.header_row, naming)

    def _not_found(self, table: ReadTable, known: Sequence[Problem]) -> list[Problem]:
        """Columns that the pilot's type needs, that no ledger supplies and that the sheet does not have."""
        if self._profile is None:
            return []
        wanted = [
            column
            for column in table.sheet.for_profile(self._profile)
            if (not column.optional or column.open_ended or column.key == IDENTIFYING)
            and column.ledger not in self._present
        ]
        placed = {key: column.index for key, column in table.columns.items()}
        return not_found(table.grid, table.header_row, wanted, placed, known)

    def _read(self, table: ReadTable) -> list[Problem]:
        match table.sheet.role:
            case "months":
                self.monthly, found = read_monthly(table, self._pilot, self._choices)
            case "plan":
                self.targets, found = read_plan(table, self._rulebook, self._choices)
            case "claims":
                self.claims, found = read_claims(table, self._rulebook, self._choices, self._profile)
            case _:
                self.ledgers[table.sheet.key], found = read_ledger(table, self._choices)
        return found


def _pilot(
    basics: Mapping[str, Entry[Any]], rulebook: Rulebook, whole: Place, form: Sheet
) -> tuple[PilotPeriod, list[Problem]]:
    """The pilot's months; what the workbook leaves blank comes from the rulebook, with a warning each."""
    problems: list[Problem] = []

    def default(key: str, used: Month) -> None:
        entry = basics[key]
        if entry.state in (State.BLANK, State.ABSENT):
            label, place = form.column(key).label, entry.ref or whole
            problems.append(of_sheet("pilot_default", place, column=label, understood=used))

    start = basics["pilot_start"].value or rulebook.default_start
    default("pilot_start", start)
    last = start.plus(rulebook.default_months - 1)
    end = basics["pilot_end"].value or last
    default("pilot_end", end)
    if end < start:
        entry = basics["pilot_end"]
        problems.append(
            of_sheet(
                "pilot_end_before_start",
                entry.ref or whole,
                found=entry.found,
                start=start,
                understood=last,
            )
        )
        end = last
    return PilotPeriod(start, end), problems
