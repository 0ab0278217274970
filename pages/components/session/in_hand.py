"""The readings that a session has begun: a click cuts a run of the script short, not them, and the next run takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

from pages.components import reading_queue, session
from pages.components.reading_queue import Reading, Ticket

T = TypeVar("T")
Turn = AbstractContextManager[Ticket | None]
#: Seconds between two looks whether a click cuts this run short.
LOOK = 0.1


def begun(name: str, turn: Callable[[], Turn], function: Callable[..., T], *given: Any) -> Reading[T]:
    """The reading of that name which an earlier run began with the very same, else one that begins now."""
    held: Reading[T] | None = session.get(name)
    if held is None or not held.is_of(function, *given):
        held = Reading(turn(), function, *given)
        session.put(name, held)
    return held


def read(name: str, size: int, function: Callable[..., T], *given: Any) -> T:
    """What comes of work with an open workbook of that size, which waits for a place where it is a large one."""
    return result(begun(name, partial(reading_queue.place_for, size), function, *given))


def result(reading: Reading[T]) -> T:
    while not reading.wait(LOOK):
        session.get(session.WORK)  # where a script asks anything of its session, a click cuts it short
    return reading.result()


@contextmanager
def in_the_end(then: Callable[[], None]) -> Iterator[None]:
    """`then` is done afterwards, also where it breaks; not where a click cuts it short, since the next run goes on."""
    try:
        yield
    except Exception:  # what Streamlit cuts a script short with is none
        then()
        raise
    then()
