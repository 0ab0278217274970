"""The sheet 与上期对比 of a scored workbook: there only where an earlier workbook is given."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.comparison import Comparison
from core.documents.changes import changes_document
from core.pipeline import compare, judge, read
from core.workbooks.scored import scored_workbook
from tests.comparison.edits import RULEBOOK, edited, sample
from tests.comparison.test_same_rows import light, monthly, swapped
from tests.documents.words import printer
from tests.workbooks.corpus import sheet_titles
from tests.workbooks.libreoffice import printed
from tests.workbooks.recalculated import opened, whole

pytestmark = pytest.mark.slow
TITLE = {"zh": "与上期对比", "en": "Changes since last workbook"}
HOSTILE = "=cmd|' /C calc'!A0 <script>"


def earlier(book: openpyxl.Workbook) -> None:
    """The sample a little before: an organisation less, another under a hostile name, another baseline."""
    organisations = book["接入主体台账"]
    organisations.delete_rows(10)
    for row, name in ((20, HOSTILE), (21, "@SUM(1)")):
        cell = organisations.cell(row, 1)
        cell.value, cell.data_type = name, "s"
    book["基本信息"]["B13"].value = 900


@cache
def comparison() -> Comparison:
    return compare(read(edited(sample("enterprise"), earlier), RULEBOOK), judge(read(sample("enterprise"), RULEBOOK)))


@cache
def scored(language: str = "zh") -> bytes:
    found = comparison()
    return scored_workbook(sample("enterprise"), found.questioned, language, comparison=found)


def texts(language: str = "zh") -> list[Any]:
    sheet = opened(scored(language))[TITLE[language]]
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_without_an_earlier_workbook_there_is_no_such_sheet() -> None:
    found = comparison()
    assert TITLE["zh"] not in sheet_titles(scored_workbook(sample("enterprise"), found.after, "zh"))


@pytest.mark.parametrize("language", TITLE)
def test_the_sheet_says_what_the_screen_says(language: str) -> None:
    changes, said = changes_document(comparison()), texts(language)
    print_ = printer(comparison().after, language)
    assert said[0] == print_(changes.sentence)
    assert all(print_(row.label) in said for row in changes.moved)
    assert all(print_(sheet.sentence) in said for sheet in changes.sheets)


def test_it_stands_after_the_trajectories() -> None:
    titles = sheet_titles(scored())
    assert titles.index(TITLE["zh"]) == titles.index("轨迹") + 1


def test_addresses_lead_to_cells_of_this_workbook() -> None:
    sheet = whole(scored())[TITLE["zh"]]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {"基本信息!B13", "接入主体台账!A10", "接入主体台账!A21"} <= {link.replace("'", "") for link in links}


def test_text_of_the_senders_stays_text() -> None:
    sheet = opened(scored())[TITLE["zh"]]
    names = (HOSTILE.casefold(), "@sum(1)")
    hostile = [cell for row in sheet.iter_rows() for cell in row if cell.value in names]
    assert [cell.data_type for cell in hostile] == ["s"] * len(hostile)
    assert len(hostile) >= 2


def test_the_question_is_among_the_data_problems() -> None:
    found = [cell.value for row in opened(scored())["数据问题"].iter_rows() for cell in row]
    assert "B13" in found


def test_a_scored_workbook_is_an_earlier_one_like_any_other() -> None:
    found = compare(read(scored(), RULEBOOK), comparison().after)
    assert (found.sheets, found.moved) == ((), ())


def test_scored_again_without_an_earlier_workbook_the_sheet_is_gone() -> None:
    again = scored_workbook(scored(), comparison().after, "zh")
    assert TITLE["zh"] not in sheet_titles(again)


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_libreoffice_opens_it_and_prints_the_sheet(language: str, tmp_path: Path) -> None:
    paper = printed({"scored": scored(language)}, tmp_path)["scored"]
    assert TITLE[language] in paper
    assert "####" not in paper


def test_labels_and_figures_of_months_are_rows_of_the_sheet() -> None:
    def later(book: openpyxl.Workbook) -> None:
        swapped(book)
        monthly(book)["B3"].value = 999

    after = edited(light(), later)
    found = compare(read(light(), RULEBOOK), judge(read(after, RULEBOOK)))
    sheet = whole(scored_workbook(after, found.questioned, "zh", comparison=found))[TITLE["zh"]]
    places = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert places == {f"'月度统计'!{cell}" for cell in ("A9", "A10", "B3")}
