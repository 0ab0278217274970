"""What the server sends besides the pages: headers, the HTML around them, its scripts and style, and a cookie.

Streamlit offers no hook for `<html lang>`, the title, or its own words, and a strict content security policy forbids
inline scripts: so the page is rewritten on its way out.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import os
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from core.i18n import N_, Language, languages, words
from core.printers import palette
from pages.components import keeping, reading_queue, upkeep

ASSETS = Path(__file__).parent / "assets"
#: What a browser may load, and from where.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

#: Streamlit's static files in older syntax, where `make old-browsers` has written them for this Streamlit.
OLDER_SYNTAX = Path(os.environ.get("TDS_OLD_BROWSERS") or Path(sys.prefix, "old-browsers", streamlit.__version__))
#: The oldest Chromium for either: Streamlit's own have class static blocks (94) and call `toSorted` (110).
OLDEST = 90 if OLDER_SYNTAX.is_dir() else 110
OLD_BROWSER = N_(
    "This page needs a newer browser: Chrome, Edge or another one with Chromium {oldest} or later, Firefox 115 or later, Safari 16.4 or later. The command line does the same without a browser: python -m core score WORKBOOK.xlsx -o SCORED.xlsx"
)


# --- the HTML -------------------------------------------------------------------------------


@cache
def _assets() -> dict[str, tuple[str, str]]:
    """Name → text and content type."""
    chinese, listed = words(Language.ZH), tomllib.loads((ASSETS / "streamlit_words.toml").read_text("utf-8"))
    dictionary = {
        "words": {word: chinese(word) for word in listed["words"]},
        "patterns": [(pattern, chinese(word)) for pattern, word in listed["patterns"].items()],
    }
    texts = {each.name: each.read_text("utf-8") for each in ASSETS.glob("*.[cj]s*")}
    texts["house.js"] = texts["house.js"].replace("/*dictionary*/{}", json.dumps(dictionary, ensure_ascii=False))
    texts["house.css"] = palette.css() + texts["house.css"]
    return {name: (text, "text/css" if name.endswith(".css") else "text/javascript") for name, text in texts.items()}


async def asset(request: Request) -> Response:
    """GET /house/NAME: a style sheet or script of assets/; the address carries their digest, so they may be kept."""
    found = _assets().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    text, kind = found
    return Response(text, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


async def keep(request: Request) -> Response:
    """POST /house/keep/TICKET: sets the cookie by which a workbook is found again after a reload."""
    id, response = keeping.shared().hand_in(request.path_params["ticket"]), Response(status_code=204)
    if id is not None:
        secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
        age = 60 * keeping.MINUTES
        response.set_cookie(keeping.COOKIE, id, max_age=age, httponly=True, samesite="strict", secure=secure)
    return response


async def ready(_: Request) -> Response:
    """GET /house/ready: 200 while another file would find a place, else 503, as when the server is asked to stop."""
    return Response(status_code=503 if upkeep.is_stopping() or reading_queue.shared().is_full() else 200)


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
    noscript = f"<noscript><p>{title}</p><p>{without_script}</p></noscript>"
    page = re.sub(r"<noscript>.*?</noscript>", noscript, page, flags=re.DOTALL)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page)
    page = page.replace("<head>", f"<head>{_link('first.js')}", 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", page)
    page = page.replace('<html lang="en">', f'<html lang="{language.tag}" translate="no">')
    page = page.replace('<div id="root"></div>', f'<div id="root"></div>{_old_browser()}')
    links = "".join(map(_link, ("house.css", "access.css", "house.js", "access.js")))
    return page.replace("</head>", f"{links}</head>")


@cache
def _old_browser() -> str:
    """What first.js shows where Streamlit cannot run, in every language."""
    lines = "".join(
        f'<p lang="{each.tag}">{html.escape(words(each)(OLD_BROWSER).format(oldest=OLDEST))}</p>'
        for each in languages()
    )
    return f'<div id="old-browser" role="alert" hidden>{lines}</div>'


def serve_older_syntax() -> None:
    """Have Streamlit serve the static files that `make old-browsers` wrote, where it did."""
    if OLDER_SYNTAX.is_dir():
        file_util.get_static_dir = lambda: str(OLDER_SYNTAX)


class Responses:
    """ASGI middleware: `HEADERS` on every HTTP response, and HTML rewritten; everything else streams through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None  # of a page, which is collected
        body = b""

        async def answering(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["method"] == "GET" and headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None:
                body += message.get("body", b"")
                if message.get("more_body", False):
                    return
                language = preferred(Headers(scope=scope).get("accept-language", ""))
                message = {"type": "http.response.body", "body": _page(MutableHeaders(scope=start), body, language)}
                await send(start)
            await send(message)

        await self.app(scope, receive, answering if scope["type"] == "http" else send)


def _page(headers: MutableHeaders, body: bytes, language: Language) -> bytes:
    """A page in a language, with the headers that go with it."""
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    page = rewritten(body.decode("utf-8"), language).encode("utf-8")
    for name in ("etag", "last-modified", "content-encoding"):
        del headers[name]
    headers.update({"content-length": str(len(page)), "cache-control": "no-cache", "vary": "Accept-Language"})
    return page
