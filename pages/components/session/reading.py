"""The file that waits becomes the open workbook, one of its ledgers, or the earlier one; and all is forgotten again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from core import pipeline
from core.errors import RefusedWorkbook
from core.export.ledger_csv import is_csv, with_ledger_aside
from core.model import Problem, Severity
from pages.components import parses
from pages.components.session.choices import CRITERION
from pages.components.session.earlier_workbook import EARLIER_REFUSED, EARLIER_WORK, earlier, forget_earlier
from pages.components.session.languages import LANGUAGE
from pages.components.session.problems import BEFORE
from pages.components.session.state import WORKBOOK, forget_uploads, let_go, next_turn, turn
from pages.components.session.workbook import PENDING, REFUSED, WORK, Refusal, Work, rulebook, work
from pages.components.session.worked_out import assessment

_MOMENTS = "moments-of-parses"


@contextmanager
def in_turn() -> Iterator[parses.Ticket]:
    """A place in the line of the files that are read; BusyError or TooManyError where there is none."""
    moments = parses.allowed(st.session_state.get(_MOMENTS, []), parses.bounds(), parses.now())
    with parses.places().ticket() as ticket:
        yield ticket
    st.session_state[_MOMENTS] = moments


def read_pending() -> None:
    """Reads the waiting file; the open one stays where it is refused, and grows where it is one of its ledgers."""
    name, raw, *place = st.session_state.pop(PENDING)
    st.session_state.pop(REFUSED, None)
    forget_uploads()
    ledgers: tuple[str, ...] = ()
    try:
        if is_csv(name):
            name, raw, ledgers = _joined(name, raw, None if place else work())
        cells = pipeline.opened(raw)
        submission = pipeline.read(cells, rulebook())
    except RefusedWorkbook as refused:
        st.session_state[EARLIER_REFUSED if place else REFUSED] = Refusal(name, refused.problem)
    else:
        if place:
            st.session_state[EARLIER_WORK] = Work(name, raw, submission)
            return
        _open(Work(name, raw, submission, ledgers, cells))
    next_turn()


def _open(found: Work) -> None:
    """The workbook takes the place of the open one; an earlier one stays where it is of the same space."""
    before = earlier()
    if before is not None and before.submission.space != found.submission.space:
        forget_earlier()
    st.session_state[WORK] = _with_kept_answers(found)
    let_go()
    st.session_state.pop(CRITERION, None)


def _with_kept_answers(found: Work) -> Work:
    """The workbook with what was answered in this session too, where the one before was of the same space."""
    before = work()
    if before is None or before.submission.space != found.submission.space:
        st.session_state.pop(BEFORE, None)
        return found
    st.session_state[BEFORE] = assessment().problems
    if not before.submission.answers:
        return found
    said = (*found.submission.answers, *before.submission.answers)
    return replace(found, submission=pipeline.read(found.cells, rulebook(), said))


def _joined(name: str, csv: bytes, opened: Work | None) -> tuple[str, bytes, tuple[str, ...]]:
    """Name, bytes and ledgers of the open workbook with a CSV in it; RefusedWorkbook where it does not fit."""
    if opened is None:
        raise RefusedWorkbook(Problem(Severity.ERROR, "csv_alone"))
    return opened.name, with_ledger_aside(opened.raw, csv, name), (*opened.ledgers, name)


def clear() -> None:
    """Callback: forgets the workbook and all that was worked out from it; the language stays."""
    following = turn() + 1
    for key in list(st.session_state):
        if key not in (LANGUAGE, _MOMENTS):
            del st.session_state[key]
    st.session_state[WORKBOOK] = following
    forget_uploads()
