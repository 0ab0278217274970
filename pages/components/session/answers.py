"""What the sender says of problems: the workbook is read again with it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import pipeline
from core.model import Answer, Problem
from pages.components import reading_queue
from pages.components.session.earlier_workbook import EARLIER_WORK, earlier, forget_earlier
from pages.components.session.state import in_the_end, let_go
from pages.components.session.workbook import NOTICE, PENDING, SAID, WORK, notice_key, rulebook, work


def answer(problem: Problem, choice: str) -> None:
    """Callback: the sender's answer to a problem; the workbook is to be read again with it."""
    said = Answer.to(problem, choice)
    st.session_state[SAID] = (*_others(said), said)


def take_back(given: Answer) -> None:
    """Callback: the problem is open again, once the workbook was read without the answer."""
    st.session_state[SAID] = _others(given)


def apply_notice() -> None:
    """Callback: another notice is applied; the open workbook and the earlier one are to be read again under it."""
    st.session_state[NOTICE] = st.session_state[notice_key()]
    let_go()
    opened, against = work(), earlier()
    if opened is not None:
        st.session_state.setdefault(SAID, opened.submission.answers)
    if against is not None:
        forget_earlier()
        st.session_state[PENDING] = (against.name, against.raw, EARLIER_WORK)


def is_answered() -> bool:
    """Whether something was said that the open workbook was not yet read with."""
    return SAID in st.session_state


def read_again() -> None:
    """Reads the open workbook with all that was said; a large one when a place is free."""
    opened = st.session_state[WORK]
    with in_the_end(_heard), reading_queue.turn_for(len(opened.raw)):
        submission = pipeline.read(opened.cells, rulebook(), st.session_state[SAID])
        st.session_state[WORK] = replace(opened, submission=submission)
        let_go()


def _others(answer: Answer) -> tuple[Answer, ...]:
    """All that was said but of the same problem."""
    given = st.session_state.get(SAID, st.session_state[WORK].submission.answers)
    return tuple(each for each in given if replace(each, choice="") != replace(answer, choice=""))


def _heard() -> None:
    st.session_state.pop(SAID, None)
