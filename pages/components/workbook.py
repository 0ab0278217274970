"""Opening a workbook: uploader, samples, templates; what is open; clearing it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from core.printers.problems import ProblemPrinter
from pages.components import blocks, downloads, keeping, reading_queue, session
from pages.components.reading_queue import LOOK, Reading
from pages.components.session import TEXTS, _, answering, many, office, reading, reload

NOTES: dict[str, str] = TEXTS["notes"]


def uploader(place: str) -> None:
    drop(f"upload-{place}", _("The workbook of this month (.xlsx)"), label_visibility="collapsed")
    blocks.note(_(NOTES["files"]))
    blocks.note(_("Several workbooks, or a zip of them, open as a board of many pilots."))


def drop(name: str, label: str, *place: str, many: bool = True, **look: Any) -> None:
    """An uploader; `place` says what its files are where they are not the workbook, or workbooks, of this month."""
    take: dict[str, Any] = {"on_change": reading.take_upload, "args": (name, *place)}
    st.file_uploader(label, accept_multiple_files=many, key=session.key(name, session.UPLOADS), **take, **look)


def refused(refusal: session.Refusal | None, *lines: str) -> None:
    """Why a file was not taken, the way out, and what else is to be said."""
    if refusal is not None:
        why = ProblemPrinter(session.language(), session.rulebook()).row(refusal.problem).sentence
        blocks.refused(_("Not opened: "), why, *lines, name=refusal.name)


def not_opened() -> None:
    """Why the last file was not opened."""
    still = () if session.work() is None else (_("The workbook that was open stays open."),)
    refused(session.get(session.REFUSED), *still)


def sample_buttons(place: str) -> None:
    with st.container(key=f"samples-{place}", horizontal=True, gap="small"):
        for name, label in TEXTS["samples"].items():
            st.button(_(label), key=f"{place}-{name}", on_click=reading.take_sample, args=(name,))


def menu() -> None:
    """What is open, another one instead, or none."""
    opened = session.work()
    key = session.key("workbook", session.UPLOADS)
    with st.popover(_("Workbook"), key=key, icon=":material/folder_open:"):
        names(_("Open: "), opened.name, *opened.ledgers)
        st.markdown(_("Open another workbook, or add a ledger (.csv)"))
        uploader("menu")
        sample_buttons("menu")
        downloads.templates()
        st.page_link("compare.py", label=_("Compare with an earlier workbook"), icon=":material/difference:")
        keep("menu")
        clear("clear")
        blocks.note(privacy())


def keep(place: str) -> None:
    """Whether the workbook is to be kept for a reload, where the server keeps any."""
    if not keeping.is_on():
        return
    is_kept, label = bool(session.get(session.KEEP)), _("Keep it in this browser for {n} minutes")
    key = f"keep-{place}-{is_kept}"  # another box once it is ticked, which the other place may have done
    put = (session.KEEP, not is_kept)
    st.checkbox(label.format(n=keeping.MINUTES), is_kept, key, on_change=session.put, args=put)
    if is_kept and session.get(session.KEPT_AS) is None:
        blocks.note(_("This workbook is too large to be kept."))


def clear(key: str) -> None:
    """Clears after it has asked once."""
    asking = f"asks-{key}"
    if not session.get(asking):
        st.button(_("Clear my data"), key=key, on_click=session.put, args=(asking, True), icon=":material/delete:")
        return
    blocks.note(_("The workbook, your answers and all that was worked out from them will be gone."))
    with st.container(key=f"{key}-asked", horizontal=True, gap="small"):
        st.button(_("Clear now"), key=f"{key}-sure", on_click=reload.clear, type="primary")
        st.button(_("Cancel"), key=f"{key}-not", on_click=session.forget, args=(asking,))


def names(label: str, *files: str) -> None:
    blocks.write(f'<p class="open">{blocks.text(label)}<b>{blocks.text(" + ".join(files))}</b></p>')


def privacy() -> str:
    return _(NOTES["privacy"])


def read() -> None:
    """Read the workbook that waits, if one does, or the open one with its answers, saying so meanwhile.

    The place is always kept.
    """
    place = st.empty()
    answering.follow_tables()
    if answering.is_answered():
        opened = session.work()
        if len(opened.raw) >= reading_queue.LARGE:  # a small one is read before anything could be said of it
            _busy(place, _("Reading {file} …").format(file=opened.name))
        answering.read_again()
        place.empty()
    if reading.pending() is None:
        return
    try:
        begun = reading.begin_pending()
        _wait(place, begun)
        _busy(place, _("Reading {file} …").format(file=reading.pending()))
        reading.read_pending(begun)
        place.empty()
    except reading_queue.BusyError:
        _later(place, _("Too many files are being read just now. Try again in a moment; the file is kept."))
    except reading_queue.TooManyError as wait:
        files = reading_queue.bounds().a_session
        _later(place, many("too_many", wait.minutes, files=files))
    if reading.pending() is None and (page := office.turn_to()) is not None:
        st.switch_page(page)


def _wait(place: DeltaGenerator, begun: Reading[object]) -> None:
    """Until it is this file's turn; the reader may let it go meanwhile."""
    if not begun.ahead:
        return
    with place.container(key="waiting", horizontal=True, vertical_alignment="center"):
        line = st.empty()
        st.button(_("Cancel"), key="cancel-waiting", on_click=reading.drop_pending)
    while ahead := begun.ahead:
        _busy(line, many("waits", ahead, file=reading.pending()))
        begun.wait(LOOK)


def _busy(place: DeltaGenerator, words: str) -> None:
    place.html(f'<div class="reading" role="status"><i></i>{blocks.text(words)}</div>')


def _later(place: DeltaGenerator, words: str) -> None:
    """Why the file is not read yet, and what to do: nothing is lost."""
    with place.container(key="waiting", horizontal=True, vertical_alignment="center"):
        blocks.refused(reading.pending(), words)
        st.button(_("Try again"), key="try-again")
        st.button(_("Cancel"), key="cancel-waiting", on_click=reading.drop_pending)


def run(page: StreamlitPage) -> None:
    """A page; without a workbook, where it needs one, what it will show, and the ways to open one."""
    name = page.url_path or "overview"
    if session.work() is not None or (name == "board" and office.current() is not None):
        page.run()
    elif name in TEXTS["instead"]:
        _welcome(TEXTS["instead"][name], "h1")
    else:
        page.run()
        if name in TEXTS["below"]:
            _welcome(TEXTS["below"][name], "h2")


def _welcome(here: str, level: str) -> None:
    title = _("Where does the pilot stand against the notice, clause by clause?")
    lead = _(NOTES["lead"])
    blocks.write(
        f'<{level} class="verdict">{blocks.text(title)}</{level}>',
        blocks.line(lead, "subline"),
        blocks.line(_(here), "stands-here"),
    )
    with st.container(key="welcome"):
        uploader("welcome")
        not_opened()
    blocks.heading(_("No workbook at hand? Open a sample"), _("Fictional figures."))
    sample_buttons("welcome")
    blocks.heading(_("Or take the template and fill it in"), _("The type chosen above decides which columns it has."))
    downloads.templates()
    blocks.note(privacy(), "note privacy")
