"""One slip is one problem, which says what is so and where the other figure stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from core.model import Answer, Outcome
from core.pipeline import judge, read
from core.printers.problems import problem_rows
from tests.corpus.good import good
from tests.intake.books import BASICS, book

MONTHS = [f"2025-{n:02d}" for n in range(7, 13)]
FIGURES = [("月份", "接入企业数"), *((month, 90 + n) for n, month in enumerate(MONTHS))]


def problems(
    monthly: Sequence[Sequence[Any]] = (), claims: Sequence[Any] = (), basics: Sequence[Any] = ()
) -> dict[str, str]:
    """By code the problem in Chinese: found, expected and remedy."""
    sheets = {"月度统计": monthly or FIGURES}
    if claims:
        sheets["定性自评"] = [("编号", "状态", "佐证材料", "复核状态"), claims]
    others = [row for row in BASICS if row[0] not in dict(basics)]
    a = judge(read(book(sheets, basics=[*others, *basics])))
    return {row.code: f"{row.found}；{row.expected}；{row.remedy}" for row in problem_rows(a, "zh")}


@pytest.mark.parametrize("typed", ["2062-10", "2052-10"])
def test_a_month_far_after_the_pilot_is_not_missing_as_well(typed: str) -> None:
    monthly = [(typed if month == "2025-10" else month, figure) for month, figure in FIGURES]
    assert problems(monthly, basics=[("数据截止月份", "2025-12")]).keys() == {"month_outside_pilot"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("2025年12月（预计）", "month_unclear"), ("预计12月", "unreadable"), ("12月计划数", "unreadable")],
)
def test_a_reported_month_marked_as_planned_is_not_missing_as_well(typed: str, code: str) -> None:
    found = problems([*FIGURES[:-1], (typed, 95)], basics=[("数据截止月份", "2025-12")])
    assert found.keys() == {code}


@pytest.mark.parametrize("typed", ["2025年第2季度", 2025.04, "去年春天"])
@pytest.mark.parametrize("first", ["2025-04", "2025-09"])
def test_a_start_that_is_not_understood_leaves_no_month_outside_or_missing(typed: Any, first: str) -> None:
    months = [f"2025-{n:02d}" for n in range(int(first[-2:]), 13)]
    monthly = [FIGURES[0], *((month, 90 + n) for n, month in enumerate(months))]
    days = {"日活记录": [("日期", "注册用户数", "活跃用户数"), ("2025-04-01", 100, 30), ("2025-12-01", 100, 30)]}
    others = [row for row in BASICS if row[0] != "试点开始月份"]
    a = judge(read(book({"月度统计": monthly, **days}, basics=[*others, ("试点开始月份", typed, "")])))
    (problem,) = a.problems
    assert problem.found == str(typed)


@pytest.mark.parametrize("at", [-1, 1])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("year", [-1, 1, 37])
def test_a_month_of_another_year_at_an_end_is_one_problem_without_a_date_too(
    at: int, year: int, newest_first: bool
) -> None:
    monthly = [FIGURES[0], *FIGURES[1:][:: -1 if newest_first else 1]]
    month, figure = monthly[at]
    monthly[at] = (f"{int(month[:4]) + year}{month[4:]}", figure)
    raw = book({"月度统计": monthly})
    a = judge(read(raw))
    (problem,) = a.problems
    assert problem.code == "month_outside_pilot" if year != 1 else "month_out_of_place"
    assert str(a.as_of) == ("2025-11" if month == "2025-12" else "2025-12")
    mended = judge(read(raw, answers=[Answer.to(problem, f"this_month:{month}")]))
    good = judge(read(book({"月度统计": FIGURES})))
    assert (mended.problems, mended.as_of) == ((), good.as_of)
    assert [(f.outcome, f.value) for f in mended.findings] == [(f.outcome, f.value) for f in good.findings]
    kept = judge(read(raw, answers=[Answer.to(problem, "as_read")]))
    assert year != 1 or {each.code for each in kept.problems} & {"month_without_row", "months_to_come"}


@pytest.mark.parametrize("typed", ["2026-12", "2027-03", "2026-02"])
def test_a_last_month_after_a_gap_that_is_of_no_other_year_is_no_slip(typed: str) -> None:
    assert not {"month_out_of_place", "month_outside_pilot"} & problems([*FIGURES, (typed, 99)]).keys()


def test_a_last_month_of_another_year_that_the_date_agrees_with_is_no_slip() -> None:
    found = problems([*FIGURES[:-1], ("2026-12", 95)], basics=[("数据截止月份", "2026-12")])
    assert found.keys() == {"month_without_row"}


def test_a_month_before_the_pilot_hides_no_missing_row() -> None:
    monthly = [FIGURES[0], ("2025-06", 80), *FIGURES[2:]]
    assert {"month_outside_pilot", "month_without_row"} <= problems(monthly).keys()


@pytest.mark.parametrize(
    ("shown", "choice", "figures"),
    [
        ('0"+"', "proposed", [90, 91, 92, 93, 94, 95]),
        ('0"00"', "as_shown", [9000, 9100, 9200, 9300, 9400, 9500]),
        ('0"00"', "as_read", [90, 91, 92, 93, 94, 95]),
        ('0"%"', None, [None] * 6),
    ],
)
def test_a_columns_number_format_is_one_problem(shown: str, choice: str | None, figures: list[int | None]) -> None:
    def in_format(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "月度统计":
            number = workbook.add_format({"num_format": shown})
            for row, (_, figure) in enumerate(FIGURES[1:], 1):
                sheet.write_number(row, 1, figure, number)

    raw = book({"月度统计": FIGURES}, draw=in_format)
    problem, *others = judge(read(raw)).problems
    assert (others, problem.areas) == ([], ((2, 7),))
    answers = [] if choice is None else [Answer.to(problem, choice)]
    monthly = read(raw, answers=answers).monthly
    assert monthly is not None
    assert [row.figures["enterprises"].value for row in monthly.rows] == figures


def test_shares_below_one_in_a_column_are_one_problem() -> None:
    raw = book({"月度统计": [("月份", "市场份额合计（%）"), *((m, 0.2 + n / 100) for n, m in enumerate(MONTHS))]})
    (problem,) = [each for each in judge(read(raw)).problems if each.code == "percent_below_one"]
    monthly = read(raw, answers=[Answer.to(problem, "other")]).monthly
    assert monthly is not None
    assert [float(row.figures["market_share"].value or 0) for row in monthly.rows][:2] == [0.2, 0.21]


def test_a_cell_of_which_it_is_asked_what_it_holds_is_not_asked_about_for_its_size() -> None:
    shares = [
        ("月份", "市场份额合计（%）"),
        *((month, 20 + n) for n, month in enumerate(MONTHS[:-1])),
        (MONTHS[-1], 0.26),
    ]
    raw = book({"月度统计": shares}, basics=[*BASICS[:2], ("试点类型", "行业"), *BASICS[3:]])
    assert [each.code for each in judge(read(raw)).problems] == ["percent_below_one"]


def test_months_after_the_last_figures_are_one_question_about_the_date() -> None:
    found = problems([*FIGURES, ("2026-01", None), ("2026-02", None)], basics=[("数据截止月份", "2026-03")])
    assert found.keys() == {"date_after_figures"}
    assert found["date_after_figures"].startswith("“数据截止月份”为2026年3月，而数据只到2025年12月")


def test_a_part_above_its_whole_is_no_jump_besides() -> None:
    head = ("月份", "中小企业数", "获普惠服务的中小企业数")
    served = [*range(40, 45), 640]
    raw = book({"月度统计": [head, *((m, 100 + n, served[n]) for n, m in enumerate(MONTHS))]})
    codes = [each.code for each in judge(read(raw)).problems if each.code != "columns_not_found"]
    assert codes == ["share_over_one"]


def test_a_blank_kind_is_asked_about_once() -> None:
    head = ["名称", "类型", "应用场景", "上线日期"]
    rows = [["甲", "数据集", "导航", "2025-07-01"], ["乙", "", "导航", "2025-07-01"]]
    raw = book({"产品应用台账": [head, *rows]}, basics=[BASICS[0], *BASICS[1:2], ("试点类型", "城市"), *BASICS[3:]])
    a = judge(read(raw))
    finding = a.finding("C2.2")
    assert (finding.outcome, finding.at_least) == (Outcome.NO_DATA, True)
    assert [each.code for each in a.problems if each.place and each.place.column == "type"] == ["blank_cell"]


def test_a_month_typed_twice_is_not_the_missing_one_as_well() -> None:
    last = len(FIGURES) - 1
    monthly = [(FIGURES[at - (at == last)][0], figure) for at, (_, figure) in enumerate(FIGURES)]
    assert problems(monthly, basics=[("数据截止月份", FIGURES[last][0])]).keys() == {"month_twice_differs"}


def test_months_missing_side_by_side_are_one_problem() -> None:
    monthly = [*FIGURES[:2], *FIGURES[5:]]
    found = problems(monthly)["month_without_row"]
    assert "没有2025年8月至2025年10月各月的数据行" in found


def test_a_month_that_the_rows_around_leave_alone_is_named() -> None:
    monthly = [("2025年13月" if month == "2025-10" else month, figure) for month, figure in FIGURES]
    found = problems(monthly)
    assert found.keys() == {"month_unclear"}
    assert "可能是2025年10月" in found["month_unclear"]


def test_a_whole_on_another_sheet_is_named_with_its_cell() -> None:
    monthly = [("月份", "已覆盖龙头企业数"), ("2025-07", 120)]
    basics = [("试点类型", "城市"), ("主导产业龙头企业总数", 100)]
    found = problems(monthly, basics=basics)
    assert "分母100（基本信息!B6）" in found["share_over_one"]


def test_a_volume_without_a_unit_of_its_own_says_which_is_missing() -> None:
    found = problems([("月份", "数据资源开放总量"), ("2025-07", "250GB")])["unit_conflict"]
    assert "“开放总量计量单位”为空白" in found
    assert "以为单位" not in found


@pytest.mark.parametrize(
    ("status", "codes"), [("", {"review_does_not_fit"}), ("基本具备", {"not_in_list"}), ("已具备", set())]
)
def test_a_review_is_held_against_a_status_that_was_read(status: str, codes: set[str]) -> None:
    found = problems(claims=("E5.1", status, "系统运行日志", "部分属实"))
    assert found.keys() == codes
    assert "“”" not in "".join(found.values())


def test_an_error_value_as_evidence_is_an_error_and_no_question_besides() -> None:
    def draw(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "定性自评":
            sheet.write_formula(1, 2, "=NA()", None, "#N/A")

    raw = book({"定性自评": [("编号", "状态", "佐证材料"), ("E5.1", "已具备", "")]}, draw=draw)
    assert [problem.code for problem in judge(read(raw)).problems if "E5" not in problem.criteria] == ["error_cell"]
    typed = problems(claims=("E5.1", "已具备", "#N/A", ""))
    assert "evidence_names_nothing" in typed
    assert "error_cell" not in typed


def shown_in_yuan(**figures: float) -> set[str]:
    """What is asked of 当月收入 of 20 and more, where one row, or each, shows 元 behind another figure."""

    def draw(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "月度统计":
            for address, figure in figures.items():
                sheet.write_number(address, figure, workbook.add_format({"num_format": '0"元"'}))

    rows = [("月份", "当月收入（万元）"), *((month, 20 + n) for n, month in enumerate(MONTHS))]
    return {problem.code for problem in judge(read(book({"月度统计": rows}, draw=draw))).problems} - {"no_denominator"}


def test_a_sum_shown_in_yuan_that_fits_its_neighbours_is_converted_and_no_slip_of_the_unit_besides() -> None:
    assert shown_in_yuan(B5=230_000) == {"shown_in_unit"}


def test_a_sum_shown_in_yuan_that_fits_its_neighbours_as_it_stands_waits_for_its_sender() -> None:
    assert shown_in_yuan(B5=23) == {"unit_unlikely"}


@pytest.mark.parametrize(("scale", "code"), [(10_000, "shown_in_unit"), (1, "unit_unlikely")])
def test_a_whole_column_shown_in_yuan_is_converted_where_sums_of_a_likely_size_follow(scale: float, code: str) -> None:
    assert shown_in_yuan(**{f"B{n + 2}": scale * (20 + n) for n in range(len(MONTHS))}) >= {code}


def test_a_share_typed_as_a_fraction_is_no_fall_besides() -> None:
    shares = [("月份", "市场份额合计（%）"), *((month, 0.35 if n == 4 else 30 + n) for n, month in enumerate(MONTHS))]
    found = problems(shares, basics=[("试点类型", "行业")])
    assert found.keys() == {"percent_below_one"}


@pytest.mark.parametrize(("typed", "code"), [(None, "criterion_missing"), ("E1.l", "unknown_criterion")])
def test_a_row_whose_number_is_missing_or_mistyped_is_not_said_to_lack_besides(typed: str | None, code: str) -> None:
    workbook = good("enterprise")
    workbook.put("定性自评", "编号", 9, typed)
    assert [problem.code for problem in judge(read(workbook.saved())).problems] == [code]
