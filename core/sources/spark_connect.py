"""A session on a Spark Connect server, of which no request that is answered at once waits for ever.

An answer that comes in parts (a query's) has no limit of its own here: `Spark.timed` ends it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import grpc

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # none is used
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

#: Requests that only end something: who makes them has waited already.
ENDING = ("Interrupt", "ReleaseExecute", "ReleaseSession")


class Limited(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc has no types
    """Plans are analysed, settings made and sessions ended within so many seconds, or not at all."""

    def __init__(self, seconds: float, ending: float) -> None:
        self._seconds, self._ending = seconds, ending

    def intercept_unary_unary(self, go_on: Callable[..., Any], details: Any, request: Any) -> Any:
        is_ending = details.method.rpartition("/")[2] in ENDING
        return go_on(details._replace(timeout=self._ending if is_ending else self._seconds), request)


def remote_session(url: str, seconds: float, ending: float) -> Any:
    """A session of our own.  Left to itself the client would look for a lost server for ten minutes."""
    channel = DefaultChannelBuilder(url)
    channel.add_interceptor(Limited(seconds, ending))
    session = SparkSession.builder.channelBuilder(channel).create()
    session.client.set_retry_policies([])
    return session
