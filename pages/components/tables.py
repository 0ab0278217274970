"""The tables that whoever runs the server has connected (TDS_SOURCES): read once for all sessions, again at a click.

Nothing here imports Streamlit.  A visitor names no address: there is one sources.toml a server, or none.  Whatever breaks,
a table that is named there is connected: it is never as if there were none, and the sheets in its place are not judged.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core import faults, pipeline
from core.errors import SourcesError

SETTING = "TDS_SOURCES"
Found = Mapping[str, pipeline.Connected]
NONE: Found = MappingProxyType({})


class Tables:
    """One sources.toml, what came of it, and the reading that runs.

    `slips` are those of the file where it was edited since and cannot be used: what was read before stays.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._sources: Sequence[pipeline.Source] = pipeline.sources_of(file, None)
        self.slips: tuple[str, ...] = ()
        self._reader: threading.Thread | None = None
        self._found: Mapping[str, pipeline.Connected] | None = None
        self.progress = pipeline.Progress()

    @property
    def running(self) -> bool:
        return self._reader is not None and self._reader.is_alive()

    @property
    def ready(self) -> bool:
        return self._found is not None

    def read(self) -> None:
        """Begin to read them, unless that is under way; what was read before stays until all is read."""
        with self._lock:
            if not self.running:
                self.progress = pipeline.Progress()
                self._reader = threading.Thread(target=self._read, args=(self.progress,), daemon=True)
                self._reader.start()

    def _read(self, progress: pipeline.Progress) -> None:
        try:
            self._sources, self.slips = pipeline.sources_of(self._file, None), ()
        except SourcesError as error:
            self.slips = tuple(slip.replace(str(self._file), self._file.name) for slip in error.slips)
            if self._found is not None:
                return
        try:
            found = pipeline.connect(self._sources, lambda: datetime.now().astimezone(), progress=progress)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise it to
            faults.record(error)
            found = pipeline.unread(self._sources, error)
        if self._found is None or not progress.cancelled:
            self._found = found

    def found(self) -> Mapping[str, pipeline.Connected]:
        """Every table by the key of its ledger; waits for the first reading."""
        if self._found is None:
            self.read()
            self.wait()
        return pipeline.unread(self._sources, RuntimeError()) if self._found is None else self._found

    def wait(self) -> None:
        if self._reader is not None:
            self._reader.join()


@cache
def shared() -> Tables | None:
    """The tables of this server; None where it has none.  SourcesError where its file cannot be used."""
    named = os.environ.get(SETTING, "").strip()
    if not named:
        return None
    return Tables(Path(named))


def connected() -> Found:
    tables = shared()
    return NONE if tables is None else tables.found()


def of(with_tables: bool) -> Found:
    """The same, where the workbook's ledgers are tables at all."""
    return connected() if with_tables else NONE
