"""Tables of the server: named by who runs it, read for everybody, shown on a page of their own, read again at a click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from core.errors import SourcesError
from pages.components import tables
from tests.pages.screen import PAGES, empty, headline, links, turn_to, upload, words
from tests.pages.test_board import board, names, open_pilot
from tests.sources.spaces import duckdb_file, space

pytestmark = pytest.mark.slow

SEED = 3


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server with the tables of a space."""
    file = tmp_path / "sources.toml"
    file.write_text(duckdb_file(space(SEED).tables, tmp_path), "utf-8")
    monkeypatch.setenv(tables.SETTING, str(file))
    tables.shared.cache_clear()
    yield tmp_path
    tables.shared.cache_clear()


def test_a_server_without_tables_has_no_page_of_them() -> None:
    assert "数据来源" not in dict(links(empty())).values()


def test_the_page_says_what_is_connected(served: Path) -> None:
    app = turn_to(empty(), "sources")
    assert headline(app) == f"{len(space(SEED).tables)}张台账取自数据表"
    assert all(f"warehouse:{key}" in words(app) for key in space(SEED).tables)


def test_a_workbook_is_judged_with_the_tables(served: Path) -> None:
    sheets = upload(empty(), space(SEED).rest).session_state["work"].submission.layout.sheets
    assert {key for key, sheet in sheets.items() if sheet.table} == {*space(SEED).tables}


def test_tables_are_read_again_at_a_click(served: Path) -> None:
    app = turn_to(upload(empty(), space(SEED).rest), "sources")
    with duckdb.connect(str(served / "space.duckdb")) as database:
        database.execute("DROP TABLE products")
    app.button(key="read-tables").click().run()
    shared = tables.shared()
    assert shared is not None
    shared.wait()
    assert "没有“warehouse:products”这张表" in words(app.run())
    codes = [problem.code for problem in app.session_state["work"].submission.problems]
    assert "source_failed" in codes


def test_a_reading_that_is_cancelled_leaves_what_was_read(served: Path) -> None:
    shared = tables.shared()
    assert shared is not None
    before = shared.found()
    shared.read()
    shared.progress.cancel()
    shared.wait()
    assert shared.found() is before


def test_a_file_that_cannot_be_used_stops_the_server_at_its_start(served: Path) -> None:
    (served / "sources.toml").write_text("colour = 1", "utf-8")
    with pytest.raises(SourcesError):
        tables.shared()


def test_every_page_shows_figures_of_tables(served: Path) -> None:
    app = upload(empty(), space(SEED).rest)
    for page in PAGES:
        assert not turn_to(app, page).exception, page


def reread(shared: tables.Tables) -> None:
    shared.read()
    shared.wait()


def test_a_reading_that_breaks_is_no_server_without_tables(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("core.pipeline.connect", broken)
    app = upload(empty(), space(SEED).whole)
    failed = [each for each in app.session_state["work"].submission.problems if each.code == "source_failed"]
    assert len(failed) == len(space(SEED).tables)


def test_a_file_that_was_edited_badly_leaves_what_was_read_and_the_page_says_so(served: Path) -> None:
    shared = tables.shared()
    assert shared is not None
    before = shared.found()
    (served / "sources.toml").write_text('colour = 1\n[connections.c]\nurl = "mysql://u:hush@h"', "utf-8")
    reread(shared)
    assert shared.found() is before
    shown = words(turn_to(empty(), "sources"))
    assert "sources.toml改动后无法使用" in shown
    assert "unknown key 'colour'" in shown
    assert all(each not in shown for each in ("hush", str(served)))


def test_a_file_that_is_mended_is_read(served: Path) -> None:
    shared = tables.shared()
    assert shared is not None
    good = (served / "sources.toml").read_text("utf-8")
    (served / "sources.toml").write_text("colour = 1", "utf-8")
    found = shared.found()
    assert (len(found), len(shared.slips)) == (len(space(SEED).tables), 1)
    (served / "sources.toml").write_text(good, "utf-8")
    reread(shared)
    assert (shared.slips, shared.found() is found) == ((), False)


def test_a_pilot_of_the_board_is_judged_without_tables_once_opened(served: Path) -> None:
    files = {"light.xlsx": space(SEED).rest, "other.xlsx": space(SEED + 1).rest}
    app = board(*files.items(), language="zh")
    assert "试点总表不使用本服务器连接的数据表" in words(app)
    opened = open_pilot(app, names(app)[0])
    work = opened.session_state["work"]
    assert {each for each in work.submission.layout.sheets.values() if each.table} == set()
    assert "由试点总表打开" in words(turn_to(opened, "sources"))
