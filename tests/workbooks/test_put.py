"""A sheet becomes one of the user's own, at the end or in the place of another; everything else stays."""

from __future__ import annotations

import io
import warnings

import openpyxl
import pytest

from core.errors import SpliceError
from core.workbooks.package import LooseParts, Refusal, put_sheet, take_out_ours
from tests.workbooks.corpus import WORKBOOKS, members, openpyxl_features, plain, sheet_titles
from tests.workbooks.test_splice import OPENPYXL_CANNOT_OPEN, loose, may_change

pytestmark = pytest.mark.slow

TITLE = "新台账"


def sheet(title: str = TITLE) -> LooseParts:
    def fill(book):
        page = book.add_worksheet(title)
        page.write_string(0, 0, "表头", book.add_format({"bold": True}))

    return loose(fill)


def put(user: bytes, instead_of: str | None = None) -> bytes:
    return put_sheet(user, sheet(), instead_of=instead_of)


@pytest.fixture(params=sorted(WORKBOOKS))
def user(request: pytest.FixtureRequest) -> bytes:
    return WORKBOOKS[request.param]()


def test_the_sheet_comes_last(user: bytes) -> None:
    assert sheet_titles(put(user)) == (*sheet_titles(user), TITLE)


def test_every_other_part_is_the_same_bytes(user: bytes) -> None:
    before, after = members(user), members(put(user))
    same = {name: body for name, body in before.items() if name.replace("\\", "/").lower() not in may_change(user)}
    assert {name: after.get(name) for name in same} == same


def test_the_sheet_bears_no_mark_of_ours(user: bytes) -> None:
    assert TITLE in sheet_titles(take_out_ours(put(user)))


def test_in_the_place_of_another_it_has_its_title_and_place(user: bytes) -> None:
    title = sheet_titles(user)[-1]
    assert sheet_titles(put(user, title)) == sheet_titles(user)


@pytest.mark.parametrize("name", sorted(WORKBOOKS.keys() - OPENPYXL_CANNOT_OPEN - {"chart_sheet"}))
def test_what_it_replaces_is_gone(name: str) -> None:
    user = WORKBOOKS[name]()
    title = sheet_titles(user)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(put(user, title)))
    assert (book[title]["A1"].value, book[title]["A1"].font.bold) == ("表头", True)
    assert (book[title].max_row, book[title].max_column) == (1, 1)


def test_parts_that_only_the_replaced_sheet_led_to_go_with_it() -> None:
    user = openpyxl_features()
    before, after = members(user), members(put(user, sheet_titles(user)[0]))
    assert "xl/worksheets/sheet1.xml" in before.keys() - after.keys()


def test_a_title_that_is_taken_is_refused() -> None:
    with pytest.raises(SpliceError) as caught:
        put(put(plain()))
    assert caught.value.code == Refusal.NAME_TAKEN
