"""What can go wrong with Spark is a kind of problem, within the time limit, and none of Spark's own words."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock
from uuid import uuid4

import pytest
from msgspec.structs import replace

from core.sources.config import Connection, Source
from core.sources.engines import SourceFailed
from core.sources.spark import Spark
from tests.engines.servers import cable, free_port

pytestmark = pytest.mark.spark

ENDLESS = "SELECT a.id FROM range(1000000000) a JOIN range(1000000000) b WHERE (a.id * b.id) % 1000003 = -1"
#: Seconds that a server may take in a test, and that are granted besides.
PATIENCE, MOMENT = 5, 10


@pytest.fixture(scope="module")
def engine(spark: str) -> Iterator[Spark]:
    opened = Spark(Connection("cluster", spark, seconds=60))
    yield opened
    opened.close()


def fetched(engine: Spark, most: int = 5, **what: str) -> list[dict[str, Any]]:
    source = Source("products", engine.connection, **what)
    with engine.failing():
        named = {name: name for name in engine.columns(source)}
        found = engine.fetch(engine.table(source, named), most)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def test_a_query_is_answered(engine: Spark) -> None:
    assert fetched(engine, query="SELECT 1 AS `a b`, '二' AS word") == [{"a b": 1, "word": "二"}]


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({"table": "dataspace.products"}, "no_table"),
        ({"query": "DROP TABLE products"}, "statement"),
        ({"query": "SELECT 1) UNION (SELECT 2); DROP TABLE products; --"}, "statement"),
        ({"query": "SELECT nothing FROM range(3)"}, "query_column"),
        ({"query": "SELECT * FROM parquet.`/nowhere/*.parquet`"}, "no_file"),
        ({"query": "SELECT * FROM range(6)"}, "too_many"),
    ],
)
def test_what_goes_wrong_is_a_kind(engine: Spark, what: dict[str, str], kind: str, capfd: Any) -> None:
    with pytest.raises(SourceFailed, match=f"^{kind}$"):
        fetched(engine, **what)
    assert capfd.readouterr().err == ""


def test_a_server_that_is_not_there_is_said_at_once(caplog: pytest.LogCaptureFixture) -> None:
    address = f"sc://127.0.0.1:{free_port()}/;token=secret-word"
    with caplog.at_level(logging.DEBUG), pytest.raises(SourceFailed) as failed:
        Spark(Connection("cluster", address, seconds=3))
    assert failed.value.kind == "unreachable"
    assert "secret-word" not in f"{failed.value} {failed.value.details} {caplog.text}"


def test_a_view_that_never_ends_is_interrupted(engine: Spark) -> None:
    hasty = Spark(replace(engine.connection, seconds=1))
    with pytest.raises(SourceFailed, match="too_slow"):
        fetched(hasty, query=ENDLESS)
    hasty.close()
    assert fetched(engine, query="SELECT 1 AS a") == [{"a": 1}]


def test_a_server_that_goes_away_in_the_middle_is_lost(engine: Spark) -> None:
    near, session = engine.connection.url, f"/;session_id={uuid4()}"
    with cable(int(near.rpartition(":")[2])) as (port, cut, _):
        far = Spark(replace(engine.connection, url=f"sc://127.0.0.1:{port}{session}"))
        threading.Timer(1, cut).start()
        with pytest.raises(SourceFailed, match="lost"):
            fetched(far, query=ENDLESS)
        far.close()
    again = Spark(replace(engine.connection, url=near + session))
    again._session.interruptAll()  # for seven minutes the server would keep the query running on all cores
    again.close()


@pytest.mark.parametrize("what", [{"table": "products"}, {"query": "SELECT 1 AS a"}])
def test_a_server_that_says_no_more_is_left_in_time(
    engine: Spark, what: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.spark.GRACE", 1)
    near = engine.connection.url
    with cable(int(near.rpartition(":")[2])) as (port, _, swallow):
        far = Spark(replace(engine.connection, url=f"sc://127.0.0.1:{port}", seconds=PATIENCE))
        swallow()
        begun = time.monotonic()
        with pytest.raises(SourceFailed, match="too_slow"):
            fetched(far, **what)
        far.close()
    assert time.monotonic() - begun < PATIENCE + MOMENT


def test_a_server_that_was_left_is_asked_for_nothing_more() -> None:
    """A request on a channel that is closed meanwhile would end the process, so none may reach it."""
    from core.sources.spark_connect import Left, Limited

    asked: list[str] = []
    limited, query = Limited(5, 5), MagicMock()
    details = SimpleNamespace(method="/spark/ReleaseExecute", _replace=lambda **_: None)
    assert limited.intercept_unary_stream(lambda *_: query, details, None) is query
    limited.leave()
    query.cancel.assert_called_once()
    for intercept in (limited.intercept_unary_unary, limited.intercept_unary_stream):
        with pytest.raises(Left):
            intercept(lambda *_: asked.append("again"), details, None)
    assert asked == []


@pytest.mark.parametrize(
    "query", [ENDLESS, "SELECT md5(string(id)) AS a, count(*) AS n FROM range(1000000000) GROUP BY ALL"]
)
def test_a_query_that_is_cancelled_before_it_has_begun_leaves_the_cores_to_others(engine: Spark, query: str) -> None:
    dropped, begun = Spark(engine.connection), time.monotonic()
    dropped.interrupt()  # the server knows of no query yet
    with pytest.raises(SourceFailed):
        fetched(dropped, query=query)
    dropped.close()
    time.sleep(1)  # as long as the server may take to start what is left of it
    assert fetched(engine, query="SELECT count(*) AS n FROM range(9)") == [{"n": 9}]
    assert time.monotonic() - begun < MOMENT


def test_a_file_that_the_server_may_not_read_is_said_to(engine: Spark) -> None:
    with pytest.raises(SourceFailed, match="no_right"), engine.failing():
        raise OSError("org.apache.hadoop.security.AccessControlException: Permission denied: user=reader, access=READ")


MACHINE = """
import os, signal, threading
from msgspec.structs import replace
from core.sources import spark
from core.sources.config import Connection
from core.sources.engines import SourceFailed
from tests.engines.test_spark import fetched

def said(seconds):
    try:
        print(fetched(spark.Spark(replace(connection, seconds=seconds)), query="SELECT 1 AS a"))
    except SourceFailed as error:
        print(error.kind)

def read(seconds):
    reading = threading.Thread(target=said, args=(seconds,))
    reading.start()
    reading.join()

connection = Connection("here", "spark://local")
read(120)
read(120)
spark.GRACE = 1
from pyspark import SparkContext
os.kill(SparkContext._gateway.proc.pid, signal.SIGSTOP)
read(2)
read(120)
"""


@pytest.mark.soak  # two Javas of its own, in a process without a client of a server
def test_threads_share_a_machine_that_is_ended_where_it_says_no_more_and_started_anew() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MACHINE], capture_output=True, cwd=Path(__file__).parents[2], text=True
    )
    one = "[{'a': 1}]"
    assert (done.stdout.splitlines(), done.returncode) == ([one, one, "too_slow", one], 0), done.stderr
    assert "py4j" not in done.stderr
