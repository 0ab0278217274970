"""The problems of the open workbook: which are shown, their cells, and what became of those before."""

from __future__ import annotations

import streamlit as st

from core import pipeline
from core.documents import questions
from core.model import Place
from pages.components.session.screen import once
from pages.components.session.state import kept, turn
from pages.components.session.workbook import WORK
from pages.components.session.worked_out import assessment

#: Those of the workbook that was open before.
BEFORE = "problems-before"


def problem_filter_key(name: str) -> str:
    """The key of a filter of the data page; a new workbook starts with all."""
    return f"problems-{name}-{turn()}"


def problem_page() -> int:
    """The page of problems that was turned to."""
    return st.session_state.get(problem_filter_key("page"), 1)


def turn_problems(page: int) -> None:
    """Callback: another page of problems."""
    st.session_state[problem_filter_key("page")] = page


def solved() -> questions.Solved | None:
    """What became of the problems of the last upload of this space; None where this is the first."""
    before = st.session_state.get(BEFORE)
    return None if before is None else once("solved", lambda: questions.solved(before, assessment()))


def pictures(places: tuple[Place, ...]) -> dict[Place, pipeline.Picture]:
    """Cells of the open workbook among their neighbours."""
    opened = st.session_state[WORK]
    return kept(("pictures", turn(), places), lambda: pipeline.pictures(opened.cells, places, opened.submission.layout))
