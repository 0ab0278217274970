"""Workers of a batch without processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from pages.components import reading_queue, runs
from pages.components.reading_queue import Bounds, Queue


@cache
def _asked(function: Callable[..., Any], *given: Any) -> Any:
    return function(*given)


class Here:
    """A worker in this process, which remembers what it was asked."""

    def ask(self, function: Callable[..., Any], *given: Any, meanwhile: Callable[[], object] = bool) -> Any:
        meanwhile()
        return _asked(function, *given)

    def close(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Batches are read in this process, in a queue of their own, and to the end."""
    places = Queue(Bounds())
    monkeypatch.setattr(runs, "Worker", Here)
    monkeypatch.setattr(reading_queue, "shared", lambda: places)
    yield
    with runs.LINE:
        assert runs.LINE.wait_for(lambda: not runs.LINE.threads, 60)
