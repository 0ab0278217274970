"""数据问题: what is to be answered or put right, by what it decides; what was answered; where figures come from."""

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.questions import Page, Question, Questions, page_of, questions_document
from core.model import Kind
from core.printers.problems import answered_rows
from pages.components import blocks, detail, downloads, questions, session, workbook

_ = session.text()
#: Problems a page.
SHOWN = 50
ALL = "-"


def filters(found: Questions) -> tuple[Question, ...]:
    """Those of the severities, sheet and criterion chosen."""
    labels = {each: f"{session.shown(each)} {n}" for each, n in found.counts.items()}
    sheets = {key: session.shown(label) for key, label in found.sheets.items()}
    titles = {row.id: session.shown(row.label) for row in session.document(criteria_document).rows}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        severities = st.pills(
            _("Severity"),
            list(labels),
            selection_mode="multi",
            format_func=lambda severity: labels[severity],
            key="severities",
            wrap=True,
            label_visibility="collapsed",
        )
        sheet = st.selectbox(
            _("Sheet"),
            [ALL, *sheets],
            format_func=lambda key: sheets.get(key, _("All sheets")),
            key=session.problem_filter_key("sheet"),
            filter_mode=None,
            label_visibility="collapsed",
            width=200,
        )
        criterion = st.selectbox(
            _("Criterion"),
            [ALL, *found.criteria],
            format_func=lambda id: titles.get(id, _("All criteria")),
            key=session.problem_filter_key("criterion"),
            filter_mode=None,
            label_visibility="collapsed",
            width=260,
        )
    return found.chosen(severities, None if sheet == ALL else sheet, None if criterion == ALL else criterion)


def pager(page: Page) -> None:
    """The way to the other pages, where there are any."""
    if page.count == 1:
        return
    place = _("Page {n} of {total}").format(n=page.number, total=page.count)
    with st.container(key="pager", horizontal=True, vertical_alignment="center", gap="small"):
        for name, label, number in (("previous", _("Previous"), page.previous), ("next", _("Next"), page.next)):
            st.button(label, key=name, on_click=session.turn_problems, args=(number,), disabled=number is None)
        blocks.write(f'<p class="note">{blocks.text(place)}</p>')


def problems() -> None:
    found = session.document(questions_document)
    blocks.title(session.shown(found.title), session.shown(found.kinds))
    questions.since(session.solved())
    if found.all:
        with st.container(key="problem-downloads", horizontal=True, gap="small"):
            downloads.linked_workbook(_("Download the workbook with links"))
            downloads.problems(_("Download the list (CSV)"), "problems")
        page = page_of(filters(found), session.problem_page(), SHOWN)
        questions.show(page.questions)
        pager(page)
    questions.answered(session.rows(answered_rows))


def origins() -> None:
    blocks.heading(_("Where each figure comes from"))
    heads = (_("Criterion"), _("Value"), _("Source"), _("Cells"))
    head = "".join(f"<th>{blocks.text(word)}</th>" for word in heads)
    body = "".join(
        f"<tr><td>{blocks.said(row.label)}</td><td>{blocks.said(row.value)}</td>"
        f"<td>{blocks.said(row.origin)}</td><td>{detail.cells(row) or '—'}</td></tr>"
        for row in session.document(criteria_document).of_kind(Kind.COMPUTED)
    )
    blocks.write(
        f'<section class="problems origins"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>'
    )


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here every cell that could not be read or that should be checked, with its address, what was expected and what to do; and the sheet each figure came from."
        )
    )
else:
    problems()
    origins()
