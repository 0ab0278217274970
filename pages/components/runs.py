"""Runs of worker processes over files: one run after another, each file in its turn with everybody else's.

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
        return self.done / self.total if self.total else 0.0


class _Line(threading.Condition):
    """The runs that have work, in the order in which they got it, and how many threads do it; held for whatever changes."""

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[weakref.ref[Run[Any]]] = []
        self.threads = 0

    def runs(self, *more: Run[Any]) -> list[Run[Any]]:
        """Those that there are, with more behind them."""
        known = [run for whose in self._runs if (run := whose()) is not None and run.is_busy]
        found = [*known, *(run for run in more if run not in known)]
        self._runs = list(map(weakref.ref, found))
        return found

    def begin(self) -> tuple[weakref.ref[Run[Any]], Task] | None:
        """The next task and whose it is; None, and a thread less, where none waits."""
        with self:
            for run in self.runs():
                if run.waiting:
                    run.working.append(run.waiting.pop(0))
                    return weakref.ref(run), run.working[-1]
            self.threads -= 1
            self.notify_all()
            return None


LINE = _Line()


class Run(Generic[T]):
    """Tasks, and by key what `read` makes of their answers, None where there is none, and why; more can be added any time.

    `ended` counts up whenever one more of them has ended.
    """

    def __init__(self, read: Callable[[bytes], T], *tasks: Task) -> None:
        self.read, self.found, self.why = read, dict[str, T | None](), dict[str, Problem]()
        self.waiting, self.working = list[Task](), list[Task]()
        self.ended = self._total = 0
        self.add(*tasks)

    def add(self, *tasks: Task) -> None:
        with LINE:
            LINE.runs(self)
            self.waiting += tasks
            self._total += len(tasks)
            try:
                while self.waiting and LINE.threads < reading_queue.bounds().parses:
                    threading.Thread(target=_work, daemon=True).start()
                    LINE.threads += 1
            except RuntimeError as error:  # no thread more can be had
                problem = _fault(faults.record(error))
                while self.waiting and not LINE.threads:
                    self.end(self.waiting.pop(), problem)

    def cancel(self) -> None:
        """Begin no other; what is done stays."""
        with LINE:
            self._total -= len(self.waiting)
            self.waiting.clear()
            LINE.notify_all()

    @property
    def is_busy(self) -> bool:
        """Whether anything is being done, or waits."""
        return bool(self.waiting or self.working)

    @property
    def progress(self) -> Progress:
        with LINE:
            left, names = len(self.waiting) + len(self.working), tuple(task.name for task in self.working)
            ahead = LINE.runs().index(self) if self.waiting and not names else 0
            return Progress(self._total - left, self._total, names, ahead)

    def join(self) -> None:
        with LINE:
            LINE.wait_for(lambda: not self.is_busy)

    def end(self, task: Task, answer: bytes | Problem) -> None:
        """What a task came to, or why it came to nothing."""
        found = why = None
        try:
            found, why = (None, answer) if isinstance(answer, Problem) else (self.read(answer), None)
        except Exception as error:  # noqa: BLE001 - it is this task's: nobody waits for it for ever
            why = _fault(faults.record(error))
        with LINE:
            self.working = [each for each in self.working if each is not task]
            self.ended += 1
            self.found[task.key] = found
            self.why.pop(task.key, None)
            if why is not None:
                self.why[task.key] = why
            LINE.notify_all()

    def each(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, T | None]]:
        """What the tasks come to, one after another as they are done; it is then held no longer."""
        for task in tasks:
            with LINE:
                LINE.wait_for(lambda key=task.key: key in self.found or not self.is_busy)  # type: ignore[misc]
                found = self.found.pop(task.key, None)
            yield task, found


def _work() -> None:
    """Does one task after another, each in its turn, in a process of its own, which works on while an answer is unpacked."""
    worker: Worker | None = None
    answered: list[tuple[weakref.ref[Run[Any]], Task, bytes | Problem]] = []

    def deliver() -> None:
        while answered:
            whose, task, answer = answered.pop()
            if (run := whose()) is not None:
                run.end(task, answer)

    try:
        while (begun := LINE.begin()) is not None:
            whose, task = begun
            answer: bytes | Problem
            try:
                with reading_queue.shared().ticket(sure=True) as ticket:
                    while ticket.wait(0.0 if answered else 1.0):
                        deliver()
                    worker = worker or Worker()
                    answer = worker.ask(task.function, *task.given, meanwhile=deliver)
            except WorkerFailed as failed:
                answer = _fault(failed.log)
            except Exception as error:  # noqa: BLE001 - it is this task's; what the process may still say is not heard
                worker, died = _closed(worker), isinstance(error, WorkerDied | OSError)
                answer = Problem("reader_died", details={"kind": "file"}) if died else _fault(faults.record(error))
            deliver()
            answered.append((whose, task, answer))
    finally:
        deliver()
        _closed(worker)


def _fault(log: Path | None) -> Problem:
    return Problem("unexpected", details={"log": log})


def _closed(worker: Worker | None) -> None:
    if worker is not None:
        worker.close()
