"""试点总表: many pilots at once, those to look at first on top; each opens as the workbook in hand."""

import streamlit as st

from core.batch import Batch
from core.documents import across, filing
from core.documents.board import board as board_document
from core.documents.board import chosen
from core.documents.moved import moved
from core.documents.two_judgements import rehearsal
from core.rulebook import shipped
from pages.components import blocks, board, controls, downloads, session, workbook, workers
from pages.components.session import _, office


def pilots() -> None:
    """The papers of all, a row a pilot, and the files without a verdict."""
    downloads.office_files(held)
    board.notes(held, shown)
    board.pilots(shown, chosen(shown, *board.filters(shown)))
    board.refused(shown.refused)


def criterion() -> None:
    """Every pilot at its own latest month, or all at one month of their pilots; a panel a type."""
    labels = {id: said(label) for id, label in shown.criteria.items()}
    month = _("All at month {n} of their pilots")
    clocks = {0: _("Each at its latest month")} | {n: month.format(n=n) for n in across.clocks(held.batch)}
    with st.container(key="filters", horizontal=True, gap="small"):
        id = controls.kept_one_of(
            _("Criterion"), labels, "board-criterion", at=shown.most_urgent, filter_mode="fuzzy", width=420
        )
        clock = controls.kept_one_of(_("Month of the pilot"), clocks, "board-clock", width=300)
    view = held.once(("across", id, clock), lambda: across.across(held.batch, id, clock or None))
    blocks.note(said(view.note))
    blocks.note(_(workbook.NOTES["across"]))
    if any(panel.looks_ahead for panel in view.panels):
        blocks.note(_(workbook.NOTES["across_ahead"]))
    blocks.write(held.once(("panels", id, clock, session.language()), lambda: board.panels(view)))
    blocks.note(said(view.how_ranked))


def who_has_filed() -> None:
    """Who is on the list and has filed, has not, or for an earlier month; a reminder to copy."""
    label = _("A list of who has to file (.xlsx or .csv): names, and if you like type, region, contact")
    workbook.drop("roster", label, office.ROSTER, many=False)
    workbook.refused(held.refused)
    if held.roster is None:
        blocks.note(_(workbook.NOTES["filing"]))
        return
    if held.gathering.run.is_busy:
        blocks.note(_("Once all files are read you will see here who has filed."))
        return
    labels = {month: said(month) for month in filing.months(held.batch)}
    if labels:
        controls.kept_one_of(_("Month asked about"), labels, held.month_key, at=held.batch.month, width=300)
    month = held.month
    view = held.once(("filing", month), lambda: filing.filing(held.batch, held.roster, month))
    blocks.heading(said(view.heading))
    if reminder := said(view.reminder):
        blocks.note(_("A reminder to copy"))
        st.code(reminder, language=None, wrap_lines=True)
    downloads.filing(view)
    for note in view.notes:
        blocks.note(said(note))
    blocks.write(blocks.document_table(view.table, "filing", said))


def what_moved() -> None:
    """Which verdicts were gained and lost since the batch of an earlier month, and which past months were rewritten."""
    workbook.drop("earlier-batch", _("The workbooks of an earlier month, or a zip of them"), office.EARLIER)
    if held.compared is None or held.compared.is_busy:
        blocks.note(_(workbook.NOTES["moved"]))
        return
    view = held.once("moved", lambda: moved(held.compared_batch, held.earlier.batch))
    board.section(said(view.heading), view.table)
    for note in view.notes:
        blocks.note(said(note))
    board.section(said(view.past), view.rewritten)
    board.refused(held.earlier_batch.refused)


def under_another() -> None:
    """The whole batch judged again by another notice, each pilot as its type at its month."""
    notice = controls.notice(_("Notice applied"), shipped()[-1], "board-notice")
    run, look = held.rehearsals.get(notice), {"on_click": office.rehearse, "args": (notice,)}
    disabled = run is not None or held.gathering.run.is_busy
    st.button(_("Judge all pilots by it"), key="rehearse", disabled=disabled, **look)
    if run is None:
        blocks.note(_("You will see here which verdicts another notice would change, by clause and pilot."))
    elif not run.is_busy:
        other = Batch(tuple(filter(None, run.found.values())))
        view = held.once(("rehearsal", notice), lambda: rehearsal(held.batch, other))
        board.section(said(view.heading), view.by_criterion, view.table)
        blocks.note(said(view.left_out))


held, said = office.current(), board.printer()
if held is None:
    workers.expect()
    blocks.title(_("Many pilots at once"), _(session.TEXTS["instead"]["board"]))
    workbook.drop("upload-board", _("Workbooks, or a zip of them"), office.BATCH)
else:
    office.follow_answers()
    office.follow_up()
    shown = held.once("board", lambda: board_document(held.batch))
    is_whole = held.batch.files and not held.gathering.run.is_busy
    blocks.title(*map(said, (shown.heading, shown.subline)) if is_whole else [_("Many pilots at once")])
    board.busy(held)
    if held.batch.files:
        board.view(pilots, criterion, who_has_filed, what_moved, under_another)()
    else:
        blocks.note(_(session.TEXTS["instead"]["board"]))
    board.more()
