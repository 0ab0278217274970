"""Processes in which the workbooks of a batch are judged, so that nobody else's page waits for them.

Nothing here imports Streamlit.  A pool of `multiprocessing` would run the main module again, which Streamlit replaces
by the script of whichever visitor comes.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from core import faults
from pages.components import nursery

ROOT = Path(__file__).parents[2]
START = "from core.optional import keep_away; keep_away(); from pages.components.workers import serve; serve()"
LENGTH = struct.Struct(">Q")


#: What comes in place of an answer.
Failure = Enum("Failure", "RAISED")


class WorkerDied(Exception):
    """The process ended before it answered."""


class WorkerFailed(Exception):
    """The function raised; `log` is where the process has recorded that, None where it could not."""

    def __init__(self, log: Path | None) -> None:
        super().__init__(log)
        self.log = log


class Worker:
    """A process that calls functions of modules, one at a time, until it is closed: a fork of one that has them ready, or one of its own."""

    def __init__(self) -> None:
        ready = nursery.shared()
        forked = ready.fork() if ready else None
        if forked is not None:
            self._target, self._source, self._end = forked.target, forked.source, forked.end
            return
        # Its standard error goes where the server's goes.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-c", START], cwd=ROOT, **pipes)  # type: ignore[call-overload]
        self._target, self._source, self._end = process.stdin, process.stdout, partial(_end, process)

    def ask(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function gives; WorkerFailed where it raises, WorkerDied where the process did not live to say."""
        try:
            _send(self._target, (function, given))
            answer, log = _received(self._source)
        except (EOFError, OSError, struct.error, pickle.UnpicklingError):
            raise WorkerDied from None
        if isinstance(answer, Failure):
            raise WorkerFailed(log)
        return answer

    def close(self) -> None:
        """End the process, whatever it does."""
        self._end()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with suppress(OSError):
        process.communicate()


def serve() -> None:
    """What a process of its own does."""
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(nursery.NICE)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may come between two answers
    answer_all(source, target)


def answer_all(source: BinaryIO, target: BinaryIO) -> None:
    """Answer until nobody asks any more, whatever is being done then."""
    if hasattr(select, "poll"):  # Windows has none: there the file in hand is finished
        threading.Thread(target=_end_with, args=(source.fileno(),), daemon=True).start()
    with suppress(EOFError, OSError, struct.error):
        while True:
            function, given = _received(source)
            _send(target, _answer(function, given))


def _end_with(pipe: int) -> None:
    """End this process once nobody holds the other end of a pipe."""
    waits = select.poll()
    waits.register(pipe, 0)
    waits.poll()
    os._exit(0)


def _answer(function: Callable[..., Any], given: tuple[Any, ...]) -> tuple[Any, Path | None]:
    try:
        return function(*given), None
    except Exception as error:  # noqa: BLE001 - it is this task's, and the next is none the worse for it
        return Failure.RAISED, faults.record(error)


def _send(pipe: BinaryIO, what: object) -> None:
    raw = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(raw)))
    pipe.write(raw)
    pipe.flush()


def _received(pipe: BinaryIO) -> Any:
    (length,) = LENGTH.unpack(pipe.read(LENGTH.size))
    return pickle.loads(pipe.read(length))
