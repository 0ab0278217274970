"""What stands on top of every page: brand, pages, language; then the space, its type and the month."""

from __future__ import annotations

import streamlit as st

from core.documents import two_judgements
from core.documents.banner import banners as known_first
from core.documents.figures import notice_name
from core.i18n import languages
from core.model import Month, Profile
from core.model.document import say
from pages.components import blocks, session, workbook


def top(page: str) -> None:
    """Brand, the pages, and the language; the brand also tells house.js the language, title and page."""
    _ = session.text()
    title = blocks.text(_("Trusted data space pilot: self-assessment"))
    names = {language: language.own_name for language in languages()}
    told = f'data-house-language="{session.language().tag}" data-house-title="{title}" data-house-page="{page}"'
    brand, kind = blocks.text(_("Trusted data space")), blocks.text(_("pilot self-assessment"))
    with st.container(key="top", horizontal=True, vertical_alignment="center", gap="small"):
        blocks.write(f'<div class="brand" {told}><b>{brand}</b> <span>{kind}</span></div>')
        with st.container(key="nav", horizontal=True, gap=None, width="content"):
            for file, label in page_labels().items():
                st.page_link(f"{file}.py", label=label)
        st.segmented_control(
            _("Language"),
            names,
            default=session.browser_language(),
            required=True,
            format_func=names.__getitem__,
            key=session.LANGUAGE,
            persist_state="session",
            label_visibility="collapsed",
        )


def page_labels() -> dict[str, str]:
    """File name → the page's name in this language."""
    _ = session.text()
    return {
        "overview": _("Overview"),
        "gaps": _("Gaps"),
        "trajectory": _("Trajectory"),
        "what_if": _("What if"),
        "problems": _("Data"),
        "notice": _("Notice"),
    }


def further_labels() -> dict[str, str]:
    """File name → name of the pages that the foot links to."""
    _ = session.text()
    return {
        "compare": _("Against an earlier workbook"),
        "notices": _("Two notices side by side"),
        "method": _("How the forecast is made"),
        "kept": _("What is kept"),
    }


def head() -> None:
    """The space, the type toggle, the month and the workbook that is open."""
    _ = session.text()
    opened = session.work()
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        _space()
        labels = {p: session.shown(p) for p in Profile}
        st.segmented_control(
            _("Pilot type"),
            list(Profile),
            default=session.own_profile(),
            required=True,
            format_func=labels.__getitem__,
            key=session.profile_key(),
            label_visibility="collapsed",
        )
        if opened:
            _month()
            workbook.menu()
    with st.container(key="notes"):  # always there, so that nothing below it moves in the tree
        notice_note()
        if opened:
            workbook.refused()
            banners()
            toggle_note()


def _space() -> None:
    opened = session.work()
    if opened is None:
        _ = session.text()
        blocks.write(f'<div class="space">{blocks.text(_("No workbook is open"))}</div>')
        return
    operator_org = opened.submission.basics["operator_org"].value
    pieces = [opened.submission.space or opened.name, *([operator_org] if operator_org else [])]
    blocks.write(f'<div class="space">{blocks.text(" · ".join(pieces))}</div>')


def _month() -> None:
    _ = session.text()
    months = session.months()
    if not months:
        blocks.write(f'<div class="no-month">{blocks.text(_("No month with figures yet"))}</div>')
        return
    start, said = session.assessment().pilot.start, session.printer()

    def shown(month: Month) -> str:
        return _("{month} (month {n})").format(month=said(month), n=month - start + 1)

    st.selectbox(
        _("Month"),
        months,
        format_func=shown,
        key=session.month_key(),
        label_visibility="collapsed",
        filter_mode=None,
        width=190,
    )


def notice_note() -> None:
    """Says so where the notice that is applied is no official one."""
    notice = session.rulebook().notice
    if notice.mark is not None:
        line = say("Judged by {notice}", notice=notice_name(notice))
        blocks.write(f'<p class="toggle-note">{blocks.said(line)}</p>')


def banners() -> None:
    """What else must be known before any figure."""
    found = [banner for banner in known_first(session.assessment()).all if banner.kind != "fictional"]
    said = "".join(f"<p>{blocks.said(banner.said)}</p>" for banner in found)
    blocks.write(said and f'<div class="toggle-note">{said}</div>')


def toggle_note() -> None:
    """Which verdicts flip where the type on the screen is not the workbook's own."""
    if session.work().submission.profile is None:
        return
    note = two_judgements.toggle_note(session.under_own_profile(), session.assessment())
    if note is None:
        return
    body = blocks.said(note.sentence)
    if note.flips:
        body = f"<details><summary>{body}</summary><ul>{blocks.flips(note.flips)}</ul></details>"
    blocks.write(f'<div class="toggle-note">{body}</div>')


def foot() -> None:
    """Whose judgement this is."""
    _ = session.text()
    notice = session.rulebook().notice
    line = _(
        "Judged by Annex 2 of {number}, “{title}”. Self-assessment, not an official finding; any score is unofficial."
    )
    with st.container(key="further", horizontal=True, gap="small"):
        for file, label in further_labels().items():
            st.page_link(f"{file}.py", label=label)
    blocks.write(
        f"<footer>{blocks.text(_('Trusted data space'))} · "
        f"{blocks.text(line.format(number=notice.number, title=notice.title.in_(session.language())))}</footer>"
    )
