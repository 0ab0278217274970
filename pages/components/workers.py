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
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).parents[2]
START = "from pages.components.workers import serve; serve()"
#: How much less a worker is given of the processor than whoever serves pages.
NICE = 10
LENGTH = struct.Struct(">Q")


class WorkerDied(Exception):
    """The process ended before it answered."""


class Worker:
    """A process that calls functions of modules, one at a time, until it is closed."""

    def __init__(self) -> None:
        # Its standard error goes where the server's goes.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([sys.executable, "-c", START], cwd=ROOT, **pipes)  # type: ignore[call-overload]

    def ask(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function gives; WorkerDied where the process did not live to say."""
        try:
            _send(self._process.stdin, (function, given))
            return _received(self._process.stdout)
        except (EOFError, OSError, struct.error, pickle.UnpicklingError):
            raise WorkerDied from None

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()


def serve() -> None:
    """What the process does: answer until nobody asks any more."""
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(NICE)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may come between two answers
    with suppress(EOFError, OSError, struct.error):
        while True:
            function, given = _received(source)
            _send(target, function(*given))


def _send(pipe: BinaryIO, what: object) -> None:
    raw = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(raw)))
    pipe.write(raw)
    pipe.flush()


def _received(pipe: BinaryIO) -> Any:
    (length,) = LENGTH.unpack(pipe.read(LENGTH.size))
    return pickle.loads(pipe.read(length))
