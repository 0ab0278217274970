"""与上期对比: what changed since an earlier workbook, in the verdict, in its cells, and in what past months were."""

import streamlit as st

from core.documents.changes import ChangedSheet, Rewritten
from core.model.document import EMPTY, Value
from core.model.quantity import Judged
from core.printers.problems import ProblemPrinter, printer_of
from pages.components import blocks, session, workbook

_ = session.text()
#: So many changes of a sheet are shown unasked.
FEW = 6
HERE = _(
    "You will see here: what changed since an earlier workbook, which criteria moved and which cells did it, every changed cell with what it was and is, and the past months whose figures were rewritten."
)


def choose() -> None:
    """Where the earlier workbook is dropped, what is open, and why the last one was not."""
    before, refused = session.earlier(), session.earlier_refusal()
    with st.container(key="earlier"):
        st.file_uploader(
            _("An earlier workbook of the same space (.xlsx)"),
            type=["xlsx", "xlsm"],
            key=session.earlier_key(),
            on_change=session.take_earlier,
        )
        if refused is not None:
            sentence = ProblemPrinter(session.rulebook(), session.language()).row(refused.problem).sentence
            blocks.write(
                f'<div class="refused" role="alert">{blocks.named(_("Not opened: "), blocks.text(refused.name))}'
                f"<p>{blocks.text(sentence)}</p></div>"
            )
        if before is not None:
            blocks.write(f'<p class="open">{blocks.text(_("Compared with: "))}<b>{blocks.text(before.name)}</b></p>')
            st.button(_("Compare no more"), key="forget-earlier", on_click=session.forget_earlier)
        blocks.write(f'<p class="note">{blocks.text(workbook.privacy())}</p>')


def moved() -> None:
    view = session.compared()
    blocks.heading(_("Criteria that moved"), _("Those with another outcome first, each with the cells that did it."))
    if not view.moved:
        blocks.write(f'<p class="note">{blocks.text(_("No criterion has another outcome or value."))}</p>')
        return
    heads = (_("Criterion"), _("Then"), _("Now"), _("What did it"))
    head = "".join(f'<th scope="col">{blocks.text(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{blocks.said(row.label)}</th>'
        f"{told(heads[1], outcome(row.before), row.before_dated)}"
        f"{told(heads[2], outcome(row.after), row.after_dated)}"
        f"{told(heads[3], blocks.listed(map(session.shown, row.why)))}</tr>"
        for row in view.moved
    )
    blocks.write(
        f'<div class="scroll"><table class="rows moved"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def outcome(judged: Judged | None) -> str:
    return blocks.chip(None, session.shown(None)) if judged is None else blocks.judged(judged)


def told(head: str, html: str, value: Value = EMPTY) -> str:
    """A cell of the table; on a phone its head stands beside it."""
    return (
        f'<td data-head="{blocks.text(head)}"><div>{html} {blocks.said(EMPTY if value is None else value)}</div></td>'
    )


def past() -> None:
    view = session.compared()
    blocks.heading(_("Past months"), session.shown(view.past))
    blocks.write("".join(map(history, view.rewritten)))


def history(each: Rewritten) -> str:
    return (
        f'<details class="open"><summary>{blocks.said(each.label)} <small>{blocks.said(each.sentence)}</small></summary>'
        f"{blocks.listed(map(session.shown, each.why))}{blocks.document_table(each.table, 'short')}</details>"
    )


def cells() -> None:
    view = session.compared()
    blocks.heading(_("Changed cells, sheet by sheet"))
    if not view.sheets:
        blocks.write(f'<p class="note">{blocks.text(_("Both workbooks hold the same."))}</p>')
    blocks.write("".join(map(sheet, view.sheets)))


def sheet(each: ChangedSheet) -> str:
    more = f'<p class="note">{blocks.said(each.more)}</p>' if each.more else ""
    opened = " open" if len(each.table.rows) <= FEW else ""
    return (
        f'<details class="open"{opened}><summary>{blocks.said(each.sentence)}</summary>'
        f"{blocks.document_table(each.table, 'cells')}{more}</details>"
    )


def questions() -> None:
    asked = session.compared().questions
    if asked:
        print_ = printer_of(session.assessment(), session.language())
        blocks.heading(_("To be asked"), _("They are also among the data problems."))
        blocks.write(blocks.listed(print_.row(problem).sentence for problem in asked))


if session.work() is None:
    workbook.welcome(HERE)
elif session.earlier() is None:
    blocks.write(
        f'<h1 class="verdict">{blocks.text(_("Against an earlier workbook"))}</h1>'
        f'<p class="stands-here">{blocks.text(HERE)}</p>'
    )
    choose()
else:
    view = session.compared()
    blocks.write(
        f'<h1 class="verdict">{blocks.said(view.sentence)}</h1><p class="subline">{blocks.said(view.subline)}</p>'
    )
    moved()
    questions()
    past()
    cells()
    blocks.heading(_("Another earlier workbook"))
    choose()
