"""Runs of worker processes over files: each takes its turns with everybody else's, one file at a time a worker.

Nothing here imports Streamlit.  A run ends when nobody holds it any more, as when its session has gone.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct

from core import faults
from core.model import Problem
from pages.components import reading_queue
from pages.components.workers import Worker, WorkerDied, WorkerFailed

T = TypeVar("T")


class Task(Struct, frozen=True):
    """What a worker is asked: a function above and what it is given; the key and name of the file that it is about."""

    key: str
    name: str
    function: Callable[..., bytes]
    given: tuple[Any, ...]


class Progress(Struct, frozen=True):
    """Tasks done of all, the files being worked on, and the runs of other sessions that come first."""

    done: int = 0
    total: int = 0
    names: tuple[str, ...] = ()
    ahead: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.done / self.total if self.total else 0.0


class Run(Generic[T]):
    """Tasks, and by key what `read` makes of their answers, None where there is none, and why; more can be added any time.

    `ended` counts up whenever one more of them has ended.
    """

    def __init__(self, read: Callable[[bytes], T], *tasks: Task) -> None:
        self.read, self.found, self.why = read, dict[str, T | None](), dict[str, Problem]()
        self.ended = 0
        self._waiting: list[Task] = []
        self._working: list[Task] = []
        self._total = self._ahead = 0
        self._lock = threading.Condition()
        self._thread: threading.Thread | None = None
        self.add(*tasks)

    def add(self, *tasks: Task) -> None:
        with self._lock:
            self._waiting += tasks
            self._total += len(tasks)
            if self._waiting and not self.is_busy:
                self._thread = threading.Thread(target=_run, args=(weakref.ref(self),), daemon=True)
                self._thread.start()

    def cancel(self) -> None:
        """Begin no other; what is done stays."""
        with self._lock:
            self._total -= len(self._waiting)
            self._waiting.clear()

    @property
    def is_busy(self) -> bool:
        """Whether anything is being done, or waits."""
        return self._thread is not None

    @property
    def progress(self) -> Progress:
        with self._lock:
            working = tuple(task.name for task in self._working)
            return Progress(self._total - len(self._waiting) - len(working), self._total, working, self._ahead)

    def join(self) -> None:
        if (thread := self._thread) is not None:
            thread.join()

    def is_over(self) -> bool:
        """Whether nothing waits, in which case the thread that asks is the run's no longer."""
        with self._lock:
            if not self._waiting:
                self._thread = None
                self._lock.notify_all()
            return self._thread is None

    def fail(self, problem: Problem) -> None:
        """End all that waits or is being done: the run can go no further."""
        with self._lock:
            self.ended += 1
            for task in (*self._working, *self._waiting):
                self.found[task.key], self.why[task.key] = None, problem
            self._working, self._waiting, self._thread = [], [], None
            self._lock.notify_all()

    def queued(self, ahead: int) -> None:
        """So many runs come first."""
        self._ahead = ahead

    def begin(self) -> Task | None:
        """The next task, None where none waits."""
        with self._lock:
            if not self._waiting:
                return None
            self._working.append(self._waiting.pop(0))
            return self._working[-1]

    def end(self, task: Task, answer: bytes | Problem) -> None:
        """What a task came to, or why it came to nothing."""
        found = why = None
        try:
            found, why = (None, answer) if isinstance(answer, Problem) else (self.read(answer), None)
        except Exception as error:  # noqa: BLE001 - it is this task's: nobody waits for it for ever
            why = _fault(faults.record(error))
        with self._lock:
            self._working = [each for each in self._working if each is not task]
            self.ended += 1
            self.found[task.key] = found
            self.why.pop(task.key, None)
            if why is not None:
                self.why[task.key] = why
            self._lock.notify_all()

    def each(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, T | None]]:
        """What the tasks come to, one after another as they are done; it is then held no longer."""
        for task in tasks:
            with self._lock:
                self._lock.wait_for(lambda key=task.key: key in self.found or not self.is_busy)  # type: ignore[misc]
                found = self.found.pop(task.key, None)
            yield task, found


def _run(whose: weakref.ref[Run[Any]]) -> None:
    """Does the tasks of a run when it is its turn, with as many workers as files may be read at once."""
    try:
        with reading_queue.batches().ticket(sure=True) as ticket:
            while ahead := ticket.wait(0.5):
                if (run := whose()) is None:
                    return
                run.queued(ahead)
                del run
            while (run := whose()) is not None and not run.is_over():
                run.queued(0)
                del run
                _side_by_side(whose)
    except Exception as error:  # noqa: BLE001 - no thread more can be had, say
        if (run := whose()) is not None:
            run.fail(_fault(faults.record(error)))


def _side_by_side(whose: weakref.ref[Run[Any]]) -> None:
    threads = [threading.Thread(target=_work, args=(whose,), daemon=True) for _ in range(reading_queue.bounds().parses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(whose: weakref.ref[Run[Any]]) -> None:
    """Does one task after another in a process of its own."""
    worker: Worker | None = None
    try:
        while (run := whose()) is not None and (task := run.begin()) is not None:
            del run
            answer: bytes | Problem
            try:
                with reading_queue.shared().ticket(sure=True) as ticket:
                    while ticket.wait(1.0):
                        pass
                    worker = worker or Worker()
                    answer = worker.ask(task.function, *task.given)
            except WorkerFailed as failed:
                answer = _fault(failed.log)
            except Exception as error:  # noqa: BLE001 - it is this task's; what the process may still say is not heard
                worker, died = _closed(worker), isinstance(error, WorkerDied | OSError)
                answer = Problem("reader_died", details={"kind": "file"}) if died else _fault(faults.record(error))
            if (run := whose()) is not None:
                run.end(task, answer)
                del run
    finally:
        _closed(worker)


def _fault(log: Path | None) -> Problem:
    return Problem("unexpected", details={"log": log})


def _closed(worker: Worker | None) -> None:
    if worker is not None:
        worker.close()
