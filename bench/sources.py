"""Ledgers where they live: rows → verdict, against what their engine needs for one plain count of the same columns.

`python -m bench.sources [PART…]`; parts: products, events, postgres, spark.  Rows are made anew in a temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from functools import partial
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import duckdb

from bench.meter import Spent, in_turns, milliseconds, peak, row
from core.pipeline import connect, judge, read, sources_of
from core.sources.duck import MEMORY
from tests.engines import servers

ROOT = Path(__file__).parents[1]
BOOK = (ROOT / "sample_data" / "sample_enterprise.xlsx").read_bytes()
MILLION = 1_000_000
#: MiB that one verdict may take at most, and how much more of it where the rows double.
MOST, DOUBLED = 2048, 1.2
#: A ledger as a platform keeps it: a name a row, few categories, two years of days.
PRODUCTS = """
SELECT '数据产品' || i AS "名称", (['数据集', 'API产品', '数据应用', '数据报告', '数据服务'])[1 + i % 5] AS "类型",
       '场景' || (i * 7 % 40) AS "场景类别", '应用' || (i * 11 % 400) AS "应用场景", i % 3 = 0 AS "是否高价值",
       (i * 13 % 300)::INTEGER AS "服务企业数", (i * 13 % 300 // 2)::INTEGER AS "其中外部企业数",
       DATE '2025-07-01' + (i % 360)::INTEGER AS "上线日期",
       CASE WHEN i % 50 = 0 THEN DATE '2026-07-01' + (i % 200)::INTEGER END AS "下线日期"
FROM range({rows}) AS numbers(i)
"""
EVENTS = """
SELECT (hash(i) % 400000)::INTEGER AS "用户", DATE '2025-07-01' + (i % 360)::INTEGER AS "日期" FROM range({rows}) AS numbers(i)
"""
COLUMNS = ", ".join(
    f'"{each}"' for each in ("类型", "场景类别", "应用场景", "是否高价值", "服务企业数", "其中外部企业数")
)
MONTHS = "date_trunc('month', \"上线日期\"), date_trunc('month', \"下线日期\")"
#: One grouping by hand of all columns that the verdict reads, and of all but the names, which are looked at in a scan alone.
GROUPED = f"SELECT {COLUMNS}, {MONTHS}, count(*) AS n FROM {{table}} GROUP BY ALL"
NAMED = GROUPED.replace("SELECT ", 'SELECT "名称", ')
DISTINCT = 'SELECT "日期", count(DISTINCT "用户") AS n FROM {table} GROUP BY ALL'
ALONE = "import sys; from bench.sources import verdict; from pathlib import Path; verdict(Path(sys.argv[1]))"


def verdict(toml: Path) -> None:
    """The workbook with the sources of a file, judged."""
    tables = connect(sources_of(toml, None), lambda: datetime(2026, 7, 1))
    if failed := [problem.details for table in tables.values() for problem in table.problems if table.grid is None]:
        raise RuntimeError(failed)
    judge(read(BOOK, connected=tables))


def sources(folder: Path, key: str, url: str, what: str = "") -> Path:
    file = folder / "sources.toml"
    text = f'[connections.rows]\nurl = "{url}"\n[sources.{key}]\nconnection = "rows"\n{what}\n'
    file.write_text(text, "utf-8")
    return file


def counted(query: str) -> None:
    """What DuckDB needs for a query with as much memory as it has from us; its groups are not fetched."""
    with duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": False}) as database:
        database.execute("SET enable_progress_bar = false")
        database.sql(f"SELECT count(*), sum(n) FROM ({query})").fetchall()


def slower(what: str, size: str, own: Spent, other: Spent, at_most: float | None) -> None:
    """How many times as long as the other, by the wall: a server's processor time is not ours."""
    ratio = own.wall / other.wall
    aim = ("", "") if at_most is None else (f"≤ {at_most:g} ×", "ok" if ratio <= at_most else "over")
    row(what, size, milliseconds(own.wall), milliseconds(other.wall), f"{ratio:.2f} ×", *aim)


def in_files(key: str, rows: int, made: str, others: dict[str, tuple[str, float | None]], folder: Path) -> None:
    """Parquet: time against plain queries, memory, and memory of twice the rows."""
    table, size = folder / "rows-1.parquet", f"{rows // MILLION} M"
    duckdb.sql(f"COPY ({made.format(rows=rows)}) TO '{table}' (FORMAT parquet)")
    toml = sources(folder, key, f"parquet://{folder}/rows-*.parquet")
    plain = {what: partial(counted, query.format(table=f"'{table}'")) for what, (query, _) in others.items()}
    found = in_turns({"ours": partial(verdict, toml), **plain}, 3)
    for what, (_, at_most) in others.items():
        slower(f"Parquet, {key} → verdict ÷ {what}", size, found["ours"], found[what], at_most)
    once = memory(f"peak memory, {key}", size, toml, MOST)
    (folder / "rows-2.parquet").hardlink_to(table)
    memory(f"peak memory, {key}, rows doubled", f"{2 * rows // MILLION} M", toml, DOUBLED * once)


def memory(what: str, size: str, toml: Path, at_most: float) -> float:
    _, resident = peak([sys.executable, "-c", ALONE, str(toml)], ROOT)
    word = "ok" if resident <= at_most else "over"
    row(what, size, f"{resident:,.0f} MB", "", "", f"≤ {at_most:,.0f} MB", word)
    return resident


def products(folder: Path) -> None:
    others: dict[str, tuple[str, float | None]] = {"grouped count": (NAMED, 3), "one without names": (GROUPED, None)}
    in_files("products", 10 * MILLION, PRODUCTS, others, folder)


def events(folder: Path) -> None:
    in_files("events", 100 * MILLION, EVENTS, {"distinct count a day": (DISTINCT, 1.5)}, folder)


def postgres(folder: Path) -> None:
    """Against a bare ADBC read of the same columns."""
    rows = 5 * MILLION
    with servers.postgres() as url:
        batches = duckdb.sql(PRODUCTS.format(rows=rows)).to_arrow_reader(100_000)
        with adbc.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest("products", batches, mode="create")
        columns = f'"名称", {COLUMNS}, "上线日期", "下线日期"'

        def bare() -> None:
            with adbc.connect(url) as connection, connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns} FROM products")
                for _ in cursor.fetch_record_batch():
                    pass

        toml = sources(folder, "products", url, 'table = "products"')
        found = in_turns({"ours": partial(verdict, toml), "other": bare}, 3)
        slower("PostgreSQL, products → verdict ÷ bare ADBC read", "5 M", found["ours"], found["other"], 2)
        memory("peak memory, PostgreSQL", "5 M", toml, MOST)


def spark(folder: Path) -> None:
    """Against the same grouping written by hand in Spark SQL, on the same local session, with names as they are compared.

    The hand neither looks for names that are none nor counts those that repeat one; ours does, and it is most of its time.
    """
    from core.sources.spark_local import local_session

    table = folder / "rows.parquet"
    duckdb.sql(f"COPY ({PRODUCTS.format(rows=4 * MILLION)}) TO '{table}' (FORMAT parquet)")
    toml = sources(folder, "products", "spark://local", f'query = "SELECT * FROM parquet.`{table}`"')
    session, _ = local_session()

    def by_hand(query: str) -> None:
        session.sql(query.replace('"', "`").format(table=f"parquet.`{table}`")).agg(
            {"*": "count", "n": "sum"}
        ).collect()

    compared = NAMED.replace('"名称",', "lower(replace(replace(`名称`, '（', '('), '）', ')')) AS name,")
    plain = {"grouping by hand": partial(by_hand, compared), "one without names": partial(by_hand, GROUPED)}
    calls = {"ours": partial(verdict, toml), **plain}
    in_turns(calls, 1)  # Java warms up
    found = in_turns(calls, 3)
    for (what, _), at_most in zip(plain.items(), (1.5, None), strict=True):
        slower(f"Spark local, products → verdict ÷ {what}", "4 M", found["ours"], found[what], at_most)


PARTS = {"products": products, "events": events, "postgres": postgres, "spark": spark}


def main(parts: list[str]) -> None:
    row("", "", "ours", "other", "wall", "aim")
    for part in parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
