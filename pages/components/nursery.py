"""A process that has all modules ready and forks the workers of batches, where the system can do that.

Nothing here imports Streamlit.  The server cannot fork itself, since its other threads may hold locks; this process has
no other threads.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

ROOT = Path(__file__).parents[2]
START = "import sys; from core.optional import keep_away; keep_away(); from pages.components import nursery, workers; nursery.rear(int(sys.argv[1]), workers.answer_all)"
#: What a worker would import with its first file.
READY = (
    "pages.components.gathering",
    "core.i18n",
    "dateutil.relativedelta",
    "numpy.ma",
    "pyarrow.acero",
    "narwhals._interchange.dataframe",
    "narwhals._namespace",
    "narwhals.group_by",
    "narwhals._arrow.dataframe",
    "narwhals._arrow.group_by",
    "narwhals._arrow.namespace",
)
#: Linear algebra is not asked for, and its threads would not outlive a fork.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
#: How much less it and its workers are given of the processor than whoever serves pages.
NICE = 10
#: Seconds in which nobody asks for a worker, after which it ends.
IDLE = 60.0
#: Seconds that it is given to end by itself.
PATIENCE = 10.0
PID = struct.Struct(">Q")


class Forked(Struct):
    """A worker: the pipes to and from it, and what the system knows it by, whichever process has its number later."""

    target: BinaryIO
    source: BinaryIO
    handle: int

    def end(self) -> None:
        with suppress(OSError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            select.select([self.handle], [], [], PATIENCE)  # until it has ended
        for close in (self.target.close, self.source.close, lambda: os.close(self.handle)):
            with suppress(OSError):
                close()


class Nursery:
    """The one process, begun when it is asked for a worker, or told to expect that, and there is none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self) -> Forked | None:
        """A worker; None where none can be had in this way."""
        with self._lock:
            for _ in range(2):  # the process that was there may have ended meanwhile
                try:
                    if self._line is None:
                        self._line, self._process = _begun()
                    return _asked(self._line)
                except OSError:
                    self._end()
        return None

    def expect(self) -> None:
        """Somebody may ask soon: begin the process, where there is none; nobody waits for it."""
        if self._lock.acquire(blocking=False):  # else somebody asks already
            try:
                if self._process is not None and self._process.poll() is not None:
                    self._end()
                if self._line is None:
                    with suppress(OSError):
                        self._line, self._process = _begun()
            finally:
                self._lock.release()

    def end(self) -> None:
        """End the process, where there is one; not the workers that it forked."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._line = self._process = None


@cache
def shared() -> Nursery | None:
    """The nursery of this process; None where the system has none of what it takes."""
    can = hasattr(os, "fork") and hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")
    return Nursery() if can and sys.platform == "linux" else None


def expect() -> None:
    """A batch may come soon, as where somebody looks at a board without pilots."""
    if (ready := shared()) is not None:
        ready.expect()


def _begun() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    own, its = socket.socketpair()
    with its:
        command = [sys.executable, "-c", START, str(its.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | ONE_THREAD, pass_fds=(its.fileno(),))
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves nothing behind
    own.settimeout(IDLE)
    return own, process


def _asked(line: socket.socket) -> Forked:
    """OSError where the process does not answer."""
    (its_source, to_it), (from_it, its_target) = os.pipe(), os.pipe()
    try:
        socket.send_fds(line, [b"."], [its_source, its_target])
        answer = line.recv(PID.size, socket.MSG_WAITALL)
        if len(answer) < PID.size:
            raise OSError("the nursery has ended")
        return Forked(os.fdopen(to_it, "wb"), os.fdopen(from_it, "rb"), os.pidfd_open(*PID.unpack(answer)))
    except OSError:
        os.close(to_it)
        os.close(from_it)
        raise
    finally:
        os.close(its_source)
        os.close(its_target)


def rear(number: int, work: Callable[[BinaryIO, BinaryIO], None]) -> None:
    """What the process does: fork a worker whenever it is asked, until it is not any more."""
    os.nice(NICE)
    os.dup2(2, 1)  # nothing that prints may come between two answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the server
    line = socket.socket(fileno=number)
    line.settimeout(IDLE)
    with suppress(OSError):
        _prepare()
        while (asked := socket.recv_fds(line, 1, 2))[0]:
            source, target = asked[1]
            pid = os.fork()
            if not pid:
                line.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                try:
                    work(os.fdopen(source, "rb"), os.fdopen(target, "wb"))
                finally:
                    os._exit(0)
            os.close(source)
            os.close(target)
            line.send(PID.pack(pid))
    _reap()


def _prepare() -> None:
    """What workers share; where modules have begun threads, nothing may be forked."""
    for module in READY:
        importlib.import_module(module)
    importlib.import_module("core.rulebook").load()
    if threading.active_count() > 1:
        raise OSError("not alone")
    signal.signal(signal.SIGCHLD, _reap)
    gc.collect()
    gc.freeze()


def _reap(*_signal: object) -> None:
    """Let go of the workers that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
