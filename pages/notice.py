"""条款与口径: the notice as a document with the outcomes in the margin; our readings; method; data handling."""

from collections.abc import Mapping

import streamlit as st

from core.documents.criterion import ReadingOf, criteria_document
from core.documents.notice import ClauseOf, Section, notice_document, readings_document
from core.model.document import Value
from core.rulebook import shipped
from pages.components import blocks, controls, criterion, session, workbook
from pages.components.session import _, reading


def clause(each: ClauseOf) -> str:
    """A clause; without a workbook the criteria that rest on it are named beside it."""
    margin = "".join(f"<li>{blocks.said(row.label)}</li>" for row in each.criteria)
    words = f"<p>{blocks.text(each.clause.text)}</p>"
    return f'<div class="clause">{words}<ul lang="{session.language().tag}">{margin}</ul></div>'


def judged(each: ClauseOf) -> None:
    """A clause with its outcomes in the margin, each of which opens its criterion."""
    with st.container(key=f"clause-{each.clause.id}"):
        words, margin = st.columns([11, 6], gap="medium")
        with words:
            blocks.write(f'<div class="clause" lang="zh-CN"><p>{blocks.text(each.clause.text)}</p></div>')
        with margin, st.container(key=f"checklist-{each.clause.id}", gap=None):
            for row in each.criteria:
                key = f"pick-{blocks.outcome_class(row.outcome.outcome)}-{row.id}"
                if st.button(session.shown(row.named_outcome), key=key, type="tertiary", width="stretch"):
                    session.choose(row.id)
                    st.switch_page("gaps.py")


def section(each: Section) -> None:
    """A part of the notice: whole where it binds this type, else folded under its heading."""
    heading = blocks.text(each.part.text)
    if not each.binds:
        body = "".join(map(clause, each.clauses))
        blocks.write(f'<details class="notice other" lang="zh-CN"><summary>{heading}</summary>{body}</details>')
        return
    blocks.write(f'<div class="notice" lang="zh-CN"><h3>{heading}</h3></div>')
    for one in each.clauses:
        if one.criteria and session.work() is not None:
            judged(one)
        else:
            blocks.write(f'<div class="notice" lang="zh-CN">{clause(one)}</div>')


def document() -> None:
    notice = session.document(notice_document)
    blocks.title(notice.title, notice.source)
    blocks.write(f'<div class="notice" lang="zh-CN"><p class="preamble">{blocks.text(notice.preamble)}</p></div>')
    with st.container(key="document", gap="xsmall"):
        for each in notice.sections:
            section(each)


def readings(opened: bool) -> None:
    blocks.heading(_("Our readings"), _("What the notice leaves open, how we read it, and what else it could mean."))
    labels = {row.id: row.label for row in session.document(criteria_document).rows}
    alike: dict[tuple[object, ...], list[ReadingOf]] = {}
    for each in session.document(readings_document).rows:
        alike.setdefault((each.reading, each.alternative, session.shown(each.sentence)), []).append(each)
    body = "".join(
        f"<article><h4>{named(group, labels)}</h4>{criterion.reading(group[0], opened)}</article>"
        for group in sorted(alike.values(), key=lambda group: (not group[0].changes, len(group)))
    )
    blocks.write(f'<div class="readings">{body}</div>')


def named(group: list[ReadingOf], labels: Mapping[str, Value]) -> str:
    """The criterion a reading belongs to; the ids alone where it belongs to several."""
    if len(group) == 1:
        return blocks.said(labels[group[0].criterion])
    return blocks.text(" · ".join(each.criterion for each in group))


def method() -> None:
    blocks.heading(_("How it is judged"))
    listed(
        _("Every threshold is quoted from the notice; ≥ includes the number itself."),
        _("Values are compared exactly and rounded only for display: 29.96 % is shown as 29.96 % and is not 30 %."),
        _("A blank is “no data”: never zero, never met."),
        _("Evidence is judged by people: a claim without evidence is left to review, and the word of the reviewer wins."),
        _("The score is ours and unofficial; met, not met or cannot be judged comes first."),
    )  # fmt: skip
    blocks.heading(_("How the workbook is handled"))
    listed(
        workbook.privacy(),
        _("The page loads nothing from other sites and sends nothing to them."),
        _("The scored workbook is your own file with our sheets added."),
    )


def listed(*lines: str) -> None:
    blocks.write(blocks.listed(lines))


opened = session.work() is not None
if len(shipped()) > 1:
    applied = session.rulebook().notice.id
    controls.notice(_("Notice applied"), applied, key=session.key("notice"), on_change=reading.apply_notice)
document()
readings(opened)
method()
if not opened:
    workbook.welcome(
        _(
            "With a workbook open, each clause shows its outcomes in the margin and each reading says whether the verdict depends on it."
        ),
        level="h2",
    )
