"""What the sender answers changes the reading as said, closes the question, and outlives rows put in above."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from core.intake import Opened, opened, read, workbook
from core.intake.spawn import DEFAULT_LIMITS
from core.model import NEVER, Answer, Month, Problem, Profile, Submission
from core.pipeline import judge
from core.rulebook import load
from tests.intake.books import BASICS, book, reading
from tests.places import cell_of

RULES = load()
MESSY = Path(__file__).parents[2] / "sample_data" / "sample_messy.xlsx"
MONTHLY = ["月份", "接入企业数", "当月收入（万元）"]
ORGANISATIONS = ["主体名称", "统一社会信用代码", "主体类别", "角色", "接入日期", "退出日期"]
PRODUCTS = ["名称", "类型", "场景类别", "上线日期", "服务企业数"]
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def asked(submission: Submission, code: str) -> Problem:
    (problem,) = [problem for problem in submission.problems if problem.code == code]
    return problem


def told(sheets: Sheets, code: str, choice: str, basics: Sequence[Sequence[Any]] = BASICS) -> Submission:
    """The workbook after one answer to its only question of that code."""
    raw = book(sheets, basics=basics)
    answer = Answer.to(asked(read(raw, RULES), code), choice)
    submission = read(raw, RULES, [answer])
    assert code not in [problem.code for problem in submission.problems]
    assert [(each.problem.code, each.offer.key) for each in submission.answered] == [(code, choice)]
    return submission


def monthly(*rows: Sequence[Any], head: Sequence[Any] = MONTHLY) -> Sheets:
    return {"月度统计": [head, *rows]}


def figure(submission: Submission, key: str, month: str = "2025-07") -> Decimal | None:
    table = submission.monthly
    assert table is not None
    row = next((row for row in table.rows if str(row.month) == month), None)
    return None if row is None else row.figures[key].value


def column(submission: Submission, ledger: str, key: str) -> list[Any]:
    values: list[Any] = submission.ledgers[ledger].frame.column(key).to_pylist()
    return values


def test_without_answers_every_question_stays_open() -> None:
    submission = reading(monthly(["2025-07", "200", 1]))
    assert submission.answered == ()
    assert asked(submission, "text_number").offers != ()


# --- figures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code", "choice", "expected"),
    [
        ("200", "text_number", "as_read", Decimal(200)),
        ("200", "text_number", "not_used", None),
        ("200家", "text_unit", "as_read", Decimal(200)),
        ("200家", "text_unit", "not_used", None),
    ],
)
def test_a_number_as_text_is_read_as_said(cell: str, code: str, choice: str, expected: Decimal | None) -> None:
    assert figure(told(monthly(["2025-07", cell, 1]), code, choice), "enterprises") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", Decimal("0.35")), ("other", Decimal(3500))])
def test_another_unit_in_the_header_is_converted_or_not(choice: str, expected: Decimal) -> None:
    head = ["月份", "接入企业数", "当月收入（元）"]
    assert figure(told(monthly(["2025-07", 200, 3500], head=head), "unit_converted", choice), "revenue") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", Decimal(3500)), ("not_used", None)])
def test_a_unit_that_cannot_be_converted_is_used_or_not(choice: str, expected: Decimal | None) -> None:
    head = ["月份", "接入企业数", "当月收入（吨）"]
    assert figure(told(monthly(["2025-07", 200, 3500], head=head), "unit_differs", choice), "revenue") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", "0.00325"), ("other", "0.325")])
def test_a_percentage_below_one_is_percent_or_a_share(choice: str, expected: str) -> None:
    rows = monthly(["2026-06", 0.325], head=["月份", "市场份额合计（%）"])
    basics = [*BASICS[:2], ("试点类型", "行业", ""), *BASICS[3:]]
    assert figure(told(rows, "percent_below_one", choice, basics), "market_share", "2026-06") == Decimal(expected)


@pytest.mark.parametrize(("choice", "month"), [("as_month", "2026-01"), ("october", "2026-10"), ("not_used", None)])
def test_a_month_typed_as_a_number_is_the_one_that_was_meant(choice: str, month: str | None) -> None:
    submission = told(monthly([2026.1, 200, 1], ["2026-03", 210, 1]), "month_as_number", choice)
    assert submission.monthly is not None
    assert [str(row.month) for row in submission.monthly.rows] == sorted(filter(None, [month, "2026-03"]))


@pytest.mark.parametrize(("choice", "count"), [("as_read", 1), ("append", 2)])
def test_rows_of_a_second_sheet_count_where_that_is_said(choice: str, count: int) -> None:
    head = ["主体名称", "角色", "主体类别", "接入日期"]
    first, second = ["甲公司", "数据使用方", "企业", "2026-01-05"], ["乙公司", "数据使用方", "企业", "不详日"]
    sheets = {"接入主体台账": [head, first], "补充": [[*head[1:], head[0]], [*second[1:], second[0]]]}
    submission = told(sheets, "second_sheet", choice)
    assert column(submission, "organisations", "row")[-1] == 1 + count
    doubts = [submission.layout.located(p.place) for p in submission.problems if p.code == "unreadable" and p.place]
    assert [(place.sheet, place.column, place.rows) for place in doubts] == [("补充", 2, (2, 2))][: count - 1]


def months(submission: Submission) -> list[str]:
    assert submission.monthly is not None
    return [str(row.month) for row in submission.monthly.rows]


@pytest.mark.parametrize(
    ("choice", "read"), [("as_read", ["2026-02", "2026-03", "2026-04"]), ("not_used", ["2026-02", "2026-04"])]
)
def test_a_label_that_its_rows_settle_is_that_month_or_is_not_used(choice: str, read: list[str]) -> None:
    rows = monthly(["2026-02", 200, 1], ["3月", 210, 1], ["2026-04", 220, 1])
    assert months(told(rows, "month_by_rows", choice)) == read


@pytest.mark.parametrize(("before", "month"), [("2026-02", "2026-03"), ("2026-01", "2026-03"), ("2026-01", "2027-03")])
def test_a_label_at_the_end_is_the_month_that_is_chosen(before: str, month: str) -> None:
    submission = told(monthly([before, 200, 1], ["3月", 210, 1]), "month_unclear", f"this_month:{month}")
    assert months(submission) == [before, month]


@pytest.mark.parametrize(
    ("header", "cell"), [("本月无变化（选填）", "是"), ("No change this month", "Yes"), ("与上月一致", True)]
)
def test_blank_stocks_of_a_month_declared_as_unchanged_are_those_of_the_last_known_one(
    header: str, cell: object
) -> None:
    rows = [
        ["2026-02", 200, 1, None],
        ["2026-03", None, None, cell],
        ["2026-04", None, 3, cell],
        ["2026-05", 230, 3, ""],
    ]
    submission = reading(monthly(*rows, head=[*MONTHLY, header]))
    stocks = [figure(submission, "enterprises", month) for month in months(submission)]
    assert (stocks, figure(submission, "revenue", "2026-03")) == ([200, 200, 200, 230], None)
    assert submission.monthly is not None
    entry = submission.monthly.rows[2].figures["enterprises"]
    assert [place and cell_of(place, submission.layout) for place in (entry.ref, entry.declared)] == ["B2", "D4"]


@pytest.mark.parametrize("down", [False, True])
def test_dates_that_bear_the_year_of_typing_are_the_months_before_the_rest_once_that_is_confirmed(
    *, down: bool
) -> None:
    typed = [f"2026-{month:02}" for month in (7, 8, 9, 10, 11, 12, *range(1, 8))]
    rows = [[month, 200 + at, 1] for at, month in enumerate(typed)]
    sheets = monthly(*(rows[::-1] if down else rows))
    assert [problem.code for problem in reading(sheets).problems] == ["month_unclear"]
    read = told(sheets, "month_unclear", "in_order")
    assert months(read) == [str(Month(2025, 7).plus(at)) for at in range(len(typed))]
    assert figure(read, "enterprises") == 200


@pytest.mark.parametrize(
    "typed",
    [
        ["2025-07", "2025-08", "2026-01", "2026-02"],
        ["2026-07", "2026-08", "2026-09"],
        ["2025-12", "2025-11", "2025-10", "2025-09"],
        ["2026-01", "2026-02", "2027-03", "2027-04"],
    ],
)
def test_dates_that_are_in_order_are_the_months_that_they_say(typed: list[str]) -> None:
    submission = reading(monthly(*([month, 200, 1] for month in typed)))
    assert months(submission) == sorted(typed)


@pytest.mark.parametrize(
    ("label", "asked_as"),
    [
        ("2026年度3月", "month_by_rows"),
        ("3月2026年", "month_by_rows"),
        ("2026年3月①", "month_by_rows"),
        ("2026年3月31日24时", "month_by_rows"),
        ("26/4", "month_unclear"),
    ],
)
def test_a_label_offers_no_month_that_another_row_has(label: str, asked_as: str) -> None:
    found = reading(monthly(["2026-02", 200, 1], [label, 210, 1], ["2026-04", 220, 1]))
    (problem,) = found.problems
    told = problem.details.get("understood") or problem.details["months"]
    assert (problem.code, told) in ((asked_as, Month(2026, 3)), (asked_as, (Month(2026, 3),)))


@pytest.mark.parametrize("said", ["同上月", "与上月持平", "（无变化）", "〃"])
@pytest.mark.parametrize("down", [False, True])
def test_a_figure_that_is_said_to_be_that_of_the_month_before_is_it_once_that_is_confirmed(
    said: str, *, down: bool
) -> None:
    rows = [["2026-02", 200, 1], ["2026-03", said, 2], ["2026-04", said, 3], ["2026-05", 230, 3]]
    submission = told(monthly(*(rows[::-1] if down else rows)), "as_month_before", "proposed")
    assert [figure(submission, "enterprises", row[0]) for row in rows] == [200, 200, 200, 230]


def test_a_figure_said_to_be_that_of_an_unknown_one_has_none_to_offer() -> None:
    problem = asked(reading(monthly(["2026-02", "待统计口径", 1], ["2026-03", "同上月", 2])), "as_month_before")
    assert problem.offers == ()


def test_a_month_as_a_number_that_is_no_tenth_of_a_year_has_one_reading() -> None:
    problem = asked(reading(monthly([2025.7, 200, 1], ["2025-08", 200, 1])), "month_as_number")
    assert [(o.key, o.details.get("understood")) for o in problem.offers] == [
        ("as_month", Month(2025, 7)),
        ("not_used", None),
    ]


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ([2025.9, 2025.1, 2025.11], ["2025-09", "2025-10", "2025-11"]),
        ([2025.12, 2026.1, 2026.2], ["2025-12", "2026-01", "2026-02"]),
        ([2025.11, 2025.1, 2025.09], ["2025-09", "2025-10", "2025-11"]),
        ([2025.7, 2025.9], ["2025-07", "2025-09"]),
    ],
)
def test_a_stretch_of_months_typed_as_numbers_is_answered_at_once(typed: list[float], months: list[str]) -> None:
    submission = told(monthly(*([month, 200, 1] for month in typed)), "month_as_number", "in_order")
    assert submission.monthly is not None
    assert [str(row.month) for row in submission.monthly.rows] == months
    assert submission.problems == ()


@pytest.mark.parametrize("typed", [[2026.1, 2026.5], [2026.1, 2026.1], [2026.13, 2026.2], [2026.1, "2026-11"]])
def test_a_stretch_that_could_mean_other_months_is_not_answered_at_once(typed: list[Any]) -> None:
    submission = reading(monthly(*([month, 200, 1] for month in typed)))
    problems = [p for p in submission.problems if p.code == "month_as_number"]
    assert problems
    assert all(offer.key != "in_order" for problem in problems for offer in problem.offers)


@pytest.mark.parametrize("label", ["第{}月", "第{}个月", "M{}", "试点第{}个月", "Month {}", "{}"])
def test_months_that_are_numbered_are_those_of_the_pilot_at_a_click(label: str) -> None:
    rows = [[label.format(n), 200 + n, 1] for n in (1, 2, 3)]
    basics = [*BASICS, ("数据截止月份", "2025-09", "")]
    submission = told(monthly(*rows), "month_unclear", "in_order", basics)
    assert [figure(submission, "enterprises", month) for month in ("2025-07", "2025-08", "2025-09")] == [201, 202, 203]


@pytest.mark.parametrize("label", ["第{}月", "M{}", "{}"])
@pytest.mark.parametrize("first", ["2025-07", "2026-01"])
def test_months_that_may_be_numbered_or_named_are_one_question_with_both_orders(label: str, first: str) -> None:
    rows = [[label.format(n), 200 + n, 1] for n in range(1, 13)]
    keys = [offer.key for offer in asked(reading(monthly(*rows)), "month_unclear").offers]
    assert keys == ["in_order:2025-07", "in_order:2026-01", "not_used"]
    submission = told(monthly(*rows), "month_unclear", f"in_order:{first}")
    months = [Month.parse(first).plus(n) for n in range(12)]
    assert submission.monthly is not None
    assert [row.month for row in submission.monthly.rows] == months


def test_bare_numbers_that_do_not_begin_with_one_are_months_of_a_year() -> None:
    submission = told(monthly(*([n, 200 + n, 1] for n in (7, 8, 9))), "month_unclear", "in_order")
    assert [figure(submission, "enterprises", month) for month in ("2025-07", "2025-08", "2025-09")] == [207, 208, 209]


@pytest.mark.parametrize(
    ("typed", "code", "choice"),
    [
        ([202507, 202508, 202509], "month_unclear", "in_order"),
        ([7, 8, 9], "month_unclear", "in_order"),
        ([1, 2, 3], "month_unclear", "in_order:2025-07"),
        ([2025.7, 2025.8, 2025.9], "month_as_number", "in_order"),
    ],
)
def test_months_typed_as_numbers_in_cells_of_dates_offer_what_was_typed(
    typed: list[float], code: str, choice: str
) -> None:
    def as_dates(workbook: Any, sheet: Any) -> None:
        if sheet.name == "月度统计":
            for row, number in enumerate(typed, 1):
                sheet.write_number(row, 0, number, workbook.add_format({"num_format": "yyyy-mm"}))

    raw = book(monthly(*([number, 200, 1] for number in typed)), draw=as_dates)
    submission = read(raw, RULES, [Answer.to(asked(read(raw, RULES), code), choice)])
    assert submission.monthly is not None
    assert [str(row.month) for row in submission.monthly.rows] == ["2025-07", "2025-08", "2025-09"]


@pytest.mark.parametrize("labels", [["第1月", "第3月", "第2月"], ["1月", "3月", "2月"]])
def test_months_in_no_order_are_offered_one_by_one(labels: list[str]) -> None:
    problems = reading(monthly(*([label, 200, 1] for label in labels))).problems
    assert [problem.code for problem in problems] == ["month_unclear"] * 3
    assert all(len(problem.offers) > 1 for problem in problems)


def test_labels_of_a_year_that_would_go_past_the_date_are_those_of_the_year_before() -> None:
    rows = [[f"{n}月", 200 + n, 1] for n in range(1, 13)]
    problem = asked(reading(monthly(*rows), basics=[*BASICS, ("数据截止月份", "2025-12", "")]), "month_unclear")
    assert [problem.details["first"], problem.details["last"]] == [Month(2025, 1), Month(2025, 12)]


def test_an_answer_for_a_stretch_is_asked_for_again_when_one_of_its_months_was_changed() -> None:
    typed = [2025.7, 2025.8, 2025.9]
    answer = Answer.to(asked(reading(monthly(*([m, 200, 1] for m in typed))), "month_as_number"), "in_order")
    later = book(monthly(*([m, 200, 1] for m in (2025.6, 2025.7, 2025.8))))
    assert read(later, RULES, [answer]).answered == ()


def test_two_months_of_one_number_are_answered_one_by_one() -> None:
    raw = book(monthly([2026.1, 200, 1], ["2026-03", 210, 1], [2026.1, 220, 1]))
    january, october = [p for p in read(raw, RULES).problems if p.code == "month_as_number"]
    submission = read(raw, RULES, [Answer.to(january, "as_month"), Answer.to(october, "october")])
    assert [figure(submission, "enterprises", month) for month in ("2026-01", "2026-10")] == [200, 220]


def test_an_answer_to_one_of_two_alike_is_asked_for_again_when_the_other_was_put_right() -> None:
    raw = book(monthly([2026.1, 200, 1], ["2026-03", 210, 1], [2026.1, 220, 1]))
    january, _october = [p for p in read(raw, RULES).problems if p.code == "month_as_number"]
    later = book(monthly(["2026-01", 200, 1], ["2026-03", 210, 1], [2026.1, 220, 1]))
    submission = read(later, RULES, [Answer.to(january, "as_month")])
    assert submission.answered == ()
    assert cell_of(asked(submission, "month_as_number"), submission.layout) == "A4"


@pytest.mark.parametrize(("choice", "month"), [("as_read", "2026-01"), ("october", "2026-10")])
def test_a_month_as_text_is_january_or_october(choice: str, month: str) -> None:
    assert figure(told(monthly(["2026.1", 200, 1]), "month_text", choice), "enterprises", month) == 200


def test_a_serial_number_is_the_day_that_excel_would_show() -> None:
    submission = told(monthly([45839, 200, 1], ["2025-08", 200, 1]), "serial_number", "day")
    assert figure(submission, "enterprises", "2025-07") == 200


def test_a_serial_number_in_a_ledger_is_a_day_too() -> None:
    rows = {"接入主体台账": [ORGANISATIONS, ["甲公司", "", "企业", "数据提供方", 45839, ""]]}
    assert column(told(rows, "serial_number", "day"), "organisations", "start") == [Month(2025, 7).index]


def test_a_share_typed_as_a_fraction_is_percent_or_less() -> None:
    rows = {"年度目标": [["指标编号", "指标", "试点期末目标"], ["E3.4", "", 0.6]]}
    assert told(rows, "fraction_plain", "as_read").targets["E3.4"].end.value == Decimal("0.6")
    assert told(rows, "fraction_plain", "other").targets["E3.4"].end.value == Decimal("0.006")


def test_a_share_typed_as_percent_may_not_be_meant() -> None:
    rows = {"年度目标": [["指标编号", "指标", "试点期末目标"], ["E3.4", "", 60]]}
    assert told(rows, "percent_plain", "not_used").targets["E3.4"].end.value is None


@pytest.mark.parametrize(("choice", "expected"), [("as_read", "|医疗,交通|"), ("several", "|交通|医疗|")])
def test_names_with_another_separator_are_one_or_several(choice: str, expected: str) -> None:
    rows = {"产品应用台账": [PRODUCTS, ["甲", "数据集", "医疗,交通", "2025-07-01", 3]]}
    assert column(told(rows, "other_separator", choice), "products", "scenario_category") == [expected]


# --- rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "expected"), [("as_read", ["甲公司"]), ("counts", ["甲公司", "合计"])])
def test_a_row_of_totals_counts_where_the_sender_says_so(choice: str, expected: list[str]) -> None:
    rows = [
        ["甲公司", "", "企业", "数据提供方", "2025-07-01", ""],
        ["合计", "", "企业", "数据提供方", "2025-07-02", ""],
    ]
    submission = told({"接入主体台账": [ORGANISATIONS, *rows]}, "total_row", choice)
    assert column(submission, "organisations", "name") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", 1), ("counts", 2)])
def test_a_remark_counts_where_the_sender_says_so(choice: str, expected: int) -> None:
    rows = [
        ["甲公司", "", "企业", "数据提供方", "2025-07-01", ""],
        ["注：乙公司", "", "企业", "数据提供方", "2025-07-01", ""],
    ]
    submission = told({"接入主体台账": [ORGANISATIONS, *rows]}, "remark_row", choice)
    assert len(column(submission, "organisations", "name")) == expected


@pytest.mark.parametrize(
    ("shown", "code", "choice", "expected"),
    [
        ('0"千元"', "shown_in_unit", "as_read", Decimal(20)),
        ('0"千元"', "shown_in_unit", "other", Decimal(200)),
        ('0"00"', "shown_otherwise", "as_read", Decimal(200)),
        ('0"00"', "shown_otherwise", "as_shown", Decimal(20000)),
        ("0,", "shown_divided", "as_shown", Decimal("0.2")),
        ("[$€-407] 0", "shown_multiplied", "other", Decimal(200)),
    ],
)
def test_a_number_is_what_the_cell_holds_or_what_its_format_shows(
    shown: str, code: str, choice: str, expected: Decimal
) -> None:
    def write(workbook: Any, sheet: Any) -> None:
        if sheet.name == "月度统计":
            sheet.write_number("B2", 200, workbook.add_format({"num_format": shown}))

    raw = book(monthly(["2025-07", None], head=["月份", "当月收入（万元）"]), draw=write)
    answer = Answer.to(asked(read(raw, RULES), code), choice)
    submission = read(raw, RULES, [answer])
    assert figure(submission, "revenue") == expected
    assert len(submission.answered) == 1


def test_a_target_pasted_into_a_percent_format_is_a_hundredth() -> None:
    def write(workbook: Any, sheet: Any) -> None:
        if sheet.name == "年度目标":
            sheet.write_number("C2", 12, workbook.add_format({"num_format": "0%"}))

    for id, code in (("E6.5", "percent_pasted"), ("E3.4", "share_above_one")):
        raw = book({"年度目标": [["指标编号", "第一年末目标", "试点期末目标"], [id, "", None]]}, draw=write)
        submission = read(raw, RULES, [Answer.to(asked(read(raw, RULES), code), "other")])
        assert submission.targets[id].end.value == Decimal("0.12")


@pytest.mark.parametrize(
    ("heads", "choice", "expected"),
    [
        (("接入企业数（计划）", "接入企业数（实际）"), "cell:1", 200),
        (("上年接入企业数", "本年接入企业数"), "cell:1", 200),
        (("上年接入企业数", "本年接入企业数"), "cell:2", 300),
    ],
)
def test_of_two_versions_of_a_column_the_one_chosen_is_read(heads: Sequence[str], choice: str, expected: int) -> None:
    rows = monthly(["2025-07", 200, 300, 7], head=["月份", *heads, "当月收入（万元）"])
    code = "header_twice_one_used" if "（" in heads[0] else "header_twice"
    assert figure(told(rows, code, choice), "enterprises") == expected


@pytest.mark.parametrize(("choice", "expected"), [("cell:1", 200), ("cell:2", 300)])
def test_of_two_columns_below_one_header_the_one_chosen_is_read(choice: str, expected: int) -> None:
    head = ["月份", "接入企业数", "", "当月收入（万元）"]
    rows = monthly(["", "口径一", "口径二", ""], ["2025-07", 200, 300, 7], head=head)
    assert figure(told(rows, "header_twice", choice), "enterprises") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", [2, 3, 4]), ("leave_out", [2, 4])])
def test_hidden_rows_count_or_not(choice: str, expected: list[int]) -> None:
    rows = [[name, "", "企业", "数据提供方", "2025-07-01", ""] for name in ("甲公司", "乙公司", "丙公司")]

    def hide(_book: Any, sheet: Any) -> None:
        if sheet.name == "接入主体台账":
            sheet.set_row(2, None, None, {"hidden": True})

    raw = book({"接入主体台账": [ORGANISATIONS, *rows]}, draw=hide)
    answer = Answer.to(asked(read(raw, RULES), "hidden_rows"), choice)
    submission = read(raw, RULES, [answer])
    assert column(submission, "organisations", "row") == expected
    assert len(submission.answered) == 1


@pytest.mark.parametrize(("choice", "expected"), [("first", 200), ("second", 220)])
def test_of_two_rows_of_a_month_the_one_chosen_holds(choice: str, expected: int) -> None:
    submission = told(monthly(["2025-07", 200, 1], ["2025-07", 220, 1]), "month_twice_differs", choice)
    assert figure(submission, "enterprises") == expected


@pytest.mark.parametrize(
    ("months", "row", "meant"),
    [
        (("2025-07", "2025-08", "2025-08", "2025-10"), 4, "2025-09"),
        (("2025-07", "2025-09", "2025-09", "2025-10"), 3, "2025-08"),
        (("2025-10", "2025-08", "2025-08", "2025-07"), 3, "2025-09"),
        (("2025-08", "2025-08", "2025-09", "2025-10"), 2, "2025-07"),
    ],
)
def test_of_two_rows_of_a_month_one_may_be_of_the_month_that_the_rows_around_leave(
    months: tuple[str, ...], row: int, meant: str
) -> None:
    rows = monthly(*([month, 200 + at, 1] for at, month in enumerate(months, 2)))
    problem = asked(reading(rows), "month_twice_differs")
    assert [offer.key for offer in problem.offers] == ["first", "second", f"this_month:{meant}"]
    submission = told(rows, "month_twice_differs", f"this_month:{meant}")
    assert submission.monthly is not None
    assert {str(each.month): each.row for each in submission.monthly.rows}[meant] == row
    assert len(submission.monthly.rows) == len(months)
    assert [problem.code for problem in submission.problems if problem.code.startswith("month")] == []


@pytest.mark.parametrize(
    "months",
    [
        ("2025-07", "2025-08", "2025-08", "2025-09"),
        ("2025-07", "2025-08", "2025-08", "2025-11"),
        ("2025-07", "2025-07"),
    ],
)
def test_of_two_rows_of_a_month_none_is_moved_where_no_month_or_several_are_left(months: tuple[str, ...]) -> None:
    rows = monthly(*([month, 200 + at, 1] for at, month in enumerate(months)))
    problem = asked(reading(rows), "month_twice_differs")
    assert [offer.key for offer in problem.offers] == ["first", "second"]


@pytest.mark.parametrize(
    ("typed", "row", "code", "meant"),
    [
        ("2024-09", 4, "month_outside_pilot", "2025-09"),
        ("2052-09", 4, "month_outside_pilot", "2025-09"),
        ("2026-09", 4, "month_out_of_place", "2025-09"),
        ("2026-07", 2, "month_out_of_place", "2025-07"),
        ("2026-12", 7, "month_out_of_place", "2025-12"),
    ],
)
def test_a_month_of_another_year_than_the_rows_around_it_is_one_question_that_offers_theirs(
    typed: str, row: int, code: str, meant: str
) -> None:
    months = [f"2025-{n:02d}" for n in range(7, 13)]
    rows = monthly(*([typed if at == row else month, 200 + at, 1] for at, month in enumerate(months, 2)))
    raw = book(rows, basics=(*BASICS, ("数据截止月份", "2025-12")))
    (problem,) = (each for each in judge(read(raw, RULES)).problems if each.code != "no_denominator")
    assert (problem.code, [offer.key for offer in problem.offers]) == (code, [f"this_month:{meant}", "as_read"])
    after = read(raw, RULES, [Answer.to(problem, f"this_month:{meant}")])
    assert after.monthly is not None
    assert [str(each.month) for each in after.monthly.rows] == months
    assert {each.code for each in judge(after).problems} <= {"no_denominator"}


@pytest.mark.parametrize(
    "months",
    [
        ("2025-07", "2025-10", "2025-08", "2025-09"),
        ("2025-10", "2025-09", "2025-08", "2025-07"),
        ("2025-07", "2025-08", "2026-08", "2026-09"),
        [str(Month(2025, 7).plus(at)) for at in range(24)],
    ],
)
def test_months_in_another_order_with_a_gap_or_still_to_come_are_in_their_place(months: Sequence[str]) -> None:
    rows = monthly(*([month, 200 + at if at < 6 else None, None] for at, month in enumerate(months)))
    found = read(book(rows, basics=(*BASICS, ("数据截止月份", "2025-12"))), RULES)
    assert "month_out_of_place" not in [problem.code for problem in found.problems]


def test_an_answer_about_two_rows_is_outdated_when_one_of_them_changes() -> None:
    answer = Answer.to(
        asked(reading(monthly(["2025-07", 200, 1], ["2025-07", 220, 1])), "month_twice_differs"), "second"
    )
    submission = read(book(monthly(["2025-07", 200, 1], ["2025-07", 230, 1])), RULES, [answer])
    assert figure(submission, "enterprises") is None
    assert submission.answered == ()


@pytest.mark.parametrize(("choice", "expected"), [("first", "ready"), ("second", "missing")])
def test_of_two_rows_of_a_criterion_the_one_chosen_holds(choice: str, expected: str) -> None:
    rows = {"定性自评": [["编号", "要素", "状态"], ["E1.1", "", "已具备"], ["E1.1", "", "未具备"]]}
    assert told(rows, "criterion_twice_differs", choice).claims["E1.1"].status.value == expected


@pytest.mark.parametrize(("choice", "expected"), [("first", "0.6"), ("second", "0.7")])
def test_of_two_targets_of_a_criterion_the_one_chosen_holds(choice: str, expected: str) -> None:
    rows = {"年度目标": [["指标编号", "指标", "试点期末目标"], ["E3.4", "", "60%"], ["E3.4", "", "70%"]]}
    end = told(rows, "criterion_twice_differs", choice).targets["E3.4"].end
    assert end.value == Decimal(expected)


@pytest.mark.parametrize(("choice", "expected"), [("as_read", [2, 3, 4]), ("once", [2, 4])])
def test_products_of_one_name_count_each_or_once(choice: str, expected: list[int]) -> None:
    rows = [[name, "数据集", "医疗", "2025-07-01", 3] for name in ("甲", "甲", "乙")]
    submission = told({"产品应用台账": [PRODUCTS, *rows]}, "equal_names", choice)
    assert column(submission, "products", "row") == expected


@pytest.mark.parametrize(("choice", "organisations"), [("as_read", 3), ("once", 2)])
def test_organisations_of_one_name_are_several_or_one(choice: str, organisations: int) -> None:
    rows = [[name, "", "企业", "数据提供方", "2025-07-01", ""] for name in ("甲公司", "甲公司", "乙公司")]
    submission = told({"接入主体台账": [ORGANISATIONS, *rows]}, "equal_names", choice)
    assert len(set(column(submission, "organisations", "organisation"))) == organisations
    assert len(column(submission, "organisations", "row")) == 3


@pytest.mark.parametrize(("choice", "expected"), [("as_read", [10, 12]), ("once", [10])])
def test_a_day_in_two_rows_counts_twice_or_once(choice: str, expected: list[int]) -> None:
    rows = [["日期", "注册用户数", "活跃用户数"], ["2026-06-01", 20, 10], ["2026-06-01", 20, 12]]
    assert column(told({"日活记录": rows}, "day_twice", choice), "daily", "active_users") == expected


@pytest.mark.parametrize(("choice", "expected"), [("as_read", [False, False]), ("each", [True, True])])
def test_merged_cells_say_it_once_or_each(choice: str, expected: list[bool]) -> None:
    head = ["名称", "类型", "场景类别", "是否高价值", "上线日期"]
    rows = [["甲", "数据集", "医疗", "", "2025-07-01"], ["乙", "数据集", "医疗", "", "2025-07-01"]]

    def merge(_book: Any, sheet: Any) -> None:
        if sheet.name == "产品应用台账":
            sheet.merge_range("D2:D3", "是")

    raw = book({"产品应用台账": [head, *rows]}, draw=merge)
    answer = Answer.to(asked(read(raw, RULES), "merged_cells"), choice)
    submission = read(raw, RULES, [answer])
    assert column(submission, "products", "high_value")[1] is expected[1]
    assert len(submission.answered) == 1


def test_merged_cells_of_a_column_are_one_question_and_keep_their_own_values() -> None:
    head = ["名称", "类型", "场景类别", "是否高价值", "上线日期"]
    rows = [[f"产品{n}", "数据集", "", "否", "2025-07-01"] for n in range(6)]

    def merge(_book: Any, sheet: Any) -> None:
        if sheet.name == "产品应用台账":
            sheet.merge_range("C2:C4", "医疗")
            sheet.merge_range("C5:C7", "交通")

    raw = book({"产品应用台账": [head, *rows]}, draw=merge)
    before = read(raw, RULES)
    assert [problem.code for problem in before.problems if problem.code != "columns_not_found"] == ["merged_cells"]
    submission = read(raw, RULES, [Answer.to(asked(before, "merged_cells"), "each")])
    assert column(submission, "products", "scenario_category") == ["|医疗|"] * 3 + ["|交通|"] * 3


# --- columns and sheets ---------------------------------------------------------------------


def test_an_unknown_column_is_read_as_the_one_that_was_meant() -> None:
    rows = monthly(["2025-07", 200, 7], head=["月份", "接入企业数", "收入当月额（万元）"])
    submission = told(rows, "unknown_column", "column:当月收入")
    assert figure(submission, "revenue") == 7


def test_a_header_that_is_not_meant_is_no_longer_asked_about() -> None:
    rows = monthly(["2025-07", 200, 7], head=["月份", "接入企业数", "收入当月额（万元）"])
    submission = told(rows, "unknown_column", "as_read")
    assert submission.monthly is not None
    assert "revenue" not in submission.monthly.columns


def test_a_question_that_an_answer_brings_up_can_be_answered_too() -> None:
    raw = book(monthly(["2025-07", 200, "7"], head=["月份", "接入企业数", "收入当月额（万元）"]))
    first = Answer.to(asked(read(raw, RULES), "unknown_column"), "column:当月收入")
    second = Answer.to(asked(read(raw, RULES, [first]), "text_number"), "not_used")
    submission = read(raw, RULES, [first, second])
    assert [each.problem.code for each in submission.answered] == ["unknown_column", "text_number"]
    assert figure(submission, "revenue") is None


@pytest.mark.parametrize(("choice", "expected"), [("cell:1", 200), ("cell:2", 300)])
def test_of_two_like_columns_the_one_chosen_is_read(choice: str, expected: int) -> None:
    rows = monthly(["2025-07", 200, 300], head=["月份", "接入企业数", "接入企业数"])
    assert figure(told(rows, "header_twice", choice), "enterprises") == expected


def test_of_a_label_and_a_synonym_the_one_chosen_is_read() -> None:
    rows = monthly(["2025-07", 200, 300], head=["月份", "接入企业数", "接入企业家数"])
    assert figure(told(rows, "header_twice_one_used", "as_read"), "enterprises") == 200
    assert figure(told(rows, "header_twice_one_used", "cell:2"), "enterprises") == 300


def test_which_of_two_columns_is_asked_again_when_the_headers_changed() -> None:
    rows = monthly(["2025-07", 200, 300], head=["月份", "接入企业数", "接入企业数"])
    answer = Answer.to(asked(reading(rows), "header_twice"), "cell:2")
    moved = monthly(["2025-07", 300, "x", 200], head=["月份", "接入企业数", "备注", "接入企业数"])
    assert read(book(moved), RULES, [answer]).answered == ()


@pytest.mark.parametrize(("choice", "expected"), [("as_read", 200), ("not_used", None)])
def test_a_header_with_a_note_is_used_or_not(choice: str, expected: int | None) -> None:
    rows = monthly(["2025-07", 200, 7], head=["月份", "接入企业数（新增）", "当月收入（万元）"])
    submission = told(rows, "header_note", choice)
    table = submission.monthly
    assert table is not None
    entry = table.rows[0].figures.get("enterprises")
    assert (None if entry is None else entry.value) == expected


def test_an_unknown_item_is_read_as_the_one_that_was_meant() -> None:
    basics = [*BASICS, ("拟投入的资金总额（万元）", 500, "")]
    submission = told({}, "unknown_item", "item:拟投入资金总额", basics)
    assert submission.basics["planned_investment"].value == 500


@pytest.mark.parametrize(("choice", "expected"), [("cell:1", 500), ("cell:2", 600)])
def test_of_two_like_items_the_one_chosen_is_read(choice: str, expected: int) -> None:
    basics = [*BASICS, ("拟投入资金总额（万元）", 500, ""), ("拟投入资金总额（万元）", 600, "")]
    assert told({}, "item_twice", choice, basics).basics["planned_investment"].value == expected


def test_a_sheet_of_another_name_is_read_where_the_sender_says_so() -> None:
    rows = {"企业名单": [ORGANISATIONS, ["甲公司", "", "企业", "数据提供方", "2025-07-01", ""]]}
    assert "organisations" in told(rows, "sheet_not_read", "sheet:接入主体台账").ledgers
    assert "organisations" not in told(rows, "sheet_not_read", "as_read").ledgers


@pytest.mark.parametrize(("choice", "expected"), [("as_read", 200), ("this", 300)])
def test_of_two_like_sheets_the_one_chosen_is_read(choice: str, expected: int) -> None:
    rows = {"月度统计": [MONTHLY, ["2025-07", 200, 1]], "月度统计（旧）": [MONTHLY, ["2025-07", 300, 1]]}
    assert figure(told(rows, "sheet_twice", choice), "enterprises") == expected


def test_a_hidden_sheet_is_left_unread_where_the_sender_says_so() -> None:
    def hide(_book: Any, sheet: Any) -> None:
        if sheet.name == "月度统计":
            sheet.hide()

    raw = book(monthly(["2025-07", 200, 1]), draw=hide)
    answer = Answer.to(asked(read(raw, RULES), "hidden_sheet"), "not_used")
    assert read(raw, RULES, [answer]).monthly is None


def test_a_default_of_ours_can_be_confirmed() -> None:
    submission = reading({}, basics=BASICS[:4])
    answer = Answer.to(asked(submission, "pilot_default"), "as_read")
    assert read(book({}, basics=BASICS[:4]), RULES, [answer]).problems == ()


# --- another copy of the workbook -----------------------------------------------------------


def test_an_answer_outlives_rows_put_in_above() -> None:
    answer = Answer.to(asked(reading(monthly(["2025-08", "200", 1])), "text_number"), "not_used")
    submission = read(book(monthly(["2025-07", 190, 1], ["2025-08", "200", 1])), RULES, [answer])
    assert [cell_of(each.problem, submission.layout) for each in submission.answered] == ["B3"]
    assert figure(submission, "enterprises", "2025-08") is None


@pytest.mark.parametrize("row", [["2025-08", "210", 1], ["2025-09", "200", 1]])
def test_an_answer_to_another_content_or_row_is_not_heard(row: list[Any]) -> None:
    answer = Answer.to(asked(reading(monthly(["2025-08", "200", 1])), "text_number"), "not_used")
    submission = read(book(monthly(row)), RULES, [answer])
    assert submission.answered == ()
    assert asked(submission, "text_number").found == row[1]


def test_a_choice_that_is_not_offered_is_not_heard() -> None:
    raw = book(monthly(["2025-07", "200", 1]))
    answer = Answer.to(asked(read(raw, RULES), "text_number"), "october")
    assert read(raw, RULES, [answer]).answered == ()


def test_of_two_answers_the_later_holds() -> None:
    raw = book(monthly(["2025-07", "200", 1]))
    problem = asked(read(raw, RULES), "text_number")
    submission = read(raw, RULES, [Answer.to(problem, "not_used"), Answer.to(problem, "as_read")])
    assert figure(submission, "enterprises") == 200


def test_a_range_is_answered_whole_and_only_as_it_was() -> None:
    rows = [["甲公司", "", "企业", "数据提供方", "2025-07-01", "", str(n)] for n in range(5)]
    head = [*ORGANISATIONS, "市场份额（%）"]
    raw = book({"接入主体台账": [head, *rows]})
    submission = read(raw, RULES)
    problem = asked(submission, "text_number")
    assert cell_of(problem, submission.layout) == "G2:G6"
    answer = Answer.to(problem, "not_used")
    assert column(read(raw, RULES, [answer]), "organisations", "market_share") == [None] * 5
    rows[3][6] = "9"
    assert "text_number" not in [
        each.problem.code for each in read(book({"接入主体台账": [head, *rows]}), RULES, [answer]).answered
    ]


def test_a_workbook_kept_open_is_read_again_the_same() -> None:
    raw = book(monthly(["2025-07", "200", 1]))
    kept = opened(raw, DEFAULT_LIMITS)
    assert read(kept, RULES).problems == read(raw, RULES).problems


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many answers each interpretation of a workbook began with."""
    found: list[int] = []

    def counted(grids: Any, rulebook: Any, chosen: Any, connected: Any) -> Any:
        found.append(len(chosen))
        return once(grids, rulebook, chosen, connected)

    once = workbook._read
    monkeypatch.setattr(workbook, "_read", counted)
    return found


TYPED = monthly(["2025-07", "200", 1], ["2025-08", "210家", 2], head=["月份", "接入企业数", "收入当月额（万元）"])


def test_an_answer_to_a_known_question_is_read_with_once(readings: list[int]) -> None:
    kept = opened(book(TYPED), DEFAULT_LIMITS)
    known = read(kept, RULES)
    answer = Answer.to(asked(known, "text_number"), "not_used")
    later = read(kept, RULES, [answer], known=known)
    assert readings == [0, 1]
    assert later == read(kept, RULES, [answer])
    also = Answer.to(asked(later, "text_unit"), "not_used")
    readings.clear()
    assert len(read(kept, RULES, [answer, also], known=later).answered) == 2
    assert readings == [2]


def test_an_answer_taken_back_is_gone_with_those_that_rest_on_it() -> None:
    kept = opened(book(monthly(["2025-07", 200, "7"], head=TYPED["月度统计"][0])), DEFAULT_LIMITS)
    known = read(kept, RULES)
    column = Answer.to(asked(known, "unknown_column"), "column:当月收入")
    known = read(kept, RULES, [column], known=known)
    cell = Answer.to(asked(known, "text_number"), "not_used")
    known = read(kept, RULES, [column, cell], known=known)
    assert len(known.answered) == 2
    assert read(kept, RULES, [cell], known=known) == read(kept, RULES, [cell])


def test_an_open_end_stays_open_when_its_row_was_answered() -> None:
    rows = {"接入主体台账": [ORGANISATIONS, ["甲公司", "", "企业", "数据提供方", 45839, ""]]}
    assert column(told(rows, "serial_number", "day"), "organisations", "end") == [NEVER]


def test_a_month_typed_as_a_number_between_two_dated_rows_is_not_missing_as_well() -> None:
    submission = reading(monthly(["2025-09", 200, 1], [2025.1, 205, 1], ["2025-11", 210, 1]))
    assert [problem.code for problem in submission.problems] == ["month_as_number"]
    assert Month(2025, 10) in submission.monthly.unread


# --- what is kept between readings ----------------------------------------------------------


def test_a_reading_beside_what_was_kept_is_that_of_the_bare_cells() -> None:
    """Answers given, changed and taken back in any order, with the tables of other sheets and their counts kept."""
    raw = MESSY.read_bytes()
    kept, chance, answers = opened(raw, DEFAULT_LIMITS), Random(7), tuple[Answer, ...]()
    known = read(kept, RULES, ())
    for _ in range(6):
        offers = [Answer.to(problem, offer.key) for problem in known.problems for offer in problem.offers]
        answers = (*chance.sample(answers, len(answers) * 2 // 3), *chance.sample(offers, 2))
        ours, bare = read(kept, RULES, answers, known=known), read(Opened(kept.packed), RULES, answers, known=known)
        assert replace(ours, ledgers={}) == replace(bare, ledgers={})
        assert {key: each.frame for key, each in ours.ledgers.items()} == {
            k: each.frame for k, each in bare.ledgers.items()
        }
        for profile in Profile:
            one, other = judge(ours, RULES, profile), judge(bare, RULES, profile)
            assert (one.findings, one.trajectories) == (other.findings, other.trajectories)
            assert (one.problems, one.answered) == (other.problems, other.answered)
        known = ours


def test_the_grids_of_a_small_workbook_stay_and_those_of_a_large_one_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    small = opened(book(monthly(["2025-07", 200, 1])), DEFAULT_LIMITS)
    assert small.fetched is small.fetched
    monkeypatch.setattr(sys.modules[Opened.__module__], "SMALL", 0)
    assert small.fetched is not small.fetched


def test_a_sheet_without_a_new_answer_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = opened(
        book(
            {
                **monthly(["2025-07", "200", 1]),
                "接入主体台账": [ORGANISATIONS, ["甲", "1", "企业", "", "2025-07-01", ""]],
            }
        ),
        DEFAULT_LIMITS,
    )
    known, again = read(kept, RULES, ()), list[str]()
    table = workbook.read_table
    monkeypatch.setattr(workbook, "read_table", lambda grid, *of: again.append(grid.name) or table(grid, *of))
    read(kept, RULES, [Answer.to(asked(known, "text_number"), "not_used")], known=known)
    assert again == ["月度统计"]
