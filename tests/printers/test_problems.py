"""Problems printed as text."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.model import Problem
from core.pipeline import judge, read
from core.printers.problems import ProblemPrinter, kept_apart
from tests.build import RULEBOOK
from tests.intake.books import BASICS, book


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "评分表另存为单独的工作簿：工作簿缺少部件或部件无法读取。"),
        ("en", "Our sheets come as a workbook of their own: a part of the workbook is missing or cannot be read."),
    ],
)
def test_why_the_sheets_are_kept_apart_is_said_in_the_language(language: str, sentence: str) -> None:
    assert kept_apart("broken", RULEBOOK, language) == sentence


@pytest.mark.parametrize(
    ("language", "found"), [("zh", "23,226行被隐藏或筛选"), ("en", "hidden or filtered rows: 23,226")]
)
def test_thousands_are_set_apart_in_how_many_rows_there_are(language: str, found: str) -> None:
    problem = Problem("hidden_rows", None, "", {"count": 23226})
    assert ProblemPrinter(language, RULEBOOK).row(problem).found == found


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        (("二百", 30), "确认为200家", "It means 200 enterprises"),
        ((200, "三十"), "确认为30万元", "It means 30 × 10,000 CNY"),
    ],
)
def test_an_answer_names_the_columns_unit_as_the_language_has_it(
    typed: tuple[object, object], zh: str, en: str
) -> None:
    rows = [("月份", "接入企业数（家）", "当月收入（万元）"), ("2025-07", *typed)]
    a = judge(read(book({"月度统计": rows})))
    (problem,) = (each for each in a.problems if each.code == "number_in_words")
    offered = {language: [*ProblemPrinter.of(a, language).offers(problem).values()] for language in ("zh", "en")}
    assert offered == {"zh": [zh], "en": [en]}


def test_a_total_without_a_unit_of_its_own_is_offered_as_a_number() -> None:
    a = judge(read(book(basics=[*BASICS, ("政府部门及公共服务单位总数", "一百二十", "")]), RULEBOOK), RULEBOOK)
    (problem,) = (each for each in a.problems if each.code == "number_in_words")
    offered = [[*ProblemPrinter.of(a, language).offers(problem).values()] for language in ("zh", "en")]
    assert offered == [["确认为120"], ["It means 120"]]


def test_a_number_typed_for_a_month_in_a_cell_of_a_date_is_shown_as_the_number() -> None:
    typed = datetime(1905, 7, 17, 2, 38, 24)  # what Excel makes of 2025.11
    a = judge(read(book({"月度统计": [("月份", "接入企业数"), ("2025-10", 200), (typed, 210)]})))
    (problem,) = (each for each in a.problems if each.code == "month_as_number")
    assert ProblemPrinter.of(a, "zh").row(problem).found == "2025.11"


def test_a_columns_unit_is_in_the_language_where_the_header_names_another() -> None:
    a = judge(read(book({"月度统计": [("月份", "当月收入（美元）"), ("2025-10", 20)]})))
    (problem,) = (each for each in a.problems if each.code == "unit_differs")
    assert ProblemPrinter.of(a, "en").row(problem).expected == "figures in 10,000 CNY"
