"""Workers are forks of one process that has all modules ready; where it cannot be had, processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from core.batch import unpacked
from pages.components import gathering, nursery
from pages.components.nursery import ROOT, Nursery
from pages.components.workers import Worker, WorkerDied
from tests.processes import left_of
from tests.samples import raw

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone"),
]


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    """A nursery of the test's own."""
    found = Nursery()
    monkeypatch.setattr(nursery, "shared", lambda: found)
    yield found
    found.end()


def family() -> tuple[int, int]:
    """A worker and the process that it is of."""
    return os.getpid(), os.getppid()


def priority() -> int:
    return os.nice(0)


def test_workers_are_forks_of_one_process_with_less_of_the_processor(own: Nursery) -> None:
    workers = Worker(), Worker()
    (one, parent), (other, same) = (worker.ask(family) for worker in workers)
    assert one != other
    assert parent == same != os.getpid()
    assert workers[0].ask(priority) == min(19, os.nice(0) + nursery.NICE)
    for worker in workers:
        worker.close()


def test_a_fork_judges_what_a_process_of_its_own_does(own: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    fork = Worker()
    monkeypatch.setattr(nursery, "shared", lambda: None)
    alone = Worker()
    assert isinstance(alone._end.args[0], subprocess.Popen)  # type: ignore[attr-defined]
    given = (gathering.judge, "0", "city.xlsx", raw("city"), None)
    assert unpacked(fork.ask(*given)) == unpacked(alone.ask(*given))
    fork.close()
    alone.close()


def test_a_worker_that_dies_or_is_closed_leaves_the_others_as_they_are(own: Nursery) -> None:
    killed, closed, other = Worker(), Worker(), Worker()
    os.kill(killed.ask(family)[0], signal.SIGKILL)
    with pytest.raises(WorkerDied):
        killed.ask(family)
    pid = closed.ask(family)[0]
    closed.close()
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < until:
        time.sleep(0.01)
    assert not os.path.exists(f"/proc/{pid}")
    assert other.ask(family)[1] == other.ask(family)[1] != os.getpid()
    for worker in (killed, other):
        worker.close()


def test_a_nursery_that_has_ended_is_begun_anew_and_its_workers_go_on(own: Nursery) -> None:
    before = Worker()
    os.kill(before.ask(family)[1], signal.SIGKILL)
    after = Worker()
    assert after.ask(family)[1] not in (before.ask(family)[1], os.getpid())
    for worker in (before, after):
        worker.close()


def modules() -> set[str]:
    return set(sys.modules)


@pytest.mark.parametrize("name", ["enterprise", "city", "messy"])
def test_a_fork_has_all_modules_that_a_workbook_takes(own: Nursery, name: str) -> None:
    worker = Worker()
    before = worker.ask(modules)
    worker.ask(gathering.judge, "0", f"{name}.xlsx", raw(name), None)
    assert worker.ask(modules) - before == set()
    worker.close()


def test_a_worker_is_of_the_process_that_was_expected(own: Nursery) -> None:
    own.expect()
    begun = own._process
    own.expect()
    worker = Worker()
    assert worker.ask(family)[1] == begun.pid == own._process.pid
    begun.kill()
    begun.wait()
    own.expect()
    assert own._process.poll() is None
    worker.close()


def test_a_nursery_that_nobody_asks_ends_by_itself(own: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "START", nursery.START.replace("nursery.rear", "nursery.IDLE = 0.1; nursery.rear"))
    Worker().close()
    process = own._process
    assert process is not None
    assert process.wait(30) == 0
    Worker().close()
    assert own._process is not process


SERVES = """
import time
from pages.components.workers import Worker
from tests.pages.test_nursery import family
worker = Worker()
print(*worker.ask(family), flush=True)
worker.ask(time.sleep, 600)
"""


def test_the_server_is_killed_and_its_workers_end_in_the_middle_of_a_file() -> None:
    command = [sys.executable, "-c", SERVES]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        those = map(int, server.stdout.readline().split())
        time.sleep(0.2)  # so that it works on what it was asked
        server.kill()
    assert left_of(those) == []
