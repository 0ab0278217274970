"""One slip repeated down a column is one problem, whose place covers no right row."""

from __future__ import annotations

from typing import Any

import pytest

from core import pipeline
from core.model import Answer, Assessment, Problem
from core.printers.problems import ProblemPrinter
from tests.intake.books import book
from tests.places import cell_of

HEAD = ("数据资源名称", "提供方", "数据类别", "细分领域", "是否运营方开放", "是否高质量", "数据量", "开放日期")
ROW: dict[str, Any] = {"数据类别": "公共数据", "细分领域": "医疗", "是否运营方开放": "是", "数据量": 5}


def judged(column: str, wrong: dict[int, Any], rows: int = 60) -> tuple[Assessment, bytes]:
    """A ledger with these cells of a column, by row of the sheet."""
    lines = []
    for row in range(2, rows + 2):
        cells = {**ROW, **({column: wrong[row]} if row in wrong else {})}
        named = (
            f"资源{row}",
            "甲",
            cells["数据类别"],
            cells["细分领域"],
            cells["是否运营方开放"],
            "否",
            cells["数据量"],
        )
        lines.append((*named, "2025-08-01"))
    raw = book({"数据资源台账": [HEAD, *lines]})
    return pipeline.judge(pipeline.read(raw)), raw


def asked(a: Assessment, code: str) -> list[Problem]:
    return [problem for problem in a.problems if problem.code == code]


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("数据类别", "公有数据", "not_in_list"),
        ("是否运营方开放", "待定", "not_yes_or_no"),
        ("数据量", "约5", "unreadable"),
    ],
)
def test_one_wrong_word_in_many_cells_is_one_problem(column: str, word: str, code: str) -> None:
    a, _ = judged(column, dict.fromkeys(range(3, 61, 2), word))
    [problem] = asked(a, code)
    assert problem.place is not None
    assert problem.place.rows == (3, 3)
    assert problem.areas == tuple((row, row) for row in range(3, 61, 2))
    assert "还有20格）" in ProblemPrinter.of(a, "zh").row(problem).found
    assert "and 20 more cells" in ProblemPrinter.of(a, "en").row(problem).found


def test_neighbours_are_one_range_and_different_words_are_different_problems() -> None:
    a, _ = judged("数据类别", {3: "公有", 4: "公有", 9: "企业的", 11: "公有"})
    found = asked(a, "not_in_list")
    assert [cell_of(problem, a.submission.layout) for problem in found] == ["C3:C4", "C9"]
    assert [problem.areas for problem in found] == [((3, 4), (11, 11)), ((9, 9),)]


def test_one_answer_settles_all_of_them_and_nothing_else() -> None:
    a, raw = judged("数据量", {3: "约5", 7: "约5", 9: "约6", 12: "约5"})
    five, six = asked(a, "unreadable")
    after = pipeline.judge(pipeline.read(raw, answers=[Answer.to(five, "proposed")]))
    assert [problem.found for problem in asked(after, "unreadable")] == [six.found] == ["约6"]
    assert [each.problem.areas for each in after.answered] == [((3, 3), (7, 7), (12, 12))]


def test_each_is_asked_about_again_when_one_of_them_was_put_right() -> None:
    a, _ = judged("数据量", {3: "约5", 7: "约5", 12: "约5"})
    _, raw = judged("数据量", {3: "约5", 12: "约5"})
    given = Answer.to(asked(a, "unreadable")[0], "proposed")
    assert len(asked(pipeline.judge(pipeline.read(raw, answers=[given])), "unreadable")) == 1
