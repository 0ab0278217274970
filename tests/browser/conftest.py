"""A fresh server and a browser that forgives nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--js-flags=--no-opt",  # pages are short: what optimizing costs is not earned back
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@contextmanager
def serving(older_syntax: str = os.devnull) -> Iterator[str]:
    """`streamlit run app.py` as a process of its own on a free port; with the copy of `make old-browsers` in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    log = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"TDS_OLD_BROWSERS": older_syntax}, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health").close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """One server for the tests that do not need their own."""
    with serving() as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield started
        started.close()


class Profiles:
    """Profiles of the browser by what they are set to.  One that a test has left is emptied and serves the next one.

    A page of each stays open, so that Streamlit's script need not be compiled again: a third of the cost of a page.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple[str, int, str], list[BrowserContext]] = {}

    def take(self, address: str, language: str, width: int, scheme: str) -> BrowserContext:
        free = self._free.setdefault((language, width, scheme), [])
        if free:
            return free.pop()
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            color_scheme=scheme,  # type: ignore[arg-type]
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        context.new_page().goto("{0.scheme}://{0.netloc}/_stcore/health".format(urlsplit(address)))
        return context

    def leave(self, context: BrowserContext, *settings: Any) -> None:
        stays, *opened = context.pages
        for page in opened:
            page.close()
        stays.evaluate("localStorage.clear()")
        context.clear_cookies()
        self._free[settings].append(context)


@pytest.fixture(scope="package")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
def visit(profiles: Profiles) -> Iterator[Callable[..., Page]]:
    """Opens an address; at the end nothing was wrong on the console and nobody else was asked for anything."""
    complaints: list[str] = []
    taken: list[tuple[BrowserContext, str, int, str]] = []

    def open_(address: str, language: str = "zh", width: int = 1280, scheme: str = "light", script: str = "") -> Page:
        context = profiles.take(address, language, width, scheme)
        taken.append((context, language, width, scheme))
        page = context.new_page()
        page.add_init_script(script)
        origin = urlsplit(address).netloc

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" and not is_probe(message.location.get("url", "")):
                complaints.append(message.text)

        def asked(asking: Request) -> None:
            parts = urlsplit(asking.url)
            if parts.scheme not in {"data", "blob"} and parts.netloc != origin:
                complaints.append(f"asked {asking.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(address)
        page.wait_for_selector("footer")
        return page

    yield open_
    for context, *settings in taken:
        profiles.leave(context, *settings)
    assert complaints == []


def is_probe(url: str) -> bool:
    """Streamlit looks for its own root under an inner page and gets a 404."""
    return "/_stcore/" in url
