"""The file that waits becomes the open workbook, one of its ledgers, or the earlier one; and all is forgotten again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from core import pipeline
from core.errors import RefusedWorkbook
from core.model import Problem
from core.workbooks.ledger_csv import is_csv, with_ledger_aside
from pages.components import reading_queue
from pages.components.session.choices import CRITERION
from pages.components.session.earlier_workbook import EARLIER_REFUSED, earlier, forget_earlier, open_earlier
from pages.components.session.languages import LANGUAGE
from pages.components.session.problems import BEFORE
from pages.components.session.state import UPLOADS, WORKBOOK, forget_uploads, in_the_end, let_go, next_turn, turn
from pages.components.session.workbook import (
    NOTICE,
    PENDING,
    REFUSED,
    WORK,
    Refusal,
    Work,
    chosen_notice,
    rulebook,
    work,
)
from pages.components.session.worked_out import assessment

_MOMENTS = "moments-of-parses"


@contextmanager
def in_turn() -> Iterator[reading_queue.Ticket]:
    """A place in the line of the files that are read; BusyError or TooManyError where there is none."""
    moments = reading_queue.allowed(st.session_state.get(_MOMENTS, []), reading_queue.bounds(), reading_queue.now())
    with reading_queue.shared().ticket() as ticket, in_the_end(lambda: _count(moments)):
        yield ticket


def _count(moments: list[float]) -> None:
    st.session_state[_MOMENTS] = moments


def read_pending() -> None:
    """Reads the waiting file; the open one stays where it is refused, and grows where it is one of its ledgers."""
    name, raw, *place = st.session_state[PENDING]
    with in_the_end(_dealt_with):
        st.session_state.pop(REFUSED, None)
        try:
            found = _read(name, raw, None if place else work())
        except RefusedWorkbook as refused:
            st.session_state[EARLIER_REFUSED if place else REFUSED] = Refusal(name, refused.problem)
        else:
            if place:
                open_earlier(replace(found, cells=None))
            else:
                _open(found)


def _dealt_with() -> None:
    """No file waits any more, and all uploaders are empty again."""
    st.session_state.pop(PENDING, None)
    next_turn(UPLOADS)
    forget_uploads()


def _read(name: str, raw: bytes, opened: Work | None) -> Work:
    """The file, or the open workbook with it where it is a ledger; RefusedWorkbook."""
    ledgers: tuple[str, ...] = ()
    if is_csv(name):
        name, raw, ledgers = _joined(name, raw, opened)
    cells = pipeline.opened(raw)
    return Work(name, raw, pipeline.read_under(cells, chosen_notice())[0], ledgers, cells)


def _open(found: Work) -> None:
    """The workbook takes the place of the open one; an earlier one stays where it is of the same space."""
    before = work()
    solved = None
    if before is not None and _is_same_space(before, found):
        found, solved = _with_answers_of(before, found), assessment().problems
    against = earlier()
    if against is not None and not _is_same_space(against, found):
        forget_earlier()
    st.session_state[BEFORE] = solved
    st.session_state[WORK] = found
    let_go()
    st.session_state.pop(CRITERION, None)
    next_turn()


def _is_same_space(one: Work, other: Work) -> bool:
    """Whether both name the same space; one that names none is nobody's other version."""
    return one.submission.space is not None and one.submission.space == other.submission.space


def _with_answers_of(before: Work, found: Work) -> Work:
    """The workbook with what was answered in this session too."""
    if not before.submission.answers:
        return found
    said = (*found.submission.answers, *before.submission.answers)
    return replace(found, submission=pipeline.read(found.cells, rulebook(), said))


def _joined(name: str, csv: bytes, opened: Work | None) -> tuple[str, bytes, tuple[str, ...]]:
    """Name, bytes and ledgers of the open workbook with a CSV in it; RefusedWorkbook where it does not fit."""
    if opened is None:
        raise RefusedWorkbook(Problem("csv_alone"))
    return opened.name, with_ledger_aside(opened.raw, csv, name, rulebook().notice.id), (*opened.ledgers, name)


def clear() -> None:
    """Callback: forgets the workbook and all that was worked out from it; the language stays."""
    following = {each: turn(each) + 1 for each in (WORKBOOK, UPLOADS)}
    for key in list(st.session_state):
        if key not in (LANGUAGE, NOTICE, _MOMENTS):
            del st.session_state[key]
    for each, number in following.items():
        st.session_state[each] = number
    forget_uploads()
