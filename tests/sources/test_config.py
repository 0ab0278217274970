"""sources.toml is read strictly: every slip is a line that names the file and what is allowed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import SourcesError
from core.rulebook import load as rulebook
from core.sources import Source, load
from core.sources.config import Connection

GOOD = """
[connections.warehouse]
url = "duckdb://space.duckdb"
[sources.organisations]
connection = "warehouse"
table = "dataspace.organisations"
[sources.organisations.columns]
"主体名称" = "org_name"
"Joined on" = "joined_on"
"""


def loaded(toml: str, folder: Path) -> tuple[Source, ...]:
    file = folder / "sources.toml"
    file.write_text(toml, "utf-8")
    return load(file, rulebook())


def slips(toml: str, folder: Path) -> list[str]:
    with pytest.raises(SourcesError) as refused:
        loaded(toml, folder)
    return list(refused.value.slips)


def test_headers_of_both_languages_name_columns(tmp_path: Path) -> None:
    (source,) = loaded(GOOD, tmp_path)
    assert (source.title, source.columns) == (
        "warehouse:dataspace.organisations",
        {"name": "org_name", "start": "joined_on"},
    )


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (source,) = loaded(GOOD, tmp_path)
    assert source.connection.path == f"{tmp_path}/space.duckdb"


def test_a_path_from_the_root_that_is_not_there_is_one_beside_the_file(tmp_path: Path) -> None:
    (source,) = loaded(GOOD.replace("duckdb://", "duckdb:///"), tmp_path)
    assert source.connection.path == f"{tmp_path}/space.duckdb"


def test_an_address_may_be_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TDS_WAREHOUSE_URL", "postgresql://reader:hush@db/space")
    (source,) = loaded(GOOD.replace("duckdb://space.duckdb", "env:TDS_WAREHOUSE_URL"), tmp_path)
    assert (source.connection.scheme, "hush" in repr(source)) == ("postgresql", False)


def test_a_variable_that_is_not_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TDS_WAREHOUSE_URL", raising=False)
    (first, *_) = slips(GOOD.replace("duckdb://space.duckdb", "env:TDS_WAREHOUSE_URL"), tmp_path)
    assert first == "sources.toml: connections.warehouse: the environment has no variable TDS_WAREHOUSE_URL"


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    found = slips(
        """
        colour = "red"
        [connections.files]
        url = "parquet://*.parquet"
        speed = 3
        [connections.odd]
        url = "mysql://db"
        [sources.members]
        connection = "files"
        [sources.organisations]
        connection = "files"
        table = "organisations"
        columns = { "主体" = "org" }
        [sources.products]
        connection = "nowhere"
        """,
        tmp_path,
    )
    begins = [
        "sources.toml: unknown key 'colour'; allowed: connections, sources",
        "sources.toml: connections.files: unknown key 'speed'; allowed: url, seconds",
        "sources.toml: connections.odd: url: expected an address; allowed: parquet://…",
        "sources.toml: unknown source 'members'; allowed: resources, products, organisations, daily, events",
        "sources.toml: sources.organisations: parquet files are one table: neither table nor query",
        "sources.toml: sources.organisations.columns: unknown header '主体'; allowed: 主体名称",
        "sources.toml: sources.products: connection: found 'nowhere'; allowed: files",
    ]
    assert [each[: len(begin)] for each, begin in zip(found, begins, strict=True)] == begins


@pytest.mark.parametrize(
    ("toml", "slip"),
    [
        ("colour", "sources.toml: not TOML"),
        ("", "sources.toml: no [sources.…]: nothing is connected"),
        ("sources = 3", "sources.toml: sources: expected tables such as [sources.name]"),
        (GOOD + '"Name of the organisation" = "other"', "sources.toml: sources.organisations.columns: 'Name of"),
        (GOOD.replace("table", "# table"), "sources.toml: sources.organisations: expected either table or query"),
        (
            GOOD.replace("[sources.organisations]", "seconds = 0\n[sources.organisations]", 1),
            "sources.toml: connections",
        ),
    ],
)
def test_a_slip_is_named(toml: str, slip: str, tmp_path: Path) -> None:
    assert slip in slips(toml, tmp_path)[0]


@pytest.mark.parametrize(
    ("was", "now", "slip"),
    [
        (
            '"warehouse"\n',
            '["warehouse"]\n',
            "sources.organisations: connection: found ['warehouse']; allowed: warehouse",
        ),
        ('"dataspace.organisations"', "5", "sources.organisations: table, query: expected text in quotation marks"),
        ('table = "dataspace.organisations"', "query = 5", "table, query: expected text in quotation marks"),
        ("[sources", "seconds = 1e400\n[sources", "seconds: expected a whole number from 1 to 86400, found inf"),
        ("[sources", "seconds = 99999999999\n[sources", "seconds: expected a whole number from 1 to 86400, found 99"),
    ],
)
def test_a_value_of_another_type_is_a_slip(was: str, now: str, slip: str, tmp_path: Path) -> None:
    (found,) = slips(GOOD.replace(was, now, 1), tmp_path)
    assert slip in found


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('url = "duckdb:', 'url = "mysql:'),
        ('url = "duckdb:', 'url = "env:postgresql:'),
        ('url = "duckdb:', '"postgresql://u:hush@h/d" = 1\nurl = "duckdb:'),
        ('url = "duckdb:', 'url = "postgresql://u:hush@h/d\nurl = "duckdb:'),
        ('connection = "warehouse"', 'connection = "postgresql://u:hush@h/d"'),
    ],
)
def test_no_slip_shows_an_address(was: str, now: str, tmp_path: Path) -> None:
    found = slips(GOOD.replace("space.duckdb", "u:hush@space").replace(was, now, 1), tmp_path)
    assert not any("hush" in each for each in found), found


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="there is no such file"):
        load(tmp_path / "sources.toml", rulebook())


def test_without_sources_no_engine_is_imported() -> None:
    heavy = "{'duckdb', 'adbc_driver_postgresql', 'adbc_driver_manager', 'pyspark'}"
    code = (
        f"import sys, core.cli.scoring, core.cli.workbooks, core.pipeline; sys.exit(bool({heavy} & {{*sys.modules}}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_two_queries_of_a_connection_have_names_of_their_own() -> None:
    warehouse = Connection("warehouse", "sc://host")
    titles = [Source(key, warehouse, query="SELECT 1").title for key in ("products", "resources")]
    assert titles == ["warehouse:query.products", "warehouse:query.resources"]
