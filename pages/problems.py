"""数据问题: what is to be answered or put right, by what it decides; what was answered; where figures come from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.questions import Page, Question, Questions, page_of, questions_document
from core.documents.repairs import Repair, changed, repairs_document
from core.model import Answer, Assessment, Kind
from core.pipeline import Picture
from core.printers.addresses import letters
from core.printers.problems import AnsweredRow, ProblemPrinter, ProblemRow, answered_rows, printer_of
from pages.components import blocks, controls, criterion, downloads, session, workbook
from pages.components.session import _, plural, reading

#: Problems a page, and repairs of a kind that are listed.
SHOWN, LISTED = 50, 5
ALL = "-"


def filters(found: Questions) -> tuple[Question, ...]:
    """Those of the severities, sheet and criterion chosen."""
    labels = {each: f"{session.shown(each)} {n}" for each, n in found.counts.items()}
    sheets = {key: session.shown(label) for key, label in found.sheets.items()}
    titles = {row.id: session.shown(row.label) for row in session.document(criteria_document).rows}
    criteria = {id: titles[id] for id in found.criteria}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        severities = controls.some_of(_("Severity"), labels, "severities")
        sheet = one_of(_("Sheet"), "sheet", {ALL: _("All sheets")} | sheets, 200)
        id = one_of(_("Criterion"), "criterion", {ALL: _("All criteria")} | criteria, 260)
    return found.chosen(severities, None if sheet == ALL else sheet, None if id == ALL else id)


def one_of(label: str, name: str, labels: dict[str, str], width: int) -> str:
    key = session.key(f"problems-{name}")
    return controls.one_of(label, labels, key=key, label_visibility="collapsed", width=width)


def problems(printer: ProblemPrinter) -> None:
    found = session.document(questions_document)
    blocks.title(found.title, found.kinds)
    since_last_upload(printer)
    afresh = not session.just_answered()
    given = {replace(each.given, choice=""): each.given for each in session.rows(answered_rows)}
    repairs(printer, given, afresh=afresh)
    if found.all or not afresh:
        with st.container(key="problem-downloads", horizontal=True, gap="small"):
            downloads.linked_workbook()
            downloads.problems(_("Download the list (CSV)"), "problems")
        listed = session.held("questions", filters(found), question_of, in_its_group, afresh=afresh)
        page = page_of(listed, session.problem_page(), SHOWN)
        questions(page.questions, printer, set(map(question_of, found.all)), given)
        pager(page)
    answered(session.rows(answered_rows))


def since_last_upload(printer: ProblemPrinter) -> None:
    """What was solved and what is new."""
    found = session.solved()
    if found is None or not (found.gone or found.new):
        return
    gone, new = len(found.gone), len(found.new)
    parts = (
        (plural("{n} problem solved", "{n} problems solved", gone).format(n=gone), found.gone),
        (plural("{n} new problem", "{n} new problems", new).format(n=new), found.new),
    )
    lines = "".join(
        blocks.folded(blocks.text(title), blocks.listed(printer.row(problem).sentence for problem in each))
        for title, each in parts
        if each
    )
    blocks.write(f'<section class="solved"><p>{blocks.text(_("Since the last upload:"))}</p>{lines}</section>')


def question_of(each: Question) -> Answer:
    """What tells a question from others."""
    return Answer.to(each.problem, "")


def in_its_group(before: Question, now: Question) -> Question:
    """A question as it is now, under the heading that it was under before."""
    return replace(now, group=before.group)


def repairs(printer: ProblemPrinter, given: Mapping[Answer, Answer], *, afresh: bool) -> None:
    """What can be accepted as it was understood: all of it, or a kind; the verdict before and after; the new file."""
    found = session.document(repairs_document).all
    still = {repair.question for repair in found}
    listed = session.held("repairs", found, attrgetter("question"), lambda _before, now: now, afresh=afresh)
    left = [repair for repair in listed if repair.question in still]
    repaired = any(map(session.rulebook().problems.repaired, session.assessment().answered))
    if not listed and not repaired:
        return
    blocks.heading(_("Repairs that can be accepted"), _("The value that each cell means; the file stays as it is."))
    with st.container(key="repairs", gap="small"):
        every, now, before = tuple(answers(left)), session.assessment(), session.before_answer()
        if every:
            verdicts(_("If all are accepted: "), now, reading.if_answered(every))
        elif before is not None:
            verdicts(_("Accepted: "), before, now)
        with st.container(key="repair-files", horizontal=True, gap="small"):
            accept(_("Accept all"), every, "all", type="primary" if every else "secondary")
            downloads.corrected(tuple(given.values()), disabled=not repaired)
        for number, (kind, members) in enumerate(groupby(listed, attrgetter("kind"))):
            those = tuple(members)
            with st.container(key=f"repair-{number}", horizontal=True, vertical_alignment="center", gap="small"):
                blocks.write(f"<p><b>{blocks.said(kind)}</b> <br>{'<br>'.join(proposals(those, printer))}</p>")
                open_ones = [repair for repair in those if repair.question in still]
                accept(_("Accept this kind"), tuple(answers(open_ones)), str(number))


def verdicts(label: str, before: Assessment, after: Assessment) -> None:
    """The verdict before and after, in a sentence."""
    blocks.write(f'<p class="verdicts">{blocks.text(label)}{blocks.said(changed(before, after))}</p>')


def answers(chosen: Iterable[Repair]) -> Iterator[Answer]:
    """The answers that accept repairs."""
    return (Answer.to(repair.problem, repair.offer.key) for repair in chosen)


def accept(label: str, given: tuple[Answer, ...], name: str, **look: Any) -> None:
    """A button that accepts; once nothing is left it stays where it is and does nothing."""
    if given:
        label = _("{label} ({n})").format(label=label, n=len(given))
    st.button(label, key=f"accept-{name}", on_click=reading.answer, args=given, disabled=not given, **look)


def proposals(repairs: Sequence[Repair], printer: ProblemPrinter) -> Iterator[str]:
    """The first of them, each with its cell, what stands there and what it counts as; how many more there are."""
    for repair in repairs[:LISTED]:
        yield f"{where_and_what(printer.row(repair.problem))} → {blocks.text(printer.offer(repair.problem, repair.offer))}"
    if more := len(repairs[LISTED:]):
        yield blocks.text(plural("{n} more", "{n} more", more).format(n=more))


def questions(
    shown: Sequence[Question], printer: ProblemPrinter, still: Collection[Answer], given: Mapping[Answer, Answer]
) -> None:
    """Each group under the sentence that says what it decides; what is settled meanwhile stays, as such."""
    outcomes = {each.criterion.id: each.outcome for each in session.assessment().findings}
    pictures = session.pictures(tuple(q.problem.place for q in shown if q.problem.place))
    for group, members in groupby(shown, attrgetter("group")):
        marks = "".join(f"{blocks.mark(outcomes.get(id))} {blocks.text(id)} " for id, _outcome in group.marks)
        blocks.write(f'<h2 class="section decides">{blocks.said(group.said)} <small>{marks}</small></h2>')
        for each in members:
            asked = question_of(each)
            drawn = None if each.problem.place is None else pictures.get(each.problem.place)
            question(each, printer, drawn, given.get(asked), is_open=asked in still)


def question(
    each: Question, printer: ProblemPrinter, drawn: Picture | None, given: Answer | None, *, is_open: bool
) -> None:
    """What was found, expected and to do, the cell's picture, and the answers to choose from or the one given."""
    row, offers = printer.row(each.problem), printer.offers(each.problem)
    words = (
        f'<div class="told severity-{row.severity}"><p><span class="severity">{blocks.text(row.severity_label)}</span> '
        f"{where_and_what(row)}</p>"
        f'<p class="note">{blocks.text(_("Expected: "))}{blocks.text(row.expected)}</p><p>{blocks.text(row.remedy)}</p></div>'
    )
    beside = "" if drawn is None else picture(drawn)
    if not offers:
        blocks.write(f'<div class="question">{words}{beside}</div>')
        return
    with st.container(key=f"question-{each.key}", gap=None):
        blocks.write(words)
        blocks.write(beside)
        with st.container(horizontal=True, gap="small", key=f"offers-{each.key}"):
            for number, (answer, label) in enumerate(offers.items()):
                key = f"answer-{each.key}-{number}"
                label = f"✓ {label}" if given is not None and given.choice == answer else label
                chosen = (Answer.to(each.problem, answer),)
                st.button(label, key=key, on_click=reading.answer, args=chosen, disabled=not is_open)


def where_and_what(row: ProblemRow) -> str:
    """Where, and what stands there."""
    place = " ".join(part for part in (row.sheet, row.cell) if part)
    return f"<code>{blocks.text(place)}</code> {blocks.text(row.found)}"


def picture(drawn: Picture) -> str:
    """The cell among its neighbours, as the sheet shows it: letters above, numbers beside, the cell marked."""

    def kind(row: int, column: int) -> str:
        """Whether a cell is meant, or is one that a narrow screen can do without."""
        if row in drawn.marked_rows and column in drawn.marked_columns:
            return ' class="meant"'
        return ' class="far"' if column in drawn.far_columns else ""

    head = "".join(f"<th{kind(0, column)}>{blocks.text(letters(column))}</th>" for column in drawn.columns)
    body = "".join(
        f'<tr class="{"header" if row == drawn.header else ""}"><th>{row}</th>'
        + "".join(
            f"<td{kind(row, column)}>{blocks.text(text)}</td>"
            for column, text in zip(drawn.columns, cells, strict=True)
        )
        + "</tr>"
        for row, cells in zip(drawn.rows, drawn.cells, strict=True)
    )
    return f'<div class="picture"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def pager(page: Page) -> None:
    """The way to the other pages, where there are any."""
    if page.count == 1:
        return
    with st.container(key="pager", horizontal=True, vertical_alignment="center", gap="small"):
        for name, label, number in (("previous", _("Previous"), page.previous), ("next", _("Next"), page.next)):
            st.button(label, key=name, on_click=session.turn_problems, args=(number,), disabled=number is None)
        blocks.note(_("Page {n} of {total}").format(n=page.number, total=page.count))


def answered(rows: Sequence[AnsweredRow]) -> None:
    """What the sender has said, each to be taken back by a click."""
    if not rows:
        return
    blocks.heading(
        _("Answered"), _("Remembered in this session and in the scored workbook; they hold when you upload it again.")
    )
    for number, each in enumerate(rows):
        with st.container(horizontal=True, key=f"answered-{number}", vertical_alignment="center", gap="small"):
            blocks.write(f'<p class="answered">{where_and_what(each.row)} <b>{blocks.text(each.answer)}</b></p>')
            st.button(_("Take back"), key=f"take-back-{number}", on_click=reading.take_back, args=(each.given,))


def origins() -> None:
    blocks.heading(_("Where each figure comes from"))
    rows = [
        (*map(blocks.said, (row.label, row.value, row.origin)), f"<div>{criterion.cells(row) or '—'}</div>")
        for row in session.document(criteria_document).of_kind(Kind.COMPUTED)
    ]
    blocks.write(blocks.table((_("Criterion"), _("Value"), _("Source"), _("Cells")), rows, "origins"))


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here every cell that could not be read or that should be checked, with its address, what was expected and what to do; and the sheet each figure came from."
        )
    )
else:
    problems(printer_of(session.assessment(), session.language()))
    origins()
