"""A scored workbook says which figures come from tables; `verify` proves them with the same sources, and says what it cannot."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import openpyxl
import pytest

from core.documents.rows import counted_in_tables, rows_document
from core.model import Profile
from core.pipeline import compare, judge, read
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import Kind, verify
from tests.documents.words import said
from tests.sources.spaces import connected, duckdb_file, space

pytestmark = pytest.mark.slow

SEED = 3


@pytest.fixture
def toml(tmp_path: Path) -> str:
    return duckdb_file(space(SEED).tables, tmp_path)


@pytest.fixture
def scored(toml: str, tmp_path: Path) -> bytes:
    rest = space(SEED).rest
    return scored_workbook(rest, judge(read(rest, connected=connected(toml, tmp_path))), "zh")


def test_a_sheet_says_where_the_figures_were_counted(scored: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(scored))["数据来源"]
    made = space(SEED)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=3 + len(made.tables))]
    assert {(row[1], row[3]) for row in rows} == {
        (f"warehouse:{key}", str(table.num_rows)) for key, table in made.tables.items()
    }
    assert {row[4] for row in rows} == {"2026-10-31 09:12"}


def test_what_is_counted_and_why_not_is_that_of_the_same_rows_in_sheets(toml: str, tmp_path: Path) -> None:
    made, tables = space(SEED), connected(toml, tmp_path)
    for profile in Profile:
        typed, read_ = (
            judge(read(made.whole), profile=profile),
            judge(read(made.rest, connected=tables), profile=profile),
        )
        for finding in read_.findings:
            now, then = (rows_document(each, finding.criterion.id) for each in (read_, typed))
            if now is not None and then is not None and finding.origin == "ledger":
                assert (now.kinds, sorted(now.reasons, key=repr)) == (then.kinds, sorted(then.reasons, key=repr))


def test_only_names_that_were_read_are_named(toml: str, tmp_path: Path) -> None:
    a = judge(read(space(SEED).rest, connected=connected(toml, tmp_path)))
    known = {cell for table in space(SEED).tables.values() for column in table.columns for cell in column.to_pylist()}
    named = [said(name, a) for row in counted_in_tables(a) for name in row.cells["names"].parts]
    assert named
    assert all(any(name in str(cell) for cell in known) for name in named)


def test_the_sheet_says_what_the_rows_came_to(scored: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(scored))["数据来源"]
    assert ("计入", 37) in {(row[1].value, row[3].value) for row in sheet.iter_rows()}
    assert (sheet.print_title_rows, sheet.freeze_panes) == (None, None)


def test_the_same_sources_prove_it_again(scored: bytes, toml: str, tmp_path: Path) -> None:
    assert verify(scored, connected=connected(toml, tmp_path)) == ()


def test_without_sources_it_says_what_was_not_proven(scored: bytes) -> None:
    found = {(each.kind, each.place) for each in verify(scored)}
    assert found == {(Kind.UNPROVEN_TABLE, f"warehouse:{key}") for key in space(SEED).tables}


def test_rows_that_have_changed_are_a_difference(scored: bytes, toml: str, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "space.duckdb")) as database:
        database.execute("DELETE FROM products")
    assert verify(scored, connected=connected(toml, tmp_path)) != ()


def test_a_table_is_compared_by_its_figures_alone(toml: str, tmp_path: Path) -> None:
    made = space(SEED)
    now = judge(read(made.rest, connected=connected(toml, tmp_path)))
    found = compare(read(made.whole), now)
    assert {each.sheet for each in found.sheets} & {*made.tables} == set()
