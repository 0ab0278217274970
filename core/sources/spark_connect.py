"""A session on a Spark Connect server, of which no request that is answered at once waits for ever.

An answer that comes in parts (a query's) has no limit of its own here: `Spark.timed` ends it.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

import grpc

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # none is used
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

#: Requests that only end something: who makes them has waited already.
ENDING = ("Interrupt", "ReleaseExecute", "ReleaseSession")


class Left(Exception):
    """The server is not asked any more."""


class Limited(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]  # grpc has no types
    """Plans are analysed, settings made and sessions ended within so many seconds, or not at all.

    A channel that is closed while another thread begins a request ends the whole process, so a server that does not
    answer is left by ending what it was asked for.
    """

    def __init__(self, seconds: float, ending: float) -> None:
        self._seconds, self._ending = seconds, ending
        self._lock, self._queries, self._left = threading.Lock(), WeakSet[Any](), False

    def intercept_unary_unary(self, go_on: Callable[..., Any], details: Any, request: Any) -> Any:
        is_ending = details.method.rpartition("/")[2] in ENDING
        if self._left:
            raise Left
        return go_on(details._replace(timeout=self._ending if is_ending else self._seconds), request)

    def intercept_unary_stream(self, go_on: Callable[..., Any], details: Any, request: Any) -> Any:
        with self._lock:
            if self._left:
                raise Left
            query = go_on(details, request)
            self._queries.add(query)
        return query

    def leave(self) -> None:
        """End the queries under way; whatever is asked from now on fails at once."""
        with self._lock:
            self._left = True
            queries = list(self._queries)
        for query in queries:
            query.cancel()


def remote_session(url: str, seconds: float, ending: float) -> tuple[Any, Callable[[], None]]:
    """A session of our own, and how its server is left.  Left to itself the client would look for a lost one for ten minutes."""
    channel, limited = DefaultChannelBuilder(url), Limited(seconds, ending)
    channel.add_interceptor(limited)
    session = SparkSession.builder.channelBuilder(channel).create()
    session.client.set_retry_policies([])
    return session, limited.leave
