"""定性自评 → what the filler says of each criterion, and what the reviewer says of that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.intake.cells import question
from core.intake.choices import NO_CHOICES, Choices
from core.intake.columns import STATES
from core.intake.evidence import names_nothing
from core.intake.problems import about, of_column, of_sheet
from core.intake.tables import ReadTable
from core.model import Claim, Effect, Entry, Kind, Problem, Profile, Rulebook, State

#: Which reviews fit which status; the contract's list.
FITTING = {
    "true": frozenset({"ready", "partial", "missing", "not_applicable"}),
    "partly_true": frozenset({"ready", "partial", "missing", "not_applicable"}),
    "untrue": frozenset({"ready", "partial", "missing", "not_applicable"}),
    "agreed_not_applicable": frozenset({"not_applicable"}),
}
#: The status that evidence stands for.
READY = "ready"
KEYS = ("status", "evidence", "note", "review", "review_note")


def read_claims(
    table: ReadTable, rulebook: Rulebook, choices: Choices = NO_CHOICES, profile: Profile | None = None
) -> tuple[dict[str, Claim], list[Problem]]:
    """Claims by criterion id, of every pilot type; ids that none has are asked about.

    `profile`: the workbook's own type, whose items are asked for where some are filled in and others are not.
    """
    known = {c.id for own in rulebook.criteria.values() for c in own if c.kind is Kind.EVIDENCE}
    claims: dict[str, Claim] = {}
    first_rows: dict[str, int] = {}
    problems: list[Problem] = []
    if "id" not in table.columns:
        label = table.sheet.column("id").label
        return claims, [of_sheet("column_missing", table.header_cells, column=label)]
    for row in table.rows.tolist():
        id = table.entry("id", row)
        entries: dict[str, Entry[Any]] = {key: table.entry(key, row) for key in KEYS}
        if all(entry.state in (State.BLANK, State.ABSENT) for entry in entries.values()) and id.value not in known:
            continue
        if id.value not in known:
            cell = table.at("id", row)
            code = "criterion_missing" if id.state is State.BLANK else "unknown_criterion"
            problems.append(of_sheet(code, cell, found=id.found))
            continue
        claim, found = _fitting(Claim(id.value, **entries), table)
        claim, unnamed = _named(claim, table)
        problems += [*found, *unnamed]
        if id.value in claims:
            rows = (first_rows[id.value], row)
            claims[id.value], problem = _twice(claims[id.value], claim, table, rows, choices)
            problems.append(problem)
        else:
            claims[id.value], first_rows[id.value] = claim, row
    own = {c.id for c in rulebook.criteria[profile] if c.kind is Kind.EVIDENCE} if profile else set()
    if any(claims[id].status.state is not State.BLANK for id in own & claims.keys()):
        problems += _saying_nothing(table, sorted(first_rows[id] for id in own & claims.keys()))
        missing = [id for id in _in_order(rulebook, own) if id not in claims]
        problems += _without_row(table, missing if 2 * len(missing) <= len(own) else ())
    return claims, problems


def _in_order(rulebook: Rulebook, ids: Collection[str]) -> list[str]:
    return list(dict.fromkeys(c.id for own in rulebook.criteria.values() for c in own if c.id in ids))


def _saying_nothing(table: ReadTable, rows: Sequence[int]) -> list[Problem]:
    """Words such as 无 and /, which may say that something is missing, or that nobody has looked yet."""
    if "status" not in table.columns or not rows:
        return []
    column, at = table.columns["status"], np.array(rows, dtype=np.int64)
    blanks = np.flatnonzero(column.state == STATES[State.BLANK]).tolist()
    said = [code for code in blanks if column.cells.words[code]]
    doubts = dict.fromkeys(said, (question("blank_status"),))
    return of_column(table.grid, column.index, column.column, doubts, at[column.have(State.BLANK, at)])


def _without_row(table: ReadTable, ids: Sequence[str]) -> list[Problem]:
    """One question where items have no row although most have."""
    cell = table.grid.place(table.header_row, table.columns["id"].index)
    problem = of_sheet("criteria_without_row", cell, found="、".join(ids))
    return [replace(problem, criteria=tuple(ids))] if ids else []


def _fitting(claim: Claim, table: ReadTable) -> tuple[Claim, list[Problem]]:
    """The claim; a review that does not fit its status counts as a blank."""
    review = claim.review
    if review.value is None or claim.status.value in FITTING.get(review.value, frozenset()):
        return claim, []
    details = {**about(table.sheet.column("review")), "status": claim.status.found}
    cell = review.ref or table.grid.whole
    problem = of_sheet("review_does_not_fit", cell, found=review.found, **details)
    unfit = replace(review, state=State.UNREADABLE, value=None)
    return replace(claim, review=unfit), [replace(problem, criteria=(claim.id,))]


def _named(claim: Claim, table: ReadTable) -> tuple[Claim, list[Problem]]:
    """The claim without evidence that names nothing, which is asked about where it stands for something ready."""
    evidence = claim.evidence
    if not evidence.found or not names_nothing(evidence.found):
        return claim, []
    unnamed = replace(claim, evidence=replace(evidence, state=State.BLANK, value=None))
    if claim.status.value != READY:
        return unnamed, []
    cell = evidence.ref or table.grid.whole
    problem = of_sheet("evidence_names_nothing", cell, found=evidence.found, **about(table.sheet.column("evidence")))
    return unnamed, [replace(problem, criteria=(claim.id,))]


def _twice(
    first: Claim, again: Claim, table: ReadTable, rows: tuple[int, int], choices: Choices
) -> tuple[Claim, Problem]:
    """An id in two rows: a status or review that differs between them is not used."""
    differing = [key for key in KEYS if getattr(first, key).value != getattr(again, key).value]
    code = "criterion_twice_differs" if differing else "criterion_twice"
    cell, details = table.at("id", rows[1]), {"first_row": rows[0] + 1, "row": rows[1] + 1}
    found = of_sheet(code, cell, found=again.id, **details)
    problem = replace(found, criteria=(again.id,))
    choice = choices.of(code, cell)
    if choice in (Effect.FIRST_ROW, Effect.SECOND_ROW):
        return first if choice is Effect.FIRST_ROW else again, problem
    lost = {key: replace(getattr(first, key), state=State.UNREADABLE, value=None) for key in differing}
    return replace(first, **lost), problem
