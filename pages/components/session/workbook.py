"""The workbook that is open, the file that waits to be read, and the one that was refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core import pipeline
from core.model import Assessment, Month, Problem, Profile, Rulebook, Submission
from core.rulebook import for_pilot, load, shipped
from pages.components.session.state import UPLOADS, forget_uploads, kept, next_turn, turn

SAMPLES = Path(__file__).parents[3] / "sample_data"

WORK, PENDING, REFUSED, SAID, NOTICE = "work", "pending", "refused", "said", "notice-applied"


@dataclass(frozen=True, slots=True)
class Work:
    """The workbook that is open, the ledgers that joined it as CSV, and its cells for whoever reads it again."""

    name: str
    raw: bytes
    submission: Submission
    ledgers: tuple[str, ...] = ()
    cells: pipeline.Opened | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last file that could not be opened, and why."""

    name: str
    problem: Problem


def rulebook() -> Rulebook:
    """The notice that is applied: the one chosen, else that of the open workbook's pilot."""
    opened = work()
    return chosen_notice() or (for_pilot(opened.submission.pilot.start) if opened else load())


def chosen_notice() -> Rulebook | None:
    """The notice chosen by hand; None where the pilot decides."""
    name = st.session_state.get(NOTICE)
    return load(name) if name in shipped() else None


def notice_key() -> str:
    """The key of the control that chooses a notice; a new workbook starts with that of its pilot."""
    return f"notice-{turn()}"


def work() -> Work | None:
    """The workbook that is open, None where there is none."""
    return st.session_state.get(WORK)


def refusal() -> Refusal | None:
    """Why the last file was not opened."""
    return st.session_state.get(REFUSED)


def judged(profile: Profile, month: Month | None) -> Assessment:
    """The judgement of the open workbook as a pilot type at a month, None for its last."""
    opened = st.session_state[WORK]
    return kept(
        ("assessment", turn(), profile, month), lambda: pipeline.judge(opened.submission, rulebook(), profile, month)
    )


def uploader_key(place: str) -> str:
    """The key of an uploader; a new one after each file, so that it is empty again."""
    return f"upload-{place}-{turn(UPLOADS)}"


def menu_key() -> str:
    """The key of the workbook menu; a new one after each file, so that it closes."""
    return f"workbook-{turn(UPLOADS)}"


def take_upload(place: str) -> None:
    """Callback of an uploader: keeps the bytes as our own, since Streamlit empties it on a page switch."""
    file = st.session_state.get(uploader_key(place))
    if file is not None:
        st.session_state[PENDING] = (file.name, file.getvalue())


def take_sample(name: str) -> None:
    """Callback: one of the workbooks in sample_data/."""
    path = SAMPLES / name
    st.session_state[PENDING] = (path.name, path.read_bytes())


def pending() -> str | None:
    """The name of the file that waits to be read."""
    waiting = st.session_state.get(PENDING)
    return waiting[0] if waiting else None


def drop_pending() -> None:
    """Callback: the file that waits is let go."""
    st.session_state.pop(PENDING, None)
    next_turn(UPLOADS)
    forget_uploads()
