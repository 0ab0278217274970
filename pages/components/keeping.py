"""Workbooks that visitors asked to have kept for a reload: in the server's memory, bounded, each for half an hour.

Where several processes serve one site they share a folder in memory: when one of them ends, another goes on.
Nothing here imports Streamlit.  The cookie that names a workbook is set by the answer to `POST /house/keep/…`, so that
no script ever sees it: the page shows a ticket, good once, which house.js hands in.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import secrets
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pages.components import reading_queue

COOKIE, MINUTES = "tds-kept", 30
#: The variable that names the folder that processes share.
FOLDER = "TDS_KEPT_FOLDER"
#: File systems that are memory.
IN_MEMORY = ("tmpfs", "ramfs")


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
        with self._lock:
            self._kept = [each for each in self._kept if each.id != id]

    def sweep(self) -> None:
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
        self.sweep()
        with self._lock:
            return next((each for each in self._kept if secrets.compare_digest(each.id.encode(), id.encode())), None)


class SharedStore(Store):
    """A store whose workbooks the other processes of this machine find too, as files that carry no id in their names.

    What another process gets is what the workbook is pickled as.
    """

    def __init__(self, most: int, folder: Path) -> None:
        super().__init__(most, time.time)
        if not _is_private(folder) or not _is_in_memory(folder):
            raise ValueError(f"{FOLDER} must be a folder in memory (tmpfs) of this user alone: {str(folder)!r}")
        self._folder = folder

    def keep(self, workbook: object, size: int, id: str | None = None) -> Kept | None:
        kept = super().keep(workbook, size, id)
        if kept is None:
            self.drop(id or "")
            return None
        file = self._file(kept.id)
        written = file.with_suffix(f".{secrets.token_hex(4)}")
        try:
            written.write_bytes(pickle.dumps((workbook, size), pickle.HIGHEST_PROTOCOL))
            written.replace(file)
            kept.until = _until(file)
        except OSError:  # the folder has no room
            written.unlink(missing_ok=True)
            self.drop(kept.id)
            return None
        self._sweep_files()
        return kept

    def drop(self, id: str) -> None:
        super().drop(id)
        self._file(id).unlink(missing_ok=True)

    def sweep(self) -> None:
        self._sweep_files()

    def find(self, id: str) -> Kept | None:
        """What was kept under an id last, by whichever process."""
        own, file = super().find(id), self._file(id)
        try:
            until = _until(file)
            if own is not None and own.until == until:
                return own
            return Kept(*pickle.loads(file.read_bytes()), until, id, "")
        except FileNotFoundError:
            return None
        except Exception:  # noqa: BLE001 - pickled by another version of the program, which may come to anything
            self.drop(id)
            return None

    def _file(self, id: str) -> Path:
        return self._folder / hashlib.sha256(id.encode()).hexdigest()

    def _sweep_files(self) -> None:
        """Files that had their time go, and the oldest of too many."""
        room, now, found = self._most, self._clock(), []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process was first
                found.append((_until(file), file.stat().st_size, file))
        for until, size, file in sorted(found, reverse=True):
            room -= size
            if until <= now or room < 0:
                file.unlink(missing_ok=True)


def _until(file: Path) -> float:
    """When a file has had its time; FileNotFoundError."""
    return file.stat().st_mtime + 60.0 * MINUTES


def _is_private(folder: Path) -> bool:
    """Whether a folder is there, of this user, and nobody else may look into it."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077


def _is_in_memory(folder: Path) -> bool:
    """Whether a folder is on a file system that is memory."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    kinds = {Path(place): kind for _, place, kind, *_ in mounts}
    place = folder.resolve()
    return next(kinds[each] for each in (place, *place.parents) if each in kinds) in IN_MEMORY


def is_on() -> bool:
    return reading_queue.bounds().kept_mb > 0


@cache
def shared() -> Store:
    """What this process keeps, or all of this machine; ValueError where the folder is none of ours in memory."""
    most, folder = reading_queue.bounds().kept_mb << 20, os.environ.get(FOLDER)
    return SharedStore(most, Path(folder)) if folder else Store(most)
