"""How far a reading of sources has come, and the way to stop it."""

from __future__ import annotations

import threading

from core.sources.engines import Engine, SourceFailed


class Progress:
    """Shared by who reads and who waits: how many sources are read, which one is being read, whether to stop."""

    def __init__(self) -> None:
        self.done, self.of, self.now = 0, 0, ""
        self._stop, self._engines = threading.Event(), list[Engine]()

    def watch(self, engine: Engine) -> None:
        self._engines.append(engine)

    def begin(self, title: str) -> None:
        """SourceFailed("cancelled") where nobody waits any more."""
        self.now = title
        if self._stop.is_set():
            raise SourceFailed("cancelled")

    def cancel(self) -> None:
        """Ends the query that runs, and all that would follow."""
        self._stop.set()
        for engine in self._engines:
            engine.interrupt()

    @property
    def share(self) -> float:
        """How much of it is read, from 0 to 1."""
        return self.done / self.of if self.of else 0.0

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()
