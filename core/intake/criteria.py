"""年度目标 → the applicant's own targets; 定性自评 → what is claimed of each criterion, and what the reviewer says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.intake.cells import as_answered, finite, parser
from core.intake.evidence import names_nothing
from core.intake.grid import AnsweredRaw, Raw, accepted, decimal
from core.intake.measures import Measure
from core.intake.problems import STATES, Cell, about, failed, filled, of_cell, of_sheet, question
from core.intake.tables import Entries, ReadTable, not_used, of_two_sheets
from core.model import (
    Claim,
    Column,
    Criterion,
    Entry,
    Kind,
    Percent,
    Plausibility,
    Problem,
    Profile,
    Rulebook,
    State,
    Target,
)

SHARE, MULTIPLE = "share", "times"
#: No target of a share is less.
PLAUSIBLE = Decimal("0.01")
#: Questions about how a cell is written, not about which number it holds.
FORMS = frozenset({"text_number", "text_unit"})
TARGETS = ("first_year", "end")
CLAIMS = ("status", "evidence", "note", "review", "review_note")
#: Which statuses a review may be of; the contract's list.
ANY_STATUS = frozenset({"ready", "partial", "missing", "not_applicable"})
FITTING = {
    "true": ANY_STATUS,
    "partly_true": ANY_STATUS,
    "untrue": ANY_STATUS,
    "agreed_not_applicable": frozenset({"not_applicable"}),
}
#: The status that evidence stands for.
READY = "ready"


def _by_id(
    table: ReadTable,
    keys: Sequence[str],
    known: Collection[str | None],
    read: Callable[[str, int], tuple[Entries, list[Problem]]],
) -> tuple[dict[str, Entries], dict[str, int], list[Problem]]:
    """What the rows of a sheet say, by criterion id; the first row of each; ids that are not `known` are asked about."""
    found: dict[str, Entries] = {}
    first_rows: dict[str, int] = {}
    if "id" not in table.columns:
        return found, first_rows, table.without("id")
    problems: list[Problem] = []
    for row in table.rows.tolist():
        id: Entry[Any] = table.entry("id", row)
        empty = all(table.entry(key, row).state in (State.BLANK, State.ABSENT) for key in keys)
        if empty and (id.value not in known or keys is TARGETS):
            continue
        if id.value is None or id.value not in known:
            code = "criterion_missing" if id.state is State.BLANK else "unknown_criterion"
            problems.append(of_sheet(code, table.at("id", row), found=id.found))
            continue
        each, doubts = read(id.value, row)
        problems += doubts
        holds = table.grid.holds(row)
        if id.value in found and holds is not None:
            found[id.value] = of_two_sheets(found[id.value], each, holds=holds)
        elif id.value in found:
            found[id.value], problem = _twice(id.value, found[id.value], each, table, (first_rows[id.value], row))
            problems.append(problem)
        else:
            found[id.value], first_rows[id.value] = each, row
    return found, first_rows, problems


def _twice(id: str, first: Entries, again: Entries, table: ReadTable, rows: tuple[int, int]) -> tuple[Entries, Problem]:
    """An id in two rows: what differs between them is not used, until the sender says which row holds."""
    differing = [key for key in first if first[key].value != again[key].value]
    code = "criterion_twice_differs" if differing else "criterion_twice"
    details = {"first_row": rows[0] + 1, "row": rows[1] + 1}
    problem = _of_criterion(of_sheet(code, table.at("id", rows[1]), found=id, **details), id)
    holds = table.grid.corrections.holds.get(rows[1])
    if holds is not None:
        return again if holds == rows[1] else first, problem
    return not_used(first, differing), problem


def _of_criterion(problem: Problem, id: str) -> Problem:
    return replace(problem, criteria=(id,))


# --- targets --------------------------------------------------------------------------------


def read_plan(table: ReadTable, rulebook: Rulebook) -> tuple[dict[str, Target], list[Problem]]:
    """Targets by criterion id, each in its criterion's own measure."""
    criteria = {c.id: c for own in rulebook.criteria.values() for c in own if c.kind is Kind.COMPUTED}

    def read(id: str, row: int) -> tuple[Entries, list[Problem]]:
        return _target(table, row, criteria[id], rulebook)

    targets, _, problems = _by_id(table, TARGETS, criteria.keys(), read)
    return {id: Target(id, **entries) for id, entries in targets.items()}, problems


def _target(table: ReadTable, row: int, criterion: Criterion, rulebook: Rulebook) -> tuple[Entries, list[Problem]]:
    raws = {key: table.grid.at(row, table.columns[key].index) for key in TARGETS if key in table.columns}
    cells = {key: _cell(raw, table.columns[key].column, criterion, rulebook.units) for key, raw in raws.items()}
    found = {key: _likely(key, cells, raws[key], criterion, rulebook.plausibility) for key in cells}
    entries: dict[str, Entry[Any]] = {key: Entry.absent() for key in TARGETS}
    problems: list[Problem] = []
    for key, cell in found.items():
        was = table.entry(key, row)
        entries[key] = replace(was, state=cell.state, value=cell.value)
        doubts = [of_cell(doubt, table.columns[key].column, table.at(key, row), was.found) for doubt in cell.doubts]
        problems += [_of_criterion(doubt, criterion.id) for doubt in doubts]
    return entries, problems


def _likely(key: str, cells: Mapping[str, Cell], raw: Raw, criterion: Criterion, limits: Plausibility) -> Cell:
    """A target, asked about where it is many times the other one of its criterion and what the notice asks for.

    With the one that may be meant: some digits fewer, and then an end that is no less than either, or a first year that is
    no more than the end.
    """
    least = criterion.threshold or Fraction(0)
    cell, (beside, *_) = cells[key], [*(other.value for own, other in cells.items() if own != key), None]
    most = max(beside or Decimal(), Decimal(least.numerator) / least.denominator)
    times = limits.target_times if beside else limits.target_alone
    asked = {doubt.code for doubt in cell.doubts} - FORMS
    if asked or cell.value is None or not most or cell.value < times * most:
        return cell
    share, first_year = criterion.unit == SHARE, beside and key == TARGETS[0]
    shorter = (cell.value.scaleb(-digits) for digits in (2, 1, 3, 4))
    likely = [
        each for each in shorter if (beside < 10 * each <= 10 * beside if first_year else most <= each < 10 * most)
    ]
    meant = [each for each in likely if share or criterion.unit == MULTIPLE or each == each.to_integral_value()]
    said = [Percent(each * 100) if share else each for each in (most, *meant)]
    details = dict(zip(("other", "proposed"), said, strict=False))
    doubts = (*cell.doubts, question("target_far", title=criterion.title, times=Fraction(times), **details))
    return filled(meant[0] if meant and accepted(raw, "target_far") else cell.value, *doubts)


def _cell(raw: Raw, column: Column, criterion: Criterion, units: Mapping[str, Any]) -> Cell:
    if criterion.unit != SHARE:
        cell = parser(replace(column, type="number", unit=units[criterion.unit]))(raw)
        parts = cell.value is not None and criterion.unit != MULTIPLE and cell.value != cell.value.to_integral_value()
        return cell._replace(doubts=(*cell.doubts, question("target_not_whole"))) if parts else cell
    if isinstance(raw, AnsweredRaw):
        return as_answered(raw, _cell(raw.raw, column, criterion, units), column, Measure.of(""))
    cell = _share(raw, column)
    if cell.value is not None and cell.value > 1 and criterion.computation.share:
        return failed("share_above_one", understood=Percent(cell.value * 100))
    if cell.value and isinstance(raw, tuple) and raw[0] == "%" and not PLAUSIBLE <= cell.value <= 1:
        code = "percent_pasted" if cell.value > 1 else "percent_below_one"  # 0.3 typed into a cell of percent is 0.3%
        return filled(cell.value, *cell.doubts, question(code, understood=Percent(cell.value * 100)))
    return cell


def _share(raw: Raw, column: Column) -> Cell:
    """A share: percent where it says so; a plain number is the fraction up to 1, percent as typed above."""
    if isinstance(raw, float) and finite(raw):
        value = decimal(raw)
        if value < 0:
            return failed("negative")
        return _plain_share(value / 100 if value > 1 else value, value > 1) if value else filled(value)
    cell = parser(replace(column, type="percent", unit=None))(raw)
    if isinstance(raw, str) and cell.value is not None and raw.rstrip()[-1:] not in ("%", "％"):
        as_percent = cell.value * 100 > 1
        return _plain_share(cell.value if as_percent else cell.value * 100, as_percent)
    return cell


def _plain_share(share: Decimal, as_percent: bool) -> Cell:
    code = "percent_plain" if as_percent else "fraction_plain"
    return filled(share, question(code, understood=Percent(share * 100)))


# --- claims ---------------------------------------------------------------------------------


def read_claims(
    table: ReadTable, rulebook: Rulebook, profile: Profile | None = None
) -> tuple[dict[str, Claim], list[Problem]]:
    """Claims by criterion id, of every pilot type.

    `profile`: the workbook's own type, whose items are asked for where some are filled in and others are not.
    """
    order = list(dict.fromkeys(c.id for own in rulebook.criteria.values() for c in own if c.kind is Kind.EVIDENCE))

    def read(id: str, row: int) -> tuple[Entries, list[Problem]]:
        return _claim(id, {key: table.entry(key, row) for key in CLAIMS}, table)

    found, first_rows, problems = _by_id(table, CLAIMS, order, read)
    claims = {id: Claim(id, **entries) for id, entries in found.items()}
    own = {c.id for c in rulebook.criteria[profile] if c.kind is Kind.EVIDENCE} if profile else set()
    present = own & claims.keys()
    if any(claims[id].status.state is not State.BLANK for id in present):
        problems += _blank_statuses(table, sorted(first_rows[id] for id in present))
        missing = tuple(id for id in order if id in own and id not in claims)
        unread = sum(problem.code in ("criterion_missing", "unknown_criterion") for problem in problems)
        if len(missing) > unread and 2 * len(missing) <= len(own):
            cell = table.grid.place(table.header_row, table.columns["id"].index)
            problem = of_sheet("criteria_without_row", cell, found="、".join(missing))
            problems.append(replace(problem, criteria=missing))
    return claims, problems


def _blank_statuses(table: ReadTable, rows: Sequence[int]) -> list[Problem]:
    """Words such as 无 and /, which may say that something is missing, or that nobody has looked yet."""
    if "status" not in table.columns:
        return []
    column, at = table.columns["status"], np.array(rows, dtype=np.int64)
    blanks = np.flatnonzero(column.state == STATES[State.BLANK]).tolist()
    doubts = {code: (question("blank_status"),) for code in blanks if column.cells.words[code]}
    return table.asked("status", doubts, at[column.have(State.BLANK, at)])


def _claim(id: str, entries: Entries, table: ReadTable) -> tuple[Entries, list[Problem]]:
    """The claim without a review that does not fit its status, and without evidence that names nothing."""
    problems = []

    def ask(code: str, key: str, **details: Any) -> None:
        entry, details = entries[key], {**about(table.sheet.column(key)), **details}
        problem = of_sheet(code, entry.ref or table.grid.whole, found=entry.found, **details)
        problems.append(_of_criterion(problem, id))

    review, evidence, status = (entries[key] for key in ("review", "evidence", "status"))
    if review.value is not None and status.value not in FITTING.get(review.value, frozenset()):
        if status.state is not State.UNREADABLE:  # which is asked about itself
            ask("review_does_not_fit", "review", status=status.found, kind="" if status.found else "no_status")
        review = replace(review, state=State.UNREADABLE, value=None)
    if evidence.found and names_nothing(evidence.found):
        if status.value == READY and evidence.state is not State.UNREADABLE:  # which is an error itself
            ask("evidence_names_nothing", "evidence")
        evidence = replace(evidence, state=State.BLANK, value=None)
    return {**entries, "review": review, "evidence": evidence}, problems
