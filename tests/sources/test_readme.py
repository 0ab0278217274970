"""“From a sheet to a cluster” in both READMEs: its file and its commands work as they stand, wherever the tables are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb
import pytest
from adbc_driver_postgresql import dbapi
from click.testing import CliRunner

from core.cli import main
from core.sources.config import SCHEMES, Connection
from tests.sources.spaces import space

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: The tables that the file names, in words that every engine knows.
MADE = (
    "CREATE SCHEMA dataspace",
    "CREATE TABLE dataspace.organisations AS SELECT '海川部件' AS org_name, '数据提供方' AS \"角色\","
    " '企业' AS \"主体类别\", DATE '2026-01-05' AS joined_on",
    "CREATE TABLE logins AS SELECT * FROM (VALUES ('u1', DATE '2026-01-05'), ('u2', DATE '2026-01-05')) AS own(uid, day)",
)
DROPPED = ("DROP TABLE logins", "DROP SCHEMA dataspace CASCADE")


@contextmanager
def in_duckdb(_: pytest.FixtureRequest) -> Iterator[str]:
    with duckdb.connect("warehouse.duckdb") as database:
        database.execute(";".join(MADE))
    yield "duckdb://warehouse.duckdb"


@contextmanager
def in_postgresql(request: pytest.FixtureRequest) -> Iterator[str]:
    url = request.getfixturevalue("postgres")
    with dbapi.connect(url, autocommit=True) as server, server.cursor() as cursor:
        for statement in MADE:
            cursor.execute(statement)
        yield url
        for statement in DROPPED:
            cursor.execute(statement)


@contextmanager
def in_spark(request: pytest.FixtureRequest) -> Iterator[str]:
    from core.sources.spark import Spark

    url = request.getfixturevalue("spark")
    cluster = Spark(Connection("cluster", url))
    for statement in MADE:
        cluster._session.sql(statement.replace('"', "`"))
    yield url
    for statement in DROPPED:
        cluster._session.sql(statement)
    cluster.close()


@pytest.mark.parametrize(
    ("readme", "keeper"),
    [
        ("README.md", in_duckdb),
        ("README.zh-CN.md", in_duckdb),
        pytest.param("README.md", in_postgresql, marks=pytest.mark.engines),
        pytest.param("README.md", in_spark, marks=pytest.mark.spark),
    ],
)
def test_the_commands_of_the_readme_run(
    readme: str,
    keeper: Callable[[pytest.FixtureRequest], AbstractContextManager[str]],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    section = re.search(r"\[connections\.warehouse\].*?\n## ", (ROOT / readme).read_text("utf-8"), re.S)
    assert section is not None
    toml, commands = section[0].split("```")[0], re.findall(r"-m core (.*)", section[0])
    assert {*re.findall(r"(\w+)://", toml)} <= {*SCHEMES}
    (tmp_path / "light.xlsx").write_bytes(space(1).rest)
    monkeypatch.chdir(tmp_path)
    with keeper(request) as url:
        assert toml.count('"duckdb://warehouse.duckdb"') == 1
        (tmp_path / "sources.toml").write_text(toml.replace("duckdb://warehouse.duckdb", url), "utf-8")
        for command in commands:
            done = CliRunner().invoke(main, command.split())
            assert done.exit_code == 0, done.output
            assert "warehouse:" not in done.output  # no source failed
    assert [command.split()[0] for command in commands] == ["score", "verify"]
