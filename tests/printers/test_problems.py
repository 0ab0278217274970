"""Problems printed as text."""

from __future__ import annotations

import pytest

from core.model import Problem
from core.printers.problems import ProblemPrinter, kept_apart
from tests.build import RULEBOOK


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "评分表另存为单独的工作簿：工作簿为二进制.xlsb格式。"),
        ("en", "Our sheets come as a workbook of their own: the workbook is in the binary .xlsb format."),
    ],
)
def test_why_the_sheets_are_kept_apart_is_said_in_the_language(language: str, sentence: str) -> None:
    assert kept_apart("binary", RULEBOOK, language) == sentence


@pytest.mark.parametrize(
    ("language", "found"), [("zh", "23,226行被隐藏或筛选"), ("en", "23,226 hidden or filtered rows")]
)
def test_thousands_are_set_apart_in_how_many_rows_there_are(language: str, found: str) -> None:
    problem = Problem("hidden_rows", None, "", {"count": 23226})
    assert ProblemPrinter(language, RULEBOOK).row(problem).found == found
