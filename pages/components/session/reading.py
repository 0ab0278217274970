"""What changes the workbooks of a session: files that come in, each of which waits and is read; another notice."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from msgspec.structs import replace
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import pipeline
from core.documents import assumptions
from core.errors import RefusedWorkbook
from core.model import Problem, Rulebook
from core.pipeline import is_csv
from core.workbooks.ledger_csv import with_ledger_aside
from pages.components import reading_queue, session, tables
from pages.components.reading_queue import Reading
from pages.components.session import (
    EARLIER_WORK,
    UPLOADS,
    WORK,
    Refusal,
    Work,
    answering,
    in_hand,
    judged,
    many,
    office,
)

SAMPLES = Path(__file__).parents[3] / "sample_data"
PENDING, READ, MOMENTS = "pending", "reading", "moments-of-parses"
#: What files that wait are, beside the kinds of a batch: the workbook in hand, a pilot of the board.
IN_HAND, FROM_BOARD = "", "from-board"
File = tuple[str, bytes]


class Pending(NamedTuple):
    """What waits to be read: a workbook, behind it the ledgers that came with it, or the files of a batch."""

    name: str
    files: tuple[File, ...]
    kind: str = IN_HAND


def take_upload(uploader: str, kind: str = IN_HAND) -> None:
    """Callback of an uploader: keeps the bytes as our own, since Streamlit empties it on a page switch.

    `kind` is `EARLIER_WORK` for the workbook that the open one is compared with, or what the files are to a batch.
    """
    given = session.get(session.key(uploader, UPLOADS)) or []
    files = [(file.name, file.getvalue()) for file in (given if isinstance(given, list) else [given])]
    if not files:
        return
    books = [file for file in files if not is_csv(file[0])]
    if kind == IN_HAND and office.is_batch(books if len(books) == 1 else files):
        kind = office.BATCH
    elif kind == IN_HAND:
        files.sort(key=lambda file: is_csv(file[0]))
    elif kind == EARLIER_WORK:
        session.forget(session.EARLIER_REFUSED)
    name = many("files", len(files)) if kind in office.KINDS and files[1:] else files[0][0]
    st.session_state[PENDING] = Pending(name, tuple(files), kind)


def take_scenario() -> None:
    """Callback of the uploader of scenarios: opens the criterion that the file is about; None is kept of any other."""
    file = session.get(session.key("scenario", session.SCENARIO))
    if file is None:
        return
    found = assumptions.opened(judged.assessment(), file.getvalue())
    drop_scenario()
    session.put(session.LOADED, found)
    if found is not None:
        session.choose(found.criterion)


def drop_scenario() -> None:
    """Callback: nothing is assumed any more."""
    session.forget(session.LOADED)
    session.next_turn(session.SCENARIO)


def take_sample(name: str) -> None:
    st.session_state[PENDING] = Pending(name, ((name, (SAMPLES / name).read_bytes()),))


def take_pilot(list_of_rows: str) -> None:
    """Callback: a pilot of the batch becomes the workbook in hand."""
    shown, key = office.current(), session.get(list_of_rows)
    raw = shown.gathering.held(key) if shown and key is not None else None
    if raw is not None:
        shown.opened, name = key, shown.gathering.members[key].name
        st.session_state[PENDING] = Pending(name, ((name, raw),), FROM_BOARD)
        session.put(office.TO, "overview.py")


def pending() -> str | None:
    waiting = session.get(PENDING)
    return waiting.name if waiting else None


def drop_pending() -> None:
    """No file waits any more, and all uploaders are empty again."""
    session.next_turn(UPLOADS)
    forget_uploads()
    session.forget(PENDING, READ)


def forget_uploads() -> None:
    """Streamlit holds uploads until the session ends, also when the uploader is gone; we have what we need."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def begin_pending() -> Reading[Work | Refusal | None]:
    """The reading of the file that waits, which may be under way; BusyError or TooManyError where there is no place for it."""
    name, files, kind = st.session_state[PENDING]
    if kind in office.KINDS:  # whose files are read by others, once it is its turn
        return in_hand.begun(READ, _turn, _batch, files)
    joins = session.work() if is_csv(name) and kind == IN_HAND else None
    goes_with = session.work() if kind == EARLIER_WORK else joins
    with_tables = goes_with.with_tables if goes_with else kind != FROM_BOARD
    under = (session.chosen_notice(), with_tables, tables.of(with_tables))
    return in_hand.begun(READ, _turn, _found, files, joins, *under)


def _turn() -> in_hand.Turn:
    _moments()
    return reading_queue.shared().ticket()


def _moments() -> list[float]:
    """When the session's files that count were read, with one more now; TooManyError where that is one too many."""
    return reading_queue.allowed(session.get(MOMENTS, []), reading_queue.bounds(), time.monotonic())


def read_pending(reading: Reading[Work | Refusal | None]) -> None:
    """Take what comes of the file that waits; the open one stays where it is refused, and grows where it is one of its ledgers."""
    name, files, kind = st.session_state[PENDING]
    opened = session.work()
    with in_hand.in_the_end(drop_pending):
        batch = office.begun() if kind in office.KINDS else None
        if is_first := not reading.is_counted:
            st.session_state[MOMENTS] = _moments()
            reading.is_counted = True
        found = in_hand.result(reading)
        if batch is not None:
            if is_first:  # so that no file is in it twice
                office.take(batch, files, kind)
            return
        session.forget(session.REFUSED)
        is_earlier = kind == EARLIER_WORK
        if isinstance(found, Refusal):
            st.session_state[session.EARLIER_REFUSED if is_earlier else session.REFUSED] = found
        elif is_earlier:
            st.session_state[EARLIER_WORK] = replace(found, cells=None)
            session.next_turn(session.EARLIER)
        else:
            _open(found)
            _follow_board(opened.raw if is_csv(name) else files[0][1], found)


def _batch(_files: tuple[File, ...]) -> None:
    """What is read of a batch in its turn: nothing."""


def _found(
    files: tuple[File, ...], joins: Work | None, notice: Rulebook | None, with_tables: bool, connected: tables.Found
) -> Work | Refusal:
    """What comes of a file and the ledgers that came with it; of a ledger alone, the workbook that it joins with it in it."""
    found = joins
    for name, raw in files:
        try:
            kept = session.Saved(name, raw, (), None, with_tables)
            if is_csv(name):
                if found is None:
                    raise RefusedWorkbook(Problem("csv_alone"))
                whole = with_ledger_aside(found.raw, raw, name, session.rulebook_for(found, notice).notice.id)
                kept = kept._replace(name=found.name, raw=whole, ledgers=(*found.ledgers, name))
            found = session.read(kept, notice, connected)
        except RefusedWorkbook as refused:
            return Refusal(name, refused.problem)
    return found


def _follow_board(raw: bytes, found: Work) -> None:
    """A pilot of the board, whose bytes these are or were, is read with the answers given before, or gets its ledger."""
    pilot = office.member(raw)
    if pilot is not None and found.ledgers:
        pilot.raw, pilot.answers = found.raw, None  # which the board takes for others: it is judged anew
    elif pilot is not None and pilot.answers is None:
        pilot.answers = found.submission.answers
    elif pilot is not None and pilot.answers != session.work().submission.answers:
        st.session_state[answering.ANSWERS] = pilot.answers


def _open(found: Work) -> None:
    """The workbook takes the place of the open one; an earlier one stays where it is of the same space."""
    before, against, solved = session.work(), session.earlier(), None
    if _is_same_space(before, found):
        solved, given = judged.assessment().problems, before.submission.answers
        if given:
            given, connected = (*found.submission.answers, *given), tables.of(found.with_tables)
            found = replace(found, submission=pipeline.read(found.cells, session.rulebook(), given, None, connected))
    if against is not None and not _is_same_space(against, found):
        forget_earlier()
    st.session_state[session.PROBLEMS], st.session_state[WORK] = solved, found
    session.forget()
    session.forget(session.CRITERION)
    session.next_turn()


def _is_same_space(one: Work | None, other: Work) -> bool:
    """Whether both name the same space; one that names none is nobody's other version."""
    return one is not None and one.submission.space is not None and one.submission.space == other.submission.space


def forget_earlier() -> None:
    session.forget(EARLIER_WORK, session.EARLIER_REFUSED)
    session.next_turn(session.EARLIER)


def apply_notice() -> None:
    """Callback: another notice is applied; the open workbook and the earlier one are to be read again under it."""
    st.session_state[session.NOTICE] = st.session_state[session.key("notice")]
    session.forget()
    opened, against = session.work(), session.earlier()
    if opened is not None:
        st.session_state.setdefault(answering.ANSWERS, opened.submission.answers)
    if against is not None:
        forget_earlier()
        st.session_state[PENDING] = Pending(against.name, ((against.name, against.raw),), EARLIER_WORK)
