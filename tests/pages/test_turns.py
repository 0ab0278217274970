"""What a file that is taken, refused or let go changes in a session, and what stays: without the app around it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st

from core import pipeline
from core.errors import RefusedWorkbook
from core.model import Answer, Month, Problem, Profile, Submission
from pages.components import session
from pages.components.reading_queue import Reading
from pages.components.session import answering, judged, office, reading, reload
from pages.components.session.reading import Pending
from tests.build import filled, submission
from tests.places import place

MONTHS = {f"2026-{month:02d}": {"enterprises": 150 + month} for month in range(1, 7)}


def of(space: str | None, enterprises: int = 0) -> Submission:
    """A workbook of a space."""
    months = MONTHS | {"2026-05": {"enterprises": enterprises}} if enterprises else MONTHS
    named = {} if space is None else {"space_name": filled(space)}
    return submission(as_of="2026-06", months=months, basics=named)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    found: dict[str, Any] = {session.LANGUAGE: "en"}
    monkeypatch.setattr(st, "session_state", found)
    return found


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, Any]:
    """What reading each file gives: a Submission, or an exception."""
    found: dict[bytes, Any] = {}

    def read(raw: bytes, *_: Any, **__: Any) -> Submission:
        if isinstance(found[raw], BaseException):
            raise found[raw]
        return found[raw]

    monkeypatch.setattr(pipeline, "opened", lambda raw: raw)
    monkeypatch.setattr(pipeline, "read", read)
    return found


@pytest.fixture
def drop(state: dict[str, Any], files: dict[bytes, Any]) -> Callable[..., None]:
    """A file is dropped and read."""

    def dropped(found: Any, name: str = "a.xlsx", *, earlier: bool = False) -> None:
        raw = name.encode()
        files[raw] = found
        state["pending"] = waiting(name, raw, session.EARLIER_WORK if earlier else "")
        reading.read_pending(reading.begin_pending())

    return dropped


def waiting(name: str, raw: bytes, kind: str = "") -> Pending:
    return Pending(name, ((name, raw),), kind)


def refused() -> RefusedWorkbook:
    return RefusedWorkbook(Problem("not_a_workbook"))


def test_a_refused_file_leaves_type_and_month_as_they_were_chosen(
    state: dict[str, Any], drop: Callable[..., None]
) -> None:
    drop(of("甲"))
    state[session.choice_key("profile")], state[session.choice_key("month")] = Profile.CITY, Month(2026, 3)
    drop(refused(), "notes.xlsx")
    assert (session.profile(), judged.assessment().as_of) == (Profile.CITY, Month(2026, 3))


def test_a_refused_earlier_file_leaves_the_type_as_it_was_chosen(
    state: dict[str, Any], drop: Callable[..., None]
) -> None:
    drop(of("甲"))
    state[session.choice_key("profile")] = Profile.CITY
    drop(refused(), "notes.xlsx", earlier=True)
    assert session.profile() is Profile.CITY


def test_a_file_that_is_let_go_leaves_the_type_as_it_was_chosen(
    state: dict[str, Any], drop: Callable[..., None]
) -> None:
    drop(of("甲"))
    state[session.choice_key("profile")] = Profile.CITY
    state["pending"] = waiting("b.xlsx", b"")
    reading.drop_pending()
    assert session.profile() is Profile.CITY


def test_another_workbook_starts_with_its_own_type(state: dict[str, Any], drop: Callable[..., None]) -> None:
    drop(of("甲"))
    state[session.choice_key("profile")] = Profile.CITY
    drop(of("乙"), "b.xlsx")
    assert session.profile() is Profile.ENTERPRISE


@pytest.mark.parametrize("found", [of("甲"), refused()], ids=["read", "refused"])
@pytest.mark.parametrize("earlier", [False, True], ids=["open", "earlier"])
def test_every_uploader_is_empty_again_after_a_file(drop: Callable[..., None], found: Any, earlier: bool) -> None:
    drop(of("甲"))
    keys = (
        session.key("upload-menu", session.UPLOADS),
        session.key("earlier", session.UPLOADS),
        session.key("workbook", session.UPLOADS),
    )
    drop(found, "b.xlsx", earlier=earlier)
    assert not {
        session.key("upload-menu", session.UPLOADS),
        session.key("earlier", session.UPLOADS),
        session.key("workbook", session.UPLOADS),
    } & {*keys}


def test_an_uploader_is_empty_again_when_the_data_are_cleared(drop: Callable[..., None]) -> None:
    drop(of("甲"))
    keys = session.key("upload-menu", session.UPLOADS), session.key("earlier", session.UPLOADS)
    reload.clear()
    assert not {session.key("upload-menu", session.UPLOADS), session.key("earlier", session.UPLOADS)} & {*keys}


def test_an_earlier_workbook_that_waited_is_compared_once_it_is_read(
    state: dict[str, Any], drop: Callable[..., None], files: dict[bytes, Any]
) -> None:
    drop(of("甲"))
    drop(of("甲", 100), "100.xlsx", earlier=True)
    state[session.key("earlier", session.UPLOADS)] = st_file("120.xlsx")
    reading.take_upload("earlier", session.EARLIER_WORK)
    judged.comparison()  # the page is drawn while the file waits
    files[b"120.xlsx"] = of("甲", 120)
    reading.read_pending(reading.begin_pending())
    then = judged.comparison().before.trajectory("E4.1").points  # type: ignore[union-attr]
    assert 120 in [point.value for point in then]


def st_file(name: str) -> Any:
    """An uploaded file whose bytes are its name."""
    return type("File", (), {"name": name, "getvalue": lambda self: name.encode()})()


def test_a_workbook_without_a_space_is_not_taken_for_another_version(drop: Callable[..., None]) -> None:
    drop(of(None))
    drop(of(None), "earlier.xlsx", earlier=True)
    drop(of(None), "b.xlsx")
    assert session.earlier() is None
    assert judged.solved() is None


def test_another_version_of_the_same_space_is_known_again(drop: Callable[..., None]) -> None:
    drop(of("甲"))
    drop(of("甲"), "earlier.xlsx", earlier=True)
    drop(of("甲"), "b.xlsx")
    assert session.earlier() is not None
    assert judged.solved() is not None


def test_a_file_that_breaks_the_reading_counts_as_one_that_was_read(
    state: dict[str, Any], drop: Callable[..., None]
) -> None:
    with pytest.raises(ZeroDivisionError):
        drop(ZeroDivisionError())
    assert len(state["moments-of-parses"]) == 1
    assert reading.pending() is None


class Clicked(BaseException):
    """What cuts a script short."""


class Slow:
    """A reading that lasts until it is `released`, and how often it was begun."""

    def __init__(self, found: Submission) -> None:
        self.found, self.released, self.times = found, threading.Event(), 0

    def __call__(self, *_: Any, **__: Any) -> Submission:
        self.times += 1
        self.released.wait(30)
        return self.found


@pytest.fixture
def click(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Does something that waits for a reading, and clicks meanwhile."""

    def cut_short(_reading: Reading[Any], _seconds: float) -> bool:
        raise Clicked

    def clicked(do: Callable[..., None], *given: Any) -> None:
        with monkeypatch.context() as during:
            during.setattr(Reading, "wait", cut_short)
            with pytest.raises(Clicked):
                do(*given)

    return clicked


def test_a_file_that_is_read_during_a_click_is_read_once_and_counts_once(
    state: dict[str, Any], click: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(of("甲"))
    monkeypatch.setattr(pipeline, "opened", lambda raw: raw)
    monkeypatch.setattr(pipeline, "read", slow)
    state["pending"] = waiting("b.xlsx", b"b")
    for _ in range(2):
        click(reading.read_pending, reading.begin_pending())
        assert reading.pending() == "b.xlsx"
    slow.released.set()
    reading.read_pending(reading.begin_pending())
    assert (slow.times, len(state["moments-of-parses"]), reading.pending()) == (1, 1, None)
    assert session.work().submission is slow.found  # type: ignore[union-attr]


def test_another_file_takes_the_place_of_one_that_is_read(
    state: dict[str, Any], click: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(of("甲"))
    monkeypatch.setattr(pipeline, "opened", lambda raw: raw)
    monkeypatch.setattr(pipeline, "read", lambda raw, *_, **__: slow() if raw == b"b" else of("乙"))
    state["pending"] = waiting("b.xlsx", b"b")
    click(reading.read_pending, reading.begin_pending())
    state["pending"] = waiting("c.xlsx", b"c")
    reading.read_pending(reading.begin_pending())
    slow.released.set()
    assert session.work().name == "c.xlsx"  # type: ignore[union-attr]


def test_a_batch_that_is_taken_during_a_click_has_each_file_once(
    state: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    state["pending"] = Pending("2 files", (("a.xlsx", b"a"), ("b.xlsx", b"b")), office.BATCH)
    held = reading.begin_pending()
    with monkeypatch.context() as during:
        during.setattr(reading, "drop_pending", lambda: (_ for _ in ()).throw(Clicked))
        with pytest.raises(Clicked):
            reading.read_pending(held)
    reading.read_pending(reading.begin_pending())
    assert [each.name for each in office.current().gathering.members.values()] == ["a.xlsx", "b.xlsx"]  # type: ignore[union-attr]
    assert reading.pending() is None


QUESTION = Problem("percent_below_one", place("月度统计", "F7"), "0.32")


def test_an_answer_waits_until_the_workbook_is_read_again(
    state: dict[str, Any], drop: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(of("甲"))
    heard: list[Any] = []
    monkeypatch.setattr(pipeline, "read", lambda cells, rules, answers, known, *_: heard.append(answers) or of("甲"))
    answering.answer(Answer.to(QUESTION, "other"))
    assert heard == []
    answering.read_again()
    assert heard == [(Answer.to(QUESTION, "other"),)]


def test_two_answers_in_a_row_are_both_heard(
    state: dict[str, Any], drop: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(of("甲"))
    heard: list[Any] = []
    monkeypatch.setattr(pipeline, "read", lambda cells, rules, answers, known, *_: heard.append(answers) or of("甲"))
    other = Problem("percent_below_one", place("月度统计", "F8"), "0.5")
    answering.answer(Answer.to(QUESTION, "other"))
    answering.answer(Answer.to(other, "value"))
    answering.read_again()
    assert heard == [(Answer.to(QUESTION, "other"), Answer.to(other, "value"))]


def test_a_workbook_that_is_read_again_during_a_click_is_read_once_and_loses_no_answer(
    drop: Callable[..., None], click: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(of("甲"))
    slow = Slow(of("甲"))
    monkeypatch.setattr(pipeline, "read", slow)
    answering.answer(Answer.to(QUESTION, "other"))
    click(answering.read_again)
    assert answering.is_answered()
    slow.released.set()
    answering.read_again()
    assert (slow.times, answering.is_answered()) == (1, False)
    assert session.work().submission is slow.found  # type: ignore[union-attr]


def test_an_answer_given_while_the_workbook_is_read_again_is_read_with_too(
    drop: Callable[..., None], click: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(of("甲"))
    slow, heard = Slow(of("甲")), []
    monkeypatch.setattr(pipeline, "read", lambda cells, rules, answers, *_: heard.append(answers) or slow())
    answering.answer(Answer.to(QUESTION, "other"))
    click(answering.read_again)
    answering.answer(Answer.to(QUESTION, "value"))
    slow.released.set()
    answering.read_again()
    assert heard[-1] == (Answer.to(QUESTION, "value"),)
    assert not answering.is_answered()


def test_an_answer_that_breaks_the_reading_is_asked_for_again(
    state: dict[str, Any], drop: Callable[..., None], files: dict[bytes, Any]
) -> None:
    drop(of("甲"))
    files[b"a.xlsx"] = ZeroDivisionError()
    answering.answer(Answer.to(QUESTION, "other"))
    with pytest.raises(ZeroDivisionError):
        answering.read_again()
    assert not answering.is_answered()
