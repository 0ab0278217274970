"""The open problems of a workbook, each with its cell's picture and its answers; what was answered; what was solved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.documents.questions import Question, Solved
from core.pipeline import Picture
from core.printers.addresses import letters
from core.printers.problems import AnsweredRow, ProblemPrinter, ProblemRow, printer_of
from pages.components import blocks, session


def show(questions: Sequence[Question]) -> None:
    """The questions, each group under the sentence that says what it decides."""
    printer = _printer()
    drawn = session.pictures(tuple(q.problem.place for q in questions if q.problem.place))
    for group, members in groupby(questions, attrgetter("group")):
        marks = "".join(f"{blocks.mark(outcome)} {blocks.text(id)} " for id, outcome in group.marks)
        blocks.write(f'<h2 class="section decides">{blocks.said(group.said)} <small>{marks}</small></h2>')
        for question in members:
            _question(question, printer, None if question.problem.place is None else drawn.get(question.problem.place))


def _printer() -> ProblemPrinter:
    return printer_of(session.assessment(), session.language())


def _question(question: Question, printer: ProblemPrinter, drawn: Picture | None) -> None:
    _ = session.text()
    row, offers = printer.row(question.problem), printer.offers(question.problem)
    shown = (
        f'<div class="told severity-{row.severity}"><p><span class="severity">{blocks.text(row.severity_label)}</span> '
        f"<code>{blocks.text(_place(row))}</code> {blocks.text(row.found)}</p>"
        f'<p class="note">{blocks.text(_("Expected: "))}{blocks.text(row.expected)}</p><p>{blocks.text(row.remedy)}</p></div>'
    )
    beside = "" if drawn is None else picture(drawn)
    if not offers:
        blocks.write(f'<div class="question">{shown}{beside}</div>')
        return
    with st.container(key=f"question-{question.key}", gap=None):
        blocks.write(shown)
        blocks.write(beside)
        with st.container(horizontal=True, gap="small", key=f"offers-{question.key}"):
            for number, offer in enumerate(offers):
                st.button(
                    offer.label,
                    key=f"answer-{question.key}-{number}",
                    on_click=session.answer,
                    args=(question.problem, offer.key),
                )


def _place(row: ProblemRow) -> str:
    return " ".join(part for part in (row.sheet, row.cell) if part)


def picture(drawn: Picture) -> str:
    """The cell among its neighbours, as the sheet shows it: letters above, numbers beside, the cell marked."""
    head = "".join(f"<th{_kind(drawn, 0, column)}>{blocks.text(letters(column))}</th>" for column in drawn.columns)
    body = "".join(
        f'<tr class="{"header" if row == drawn.header else ""}"><th>{row}</th>'
        + "".join(
            f"<td{_kind(drawn, row, column)}>{blocks.text(text)}</td>"
            for column, text in zip(drawn.columns, cells, strict=True)
        )
        + "</tr>"
        for row, cells in zip(drawn.rows, drawn.cells, strict=True)
    )
    return f'<div class="picture"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _kind(drawn: Picture, row: int, column: int) -> str:
    """Whether a cell is meant, or is one that a narrow screen can do without."""
    if row in drawn.marked_rows and column in drawn.marked_columns:
        return ' class="meant"'
    return ' class="far"' if column in drawn.far_columns else ""


def answered(rows: Sequence[AnsweredRow]) -> None:
    """What the sender has said, each to be taken back by a click."""
    _ = session.text()
    if not rows:
        return
    blocks.heading(
        _("Answered"), _("Remembered in this session and in the scored workbook; they hold when you upload it again.")
    )
    for number, each in enumerate(rows):
        with st.container(horizontal=True, key=f"answered-{number}", vertical_alignment="center", gap="small"):
            blocks.write(
                f'<p class="answered"><code>{blocks.text(_place(each.row))}</code> {blocks.text(each.row.found)} '
                f"<b>{blocks.text(each.answer)}</b></p>"
            )
            st.button(_("Take back"), key=f"take-back-{number}", on_click=session.take_back, args=(each.given,))


def since(found: Solved | None) -> None:
    """What was solved and what is new since the last upload."""
    if found is None or not (found.gone or found.new):
        return
    _ = session.text()
    gone = _.plural("{n} problem solved", "{n} problems solved", len(found.gone)).format(n=len(found.gone))
    new = _.plural("{n} new problem", "{n} new problems", len(found.new)).format(n=len(found.new))
    parts = [(gone, found.gone), (new, found.new)]
    listed = "".join(
        f'<details class="open"><summary>{blocks.text(title)}</summary>{blocks.listed(_printer().row(problem).sentence for problem in problems)}</details>'
        for title, problems in parts
        if problems
    )
    blocks.write(f'<section class="solved"><p>{blocks.text(_("Since the last upload:"))}</p>{listed}</section>')
