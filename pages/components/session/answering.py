"""What a sender says of the problems of the open workbook, which is then read again."""

from __future__ import annotations

import streamlit as st
from msgspec.structs import replace

from core import pipeline
from core.model import Answer, Assessment
from pages.components import reading_queue, session, tables
from pages.components.session import WORK, Work, in_hand, judged

ANSWERS, IF_ANSWERED, READ = "said", "if-answered", "read-again"


def answer(*given: Answer) -> None:
    """Callback: the sender's answers to problems; the workbook is to be read again with them."""
    _remember((*_others(*given), *given))


def take_back(given: Answer) -> None:
    """Callback: the problem is open again, once the workbook was read without the answer."""
    _remember(_others(given))


def _remember(answers: tuple[Answer, ...]) -> None:
    st.session_state[session.key(session.BEFORE_ANSWER)] = judged.assessment()
    st.session_state[session.ANSWERED_NOW] = True
    st.session_state[ANSWERS] = answers


def _others(*given: Answer) -> tuple[Answer, ...]:
    before = session.get(ANSWERS, st.session_state[WORK].submission.answers)
    asked = {replace(each, choice="") for each in given}
    return tuple(each for each in before if replace(each, choice="") not in asked)


def if_answered(given: tuple[Answer, ...]) -> Assessment:
    """The judgement on the screen, had these answers been given, without questions about its figures."""
    opened, answers, rulebook = st.session_state[WORK], (*_others(*given), *given), session.rulebook()
    asked = (frozenset(answers), rulebook.digest, *judged.screen())
    before = session.get(IF_ANSWERED)
    if before is not None and before[0] == asked:  # whatever was answered since, it comes to the same answers
        return before[1]
    with reading_queue.turn_for(len(opened.raw)):
        read = pipeline.read(*_what_is_read(opened, answers))
    found = pipeline.judge(read, rulebook, session.profile(), judged.month(), questions=False)
    session.put(IF_ANSWERED, (asked, found))
    return found


def follow_tables() -> None:
    """Where this server's tables were read again, the open workbook is to be read with what came of that."""
    opened = session.work()
    if opened is None or not opened.with_tables or tables.shared() is None or is_answered():
        return
    sheets = opened.submission.layout.sheets
    if any(
        (sheets[key].table if key in sheets else None) is not each.table for key, each in tables.connected().items()
    ):
        st.session_state[ANSWERS] = opened.submission.answers


def is_answered() -> bool:
    """Whether there are answers that the open workbook was not yet read with."""
    return ANSWERS in st.session_state


def read_again() -> None:
    """Read the open workbook with all answers; a large one when a place is free."""
    opened = st.session_state[WORK]
    with in_hand.in_the_end(lambda: session.forget(ANSWERS, READ)):
        asked = _what_is_read(opened, st.session_state[ANSWERS])
        submission = in_hand.read(READ, len(opened.raw), pipeline.read, *asked)
        st.session_state[WORK] = replace(opened, submission=submission)
        session.forget()


def _what_is_read(opened: Work, answers: tuple[Answer, ...]) -> tuple[object, ...]:
    return opened.cells, session.rulebook(), answers, opened.submission, tables.of(opened.with_tables)
