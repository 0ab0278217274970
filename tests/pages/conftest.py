"""Workers of a batch without processes."""

from __future__ import annotations

from collections.abc import Callable
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

    def ask(self, function: Callable[..., Any], *given: Any) -> Any:
        return _asked(function, *given)

    def close(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are read in this process, in queues of their own."""
    places, batches = Queue(Bounds()), Queue(Bounds(parses=1))
    monkeypatch.setattr(runs, "Worker", Here)
    monkeypatch.setattr(reading_queue, "shared", lambda: places)
    monkeypatch.setattr(reading_queue, "batches", lambda: batches)
