"""Opening a workbook: uploader, samples, templates; what is open; clearing it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.model import Profile
from core.printers.problems import ProblemPrinter
from core.workbooks.template import template_workbook
from pages.components import blocks, reading_queue, session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Seconds between two looks at the line.
LOOK = 0.5


def samples() -> dict[str, str]:
    """File in sample_data/ → what it is."""
    _ = session.text()
    return {
        "sample_enterprise.xlsx": _("Enterprise pilot, nearly there"),
        "sample_industry.xlsx": _("Industry pilot that lags"),
        "sample_city.xlsx": _("City pilot on a plateau"),
        "sample_messy.xlsx": _("A workbook with slips"),
    }


def uploader(place: str) -> None:
    """Where a workbook is dropped, and why the last one was not opened."""
    _ = session.text()
    st.file_uploader(
        _("The workbook of this month (.xlsx)"),
        key=session.uploader_key(place),
        on_change=session.take_upload,
        args=(place,),
        label_visibility="collapsed",
    )
    kinds = _("Excel workbook (.xlsx or .xlsm) without a password; one ledger may also come as .csv once it is open.")
    blocks.write(f'<p class="note">{blocks.text(kinds)}</p>')


def refused() -> None:
    """Why the last file was not opened, and the way out."""
    refusal = session.refusal()
    if refusal is None:
        return
    _ = session.text()
    sentence = ProblemPrinter(session.rulebook(), session.language()).row(refusal.problem).sentence
    kept = f"<p>{blocks.text(_('The workbook that was open stays open.'))}</p>" if session.work() else ""
    blocks.write(
        f'<div class="refused" role="alert">{blocks.named(_("Not opened: "), blocks.text(refusal.name))}'
        f"<p>{blocks.text(sentence)}</p>{kept}</div>"
    )


def sample_buttons(place: str) -> None:
    """Each sample by one click."""
    with st.container(key=f"samples-{place}", horizontal=True, gap="small"):
        for name, label in samples().items():
            st.button(label, key=f"{place}-{name}", on_click=session.take_sample, args=(name,))


def templates() -> None:
    """The template of the type chosen, light and with ledgers, in the language on the screen."""
    _ = session.text()
    profile, language = session.profile(), session.language()
    label = session.shown(profile)
    with st.container(key="templates", horizontal=True, gap="small"):
        for ledgers, words in ((False, _("Template, {type}")), (True, _("Template with ledgers, {type}"))):
            st.download_button(
                words.format(type=label),
                partial(template_workbook, session.rulebook(), profile, ledgers=ledgers, language=language),
                file_name=_file_name(profile, ledgers),
                mime=XLSX,
                on_click="ignore",
                key=f"template-{ledgers}",
                icon=":material/download:",
            )


def _file_name(profile: Profile, ledgers: bool) -> str:
    _ = session.text()
    label = session.shown(profile)
    name = _("template-ledgers-{type}.xlsx") if ledgers else _("template-{type}.xlsx")
    return name.format(type=label.lower())


def menu() -> None:
    """What is open, another one instead, or none."""
    _ = session.text()
    opened = session.work()
    popover = st.popover(_("Workbook"), key=session.menu_key(), icon=":material/folder_open:", on_change="rerun")
    if not popover.open:
        return
    with popover:
        blocks.write(
            f'<p class="open">{blocks.text(_("Open: "))}<b>{blocks.text(" + ".join((opened.name, *opened.ledgers)))}</b></p>'
        )
        st.markdown(_("Open another workbook, or add a ledger (.csv)"))
        uploader("menu")
        sample_buttons("menu")
        templates()
        st.page_link("compare.py", label=_("Compare with an earlier workbook"), icon=":material/difference:")
        st.button(_("Clear my data"), key="clear", on_click=session.clear, icon=":material/delete:")
        blocks.write(f'<p class="note">{blocks.text(privacy())}</p>')


def privacy() -> str:
    """How long the workbook is kept."""
    _ = session.text()
    return _(
        "The workbook stays in the memory of this session, and goes when you clear it or a few minutes after the page is closed; it is not stored or shared. If you reload the page, open the workbook again."
    )


def reading() -> None:
    """Reads the workbook that waits, if one does, or the open one with its answers, saying so meanwhile.

    The place is always kept.
    """
    _ = session.text()
    place = st.empty()
    if session.is_answered():
        _again(place)
    if session.pending() is None:
        return
    try:
        with session.in_turn() as ticket:
            _wait(place, ticket)
            place.html(_turning(_("Reading {file} …").format(file=session.pending())))
            session.read_pending()
        place.empty()
    except reading_queue.BusyError:
        _later(place, _("Too many files are being read just now. Try again in a moment; the file is kept."))
    except reading_queue.TooManyError as many:
        words = _.plural(
            "{n} files were read in a short time. Try again in {minutes} minute; the file is kept.",
            "{n} files were read in a short time. Try again in {minutes} minutes; the file is kept.",
            many.minutes,
        )
        _later(place, words.format(n=reading_queue.bounds().a_session, minutes=many.minutes))


def _again(place: DeltaGenerator) -> None:
    """The open workbook with what was answered; a small one is read before anything could be said of it."""
    opened, _ = session.work(), session.text()
    if reading_queue.is_large(len(opened.raw)):
        place.html(_turning(_("Reading {file} …").format(file=opened.name)))
    session.read_again()
    place.empty()


def _wait(place: DeltaGenerator, ticket: reading_queue.Ticket) -> None:
    """Until it is this file's turn; the reader may let it go meanwhile."""
    ahead = ticket.wait(0)
    if not ahead:
        return
    _ = session.text()
    with place.container(key="waiting", horizontal=True, vertical_alignment="center"):
        told = st.empty()
        st.button(_("Cancel"), key="cancel-waiting", on_click=session.drop_pending)
    while ahead:
        words = _.plural(
            "{file} waits for a free place; {n} file before it.",
            "{file} waits for a free place; {n} files before it.",
            ahead,
        )
        told.html(_turning(words.format(file=session.pending(), n=ahead)))
        ahead = ticket.wait(LOOK)


def _turning(words: str) -> str:
    return f'<div class="reading" role="status"><i></i>{blocks.text(words)}</div>'


def _later(place: DeltaGenerator, words: str) -> None:
    """Why the file is not read yet, and what to do: nothing is lost."""
    _ = session.text()
    with place.container(key="waiting", horizontal=True, vertical_alignment="center"):
        blocks.write(
            f'<div class="refused" role="alert"><b>{blocks.text(session.pending())}</b>'
            f"<p>{blocks.text(words)}</p></div>"
        )
        st.button(_("Try again"), key="try-again")
        st.button(_("Cancel"), key="cancel-waiting", on_click=session.drop_pending)


def welcome(stands_here: str, *, level: str = "h1") -> None:
    """Nothing open yet: what this is, what will stand here, and three ways to begin.

    `level` is "h2" on a page that has a heading of its own.
    """
    _ = session.text()
    title = blocks.text(_("Where does the pilot stand against the notice, clause by clause?"))
    blocks.write(
        f'<{level} class="verdict">{title}</{level}>'
        f'<p class="subline">{blocks.text(_("Drop in the workbook of this month: every criterion of Annex 2 of the 2025 pilot notice is judged from it, with the figures, the cells they came from and what is missing."))}</p>'
        f'<p class="stands-here">{blocks.text(stands_here)}</p>'
    )
    with st.container(key="welcome"):
        uploader("welcome")
        refused()
    blocks.heading(_("No workbook at hand? Open a sample"), _("Fictional figures."))
    sample_buttons("welcome")
    blocks.heading(_("Or take the template and fill it in"), _("The type chosen above decides which columns it has."))
    templates()
    blocks.write(f'<p class="note privacy">{blocks.text(privacy())}</p>')
