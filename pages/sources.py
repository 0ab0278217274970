"""数据来源: which ledgers are tables of this server, how fresh they are, and reading them again."""

import streamlit as st

from core.documents.rows import tables_document
from core.printers.problems import ProblemPrinter
from core.rulebook import load
from pages.components import blocks, session, tables
from pages.components.session import _

shared = tables.shared()


@st.fragment(run_every=1.0 if shared and shared.running else None)
def reading() -> None:
    """The reading that runs, with a way to stop it; else the way to begin one."""
    if not shared.running:
        if session.get("tables-running"):
            session.forget("tables-running")
            st.rerun()
        if st.button(_("Read again"), key="read-tables"):
            session.put("tables-running", True)  # also where it is over before the page is drawn again
            shared.read()
            st.rerun()
        return
    session.put("tables-running", True)
    progress = shared.progress
    blocks.note(_("Reading {source} …").format(source=progress.now))
    st.progress(progress.share)
    st.button(_("Cancel"), key="stop-tables", on_click=progress.cancel)


if shared is None:
    blocks.title(_("No table is connected"))
else:
    found = shared.found() if shared.ready or not shared.running else {}
    document = tables_document(load(), {key: each for key, each in found.items() if each.grid is not None})
    blocks.title(document.heading, document.note)
    if shared.slips:
        head = _("sources.toml was changed and cannot be used; the tables are those of the file as it was before.")
        blocks.refused(head, *shared.slips)
    if (opened := session.work()) is not None and not opened.with_tables:
        words = _("{file} was opened from the board, which uses no tables: it is judged by its own sheets.")
        blocks.note(words.format(file=opened.name))
    blocks.write(blocks.document_table(document.table))
    printer = ProblemPrinter(session.language(), load())
    problems = [problem for each in found.values() for problem in each.problems]
    if problems:
        blocks.heading(_("Not read"))
        blocks.write(blocks.listed(printer.row(problem).sentence for problem in problems))
    reading()
