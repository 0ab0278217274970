"""Opening a workbook: uploader, samples, templates; what is open; clearing it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.export.template import template_workbook
from core.model import Profile
from core.views.problems import problem_row
from core.views.words import profile_label
from pages.components import blocks, session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        type=["xlsx", "xlsm"],
        key=session.uploader_key(place),
        on_change=session.take_upload,
        args=(place,),
        label_visibility="collapsed",
    )


def refused() -> None:
    """Why the last file was not opened, and the way out."""
    refusal = session.refusal()
    if refusal is None:
        return
    _ = session.text()
    sentence = problem_row(refusal.problem, session.rulebook(), session.language()).sentence
    kept = f"<p>{blocks.text(_('The workbook that was open stays open.'))}</p>" if session.work() else ""
    blocks.write(
        f'<div class="refused" role="alert"><b>{blocks.text(_("Not opened:"))}</b> {blocks.text(refusal.name)}'
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
    label = profile_label(session.rulebook(), profile, language)
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
    label = profile_label(session.rulebook(), profile, session.language())
    name = _("template-ledgers-{type}.xlsx") if ledgers else _("template-{type}.xlsx")
    return name.format(type=label.lower())


def menu() -> None:
    """What is open, another one instead, or none."""
    _ = session.text()
    popover = st.popover(_("Workbook"), key=session.menu_key(), icon=":material/folder_open:", on_change="rerun")
    if not popover.open:
        return
    with popover:
        blocks.write(f'<p class="open">{blocks.text(_("Open:"))} <b>{blocks.text(session.work().name)}</b></p>')
        st.markdown(_("Open another workbook"))
        uploader("menu")
        sample_buttons("menu")
        templates()
        st.button(_("Clear my data"), key="clear", on_click=session.clear, icon=":material/delete:")
        blocks.write(f'<p class="note">{blocks.text(privacy())}</p>')


def privacy() -> str:
    """How long the workbook is kept, in one sentence."""
    _ = session.text()
    return _(
        "The workbook stays in the memory of this session and is gone when the page is closed or cleared; it is not stored or shared."
    )


def reading() -> None:
    """Reads the workbook that waits, if one does, saying so meanwhile; the place is always kept."""
    _ = session.text()
    place = st.empty()
    if session.pending() is None:
        return
    words = _("Reading {file} …").format(file=session.pending())
    place.html(f'<div class="reading" role="status"><i></i>{blocks.text(words)}</div>')
    session.read_pending()
    place.empty()


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
