"""A reading goes on in a thread of its own: once it is its turn, and as long as somebody holds it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import nullcontext

import pytest

from pages.components import reading_queue
from pages.components.reading_queue import Bounds, BusyError, Queue, Reading


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """One file at a time, and one waits."""
    monkeypatch.setattr(reading_queue, "LOOK", 0.01)
    return Queue(Bounds(parses=1, waiting=1))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_is_read_when_its_turn_comes_and_gives_its_place_back(queue: Queue) -> None:
    with queue.ticket():
        waiting = Reading(queue.ticket(), divmod, 7, 2)
        assert (waiting.ahead, waiting.wait(0.05)) == (1, False)
    assert waiting.wait(10)
    assert (waiting.ahead, waiting.result()) == (0, (3, 1))
    until(queue.is_idle)


def test_what_nobody_holds_any_more_leaves_the_line_and_is_not_read(queue: Queue) -> None:
    read: list[object] = []
    with queue.ticket():
        waiting = Reading(queue.ticket(), read.append, "large.xlsx")
        assert queue.is_full()
        del waiting
        gc.collect()
        until(lambda: not queue.is_full())
    until(queue.is_idle)
    assert read == []


def test_a_full_queue_refuses_it(queue: Queue) -> None:
    with queue.ticket(), queue.ticket(), pytest.raises(BusyError):
        Reading(queue.ticket(), bool)


def test_what_breaks_it_is_raised_to_everybody_who_asks_and_its_place_is_free(queue: Queue) -> None:
    broken = Reading(queue.ticket(), divmod, 1, 0)
    assert broken.wait(10)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            broken.result()
    until(queue.is_idle)


def test_it_is_of_the_very_things_it_was_asked_with_and_of_no_equal_ones() -> None:
    raw = bytes(bytearray(b"a workbook"))
    held = Reading(nullcontext(), len, raw)
    assert held.is_of(len, raw)
    assert not held.is_of(len, bytes(bytearray(raw)))
    assert not held.is_of(bytes, raw)
    assert not held.is_of(len)
