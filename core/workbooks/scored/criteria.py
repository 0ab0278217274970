"""The sheet 逐条结果: one row a criterion, to filter and to print."""

from __future__ import annotations

from core.documents.criterion import Criteria, CriterionDocument
from core.documents.overview import Overview
from core.model import Kind, Outcome
from core.model.document import EMPTY, Case, Cases, Cells, Column, Joined, Row, Table, Value, Verbatim, say
from core.printers.sheet.page import Layout, SheetPrinter
from core.workbooks.scored.workings import MODES, REASONS, Workings

HEADER_ROW = 2
#: On paper so many pages lie side by side, or the letters were half their size; each repeats what names the criterion.
PAGES_WIDE, NAMED = 2, 3
LONGEST_QUOTED = 300
COLUMNS = (
    Column("id", say("No.")),
    Column("clause", say("Clause")),
    Column("title", say("Criterion")),
    Column("quote", say("Requirement (the notice's words)")),
    Column("value", say("Value")),
    Column("threshold", say("Threshold")),
    Column("outcome", say("Outcome")),
    Column("gap", say("Gap")),
    Column("attainment", say("Attainment")),
    Column("target", say("Own end target")),
    Column("target_outcome", say("Own target's outcome")),
    Column("basis", say("Basis")),
    Column("cells", say("Cells")),
    Column("how", say("How the figure stands")),
    Column("reading", say("Our reading")),
    Column("remedy", say("What to do")),
)
LAYOUT = {
    "id": Layout(5.5),
    "clause": Layout(9),
    "title": Layout(12),
    "quote": Layout(20),
    "value": Layout(9),
    "threshold": Layout(8),
    "outcome": Layout(10.5),
    "gap": Layout(9.5),
    "attainment": Layout(9.5),
    "target": Layout(9),
    "target_outcome": Layout(10.5),
    "basis": Layout(18),
    "cells": Layout(16),
    "how": Layout(13),
    "reading": Layout(26),
    "remedy": Layout(22),
}
OWN_TARGET = ("target", "target_outcome")


def write_criteria(page: SheetPrinter, criteria: Criteria, found: Workings, verdict: Overview) -> None:
    """Fills the sheet."""
    sheet = page.sheet
    page.heading(verdict.sentence, verdict.below)
    layout = dict(LAYOUT)
    if not any(row.target for row in criteria.rows):
        layout = {key: each for key, each in LAYOUT.items() if key not in OWN_TARGET}
    after = page.table(HEADER_ROW, results(criteria, found), layout)
    page.colour_outcomes()
    sheet.freeze_panes(HEADER_ROW + 1, NAMED)
    sheet.print_area(HEADER_ROW, 0, after - 1, len(layout))  # the sentences above would be cut on the second page
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, NAMED - 1)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    sheet.print_across()


def results(criteria: Criteria, found: Workings) -> Table:
    """All criteria with what their outcomes rest on, set apart by item."""
    item, rows = None, []
    for row in criteria.rows:
        rows.append(Row(row.id, _cells(row, found), rests_on=(row.id,), begins=row.item != item))
        item = row.item
    return Table(COLUMNS, tuple(rows))


def _cells(row: CriterionDocument, found: Workings) -> dict[str, Value]:
    done = [Case(outcome.value, EMPTY) for outcome in (Outcome.MET, Outcome.NOT_APPLICABLE)]
    return {
        "id": Verbatim(row.id),
        "clause": Verbatim(row.clause),
        "title": row.title,
        "quote": Verbatim(row.quote),
        "value": row.claim.status if row.claim else row.value,
        "threshold": row.threshold,
        "outcome": row.outcome,
        "gap": row.gap,
        "attainment": row.attainment,
        "target": row.target,
        "target_outcome": row.target_outcome,
        "basis": _basis(row),
        "cells": Cells(row.sources, "lines"),
        "how": _how(row, found),
        "reading": _readings(row),
        "remedy": row.when(*done, otherwise=row.remedy),
    }


def _basis(row: CriterionDocument) -> Value:
    """What the outcome rests on: the formula with its figures, or the evidence; why there is none."""
    parts: list[Value] = [row.filled, row.reason]
    if row.kind is Kind.COMPUTED and row.sources:
        parts.append(say("from: {origin}", origin=row.origin))
    if row.self_assessed:
        parts.append(row.when(Case(Outcome.MET.value, say("self-assessed, not yet reviewed"))))
    if row.claim is not None:
        claim = row.claim
        parts += [say("Evidence: {text}", text=_cut(claim.evidence))] if claim.evidence else []
        parts += [say("Note: {text}", text=_cut(claim.note))] if claim.note else []
        parts += [say("review: {review}", review=claim.review)] if claim.review else []
        parts += [say("Reviewer's note: {text}", text=_cut(claim.review_note))] if claim.review_note else []
        if claim.taken_from:
            parts.append(say("taken from {id}, which has the same wording", id=Verbatim(claim.taken_from)))
        parts = [
            part.now if isinstance(part, Cases) else part for part in parts
        ]  # no formula has words of the sender's
    return Joined(tuple(parts), "lines")


def _cut(text: str) -> Verbatim:
    return Verbatim(text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED] + "…")


def _how(row: CriterionDocument, found: Workings) -> Value:
    """Whether the figures of the row follow the sender's cells, and why not."""
    plan = found.plans[row.id]
    why = () if plan.why is None else (say(REASONS[plan.why]),)
    return Joined((say(MODES[plan.mode]), *why), "lines")


def _readings(row: CriterionDocument) -> Value:
    """The readings that could be another, each with that other and what it would change; else the first."""
    parts: list[Value] = []
    for reading in [each for each in row.readings if each.alternative] or row.readings[:1]:
        parts.append(reading.reading)
        if reading.alternative:
            parts += [say("Other reading: {reading}", reading=reading.alternative), reading.sentence]
    return Joined(tuple(parts), "lines")
