"""LibreOffice opens what we give back, and what it saves can be scored again."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.model import Profile
from core.workbooks.package import add_sheets, take_out_ours
from core.workbooks.scored import scored_workbook
from tests.said import verdict
from tests.workbooks import corpus
from tests.workbooks.assessments import assessment
from tests.workbooks.corpus import WORKBOOKS, members, sheet_titles
from tests.workbooks.libreoffice import converted, printed
from tests.workbooks.test_splice import OURS, calamine_values, kept, ours

#: Nor does it open what the sender had.
CANNOT_OPEN = {"back_slashes", "names_in_capitals"}
OPENED = sorted(set(WORKBOOKS) - CANNOT_OPEN)
#: Every type, the two languages by turns.
BY_TURNS = tuple(zip(Profile, ("zh", "en", "zh"), strict=True))

#: With a receipt, as every scored workbook has one: LibreOffice shows the names that mark our sheets.
RECEIPT = "tds-receipt-1"
OUR_BYTES = ours(RECEIPT)

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every workbook of the corpus with our sheets in it, as LibreOffice saves it."""
    spliced = {name: add_sheets(make(), OUR_BYTES) for name, make in WORKBOOKS.items()}
    return converted(spliced, tmp_path_factory.mktemp("saved"))


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook as LibreOffice itself writes it."""
    return converted({"user": corpus.openpyxl_features()}, tmp_path_factory.mktemp("native"))["user"]


def test_it_opens_every_workbook(saved: dict[str, bytes]) -> None:
    assert sorted(saved) == OPENED


@pytest.mark.parametrize("name", OPENED)
def test_our_cells_are_there_after_it_saved(saved: dict[str, bytes], name: str) -> None:
    first = calamine_values(saved[name])[OURS[0]]
    assert [row[0] for row in first[:4]] == ["=1+1", 0.25, 0.5, " 前后有空格 "]


@pytest.mark.parametrize("name", OPENED)
def test_our_sheets_are_found_after_it_saved(saved: dict[str, bytes], name: str) -> None:
    assert sheet_titles(take_out_ours(saved[name])) == sheet_titles(WORKBOOKS[name]())


@pytest.mark.parametrize("name", OPENED)
def test_what_it_saved_takes_our_sheets_again(saved: dict[str, bytes], name: str) -> None:
    again = add_sheets(take_out_ours(saved[name]), OUR_BYTES)
    assert sheet_titles(again) == (*sheet_titles(WORKBOOKS[name]()), *OURS, RECEIPT)


def test_its_own_file_keeps_its_parts(native: bytes) -> None:
    after = members(scored_workbook(native, assessment(), "zh"))
    assert kept(native) == {name: after.get(name) for name in kept(native)}


def test_its_own_file_comes_back(native: bytes) -> None:
    assert kept(take_out_ours(scored_workbook(native, assessment(), "zh"))) == kept(native)


def test_another_round_through_it_does_not_grow_the_file(native: bytes, tmp_path: Path) -> None:
    sizes = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        native = converted({"user": scored_workbook(native, assessment(), "zh")}, tmp_path / str(number))["user"]
        sizes.append(len(native))
    assert sizes[1] <= sizes[0] * 1.01


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Our sheets of each type as they are printed."""
    files = {f"{p}-{language}": scored_workbook(None, assessment(p), language) for p, language in BY_TURNS}
    return printed(files, tmp_path_factory.mktemp("paper"))


@pytest.mark.parametrize(("profile", "language"), BY_TURNS)
def test_no_figure_is_too_wide_for_its_column(paper: dict[str, str], profile: Profile, language: str) -> None:
    text = paper[f"{profile}-{language}"]
    assert (verdict(assessment(profile), language) in text, "##" in text) == (True, False)
