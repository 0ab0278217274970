"""Processes in which the workbooks of a batch are judged, so that nobody else's page waits for them.

Nothing here imports Streamlit.  Where the system can fork, they are forks of one process without other threads, which
has `ready` imported: the server itself cannot be forked, since its threads may hold locks.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import forkserver, spawn
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core import faults

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("forkserver" if FORKS else "spawn")
READY = f"{__package__}.ready"
forkserver.set_forkserver_preload([READY])
#: How much less a worker is given of the processor than whoever serves pages.
NICE = 10
#: Seconds until it is tried again to begin one.
RETRIES = (0.01, 0.1, 1.0)
_with_main = spawn.get_preparation_data


def _without_main(name: str) -> dict[str, Any]:
    """A process would run the main module again, which Streamlit replaces by the script of whichever visitor comes."""
    return {key: value for key, value in _with_main(name).items() if not key.startswith("init_main")}


spawn.get_preparation_data = _without_main


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
        self._pipe, its = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=answer_all, args=(its,), daemon=True)
        with its:
            for seconds in (*RETRIES, None):
                try:
                    self._process.start()
                    break
                except (OSError, EOFError):  # the process that forks is just ending
                    if seconds is None:
                        raise
                    time.sleep(seconds)

    def ask(self, function: Callable[..., Any], *given: Any, meanwhile: Callable[[], object] = bool) -> Any:
        """What the function gives; WorkerFailed where it raises, WorkerDied where the process did not live to say.

        `meanwhile` is called here while the worker works.
        """
        try:
            self._pipe.send((function, given))
            meanwhile()
            found, *log = self._pipe.recv()
        except (EOFError, OSError):
            raise WorkerDied from None
        if log:
            raise WorkerFailed(*log)
        return found

    def close(self) -> None:
        """End the process, whatever it does: with its pipe, so that no other is ended which has its number by then."""
        self._pipe.close()
        if not FORKS:
            self._process.kill()


def expect() -> None:
    """A batch may come soon, as where somebody looks at a board without pilots: nobody waits for what is begun here."""
    if FORKS:
        forkserver.ensure_running()


def answer_all(pipe: Connection) -> None:
    """Answer until nobody asks any more, whatever is being done then."""
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the server
    import_module(READY)  # where it is no fork of a process that has it
    if hasattr(select, "poll"):  # Windows has none: there the file in hand is finished
        threading.Thread(target=_end_with, args=(pipe.fileno(),), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            function, given = pipe.recv()
            pipe.send(_answer(function, given))


def _end_with(pipe: int) -> None:
    """End this process once nobody holds the other end of a pipe."""
    waits = select.poll()
    waits.register(pipe, 0)
    waits.poll()
    os._exit(0)


def _answer(function: Callable[..., Any], given: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a function gives; nothing and the log where it raises."""
    try:
        return (function(*given),)
    except Exception as error:  # noqa: BLE001 - it is this task's, and the next is none the worse for it
        return None, faults.record(error)
