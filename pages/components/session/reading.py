"""What changes the workbooks of a session: files that come in, each of which waits and is read, and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from msgspec.structs import replace
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import pipeline
from core.documents import assumptions
from core.errors import RefusedWorkbook
from core.model import Answer, Assessment, Problem, Submission
from core.pipeline import is_csv
from core.workbooks.ledger_csv import with_ledger_aside
from pages.components import reading_queue, session, tables
from pages.components.session import UPLOADS, WORK, Refusal, Work, judged, office, plural

SAMPLES = Path(__file__).parents[3] / "sample_data"
PENDING, ANSWERS, MOMENTS, IF_ANSWERED = "pending", "said", "moments-of-parses", "if-answered"
#: Where a file that waits is to go, beside the places of uploaders: it is a pilot of the board.
FROM_BOARD = "from-board"


def take_upload(uploader: str, *place: str) -> None:
    """Callback of an uploader: keeps the bytes as our own, since Streamlit empties it on a page switch.

    `place` is `EARLIER_WORK` for the workbook that the open one is compared with, or what the files are to a batch.
    """
    given = session.get(session.key(uploader, UPLOADS)) or []
    files = tuple((file.name, file.getvalue()) for file in (given if isinstance(given, list) else [given]))
    if not files:
        return
    books = [file for file in files if not is_csv(file[0])]
    if not place and 1 == len(books) < len(files) and not office.is_batch(books):
        ledgers = tuple(file for file in files if is_csv(file[0]))
        st.session_state[PENDING] = (*books[0], ledgers)
        return
    if place == (session.EARLIER_WORK,):
        session.forget(session.EARLIER_REFUSED)
    elif place or office.is_batch(files):
        name = files[0][0] if len(files) == 1 else plural("{n} file", "{n} files", len(files)).format(n=len(files))
        st.session_state[PENDING] = (name, files, *(place or (office.BATCH,)))
        return
    st.session_state[PENDING] = (*files[0], *place)


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
    """Callback: one of the workbooks in sample_data/."""
    st.session_state[PENDING] = (name, (SAMPLES / name).read_bytes())


def take_pilot(list_of_rows: str) -> None:
    """Callback: a pilot of the batch becomes the workbook in hand."""
    shown, key = office.current(), session.get(list_of_rows)
    raw = shown.gathering.held(key) if shown and key is not None else None
    if raw is not None:
        shown.opened = key
        st.session_state[PENDING] = (shown.gathering.members[key].name, raw, FROM_BOARD)
        session.put(office.TO, "overview.py")


def pending() -> str | None:
    """The name of the file that waits to be read."""
    waiting = session.get(PENDING)
    return waiting[0] if waiting else None


def drop_pending() -> None:
    """No file waits any more, and all uploaders are empty again."""
    session.forget(PENDING)
    session.next_turn(UPLOADS)
    forget_uploads()


def forget_uploads() -> None:
    """Streamlit holds uploads until the session ends, also when the uploader is gone; we have what we need."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


@contextmanager
def in_turn() -> Iterator[reading_queue.Ticket]:
    """A place in the line of the files that are read; BusyError or TooManyError where there is none."""
    moments = reading_queue.allowed(session.get(MOMENTS, []), reading_queue.bounds(), time.monotonic())
    with reading_queue.shared().ticket() as ticket, in_the_end(lambda: st.session_state.update({MOMENTS: moments})):
        yield ticket


@contextmanager
def in_the_end(then: Callable[[], None]) -> Iterator[None]:
    """`then` is done afterwards, also where it breaks; not where a click cuts it short, since it then begins anew."""
    try:
        yield
    except Exception:  # what Streamlit cuts a script short with is none
        then()
        raise
    then()


def read_pending() -> None:
    """Read the waiting file; the open one stays where it is refused, and grows where it is one of its ledgers."""
    name, raw, *place = st.session_state[PENDING]
    with in_the_end(drop_pending):
        if isinstance(raw, tuple):
            office.take(raw, *place)
            return
        ledgers = place.pop() if place and isinstance(place[-1], tuple) else ()
        session.forget(session.REFUSED)
        opened, is_pilot = session.work(), place == [FROM_BOARD]
        is_earlier = bool(place) and not is_pilot
        goes_with = opened if is_earlier or is_csv(name) else None
        with_tables = goes_with.with_tables if goes_with else not is_pilot
        try:
            found = _read(name, raw, None if place else opened, with_tables)
            for name, ledger in ledgers:
                found = _read(name, ledger, found, with_tables)
        except RefusedWorkbook as refused:
            st.session_state[session.EARLIER_REFUSED if is_earlier else session.REFUSED] = Refusal(
                name, refused.problem
            )
            return
        if is_earlier:
            st.session_state[session.EARLIER_WORK] = replace(found, cells=None)
            session.next_turn(session.EARLIER)
        else:
            _open(found)
            _follow_board(raw if goes_with is None else goes_with.raw, found)


def _follow_board(raw: bytes, found: Work) -> None:
    """A pilot of the board, whose bytes these are or were, is read with the answers given before, or gets its ledger."""
    pilot = office.member(raw)
    if pilot is not None and found.ledgers:
        pilot.raw, pilot.answers = found.raw, None  # which the board takes for others: it is judged anew
    elif pilot is not None and pilot.answers is None:
        pilot.answers = found.submission.answers
    elif pilot is not None and pilot.answers != session.work().submission.answers:
        st.session_state[ANSWERS] = pilot.answers


def _read(name: str, raw: bytes, opened: Work | None, with_tables: bool) -> Work:
    """The file, or the workbook with it where it is a ledger; RefusedWorkbook."""
    ledgers: tuple[str, ...] = ()
    if is_csv(name):
        if opened is None:
            raise RefusedWorkbook(Problem("csv_alone"))
        ledgers, rulebook = (*opened.ledgers, name), session.rulebook_of(opened)
        name, raw = opened.name, with_ledger_aside(opened.raw, raw, name, rulebook.notice.id)
    cells = pipeline.opened(raw)
    return Work(name, raw, read_under_notice(cells, None, with_tables), ledgers, cells, with_tables)


def read_under_notice(cells: pipeline.Opened, answers: tuple[Answer, ...] | None, with_tables: bool) -> Submission:
    connected = tables.connected() if with_tables else {}
    return pipeline.read_under(cells, session.chosen_notice(), answers, connected)[0]


def _read_with(opened: Work, answers: tuple[Answer, ...], known: Submission | None = None) -> Submission:
    """The open workbook read with answers, and with the tables that it was opened with."""
    connected = tables.connected() if opened.with_tables else {}
    return pipeline.read(opened.cells, session.rulebook(), answers, known, connected)


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


def _open(found: Work) -> None:
    """The workbook takes the place of the open one; an earlier one stays where it is of the same space."""
    before, against, solved = session.work(), session.earlier(), None
    if _is_same_space(before, found):
        solved, answers = judged.assessment().problems, before.submission.answers
        if answers:
            answers = (*found.submission.answers, *answers)
            found = replace(found, submission=_read_with(found, answers))
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
    """Callback: nothing is compared any more."""
    session.forget(session.EARLIER_WORK, session.EARLIER_REFUSED)
    session.next_turn(session.EARLIER)


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
    """All answers but those to the same problems."""
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
        read = _read_with(opened, answers, opened.submission)
    found = pipeline.judge(read, rulebook, session.profile(), judged.month(), questions=False)
    session.put(IF_ANSWERED, (asked, found))
    return found


def apply_notice() -> None:
    """Callback: another notice is applied; the open workbook and the earlier one are to be read again under it."""
    st.session_state[session.NOTICE] = st.session_state[session.key("notice")]
    session.forget()
    opened, against = session.work(), session.earlier()
    if opened is not None:
        st.session_state.setdefault(ANSWERS, opened.submission.answers)
    if against is not None:
        forget_earlier()
        st.session_state[PENDING] = (against.name, against.raw, session.EARLIER_WORK)


def is_answered() -> bool:
    """Whether there are answers that the open workbook was not yet read with."""
    return ANSWERS in st.session_state


def read_again() -> None:
    """Read the open workbook with all answers; a large one when a place is free."""
    opened = st.session_state[WORK]
    with in_the_end(lambda: session.forget(ANSWERS)), reading_queue.turn_for(len(opened.raw)):
        submission = _read_with(opened, st.session_state[ANSWERS], opened.submission)
        st.session_state[WORK] = replace(opened, submission=submission)
        session.forget()
