"""A profile toggle in the app against a page that only prints one word, on the same server set-up.

Median of 50 clicks in Chromium each, from the click to the new words on the screen, and to the end
of the rerun.  The aim is a ratio of at most 4; 3 is better.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
CLICKS = 50
AIM = 4.0
#: Milliseconds between two clicks, so that one does not wait for the charts of the one before.
PAUSE = 400
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
)
WORD = """
import streamlit as st

chosen = st.segmented_control("Type", ["Enterprise", "Industry", "City"], default="Enterprise", required=True)
st.html(f'<h1 class="verdict">{chosen}</h1>')
"""
#: From the click to the first frame with other words in it, and to the end of the rerun.
MEASURE = """
(name) => new Promise((done) => {
  const words = () => document.querySelector("h1.verdict")?.textContent;
  const running = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState !== "notRunning";
  const radio = [...document.querySelectorAll("[role=radio]")].find((each) => each.textContent.trim() === name);
  const before = words();
  const start = performance.now();
  let seen = null;
  const look = () => {
    const now = performance.now() - start;
    if (seen === null && words() && words() !== before) seen = now;
    if (seen !== null && !running()) done([seen, now]);
    else if (now > 10000) done(null);
    else requestAnimationFrame(look);
  };
  radio.click();
  requestAnimationFrame(look);
})
"""


@contextmanager
def server(app: Path) -> Iterator[str]:
    """`streamlit run` on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def clicked(page: Page) -> tuple[float, float]:
    """Medians in milliseconds: to the new words, to the end of the rerun."""
    times = []
    for i in range(CLICKS + 3):
        taken = page.evaluate(MEASURE, ("Industry", "City", "Enterprise")[i % 3])
        if taken is None:
            raise TimeoutError("no new words within ten seconds of a click")
        times.append(taken)
        page.wait_for_timeout(PAUSE)
    seen, ended = zip(*times[3:], strict=True)
    return statistics.median(seen), statistics.median(ended)


def one_word_app(folder: Path) -> Path:
    """app.py as it stands, but for the script that it runs."""
    script = folder / "pages" / "word.py"
    script.parent.mkdir()
    script.write_text(WORD, "utf-8")
    source = (ROOT / "app.py").read_text("utf-8")
    line = 'SHELL = Path(__file__).parent / "pages" / "shell.py"'
    if line not in source:
        raise SystemExit("bench/toggle.py does not find the script's path in app.py")
    app = folder / "app.py"
    app.write_text(source.replace(line, f"SHELL = Path({str(script)!r})"), "utf-8")
    return app


def main() -> None:
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        with server(one_word_app(Path(folder))) as address:
            page = browser.new_page(locale="en-US")
            page.goto(address)
            page.wait_for_selector("h1.verdict")
            word = clicked(page)
        with server(ROOT / "app.py") as address:
            page = browser.new_page(locale="en-US")
            page.goto(address)
            page.locator('[class*="st-key-welcome-sample_enterprise"] button').click()
            page.wait_for_selector(".cards")
            page.wait_for_timeout(1500)
            verdict = clicked(page)
        browser.close()
    print(f"{'':34}{'one word':>10}{'toggle':>10}{'ratio':>8}{'aim':>8}")
    for name, one, ours in zip(("click to new words, ms", "click to end of rerun, ms"), word, verdict, strict=True):
        print(f"{name:34}{one:10.1f}{ours:10.1f}{ours / one:8.2f}{AIM:8.1f}")


if __name__ == "__main__":
    main()
