"""Problems printed as text."""

from __future__ import annotations

import pytest

from core.printers.problems import kept_apart
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
