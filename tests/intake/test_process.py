"""The process that reads workbooks: kept from one to the next, replaced when it ends, and never shared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.errors import RefusedWorkbook
from core.intake import DEFAULT_LIMITS, process
from core.intake.spawn import frame
from tests.intake.books import book
from tests.processes import left_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.child,
    pytest.mark.skipif(not process.REUSED, reason="each reading has a process that ends with it"),
]


@pytest.fixture(autouse=True)
def _none_kept() -> Iterator[None]:
    process._close()
    yield
    process._close()


def kept() -> list[int]:
    return [reader.process.pid for reader in process._idle]


def test_one_process_reads_one_workbook_after_the_other() -> None:
    first = frame(book(), DEFAULT_LIMITS)
    before = kept()
    other = frame(book({"大表": [["名称", 1]]}), DEFAULT_LIMITS)
    assert kept() == before != []
    assert frame(book(), DEFAULT_LIMITS) == first != other


def test_a_refused_workbook_leaves_the_process_for_the_next() -> None:
    frame(b"PK\x03\x04 and no more", DEFAULT_LIMITS)
    before = kept()
    frame(book(), DEFAULT_LIMITS)
    assert kept() == before != []


def test_each_reading_has_bounds_of_its_own() -> None:
    with pytest.raises(RefusedWorkbook):
        frame(book({"大表": [[f"名称{i}", i] * 20 for i in range(8000)]}), replace(DEFAULT_LIMITS, memory=48 << 20))
    assert frame(book(), DEFAULT_LIMITS)


def test_a_workbook_too_large_to_take_leaves_nothing_in_the_pipe() -> None:
    limits = replace(DEFAULT_LIMITS, memory=256 << 20, upload=1 << 30)
    with pytest.raises(RefusedWorkbook) as caught:
        frame(bytes(300 << 20), limits)
    assert caught.value.problem.code == "too_much_memory"
    assert kept() == []
    assert frame(book(), limits)


def test_a_reading_out_of_time_ends_its_process_and_the_next_has_another() -> None:
    frame(book(), DEFAULT_LIMITS)
    before = kept()
    os.kill(before[0], signal.SIGSTOP)
    with pytest.raises(RefusedWorkbook) as caught:
        frame(book(), replace(DEFAULT_LIMITS, wall=0.2))
    assert caught.value.problem.code == "too_slow"
    assert kept() == []
    frame(book(), DEFAULT_LIMITS)
    assert kept() != before


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="forks are looked for in /proc")
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGABRT, signal.SIGXCPU])
def test_what_ends_a_reading_is_the_cause_that_is_said(by: signal.Signals) -> None:
    frame(book(), DEFAULT_LIMITS)
    (reader,) = kept()

    def end() -> None:
        children = Path(f"/proc/{reader}/task/{reader}/children")
        while not (fork := children.read_text().split()):
            time.sleep(0.001)
        os.kill(int(fork[0]), by)

    with pytest.raises(RefusedWorkbook) as caught:
        frame(book({"大表": [[f"名称{i}", i] * 20 for i in range(20_000)]}), DEFAULT_LIMITS, meanwhile=end)
    assert caught.value.problem.code == ("too_slow" if by is signal.SIGXCPU else "too_much_memory")


def test_a_process_that_ended_while_it_waited_is_replaced() -> None:
    frame(book(), DEFAULT_LIMITS)
    reader = process._idle[0].process
    reader.kill()
    reader.wait()
    assert frame(book(), DEFAULT_LIMITS)
    assert kept() != [reader.pid]


def test_what_is_done_meanwhile_may_fail() -> None:
    with pytest.raises(ZeroDivisionError):
        frame(book(), DEFAULT_LIMITS, meanwhile=lambda: 1 // 0)
    assert kept() == []
    assert frame(book(), DEFAULT_LIMITS)


def test_readings_at_once_have_a_process_each() -> None:
    together, frames = threading.Barrier(3), []
    read = [
        threading.Thread(target=lambda: frames.append(frame(book(), DEFAULT_LIMITS, meanwhile=together.wait)))
        for _ in range(3)
    ]
    for thread in read:
        thread.start()
    for thread in read:
        thread.join()
    assert len(set(kept())) == len(frames) == 3
    assert len(set(frames)) == 1


def test_a_fork_of_the_server_takes_none_of_its_readers() -> None:
    frame(book(), DEFAULT_LIMITS)
    fork = os.fork()
    if not fork:
        os._exit(len(process._idle))
    assert os.waitpid(fork, 0)[1] == 0
    assert len(kept()) == 1
    assert frame(book(), DEFAULT_LIMITS)


ASKS = """
import sys
from pathlib import Path
from core.intake import DEFAULT_LIMITS, process
from core.intake.spawn import frame
started = process._Reader.started
def told():
    reader = started()
    print(reader.process.pid, flush=True)
    return reader
process._Reader.started = told
frame(sys.stdin.buffer.read(), DEFAULT_LIMITS)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="forks are looked for in /proc")
def test_whoever_asked_is_killed_and_the_reading_ends_with_it() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", ASKS], **pipes) as asking:  # type: ignore[call-overload]
        asking.stdin.write(book({"大表": [[f"名称{i}", i] * 20 for i in range(20_000)]}))
        asking.stdin.close()
        reader = int(asking.stdout.readline())
        children = Path(f"/proc/{reader}/task/{reader}/children")
        while not (fork := children.read_text().split()):
            time.sleep(0.001)
        os.kill(int(fork[0]), signal.SIGSTOP)  # it would never end by itself
        asking.kill()
    assert left_of((reader, *map(int, fork))) == []
