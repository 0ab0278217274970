"""Readings of workbooks that go on in threads of their own, whatever becomes of the script that began them.

Nothing here imports Streamlit, which cuts a script short at the next click.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Generic, TypeVar

from pages.components.reading_queue import Ticket

T = TypeVar("T")
#: Seconds between two looks at the line.
LOOK = 0.5


class Reading(Generic[T]):
    """What a function gives, or what breaks it, once it is its turn in a line; which it leaves when nobody holds it any more.

    `ahead` are the files before it, 0 from when its turn comes; `is_counted` is for whoever counts readings.
    """

    def __init__(self, turn: AbstractContextManager[Ticket | None], function: Callable[..., T], *given: object) -> None:
        """BusyError where the turn is one in a queue that is full."""
        self._asked, self.ahead, self.is_counted = (function, *given), 0, False
        self._ended = threading.Event()
        self._found: list[T] = []
        self._error: BaseException | None = None
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
        return len(asked) == len(self._asked) and all(
            one is other for one, other in zip(asked, self._asked, strict=True)
        )

    def wait(self, seconds: float) -> bool:
        """Wait at most so many seconds; whether it has ended."""
        return self._ended.wait(seconds)

    def result(self) -> T:
        """What it gave, or the exception that broke it."""
        if self._error is not None:
            raise self._error
        return self._found[0]

    def end(self, *found: T, error: BaseException | None = None) -> None:
        self._found, self._error, self.ahead = [*found], error, 0
        self._ended.set()


def _go_on(
    whose: weakref.ref[Reading[Any]], ticket: Ticket | None, place: ExitStack, function: Callable[..., Any], *given: Any
) -> None:
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
        found, error = (), None
        try:
            found = (function(*given),)
        except BaseException as broken:  # noqa: BLE001 - it is raised where the result is asked for
            error = broken
    if (reading := whose()) is not None:
        reading.end(*found, error=error)
