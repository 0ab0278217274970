"""Grids → Submission: the form first, then each sheet by its role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.intake.answers import Key, anchored, fitting, keys_of, settled, with_offers
from core.intake.connected import Connected, taking_their_place
from core.intake.criteria import CLAIMS, TARGETS, read_claims, read_plan
from core.intake.edits import edited
from core.intake.form import Form, months_offered, read_form, read_pilot, second_forms, with_difference
from core.intake.grid import Grid, shown
from core.intake.ledgers import read_ledger
from core.intake.monthly import read_monthly
from core.intake.problems import of_grid, of_sheet, one_of_each
from core.intake.running import with_running_totals
from core.intake.second_sheets import SECOND
from core.intake.sheets import match_sheets, unnamed
from core.intake.slips import with_slips
from core.intake.spawn import refusal
from core.intake.tables import ReadTable, read_table
from core.model import (
    Answer,
    Answered,
    Effect,
    Layout,
    Line,
    Month,
    MonthlyTable,
    Problem,
    Profile,
    Rulebook,
    Sheet,
    SheetLayout,
    Submission,
    period_unread,
)

#: What is asked after one answer may be asked after another; more rounds than sheet, header and cell need.
MOST_ROUNDS = 8
#: Answers that let the rows of a second sheet count; so many such sheets are read both ways.
JOINING, MOST_OTHERS = (Effect.APPEND, Effect.PREFER), 3
#: Sheets whose rows are kept as they are: the column that labels a row, and its columns (none named: all).
LINES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "months": ("month", ()),
    "plan": ("id", TARGETS),
    "claims": ("id", CLAIMS),
}
#: An optional column whose absence changes figures all the same, as that of an open-ended date does: it says
#: which records are one.
IDENTIFYING = "credit_code"
EMPTY = Grid("", "visible", 0, (), (), frozenset())
NONE: Mapping[str, Connected] = MappingProxyType({})


class ReadWorkbook(Struct, frozen=True):
    """A workbook as read: the submission, and the sheets that it came from, by key."""

    submission: Submission
    grids: Mapping[str, Grid]
    form: Form
    tables: Mapping[str, ReadTable]

    @property
    def as_sent(self) -> ReadWorkbook:
        """The same with the sender's own cells on every sheet, for an export that hands them on."""
        return ReadWorkbook(
            self.submission,
            {key: grid.as_sent for key, grid in self.grids.items()},
            replace(self.form, grid=self.form.grid.as_sent),
            {key: replace(table, grid=table.grid.as_sent) for key, table in self.tables.items()},
        )

    def table(self, sheet: Sheet) -> ReadTable:
        """A sheet with a header row; without any record where that was not found, or there is no such sheet."""
        grid = self.grids.get(sheet.key, EMPTY)
        return self.tables.get(sheet.key) or ReadTable(sheet, grid, -1, {}, np.zeros(0, dtype=np.int64), {})


def interpret(
    grids: Sequence[Grid],
    rulebook: Rulebook,
    answers: Sequence[Answer],
    known: Submission | None,
    connected: Mapping[str, Connected],
) -> ReadWorkbook:
    """The whole workbook; RefusedWorkbook where it has no 基本信息.  Tables `connected` take the place of sheets.

    Answers are edits of the grids, applied before they are read.  What an answer is to is told by an earlier
    reading: `known`, of the same grids, or the workbook as it stands.  It is read again only where what an answer
    changed brings up a further question that was answered, or where one that was known is no longer asked.
    """
    chosen: dict[Key, Answered] = {} if known is None else fitting(answers, known)
    reading = _read(grids, rulebook, chosen, connected)
    if not chosen.keys() <= keys_of(reading.submission):
        chosen = {}
        reading = _read(grids, rulebook, chosen, connected)
    keys = {sheet.title: key for key, sheet in reading.submission.layout.sheets.items()}
    answers = tuple(replace(answer, sheet=keys.get(answer.sheet, answer.sheet)) for answer in answers)
    for _ in range(MOST_ROUNDS if answers else 0):
        more = {key: each for key, each in fitting(answers, reading.submission).items() if key not in chosen}
        chosen |= more
        if all(each.offer.effect is Effect.KEEP for each in more.values()):
            break
        reading = _read(grids, rulebook, chosen, connected)
    submission = replace(settled(reading.submission, chosen), answers=answers)
    others = tuple(_others(grids, rulebook, chosen, submission, connected))
    return replace(reading, submission=replace(submission, alternatives=others))


def _others(
    grids: Sequence[Grid],
    rulebook: Rulebook,
    chosen: Mapping[Key, Answered],
    submission: Submission,
    connected: Mapping[str, Connected],
) -> Iterator[tuple[Problem, Submission]]:
    """What would be read if the rows of a second sheet counted, for the first questions that ask so."""
    asked = (
        (problem, [offer for offer in problem.offers if offer.effect in JOINING]) for problem in submission.problems
    )
    for problem, offers in islice(((problem, offers) for problem, offers in asked if offers), MOST_OTHERS):
        answer = fitting([Answer.to(problem, offers[-1].key)], submission)
        yield problem, _read(grids, rulebook, {**chosen, **answer}, connected).submission


def _read(
    grids: Sequence[Grid], rulebook: Rulebook, chosen: Mapping[Key, Answered], connected: Mapping[str, Connected]
) -> ReadWorkbook:
    """The workbook as the sender means it; every problem with its anchor and offers, those that were answered too."""
    sheets, meant = rulebook.sheets, edited(grids, chosen.values())
    matched, problems = match_sheets(meant, sheets)
    problems += taking_their_place(matched, connected, sheets)
    form_sheet = next(sheet for sheet in sheets.values() if sheet.role == "form")
    if form_sheet.key not in matched:
        raise refusal("no_basics", sheet=form_sheet.label, sheets=tuple(grid.name for grid in grids))
    form = read_form(matched[form_sheet.key], form_sheet)
    pilot, found = read_pilot(form, rulebook)
    before, problems = [each for problem in problems for each in with_difference(problem, meant, form)], found
    problems += second_forms(unnamed(meant, sheets, matched), form)
    name = form.entries["profile"].value if "profile" in form.entries else None
    profile = Profile(name) if name else None
    last = form.entries["as_of"].value if "as_of" in form.entries else None
    readers: dict[str, Callable[[ReadTable], tuple[Any, list[Problem]]]] = {
        "months": lambda table: read_monthly(table, pilot, last),
        "plan": lambda table: read_plan(table, rulebook),
        "claims": lambda table: read_claims(table, rulebook, profile),
        "ledger": lambda table: read_ledger(table, profile),
        "days": lambda table: read_ledger(table, profile),
    }

    def read_sheet(grid: Grid, sheet: Sheet) -> tuple[ReadTable | None, list[Problem], Any, list[Problem]]:
        """A sheet with its problems, and what its role makes of it with the problems of that."""
        table, found = read_table(grid, sheet, form.volume, TARGETS if sheet.role == "plan" else (), pilot, last)
        if table is None:
            return None, found, None, []
        if sheet.role == "months":
            table, asked = with_slips(table, rulebook, profile, pilot, last)
            table, more = with_running_totals(table, rulebook.plausibility, pilot, last)
            found += [*asked, *more]
        return table, found, *readers[sheet.role](table)

    tables: dict[str, ReadTable] = {}
    parts: dict[str, Any] = {}
    for key, sheet in sheets.items():
        if key in matched and sheet.role in readers:
            depends = rulebook.digest, key, profile, form.volume, pilot, last
            table, found, part, more = matched[key].once(depends, partial(read_sheet, matched[key], sheet))
            problems += found
            if table is not None:
                tables[key], parts[key] = table, part
                problems += _not_found(table, profile, matched, found)
                problems += connected[key].of_table(more, sheet) if key in connected else more

    elsewhere = {month for problem in before if problem.code in SECOND for month in problem.details.get("months", ())}
    for key in parts if elsewhere else ():
        if isinstance(parts[key], MonthlyTable):
            parts[key] = replace(parts[key], unread=parts[key].unread | elsewhere)

    def only(role: str, without: Any) -> Any:
        return next((part for key, part in parts.items() if sheets[key].role == role), without)

    reported = {month for table in tables.values() for month in _months_of(table)}
    if period_unread(form.entries):  # nothing is outside it, but what has a slip of its own
        problems = [each for each in problems if each.code != "month_outside_pilot" or "months" in each.details]
    problems = [*before, *months_offered(form, pilot, reported, rulebook.default_months), *problems]
    parts |= {key: each.weighted(parts[key]) for key, each in connected.items() if key in parts}
    layout = _layout(matched, tables, form, connected)
    problems = anchored(one_of_each(problems), grids, layout)
    problems = [each if each.place is None else replace(each, place=layout.named(each.place)) for each in problems]
    submission = Submission(
        profile=profile,
        pilot=pilot,
        basics=MappingProxyType(dict(form.entries)),
        monthly=only("months", None),
        targets=MappingProxyType(only("plan", {})),
        claims=MappingProxyType(only("claims", {})),
        ledgers=MappingProxyType({key: part for key, part in parts.items() if sheets[key].role in ("ledger", "days")}),
        problems=tuple(_answerable(with_offers(problems, rulebook.problems), layout)),
        sheets=tuple(grid.name for grid in grids),
        layout=layout,
        lines=MappingProxyType({key: _lines(table) for key, table in tables.items() if table.sheet.role in LINES}),
        rewritten=frozenset(grid.name for grid in (*grids, *matched.values()) if grid.rewritten),
    )
    return ReadWorkbook(submission, matched, form, tables)


def _months_of(table: ReadTable) -> set[Month]:
    """The months that rows of 月度统计 are of."""
    read = table.columns.get("month") if table.sheet.role == "months" else None
    return {month for month in (read.values if read else ()) if month is not None}


def _lines(table: ReadTable) -> tuple[Line, ...]:
    label, keys = LINES[table.sheet.role]
    return tuple(table.lines(label, keys or [column for column in table.columns if column != label]))


def _not_found(
    table: ReadTable, profile: Profile | None, matched: Mapping[str, Grid], known: Sequence[Problem]
) -> list[Problem]:
    """A question where a sheet that has most of the columns that the pilot's type needs lacks some of them.

    Not of columns that a ledger of the workbook supplies, nor of those that the `known` problems of the sheet are of.
    """
    wanted: list[Any] = [
        column
        for column in (table.sheet.for_profile(profile) if profile else ())
        if (not column.optional or column.open_ended or column.key == IDENTIFYING) and column.ledger not in matched
    ]
    asked = [label for problem in known for label in problem.details.get("candidates", ())]
    asked += [problem.details.get("column") for problem in known if problem.code == "header_twice"]
    missing = [column for column in wanted if column.key not in table.columns and column.label not in asked]
    if not missing or 2 * len(missing) > len(wanted):
        return []
    grid, row, placed = table.grid, table.header_row, table.indices.values()
    strangers = [
        index
        for index, cells in enumerate(grid.columns)
        if index not in placed and set(cells.codes[row + 1 :].tolist()) - {cells.nothing}
    ]
    labels = tuple(column.label for column in missing if strangers or column.key != IDENTIFYING)
    if not labels:
        return []
    if len(strangers) == 1:
        return [of_grid("columns_not_found", grid, row, strangers[0], columns=labels)]
    across = [index for index in range(len(grid.columns)) if grid.at(row, index) != ""]
    return [of_sheet("columns_not_found", grid.place(row, across[0], None, across[-1]), columns=labels)]


def _answerable(problems: Iterable[Problem], layout: Layout) -> Iterator[Problem]:
    """The problems, those of tables without answers: their rows are corrected where they live."""
    return (each if layout.table(each.place) is None else replace(each, offers=()) for each in problems)


def _layout(
    matched: Mapping[str, Grid], tables: Mapping[str, ReadTable], form: Form, connected: Mapping[str, Connected]
) -> Layout:
    found = {key: SheetLayout(grid.name) for key, grid in matched.items()}
    for key, table in tables.items():
        own = matched[key]
        source = connected[key].table if key in connected else None
        found[key] = SheetLayout(own.name, table.header_row + 1, table.indices, {}, table.headers, own.joined, source)
    items = {key: (item.row + 1, item.value) for key, item in form.found.items()}
    labels = {key: shown(form.grid.at(item.row, item.label)) for key, item in form.found.items()}
    found[form.sheet.key] = SheetLayout(form.grid.name, None, {}, items, labels)
    failed = {
        key: problem.place.sheet
        for key, source in connected.items()
        for problem in source.problems
        if source.grid is None and problem.place
    }
    return Layout(MappingProxyType(found), MappingProxyType(failed))
