"""Random workbooks with one cell changed: that cell is named, and so is every criterion that it moved."""

from __future__ import annotations

from functools import cache
from random import Random

import openpyxl
import pytest

from core.comparison import Comparison
from core.comparison.nouns import Cause
from core.model import Place
from core.pipeline import read
from core.printers import addresses
from tests.comparison.edits import RULEBOOK, behind, cells_of, compared, edited, named, other, sheet_of
from tests.oracle.workbooks import random_workbook
from tests.places import cell_of as cell_at

pytestmark = pytest.mark.slow
SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(8, 40))]


@cache
def one_cell(seed: int) -> tuple[Comparison, Place]:
    """A random workbook before and after a change of one random cell."""
    raw, random = random_workbook(seed), Random(seed)
    ref = random.choice(cells_of(read(raw, RULEBOOK)))

    def edit(book: openpyxl.Workbook) -> None:
        cell = sheet_of(book, ref)[cell_at(ref)]
        cell.value = other(cell, random)

    return compared(raw, edited(raw, edit)), ref


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cell_changed_is_the_only_one_named(seed: int) -> None:
    found, ref = one_cell(seed)
    row = "".join(filter(str.isdigit, cell_at(ref)))
    rows = {"".join(filter(str.isdigit, place.rpartition("!")[2])) for place in named(found)}
    assert rows <= {row}
    assert (
        not found.sheets
        or addresses.address(ref, addresses.NO_LAYOUT) in named(found)
        or any(cell.column is None for cell in found.sheets[0].cells)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_criterion_that_moved_names_the_cell_or_the_date_or_the_type(seed: int) -> None:
    found, ref = one_cell(seed)
    unexplained = [
        change.criterion.id
        for change in found.moved
        if addresses.address(ref, addresses.NO_LAYOUT) not in behind(found, change.criterion.id)
        and not {Cause.DATE, Cause.TYPE} & set(change.causes)
    ]
    assert unexplained == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_criterion_moves_where_no_cell_changed(seed: int) -> None:
    found, _ref = one_cell(seed)
    assert found.sheets or (found.moved, found.revised) == ((), ())


@pytest.mark.parametrize("seed", SEEDS)
def test_another_row_above_changes_nothing_but_places(seed: int) -> None:
    raw, above = random_workbook(seed), "演示" if seed % 2 else None

    def edit(book: openpyxl.Workbook) -> None:
        for sheet in book:
            sheet.insert_rows(1)
            sheet.cell(1, 1).value = above

    found = compared(raw, edited(raw, edit))
    assert (found.sheets, found.moved, found.revised, found.problems) == ((), (), (), ())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_workbook_against_itself_shows_nothing(seed: int) -> None:
    raw = random_workbook(seed)
    found = compared(raw, raw)
    assert (found.sheets, found.moved, found.revised, found.problems) == ((), (), (), ())
