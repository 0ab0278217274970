"""Targets of 年度目标 with digits too many: asked about, with the target that may be meant."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from core.model import Answer, Problem, Submission
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.corrected import corrected_workbook
from tests.intake.books import Percent, book


def raw(id: str, first_year: Any, end: Any) -> bytes:
    return book({"年度目标": [("指标编号", "第一年末目标", "试点期末目标"), (id, first_year, end)]})


def asked(sent: bytes) -> list[Problem]:
    return [p for p in judge(read(sent)).problems if p.code in ("target_far", "target_falls")]


def target(submission: Submission) -> tuple[Any, Any]:
    (found,) = submission.targets.values()
    return found.first_year.value, found.end.value


@pytest.mark.parametrize(
    ("id", "first_year", "end", "column", "meant"),
    [
        ("E4.1", 180, 21000, "end", 210),
        ("E4.1", 18000, 210, "first_year", 180),
        ("E2.1", 20, 3200, "end", 32),
        ("E3.1", 5, 60000, "end", 6),
        ("E2.2", 2, 250, "end", 2.5),
        ("E4.1", "", "24000", "end", 240),
    ],
)
def test_a_target_of_digits_too_many_offers_the_one_meant(
    id: str, first_year: Any, end: Any, column: str, meant: float
) -> None:
    sent = raw(id, first_year, end)
    (problem,) = asked(sent)
    assert (problem.code, problem.place and problem.place.column) == ("target_far", column)
    answers = [Answer.to(problem, "proposed")]
    at = ("first_year", "end").index(column)
    assert float(target(read(sent, answers=answers))[at]) == meant
    corrected = openpyxl.load_workbook(io.BytesIO(corrected_workbook(sent, load(), answers, "zh")))
    assert corrected["年度目标"].cell(2, 2 + at).value == meant
    kept = read(sent, answers=[Answer.to(problem, "as_read")])
    assert target(kept) == target(read(sent))
    assert "target_far" not in {p.code for p in judge(kept).problems}


def test_a_share_written_as_hundreds_of_percent_offers_its_hundredth() -> None:
    (problem,) = asked(raw("E6.5", "10%", "1200%"))
    assert str(problem.details["proposed"].number.normalize()) == "12"


def test_where_no_target_is_near_none_is_offered() -> None:
    (problem,) = asked(raw("E4.1", 180, 4321))
    assert [offer.key for offer in problem.offers] == ["as_read"]


@pytest.mark.parametrize(
    ("id", "first_year", "end"),
    [
        ("E4.1", 180, 210),
        ("E4.1", 200, 3000),
        ("E4.1", 8000, 30000),
        ("E4.1", "", 5000),
        ("E2.1", 5, 60),
        ("E2.2", 3, 20),
        ("E2.2", 30, 400),
        ("E3.1", 1, 12),
        ("E3.3", 0, 8),
        ("E6.5", Percent(0.02), Percent(0.6)),
        ("E4.2", Percent(0.05), Percent(0.35)),
    ],
)
def test_an_ambitious_target_is_not_asked_about(id: str, first_year: Any, end: Any) -> None:
    assert asked(raw(id, first_year, end)) == []
