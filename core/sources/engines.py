"""What a source needs of an engine, what it may bring back, what can go wrong with it, and how far its reading has come."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa
from msgspec import Struct

from core.sources.config import Source

#: Where a moment with a time zone has its day, whatever the zone of the machine and the server.
ZONE = "Asia/Shanghai"
#: As many groups, or different odd values of a column, are fetched of one query.
MOST_GROUPS, MOST_VALUES = 500_000, 20_000


class Limits(Struct, frozen=True):
    """What a query may bring back; how long it may take is the connection's."""

    groups: int = MOST_GROUPS
    values: int = MOST_VALUES


class SourceFailed(Exception):
    """A source that cannot be read: a kind of the problem `source_failed`, and what fills its words."""

    def __init__(self, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


class Engine(Protocol):
    """Tables of one connection as lazy frames; `fetch` is the one way out."""

    #: Whether it tries the alternatives of a pattern one after the other, as Java does.
    backtracks: bool

    def columns(self, source: Source) -> tuple[str, ...]:
        """The columns of the table or query."""

    def table(self, source: Source, named: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Columns of it, by their names there, under our keys."""

    def with_sql(self, frame: nw.LazyFrame[Any], name: str, sql: str) -> nw.LazyFrame[Any]:
        """The frame with one more column, in words that DuckDB and Spark both know."""

    def small(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """A small table of ours in the engine, to be joined."""

    def fetch(self, frame: nw.LazyFrame[Any], most: int) -> pa.Table:
        """A query's rows; SourceFailed("too_many") where there are more."""

    def failing(self) -> AbstractContextManager[None]:
        """The engine's errors as SourceFailed, whatever of it is used inside."""

    def interrupt(self) -> None:
        """End the query that runs in another thread."""

    def close(self) -> None: ...


def quoted(name: str, mark: str = '"') -> str:
    """An identifier as SQL quotes it.

    >>> quoted('a"b'), quoted("a`b", "`")
    ('"a""b"', '`a``b`')
    """
    return mark + name.replace(mark, 2 * mark) + mark


def table_name(source: Source, mark: str = '"') -> str:
    """The table of a source, a schema before its point."""
    return ".".join(quoted(each, mark) for each in (source.table or "").split("."))


def selected(named: Mapping[str, str], mark: str = '"') -> list[str]:
    """Columns of a table under our keys."""
    return [f"{quoted(name, mark)} AS {quoted(key, mark)}" for key, name in named.items()]


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
