"""The HTML page that Streamlit serves, in the reader's language and with our style sheet and script.

Streamlit offers no hook for `<html lang>`, the title, or its own words, and a strict content
security policy forbids inline scripts: so the page is rewritten on its way out.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.i18n import Language, languages, words
from core.printers import palette
from pages.components.streamlit_words import PATTERNS, WORDS

ASSETS = Path(__file__).parent / "assets"


@cache
def _assets() -> dict[str, tuple[str, str]]:
    """Name → text and content type."""
    _ = words(Language.ZH)
    dictionary = json.dumps(
        {"words": {word: _(word) for word in WORDS}, "patterns": [(pattern, _(word)) for pattern, word in PATTERNS]},
        ensure_ascii=False,
    )
    script = (ASSETS / "house.js").read_text("utf-8").replace("/*dictionary*/{}", dictionary)
    style = palette.css() + (ASSETS / "house.css").read_text("utf-8")
    return {
        "first.js": ((ASSETS / "first.js").read_text("utf-8"), "text/javascript"),
        "house.js": (script, "text/javascript"),
        "house.css": (style, "text/css"),
    }


async def asset(request: Request) -> Response:
    """GET /house/house.css, house.js and first.js; the address carries their digest, so they may be kept."""
    found = _assets().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    text, kind = found
    return Response(text, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def preferred(accept_language: str) -> Language:
    """The language a browser asks for first of those we have; Chinese where it names neither.

    >>> preferred("en-GB,en;q=0.9,zh;q=0.5"), preferred("fr,zh-CN;q=0.8"), preferred("")
    ('en', 'zh', 'zh')
    """
    for part in accept_language.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in languages():
            return Language(tag)
    return Language.ZH


@cache
def _link(name: str) -> str:
    digest = hashlib.sha256(_assets()[name][0].encode()).hexdigest()[:12]
    address = f"./house/{name}?{digest}"
    if name.endswith(".css"):
        return f'<link rel="stylesheet" href="{address}">'
    return f'<script src="{address}"{"" if name == "first.js" else " defer"}></script>'


def rewritten(page: str, language: Language) -> str:
    """The page with `<html lang>`, title, words without JavaScript, our style sheet and script."""
    _ = words(language)
    title = html.escape(_("Trusted data space pilot: self-assessment"))
    without_script = html.escape(
        _("This page needs JavaScript. Please allow it in the browser and load the page again.")
    )
    page = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(
        r"<noscript>.*?</noscript>",
        f"<noscript><p>{title}</p><p>{without_script}</p></noscript>",
        page,
        flags=re.DOTALL,
    )
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    page = page.replace("<head>", f"<head>{_link('first.js')}", 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", page)
    page = page.replace('<html lang="en">', f'<html lang="{language.tag}" translate="no">')
    return page.replace("</head>", f"{_link('house.css')}{_link('house.js')}</head>")


class HtmlShell:
    """ASGI middleware that rewrites HTML responses; everything else streams through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        language = preferred(Headers(scope=scope).get("accept-language", ""))
        start: Message | None = None
        body = b""

        async def rewriting(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    await send(message)
                    return
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await _send_page(send, start, body, language)

        await self.app(scope, receive, rewriting)


async def _send_page(send: Send, start: Message, body: bytes, language: Language) -> None:
    headers = MutableHeaders(scope=start)
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    page = rewritten(body.decode("utf-8"), language).encode("utf-8")
    for name in ("etag", "last-modified", "content-encoding"):
        del headers[name]
    headers["content-length"] = str(len(page))
    headers["cache-control"] = "no-cache"
    headers["vary"] = "Accept-Language"
    await send(start)
    await send({"type": "http.response.body", "body": page})
