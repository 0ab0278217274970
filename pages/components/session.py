"""The one owner of st.session_state: the workbook, the choices, and what was worked out from them.

Nothing here outlives the session, and nothing of one visitor's is seen by another.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import pipeline
from core.errors import RefusedWorkbook
from core.export.ledger_csv import is_csv, with_ledger_aside
from core.i18n import Language, Words, words
from core.model import (
    Answer,
    Assessment,
    Entry,
    Month,
    Outlook,
    PilotPeriod,
    Problem,
    Profile,
    Rulebook,
    Severity,
    State,
    Submission,
)
from core.rulebook import load
from core.views import questions, tables
from core.views.comparison import ComparisonView, comparison_view
from core.views.comparison import known_then as known_then_of
from core.views.scenario import Scenario
from core.views.scenario import opened as opened_scenario
from pages.components import parses

T = TypeVar("T")

SAMPLES = Path(__file__).parents[2] / "sample_data"
#: Tables and assessments kept a session; each is some kilobytes.
KEPT = 96

_BEFORE = "problems-before"
_WORK, _PENDING, _REFUSED, _TURN, _KEPT = "work", "pending", "refused", "turn", "kept"
_ASKED, _MOMENTS = "asked-item", "moments-of-parses"
_EARLIER, _EARLIER_REFUSED, _EARLIER_TURN = "earlier", "earlier-refused", "earlier-turn"
_SCENARIO, _SCENARIO_REFUSED, _SCENARIO_TURN = "scenario", "scenario-refused", "scenario-turn"
LANGUAGE = "language"
CRITERION = "criterion"


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


@cache
def rulebook() -> Rulebook:
    """The notice and its criteria: the same for everyone."""
    return load()


# --- language -------------------------------------------------------------------------------


def language() -> Language:
    """The language chosen; the browser's before that, Chinese where it speaks neither."""
    return Language(st.session_state.get(LANGUAGE) or browser_language())


def browser_language() -> Language:
    """English where the browser speaks English, else Chinese."""
    return Language.EN if (st.context.locale or "").lower().startswith("en") else Language.ZH


def text() -> Words:
    """The words of the language chosen."""
    return words(language())


# --- the workbook ---------------------------------------------------------------------------


def work() -> Work | None:
    """The workbook that is open, None where there is none."""
    return st.session_state.get(_WORK)


def refusal() -> Refusal | None:
    """Why the last file was not opened."""
    return st.session_state.get(_REFUSED)


def turn() -> int:
    """How often a workbook was opened or closed: part of widget keys that must start afresh."""
    return st.session_state.get(_TURN, 0)


def uploader_key(place: str) -> str:
    """The key of an uploader; a new one a turn, so that it is empty again."""
    return f"upload-{place}-{turn()}"


def menu_key() -> str:
    """The key of the workbook menu; a new one a turn, so that it closes when a workbook was opened."""
    return f"workbook-{turn()}"


def take_upload(place: str) -> None:
    """Callback of an uploader: keeps the bytes as our own, since Streamlit empties it on a page switch."""
    file = st.session_state.get(uploader_key(place))
    if file is not None:
        st.session_state[_PENDING] = (file.name, file.getvalue())


def take_sample(name: str) -> None:
    """Callback: one of the workbooks in sample_data/."""
    path = SAMPLES / name
    st.session_state[_PENDING] = (path.name, path.read_bytes())


def pending() -> str | None:
    """The name of the file that waits to be read."""
    waiting = st.session_state.get(_PENDING)
    return waiting[0] if waiting else None


def drop_pending() -> None:
    """Callback: the file that waits is let go."""
    st.session_state.pop(_PENDING, None)
    st.session_state[_TURN] = turn() + 1
    _forget_uploads()


@contextmanager
def in_turn() -> Iterator[parses.Ticket]:
    """A place in the line of the files that are read; BusyError or TooManyError where there is none."""
    moments = parses.allowed(st.session_state.get(_MOMENTS, []), parses.bounds(), parses.now())
    with parses.places().ticket() as ticket:
        yield ticket
    st.session_state[_MOMENTS] = moments


def read_pending() -> None:
    """Reads the waiting file; the open one stays where it is refused, and grows where it is one of its ledgers."""
    name, raw, *place = st.session_state.pop(_PENDING)
    st.session_state.pop(_REFUSED, None)
    _forget_uploads()
    ledgers: tuple[str, ...] = ()
    try:
        if is_csv(name):
            name, raw, ledgers = _joined(name, raw, None if place else work())
        cells = pipeline.opened(raw)
        submission = pipeline.read(cells, rulebook())
    except RefusedWorkbook as refused:
        st.session_state[_EARLIER_REFUSED if place else _REFUSED] = Refusal(name, refused.problem)
    else:
        if place:
            st.session_state[_EARLIER] = Work(name, raw, submission)
            return
        before = earlier()
        if before is not None and before.submission.space != submission.space:
            forget_earlier()
        submission = _with_kept_answers(cells, submission)
        st.session_state[_WORK] = Work(name, raw, submission, ledgers, cells)
        st.session_state.pop(_KEPT, None)
        st.session_state.pop(CRITERION, None)
    st.session_state[_TURN] = turn() + 1


def _with_kept_answers(cells: pipeline.Opened, submission: Submission) -> Submission:
    """The workbook with what was answered in this session too, where the one before was of the same space."""
    before = work()
    if before is None or before.submission.space != submission.space:
        st.session_state.pop(_BEFORE, None)
        return submission
    st.session_state[_BEFORE] = assessment().problems
    said = (*submission.answers, *before.submission.answers)
    return pipeline.read(cells, rulebook(), said) if before.submission.answers else submission


def _joined(name: str, csv: bytes, opened: Work | None) -> tuple[str, bytes, tuple[str, ...]]:
    """Name, bytes and ledgers of the open workbook with a CSV in it; RefusedWorkbook where it does not fit."""
    if opened is None:
        raise RefusedWorkbook(Problem(Severity.ERROR, "csv_alone"))
    return opened.name, with_ledger_aside(opened.raw, csv, name), (*opened.ledgers, name)


def _forget_uploads() -> None:
    """Streamlit holds uploads until the session ends, also when the uploader is gone; we have what we need."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def clear() -> None:
    """Callback: forgets the workbook and all that was worked out from it; the language stays."""
    following = turn() + 1
    for key in list(st.session_state):
        if key not in (LANGUAGE, _MOMENTS):
            del st.session_state[key]
    st.session_state[_TURN] = following
    _forget_uploads()


# --- answers --------------------------------------------------------------------------------


def answer(problem: Problem, choice: str) -> None:
    """Callback: the sender's answer to a problem; the workbook is read again with it."""
    said = Answer.to(problem, choice)
    _read_again((*_others(said), said))


def take_back(given: Answer) -> None:
    """Callback: the problem is open again."""
    _read_again(_others(given))


def _others(answer: Answer) -> tuple[Answer, ...]:
    """All that was said but of the same problem."""
    given = st.session_state[_WORK].submission.answers
    return tuple(each for each in given if replace(each, choice="") != replace(answer, choice=""))


def _read_again(answers: tuple[Answer, ...]) -> None:
    opened = st.session_state[_WORK]
    st.session_state[_WORK] = replace(opened, submission=pipeline.read(opened.cells, rulebook(), answers))
    st.session_state.pop(_KEPT, None)


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
    before = st.session_state.get(_BEFORE)
    return None if before is None else once("solved", lambda: questions.solved(before, assessment(), language()))


def pictures(places: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], pipeline.Picture]:
    """Cells of the open workbook among their neighbours, by sheet and address."""
    opened = st.session_state[_WORK]
    headers = opened.submission.header_rows
    return _once(("pictures", turn(), places), lambda: pipeline.pictures(opened.cells, places, headers))


# --- an earlier workbook --------------------------------------------------------------------


def earlier() -> Work | None:
    """The earlier workbook that the open one is compared with."""
    return st.session_state.get(_EARLIER) if work() is not None else None


def earlier_refusal() -> Refusal | None:
    """Why the last file was not taken as the earlier workbook."""
    return st.session_state.get(_EARLIER_REFUSED)


def earlier_key() -> str:
    """The key of its uploader; a new one after each file, so that it is empty again."""
    return f"earlier-{turn()}-{_earlier_turn()}"


def _earlier_turn() -> int:
    return st.session_state.get(_EARLIER_TURN, 0)


def take_earlier() -> None:
    """Callback of that uploader: the file waits to be read as the earlier workbook."""
    file = st.session_state.get(earlier_key())
    if file is not None:
        st.session_state.pop(_EARLIER_REFUSED, None)
        st.session_state[_EARLIER_TURN] = _earlier_turn() + 1
        st.session_state[_PENDING] = (file.name, file.getvalue(), _EARLIER)


def forget_earlier() -> None:
    """Callback: nothing is compared any more."""
    following = _earlier_turn() + 1
    for key in (_EARLIER, _EARLIER_REFUSED):
        st.session_state.pop(key, None)
    st.session_state[_EARLIER_TURN] = following


def comparison() -> pipeline.Comparison | None:
    """What changed since the earlier workbook, for the type and month on the screen; None without one."""
    before = earlier()
    if before is None:
        return None
    return _once(
        ("comparison", turn(), _earlier_turn(), profile(), month()),
        lambda: pipeline.compare(before.submission, _judged(profile(), month())),
    )


def compared() -> ComparisonView:
    """The same in words."""
    return once("compared", lambda: comparison_view(comparison(), language()))


def known_then(id: str) -> dict[date, float]:
    """A criterion's months as the earlier workbook had them; none where it tells no other figure."""
    found = comparison()
    return {} if found is None else once(f"then-{id}", lambda: known_then_of(found, id))


# --- type, month, criterion -----------------------------------------------------------------


def profile_key() -> str:
    """The key of the type toggle; a new workbook starts with its own type."""
    return f"profile-{turn()}"


def own_profile() -> Profile:
    """The workbook's own type; enterprise where it names none or nothing is open."""
    opened = work()
    return (opened.submission.profile if opened else None) or Profile.ENTERPRISE


def profile() -> Profile:
    """The type on the screen."""
    return Profile(st.session_state.get(profile_key()) or own_profile())


def month_key() -> str:
    """The key of the month picker; a new workbook starts with its last month."""
    return f"month-{turn()}"


def months() -> tuple[Month, ...]:
    """The months that the workbook can be judged at, the latest first."""
    latest = _judged(profile(), None)
    if latest.as_of is None:
        return ()
    return tuple(month for month in reversed(latest.pilot.months) if month <= latest.as_of)


def month() -> Month | None:
    """The month on the screen, None for the workbook's last."""
    chosen = st.session_state.get(month_key())
    return chosen if chosen in months()[1:] else None


def item_key() -> str:
    """The key of the filter by item; a link from the overview starts it afresh."""
    return f"item-{turn()}-{profile()}-{st.session_state.get(_ASKED)}"


def asked_item(items: Collection[int]) -> int | None:
    """The item that a link asked for, read once from the address."""
    asked = st.query_params.get("item", "")
    if asked.isdecimal() and int(asked) in items:
        st.session_state[_ASKED] = int(asked)
    return st.session_state.get(_ASKED)


def criterion_key(current: str) -> str:
    """The key of a select box of criteria; a new one when a criterion was chosen elsewhere."""
    return f"criterion-{current}"


def choose_from(key: str) -> None:
    """Callback of that select box."""
    st.session_state[CRITERION] = st.session_state[key]


def follow_pick(chart: str, picked: str | None) -> None:
    """Opens the criterion clicked in a chart, once a click."""
    seen = f"seen-{chart}"
    if picked is not None and st.session_state.get(seen) != picked:
        st.session_state[CRITERION] = picked
    st.session_state[seen] = picked


def choose(criterion: str) -> None:
    """Makes a criterion the one whose details are shown."""
    st.session_state[CRITERION] = criterion


def chosen(among: tuple[str, ...]) -> str:
    """The criterion chosen, the first of `among` where it is not one of them."""
    choice = st.session_state.get(CRITERION)
    return choice if choice in among else among[0]


# --- what if --------------------------------------------------------------------------------


def scenario_key(name: str, criterion: str) -> str:
    """The key of a control of the what-if page; a new one a criterion, and when a scenario was loaded or dropped."""
    return f"what-if-{name}-{turn()}-{profile()}-{month()}-{criterion}-{_scenario_turn()}"


def _scenario_turn() -> int:
    return st.session_state.get(_SCENARIO_TURN, 0)


def scenario_upload_key() -> str:
    """The key of the uploader of scenario files, empty again after each."""
    return f"scenario-{_scenario_turn()}"


def take_scenario() -> None:
    """Callback of that uploader: opens the criterion that the file is about."""
    file = st.session_state.get(scenario_upload_key())
    if file is None:
        return
    found = opened_scenario(assessment(), file.getvalue())
    drop_scenario()
    st.session_state[_SCENARIO] = found
    st.session_state[_SCENARIO_REFUSED] = found is None
    if found is not None:
        choose(found.criterion)


def drop_scenario() -> None:
    """Callback: everything as things stand again."""
    following = _scenario_turn() + 1
    for key in (_SCENARIO, _SCENARIO_REFUSED):
        st.session_state.pop(key, None)
    st.session_state[_SCENARIO_TURN] = following


def scenario(criterion: str) -> Scenario:
    """The scenario loaded, where it is about this criterion; else an empty one."""
    loaded = st.session_state.get(_SCENARIO)
    return loaded if loaded is not None and loaded.criterion == criterion else Scenario(criterion)


def scenario_refused() -> bool:
    """Whether the last scenario file could not be used."""
    return bool(st.session_state.get(_SCENARIO_REFUSED))


# --- what is worked out ---------------------------------------------------------------------


def _once(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    kept: OrderedDict[tuple[Any, ...], Any] = st.session_state.setdefault(_KEPT, OrderedDict())
    if key not in kept:
        kept[key] = make()
        while len(kept) > KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def _judged(profile: Profile, month: Month | None) -> Assessment:
    opened = st.session_state[_WORK]
    return _once(
        ("assessment", turn(), profile, month), lambda: pipeline.judge(opened.submission, rulebook(), profile, month)
    )


def assessment() -> Assessment:
    """The judgement on the screen: the open workbook, the type and month chosen, and what an earlier one asks."""
    found = comparison()
    return _judged(profile(), month()) if found is None else found.questioned


def under_own_profile() -> Assessment:
    """The same month under the workbook's own type."""
    return _judged(own_profile(), month())


def a_month_before() -> Assessment | None:
    """The judgement one month earlier, None at the pilot's start."""
    now = assessment()
    if now.as_of is None or now.as_of <= now.pilot.start:
        return None
    return _judged(profile(), now.as_of.plus(-1))


def rows(view: Callable[..., T], *more: Any) -> T:
    """A table of core.views of what is on the screen, worked out once."""
    key = (view.__module__, view.__qualname__, *_place())
    return _once(key, lambda: view(assessment(), language(), *more))


def outlooks() -> Mapping[str, Outlook]:
    """The forecasts of what is on the screen: once a workbook, type and month, whatever the language."""
    return _once(("outlooks", turn(), profile(), month()), lambda: tables.outlooks(assessment()))


def outlook_rows() -> dict[str, tables.OutlookRow]:
    """The forecasts in words, by criterion."""
    rows = once("outlook", lambda: tables.outlook_rows(assessment(), outlooks(), language()))
    return {row.id: row for row in rows}


def fan(id: str) -> list[tables.FanRow]:
    """A criterion's forecast month by month; none where there is no forecast."""
    rows = once("fan", lambda: tables.fan_rows(assessment(), outlooks(), language()))
    return [row for row in rows if row.id == id]


def _clauses() -> Assessment:
    """What is on the screen; without a workbook an empty one, for the notice alone."""
    if work() is not None:
        return assessment()
    rules = rulebook()
    start = rules.default_start
    blank: Entry[Any] = Entry(State.BLANK)
    empty = Submission(
        profile=profile(),
        pilot=PilotPeriod(start, start.plus(rules.default_months - 1)),
        basics={column.key: blank for column in rules.sheets["basics"].columns},
        monthly=None,
        targets={},
        claims={},
        ledgers={},
        problems=(),
    )
    return pipeline.judge(empty, rules, profile())


def notice_rows() -> tuple[tables.NoticeRow, ...]:
    """The notice, with or without a workbook."""
    return _once(("notice", *_place()), lambda: tables.notice_rows(_clauses(), language()))


def reading_rows() -> tuple[tables.ReadingOf, ...]:
    """All readings, with or without a workbook."""
    return _once(("readings", *_place()), lambda: tables.reading_rows(_clauses(), language()))


def _place() -> tuple[Any, ...]:
    """What is on the screen, as a key."""
    return turn(), _earlier_turn(), profile(), month() if work() else None, language()


def once(name: str, make: Callable[[], T]) -> T:
    """Anything else of what is on the screen, worked out once."""
    return _once((name, *_place()), make)
