"""A label, a header or a unit that changed is one cell that changed, whatever figures it moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from core.comparison import Comparison
from core.comparison.forms import paired
from core.comparison.nouns import Change, Part
from core.documents.changes import changes_document
from core.model import Entry, Line, Month, Profile, State
from core.rulebook import load
from core.workbooks.template import template_workbook
from tests.comparison.edits import behind, compared, edited, named, sample
from tests.documents.words import said
from tests.places import address

pytestmark = pytest.mark.slow

Edit = Callable[[openpyxl.Workbook], Any]
MONTHLY = "月度统计"
MONTHS = 9


@cache
def light() -> bytes:
    """A filled template without ledgers: nine months of figures that all differ, and the items of 基本信息."""

    def fill(book: openpyxl.Workbook) -> None:
        for row in book["基本信息"].iter_rows(min_row=2):
            if str(row[0].value).startswith(("拟投入", "基期")):
                row[1].value = 400
        for i, row in enumerate(book[MONTHLY].iter_rows(min_row=2, max_row=MONTHS + 1), 1):
            for cell in row[1:]:
                cell.value = 7 * cell.column + 11 * i
        for row in book["定性自评"].iter_rows(min_row=2, max_row=8):
            row[2].value, row[3].value = "已具备", f"材料{row[0].row}"

    return edited(template_workbook(load(), Profile.ENTERPRISE), fill)


def against(edit: Edit, before: Edit = lambda _book: None) -> Comparison:
    """The filled template after one edit held against it after another."""
    return compared(edited(light(), before), edited(light(), edit))


def counts(found: Comparison, sheet: str = "monthly") -> dict[str, int]:
    return {change.value: n for each in found.sheets if each.sheet == sheet for change, n in each.counts.items() if n}


def column_of(book: openpyxl.Workbook, title: str) -> int:
    return next(cell.column for cell in book[MONTHLY][1] if str(cell.value).startswith(title))


def monthly(book: openpyxl.Workbook) -> Worksheet:
    return book[MONTHLY]


def swapped(book: openpyxl.Workbook) -> None:
    sheet = monthly(book)
    sheet["A9"].value, sheet["A10"].value = sheet["A10"].value, sheet["A9"].value


# --- labels of months -----------------------------------------------------------------------


def test_two_labels_that_were_swapped_are_two_changed_cells() -> None:
    found = against(swapped)
    assert counts(found) == {"changed": 2}
    assert named(found) == {f"{MONTHLY}!A9", f"{MONTHLY}!A10"}


def test_labels_and_cells_that_changed_together_are_each_counted_once() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        swapped(book)
        for cell, value in {"B3": 999, "C9": 998, "D10": 997, "E5": 996}.items():
            monthly(book)[cell].value = value

    found = against(edit)
    assert sum(counts(found).values()) == 6
    assert named(found) == {f"{MONTHLY}!{cell}" for cell in ("A9", "A10", "B3", "C9", "D10", "E5")}


def test_a_label_that_was_unread_and_is_corrected_is_one_change() -> None:
    def unread(book: openpyxl.Workbook) -> None:
        monthly(book)["A10"].value = "见附件"

    found = against(lambda _book: None, unread)
    (change,) = found.sheets[0].cells
    assert (change.part, change.before.found, change.after.value) == (Part.LABEL, "见附件", Month(2026, 3))
    assert counts(found) == {"changed": 1}


def test_no_cell_is_said_to_have_been_blank_that_held_the_same() -> None:
    def unread(book: openpyxl.Workbook) -> None:
        monthly(book)["A9"].value, monthly(book)["A10"].value = "某月", "见附件"

    found = against(lambda _book: None, unread)
    assert named(found) == {f"{MONTHLY}!A9", f"{MONTHLY}!A10"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_label_is_named_behind_the_verdict_that_it_moved(language: str) -> None:
    def unread(book: openpyxl.Workbook) -> None:
        monthly(book)["A10"].value = "见附件"

    found = against(lambda _book: None, unread)
    moved = {each.criterion.id for each in found.moved}
    assert moved
    rows = {row.id: row for row in changes_document(found).moved}
    assert all(f"{MONTHLY}!A10" in behind(found, id) for id in moved if id[-3:] != "6.5")
    assert any("见附件" in said(why, found.after, language) for row in rows.values() for why in row.why)


def test_a_label_moves_no_criterion_whose_column_is_blank_in_its_row() -> None:
    def blank(book: openpyxl.Workbook) -> None:
        monthly(book).cell(10, column_of(book, "接入企业数")).value = None

    def unread(book: openpyxl.Workbook) -> None:
        blank(book)
        monthly(book)["A10"].value = "见附件"

    found = against(blank, unread)
    assert "E4.1" not in {each.criterion.id for each in found.criteria if each.touched}


def test_a_month_of_which_nothing_is_known_yet_may_be_renamed_silently() -> None:
    found = against(lambda book: monthly(book).delete_rows(20))
    assert found.sheets == ()


# --- rows -----------------------------------------------------------------------------------


def test_a_row_put_in_between_changes_nothing() -> None:
    assert against(lambda book: monthly(book).insert_rows(5)).sheets == ()


def test_rows_in_another_order_change_nothing() -> None:
    def turned(book: openpyxl.Workbook) -> None:
        rows = [[cell.value for cell in row] for row in monthly(book).iter_rows(min_row=2, max_row=MONTHS + 1)]
        for at, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                monthly(book).cell(at, column).value = value

    assert against(turned).sheets == ()


def test_a_month_typed_in_its_row_is_told_by_its_figures_alone() -> None:
    def typed(book: openpyxl.Workbook) -> None:
        monthly(book)["B11"].value, monthly(book)["C11"].value = 300, 301

    found = against(typed)
    assert counts(found) == {"added": 2}
    assert named(found) == {f"{MONTHLY}!B11", f"{MONTHLY}!C11"}


def test_a_revised_month_beside_a_new_one_like_the_old_stays_the_same_month() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for column in range(2, monthly(book).max_column + 1):
            monthly(book).cell(11, column).value = monthly(book).cell(10, column).value
        monthly(book)["B10"].value = 500

    found = against(edit)
    changed = [cell for cell in found.sheets[0].cells if cell.change is Change.CHANGED]
    assert [address(cell.after.ref, found.after.submission) for cell in changed] == [f"{MONTHLY}!B10"]


def test_rows_of_a_ledger_in_another_order_change_nothing() -> None:
    def turned(book: openpyxl.Workbook) -> None:
        sheet = book["接入主体台账"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for at, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column).value = value

    assert compared(sample("enterprise"), edited(sample("enterprise"), turned)).sheets == ()


# --- headers and units ----------------------------------------------------------------------


def test_a_header_that_is_no_longer_known_is_one_change() -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        monthly(book).cell(1, column_of(book, "接入企业数")).value = "甲乙丙"

    found = against(renamed)
    (change,) = found.sheets[0].cells
    assert (change.part, change.change, change.column) == (Part.HEADER, Change.REMOVED, "enterprises")
    assert counts(found) == {"removed": 1}
    assert behind(found, "E4.1") == {next(iter(named(found)))}


def test_a_header_under_another_name_is_one_change_and_moves_nothing() -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        cell = monthly(book).cell(1, column_of(book, "接入企业数"))
        cell.value = f" {cell.value}"

    found = against(renamed)
    assert counts(found) in ({}, {"changed": 1})
    assert found.moved == ()


def test_another_unit_in_a_header_is_one_change_behind_the_figures_that_it_moves() -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        cell = monthly(book).cell(1, column_of(book, "当月收入"))
        cell.value = str(cell.value).replace("万元", "元")

    found = against(renamed)
    assert counts(found) == {"changed": 1}
    assert len(behind(found, "E6.5")) == 1
    assert "E6.5" in {each.criterion.id for each in found.moved}


def test_another_unit_in_the_header_of_a_ledger_is_one_change() -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        sheet = book["数据资源台账"]
        cell = next(cell for cell in sheet[1] if str(cell.value).startswith("数据量"))
        cell.value = "数据量（GB）"

    def first(book: openpyxl.Workbook) -> None:
        sheet = book["数据资源台账"]
        cell = next(cell for cell in sheet[1] if str(cell.value).startswith("数据量"))
        cell.value = "数据量（TB）"

    found = compared(edited(sample("enterprise"), first), edited(sample("enterprise"), renamed))
    assert counts(found, "resources") == {"changed": 1}


# --- claims and plans -----------------------------------------------------------------------


def test_the_id_of_a_claim_that_was_mistyped_is_one_change() -> None:
    def mistyped(book: openpyxl.Workbook) -> None:
        book["定性自评"]["A3"].value = "F9.9"

    found = against(lambda _book: None, mistyped)
    assert counts(found, "claims") == {"changed": 1}
    assert behind(found, "F1.2") == {"定性自评!A3"}


# --- pairs ----------------------------------------------------------------------------------


def line(row: int, label: str, *values: int | None) -> Line:
    cells = {
        str(at): Entry(State.BLANK) if value is None else Entry(State.FILLED, value, None, str(value))
        for at, value in enumerate(values)
    }
    return Line(row, Entry(State.FILLED, label, None, label), cells)


def pairs(before: list[Line], after: list[Line]) -> list[tuple[str | None, str | None]]:
    return [tuple(each and each.label.value for each in pair) for pair in paired(before, after)]  # type: ignore[misc]


def test_the_same_label_wins_where_both_readings_cost_one_cell() -> None:
    before, after = [line(2, "a", 5)], [line(2, "a", 6), line(3, "b", 5)]
    assert pairs(before, after) == [("a", "a"), (None, "b")]


def test_of_two_rows_with_one_label_the_equal_ones_are_pairs_in_whatever_order() -> None:
    found = paired([line(2, "a", 5), line(3, "a", 6)], [line(2, "a", 6), line(3, "a", 5)])
    assert [(old and old.row, new and new.row) for old, new in found] == [(3, 2), (2, 3)]


def test_rows_without_anything_in_common_are_no_pair() -> None:
    assert pairs([line(2, "a", 1, 2)], [line(2, "b", 3, 4)]) == [(None, "b"), ("a", None)]


def test_every_row_is_in_one_pair() -> None:
    before = [line(at, name, at, 2 * at, 3) for at, name in enumerate("abcd")]
    after = [line(at, name, at, 2 * at, 3) for at, name in enumerate("badc")]
    found = list(paired(before, after))
    assert len(found) == 4
    assert all(old is not None and new is not None and old.row == new.row for old, new in found)
