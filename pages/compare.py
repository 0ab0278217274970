"""与上期对比: what changed since an earlier workbook, in the verdict, in its cells, and in what past months were."""

import streamlit as st

from core.documents.changes import ChangedSheet, Changes, changes_document
from core.model.document import EMPTY, Value
from core.model.quantity import Judged
from core.printers.problems import ProblemPrinter
from pages.components import blocks, session, workbook
from pages.components.session import _, judged, reading

#: So many changes of a sheet are shown unasked.
FEW = 6


def choose() -> None:
    """Where the earlier workbook is dropped, what is open, and why the last one was not."""
    before = session.earlier()
    with st.container(key="earlier"):
        label = _("An earlier workbook of the same space (.xlsx)")
        workbook.drop("earlier", label, session.EARLIER_WORK, many=False, type=["xlsx", "xlsm"])
        workbook.refused(session.get(session.EARLIER_REFUSED))
        if before is not None:
            workbook.names(_("Compared with: "), before.name)
            st.button(_("Compare no more"), key="forget-earlier", on_click=reading.forget_earlier)
        blocks.note(workbook.privacy())


def moved(view: Changes) -> None:
    blocks.heading(_("Criteria that moved"), _("Those with another outcome first, each with the cells that did it."))
    if not view.moved:
        blocks.note(_("No criterion has another outcome or value."))
        return
    rows = [
        (
            blocks.said(row.label),
            outcome(row.before, row.before_dated),
            outcome(row.after, row.after_dated),
            f"<div>{blocks.listed(row.why)}</div>",
        )
        for row in view.moved
    ]
    blocks.write(blocks.table((_("Criterion"), _("Then"), _("Now"), _("What did it")), rows, "moved"))


def outcome(judged: Judged | None, dated: Value) -> str:
    """A cell of the table; on a phone its head stands beside it."""
    return f"<div>{blocks.outcome(judged)} {blocks.said(EMPTY if dated is None else dated)}</div>"


def questions(view: Changes) -> None:
    if view.questions:
        printer = ProblemPrinter.of(judged.assessment(), session.language())
        blocks.heading(_("To be asked"), _("They are also among the data problems."))
        blocks.write(blocks.listed(printer.row(problem).sentence for problem in view.questions))


def past(view: Changes) -> None:
    blocks.heading(_("Past months"), view.past)
    for each in view.rewritten:
        label = f"{blocks.said(each.label)} <small>{blocks.said(each.sentence)}</small>"
        blocks.write(blocks.folded(label, f"{blocks.listed(each.why)}{blocks.document_table(each.table, 'short')}"))


def cells(view: Changes) -> None:
    blocks.heading(_("Changed cells, sheet by sheet"))
    if not view.sheets:
        blocks.note(_("Both workbooks hold the same."))
    blocks.write(*map(sheet, view.sheets))


def sheet(each: ChangedSheet) -> str:
    more = blocks.line(each.more, "note") if each.more else ""
    table = f"{blocks.document_table(each.table, 'cells')}{more}"
    return blocks.folded(blocks.said(each.sentence), table, is_open=len(each.table.rows) <= FEW)


if session.earlier() is None:
    here = blocks.line(_(session.TEXTS["instead"]["compare"]), "stands-here")
    blocks.title(_("Compare with an earlier workbook"), html=here)
    choose()
else:
    view = judged.once("compared", lambda: changes_document(judged.comparison()))
    blocks.title(view.sentence, view.subline)
    moved(view)
    questions(view)
    past(view)
    cells(view)
    blocks.heading(_("Another earlier workbook"))
    choose()
