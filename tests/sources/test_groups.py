"""What is asked of single rows is known of a table too, though its rows are groups."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from core.model import Profile
from core.pipeline import judge, read
from core.printers.json import json_object
from tests.sources.spaces import connected, space

FILES = '[connections.files]\nurl = "parquet://{key}.parquet"\n[sources.{key}]\nconnection = "files"'


def problems(key: str, table: dict[str, Any], folder: Path, profile: Profile) -> dict[str, dict[str, Any]]:
    """The problems of a space with a table, by code."""
    pyarrow.parquet.write_table(pa.table(table), folder / f"{key}.parquet")
    submission = read(space(2).rest, connected=connected(FILES.format(key=key), folder))
    found = json_object(judge(submission, None, profile), "zh", "")["problems"]
    return {each["code"]: each for each in found if str(each["sheet"]).startswith("files")}


def resources(*volumes: Any) -> dict[str, Any]:
    rows = len(volumes)
    return {
        "数据资源名称": [f"气象观测数据{row}" for row in range(rows)],
        "数据类别": ["公共数据"] * rows,
        "数据量": list(volumes),
        "开放日期": [date(2025, 8, 1)] * rows,
    }


def test_volumes_that_are_one_group_do_not_stand_out(tmp_path: Path) -> None:
    rows = resources(*[2.0] * 3000)
    rows["开放日期"][:3] = [date(2025, month, 1) for month in (9, 10, 11)]
    assert "volume_stands_out" not in problems("resources", rows, tmp_path, Profile.CITY)


def test_a_volume_among_thousands_stands_out(tmp_path: Path) -> None:
    found = problems("resources", resources(*[2.0] * 200, 2_000_000.0), tmp_path, Profile.CITY)
    assert "volume_stands_out" in found


@pytest.mark.parametrize("rows", [1, 7, 700])
def test_a_problem_says_how_many_rows_it_is_about(rows: int, tmp_path: Path) -> None:
    table = resources(*["2.5"] * 50, *["约200"] * rows)
    found = problems("resources", table, tmp_path, Profile.CITY)["unreadable"]
    assert (found["sheet"], found["cell"]) == ("files", None)
    assert f"约200（{rows}行：气象观测数据" in found["found"]


def test_rows_that_start_later_are_counted_one_by_one(tmp_path: Path) -> None:
    table = resources(*[2.5] * 90)
    table["开放日期"][:40] = [date(2029, month % 12 + 1, 5) for month in range(40)]
    assert "40" in problems("resources", table, tmp_path, Profile.CITY)["starts_later"]["found"]


def test_equal_names_are_counted_in_the_engine(tmp_path: Path) -> None:
    table = resources(*[2.5] * 90)
    table["数据资源名称"][:5] = ["ＡＢＣ数据", "abc数据", "气象观测数据9", "气象观测数据9 ", "合计"]
    assert problems("resources", table, tmp_path, Profile.CITY)["equal_names"]["found"].startswith("3行")


def test_equal_names_among_many_odd_ones_are_counted_too(tmp_path: Path) -> None:
    table = resources(*[2.5] * 90)
    table["数据资源名称"][:23] = [*(f"数据：{row}" for row in range(20)), "数据：3", "数据:3", "气象观测数据50 "]
    assert problems("resources", table, tmp_path, Profile.CITY)["equal_names"]["found"].startswith("3行")
