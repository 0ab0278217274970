"""Workers are forks of one process that has all modules ready."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from core.batch import filed, unpacked
from pages.components import gathering, workers
from pages.components.workers import Worker, WorkerDied
from tests.processes import left_of
from tests.samples import raw

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone"),
]
ROOT = Path(__file__).parents[2]


def family() -> tuple[int, int]:
    """A worker and the process that it is of."""
    return os.getpid(), os.getppid()


def priority() -> int:
    return os.nice(0)


def test_workers_are_forks_of_one_process_with_less_of_the_processor() -> None:
    both = Worker(), Worker()
    (one, parent), (other, same) = (worker.ask(family) for worker in both)
    assert one != other
    assert parent == same != os.getpid()
    assert both[0].ask(priority) == min(19, os.nice(0) + workers.NICE)
    for worker in both:
        worker.close()


def test_the_process_that_is_forked_has_no_other_thread_of_python() -> None:
    script = "import threading; import pages.components.ready; print(threading.active_count())"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True).stdout == b"1\n"


def test_a_worker_judges_what_this_process_does() -> None:
    worker = Worker()
    given = ("0", "city.xlsx", raw("city"), None)
    assert unpacked(worker.ask(gathering.judge, *given)) == filed(*given)
    worker.close()


def test_a_worker_that_dies_or_is_closed_leaves_the_others_as_they_are() -> None:
    killed, closed, other = Worker(), Worker(), Worker()
    os.kill(killed.ask(family)[0], signal.SIGKILL)
    with pytest.raises(WorkerDied):
        killed.ask(family)
    pid = closed.ask(family)[0]
    closed.close()
    assert left_of([pid]) == []
    assert other.ask(family)[1] == other.ask(family)[1] != os.getpid()
    for worker in (killed, other):
        worker.close()


def test_where_the_process_that_forks_has_ended_another_is_begun_and_its_workers_go_on() -> None:
    before = Worker()
    forking = before.ask(family)[1]
    os.kill(forking, signal.SIGKILL)
    assert left_of([forking]) == []
    after = Worker()
    assert after.ask(family)[1] not in (forking, os.getpid())
    pid = before.ask(family)[0]
    for worker in (before, after):
        worker.close()
    assert left_of([pid]) == []


def modules() -> set[str]:
    return set(sys.modules)


@pytest.mark.parametrize("name", ["enterprise", "city", "messy"])
def test_a_worker_has_all_modules_that_a_workbook_takes(name: str) -> None:
    worker = Worker()
    before = worker.ask(modules)
    worker.ask(gathering.judge, "0", f"{name}.xlsx", raw(name), None)
    assert worker.ask(modules) - before == set()
    worker.close()


def test_a_worker_is_of_the_process_that_was_expected() -> None:
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
    workers.expect()
    begun = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    worker = Worker()
    assert worker.ask(family)[1] == begun
    worker.close()


def test_the_process_that_forks_ends_where_nobody_asks_it() -> None:
    script = "import signal; from pages.components import ready; print(ready.IDLE - signal.alarm(0))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True).stdout in (b"0\n", b"1\n")


SERVES = """
import time
from pages.components.workers import Worker
from tests.pages.test_workers import family
if __name__ == "__main__":
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
