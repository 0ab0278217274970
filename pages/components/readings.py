"""Readings of workbooks that go on in threads of their own, whatever becomes of the script that began them.

Nothing here imports Streamlit, which cuts a script short at the next click.
"""

from __future__ import annotations

import operator
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, ExitStack
from operator import methodcaller
from typing import Any, TypeVar

from pages.components.reading_queue import Ticket

T = TypeVar("T")
#: Seconds between two looks at the line.
LOOK = 0.5


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
