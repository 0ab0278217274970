"""Where sheets and columns are found."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.intake.books import asked, codes, reading
from tests.places import cell_of, located, sheet_of

HEAD = ["月份", "接入企业数", "当月收入（万元）"]
ROW = ["2025-07", 200, 3.5]


def figures(rows: list[Any], sheet: str = "月度统计") -> dict[str, Any]:
    submission = reading({sheet: rows})
    assert submission.monthly is not None
    return {
        key: (entry.value, cell_of(entry.ref, submission.layout))
        for key, entry in submission.monthly.rows[0].figures.items()
        if entry.ref
    }


EXPECTED = {"enterprises": (Decimal(200), "B2"), "revenue": (Decimal("3.5"), "C2")}


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ["统计月份", "接入企业家数", "当月收入"],
        ["Month", "Enterprises connected", "Revenue in the month"],
        ["month", "ENTERPRISES  CONNECTED (enterprises)", "revenue in the month (10,000 CNY)"],
        [" 月 份 ", "接入\n企业数（家）", "当月收入\n(单位：万元)"],
        ["月份*", "接入企业数（选填）", "当月收入【万元】"],
        ["月份：", "接入企业数\n由台账计算，无需填写", "※当月收入（万元）（选填）"],
        ["月份", "接入企业数", "当月收入［万元］"],
        ["月份", "接入企业数/家", "当月收入，万元"],
        ["月份", "接入企业数，家（选填）", "当月收入／万元"],
        ["月份 Month", "接入企业数\nEnterprises connected", "当月收入（万元） / Revenue in the month (10,000 CNY)"],
        ["Month|月份", "Enterprises connected / 接入企业数", "Revenue in the month\n当月收入（万元）"],
    ],
)
def test_headers_are_known_however_they_are_dressed(head: list[str]) -> None:
    assert figures([head, ROW]) == EXPECTED


@pytest.mark.parametrize("title", ["月度统计 Monthly statistics", "Monthly statistics-月度统计"])
def test_a_sheet_is_known_by_its_title_in_both_languages(title: str) -> None:
    assert figures([HEAD, ROW], title) == EXPECTED


@pytest.mark.parametrize("head", ["当月收入（元）", "当月收入/元", "当月收入，元"])
def test_a_unit_of_another_scale_counts_in_brackets_or_behind(head: str) -> None:
    assert figures([["月份", "接入企业数", head], ["2025-07", 200, 35_000]])["revenue"][0] == Decimal("3.5")


@pytest.mark.parametrize("above", range(10))
def test_the_header_is_found_within_the_first_ten_rows(above: int) -> None:
    rows = [["某可信数据空间月度统计表"], *[[]] * 9][:above]
    cells = figures([*rows, HEAD, ROW])
    assert cells["enterprises"] == (Decimal(200), f"B{above + 2}")


def test_a_header_in_the_eleventh_row_is_an_error_that_names_the_sheet() -> None:
    (problem,) = asked(reading({"月度统计": [*[[]] * 10, HEAD, ROW]}), "no_header")
    assert sheet_of(problem) == "月度统计"


def test_columns_may_be_moved() -> None:
    assert figures([[None, "当月收入", "备注", "月份", "接入企业数"], [None, 3.5, "x", "2025-07", 200]]) == {
        "enterprises": (Decimal(200), "E2"),
        "revenue": (Decimal("3.5"), "B2"),
    }


def test_a_header_of_two_rows_is_read() -> None:
    rows = [["月份", "接入", None, "当月"], [None, "企业数", None, "收入（万元）"], ["2025-07", 200, None, 3.5]]
    assert figures(rows) == {"enterprises": (Decimal(200), "B3"), "revenue": (Decimal("3.5"), "D3")}


@pytest.mark.parametrize(
    "title",
    [
        "月度统计",
        " 月度 统计 ",
        "月度数据",
        "Monthly statistics",
        "MONTHLY STATISTICS",
        "3.月度统计",
        "三、月度统计",
        "表2 月度统计",
        "月度统计（企业）",
    ],
)
def test_a_sheet_is_found_by_label_synonym_language_and_numbering(title: str) -> None:
    assert figures([HEAD, ROW], title) == EXPECTED


def test_of_two_sheets_for_one_role_the_exact_name_is_read_and_the_other_asked_about() -> None:
    submission = reading({"月度统计(2)": [HEAD, ["2025-07", 1, 1]], "月度统计": [HEAD, ROW]})
    assert submission.monthly is not None
    assert submission.layout.title("monthly") == "月度统计"
    assert [sheet_of(problem) for problem in asked(submission, "sheet_twice")] == ["月度统计(2)"]


def test_a_sheet_under_a_strange_name_is_not_read_but_asked_about() -> None:
    submission = reading({"Sheet2": [HEAD, ROW]})
    assert submission.monthly is None
    assert [sheet_of(problem) for problem in asked(submission, "sheet_not_read")] == ["Sheet2"]


def test_two_like_headers_with_different_figures_are_an_error_and_neither_is_used() -> None:
    submission = reading({"月度统计": [[*HEAD, "接入企业数"], [*ROW, 150]]})
    (problem,) = asked(submission, "header_twice")
    assert (cell_of(problem), tuple(map(cell_of, problem.details["cells"]))) == ("D1", ("B1", "D1"))
    assert submission.monthly is not None
    assert "enterprises" not in submission.monthly.rows[0].figures


def test_of_two_like_headers_the_filled_one_is_used() -> None:
    assert figures([["接入企业数", *HEAD], [None, *ROW]])["enterprises"] == (Decimal(200), "C2")


def test_a_label_wins_over_a_synonym_and_is_asked_about() -> None:
    submission = reading({"月度统计": [["接入企业家数", *HEAD], [150, *ROW]]})
    assert submission.monthly is not None
    assert submission.monthly.rows[0].figures["enterprises"].value == 200
    assert codes(submission) == ["header_twice_one_used"]


@pytest.mark.parametrize("above", [("", "接入企业数", "", ""), ("统计", "接入企业数", "", "主体")])
def test_parts_below_a_header_whose_row_names_the_others_are_asked_about(above: tuple[str, ...]) -> None:
    rows = [above, ["月份", "省级", "市级", "数据提供方数"], ["2025-07", 100, 40, 5]]
    submission = reading({"月度统计": rows})
    assert submission.monthly is not None
    assert submission.monthly.rows[0].figures["providers"].value == 5
    assert "enterprises" not in submission.monthly.rows[0].figures
    assert codes(submission) == ["header_twice"]


def test_a_header_like_a_missing_column_is_asked_about() -> None:
    submission = reading({"月度统计": [["月份", "当月收入", "累计接入企业数"], ["2025-07", 3.5, 200]]})
    (problem,) = asked(submission, "unknown_column")
    assert (cell_of(problem), problem.found) == ("C1", "累计接入企业数")


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("接入企业总数", "接入企业数"),
        ("累计接入企业数", "接入企业数"),
        ("期末接入企业总户数", "接入企业数"),
        ("接入企业数合计", "接入企业数"),
        ("运营方累计开放数据集数", "运营方开放数据集数"),
        ("典型应用场景总数", "典型应用场景数"),
        ("中小企业总数", "中小企业数"),
        ("当月收入总额（万元）", "当月收入"),
    ],
)
def test_a_header_that_adds_only_that_it_is_a_total_offers_the_one_column(header: str, meant: str) -> None:
    (problem,) = asked(reading({"月度统计": [["月份", "数据提供方数", header], ["2025-07", 3, 200]]}), "unknown_column")
    assert [offer.key for offer in problem.offers] == [f"column:{meant}", "as_read"]


def test_a_header_in_another_order_with_a_word_for_a_total_is_asked_about() -> None:
    submission = reading({"月度统计": [["月份", "数据提供方数", "企业接入总数"], ["2025-07", 3, 200]]})
    assert codes(submission) == ["unknown_column"]


def test_a_header_in_another_unit_converts_and_asks() -> None:
    submission = reading({"月度统计": [["月份", "当月收入（元）"], ["2025-07", 35000]]})
    assert submission.monthly is not None
    entry = submission.monthly.rows[0].figures["revenue"]
    assert (entry.value, codes(submission)) == (Decimal("3.5"), ["unit_converted"])


def test_a_total_below_the_months_is_left_out_and_asked_about() -> None:
    submission = reading({"月度统计": [HEAD, ROW, ["合 计", 200, 3.5]]})
    assert submission.monthly is not None
    assert len(submission.monthly.rows) == 1
    assert [(cell_of(p), p.found) for p in located(submission)] == [("A3", "合 计")]


@pytest.mark.parametrize(
    ("row", "asks"),
    [
        (["注：数据截至六月"], []),
        (["", "填表人：张三"], []),
        (["填表人", "张三"], []),
        (["※含试用"], []),
        (["注：数据截至六月", "数据提供方"], ["remark_row"]),
        (["填表日期：", 46203], ["remark_row"]),
    ],
)
def test_a_remark_below_the_table_is_left_out_and_asked_about_where_it_holds_more(
    row: list[Any], asks: list[str]
) -> None:
    submission = reading({"接入主体台账": [["主体名称", "角色"], ["甲", "数据提供方"], row]})
    assert (submission.ledgers["organisations"].frame.num_rows, codes(submission)) == (1, asks)


def test_merged_cells_among_the_records_are_asked_about() -> None:
    def merge(workbook: Any, sheet: Any) -> None:
        if sheet.get_name() == "接入主体台账":
            sheet.merge_range("B2:B3", "数据提供方")

    rows = [["主体名称", "角色"], ["甲", None], ["乙", None]]
    (problem,) = asked(reading({"接入主体台账": rows}, draw=merge), "merged_cells")
    assert (cell_of(problem), problem.found) == ("B2:B3", "数据提供方")


def test_addresses_are_right_where_the_sheet_starts_below_and_right() -> None:
    submission = reading({"月度统计": [[], [], [None, None, "月份", "接入企业数"], [None, None, "2025-07", "约200"]]})
    (problem,) = located(submission)
    assert (sheet_of(problem), cell_of(problem), problem.found, problem.code) == (
        "月度统计",
        "D4",
        "约200",
        "unreadable",
    )


def test_neighbours_that_say_the_same_become_one_range() -> None:
    rows = [["月份", "接入企业数"], *[[f"2025-{month:02d}", "约200"] for month in range(7, 11)], ["2025-11", "约300"]]
    problems = asked(reading({"月度统计": rows}), "unreadable")
    assert [(cell_of(p), p.found, p.details.get("count")) for p in problems] == [
        ("B2:B5", "约200", 4),
        ("B6", "约300", None),
    ]


def test_a_run_of_text_numbers_is_one_question() -> None:
    rows = [["月份", "接入企业数"], *[[f"2025-{month:02d}", str(month)] for month in range(7, 13)]]
    assert [(p.code, cell_of(p)) for p in located(reading({"月度统计": rows}))] == [("text_number", "B2:B7")]


def test_figures_with_the_same_unit_are_one_question() -> None:
    typed = ["10家", "11家", "12家", "0.13千家", "14家", "15家"]
    rows = [["月份", "接入企业数"], *[[f"2025-{7 + i:02d}", text] for i, text in enumerate(typed)]]
    found = located(reading({"月度统计": rows}))
    assert [(p.code, cell_of(p), p.details.get("count")) for p in found] == [
        ("text_unit", "B2:B4", 5),
        ("text_unit", "B5", None),
    ]
    assert list(map(str, found[0].details["understood"])) == ["10", "11", "12", "…"]


def test_a_column_full_of_doubts_gives_few_problems() -> None:
    rows = [["主体名称", "市场份额（%）"], *[[f"单位{i}", f"约{i}"] for i in range(2000)]]
    assert len(reading({"接入主体台账": rows}).problems) < 40


def test_every_problem_of_a_cell_tells_column_and_type() -> None:
    (problem,) = reading({"月度统计": [HEAD, ["2025-07", "约200", 1]]}).problems
    assert (problem.details["column"].zh, problem.details["type"], problem.details["unit"].zh) == (
        "接入企业数",
        "count",
        "家",
    )


def test_a_row_of_units_below_the_header_is_no_record_and_its_units_count() -> None:
    submission = reading(
        {"月度统计": [["月份", "接入企业数", "当月收入"], [None, "家", "元"], ["2025-07", 200, 35000]]}
    )
    (row,) = submission.monthly.rows
    assert (row.figures["revenue"].value, codes(submission)) == (Decimal("3.5"), ["unit_converted"])


def test_a_word_in_brackets_that_changes_the_meaning_is_asked_about() -> None:
    submission = reading({"月度统计": [["月份", "接入企业数（累计）", "当月收入（万元）"], ROW]})
    assert [(p.code, cell_of(p)) for p in located(submission)] == [("header_note", "B1")]


@pytest.mark.parametrize("word", ["合计", "总计：", "合计（家）", "合计12家", "本年累计", "华东小计", "Total"])
def test_each_word_for_a_total_is_known(word: str) -> None:
    submission = reading({"接入主体台账": [["主体名称", "市场份额"], ["甲", 3], [word, 3]]})
    assert submission.ledgers["organisations"].frame.num_rows == 1
