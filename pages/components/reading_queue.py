"""How many workbooks are read at once, how many may wait, how many one session may send, and how much is kept.

Nothing here imports Streamlit.  The `Queue` is shared by all sessions of the process, an allowance
belongs to one session.  Bounds come from environment variables (see deploy/).
"""

from __future__ import annotations

import operator
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from operator import methodcaller
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T")
#: Seconds between two looks at the line.
LOOK = 0.5
#: Bytes of a workbook (some ten thousand rows) from which work with it is counted among the readings.
LARGE = 1 << 20
#: Of each bound its variable and the least that it may be.
SETTINGS = {
    "parses": ("TDS_PARSES", 1),
    "waiting": ("TDS_WAITING", 0),
    "a_session": ("TDS_PARSES_A_SESSION", 1),
    "minutes": ("TDS_PARSES_MINUTES", 1),
    "kept_mb": ("TDS_KEPT_MB", 0),
    "batch": ("TDS_BATCH", 2),
    "batch_mb": ("TDS_BATCH_MB", 1),
}


class Bounds(Struct, frozen=True):
    """`parses` at once and `waiting` for a place, a process; `a_session` files within `minutes`; MB kept for reloads.

    `batch` files and MB of them a board holds, which counts as one file of its session.
    """

    parses: int = 2
    waiting: int = 20
    a_session: int = 30
    minutes: int = 10
    kept_mb: int = 32
    batch: int = 200
    batch_mb: int = 128

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Bounds:
        """From the variables of `SETTINGS`; ValueError names the wrong one."""
        given = {field: environment.get(name, "").strip() for field, (name, _least) in SETTINGS.items()}
        for field, (name, least) in SETTINGS.items():
            text = given[field]
            if text and (not text.isdecimal() or int(text) < least):
                raise ValueError(f"{name} must be a whole number, at least {least}: {text!r}")
        return cls(**{field: int(text) for field, text in given.items() if text})


class BusyError(Exception):
    """The queue is full."""


class TooManyError(Exception):
    """A session has sent as many files as it may; `minutes` until the next."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class Queue:
    """The files being read and behind them those that wait, in the order of arrival."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._changed = threading.Condition()
        self._line: list[Ticket] = []

    @contextmanager
    def ticket(self, *, sure: bool = False) -> Iterator[Ticket]:
        """A ticket, returned at the end in any case; BusyError where the queue is full, unless `sure`."""
        ticket = Ticket(self)
        with self._changed:
            if not sure and self.is_full():
                raise BusyError
            self._line.append(ticket)
        try:
            yield ticket
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._changed.notify_all()

    def is_full(self) -> bool:
        """Whether the next file would be sent away."""
        return len(self._line) >= self._bounds.parses + self._bounds.waiting

    def is_idle(self) -> bool:
        return not self._line

    def _ahead(self, ticket: Ticket) -> int:
        return max(0, self._line.index(ticket) + 1 - self._bounds.parses)


@dataclass(eq=False)
class Ticket:
    queue: Queue

    def wait(self, seconds: float) -> int:
        """Wait at most so many seconds; how many are ahead then, 0 once it is this one's turn."""
        with self.queue._changed:
            self.queue._changed.wait_for(lambda: not self.queue._ahead(self), seconds)
            return self.queue._ahead(self)


def allowed(moments: list[float], bounds: Bounds, now: float) -> list[float]:
    """The moments of a session's files that still count, with one more; TooManyError where that is one too many.

    >>> allowed([0.0], Bounds(a_session=2), 5.0)
    [0.0, 5.0]
    >>> allowed([0.0, 5.0], Bounds(a_session=2, minutes=10), 600.0)
    [5.0, 600.0]
    """
    window = 60.0 * bounds.minutes
    counting = [moment for moment in moments if now - moment < window]
    if len(counting) >= bounds.a_session:
        left = counting[-bounds.a_session] + window - now
        raise TooManyError(max(1, -int(-left // 60)))
    return [*counting, now]


@cache
def bounds() -> Bounds:
    """The bounds that the environment sets."""
    return Bounds.of(os.environ)


@cache
def shared() -> Queue:
    """The queue of this process."""
    return Queue(bounds())


def place_for(size: int) -> AbstractContextManager[Ticket | None]:
    """A place for work with an open workbook of that size in bytes: large ones queue, and are never rejected."""
    return shared().ticket(sure=True) if size >= LARGE else nullcontext()


@contextmanager
def turn_for(size: int = LARGE) -> Iterator[None]:
    """The same, once it is its turn."""
    with place_for(size) as ticket:
        while ticket is not None and ticket.wait(1.0):
            pass
        yield


# --- readings that go on in threads of their own, since Streamlit cuts a script short at the next click ----------


class Reading(Future[T]):
    """What a function gives, or what breaks it, once it is its turn in a line; which it leaves when nobody holds it any more.

    `ahead` are the files before it, 0 from when its turn comes; `is_counted` is for whoever counts readings.
    """

    def __init__(self, turn: AbstractContextManager[Ticket | None], function: Callable[..., T], *given: object) -> None:
        """BusyError where the turn is one in a queue that is full."""
        super().__init__()
        self._asked, self.ahead, self.is_counted = (function, *given), 0, False
        place = ExitStack()
        ticket = place.enter_context(turn)
        if ticket is not None:
            self.ahead = ticket.wait(0)
        try:
            threading.Thread(target=_go_on, args=(weakref.ref(self), ticket, place, *self._asked), daemon=True).start()
        except RuntimeError:  # no thread more can be had
            place.close()
            raise

    def is_of(self, *asked: object) -> bool:
        """Whether it is of this function and these very things."""
        return len(asked) == len(self._asked) and all(map(operator.is_, asked, self._asked))

    def wait(self, seconds: float) -> bool:
        """Wait at most so many seconds; whether it has ended."""
        return bool(wait([self], seconds).done)


def _go_on(
    whose: weakref.ref[Reading[Any]], ticket: Ticket | None, place: ExitStack, function: Callable[..., Any], *given: Any
) -> None:
    end: Callable[[Reading[Any]], None]
    with place:
        while ticket is not None and (ahead := ticket.wait(LOOK)):
            if (reading := whose()) is None:
                return
            reading.ahead = ahead
            del reading
        if (reading := whose()) is None:
            return
        reading.ahead = 0
        del reading
        try:
            end = methodcaller("set_result", function(*given))
        except BaseException as broken:  # noqa: BLE001 - it is raised where the result is asked for
            end = methodcaller("set_exception", broken)
    if (reading := whose()) is not None:
        end(reading)
