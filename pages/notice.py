"""条款与口径: the notice as a document with the outcomes in the margin; our readings; method; data handling."""

import streamlit as st

from core.views import tables
from pages.components import blocks, detail, session, workbook

_ = session.text()


def clause(row: tables.NoticeRow) -> str:
    """A heading or a clause; without a workbook the criteria that rest on it are named beside it."""
    if row.heading:
        return f"<h3>{blocks.text(row.text)}</h3>"
    margin = "".join(f"<li>{blocks.text(each.label)}</li>" for each in row.criteria)
    return f'<div class="clause"><p>{blocks.text(row.text)}</p><ul lang="{session.language().tag}">{margin}</ul></div>'


def judged(row: tables.NoticeRow) -> None:
    """A clause with its outcomes in the margin, each of which opens its criterion."""
    with st.container(key=f"clause-{row.id}"):
        words, margin = st.columns([11, 6], gap="medium")
        with words:
            blocks.write(f'<div class="clause" lang="zh-CN"><p>{blocks.text(row.text)}</p></div>')
        with margin, st.container(key=f"checklist-{row.id}", gap=None):
            for each in row.criteria:
                key = f"pick-{blocks.outcome_class(each.outcome)}-{each.id}"
                label = f"{each.label} · {each.outcome_label}"
                if st.button(label, key=key, type="tertiary", width="stretch"):
                    session.choose(each.id)
                    st.switch_page("gaps.py")


def part(rows: list[tables.NoticeRow]) -> None:
    """A stretch of the notice: whole where it binds this type, else folded under its heading."""
    if not rows[0].own:
        first, *others = rows
        body = "".join(map(clause, others))
        blocks.write(
            f'<details class="notice other" lang="zh-CN"><summary>{blocks.text(first.text)}</summary>{body}</details>'
        )
        return
    for row in rows:
        if row.criteria and session.work() is not None:
            judged(row)
        else:
            blocks.write(f'<div class="notice" lang="zh-CN">{clause(row)}</div>')


def document() -> None:
    notice = session.rulebook().notice
    language = session.language()
    meta = f"{notice.number} · {notice.issuer.in_(language)} · {notice.issued:%Y-%m-%d}"
    blocks.title(notice.title.in_(language), meta)
    blocks.write(f'<div class="notice" lang="zh-CN"><p class="preamble">{blocks.text(notice.heading)}</p></div>')
    with st.container(key="document", gap="xsmall"):
        for rows in sections():
            part(rows)


def sections() -> list[list[tables.NoticeRow]]:
    """The notice in sections: each heading with the clauses that follow it."""
    found: list[list[tables.NoticeRow]] = []
    for row in session.notice_rows():
        if row.heading:
            found.append([])
        found[-1].append(row)
    return found


def readings(opened: bool) -> None:
    blocks.heading(_("Our readings"), _("What the notice leaves open, how we read it, and what else it could mean."))
    alike: dict[tuple[str, str | None, str], list[tables.ReadingOf]] = {}
    for each in session.reading_rows():
        alike.setdefault((each.reading.reading, each.reading.alternative, each.reading.sentence), []).append(each)
    body = "".join(
        f"<article><h4>{blocks.text(named(group))}</h4>{detail.reading(group[0].reading, opened)}</article>"
        for group in sorted(alike.values(), key=lambda group: (not group[0].reading.changes, len(group)))
    )
    blocks.write(f'<div class="readings">{body}</div>')


def named(group: list[tables.ReadingOf]) -> str:
    """The criterion a reading belongs to; the ids alone where it belongs to several."""
    return group[0].criterion.label if len(group) == 1 else " · ".join(each.criterion.id for each in group)


def method() -> None:
    blocks.heading(_("How it is judged"))
    blocks.write(
        blocks.listed(
            (
                _("Every threshold is quoted from the notice; ≥ includes the number itself."),
                _(
                    "Values are compared exactly and rounded only for display: 29.96 % is shown as 29.96 % and is not 30 %."
                ),
                _("A blank is “no data”: never zero, never met."),
                _(
                    "Evidence is judged by people: a claim without evidence is left to review, and the word of the reviewer wins."
                ),
                _("The score is ours and unofficial; met, not met or cannot be judged comes first."),
            )
        )
    )
    blocks.heading(_("How the workbook is handled"))
    blocks.write(
        blocks.listed(
            (
                workbook.privacy(),
                _("The page loads nothing from other sites and sends nothing to them."),
                _("The scored workbook is your own file with our sheets added."),
            )
        )
    )


opened = session.work() is not None
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
