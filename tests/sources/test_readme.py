"""“From a sheet to a cluster” in both READMEs: its file and its commands work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from core.cli import main
from tests.sources.spaces import space

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_commands_of_the_readme_run(readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = re.search(r"\[connections\.warehouse\].*?\n## ", (ROOT / readme).read_text("utf-8"), re.S)
    assert section is not None
    toml, commands = section[0].split("```")[0], re.findall(r"-m core (.*)", section[0])
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as database:
        database.execute("CREATE SCHEMA dataspace")
        database.execute(
            "CREATE TABLE dataspace.organisations AS SELECT '海川部件' AS org_name, '数据提供方' AS 角色,"
            " '企业' AS 主体类别, DATE '2026-01-05' AS joined_on"
        )
        database.execute(
            "CREATE TABLE logins AS SELECT 'u' || i % 7 AS uid, DATE '2026-01-05' AS day FROM range(20) t(i)"
        )
    (tmp_path / "sources.toml").write_text(toml, "utf-8")
    (tmp_path / "light.xlsx").write_bytes(space(1).rest)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        done = CliRunner().invoke(main, command.split())
        assert done.exit_code == 0, done.output
        assert "warehouse:" not in done.output  # no source failed
    assert [command.split()[0] for command in commands] == ["score", "verify"]
