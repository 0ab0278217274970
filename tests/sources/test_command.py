"""`--sources` on the command line: a file that cannot be used is wrong usage, tables are read once and for every workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import core.pipeline
from core.cli import main
from tests.sources.spaces import duckdb_file, space

pytestmark = pytest.mark.slow

SEED = 3


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A space as a workbook with its ledgers, one without, and a sources.toml."""
    made = space(SEED)
    (tmp_path / "sources.toml").write_text(duckdb_file(made.tables, tmp_path), "utf-8")
    (tmp_path / "light.xlsx").write_bytes(made.rest)
    (tmp_path / "whole.xlsx").write_bytes(made.whole)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def answer(*words: str) -> dict[str, Any]:
    done = run(*words)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[0])
    return found


@pytest.mark.parametrize(
    "command", [("score", "light.xlsx"), ("score", "light.xlsx", "light.xlsx"), ("verify", "light.xlsx")]
)
def test_a_file_that_cannot_be_used_is_wrong_usage_with_every_slip(command: tuple[str, ...], folder: Path) -> None:
    (folder / "sources.toml").write_text('colour = 1\n[connections.odd]\nurl = "mysql://u:hush@h"', "utf-8")
    done = run(*command, "--sources", "sources.toml")
    assert (done.exit_code, done.output.count("unknown key 'colour'"), done.output.count("connections.odd: url")) == (
        2,
        1,
        1,
    )
    assert "hush" not in done.output


def test_tables_are_read_once_for_all_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, connect = [], core.pipeline.connect

    def counted(*asked: Any, **more: Any) -> Any:
        calls.append(asked)
        return connect(*asked, **more)

    monkeypatch.setattr("core.pipeline.connect", counted)
    (folder / "again.xlsx").write_bytes(space(SEED).rest)
    done = run("score", "light.xlsx", "again.xlsx", "--sources", "sources.toml", "--json")
    alone = run("score", "light.xlsx", "--sources", "sources.toml", "--json")
    assert len(calls) == 2
    one, other = map(json.loads, done.stdout.splitlines())
    assert one["criteria"] == other["criteria"] == json.loads(alone.stdout)["criteria"]


def test_an_earlier_workbook_is_judged_with_the_tables_too(folder: Path) -> None:
    found = answer("score", "light.xlsx", "--previous", "light.xlsx", "--sources", "sources.toml", "--json")
    assert found["changes"]["criteria"] == []
    done = run("score", "light.xlsx", "--previous", "light.xlsx", "--sources", "sources.toml", "-o", "scored.xlsx")
    assert done.exit_code == 0, done.output
    proven = run("verify", "scored.xlsx", "--previous", "light.xlsx", "--sources", "sources.toml")
    assert proven.exit_code == 0, proven.output


def test_two_notices_are_compared_with_the_tables(folder: Path) -> None:
    notices = ("--rulebook", "2025-pilot", "--rulebook", "rehearsal-2026", "--json")
    with_tables = answer("compare-notices", "light.xlsx", *notices, "--sources", "sources.toml")
    with_sheets = answer("compare-notices", "whole.xlsx", *notices)
    for found in (with_tables, with_sheets):
        del found["file"]
    assert with_tables == with_sheets
