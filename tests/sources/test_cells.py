"""Rows of every odd kind give what the same rows in a sheet give: values of engines, blanks, names, units, days."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest

from core.intake import Connected
from core.model import Profile
from core.pipeline import judge, read
from core.rulebook import load
from tests.oracle import workbooks
from tests.oracle.labels import COLUMNS, SHEETS
from tests.sources.spaces import connected, in_one, judged

pytestmark = pytest.mark.slow

RESOURCES = ("name", "category", "subdomain", "operator_open", "high_quality", "volume", "start", "end")
PRODUCTS = ("name", "type", "scenario", "high_value", "enterprises_served", "external_enterprises", "start", "end")
ORGANISATIONS = (
    "name",
    "credit_code",
    "roles",
    "category",
    "is_sme",
    "public_service",
    "leading",
    "market_share",
    "start",
    "end",
)
OPENED, CLOSED = date(2026, 1, 10), date(2026, 3, 1)
#: Well-formed codes whose check character fits.
CODES = ("91440300000000001H", "91440300000000002L")
Row = tuple[Any, ...]


def resource(name: Any, volume: Any = 5, start: Any = OPENED, end: Any = None) -> Row:
    return name, "公共数据", "交通", "是", "是", volume, start, end


def product(name: Any, served: Any = 120, external: Any = 30) -> Row:
    return name, "数据应用", "拥堵治理", "是", served, external, OPENED, None


def organisation(name: Any, code: Any = None, start: Any = OPENED) -> Row:
    return name, code, "数据提供方", "企业", "是", "否", "否", 3, start, None


def labels(key: str, keys: Sequence[str]) -> list[str]:
    return [COLUMNS[key][each][0] for each in keys]


def book(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    author = workbooks.Author(2)
    author.english = False
    return workbooks.write_xlsxwriter({"基本信息": workbooks.basics(author), **sheets})


def cell(value: Any) -> Any:
    """A value as a sheet has it; a text that is a number is one there."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        return float(value)
    return (datetime.combine(value, datetime.min.time()), workbooks.DATE) if isinstance(value, date) else value


def in_a_sheet(key: str, head: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    """What a workbook with the rows in a sheet gives."""
    return judged(book({SHEETS[key][0]: [list(head), *([cell(each) for each in row] for row in rows)]}), {})


def in_a_file(
    folder: Path, key: str, head: Sequence[str], rows: Sequence[Row], **types: str
) -> Mapping[str, Connected]:
    """The rows in a DuckDB table, columns of text but for `types`, by their header."""
    with duckdb.connect(str(folder / "space.duckdb")) as database:
        columns = ", ".join(f'"{each}" {types.get(each, "VARCHAR")}' for each in head)
        database.execute(f"CREATE TABLE given ({columns})")
        database.executemany(f"INSERT INTO given VALUES ({', '.join('?' * len(head))})", [list(row) for row in rows])
    return connected(in_one("duckdb://space.duckdb", {key: 'table = "given"'}), folder)


def in_csv(folder: Path, key: str, head: Sequence[str], rows: Sequence[Row]) -> Mapping[str, Connected]:
    with (folder / "given.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return connected(in_one("csv://given.csv", {key: ""}), folder)


def same(found: Mapping[str, Connected], key: str, head: Sequence[str], rows: Sequence[Row]) -> bool:
    assert [problem.code for each in found.values() for problem in each.problems] == []
    return judged(book({}), found) == in_a_sheet(key, head, rows)


def grid_of(found: Mapping[str, Connected]) -> list[list[Any]]:
    (only,) = found.values()
    assert only.grid is not None, only.problems
    return [only.grid.row(number) for number in range(1, only.grid.height)]


def why(found: Mapping[str, Connected]) -> str:
    (only,) = found.values()
    return str(only.problems[0].details["kind"])


# --- values of engines ----------------------------------------------------------------------


@pytest.mark.parametrize("of", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
def test_days_that_there_are_not_are_the_nearest_that_there_are(of: str, tmp_path: Path) -> None:
    days = ", ".join(f"({of} '{day}')" for day in ("infinity", "-infinity", "0044-03-15 (BC)", "2026-01-31"))
    query = f"SELECT 'a' AS 名称, day AS 上线日期, day AS 下线日期 FROM (VALUES {days}) given(day)"
    duckdb.connect(str(tmp_path / "space.duckdb")).close()
    found = grid_of(connected(in_one("duckdb://space.duckdb", {"products": f'query = "{query}"'}), tmp_path))
    first, plain = "0001-01-01", "2026-01-01"
    assert {tuple(row[1:]) for row in found} == {("9999-12-31", ""), (first, first), (plain, plain)}


def test_an_end_without_end_is_open(tmp_path: Path) -> None:
    head, rows = labels("resources", RESOURCES), [resource(f"资源{n}", end="infinity") for n in range(4)]
    found = in_a_file(tmp_path, "resources", head, rows, 开放日期="DATE", 下架日期="DATE", 数据量="DOUBLE")
    assert same(found, "resources", head, [resource(f"资源{n}") for n in range(4)])


def test_a_moment_is_the_day_in_china_wherever_the_machine_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    head, moment = labels("resources", RESOURCES), "2026-01-31 20:00:00+00"
    found = in_a_file(tmp_path, "resources", head, [resource("资源", start=moment)], 开放日期="TIMESTAMPTZ")
    assert grid_of(found)[0][head.index("开放日期")] == "2026-02-01"


def test_a_real_is_the_decimal_that_was_meant(tmp_path: Path) -> None:
    head, rows = labels("resources", RESOURCES), [resource(f"资源{n}", 3.34) for n in range(30)]
    found = in_a_file(tmp_path, "resources", head, [*rows, resource("空", "nan")], 数据量="REAL")
    assert same(found, "resources", head, [*rows, resource("空", None)])


def test_places_beyond_those_that_are_summed_exactly_are_not_lost(tmp_path: Path) -> None:
    head, rows = labels("resources", RESOURCES), [resource(f"资源{n}", 0.1234567) for n in range(3)]
    assert same(in_a_file(tmp_path, "resources", head, rows, 数据量="DOUBLE"), "resources", head, rows)


@pytest.mark.parametrize("of", ["BIGINT", "DOUBLE", "DECIMAL(18, 6)"])
def test_a_name_that_is_a_number_is_a_name(of: str, tmp_path: Path) -> None:
    head, rows = labels("products", PRODUCTS), [product(n % 3 + 1) for n in range(6)]
    found = in_a_file(tmp_path, "products", head, rows, 名称=of)
    texts = [(str(name), *others) for name, *others in rows]
    assert same(found, "products", head, texts)


# --- blanks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\n", "\u00a0", "\u200b", "\u2003", "\ufeff", "\u3000\t"])
def test_white_space_is_a_blank(blank: str, tmp_path: Path) -> None:
    head = labels("organisations", ORGANISATIONS)
    rows = [
        organisation(blank, blank),
        organisation("甲公司", blank),
        organisation("乙公司", CODES[0]),
        (blank,) * len(head),
    ]
    wanted = [tuple(None if each == blank else each for each in row) for row in rows]
    assert same(in_a_file(tmp_path, "organisations", head, rows), "organisations", head, wanted)


def test_blank_lines_of_a_csv_are_no_rows(tmp_path: Path) -> None:
    head, rows = labels("products", PRODUCTS), [product("甲"), ("",) * len(PRODUCTS), product("乙")]
    found = in_csv(tmp_path, "products", head, rows)
    assert same(found, "products", head, [rows[0], rows[2]])
    assert sum(found["products"].table.weights.values()) == 2  # type: ignore[union-attr]


# --- columns --------------------------------------------------------------------------------


@pytest.mark.parametrize("volumes", [(5, 2.5), (2.5, 5)])
def test_parquet_files_whose_columns_differ_are_one_table(volumes: tuple[float, float], tmp_path: Path) -> None:
    for name, volume in zip(("a", "b"), volumes, strict=True):
        table = {"数据资源名称": [name], "数据量": [volume], "开放日期": [OPENED]}
        more = {"数据类别": ["公共数据"]} if name == "b" else {}
        pyarrow.parquet.write_table(pa.table(more | table), tmp_path / f"{name}.parquet")
    found = connected(in_one("parquet://*.parquet", {"resources": ""}), tmp_path)
    head = labels("resources", ("name", "category", "volume", "start"))
    rows = [
        (name, "公共数据" if name == "b" else None, volume, OPENED) for name, volume in zip("ab", volumes, strict=True)
    ]
    assert same(found, "resources", head, rows)


def test_two_columns_for_one_are_named(tmp_path: Path) -> None:
    found = in_a_file(
        tmp_path, "resources", ["数据资源名称", "数据量", "Open volume", "Volume"], [("甲", "1", "2", "3")]
    )
    details = found["resources"].problems[0].details
    assert (details["kind"], details["name"], details["other"]) == ("column_twice", "数据量", "Volume")


def test_two_columns_of_one_name_in_a_query_are_named(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "space.duckdb")).close()
    source = "query = \"SELECT '甲' AS 名称, 1 AS 服务企业数, 2 AS 服务企业数\""
    assert why(connected(in_one("duckdb://space.duckdb", {"products": source}), tmp_path)) == "column_twice"


def test_the_one_of_two_columns_that_the_file_names_is_taken(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "space.duckdb")) as database:
        database.execute("CREATE TABLE given AS SELECT '甲' AS 名称, '数据集' AS 类型, '其他' AS Type")
    source = 'table = "given"\ncolumns = { "类型" = "Type" }'
    found = connected(in_one("duckdb://space.duckdb", {"products": source}), tmp_path)
    assert grid_of(found) == [["qz0", "其他"]]


@pytest.mark.parametrize("unit", ["MB", "PB"])
def test_a_unit_in_a_header_is_one_of_the_column(unit: str, tmp_path: Path) -> None:
    head = labels("resources", RESOURCES)
    head[5] = f"数据量（{unit}）"
    rows = [resource(f"资源{n}", 5) for n in range(4)]
    assert same(in_a_file(tmp_path, "resources", head, rows, **{head[5]: "DOUBLE"}), "resources", head, rows)


def test_a_header_that_multiplies_figures_refuses_its_table(tmp_path: Path) -> None:
    head = labels("products", PRODUCTS)
    head[4] = f"{head[4]}（百家）"
    assert why(in_a_file(tmp_path, "products", head, [product("甲")])) == "unit_factor"


# --- rows that are another to the sheet's reader --------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10", "2026/3/1"),
        ("2026年3月10日", "2026-03-01"),
        ("2026-03-10", "2026-03-01"),
        ("2025/9/5", "2025/10/1"),
    ],
)
def test_a_row_that_ends_before_it_begins_in_whatever_form(start: str, end: str, tmp_path: Path) -> None:
    head = labels("resources", RESOURCES)
    rows = [resource("甲"), resource("反", start=start, end=end)]
    assert same(in_a_file(tmp_path, "resources", head, rows), "resources", head, rows)


@pytest.mark.parametrize("name", ["A公司", "某国企", "某某公司", "X企业", "ＡＢＣ公司", "示例企业", "待定"])
def test_names_of_nobody_are_rows_as_in_a_sheet(name: str, tmp_path: Path) -> None:
    head = labels("organisations", ORGANISATIONS)
    rows = [organisation(name), organisation(name, CODES[0]), organisation("海川部件有限公司", CODES[1])]
    assert same(in_a_file(tmp_path, "organisations", head, rows), "organisations", head, rows)


@pytest.mark.parametrize("odd", [3, 40])
def test_names_that_are_repeated_are_counted_however_many_are_odd(odd: int, tmp_path: Path) -> None:
    names = [
        *(f"数据_{n}" for n in range(odd)),
        "ＡＢＣ",
        "abc",
        "甲（一）",
        "甲(一)",
        "数据_1",
        "Data",
        "data",
        "同上",
        "无",
    ]
    head, rows = labels("products", PRODUCTS), [product(name) for name in [*names, None]]
    found = in_a_file(tmp_path, "products", head, rows)
    assert found["products"].repeated == 4  # abc, 甲(一), 数据_1, data
    assert same(found, "products", head, rows)


def test_nan_in_a_parquet_file_is_a_blank_whatever_the_statistics_of_its_column_say(tmp_path: Path) -> None:
    """They leave NaN out, so that all would be below a number that is above the largest."""
    head, rows = labels("resources", RESOURCES), [resource(f"资源{n}", n % 3 + 1.5) for n in range(30)]
    volumes = [*(row[5] for row in rows), float("nan")]
    columns = zip(head, zip(*rows, resource("空", None), strict=True), strict=True)
    table = pa.table({each: volumes if each == "数据量" else list(values) for each, values in columns})
    pyarrow.parquet.write_table(table, tmp_path / "given.parquet")
    found = connected(in_one("parquet://given.parquet", {"resources": ""}), tmp_path)
    assert same(found, "resources", head, [*rows, resource("空", None)])


@pytest.mark.parametrize("code", ["91440300000000001J", "91440300", "无", "9144030000 0000001H", CODES[0].lower()])
def test_codes_that_do_not_fit_are_rows_as_in_a_sheet(code: str, tmp_path: Path) -> None:
    head = labels("organisations", ORGANISATIONS)
    rows = [organisation("海川部件有限公司", code), organisation("海川部件", code), organisation("江南纺织", CODES[0])]
    assert same(in_a_file(tmp_path, "organisations", head, rows), "organisations", head, rows)


@pytest.mark.parametrize("large", [1e9, 2.5e12, 9e14, 1e15])
def test_figures_beyond_a_billion_stand_out_as_in_a_sheet(large: float, tmp_path: Path) -> None:
    head = labels("resources", RESOURCES)
    rows = [*(resource(f"资源{n}", 1.0) for n in range(30)), resource("大", large), resource("大二", large / 2)]
    assert same(in_a_file(tmp_path, "resources", head, rows, 数据量="DOUBLE"), "resources", head, rows)


@pytest.mark.parametrize(
    ("served", "external"), [("１50", "200"), ("100", "约200"), ("9999999999", "20"), (None, "20")]
)
def test_a_part_beside_a_whole_that_is_not_plain(served: str | None, external: str, tmp_path: Path) -> None:
    head, rows = labels("products", PRODUCTS), [product("甲", served, external), product("乙", "120", "30")]
    assert same(in_a_file(tmp_path, "products", head, rows), "products", head, rows)


# --- another notice -------------------------------------------------------------------------


def test_tables_that_were_read_are_judged_under_any_shipped_notice(tmp_path: Path) -> None:
    head = labels("products", PRODUCTS)
    rows = [product(f"产品{n}", served, served // 3) for n, served in enumerate((45, 60, 90, 120, 150, 210, 250))]
    types = dict.fromkeys((head[4], head[5]), "BIGINT")
    tables = in_a_file(tmp_path, "products", head, rows, **types)
    sheet = book({SHEETS["products"][0]: [head, *([cell(each) for each in row] for row in rows)]})
    rehearsal = load("rehearsal-2026")

    def values(raw: bytes, found: Mapping[str, Connected], profile: Profile) -> list[Any]:
        a = judge(read(raw, rehearsal, connected=found), rehearsal, profile)
        return [(each.criterion.id, each.outcome, each.value) for each in a.findings]

    for profile in Profile:
        assert values(book({}), tables, profile) == values(sheet, {}, profile)
