"""涉及条件 names every criterion whose outcome hangs on a problem, whatever kind of place the problem is about."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest

from core.model import Answer, Assessment, Reason
from core.pipeline import judge, read
from core.printers.problems import answered_rows, problem_rows
from tests.build import RULEBOOK
from tests.corpus.good import FIGURES, GOOD, LAST
from tests.intake.books import BASICS, book, reading

MONEY = [*BASICS, ("拟投入资金总额（万元）", 2000, "")]
HEAD = ("月份", "接入企业数", "当月收入（万元）")
MONTHS = (("2025-07", 100, 5), ("2025-08", 120, 6), ("2025-09", 130, 7))
RESOURCES = ("资源名称", "是否运营单位开放", "上线日期")


def judged(sheets: dict[str, Sequence[Any]], basics: Sequence[Any] = MONEY) -> Assessment:
    return judge(reading(sheets, basics=basics), RULEBOOK)


def monthly(*rows: Sequence[Any]) -> Assessment:
    return judged({"月度统计": [HEAD, *rows]})


def decided(a: Assessment, code: str) -> set[str]:
    """The criteria beside the problems of one code in 数据问题."""
    rows = [row for row in problem_rows(a, "zh") if row.code == code]
    assert rows, [problem.code for problem in a.problems]
    return {id for row in rows for id in row.criteria}


def test_a_missing_month_decides_accumulated_revenue() -> None:
    assert "E6.5" in decided(monthly(MONTHS[0], MONTHS[2]), "month_without_row")


def test_a_blank_month_of_revenue_decides_it_and_no_other() -> None:
    assert decided(monthly(("2025-07", 100, None), *MONTHS[1:]), "blank_month") == {"E6.5"}


def test_a_month_that_cannot_be_read_decides_all_that_the_row_says() -> None:
    assert {"E4.1", "E6.5"} <= decided(monthly(("七月", 100, 5), *MONTHS[1:]), "month_unclear")


def test_a_row_without_a_month_decides_all_that_it_says() -> None:
    assert {"E4.1", "E6.5"} <= decided(monthly((None, 100, 5), *MONTHS[1:]), "month_missing")


@pytest.mark.parametrize(
    ("title", "head", "code"), [("月度统计", ("甲", "乙", "丙"), "no_header"), ("统计数据", HEAD, "sheet_not_read")]
)
def test_a_sheet_that_is_not_read_decides_all_that_is_had_from_it(title: str, head: Sequence[Any], code: str) -> None:
    assert {"E4.1", "E6.5"} <= decided(judged({title: [head, *MONTHS]}), code)


def test_a_denominator_that_cannot_be_read_decides_what_is_divided_by_it() -> None:
    basics = [*BASICS, ("拟投入资金总额（万元）", "约2000", "")]
    assert decided(judged({"月度统计": [HEAD, *MONTHS]}, basics), "unreadable") == {"E6.5"}


def test_a_denominator_that_is_missing_decides_what_is_divided_by_it() -> None:
    assert decided(judged({"月度统计": [HEAD, *MONTHS]}, BASICS), "no_denominator") == {"E6.5"}


def test_a_claim_that_cannot_be_read_decides_its_item() -> None:
    head = ("编号", "要素条件", "自评状态", "佐证材料", "复核状态")
    rows = [("E1.1", "", "说不清", "附件1", None), ("E1.2", "", "已具备", "附件2", None)]
    assert decided(judged({"定性自评": [head, *rows]}), "not_in_list") == {"E1.1"}


def test_claims_without_a_header_decide_every_evidence_item() -> None:
    assert {"F1.1", "E1.1"} <= decided(judged({"定性自评": [("甲", "乙"), ("E1.1", "已具备")]}), "no_header")


def test_a_target_that_cannot_be_read_decides_its_criterion() -> None:
    sheets = {
        "月度统计": [HEAD, *MONTHS],
        "年度目标": [("编号", "第一年末目标", "试点期末目标"), ("E4.1", 100, "约200")],
    }
    assert decided(judged(sheets), "unreadable") == {"E4.1"}


def test_records_of_equal_name_decide_what_counts_rows() -> None:
    rows = [("甲", "是", "2025-07-01"), ("甲", "是", "2025-07-01")]
    assert "E2.1" in decided(judged({"数据资源台账": [RESOURCES, *rows]}), "equal_names")


def test_a_figure_of_an_earlier_month_decides_no_other_outcome_but_its_course() -> None:
    assert decided(monthly(("2025-07", "约100", 5), *MONTHS[1:]), "unreadable") == {"E4.1"}


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_every_criterion_that_lacks_data_because_of_a_cell_is_beside_a_problem(kind: str) -> None:
    changed = deepcopy(GOOD[kind]())
    for header in FIGURES:
        if "月度统计" in changed.sheets and header in changed.sheets["月度统计"][0]:
            changed.put("月度统计", header, LAST, "约3")
    a = judge(read(changed.saved(), RULEBOOK), RULEBOOK)
    named = {id for row in problem_rows(a, "zh") for id in row.criteria}
    assert {f.criterion.id for f in a.findings if f.reason is Reason.UNREADABLE} - named == set()


def test_what_was_answered_names_what_it_decided() -> None:
    rows = [("2025-07", "100", 5), *MONTHS[1:]]
    submission = reading({"月度统计": [HEAD, *rows]}, basics=MONEY)
    asked = next(problem for problem in submission.problems if problem.code == "text_number")
    raw = book({"月度统计": [HEAD, *rows]}, basics=MONEY)
    a = judge(read(raw, RULEBOOK, [Answer.to(asked, "as_read")]), RULEBOOK)
    assert [row.row.criteria for row in answered_rows(a, "zh")] == [("E4.1",)]
