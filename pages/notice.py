"""条款与口径: the notice as a document with the outcomes in the margin; our readings; method; data handling."""

import streamlit as st

from core.documents.criterion import ReadingOf, criteria_document
from core.documents.notice import ClauseOf, notice_document, readings_document
from core.rulebook import shipped
from pages.components import blocks, controls, criterion, session, workbook
from pages.components.session import _, judged, reading


def clause(each: ClauseOf) -> str:
    """A clause; without a workbook the criteria that rest on it are named beside it."""
    margin = "".join(f"<li>{blocks.said(row.label)}</li>" for row in each.criteria)
    words = f"<p>{blocks.text(each.clause.text)}</p>"
    return f'<div class="clause">{words}<ul lang="{session.language().tag}">{margin}</ul></div>'


def judged_clause(each: ClauseOf) -> None:
    """A clause with its outcomes in the margin, each of which opens its criterion."""
    with st.container(key=f"clause-{each.clause.id}"):
        words, margin = st.columns([11, 6], gap="medium")
        with words:
            blocks.write(f'<div class="clause" lang="zh-CN"><p>{blocks.text(each.clause.text)}</p></div>')
        with margin, st.container(key=f"checklist-{each.clause.id}", gap=None):
            for row in each.criteria:
                if criterion.pick(row, row.named_outcome):
                    criterion.turn_to(row.id)


def document() -> None:
    """Each part of the notice: whole where it binds this type, else folded under its heading."""
    notice = judged.document(notice_document)
    blocks.title(notice.title, notice.source)
    chinese(f'<p class="preamble">{blocks.text(notice.preamble)}</p>')
    with st.container(key="document", gap="xsmall"):
        for part in notice.sections:
            heading, _newline, lead = map(blocks.text, part.part.text.partition("\n"))
            if not part.binds:
                body = "".join(map(clause, part.clauses))
                blocks.write(f'<details class="notice other" lang="zh-CN"><summary>{heading}</summary>{body}</details>')
                continue
            chinese(f"<h2>{heading}</h2>" + (f"\n<p>{lead}</p>" if lead else ""))
            for each in part.clauses:
                if each.criteria and is_open:
                    judged_clause(each)
                else:
                    chinese(clause(each))


def chinese(html: str) -> None:
    blocks.write(f'<div class="notice" lang="zh-CN">{html}</div>')


def readings() -> None:
    """Each reading once, those that decide a verdict first; the titles of its criteria, ids alone of several."""
    blocks.heading(_("Our readings"), _("What the notice leaves open, how we read it, and what else it could mean."))
    criteria, body = judged.document(criteria_document).by_id, ""
    alike: dict[tuple[object, ...], list[ReadingOf]] = {}
    for each in judged.document(readings_document).rows:
        alike.setdefault((each.reading, each.alternative, judged.text(each.sentence)), []).append(each)
    for group in sorted(alike.values(), key=lambda group: (not group[0].changes, len(group))):
        ids = [each.criterion for each in group]
        title = blocks.said(criteria[ids[0]].label) if len(ids) == 1 else blocks.text(" · ".join(ids))
        body += f"<article><h3>{title}</h3>{criterion.reading(group[0], is_open)}</article>"
    blocks.write(f'<div class="readings">{body}</div>')


def method() -> None:
    texts = {name: [_(line) for line in lines] for name, lines in session.TEXTS["notice"].items()}
    blocks.heading(_("How it is judged"))
    blocks.write(blocks.listed(texts["judging"]))
    blocks.heading(_("How the workbook is handled"))
    blocks.write(blocks.listed([workbook.privacy(), *texts["handling"]]))


is_open = session.work() is not None
if len(shipped()) > 1:
    applied = session.rulebook().notice.id
    controls.notice(_("Notice applied"), applied, key=session.key("notice"), on_change=reading.apply_notice)
document()
readings()
method()
