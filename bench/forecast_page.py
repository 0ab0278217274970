"""The trajectory page with its nine forecasts against the same page with forecasts switched off.

    python -m bench.forecast_page

Chromium, from the click on the page's link to the end of the run and until every chart is drawn:
the first time in a session, and again.  The aims are a ratio of at most 3, and 400 ms.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.toggle import FLAGS, ROOT, server

SESSIONS, VISITS, AIM, MOST = 3, 6, 3.0, 400
#: Milliseconds between two clicks.
PAUSE = 300
LINE = 'SHELL = Path(__file__).parent / "pages" / "shell.py"'
#: No outlook has a forecast, and nothing is looked back on.
SWITCHED_OFF = """
from core import pipeline
from core.model import Outlook, Status
from core.documents import method

pipeline.outlooks = lambda assessment: {
    each.id: Outlook(each.id, Status.NOT_YET_DUE, 0, True, (), (None, None)) for each in assessment.trajectories
}
method.hindsights = lambda assessment, id: ()
"""
MEASURE = """
([name, there]) => new Promise((done) => {
  const running = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState !== "notRunning";
  const charts = () => [...document.querySelectorAll("[data-testid=stVegaLiteChart], .multiples .drawing")];
  const drawn = () => charts().length > 5 && charts().every((each) => each.querySelector("canvas, svg"));
  const link = [...document.querySelectorAll("a.to")].find((a) => a.textContent.trim() === name);
  const start = performance.now();
  let ended = null;
  const look = () => {
    const now = performance.now() - start;
    if (ended === null && document.querySelector(there) && !running()) ended = now;
    if (ended !== null && (drawn() || there !== ".large")) done([ended, now]);
    else if (now > 20000) done(null);
    else requestAnimationFrame(look);
  };
  link.click();
  requestAnimationFrame(look);
})
"""


@contextmanager
def app(folder: Path, patch: str) -> Iterator[str]:
    """app.py of the project, with a patch applied before its script is named."""
    source = (ROOT / "app.py").read_text("utf-8")
    if LINE not in source:
        raise SystemExit("bench/forecast_page.py does not find the script's path in app.py")
    path = folder / "app.py"
    path.write_text(source.replace(LINE, f"{patch}\nSHELL = Path({str(ROOT / 'pages' / 'shell.py')!r})"), "utf-8")
    with server(path) as address:
        yield address


def visited(page: Page, forecasts: bool) -> list[tuple[float, float]]:
    """Milliseconds of each visit to the page: end of the run, last chart drawn."""
    times = []
    for _ in range(VISITS):
        taken = page.evaluate(MEASURE, ["Trajectory", ".large"])
        if taken is None:
            raise TimeoutError("the trajectory page is not drawn within twenty seconds")
        if bool(page.locator(".legend .median").count()) is not forecasts:
            raise SystemExit("the page does not have the forecasts that it should have, or has those it should not")
        times.append(tuple(taken))
        page.wait_for_timeout(PAUSE)
        page.evaluate(MEASURE, ["Overview", ".cards"])
        page.wait_for_timeout(PAUSE)
    return times


def measured(browser: Browser, address: str, forecasts: bool) -> dict[str, float]:
    """Medians over sessions, in milliseconds."""
    first, again = [], []
    for _ in range(SESSIONS):
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(address)
        page.locator('[class*="st-key-welcome-sample_enterprise"] button').click()
        page.wait_for_selector(".cards")
        page.wait_for_timeout(1500)
        times = visited(page, forecasts)
        first.append(times[0])
        again += times[1:]
        context.close()
    return {
        f"{when}, to {what}, ms": statistics.median(time[i] for time in times)
        for when, times in (("first time", first), ("again", again))
        for i, what in enumerate(("end of run", "last chart"))
    }


def main() -> int:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        found = {}
        for name, patch in (("without", SWITCHED_OFF), ("with", "")):
            with tempfile.TemporaryDirectory() as folder, app(Path(folder), patch) as address:
                found[name] = measured(browser, address, not patch)
        browser.close()
    print(f"{'trajectory page, forecasts':34}{'without':>10}{'with':>10}{'ratio':>8}{'aim':>8}")
    for what, own in found["with"].items():
        other = found["without"][what]
        word = "" if own / other <= AIM and own <= MOST else "  over"
        print(f"{what:34}{other:10.1f}{own:10.1f}{own / other:8.2f}{AIM:8.1f}{word}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
