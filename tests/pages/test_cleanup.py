"""What ended sessions leave behind is let go of without other visitors, and uploads touch no disk."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

import app
from pages.components import upkeep


class Ended:
    """A session that ended."""

    id = "ended"


class Running:
    """As much of a runtime as is swept."""

    def __init__(self, storage: MemorySessionStorage) -> None:
        self._session_mgr = WebsocketSessionManager.__new__(WebsocketSessionManager)
        self._session_mgr._session_storage = storage
        self.media_file_mgr = self
        self.swept = 0

    def remove_orphaned_files(self) -> None:
        self.swept += 1


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    found = Running(MemorySessionStorage(ttl_seconds=0))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: found)
    return found


def test_a_session_whose_time_is_over_is_let_go(running: Running) -> None:
    session = Ended()
    seen = weakref.ref(session)
    info: Any = type("Info", (), {"session": session})()
    running._session_mgr._session_storage.save(info)  # type: ignore[attr-defined]
    del session, info
    time.sleep(0.01)
    gc.collect()
    assert seen() is not None
    upkeep.sweep()
    assert seen() is None


def test_downloads_that_nobody_shows_are_looked_for(running: Running) -> None:
    upkeep.sweep()
    assert running.swept == 1


def test_without_a_server_there_is_nothing_to_sweep(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "exists", lambda: False)
    upkeep.sweep()
    assert running.swept == 0


def alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What it gives, in a loop of its own: a browser test before it may have left one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_a_sweep_that_breaks_is_logged_and_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sweeps: list[None] = []

    def broken() -> None:
        sweeps.append(None)
        if len(sweeps) == 1:
            raise ZeroDivisionError
        raise asyncio.CancelledError

    monkeypatch.setattr(upkeep, "EVERY", 0.0)
    monkeypatch.setattr(upkeep, "sweep", broken)
    with pytest.raises(asyncio.CancelledError):
        alone(upkeep.sweep_forever())
    assert len(sweeps) == 2
    assert "ZeroDivisionError" in caplog.text


def test_the_sweeping_ends_with_a_server_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[None] = []

    async def endless() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(None)

    async def broken_server() -> None:
        with suppress(ZeroDivisionError):
            async with app.lifespan(None):  # type: ignore[arg-type]
                await asyncio.sleep(0)
                raise ZeroDivisionError
        await asyncio.sleep(0)
        assert ended == [None]

    monkeypatch.setattr(app, "sweep_forever", endless)
    monkeypatch.setattr(app, "WARM", ())
    monkeypatch.setattr(app, "keep_uploads_off_the_disk", lambda: None)
    monkeypatch.setattr(gc, "collect", lambda: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    alone(broken_server())


def test_what_the_server_warms_up_is_there() -> None:
    assert [module for module in app.WARM if find_spec(module) is None] == []


def test_an_upload_of_many_megabytes_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    upkeep.keep_uploads_off_the_disk()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n'
        + b"x" * (5 << 20)
        + b"\r\n--b--\r\n"
    )

    async def rolled() -> bool:
        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [(b"content-type", b"multipart/form-data; boundary=b")]
        form = await Request({"type": "http", "method": "PUT", "headers": headers}, receive).form()
        found: Any = form["f"]
        on_disk = bool(found.file._rolled)
        await form.close()
        return on_disk

    assert not alone(rolled())
