"""数据问题: what is to be answered or put right, by what it decides; what was answered; where figures come from."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import streamlit as st
from msgspec.structs import replace

from core.documents.criterion import criteria_document
from core.documents.questions import Question, Questions, Repair, changed, page_of, questions_document
from core.documents.questions import repairs as repairs_of
from core.model import Answer, Answered, Assessment, Kind
from core.pipeline import Picture
from core.printers.problems import ProblemPrinter, ProblemRow, answered_rows
from pages.components import blocks, controls, criterion, downloads, session
from pages.components.session import _, answering, judged, many

#: Problems a page, and repairs of a kind that are listed.
SHOWN, LISTED = 50, 5
ALL = "-"


def since_last_upload() -> None:
    found = judged.solved()
    if found is None or not (found.gone or found.new):
        return
    parts = (
        (many("solved", len(found.gone)), found.gone),
        (many("new", len(found.new)), found.new),
    )
    lines = "".join(
        blocks.folded(blocks.text(title), blocks.listed(printer.row(problem).sentence for problem in each))
        for title, each in parts
        if each
    )
    blocks.write(f'<section class="solved"><p>{blocks.text(_("Since the last upload:"))}</p>{lines}</section>')


# --- repairs --------------------------------------------------------------------------------


def repairs() -> bool:
    """What can be accepted as it was understood: all of it, or a kind; the verdict before and after; the new file.

    False where there is nothing to accept.
    """
    found = judged.document(repairs_of)
    listed = session.held("repairs", found, attrgetter("question"), lambda _before, now: now, afresh=afresh)
    accepted = repaired(judged.assessment())
    if not listed:
        return False
    still = {repair.question for repair in found}
    every = [repair for repair in listed if repair.question in still]
    blocks.heading(_("Repairs that can be accepted"), _("The value that each cell means; the file stays as it is."))
    with st.container(key="repairs", gap="small"):
        now, before = judged.assessment(), session.get(session.key(session.BEFORE_ANSWER))
        if every:
            verdicts(_("If all are accepted: "), now, answering.if_answered(tuple(each.answer for each in every)))
        elif before is not None and repaired(before) != accepted:
            verdicts(_("Accepted: "), before, now)
        with st.container(key="repair-files", horizontal=True, gap="small"):
            accept(_("Accept all"), every, "all", type="primary" if every else "secondary")
            downloads.corrected(tuple(given.values()), disabled=not accepted)
        for number, (kind, members) in enumerate(groupby(listed, attrgetter("kind"))):
            those = tuple(members)
            with st.container(key=f"repair-{number}", horizontal=True, vertical_alignment="center", gap="small"):
                blocks.write(f"<p><b>{blocks.said(kind)}</b> <br>{'<br>'.join(proposals(those))}</p>")
                accept(_("Accept this kind"), [each for each in those if each.question in still], str(number))
    return True


def repaired(a: Assessment) -> list[Answered]:
    return [each for each in a.answered if a.rulebook.problems.repaired(each)]


def verdicts(label: str, before: Assessment, after: Assessment) -> None:
    blocks.write(f'<p class="verdicts">{blocks.text(label)}{blocks.said(changed(before, after))}</p>')


def accept(label: str, chosen: Sequence[Repair], name: str, **look: Any) -> None:
    """A button that accepts; once nothing is left it stays where it is and does nothing."""
    if chosen:
        label = _("{label} ({n})").format(label=label, n=len(chosen))
    answers = tuple(each.answer for each in chosen)
    st.button(label, key=f"accept-{name}", on_click=answering.answer, args=answers, disabled=not chosen, **look)


def proposals(repairs: Sequence[Repair]) -> Iterator[str]:
    """The first of them, each with its cell, what stands there and what it counts as; how many more there are."""
    for repair in repairs[:LISTED]:
        row, offer = printer.row(repair.problem), printer.offer(repair.problem, repair.offer)
        yield f"{where_and_what(row)} → {blocks.text(offer)}"
    if more := len(repairs[LISTED:]):
        yield blocks.text(many("more", more))


# --- questions ------------------------------------------------------------------------------


def question_of(each: Question) -> Answer:
    return Answer.to(each.problem, "")


def filters(found: Questions) -> tuple[Question, ...]:
    labels = {each: f"{judged.text(each)} {n}" for each, n in found.counts.items()}
    titles = {row.id: judged.text(row.label) for row in judged.document(criteria_document).rows}
    sheets = {ALL: _("All sheets")} | {key: judged.text(label) for key, label in found.sheets.items()}
    criteria = {ALL: _("All criteria")} | {id: titles[id] for id in found.criteria}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        severities = controls.some_of(_("Severity"), labels, "severities") if labels else []
        look = {"label_visibility": "collapsed"}
        sheet = controls.one_of(_("Sheet"), sheets, key=session.key("problems-sheet"), width=200, **look)
        id = controls.one_of(_("Criterion"), criteria, key=session.key("problems-criterion"), width=260, **look)
    return found.chosen(severities, None if sheet == ALL else sheet, None if id == ALL else id)


def questions(found: Questions) -> None:
    """A page of them, each group under the sentence that says what it decides; what is settled meanwhile stays."""
    # a question stays under the heading that it was under before
    listed = session.held(
        "questions", filters(found), question_of, lambda before, now: replace(now, group=before.group), afresh=afresh
    )
    turned = session.key("problems-page")
    page = page_of(listed, session.get(turned, 1), SHOWN)
    still = set(map(question_of, found.all))
    outcomes = {f.criterion.id: f.outcome for f in judged.assessment().findings}
    pictures = session.pictures(tuple(q.problem.place for q in page.shown if q.problem.place))
    for group, members in groupby(page.shown, attrgetter("group")):
        marks = "".join(
            f'<span class="whole">{blocks.mark(outcomes.get(id))} {blocks.text(id)}</span> '
            for id, _outcome in group.marks
        )
        blocks.write(
            f'<h2 class="section decides">{blocks.said(group.wording)} <small>{marks}{"…" if group.has_more else ""}</small></h2>'
        )
        for each in members:
            drawn = None if each.problem.place is None else pictures.get(each.problem.place)
            question(each, drawn, is_open=question_of(each) in still)
    if page.count == 1:
        return
    with st.container(key="pager", horizontal=True, vertical_alignment="center", gap="small"):
        controls.pager(page, turned)


def question(each: Question, drawn: Picture | None, *, is_open: bool) -> None:
    """What was found, expected and to do, the cell's picture, and the answers to choose from or the one given."""
    row, offers, answer = printer.row(each.problem), printer.offers(each.problem), given.get(question_of(each))
    words = (
        f'<div class="told severity-{row.severity}"><p><span class="severity">{blocks.text(row.severity_label)}</span> '
        f"{where_and_what(row)}</p>"
        f'<p class="note">{blocks.text(_("Expected: "))}{blocks.text(row.expected)}</p><p>{blocks.text(row.remedy)}</p></div>'
    )
    if not offers:
        blocks.write(f'<div class="question">{words}{blocks.picture(drawn)}</div>')
        return
    with st.container(key=f"question-{each.key}", gap=None):
        blocks.write(words)
        blocks.write(blocks.picture(drawn))
        with st.container(horizontal=True, gap="small", key=f"offers-{each.key}"):
            for number, (choice, label) in enumerate(offers.items()):
                label = f"✓ {label}" if answer is not None and answer.choice == choice else label
                chosen = (Answer.to(each.problem, choice),)
                key = f"answer-{each.key}-{number}"
                st.button(label, key=key, on_click=answering.answer, args=chosen, disabled=not is_open)


def where_and_what(row: ProblemRow) -> str:
    place = " ".join(part for part in (row.sheet, row.cell) if part)
    return f"<code>{blocks.text(place)}</code> {blocks.text(row.found)}"


def answered() -> None:
    """What the sender has said, each to be taken back by a click."""
    if answers:
        blocks.heading(
            _("Answered"),
            _(
                "Remembered in this session, in the scored workbook and in the corrected one; they hold when you upload either again."
            ),
        )
    for number, each in enumerate(answers):
        with st.container(horizontal=True, key=f"answered-{number}", vertical_alignment="center", gap="small"):
            blocks.write(f'<p class="answered">{where_and_what(each.row)} <b>{blocks.text(each.answer)}</b></p>')
            st.button(_("Take back"), key=f"take-back-{number}", on_click=answering.take_back, args=(each.given,))


def origins() -> None:
    blocks.heading(_("Where each figure comes from"))
    rows = [
        (*map(blocks.said, (row.label, row.value, row.origin)), f"<div>{criterion.cells(row) or '—'}</div>")
        for row in judged.document(criteria_document).of_kind(Kind.COMPUTED)
    ]
    blocks.write(blocks.table((_("Criterion"), _("Value"), _("Source"), _("Cells")), rows, "origins"))


printer = ProblemPrinter.of(judged.assessment(), session.language())
answers = judged.once("answered", lambda: answered_rows(judged.assessment(), session.language()))
#: The answers by their questions; whether the page is not shown because of one just given.
given = {replace(each.given, choice=""): each.given for each in answers}
afresh = not session.take(session.ANSWERED_NOW)
found = judged.document(questions_document)
blocks.title(found.title, found.kinds)
since_last_upload()
has_repairs, has_questions = repairs(), found.all or not afresh
with st.container(key="problem-downloads", horizontal=True, gap="small"):
    if has_questions:
        downloads.problem_files()
    if not has_repairs and repaired(judged.assessment()):
        downloads.corrected(tuple(given.values()), disabled=False)
if has_questions:
    questions(found)
answered()
origins()
