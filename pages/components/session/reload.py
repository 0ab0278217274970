"""The open workbook kept for a reload of the page, found again, and cleared."""

from __future__ import annotations

import streamlit as st

from core.errors import RefusedWorkbook
from pages.components import keeping, session, tables
from pages.components.session import UPLOADS, WORK, Refusal, Saved, Work, in_hand, reading

READ = "read-after-reload"


def restore() -> None:
    """Open the workbook that was kept before the page was loaded again; looked for once a session."""
    if session.get(session.LOOKED):
        return
    with in_hand.in_the_end(lambda: session.put(session.LOOKED, True)):
        kept = keeping.shared().find(st.context.cookies.get(keeping.COOKIE, ""))
        opened = None if kept is None else _reopened(kept.workbook)
        if isinstance(opened, Refusal):
            session.put(session.REFUSED, opened)
        elif opened is not None:
            session.put(WORK, opened)
            session.put(session.KEEP, True)
            session.put(session.KEPT_AS, keeping.shared().keep(opened, kept.size, kept.id))
            session.next_turn()
    session.forget(READ)


def _reopened(kept: Work | Saved) -> Work | Refusal:
    """What was kept, read again with its answers where another process had it open."""
    if isinstance(kept, Work):
        return kept
    given = kept, session.chosen_notice(), tables.of(kept.with_tables)
    try:
        return in_hand.read(READ, len(kept.raw), session.read, *given)
    except RefusedWorkbook as refused:
        return Refusal(kept.name, refused.problem)


def keep() -> None:
    """Keep the open workbook for a reload where that is asked for, anew whenever it is another one."""
    kept: keeping.Kept | None = session.get(session.KEPT_AS)
    wanted = session.work() if session.get(session.KEEP) else None
    if wanted is None:
        _keep_no_more()
    elif kept is None or kept.workbook is not wanted:
        id = None if kept is None else kept.id
        session.put(session.KEPT_AS, keeping.shared().keep(wanted, len(wanted.raw), id))


def _keep_no_more() -> None:
    if kept := session.get(session.KEPT_AS):
        keeping.shared().drop(kept.id)
        session.forget(session.KEPT_AS)


def clear() -> None:
    """Callback: forgets the workbook and all that was worked out from it; the language stays."""
    _keep_no_more()
    following = {each: session.turn(each) + 1 for each in (session.WORKBOOK, UPLOADS)}
    for key in set(st.session_state) - {session.LANGUAGE, session.NOTICE, session.LOOKED, reading.MOMENTS}:
        del st.session_state[key]
    st.session_state.update(following)
    reading.forget_uploads()
