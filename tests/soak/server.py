"""A real server of its own, looked at from outside: its process, its memory, and sessions in a browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, Page

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000
BROKEN = "This page could not be shown"


@dataclass(frozen=True)
class Server:
    """A running `streamlit run app.py`."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def memory(self) -> int:
        """Bytes resident in the process and its children."""
        return sum(map(_resident, [self.process.pid, *self.children()]))

    def children(self) -> list[int]:
        """The processes that it started, and theirs."""
        return _children(self.process.pid)


@contextmanager
def serving(log: Path, **settings: str) -> Iterator[Server]:
    """A fresh server on a free port, with these environment variables; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=out, stderr=out)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield Server(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str) -> None:
    """Until there is an answer from there."""
    for _ in range(1200):
        try:
            urllib.request.urlopen(address).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        own = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return own + [grandchild for child in own for grandchild in _children(child)]


class Visitor:
    """A browser window with one session in it, which opens workbooks one after the other."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._turn = 0
        self._open = False

    @classmethod
    async def come(cls, context: BrowserContext, address: str) -> Visitor:
        """A new session on the first page."""
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(address)
        await page.wait_for_selector("footer")
        return cls(page)

    async def drop(self, name: str, content: bytes) -> str:
        """Uploads a file and waits until it was read: the sentence of the refusal, else the headline of the page."""
        page, turn = self._page, self._turn
        if self._open:
            await page.locator(f".st-key-workbook-{turn} button").first.click()
        await page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self._turn = turn + 1
        opened, closed = f".st-key-workbook-{self._turn}", f".st-key-upload-welcome-{self._turn}"
        await page.wait_for_selector(f"{opened}, {closed}", state="attached")
        await page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')
        self._open = await page.locator(opened).count() > 0
        refused = page.locator(".refused")
        sentence = " ".join(await refused.all_inner_texts())
        assert BROKEN not in sentence, name
        if sentence:
            assert name in sentence, sentence
            return sentence
        return await page.locator("h1.verdict").first.inner_text()
