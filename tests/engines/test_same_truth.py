"""Random spaces on real servers give what their sheets give; all sixty on every engine in `make soak`."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.parquet
import pytest

from core.intake import Connected
from tests.sources.spaces import connected, csv_files, duckdb_file, in_one, judged, parquet_files, space
from tests.sources.test_cells import CODES, ORGANISATIONS, book, cell, labels, organisation

ROOT = Path(__file__).parents[2]
ALL = 60


def seeds(quick: int) -> list[object]:
    return [seed if seed < quick else pytest.param(seed, marks=pytest.mark.soak) for seed in range(ALL)]


def in_postgres(tables: Mapping[str, pa.Table], schema: str, url: str) -> str:
    with adbc.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
        for key, table in tables.items():
            cursor.adbc_ingest(key, table, mode="create", db_schema_name=schema)
    return in_one(url, {key: f'table = "{schema}.{key}"' for key in tables})


def in_spark(tables: Mapping[str, pa.Table], folder: Path, url: str) -> str:
    parquet_files(tables, folder)
    return in_one(url, {key: f'query = "SELECT * FROM parquet.`{folder}/{key}.parquet`"' for key in tables})


def same(seed: int, folder: Path, keeper: Callable[[Mapping[str, pa.Table]], str]) -> None:
    made = space(seed)
    if not made.tables:
        pytest.skip("a space without ledgers")
    assert judged(made.rest, connected(keeper(made.tables), folder)) == judged(made.whole, {})


@pytest.mark.engines
@pytest.mark.parametrize("seed", seeds(6))
def test_postgresql_gives_what_sheets_give(seed: int, tmp_path: Path, postgres: str) -> None:
    same(seed, tmp_path, lambda tables: in_postgres(tables, f"space{seed}", postgres))


@pytest.mark.spark
@pytest.mark.parametrize("seed", seeds(2))
def test_spark_gives_what_sheets_give(seed: int, tmp_path: Path, spark: str) -> None:
    same(seed, tmp_path, lambda tables: in_spark(tables, tmp_path, spark))


def odd_rows() -> tuple[dict[str, pa.Table], bytes]:
    """Resources and organisations of odd kinds as tables, and the workbook that has the same in sheets."""
    moment = datetime(2026, 1, 31, 20, tzinfo=UTC)
    given = [
        ("甲", 3.34, moment, None),
        ("\u3000", 3.34, moment, date(2026, 3, 1)),
        ("A公司", float("nan"), moment, date(2026, 1, 2)),
        ("大", 2.5e12, moment, date(9999, 12, 31)),
        *((f"资源{n}", 3.34, moment, None) for n in range(30)),
    ]
    kinds = {
        "数据资源名称": pa.string(),
        "数据量": pa.float32(),
        "开放日期": pa.timestamp("us", "UTC"),
        "下架日期": pa.date32(),
    }
    columns = zip(kinds.items(), zip(*given, strict=True), strict=True)
    resources = {head: pa.array(values, kind) for (head, kind), values in columns}
    rows = [
        (None if name == "\u3000" else name, None if volume != volume else volume, cell(date(2026, 2, 1)), cell(end))
        for name, volume, _, end in given
    ]
    organisations = [
        organisation("海川部件有限公司", CODES[0]),
        organisation("海川部件", " "),
        organisation("某国企", CODES[1]),
        organisation("江南纺织", CODES[1].lower()),
        organisation("江南纺织厂", "无"),
    ]
    head = labels("organisations", ORGANISATIONS)
    texts = [[None if each is None else str(each) for each in column] for column in zip(*organisations, strict=True)]
    tables = {"resources": pa.table(resources), "organisations": pa.table(dict(zip(head, texts, strict=True)))}
    sheets = {
        "数据资源台账": [[*kinds], *map(list, rows)],
        "接入主体台账": [head, *([*map(cell, row)] for row in organisations)],
    }
    return tables, book(sheets)


@pytest.mark.engines
def test_odd_rows_in_postgresql_are_as_in_a_sheet(tmp_path: Path, postgres: str) -> None:
    tables, whole = odd_rows()
    assert judged(book({}), connected(in_postgres(tables, "odd", postgres), tmp_path)) == judged(whole, {})


@pytest.mark.spark
def test_odd_rows_in_spark_are_as_in_a_sheet(tmp_path: Path, spark: str) -> None:
    tables, whole = odd_rows()
    assert judged(book({}), connected(in_spark(tables, tmp_path, spark), tmp_path)) == judged(whole, {})


@pytest.mark.spark
@pytest.mark.soak  # a Java of its own, besides the server's
def test_a_local_session_of_spark_groups_as_duckdb_does(tmp_path: Path) -> None:
    """In a process of its own, since one with a client of a server has no other session."""
    tables = {"products": space(1).tables["products"]}
    expected = connected(parquet_files(tables, tmp_path), tmp_path)["products"]
    code = (
        "import sys, pickle; from pathlib import Path; from tests.sources.spaces import connected;"
        "sys.stdout.buffer.write(pickle.dumps(connected(sys.argv[1], Path(sys.argv[2]))['products']))"
    )
    toml = in_spark(tables, tmp_path, "spark://local")
    done = subprocess.run([sys.executable, "-c", code, toml, tmp_path], capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    found: Connected = pickle.loads(done.stdout)
    assert cells(found) == cells(expected)
    assert (found.sums, found.spreads, found.repeated) == (expected.sums, expected.spreads, expected.repeated)


@pytest.mark.spark
def test_spark_counts_users_a_day_as_duckdb_does(tmp_path: Path, spark: str) -> None:
    chance = random.Random(14)
    days = ["2026-03-01", "2026/3/2", "2026年3月3日", "no day", None]
    rows = {"user": [f"u{chance.randrange(40)}" for _ in range(400)], "day": [chance.choice(days) for _ in range(400)]}
    pyarrow.parquet.write_table(pa.table(rows), tmp_path / "events.parquet")
    columns = '[sources.events.columns]\n"用户" = "user"\n"日期" = "day"\n'
    files = f'[connections.files]\nurl = "parquet://events.parquet"\n[sources.events]\nconnection = "files"\n{columns}'
    table = f'query = "SELECT * FROM parquet.`{tmp_path}/events.parquet`"\n{columns}'
    by_file, by_spark = (connected(toml, tmp_path)["daily"] for toml in (files, in_one(spark, {"events": table})))
    assert [each.details for each in by_spark.problems] == [
        {"name": "day", "count": rows["day"].count("no day") + rows["day"].count(None)}
    ]
    assert cells(by_spark) == cells(by_file)
    assert len(cells(by_spark)[0]) == 4


def cells(table: Connected) -> list[list[object]]:
    assert table.grid is not None
    return [[column.values[code] for code in column.codes] for column in table.grid.columns]


@pytest.mark.soak
@pytest.mark.parametrize("keeper", [duckdb_file, parquet_files, csv_files])
@pytest.mark.parametrize("seed", range(ALL))
def test_files_give_what_sheets_give(
    seed: int, keeper: Callable[[Mapping[str, pa.Table], Path], str], tmp_path: Path
) -> None:
    same(seed, tmp_path, lambda tables: keeper(tables, tmp_path))
