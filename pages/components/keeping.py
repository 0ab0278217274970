"""Workbooks that visitors asked to have kept for a reload: in the server's memory, bounded, each for half an hour.

Nothing here imports Streamlit.  The cookie that names a workbook is set by the answer to `POST /house/keep/…`, so that
no script ever sees it: the page shows a ticket, good once, which house.js hands in.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pages.components import reading_queue

COOKIE, MINUTES = "tds-kept", 30


@dataclass(eq=False, slots=True)
class Kept:
    """A workbook by its secret id; the ticket stands for the id until it is handed in."""

    workbook: object
    size: int
    until: float
    id: str
    ticket: str


class Store:
    """What is kept, at most `most` bytes of files, the oldest first."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._kept: list[Kept] = []

    def keep(self, workbook: object, size: int, id: str | None = None) -> Kept | None:
        """Keep a workbook of that many bytes from now on, in place of that `id` and of the oldest; None if too large."""
        until, (new, ticket) = self._clock() + 60.0 * MINUTES, (secrets.token_urlsafe(32) for _ in range(2))
        kept = Kept(workbook, size, until, id or new, ticket)
        with self._lock:
            self._kept = [each for each in self._kept if each.id != id]
            if size > self._most:
                return None
            self._kept.append(kept)
            while sum(each.size for each in self._kept) > self._most:
                self._kept.pop(0)
        return kept

    def drop(self, id: str) -> None:
        """Keep it no more."""
        with self._lock:
            self._kept = [each for each in self._kept if each.id != id]

    def sweep(self) -> None:
        """Drop what was kept for its time."""
        now = self._clock()
        with self._lock:
            self._kept = [each for each in self._kept if each.until > now]

    def hand_in(self, ticket: str) -> str | None:
        """The id that a ticket stands for, once; None for any other."""
        with self._lock:
            for each in self._kept:
                if each.ticket and secrets.compare_digest(each.ticket.encode(), ticket.encode()):
                    each.ticket = ""
                    return each.id
        return None

    def find(self, id: str) -> Kept | None:
        """What is kept under an id."""
        self.sweep()
        with self._lock:
            return next((each for each in self._kept if secrets.compare_digest(each.id.encode(), id.encode())), None)


def is_on() -> bool:
    """Whether the server keeps any."""
    return reading_queue.bounds().kept_mb > 0


@cache
def shared() -> Store:
    """What this process keeps."""
    return Store(reading_queue.bounds().kept_mb << 20)
