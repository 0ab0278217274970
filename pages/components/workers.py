"""Processes in which the workbooks of a batch are judged, so that nobody else's page waits for them.

Nothing here imports Streamlit.  A pool of `multiprocessing` would run the main module again, which Streamlit replaces
by the script of whichever visitor comes.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from core import faults
from core.optional import keep_away

ROOT = Path(__file__).parents[2]
START = "from pages.components.workers import serve; serve()"
#: How much less a worker is given of the processor than whoever serves pages.
NICE = 10
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
    """A process that calls functions of modules, one at a time, until it is closed."""

    def __init__(self) -> None:
        # Its standard error goes where the server's goes.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([sys.executable, "-c", START], cwd=ROOT, **pipes)  # type: ignore[call-overload]

    def ask(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function gives; WorkerFailed where it raises, WorkerDied where the process did not live to say."""
        try:
            _send(self._process.stdin, (function, given))
            answer, log = _received(self._process.stdout)
        except (EOFError, OSError, struct.error, pickle.UnpicklingError):
            raise WorkerDied from None
        if isinstance(answer, Failure):
            raise WorkerFailed(log)
        return answer

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()


def serve() -> None:
    """What the process does: answer until nobody asks any more."""
    keep_away()
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(NICE)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may come between two answers
    with suppress(EOFError, OSError, struct.error):
        while True:
            function, given = _received(source)
            _send(target, _answer(function, given))


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
