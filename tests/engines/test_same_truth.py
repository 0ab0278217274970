"""Random spaces on real servers give what their sheets give; all sixty on every engine in `make soak`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest

from tests.sources.spaces import connected, csv_files, duckdb_file, in_one, judged, parquet_files, space

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
@pytest.mark.measured
@pytest.mark.parametrize("seed", seeds(8))
def test_postgresql_gives_what_sheets_give(seed: int, tmp_path: Path, postgres: str) -> None:
    same(seed, tmp_path, lambda tables: in_postgres(tables, f"space{seed}", postgres))


@pytest.mark.spark
@pytest.mark.measured
@pytest.mark.parametrize("seed", seeds(4))
def test_spark_gives_what_sheets_give(seed: int, tmp_path: Path, spark: str) -> None:
    same(seed, tmp_path, lambda tables: in_spark(tables, tmp_path, spark))


@pytest.mark.soak
@pytest.mark.parametrize("keeper", [duckdb_file, parquet_files, csv_files])
@pytest.mark.parametrize("seed", range(ALL))
def test_files_give_what_sheets_give(
    seed: int, keeper: Callable[[Mapping[str, pa.Table], Path], str], tmp_path: Path
) -> None:
    same(seed, tmp_path, lambda tables: keeper(tables, tmp_path))
