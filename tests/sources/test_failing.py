"""A source that cannot be read is one sentence, within its time; the rest is judged, and no password is shown."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from adbc_driver_postgresql import dbapi

from core.documents.consequences import Consequences
from core.intake import Connected
from core.model import Outcome, Reason
from core.pipeline import judge, read
from core.printers.problems import ProblemPrinter
from core.rulebook import load as rulebook
from core.sources import Limits, load
from core.sources.reading import connect
from core.sources.spark import Spark
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.sources.spaces import NOW, in_one, space

pytestmark = pytest.mark.slow

CSV = '[connections.files]\nurl = "csv://*.csv"\n[sources.products]\nconnection = "files"'
PRODUCTS = {"名称": ["甲"], "类型": ["数据集"], "上线日期": [date(2026, 1, 1)]}


def read_with(toml: str, folder: Path, limits: Limits | None = None) -> Connected:
    """The one source of a sources.toml."""
    file = folder / "sources.toml"
    file.write_text(toml, "utf-8")
    (found,) = connect(load(file, rulebook()), [rulebook()], lambda: NOW, limits).values()
    return found


def kind(toml: str, folder: Path, limits: Limits | None = None) -> str:
    """Why it could not be read; the sentence about it shows no address."""
    (problem,) = read_with(toml, folder, limits).problems
    sentences = [ProblemPrinter(language, rulebook()).row(problem).sentence for language in ("zh", "en")]
    assert not any(re.search(r"hush|://|127\.0\.0\.1|duckdb:", each) for each in sentences), sentences
    return str(problem.details["kind"])


def duck(folder: Path, source: str = 'table = "products"', **columns: list[object]) -> str:
    with duckdb.connect(str(folder / "space.duckdb")) as database:
        database.register("given", pa.table({**PRODUCTS, **columns}))
        database.execute("CREATE TABLE products AS SELECT * FROM given")
    return in_one("duckdb://space.duckdb", {"products": source})


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    assert kind(duck(tmp_path, 'table = "nowhere"'), tmp_path) == "no_table"


def test_whatever_breaks_a_table_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr("core.sources.groups.grouped", broken)
    assert kind(duck(tmp_path), tmp_path) == "broken"


def test_a_query_names_a_column_that_is_not_there(tmp_path: Path) -> None:
    assert kind(duck(tmp_path, 'query = "SELECT scene AS 名称 FROM products"'), tmp_path) == "query_column"


def test_a_query_may_end_in_a_comment(tmp_path: Path) -> None:
    found = read_with(duck(tmp_path, 'query = "SELECT * FROM products -- all of it"'), tmp_path)
    assert (found.problems, found.table is None) == ((), False)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    assert kind(duck(tmp_path, 'table = "products"\ncolumns = { "场景类别" = "scene" }'), tmp_path) == "no_column"


def test_a_column_of_a_type_that_no_cell_has_is_left_out(tmp_path: Path) -> None:
    toml = duck(tmp_path, 场景类别=[["物流", "金融"]])
    assert kind(toml, tmp_path) == "wrong_type"
    found = read_with(toml, tmp_path)
    assert found.table is not None
    assert sorted(found.table.columns) == ["name", "start", "type"]


@pytest.mark.parametrize("value", ["['甲']", "'x'::BLOB"])
def test_a_column_without_which_rows_would_be_others_refuses_its_table(value: str, tmp_path: Path) -> None:
    source = f'query = "SELECT 名称, 上线日期, {value} AS 下线日期 FROM products"'
    assert kind(duck(tmp_path, source), tmp_path) == "wrong_type"


@pytest.mark.parametrize(
    ("head", "value", "cell"),
    [
        ("类型", "NULL", ""),
        ("类型", "'数据集'::ENUM('数据集', '其他')", "数据集"),
        ("名称", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID", "qz0"),
        ("服务企业数", "7::HUGEINT", 0.0),
        ("服务企业数", "120::UTINYINT", 100.0),
        ("服务企业数", "7.0::DOUBLE", 0.0),
        ("服务企业数", "7.5::DOUBLE", 7.5),
        ("服务企业数", "'NaN'::DOUBLE", ""),
        ("服务企业数", "120::DECIMAL(38, 10)", 100.0),
        ("是否高价值", "TRUE", True),
        ("是否高价值", "1", 1.0),
        ("上线日期", "TIMESTAMP '2026-01-31 10:00'", "2026-01-01"),
        ("上线日期", "TIMESTAMP_NS '2026-01-31 10:00'", "2026-01-01"),
        ("上线日期", "TIMESTAMPTZ '2026-01-15 10:00Z'", "2026-01-01"),
        ("上线日期", "DATE '1999-01-31'", "1999-01-31"),
    ],
)
def test_a_value_of_each_type_is_a_cell(head: str, value: str, cell: object, tmp_path: Path) -> None:
    found = read_with(duck(tmp_path, f'query = "SELECT 1 AS 场景类别, {value} AS {head}"'), tmp_path)
    assert found.grid is not None
    column = next(each for each in found.grid.columns if each.values[0] == head)
    assert (found.problems, column.values[int(column.codes[1])]) == ((), cell)


def test_a_csv_that_begins_with_a_blank_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n名称,类型\n甲,数据集\n", "utf-8")
    assert kind(CSV, tmp_path) == "no_header"


def test_a_table_without_a_column_of_the_template(tmp_path: Path) -> None:
    assert kind(duck(tmp_path, 'query = "SELECT 1 AS one"'), tmp_path) == "no_columns"


@pytest.mark.parametrize(
    "query", ["DROP TABLE products", "SELECT 1; SELECT 2", "COPY products TO 'out.csv'", "SELEC 1"]
)
def test_what_is_not_one_query(query: str, tmp_path: Path) -> None:
    assert kind(duck(tmp_path, f'query = "{query}"'), tmp_path) == "statement"


def test_a_database_file_is_only_read(tmp_path: Path) -> None:
    found = read_with(duck(tmp_path, "query = \"SELECT * FROM read_csv('/etc/hostname')\""), tmp_path)
    assert [each.details["kind"] for each in found.problems] == ["statement"]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    toml = '[connections.files]\nurl = "parquet://*.parquet"\n[sources.products]\nconnection = "files"'
    assert kind(toml, tmp_path) == "no_file"


@pytest.mark.parametrize(
    "raw",
    [
        '"名称\n（选填）","类型"\r\n"甲,乙",数据集\r\n\r\n'.encode("utf-8-sig"),
        "名称;类型\r\n甲;数据集\r\n".encode("gb18030"),
        "名称\t类型\n甲\t数据集\n".encode("utf-16"),
        "名称,类型\n甲,数据集".encode(),
    ],
)
def test_csv_files_as_programs_write_them(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_bytes(raw)
    found = read_with(CSV, tmp_path)
    assert found.table is not None
    assert (found.table.rows, sorted(found.table.columns)) == (1, ["name", "type"])


@pytest.mark.parametrize(
    ("raw", "why"),
    [("名称,类型\n甲\n".encode(), "csv_uneven"), ("名称,类型\n甲,".encode() + b"\xff\xff\xff\n", "csv_encoding")],
)
def test_csv_files_that_cannot_be_read(raw: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_bytes(raw)
    assert kind(CSV, tmp_path) == why


def test_csv_files_of_different_headers(tmp_path: Path) -> None:
    for name, head in (("a", "名称,类型"), ("b", "名称,场景类别")):
        (tmp_path / f"{name}.csv").write_text(f"{head}\n甲,乙\n", "utf-8")
    assert kind(CSV, tmp_path) == "csv_headers"


def test_a_query_that_never_ends(tmp_path: Path) -> None:
    query = "SELECT 'x' || a.range AS 名称, b.range FROM range(100000000) a, range(100000000) b ORDER BY 2"
    toml = duck(tmp_path, f'query = "{query}"').replace("[sources", "seconds = 1\n[sources", 1)
    begun = time.monotonic()
    assert kind(toml, tmp_path) == "too_slow"
    assert time.monotonic() - begun < 10


def test_more_groups_than_may_come_back(tmp_path: Path) -> None:
    names = [f"场景{number}" for number in range(30)]
    pyarrow.parquet.write_table(pa.table({"名称": names, "应用场景": names}), tmp_path / "products.parquet")
    toml = '[connections.files]\nurl = "parquet://products.parquet"\n[sources.products]\nconnection = "files"'
    assert kind(toml, tmp_path, Limits(groups=20)) == "too_many"


def test_the_rest_is_judged(tmp_path: Path) -> None:
    made = space(0)
    found = read_with(duck(tmp_path, 'table = "nowhere"'), tmp_path)
    submission = read(made.whole, connected={"products": found})
    judged = judge(submission)
    assert "products" not in submission.ledgers
    (failed,) = (each for each in judged.problems if each.code == "source_failed")
    by_it = [f for f in judged.findings if f.reason is Reason.SOURCE_FAILED]
    assert by_it
    assert {f.outcome for f in by_it} == {Outcome.NO_DATA}
    assert {f.criterion.id for f in by_it} <= {*Consequences(judged).of(failed).now}


def test_a_scored_workbook_links_to_no_table_that_failed_and_is_proven_with_the_same_failure(tmp_path: Path) -> None:
    rest, sources = space(0).rest, {"products": read_with(duck(tmp_path, 'table = "nowhere"'), tmp_path)}
    scored = scored_workbook(rest, judge(read(rest, connected=sources)), "zh")
    sheets = openpyxl.load_workbook(io.BytesIO(scored))
    links = [
        cell.hyperlink.location or "" for page in sheets for row in page.iter_rows() for cell in row if cell.hyperlink
    ]
    assert [link for link in links if "nowhere" in link] == []
    assert any("nowhere" in str(cell.value) for row in sheets["数据问题"].iter_rows() for cell in row)
    assert verify(scored, connected=sources) == ()


def test_a_sheet_beside_its_table_is_asked_about(tmp_path: Path) -> None:
    made = next(one for one in map(space, range(9)) if one.tables.get("products") and one.tables["products"].num_rows)
    submission = read(made.whole, connected={"products": read_with(duck(tmp_path), tmp_path)})
    (asked,) = (each for each in submission.problems if each.code == "source_and_sheet")
    assert asked.details["count"] == made.tables["products"].num_rows


def test_no_plain_row_leaves_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.sources.duck import Duck

    fetched, fetch = [], Duck.fetch

    def counted(self: Duck, *asked: object) -> pa.Table:
        table = fetch(self, *asked)  # type: ignore[arg-type]
        fetched.append(table.num_rows)
        return table

    monkeypatch.setattr(Duck, "fetch", counted)
    rows = 20_000
    table = {
        "名称": [f"物流数据产品{number}" for number in range(rows)],
        "类型": ["数据集", "数据应用"] * (rows // 2),
        "场景类别": [f"场景{number % 12}" for number in range(rows)],
        "服务企业数": [number % 300 for number in range(rows)],
        "上线日期": [date(2026, number % 6 + 1, number % 28 + 1) for number in range(rows)],
    }
    pyarrow.parquet.write_table(pa.table(table), tmp_path / "products.parquet")
    toml = '[connections.files]\nurl = "parquet://products.parquet"\n[sources.products]\nconnection = "files"'
    found = read_with(toml, tmp_path)
    assert found.table is not None
    assert (found.table.rows, sum(fetched) < 200, sum(found.table.weights.values())) == (rows, True, rows)


# --- PostgreSQL -----------------------------------------------------------------------------


@pytest.fixture
def schema(postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema with a table of products, and a reader who has a right to it alone."""
    name = "s" + re.sub(r"\W", "", request.node.name)[:40].lower()
    with dbapi.connect(postgres, autocommit=True) as server, server.cursor() as cursor:
        for statement in (
            f"CREATE SCHEMA {name}",
            f"CREATE TABLE {name}.products AS SELECT '产品'||n AS \"名称\", '数据集' AS \"类型\","
            " date '2026-01-01' + n % 90 AS \"上线日期\", n::numeric(12,2) AS volume FROM generate_series(1, 5000) n",
            f"CREATE TABLE {name}.hidden AS SELECT 1 AS one",
            f"CREATE VIEW {name}.endless AS SELECT 'x' AS \"名称\" FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b",
            f"CREATE ROLE {name} LOGIN PASSWORD 'hush'",
            f"GRANT USAGE ON SCHEMA {name} TO {name}",
            f"GRANT SELECT ON {name}.products, {name}.endless TO {name}",
        ):
            cursor.execute(statement)
        yield name
        cursor.execute(f"DROP SCHEMA {name} CASCADE")
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


def served(postgres: str, schema: str, table: str, seconds: int = 30) -> str:
    address = postgres.replace("postgres@", f"{schema}:hush@")
    toml = in_one(address, {"products": f'table = "{schema}.{table}"'})
    return toml.replace("[sources", f"seconds = {seconds}\n[sources", 1)


@pytest.mark.engines
def test_a_table_of_postgresql_is_read(postgres: str, schema: str, tmp_path: Path) -> None:
    found = read_with(served(postgres, schema, "products"), tmp_path)
    assert found.table is not None
    assert (found.problems, found.table.rows, len(found.table.weights) < 10) == ((), 5000, True)


@pytest.mark.engines
@pytest.mark.parametrize(("table", "why"), [("nowhere", "no_table"), ("hidden", "no_right"), ("endless", "too_slow")])
def test_postgresql_says_why(table: str, why: str, postgres: str, schema: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    assert kind(served(postgres, schema, table, seconds=2), tmp_path) == why
    assert time.monotonic() - begun < 10


@pytest.mark.engines
@pytest.mark.parametrize("query", ["DELETE FROM {}.products RETURNING *", "SELECT 1) x; DROP TABLE {}.products; --"])
def test_postgresql_is_only_read(query: str, postgres: str, schema: str, tmp_path: Path) -> None:
    toml = in_one(postgres, {"products": f'query = "{query.format(schema)}"'})
    assert kind(toml, tmp_path) == "statement"
    assert read_with(in_one(postgres, {"products": f'table = "{schema}.products"'}), tmp_path).table is not None


@pytest.mark.engines
def test_a_server_that_goes_in_the_middle_is_said_to(postgres: str, schema: str, tmp_path: Path) -> None:
    def ended() -> None:
        time.sleep(1)
        with dbapi.connect(postgres, autocommit=True) as server, server.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{schema}'")

    thread = threading.Thread(target=ended)
    thread.start()
    assert kind(served(postgres, schema, "endless"), tmp_path) == "lost"
    thread.join()


@pytest.mark.engines
def test_no_server_at_all_is_said_to_be_unreachable(tmp_path: Path) -> None:
    assert (
        kind(in_one("postgresql://reader:hush@127.0.0.1:1/space", {"products": 'table = "t"'}), tmp_path)
        == "unreachable"
    )


@pytest.mark.engines
def test_days_that_there_are_not_are_the_nearest_that_there_are(postgres: str, tmp_path: Path) -> None:
    days = "('infinity'::date), ('-infinity'), ('0044-03-15 BC'), ('2026-01-31')"
    query = f"SELECT 'a' AS 名称, day AS 上线日期, day AS 下线日期 FROM (VALUES {days}) given(day)"
    grid = read_with(in_one(postgres, {"products": f'query = "{query}"'}), tmp_path).grid
    assert grid is not None
    rows = {tuple(grid.row(number)[1:]) for number in range(1, grid.height)}
    first, plain = "0001-01-01", "2026-01-01"
    assert rows == {("9999-12-31", ""), (first, first), (plain, plain)}


@pytest.mark.engines
def test_a_query_of_postgresql_that_divides_by_zero_is_said_to(postgres: str, tmp_path: Path) -> None:
    query = "SELECT 'a' AS 名称, 1 / (900 - n) AS 服务企业数 FROM generate_series(1, 100000) n"
    assert kind(in_one(postgres, {"products": f'query = "{query}"'}), tmp_path) == "conversion"


@pytest.mark.engines
def test_a_moment_of_postgresql_is_the_day_in_china(postgres: str, tmp_path: Path) -> None:
    query = "SELECT 'a' AS 名称, timestamptz '2026-01-31 20:00Z' AS 上线日期, 'NaN'::numeric AS 服务企业数 -- of a day"
    grid = read_with(in_one(postgres, {"products": f'query = "{query}"'}), tmp_path).grid
    assert grid is not None
    assert grid.row(1)[1:] == ["", "2026-02-01"]


def test_an_error_of_spark_that_means_a_lost_server_is_known_by_its_name_or_by_its_words() -> None:
    class SparkConnectGrpcException(Exception):
        pass

    engine = object.__new__(Spark)  # whose session would take a server
    engine._reached = True
    errors = SparkConnectGrpcException("of whatever kind"), OSError("StatusCode.UNAVAILABLE"), OSError("disk full")
    assert [engine._kind(each) for each in errors] == ["lost", "lost", "broken"]
