"""An answer changes the verdict as the sender says, stays through the scored workbook, and closes its question everywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core import pipeline
from core.cli import main
from core.intake import opened
from core.intake.spawn import DEFAULT_LIMITS
from core.model import Answer, Assessment, Outcome, Problem
from core.printers.json import json_object
from core.rulebook import load
from core.workbooks.receipt import receipt
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.intake.books import BASICS, book

pytestmark = pytest.mark.slow

RULES = load()
MESSY = Path(__file__).parents[1] / "sample_data" / "sample_messy.xlsx"
INDUSTRY = [*BASICS[:2], ("试点类型", "行业", ""), *BASICS[3:]]


def judged(raw: bytes, answers: Sequence[Answer] | None = None) -> Assessment:
    return pipeline.judge(pipeline.read(raw, RULES, answers), RULES)


def asked(assessment: Assessment, code: str) -> Problem:
    return next(problem for problem in assessment.problems if problem.code == code)


def shares(cell: Any = 0.325) -> bytes:
    return book({"月度统计": [["月份", "市场份额合计（%）"], ["2025-07", cell]]}, basics=INDUSTRY)


@pytest.mark.parametrize(
    ("choice", "outcome"), [("as_read", Outcome.NOT_MET), ("other", Outcome.MET), (None, Outcome.NOT_MET)]
)
def test_the_verdict_is_that_of_the_reading_chosen(choice: str | None, outcome: Outcome) -> None:
    raw = shares()
    problem = asked(judged(raw), "percent_below_one")
    answers = [] if choice is None else [Answer.to(problem, choice)]
    assert judged(raw, answers).finding("I4.1").outcome is outcome


def answered(choice: str = "other") -> tuple[bytes, Assessment]:
    raw = shares()
    return raw, judged(raw, [Answer.to(asked(judged(raw), "percent_below_one"), choice)])


def test_a_scored_workbook_is_read_as_its_sender_answered() -> None:
    raw, assessment = answered()
    again = judged(scored_workbook(raw, assessment, "zh"))
    assert receipt(again, "zh") == receipt(assessment, "zh")
    assert again.finding("I4.1").outcome is Outcome.MET


def test_a_scored_workbook_with_answers_verifies() -> None:
    raw, assessment = answered()
    assert verify(scored_workbook(raw, assessment, "zh"), RULES) == ()


def test_an_answer_taken_back_is_gone_from_the_next_scored_workbook() -> None:
    raw, assessment = answered()
    again = judged(scored_workbook(raw, assessment, "zh"), [])
    assert judged(scored_workbook(raw, again, "zh")).finding("I4.1").outcome is Outcome.NOT_MET


def test_the_document_lists_what_is_open() -> None:
    raw, assessment = answered()
    codes = [problem["code"] for problem in json_object(assessment, "zh", "a.xlsx")["problems"]]
    assert "percent_below_one" not in codes
    assert "percent_below_one" in [p["code"] for p in json_object(judged(raw), "zh", "a.xlsx")["problems"]]


def test_the_command_line_hears_the_answers_of_a_scored_workbook(tmp_path: Any, capsys: Any) -> None:
    raw, assessment = answered()
    path = tmp_path / "scored.xlsx"
    path.write_bytes(scored_workbook(raw, assessment, "zh"))
    with pytest.raises(SystemExit):
        main(["score", str(path), "--json"])
    criteria = json.loads(capsys.readouterr().out)["criteria"]
    assert next(each for each in criteria if each["id"] == "I4.1")["outcome"] == "met"


def test_an_answer_in_a_changed_cell_of_a_scored_workbook_is_outdated() -> None:
    _, assessment = answered()
    changed = shares(0.2)
    assert judged(changed, assessment.submission.answers).answered == ()
    assert asked(judged(changed, assessment.submission.answers), "percent_below_one").found == "0.2"


# --- questions of the figures ---------------------------------------------------------------

RESOURCES = ["数据资源名称", "提供方", "数据类别", "是否运营方开放", "数据量", "开放日期"]


MEASURED_IN_PART = [("甲", 100, "2025-01-01"), ("乙", "", "2025-01-01"), ("丙", 100, "2025-09-01")]


def volumes(first: float = 10) -> bytes:
    rows = [["甲", "a", "企业数据", "是", first, "2025-06-01"], ["乙", "a", "企业数据", "是", 15, "2025-08-01"]]
    basics = [*BASICS, ("开放总量计量单位", "GB", ""), ("基期数据资源开放总量", "", "")]
    return book({"数据资源台账": [RESOURCES, *rows]}, basics=basics)


def test_the_ledger_gives_the_baseline_where_the_sender_takes_it() -> None:
    raw = volumes()
    problem = asked(judged(raw), "baseline_blank")
    assert [offer.key for offer in problem.offers] == ["value:10", "as_read"]
    assert judged(raw).finding("E2.2").outcome is Outcome.NO_DATA
    assessment = judged(raw, [Answer.to(problem, "value:10")])
    assert assessment.finding("E2.2").value == Fraction(5, 2)
    assert "baseline_blank" not in [each.code for each in assessment.problems]
    assert verify(scored_workbook(raw, assessment, "zh"), RULES) == ()


def test_a_baseline_taken_from_the_ledger_is_asked_about_again_when_the_ledger_says_another() -> None:
    answer = Answer.to(asked(judged(volumes()), "baseline_blank"), "value:10")
    assessment = judged(volumes(12), [answer])
    assert assessment.finding("E2.2").outcome is Outcome.NO_DATA
    assert asked(assessment, "baseline_blank").offers[0].key == "value:12"


def test_a_lower_bound_is_no_baseline_to_take() -> None:
    rows = [[name, "a", "企业数据", "是", size, day] for name, size, day in MEASURED_IN_PART]
    basics = [*BASICS, ("开放总量计量单位", "GB", ""), ("基期数据资源开放总量", "", "")]
    problem = asked(judged(book({"数据资源台账": [RESOURCES, *rows]}, basics=basics)), "baseline_blank")
    assert [offer.key for offer in problem.offers] == ["as_read"]


def test_a_question_of_the_figures_can_be_confirmed() -> None:
    raw = book({"月度统计": [["月份", "接入企业数"], ["2025-07", 150], ["2025-08", ""], ["2025-09", 160]]})
    problem = asked(judged(raw), "blank_month")
    assessment = judged(raw, [Answer.to(problem, "as_read")])
    assert "blank_month" not in [each.code for each in assessment.problems]
    assert verify(scored_workbook(raw, assessment, "zh"), RULES) == ()


def test_a_confirmed_figure_is_asked_about_again_when_it_is_another() -> None:
    def differing(monthly: int) -> bytes:
        organisations = [["主体名称", "主体类别", "角色", "接入日期"], ["甲", "企业", "数据提供方", "2025-07-01"]]
        return book({"月度统计": [["月份", "接入企业数"], ["2025-07", monthly]], "接入主体台账": organisations})

    answer = Answer.to(asked(judged(differing(5)), "ledger_and_monthly_differ"), "as_read")
    confirmed = judged(differing(5), [answer])
    assert "ledger_and_monthly_differ" not in [each.code for each in confirmed.problems]
    assert asked(judged(differing(6), [answer]), "ledger_and_monthly_differ").found == "6"


# --- every offer ----------------------------------------------------------------------------


def test_every_answer_to_the_messy_sample_closes_its_question_and_verifies() -> None:
    raw = MESSY.read_bytes()
    kept = opened(raw, DEFAULT_LIMITS)
    for problem in judged(raw).problems:
        for offer in problem.offers:
            answer = Answer.to(problem, offer.key)
            assessment = pipeline.judge(pipeline.read(kept, RULES, [answer]), RULES)
            assert [Answer.to(each.problem, each.offer.key) for each in assessment.answered] == [answer]


def test_all_last_answers_to_the_messy_sample_verify() -> None:
    raw = MESSY.read_bytes()
    answers = [Answer.to(problem, problem.offers[-1].key) for problem in judged(raw).problems if problem.offers]
    assessment = judged(raw, answers)
    assert not any(answer.chosen(problem) for problem in assessment.problems for answer in answers)
    assert verify(scored_workbook(raw, assessment, "en"), RULES) == ()


def test_a_question_of_the_comparison_can_be_confirmed() -> None:
    def of(baseline: int) -> bytes:
        rows = {"月度统计": [["月份", "数据资源开放总量"], ["2025-07", 30]]}
        return book(rows, basics=[*BASICS, ("开放总量计量单位", "GB", ""), ("基期数据资源开放总量", baseline, "")])

    earlier = pipeline.read(of(10), RULES)
    problem = asked(pipeline.compare(earlier, judged(of(20))).questioned, "baseline_changed")
    now = pipeline.compare(earlier, judged(of(20), [Answer.to(problem, "as_read")])).questioned
    assert "baseline_changed" not in [each.code for each in now.problems]
    assert [each.problem.code for each in now.answered] == ["baseline_changed"]


def test_that_another_sheet_is_the_form_is_kept_in_the_scored_workbook() -> None:
    basics = [row for row in BASICS if row[0] != "试点类型"]
    raw = book({"基本信息（更正）": [*basics, ("试点类型", "行业", "")]}, basics=[*basics, ("试点类型", "企业", "")])
    answer = Answer.to(asked(judged(raw), "sheet_twice"), "this")
    assessment = judged(raw, [answer])
    assert [each.answer for each in assessment.answered] == [answer]
    scored = scored_workbook(raw, assessment, "zh")
    assert judged(scored).profile == assessment.profile != judged(raw).profile
    assert verify(scored, RULES) == ()
