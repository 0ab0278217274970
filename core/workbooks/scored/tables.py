"""The sheets that are one table below a heading: results, gaps, outlook, problems, readings, the response table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from core.compiled import tables
from core.documents.criterion import Criteria, CriterionDocument
from core.documents.figures import plain
from core.documents.notice import Readings
from core.documents.outlook import Outlooks
from core.documents.overview import Overview
from core.documents.questions import Questions
from core.documents.response import Response
from core.documents.rows import Sources
from core.documents.steps import Steps
from core.documents.texts import filled, table
from core.model import Assessment, Kind, Outcome
from core.model.document import EMPTY, Case, Cases, Cells, Joined, Linked, Row, Table, Value, Verbatim, given, say
from core.printers.palette import LIGHT
from core.printers.problems import AnsweredRow, ProblemRow, answered_rows, problem_rows
from core.printers.sheet.page import SheetPrinter, layouts
from core.workbooks.actions import Action, write_entries
from core.workbooks.scored.workings import Workings

#: The columns of each sheet of ours that is a table, by key.
LAYOUTS = layouts(__file__)
#: What our sheets say of themselves.
TEXTS: dict[str, str] = tables(Path(__file__).with_name("texts.toml"))
HEADER_ROW = 2
#: Letters of a text of the sender's in one cell.
LONGEST = 300


def _write(
    page: SheetPrinter,
    shown: Table,
    name: str,
    *,
    without: Collection[str] = (),
    frozen: int = 0,
    filtered: bool = True,
) -> int:
    """A table whose header stays in sight and is printed on each page; returns the row below it."""
    layout = {key: each for key, each in LAYOUTS[name].items() if key not in without}
    after = page.table(HEADER_ROW, shown, layout, filtered=filtered)
    page.colour_outcomes()
    page.sheet.freeze_panes(HEADER_ROW + 1, frozen)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.print_area(0, 0, after - 1, len(layout))
    return after


def write_table(page: SheetPrinter, document: Steps | Readings, name: str) -> int:
    """差距与行动 or 口径说明: the document's one table, in its order; returns the row below it."""
    page.heading(document.heading, document.note)
    return _write(page, document.table, name)


def write_gaps(page: SheetPrinter, steps: Steps, actions: Mapping[str, Action], *, from_1904: bool) -> None:
    """差距与行动, with columns for who sees to each criterion and until when: `actions` by criterion."""
    after, columns = write_table(page, steps, "gaps"), len(LAYOUTS["gaps"]) + 1
    if steps.table.rows:
        ids = {row: each.id for row, each in enumerate(steps.table.rows, start=HEADER_ROW + 1)}
        write_entries(page, ids, HEADER_ROW, columns, actions, from_1904=from_1904)
        page.sheet.print_area(0, 0, after - 1, columns + 1)


def write_response(page: SheetPrinter, response: Response, about: Value) -> None:
    """试点目标响应表: the official form of Annex 3, items 2 to 6, a row an item, over several of the sheet where it must be."""
    page.heading(response.heading)
    page.changed_note(0, len(LAYOUTS["response"]) - 1)
    page.lay_out(response.table, LAYOUTS["response"])
    page.paragraph(1, about, font_color=LIGHT.muted)
    after = _write(page, response.table, "response", filtered=False)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUTS["response"]) - 1)


def write_sources(page: SheetPrinter, sources: Sources) -> None:
    """数据来源: the tables that were read, and what their rows came to criterion by criterion."""
    page.heading(sources.heading, sources.note)
    after = page.table(HEADER_ROW, sources.table, LAYOUTS["sources"], filtered=False)
    if sources.counted.rows:
        row = page.paragraph(page.subheading(after + 1, say("What the rows came to")), sources.counted_note)
        after = page.table(row, sources.counted, LAYOUTS["counted"], filtered=False)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUTS["sources"]) - 1)


def write_outlook(page: SheetPrinter, outlooks: Outlooks, needed: Value, trust: Value) -> None:
    """预测与计划: where each figure is heading, in the columns that have something to say.

    `needed` is what it takes in a sentence, `trust` says what the forecast is and when not to trust it.
    """
    shown, width = filled(outlooks.table), len(outlooks.table.columns)
    page.heading(outlooks.heading, outlooks.note)
    row = _write(page, shown, "outlook", frozen=2) + 1
    row = page.subheading(row, say("What it takes"))
    row = page.paragraph(row, needed)
    if any(column.key == "median" for column in shown.columns):
        row = page.subheading(row, say("How far to trust the forecast"))
        row = page.paragraph(row, trust, valign="top")
    page.sheet.print_area(0, 0, row - 1, len(LAYOUTS["outlook"]) + len(shown.columns) - width)
    page.sheet.fit_to_pages(1, 1)  # or the sentences would stand on the second page below the headers of the table


# --- 逐条结果 -------------------------------------------------------------------------------

#: On paper so many pages lie side by side, or the letters were half their size; each repeats what names the criterion.
PAGES_WIDE, NAMED = 2, 3
DONE = (Case(Outcome.MET.value, EMPTY), Case(Outcome.NOT_APPLICABLE.value, EMPTY))


def write_criteria(page: SheetPrinter, criteria: Criteria, found: Workings, verdict: Overview) -> None:
    """One row a criterion with what its outcome rests on, set apart by item, to filter and to print."""
    page.heading(verdict.sentence, verdict.below)
    own_target = () if any(row.target for row in criteria.rows) else ("target", "target_outcome")
    items = [None, *(row.item for row in criteria.rows)]
    rows = tuple(
        Row(row.id, _result(row, found), rests_on_figures=True, begins=row.item != before)
        for row, before in zip(criteria.rows, items, strict=False)
    )
    after = _write(page, table("results", rows), "criteria", without=own_target, frozen=NAMED)
    sheet, last = page.sheet, len(LAYOUTS["criteria"]) - len(own_target)
    sheet.print_area(HEADER_ROW, 0, after - 1, last)  # the sentences above would be cut on the second page
    sheet.repeat_columns(0, NAMED - 1)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    sheet.print_across()


def _result(row: CriterionDocument, found: Workings) -> dict[str, Value]:
    plan = found.plans[row.id]
    return {
        "id": Verbatim(row.id),
        "clause": Verbatim(row.clause),
        "quote": Verbatim(row.quote),
        "value": row.claim.status if row.claim else row.value,
        **{key: getattr(row, key) for key in ("title", "threshold", "outcome", "gap", "attainment")},
        **{key: getattr(row, key) for key in ("target", "target_outcome")},
        "basis": _basis(row),
        "cells": Cells(row.sources, "lines"),
        "how": Joined(tuple(map(say, filter(None, (plan.mode, plan.why)))), "lines"),
        "reading": _readings(row),
        "remedy": row.when(*DONE, otherwise=row.remedy),
    }


def _basis(row: CriterionDocument) -> Value:
    """What the outcome rests on: the formula with its figures, or the evidence; why there is none."""
    parts: list[Value] = [row.filled, row.reason]
    if row.kind is Kind.COMPUTED and row.sources:
        parts.append(say("from: {origin}", origin=row.origin))
    if row.self_assessed:
        parts.append(row.when(Case(Outcome.MET.value, say("self-assessed, not yet reviewed"))))
    if (claim := row.claim) is not None:
        parts += [say("Evidence: {text}", text=_cut(claim.evidence))] if claim.evidence else []
        parts += [say("Note: {text}", text=_cut(claim.note))] if claim.note else []
        parts += [say("review: {review}", review=claim.review)] if claim.review else []
        parts += [say("Reviewer's note: {text}", text=_cut(claim.review_note))] if claim.review_note else []
        if claim.taken_from:
            parts.append(say("taken from {id}, which has the same wording", id=Verbatim(claim.taken_from)))
        # no formula has words of the sender's
        parts = [part.now if isinstance(part, Cases) else part for part in parts]
    return Joined(tuple(parts), "lines")


def _readings(row: CriterionDocument) -> Value:
    """The readings that could be another, each with that other and what it would change; else the first."""
    parts: list[Value] = []
    for reading in [each for each in row.readings if each.alternative] or row.readings[:1]:
        parts.append(reading.reading)
        if reading.alternative:
            parts += [say("Other reading: {reading}", reading=reading.alternative), reading.sentence]
    return Joined(tuple(parts), "lines")


def _cut(text: str) -> Verbatim:
    return Verbatim(text if len(text) <= LONGEST else text[:LONGEST] + "…")


# --- 数据问题 -------------------------------------------------------------------------------

#: A spreadsheet program opens only so many links of one sheet quickly.
MOST = 3000
#: So many criteria are named one by one.
MOST_NAMED = 8


def write_problems(page: SheetPrinter, questions: Questions, a: Assessment) -> None:
    """Everything found in the workbook, each with a link to its cell; what was answered comes last."""
    language = page.formulas.text.language
    answered = tuple(map(_answered, answered_rows(a, language)))
    rows = (*map(_problem, problem_rows(a, language)), *answered)
    first = say("The first {n} of {total} are listed.", n=plain(MOST), total=plain(len(rows)))
    note = (
        first if len(rows) > MOST else EMPTY,
        say("Click an address to reach the cell.") if rows else EMPTY,
        questions.kinds,
        say("At the end: what the sender has answered; it was read as answered.") if answered else EMPTY,
    )
    page.heading(questions.title, Joined(note, "sentences"))
    after = _write(page, table("found_problems", rows[:MOST], say("Nothing to check.")), "problems")
    page.sheet.print_area(0, 0, after - 1, len(LAYOUTS["problems"]) - 1)


def _problem(row: ProblemRow) -> Row:
    cell = Verbatim(row.cell) if row.cell else say("Whole sheet") if row.sheet else None
    cells: dict[str, Value] = {
        "kind": row.severity,
        "sheet": given(row.sheet),
        "cell": cell if row.place is None else Linked(cell, row.place),
        "found": _cut(row.found),
        "expected": Verbatim(row.expected),
        "remedy": Verbatim(row.remedy),
        "criteria": _concerned(row.criteria),
        "changes": Verbatim(row.changes),
    }
    return Row(row.code, cells)


def _answered(each: AnsweredRow) -> Row:
    """What was asked, and in place of what to do the answer to it."""
    row = _problem(each.row)
    answer = say("Sender's answer: {answer}", answer=Verbatim(each.answer))
    return Row(row.id, {**row.cells, "kind": say("Answered"), "remedy": answer})


def _concerned(ids: tuple[str, ...]) -> Value:
    """The criteria; of many the first, and how many more."""
    named = tuple(map(Verbatim, ids))
    if len(ids) <= MOST_NAMED:
        return Joined(named)
    first = named[: MOST_NAMED - 2]
    return say("{criteria} and {n} more", criteria=Joined(first), n=plain(len(ids) - len(first)))
