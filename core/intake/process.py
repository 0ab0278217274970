"""The process that reads workbooks: started once and kept, and where the system can fork, a fork of it reads each.

The process itself sees no byte of a workbook: it hands the request on to a fork, and ends as that fork ended, if that
did not end well.  What is asked and answered is described in `reader.child`.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import python_calamine
from msgspec import Struct

FOLDER = Path(__file__).parent
PACKAGES = Path(python_calamine.__file__).parent.parent
START = "import sys; sys.path += sys.argv[1:]; from reader.child import main; main()"
#: Environment variables that a process needs to start; the others are not passed on.
NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
#: For glibc: keep freed memory for reuse, which saves the child one page fault in three, and take it in huge pages.
MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
#: The numbers of a request and the length of the workbook behind them; the length of an answer.
LENGTH = struct.Struct("<Q")
#: A fork that a signal ended: so much more is the code of the process.
OF_FORK = 128
REUSED = hasattr(os, "fork")


class Ended(Exception):
    """There is no answer: `signal` ended the reading (another number: none did), or `late`: its time was over."""

    def __init__(self, signal: int, *, late: bool) -> None:
        super().__init__(signal, late)
        self.signal, self.late = signal, late


class _Reader(Struct, eq=False):
    """A process that waits for a workbook, and its pipes."""

    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    late: bool = False

    @classmethod
    def started(cls) -> _Reader:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", "-c", START, str(FOLDER), str(PACKAGES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=MEMORY | {name: os.environ[name] for name in NEEDED if name in os.environ},
            start_new_session=True,  # so that its fork can be ended with it
        )
        assert process.stdin is not None
        assert process.stdout is not None
        return cls(process, process.stdin, process.stdout)

    def ask(self, numbers: Sequence[int], raw: bytes, meanwhile: Callable[[], object]) -> bytes | None:
        """The answer; None where the process ended before it."""
        with suppress(BrokenPipeError):
            self.requests.write(b"".join(map(LENGTH.pack, (*numbers, len(raw)))))
            self.requests.write(raw)
            self.requests.flush()
        meanwhile()
        length = self.answers.read(LENGTH.size)
        size = LENGTH.unpack(length)[0] if len(length) == LENGTH.size else 0
        frame = self.answers.read(size)
        return frame if size and len(frame) == size else None

    def stop(self) -> None:
        """End it and its fork, whatever they do, since the time is over."""
        self.late = True
        self.end()

    def end(self) -> None:
        with suppress(OSError):
            if not REUSED:
                self.process.kill()
            elif self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let it go: without requests it ends."""
        for pipe in (self.requests, self.answers):
            with suppress(OSError):
                pipe.close()
        self.process.wait()


_idle: list[_Reader] = []


def answer(numbers: Sequence[int], raw: bytes, wall: float, meanwhile: Callable[[], object]) -> bytes:
    """What a reader answers about a workbook within so many seconds; Ended where it does not."""
    reader = _waiting() or _Reader.started()
    clock = threading.Timer(wall, reader.stop)
    clock.daemon = True
    clock.start()
    try:
        frame = reader.ask(numbers, raw, meanwhile)
    except BaseException:
        reader.end()
        reader.close()
        raise
    finally:
        clock.cancel()
    if frame is None or reader.late or not REUSED:
        reader.close()
    else:
        _idle.append(reader)
    if frame is None:
        code = reader.process.returncode
        raise Ended(code - OF_FORK if code > OF_FORK else -code, late=reader.late)
    return frame


def _waiting() -> _Reader | None:
    """A reader that was kept and still lives."""
    with suppress(IndexError):
        while True:
            reader = _idle.pop()
            if reader.process.poll() is None:
                return reader
            reader.close()
    return None


def _forget() -> None:
    """A fork of this process has readers of its own."""
    for reader in _idle:
        reader.process.returncode = 0  # it is no child of the fork's
    _idle.clear()


@atexit.register
def _close() -> None:
    while _idle:
        _idle.pop().close()


if REUSED:
    os.register_at_fork(after_in_child=_forget)
