"""The earlier workbook that the open one is compared with, and what changed since."""

from __future__ import annotations

import streamlit as st

from core import pipeline
from core.documents.changes import Changes, changes_document
from core.documents.changes import known_then as known_then_of
from core.model import Month
from core.model.quantity import Quantity
from pages.components.session.choices import month, profile
from pages.components.session.screen import once
from pages.components.session.state import EARLIER, UPLOADS, kept, next_turn, turn
from pages.components.session.workbook import PENDING, Refusal, Work, judged, work

EARLIER_WORK, EARLIER_REFUSED = "earlier", "earlier-refused"


def earlier() -> Work | None:
    """The earlier workbook that the open one is compared with."""
    return st.session_state.get(EARLIER_WORK) if work() is not None else None


def earlier_refusal() -> Refusal | None:
    """Why the last file was not taken as the earlier workbook."""
    return st.session_state.get(EARLIER_REFUSED)


def earlier_key() -> str:
    """The key of its uploader; a new one after each file, so that it is empty again."""
    return f"earlier-{turn(UPLOADS)}"


def take_earlier() -> None:
    """Callback of that uploader: the file waits to be read as the earlier workbook."""
    file = st.session_state.get(earlier_key())
    if file is not None:
        st.session_state.pop(EARLIER_REFUSED, None)
        st.session_state[PENDING] = (file.name, file.getvalue(), EARLIER_WORK)


def open_earlier(found: Work) -> None:
    """The open workbook is compared with this one from now on."""
    st.session_state[EARLIER_WORK] = found
    next_turn(EARLIER)


def forget_earlier() -> None:
    """Callback: nothing is compared any more."""
    for key in (EARLIER_WORK, EARLIER_REFUSED):
        st.session_state.pop(key, None)
    next_turn(EARLIER)


def comparison() -> pipeline.Comparison | None:
    """What changed since the earlier workbook, for the type and month on the screen; None without one."""
    before = earlier()
    if before is None:
        return None
    return kept(
        ("comparison", turn(), turn(EARLIER), profile(), month()),
        lambda: pipeline.compare(before.submission, judged(profile(), month())),
    )


def compared() -> Changes:
    """The same as a document."""
    return once("compared", lambda: changes_document(comparison()))


def known_then(id: str) -> dict[Month, Quantity]:
    """A criterion's months as the earlier workbook had them; none where it tells no other figure."""
    found = comparison()
    return {} if found is None else once(f"then-{id}", lambda: known_then_of(found, id))
