"""Spark: a Connect server (sc://host:15002), or a session on this machine (spark://local); only groups come back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import narwhals as nw
import pyarrow as pa

from core.sources.config import Connection, Source
from core.sources.engines import ZONE, SourceFailed, quoted, selected, table_name

#: What Spark quotes identifiers with.
MARK = "`"
#: Seconds that a server has to stop a query that takes too long, before it is left; that the query has to begin before
#: that; how often the server is asked.
GRACE, BEGIN, AGAIN = 10, 5, 0.25
#: Spark's names of what went wrong, which are stable, and our kinds.
KINDS = {
    "TABLE_OR_VIEW_NOT_FOUND": "no_table",
    "SCHEMA_NOT_FOUND": "no_table",
    "REQUIRES_SINGLE_PART_NAMESPACE": "no_table",
    "PATH_NOT_FOUND": "no_file",
    "UNRESOLVED_COLUMN": "query_column",
    "PARSE_SYNTAX_ERROR": "statement",
    "INSUFFICIENT_PERMISSIONS": "no_right",
    "OPERATION_CANCELED": "too_slow",
}
#: Loggers of pyspark that write a failed query and its plan to standard error.
TALKATIVE = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
#: Names and words of errors that mean a server or a virtual machine which is there no more.
GONE = (
    "SparkConnectGrpcException",
    "UNAVAILABLE",
    "SESSION_CLOSED",
    "SESSION_CHANGED",
    "closed channel",
    "stopped SparkContext",
    "Py4JNetwork",
)
#: Words of errors about files that the server may not read: Spark has no name of its own for them.
DENIED = ("Permission denied", "AccessControlException")


class Spark:
    """An engine on Spark.  A query is only ever part of a SELECT, so it cannot be anything else than a query."""

    backtracks = True

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._cancelled, self._begun = threading.Event(), threading.Event()
        self._is_local = connection.scheme == "spark"
        self._leave: Callable[[], None] = lambda: None
        self._reached = False
        for name in TALKATIVE:
            logging.getLogger(name).disabled = True
        with self.failing():
            self._session = self._opened()
            with self.timed():
                self._session.conf.set("spark.sql.session.timeZone", ZONE)
        self._reached = True

    def columns(self, source: Source) -> tuple[str, ...]:
        with self.timed():
            return tuple(self._frame(source).columns)

    def table(self, source: Source, named: Mapping[str, str]) -> nw.LazyFrame[Any]:
        with self.timed():
            found: nw.LazyFrame[Any] = nw.from_native(self._frame(source).selectExpr(*selected(named, MARK)))
        return found

    def with_sql(self, frame: nw.LazyFrame[Any], name: str, sql: str) -> nw.LazyFrame[Any]:
        wider: nw.LazyFrame[Any] = nw.from_native(frame.to_native().selectExpr("*", f"{sql} AS {quoted(name, MARK)}"))
        return wider

    def small(self, table: pa.Table) -> nw.LazyFrame[Any]:
        with self.timed():
            own: nw.LazyFrame[Any] = nw.from_native(self._session.createDataFrame(table).hint("broadcast"))
        return own

    def fetch(self, frame: nw.LazyFrame[Any], most: int) -> pa.Table:
        with self.timed():
            found: pa.Table = frame.head(most + 1).to_native().toArrow()
        if found.num_rows > most:
            raise SourceFailed("too_many", most=most)
        return found

    def close(self) -> None:
        """A local session stays for the next reading: starting one takes seconds, and it ends with the process."""
        if not self._is_local:
            with suppress(Exception):
                self._session.stop()

    def _opened(self) -> Any:
        if self._is_local:
            from core.sources.spark_local import local_session

            session, self._leave = local_session()
            return session
        from core.sources.spark_connect import remote_session

        session, self._leave = remote_session(self.connection.url, self.connection.seconds, GRACE / 2)
        session.registerProgressHandler(self._progress)
        return session

    def _frame(self, source: Source) -> Any:
        if source.query is not None:
            return self._session.sql(f"SELECT * FROM (\n{source.query}\n)")
        return self._session.table(table_name(source, MARK))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """End what takes longer than the connection allows, or is cancelled."""
        ended, late = threading.Event(), threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ended, late), daemon=True)
        self._begun.clear()
        watcher.start()
        try:
            yield
        except Exception as error:
            if late.is_set():
                raise SourceFailed("too_slow", seconds=self.connection.seconds) from error
            raise
        finally:
            ended.set()
            watcher.join()  # or it would interrupt what comes next

    def _watch(self, ended: threading.Event, late: threading.Event) -> None:
        """Interrupt a query, and again where the server knew of none; leave a server or machine that does not answer.

        A server cancels the jobs that there are: one that is interrupted earlier may have a job afterwards, which nobody
        can end.  So it is let begin.
        """
        end, asking = time.monotonic() + self.connection.seconds, threading.Thread()
        while not ended.wait(AGAIN):
            now = time.monotonic()
            if self._cancelled.is_set():
                end = min(end, now)
            if now >= end:
                late.set()
                may_end = self._is_local or self._begun.is_set() or now >= end + BEGIN
                if may_end and not asking.is_alive():  # a machine that hangs does not answer this either
                    asking = threading.Thread(target=self._interrupt, daemon=True)
                    asking.start()
            if now >= end + GRACE:
                self._leave()
                return
        if asking.is_alive():
            asking.join()  # nor may this one interrupt what comes next

    def _progress(self, stages: Collection[Any], **_: Any) -> None:
        """What the server says of a query, every two seconds."""
        if stages:
            self._begun.set()

    def interrupt(self) -> None:
        self._cancelled.set()

    def _interrupt(self) -> None:
        with suppress(Exception):
            self._session.interruptAll()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Spark's errors as ours: what is wrong, never its own words, which may show an address."""
        try:
            yield
        except SourceFailed:
            raise
        except ImportError as error:
            package = "pyspark" if self._is_local else "pyspark-client"
            raise SourceFailed("missing", package=package) from error
        except Exception as error:  # of pyspark, grpc, py4j or narwhals, as the fault has it
            raise SourceFailed(self._kind(error), seconds=self.connection.seconds) from error

    def _kind(self, error: BaseException) -> str:
        if not self._reached:
            return "unreachable"
        condition = getattr(error, "getCondition", lambda: None)() or ""
        if found := KINDS.get(condition.partition(".")[0]):
            return found
        if any(word in str(error) for word in DENIED):
            return "no_right"
        if "DEADLINE_EXCEEDED" in str(error):
            return "too_slow"
        said = f"{type(error).__name__}: {error}"
        return "lost" if any(word in said for word in GONE) else "broken"
