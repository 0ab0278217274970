"""What the sender says of problems: the workbook is read again with it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import pipeline
from core.model import Answer, Problem
from pages.components.session.state import let_go
from pages.components.session.workbook import WORK, rulebook


def answer(problem: Problem, choice: str) -> None:
    """Callback: the sender's answer to a problem; the workbook is read again with it."""
    said = Answer.to(problem, choice)
    _read_again((*_others(said), said))


def take_back(given: Answer) -> None:
    """Callback: the problem is open again."""
    _read_again(_others(given))


def _others(answer: Answer) -> tuple[Answer, ...]:
    """All that was said but of the same problem."""
    given = st.session_state[WORK].submission.answers
    return tuple(each for each in given if replace(each, choice="") != replace(answer, choice=""))


def _read_again(answers: tuple[Answer, ...]) -> None:
    opened = st.session_state[WORK]
    st.session_state[WORK] = replace(opened, submission=pipeline.read(opened.cells, rulebook(), answers))
    let_go()
