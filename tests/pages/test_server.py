"""The HTML shell and the headers, without a browser."""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit

import app
from core.i18n import Language
from pages.components import reading_queue, server, upkeep
from pages.components.server import HEADERS, Responses, _assets, preferred, rewritten

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9,zh;q=0.5", "en"), ("fr,zh-CN;q=0.8,en;q=0.5", "zh"), ("fr", "zh"), ("", "zh")],
)
def test_the_shell_speaks_the_first_language_we_have(asked: str, language: str) -> None:
    assert preferred(asked) == language


@pytest.mark.parametrize(
    ("language", "tag", "title"), [("zh", "zh-CN", "可信数据空间"), ("en", "en", "Trusted data space")]
)
def test_the_shell_has_the_language_and_a_title(language: str, tag: str, title: str) -> None:
    page = rewritten(INDEX, Language(language))
    assert f'<html lang="{tag}"' in page
    assert f"<title>{title}" in page


def test_the_shell_holds_no_inline_script() -> None:
    page = rewritten(INDEX, Language.ZH)
    assert "<script>" not in page
    assert "<script src=" in page


def test_the_first_script_runs_before_any_other() -> None:
    page = rewritten(INDEX, Language.ZH)
    first = page.index("./house/first.js")
    assert first < page.index("<script type=") < page.index("./house/house.js")
    assert "defer" not in page[first : page.index(">", first)]


def test_the_shell_names_no_interface_that_is_off() -> None:
    assert "service-desc" not in rewritten(INDEX, Language.ZH)


def test_the_shell_speaks_of_the_product_alone_without_scripts() -> None:
    page = rewritten(INDEX, Language.EN)
    assert "Streamlit" not in page.split("<noscript>")[1].split("</noscript>")[0]


def test_the_dictionary_is_in_the_script() -> None:
    script, kind = _assets()["house.js"]
    assert kind == "text/javascript"
    assert "上传" in script
    assert "/*dictionary*/" not in script


async def _answer(body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> list[dict[str, Any]]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": body[10:]})

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"accept-language", b"en")]}
    await Responses(app)(scope, None, send)  # type: ignore[arg-type]
    return sent


def test_a_compressed_page_is_rewritten_too() -> None:
    headers = [(b"content-type", b"text/html"), (b"content-encoding", b"gzip"), (b"etag", b"x")]
    start, body = asyncio.run(_answer(gzip.compress(INDEX.encode()), headers))
    sent = dict(start["headers"])
    assert b"<title>Trusted data space" in body["body"]
    assert b"content-encoding" not in sent
    assert b"etag" not in sent
    assert sent[b"content-length"] == str(len(body["body"])).encode()


def test_everything_else_goes_through_untouched() -> None:
    messages = asyncio.run(_answer(b"x" * 40, [(b"content-type", b"application/octet-stream")]))
    assert b"".join(message.get("body", b"") for message in messages) == b"x" * 40
    assert len(messages) == 3


@pytest.mark.parametrize("name", HEADERS)
def test_every_answer_carries_the_security_headers(name: str) -> None:
    start, *_rest = asyncio.run(_answer(b"x" * 40, [(b"content-type", b"text/plain")]))
    assert dict(start["headers"])[name.lower().encode()] == HEADERS[name].encode()


@pytest.mark.parametrize("word", ["unsafe-eval", "http:", "https:", "ws:", "wss:", "*"])
def test_the_policy_lets_in_nothing_from_elsewhere(word: str) -> None:
    assert word not in HEADERS["Content-Security-Policy"]


def test_the_policy_runs_no_inline_script() -> None:
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("module", app.WARM)
def test_what_the_server_warms_up_is_there(module: str) -> None:
    assert importlib.util.find_spec(module)


def test_the_first_script_can_be_read_by_any_browser() -> None:
    script, _kind = _assets()["first.js"]
    code = "\n".join(line for line in script.splitlines() if not line.startswith("//"))
    assert [newer for newer in ("=>", "`", "?.", "??", "const ", "let ", "class ") if newer in code] == []


def test_streamlits_files_are_served_in_older_syntax_where_they_were_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(server.file_util, "get_static_dir", lambda: "Streamlit's own")
    monkeypatch.setattr(server, "OLDER_SYNTAX", tmp_path / "none")
    server.serve_older_syntax()
    assert server.file_util.get_static_dir() == "Streamlit's own"
    monkeypatch.setattr(server, "OLDER_SYNTAX", tmp_path)
    server.serve_older_syntax()
    assert server.file_util.get_static_dir() == str(tmp_path)


def ready() -> int:
    with ThreadPoolExecutor(1) as thread:  # a browser test before it may have left a loop running in this one
        return thread.submit(asyncio.run, server.ready(None)).result().status_code  # type: ignore[arg-type]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> reading_queue.Queue:
    """A queue with one place."""
    found = reading_queue.Queue(reading_queue.Bounds(parses=1, waiting=0))
    monkeypatch.setattr(reading_queue, "shared", lambda: found)
    monkeypatch.setattr(upkeep, "_STOPPING", threading.Event())
    return found


def test_a_server_is_ready_while_a_file_would_find_a_place(queue: reading_queue.Queue) -> None:
    assert ready() == 200
    with queue.ticket():
        assert ready() == 503
    assert ready() == 200


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The signals that reached the server's own handler."""
    found: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: found.append(number))
    upkeep.read_out_before_stopping()
    yield found
    signal.signal(signal.SIGTERM, before)


def wait_for(stops: list[int]) -> None:
    deadline = time.monotonic() + 10
    while not stops and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_server_that_is_asked_to_stop_is_not_ready_and_reads_what_it_has_in_hand(
    queue: reading_queue.Queue, stops: list[int]
) -> None:
    with queue.ticket():
        signal.raise_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert (ready(), stops) == (503, [])
    wait_for(stops)
    assert (ready(), stops) == (503, [signal.SIGTERM])


def test_connections_that_do_not_close_are_cut(stops: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CLOSING", 0.2)
    signal.raise_signal(signal.SIGTERM)
    wait_for(stops)
    assert stops == [signal.SIGTERM]
    stops.clear()
    wait_for(stops)
    assert stops == [signal.SIGINT]


def test_a_server_stops_at_once_when_asked_again_and_after_its_grace(
    queue: reading_queue.Queue, stops: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with queue.ticket():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert stops == [signal.SIGTERM]
        upkeep._STOPPING.clear()
        stops.clear()
        monkeypatch.setattr(upkeep, "GRACE", 0.2)
        signal.raise_signal(signal.SIGTERM)
        wait_for(stops)
        assert stops == [signal.SIGTERM]
