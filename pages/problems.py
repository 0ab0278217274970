"""数据问题: what is to be answered or put right, by what it decides; what was answered; where figures come from."""

from collections import Counter

import streamlit as st

from core.documents.criterion import criteria_document
from core.model import Kind, Severity
from core.printers.problems import answered_rows
from core.views import tables
from core.views.questions import Group, Leaf, chosen, criterion_ids, groups, sheet_labels, turned_to
from core.views.words import severity_label
from pages.components import blocks, detail, downloads, questions, session, workbook

_ = session.text()
#: Problems a page.
SHOWN = 50
ALL = "-"


def filters(found: tuple[Group, ...], counts: Counter[Severity], labels: dict[str, str]) -> tuple[Group, ...]:
    """The groups of the severities, sheet and criterion chosen."""
    sheets = sheet_labels(found, session.rulebook(), session.language())
    titles = {row.id: session.shown(row.label) for row in session.document(criteria_document).rows}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        severities = st.pills(
            _("Severity"),
            [severity for severity in Severity if counts[severity]],
            selection_mode="multi",
            format_func=lambda severity: f"{labels[severity]} {counts[severity]}",
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
            [ALL, *criterion_ids(found)],
            format_func=lambda id: titles.get(id, _("All criteria")),
            key=session.problem_filter_key("criterion"),
            filter_mode=None,
            label_visibility="collapsed",
            width=260,
        )
    return chosen(found, severities, None if sheet == ALL else sheet, None if criterion == ALL else criterion)


def pager(leaf: Leaf) -> None:
    """The way to the other pages, where there are any."""
    if leaf.count == 1:
        return
    told = _("Page {n} of {total}").format(n=leaf.number, total=leaf.count)
    with st.container(key="pager", horizontal=True, vertical_alignment="center", gap="small"):
        for name, label, page in (("previous", _("Previous"), leaf.previous), ("next", _("Next"), leaf.next)):
            st.button(label, key=name, on_click=session.turn_problems, args=(page,), disabled=page is None)
        blocks.write(f'<p class="note">{blocks.text(told)}</p>')


def problems() -> None:
    rows = session.rows(tables.problem_rows)
    found = session.rows(groups)
    if rows:
        labels = {severity.value: severity_label(severity, session.language()) for severity in Severity}
        told = _.plural("{n} problem in the workbook", "{n} problems in the workbook", len(rows)).format(n=len(rows))
        kinds = _(
            "{error}: the cell was not used. {warning}: a default of ours was used. {question}: the figure was used; please check it."
        ).format(**labels)
        blocks.write(f'<h1 class="verdict">{blocks.text(told)}</h1><p class="subline">{blocks.text(kinds)}</p>')
        questions.since(session.solved())
        with st.container(key="problem-downloads", horizontal=True, gap="small"):
            downloads.linked_workbook(_("Download the workbook with links"))
            downloads.problems(_("Download the list (CSV)"), "problems")
        left = filters(found, Counter(row.severity for row in rows), labels)
        leaf = turned_to(left, session.problem_page(), SHOWN)
        questions.show(leaf.groups)
        pager(leaf)
    else:
        blocks.write(f'<h1 class="verdict">{blocks.text(_("Every cell was understood; nothing to ask."))}</h1>')
        questions.since(session.solved())
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
            "Here will stand: every cell that could not be read or that should be checked, with its address, what was expected and what to do; and the sheet each figure came from."
        )
    )
else:
    problems()
    origins()
