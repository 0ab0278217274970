"""A server under hundreds of uploads, good, odd and hostile, stays the same process and gives its memory back.

SOAK_UPLOADS says how many (450); SOAK_MINUTES how long memory may take to come back (4).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.conftest import FLAGS
from tests.corpus import Case, cases
from tests.hostile import FILE_NAME, hostile_workbook
from tests.soak.server import ROOT, Server, Visitor, serving

pytestmark = [pytest.mark.soak, pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")]

UPLOADS = int(os.environ.get("SOAK_UPLOADS", "450"))
MINUTES = float(os.environ.get("SOAK_MINUTES", "4"))
AT_ONCE = 4
#: Fewer than a session may send.
A_SESSION = 15
GROWTH = 150 << 20
GOOD = ROOT / "sample_data" / "sample_city.xlsx"


@dataclass
class Soaked:
    """What was seen of the server before, meanwhile and after; bytes, seconds."""

    before: int = 0
    most: int = 0
    after: int = 0
    first: str = ""
    last: str = ""
    alive: bool = False
    opened: int = 0
    refused: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def drawn() -> list[Case]:
    """As many cases as there are uploads, drawn by a seed; all of them before one comes twice."""
    found: list[Case] = []
    while len(found) < UPLOADS:
        found += random.Random(len(found)).sample(cases, len(cases))
    return found[:UPLOADS]


async def _good(browser: Browser, server: Server) -> str:
    context = await browser.new_context(locale="en-GB")
    visitor = await Visitor.come(context, server.address)
    said = await visitor.drop(GOOD.name, GOOD.read_bytes())
    await context.close()
    return said


async def _work(browser: Browser, server: Server, waiting: Iterator[tuple[int, Case]], seen: Soaked) -> None:
    """One of those who send: sessions of so many files each, until none is left."""
    more = True
    while more:
        context = await browser.new_context(locale="en-GB")
        visitor = await Visitor.come(context, server.address)
        here = list(itertools.islice(waiting, A_SESSION))
        more = bool(here)
        for number, case in here:
            name = f"{number}.xlsx"
            said = await visitor.drop(name, await asyncio.to_thread(case.make))
            refused = name in said
            seen.refused += refused
            seen.opened += not refused
            seen.most = max(seen.most, server.memory())
            expected = case.expected.refusal
            if "no_profile" in expected:  # on the page the toggle says the type
                continue
            if refused != bool(expected) and "" not in expected:
                seen.wrong.append(f"{case.name}: {said}")
        await context.close()


async def _soak(server: Server) -> Soaked:
    seen = Soaked()
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        seen.first = await _good(browser, server)
        for _ in range(AT_ONCE):
            await _good(browser, server)
        seen.before = server.memory()
        began = time.monotonic()
        waiting = iter(list(enumerate(drawn())))
        await asyncio.gather(*(_work(browser, server, waiting, seen) for _ in range(AT_ONCE)))
        context = await browser.new_context(locale="en-GB")
        visitor = await Visitor.come(context, server.address)
        await visitor.drop(FILE_NAME, hostile_workbook())
        await context.close()
        seen.seconds = time.monotonic() - began
        seen.last = await _good(browser, server)
        await browser.close()
    seen.alive = server.process.poll() is None
    seen.after = await _settled(server, seen.before + GROWTH)
    return seen


async def _settled(server: Server, enough: int) -> int:
    """The memory once the sessions that ended are forgotten: waited for as long as it is not little enough."""
    least = server.memory()
    ends = time.monotonic() + 60 * MINUTES
    while least > enough and time.monotonic() < ends:
        await asyncio.sleep(5)
        least = min(least, server.memory())
    return least


@pytest.fixture(scope="module")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Soaked:
    with serving(tmp_path_factory.mktemp("soak") / "server.log") as server:
        seen = asyncio.run(_soak(server))
        print(f"\n{UPLOADS} uploads, {seen.opened} opened, {seen.refused} refused, {seen.seconds:.0f} s")
        print(f"MiB before {seen.before >> 20}, at most {seen.most >> 20}, after {seen.after >> 20}")
        print(server.log.read_text("utf-8", "replace")[-3000:])
    return seen


def test_the_process_is_the_same(soaked: Soaked) -> None:
    assert soaked.alive


def test_every_upload_got_its_answer(soaked: Soaked) -> None:
    assert soaked.opened + soaked.refused == UPLOADS


def test_what_must_be_refused_was_and_nothing_else(soaked: Soaked) -> None:
    assert soaked.wrong == []


def test_memory_came_back(soaked: Soaked) -> None:
    assert soaked.after - soaked.before <= GROWTH


def test_a_good_file_is_judged_as_before(soaked: Soaked) -> None:
    assert (soaked.last, soaked.first != "") == (soaked.first, True)
