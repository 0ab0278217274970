"""The tests' own servers answer; what the product makes of them is in the files beside this one."""

from __future__ import annotations

import adbc_driver_postgresql.dbapi as adbc
import narwhals as nw
import pytest


@pytest.mark.engines
def test_postgresql_streams_arrow_batches(postgres: str) -> None:
    with adbc.connect(postgres) as connection, connection.cursor() as cursor:
        cursor.execute("select n, n::text as word from generate_series(1, 3) as n")
        table = cursor.fetch_record_batch().read_all()
    assert table.to_pydict() == {"n": [1, 2, 3], "word": ["1", "2", "3"]}


@pytest.mark.spark
def test_spark_connect_groups_through_narwhals(spark: str) -> None:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(spark).getOrCreate()
    frame = nw.from_native(session.sql("select id % 2 as odd from range(5)"))
    counted = frame.group_by("odd").agg(nw.len().alias("rows")).sort("odd").collect("pyarrow")
    assert counted.to_dict(as_series=False) == {"odd": [0, 1], "rows": [3, 2]}
