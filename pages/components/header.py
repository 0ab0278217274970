"""What stands on every page: brand, pages, language; the space, its type and the month; and the foot."""

from __future__ import annotations

import streamlit as st

from core.documents import two_judgements
from core.documents.figures import notice_name
from core.documents.overview import banners
from core.i18n import languages
from core.model import Month, Profile
from core.model.document import say
from pages.components import blocks, controls, session, tables, workbook
from pages.components.session import TEXTS, _, judged, many, office

#: File name → the page's name; the pages that the foot links to.
PAGES: dict[str, str] = TEXTS["pages"]
FURTHER: dict[str, str] = TEXTS["further"]


def further() -> dict[str, str]:
    """The further pages that there are: tables only where this server has any."""
    return {file: label for file, label in FURTHER.items() if file != "sources" or tables.shared()}


def title_of(page: str) -> str:
    name = _((PAGES | FURTHER)[page or "overview"])
    return _("{page} · Trusted data space pilot: self-assessment").format(page=name)


def top(page: str) -> None:
    """Brand, the pages, and the language; the brand also gives the scripts language, title, page and words."""
    title = blocks.text(title_of(page))
    names = {language: language.own_name for language in languages()}
    marks = f'data-house-language="{session.language().tag}" data-house-title="{title}" data-house-page="{page}"'
    marks += f' data-house-scrolls="{blocks.text(_("Scroll sideways for the rest"))}"'
    brand, kind = blocks.text(_("Trusted data space")), blocks.text(_("pilot self-assessment"))
    pages = "".join(blocks.link(file, _(label), current=file == (page or "overview")) for file, label in PAGES.items())
    with st.container(key="top", horizontal=True, vertical_alignment="center", gap="small"):
        blocks.write(f'<div class="brand" {marks}><b>{brand}</b> <span>{kind}</span></div>')
        blocks.write(f'<nav class="pages" aria-label="{blocks.text(_("Main pages"))}">{pages}</nav>')
        browsers = session.browser_language()
        controls.toggle(_("Language"), names, browsers, session.LANGUAGE, persist_state="session")


def head(page: str) -> None:
    """The space, the type toggle, the month and the workbook that is open; then what must be known before any figure.

    On the board none of that, but for the type where nothing is open: templates are of it; elsewhere the way back to
    it, where there is one.
    """
    opened, held = session.work(), office.current()
    if page == "board" and (opened or held is not None):
        return
    if held is not None:
        n = len(held.gathering.members)
        blocks.write(blocks.link("board", many("back", n), icon="arrow_back"))
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        blocks.write(f'<div class="space">{blocks.text(_space())}</div>')
        labels = {p: judged.text(p) for p in Profile}
        controls.toggle(_("Pilot type"), labels, session.first_profile(), session.choice_key("profile"))
        if opened:
            _month()
            workbook.menu()
    with st.container(key="notes"):  # always there, so that nothing below it moves in the tree
        notice = session.rulebook().notice
        if notice.mark is not None:  # no official one
            blocks.note(say("Judged by {notice}", notice=notice_name(notice)), "toggle-note")
        if opened:
            workbook.not_opened()
            known = banners(judged.assessment()).by_kind.items()
            lines = "".join(f"<p>{blocks.said(each)}</p>" for kind, each in known if kind != "fictional")
            blocks.write(lines and f'<div class="toggle-note">{lines}</div>')
            _flips()


def _space() -> str:
    opened = session.work()
    if opened is None:
        return _("No workbook is open")
    names = (opened.submission.space or opened.name, opened.submission.basics["operator_org"].value)
    return " · ".join(name for name in names if name)


def _month() -> None:
    months = judged.months()
    if not months:
        blocks.write(f'<div class="no-month">{blocks.text(_("No month with figures yet"))}</div>')
        return
    start, printed, words = judged.assessment().pilot.start, judged.printer(), _("{month} (month {n})")

    def shown(month: Month) -> str:  # asks nothing of the session: a widget is read before the script runs
        return words.format(month=printed(month), n=month - start + 1)

    look = {"label_visibility": "collapsed", "filter_mode": None, "width": 190}
    st.selectbox(_("Month"), months, format_func=shown, key=session.choice_key("month"), **look)


def _flips() -> None:
    """Which verdicts flip where the type on the screen is not the workbook's own."""
    if session.work().submission.profile is None:
        return
    note = two_judgements.toggle_note(judged.at(session.own_profile(), judged.month()), judged.assessment())
    if note is not None:
        body = blocks.said(note.sentence)
        body = blocks.folded(body, f"<ul>{blocks.flips(note.flips)}</ul>", "") if note.flips else body
        blocks.write(f'<div class="toggle-note">{body}</div>')


def foot() -> None:
    """Further pages, and whose judgement this is; tells house.js of a workbook to be kept for a reload."""
    notice, language = session.rulebook().notice, session.language()
    number = notice.number.in_(language)
    line = _(workbook.NOTES["foot"]).format(number=number, title=notice.title.in_(language))
    pages = "".join(blocks.link(file, _(label)) for file, label in further().items())
    kept = session.get(session.KEPT_AS)
    ticket = f' data-house-keep="{kept.ticket}"' if kept is not None and kept.ticket else ""
    words = f"{blocks.text(_('Trusted data space'))} · {blocks.whole(blocks.text(line), number)}"
    blocks.write(f'<div class="further">{pages}</div><footer{ticket}>{words}</footer>')
