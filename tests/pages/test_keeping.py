"""A workbook that the visitor ticked to have kept comes back after a reload, for its time, to that browser alone."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from core.model import Answer
from pages.components import keeping, reading_queue, session
from pages.components.keeping import SharedStore, Store
from pages.components.reading_queue import Bounds
from pages.components.server import keep
from pages.components.session import Saved, answering
from pages.components.session.reading import Pending
from tests.pages.screen import ROOT, empty, headline, judged, opened, turn_to, words
from tests.said import verdict

SAMPLE = "sample_city.xlsx"


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Store:
    """What a server of 1,000 kB keeps."""
    found = Store(1_000_000, clock)
    monkeypatch.setattr(keeping, "shared", lambda: found)
    return found


def test_what_is_kept_is_found_by_its_id_alone(store: Store) -> None:
    kept = store.keep("work", 1)
    assert kept is not None
    assert store.find(kept.id) is kept
    assert store.find(kept.ticket) is None
    assert store.find("") is None


def test_after_half_an_hour_it_is_gone(store: Store, clock: Clock) -> None:
    kept = store.keep("work", 1)
    assert kept is not None
    clock.now = 1799.0
    assert store.find(kept.id) is kept
    clock.now = 1800.0
    assert store.find(kept.id) is None


def test_a_ticket_is_good_once(store: Store) -> None:
    kept = store.keep("work", 1)
    assert kept is not None
    ticket = kept.ticket
    assert (store.hand_in("other"), store.hand_in(ticket), store.hand_in(ticket)) == (None, kept.id, None)


def test_the_oldest_goes_where_there_is_no_room(store: Store) -> None:
    first, second = store.keep("first", 600_000), store.keep("second", 600_000)
    assert first is not None
    assert second is not None
    assert (store.find(first.id), store.find(second.id)) == (None, second)


def test_a_changed_workbook_takes_the_place_of_what_it_was(store: Store) -> None:
    before = store.keep("before", 600_000)
    assert before is not None
    after = store.keep("after", 600_000, before.id)
    assert store.find(before.id) is after


def test_what_is_too_large_is_not_kept_and_leaves_no_older_version(store: Store) -> None:
    before = store.keep("before", 1)
    assert before is not None
    assert store.keep("after", 1_000_001, before.id) is None
    assert store.find(before.id) is None


def handed_in(ticket: str, *headers: tuple[bytes, bytes]) -> Response:
    """What the server answers to a ticket."""
    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/house/keep/x", "query_string": b""}
    scope |= {"headers": [(b"host", b"pilot.example"), *headers], "path_params": {"ticket": ticket}}
    with ThreadPoolExecutor(1) as thread:  # a browser test before it may have left a loop running in this thread
        return thread.submit(asyncio.run, keep(Request(scope))).result()


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(store: Store, scheme: str, secure: bool) -> None:
    kept = store.keep("work", 1)
    assert kept is not None
    cookie = handed_in(kept.ticket, (b"x-forwarded-proto", scheme.encode())).headers["set-cookie"]
    assert cookie.startswith(f"{keeping.COOKIE}={kept.id};")
    assert {"HttpOnly", "SameSite=strict", "Max-Age=1800"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure


def test_an_unknown_ticket_gets_no_cookie(store: Store) -> None:
    assert "set-cookie" not in handed_in("other").headers


def ticked(app: AppTest) -> AppTest:
    app.checkbox[0].check().run()
    return app


@pytest.mark.slow
def test_a_workbook_that_was_ticked_comes_back_after_a_reload(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ticked(opened(SAMPLE))
    (kept,) = store._kept
    monkeypatch.setattr(keeping, "COOKIE", "tds-test")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {"tds-test": kept.id})
    app = empty()
    assert headline(app) == verdict(judged(SAMPLE), "zh")
    assert f'data-house-keep="{store._kept[0].ticket}"' in "".join(each.proto.body for each in app.html)


@pytest.mark.slow
def test_an_answer_or_another_workbook_is_kept_in_its_place(store: Store) -> None:
    app = ticked(opened(SAMPLE))
    raw = (ROOT / "sample_data" / "sample_messy.xlsx").read_bytes()
    app.session_state["pending"] = Pending("b.xlsx", (("b.xlsx", raw),))
    app.run()
    (kept,) = store._kept
    assert kept.workbook is app.session_state["work"]


@pytest.mark.slow
def test_unticked_nothing_is_kept(store: Store) -> None:
    app = opened(SAMPLE)
    assert store._kept == []
    ticked(app).checkbox[0].uncheck().run()
    assert store._kept == []


@pytest.mark.slow
def test_clearing_asks_once_and_then_clears_what_is_kept_too(store: Store) -> None:
    app = ticked(opened(SAMPLE, "en"))
    app.button(key="clear").click().run()
    assert "will be gone" in words(app)
    assert "work" in app.session_state
    app.button(key="clear-not").click().run()
    assert "will be gone" not in words(app)
    app.button(key="clear").click().run()
    app.button(key="clear-sure").click().run()
    assert "work" not in app.session_state
    assert store._kept == []


@pytest.mark.slow
def test_a_server_that_keeps_nothing_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_queue, "bounds", lambda: Bounds(kept_mb=0))
    app = turn_to(opened(SAMPLE), "kept")
    assert len(app.checkbox) == 0


@pytest.mark.slow
def test_a_workbook_that_is_too_large_to_be_kept_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_most", 10)
    app = ticked(opened(SAMPLE, "en"))
    assert "too large to be kept" in words(app)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "said"), [("zh", "另存于服务器内存"), ("en", "A second cookie, random")])
def test_the_page_of_what_is_kept_says_what_a_tick_keeps(language: str, said: str) -> None:
    assert said in words(turn_to(empty(language), "kept"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as found:
        yield Path(found)


def test_what_one_process_keeps_another_finds_until_it_is_dropped(folder: Path) -> None:
    one, other = SharedStore(1000, folder), SharedStore(1000, folder)
    kept = one.keep("work", 4)
    assert kept is not None
    assert one.find(kept.id) is kept
    found = other.find(kept.id)
    assert found is not None
    assert (found.workbook, found.size, found.id) == ("work", 4, kept.id)
    assert kept.id not in "".join(each.name for each in folder.iterdir())
    other.drop(kept.id)
    assert (one.find(kept.id), [*folder.iterdir()]) == (None, [])


def test_the_process_that_kept_it_last_is_right(folder: Path) -> None:
    one, other = SharedStore(1000, folder), SharedStore(1000, folder)
    kept = one.keep("before", 6)
    assert kept is not None
    os.utime(one._file(kept.id), (0, time.time() - 60))
    other.keep("after", 5, kept.id)
    found = one.find(kept.id)
    assert found is not None
    assert found.workbook == "after"


def test_shared_files_go_after_half_an_hour_and_where_there_is_no_room(folder: Path) -> None:
    store = SharedStore(1000, folder)
    first = store.keep("a" * 600, 600)
    assert first is not None
    os.utime(store._file(first.id), (0, time.time() - 60))
    second = store.keep("b" * 600, 600)
    assert second is not None
    assert (store.find(first.id), store.find(second.id)) == (None, second)
    (file,) = folder.iterdir()
    os.utime(file, (0, time.time() - 1800))
    store.sweep()
    assert [*folder.iterdir()] == []


def test_what_is_too_large_or_finds_no_room_on_the_folder_leaves_no_older_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    store = SharedStore(1000, folder)
    before = store.keep("before", 6)
    assert before is not None
    assert store.keep("after", 1001, before.id) is None
    assert [*folder.iterdir()] == []
    monkeypatch.setattr(Path, "write_bytes", full)
    assert store.keep("work", 4) is None
    assert (store._kept, [*folder.iterdir()]) == ([], [])


def test_what_another_version_kept_is_dropped_where_it_cannot_be_read(folder: Path) -> None:
    store = SharedStore(1000, folder)
    store._file("id").write_bytes(b"cno_such_module\nWork\n.")
    assert (store.find("id"), [*folder.iterdir()]) == (None, [])


@pytest.mark.parametrize("wrong", ["others may look", "on disk", "not there", "somebody else's"])
def test_a_shared_folder_is_in_memory_and_for_its_user_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    if wrong == "others may look":
        folder.chmod(0o750)
    elif wrong == "on disk":
        monkeypatch.setattr(keeping, "IN_MEMORY", ("ramfs",))
    elif wrong == "not there":
        folder /= "absent"
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(ValueError, match=f"TDS_KEPT_FOLDER.*{folder}"):
        SharedStore(1000, folder)


@pytest.mark.slow
def test_another_process_opens_what_was_kept_with_its_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = SharedStore(1_000_000, folder), SharedStore(1_000_000, folder)
    monkeypatch.setattr(keeping, "shared", lambda: one)
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})
    question = next(each for each in judged("sample_messy.xlsx").problems if each.offers)
    given = Answer.to(question, question.offers[0].key)
    app = opened("sample_messy.xlsx")
    app.session_state[answering.ANSWERS] = (given,)
    ticked(app.run())
    (kept,) = one._kept
    monkeypatch.setattr(keeping, "shared", lambda: other)
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {keeping.COOKIE: kept.id})
    again = empty()
    assert headline(again) == headline(app)
    assert again.session_state[session.WORK].submission.answers == (given,)


@pytest.mark.slow
def test_a_kept_workbook_that_is_refused_by_now_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SharedStore(1_000_000, folder)
    monkeypatch.setattr(keeping, "shared", lambda: store)
    kept = store.keep(Saved("space.xlsx", b"no workbook", (), ()), 11)
    assert kept is not None
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {keeping.COOKIE: kept.id})
    app = empty("en")
    assert "space.xlsx" in words(app)
    assert session.WORK not in app.session_state
