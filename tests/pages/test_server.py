"""The HTML shell and the headers, without a browser."""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import streamlit

import app
from core.i18n import Language
from pages.components import server
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
