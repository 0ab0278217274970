"""Every bad source on every engine is one sentence, within its time, that shows neither an address nor a password."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from tests.sources.spaces import in_one
from tests.sources.test_failing import kind

#: Seconds that a query may take, and that are granted besides: an engine needs a moment to start and to stop.
SECONDS, MOMENT = 2, 8
#: What is wrong with a query, and the kind that is said.  `{many}` is a table of 1e9 numbers `n`.
FAULTS = {
    "SELECT * FROM nowhere": "no_table",
    "SELECT nothing AS word FROM {many}": "query_column",
    "SELECT 1 AS other": "no_column",
    "SELECT {list} AS word": "wrong_type",
    "DROP TABLE products": "statement",
    "SELECT 'a' AS word FROM {many} WHERE {slow}": "too_slow",
    "SELECT concat('a_', n) AS word FROM {many}": "too_slow",
}


def duckdb_file(_: pytest.FixtureRequest, folder: Path) -> str:
    duckdb.connect(str(folder / "space.duckdb")).close()
    return "duckdb://space.duckdb"


def postgresql(request: pytest.FixtureRequest, _: Path) -> str:
    address: str = request.getfixturevalue("postgres")
    return address.replace("postgres@", "postgres:hush@")


def connect_server(request: pytest.FixtureRequest, folder: Path) -> str:
    address = f"{request.getfixturevalue('spark')}/;user_id=hush"
    first = in_one(address, {"products": 'query = "SELECT 1 AS other"'})  # which takes Spark longer than later ones
    assert kind(first, folder) == "no_columns"
    return address


WORDS: Mapping[Callable[..., str], dict[str, str]] = {
    duckdb_file: {"many": "range(1000000000) AS t(n)", "list": "[1]", "slow": "md5(md5(n::TEXT)) = ''"},
    postgresql: {
        "many": "generate_series(1, 1000000000) AS t(n)",
        "list": "ARRAY[1]",
        "slow": "n < 0",
    },
    connect_server: {"many": "range(1000000000) AS t(n)", "list": "array(1)", "slow": "md5(md5(string(n))) = ''"},
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(duckdb_file, marks=pytest.mark.slow),
        pytest.param(postgresql, marks=pytest.mark.engines),
        pytest.param(connect_server, marks=pytest.mark.spark),
    ],
)
def test_a_bad_source_is_one_sentence_in_time(
    engine: Callable[..., str],
    fault: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    address = engine(request, tmp_path)
    query = fault.format(**WORDS[engine])
    toml = in_one(address, {"products": f'query = "{query}"\ncolumns = {{ "名称" = "word" }}'})
    begun = time.monotonic()
    assert kind(toml.replace("[sources", f"seconds = {SECONDS}\n[sources", 1), tmp_path) == FAULTS[fault]
    assert time.monotonic() - begun < SECONDS + MOMENT
    assert "hush" not in "".join(capfd.readouterr())
