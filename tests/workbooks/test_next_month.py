"""Next month's workbook: nothing lost, nothing judged otherwise, the new month waiting, problems marked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from core.errors import RefusedWorkbook
from core.model import Answer, Assessment, Month, Profile
from core.pipeline import judge, read
from core.printers.json import json_object
from core.rulebook import load
from core.workbooks.next_month import next_months_workbook
from core.workbooks.scored import scored_workbook
from core.workbooks.template import look, template_workbook
from tests import samples
from tests.intake.books import BASICS, Formula, Percent, book
from tests.oracle.workbooks import random_workbook
from tests.workbooks.libreoffice import converted

pytestmark = pytest.mark.slow

RULEBOOK = load()
ROOT = Path(__file__).parents[2]
SAMPLES = ("enterprise", "industry", "city", "messy")
LANGUAGES = ("zh", "en")
SEEDS, SOAK_SEEDS = range(1, 4), range(4, 120)
RED, YELLOW, GREEN = (f"FF{colour}" for colour in (look.ERROR, look.QUESTION, look.WAITING))

HEADERS = ("月份", "接入企业数", "当月收入（万元）")
MONTHLY = (HEADERS, ("2025-07", 10, 1.5), ("2025-08", 20, 2.5))
CLAIMS = ("编号", "要素", "状态", "佐证材料", "说明", "复核状态", "复核意见")


def sample(name: str) -> bytes:
    return (ROOT / "sample_data" / f"sample_{name}.xlsx").read_bytes()


@cache
def next_month(raw: bytes, language: str = "zh", profile: Profile | None = None, ledgers: bool = False) -> bytes:
    return next_months_workbook(raw, RULEBOOK, language=language, profile=profile, ledgers=ledgers)


def opened(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


def from_book(sheets: Mapping[str, Any], **how: Any) -> Workbook:
    """A small workbook, carried over."""
    return opened(next_month(book(sheets, **how)))


def headed(sheet: Worksheet, text: str) -> int:
    """The column that begins with this header."""
    return next(cell.column for cell in sheet[1] if str(cell.value).split("\n")[0] == text)


def column(sheet: Worksheet, text: str) -> list[Any]:
    """What stands below a header, blanks left out."""
    number = headed(sheet, text)
    cells = (sheet.cell(row, number).value for row in range(2, sheet.max_row + 1))
    return [cell for cell in cells if cell is not None]


def found(sheet: Worksheet, value: object) -> Any:
    """The only cell that holds this."""
    cells = [
        cell for row in sheet.iter_rows() for cell in row if cell.value == value and type(cell.value) is type(value)
    ]
    assert len(cells) == 1, cells
    return cells[0]


def contents(raw: bytes) -> dict[tuple[str, str], object]:
    """Every cell but the guide's, with its kind and format."""
    sheets = opened(raw).worksheets[1:]
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type, cell.number_format)
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def guide(workbook: Workbook) -> str:
    """The text of the guide."""
    return "\n".join(str(cell.value) for row in workbook.worksheets[0].iter_rows() for cell in row if cell.value)


def item(workbook: Workbook, label: str) -> Any:
    """The cell beside an item of 基本信息."""
    form = workbook["基本信息"]
    return next(
        form.cell(row, 2) for row in range(2, form.max_row + 1) if str(form.cell(row, 1).value).startswith(label)
    )


def fill(cell: Any) -> str:
    return str(cell.fill.start_color.rgb)


# --- the same verdict -----------------------------------------------------------------------

#: What a move of cells may change: their addresses, and that a blank column stands where none stood.
PLACES = ("sources", "problems", "file")
ABSENT = ("not_for_this_type", "blank")


def verdict(assessment: Assessment) -> dict[str, Any]:
    return json_object(assessment, "zh", "x")


def differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Where two documents differ, places left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            if key not in PLACES:
                yield from differences(old.get(key), new.get(key), f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(*pair, f"{path}[{number}]")
    elif old != new and (old, new) != ABSENT:
        yield f"{path}: {old} → {new}"


def judged_otherwise(raw: bytes, language: str, profile: Profile | None = None) -> list[str]:
    """What the old workbook and the new one, at the old one's month, are judged differently in."""
    old, new = read(raw, RULEBOOK), read(next_month(raw, language, profile), RULEBOOK)
    lines = []
    for each in [profile] if profile else list(Profile):
        before = judge(old, RULEBOOK, each)
        lines += [
            f"{each}: {line}"
            for line in differences(verdict(before), verdict(judge(new, RULEBOOK, each, before.as_of)))
            if not (profile and line.startswith(".own_profile"))  # moved to another type on purpose
        ]
    return lines


@pytest.mark.parametrize(("name", "language"), [*zip(SAMPLES, LANGUAGES * 2, strict=True)])
def test_a_sample_is_judged_as_before_in_next_months(name: str, language: str) -> None:
    assert judged_otherwise(sample(name), language) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_workbook_is_judged_as_before_in_next_months(seed: int) -> None:
    assert judged_otherwise(random_workbook(seed), LANGUAGES[seed % 2]) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_many_random_workbooks_are_judged_as_before_in_next_months(seed: int) -> None:
    assert judged_otherwise(random_workbook(seed), LANGUAGES[seed % 2]) == []


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        pytest.param(name, each, marks=[] if number % len(Profile) == turn else pytest.mark.soak)
        for number, name in enumerate(SAMPLES)
        for turn, each in enumerate((Profile.CITY, Profile.ENTERPRISE, Profile.INDUSTRY))
    ],
)
def test_a_sample_moved_to_another_type_is_judged_as_under_its_toggle(name: str, profile: Profile) -> None:
    assert judged_otherwise(sample(name), "zh", profile) == []


@pytest.mark.parametrize(("name", "language"), [*zip(SAMPLES, LANGUAGES * 2, strict=True)])
def test_carrying_over_twice_changes_no_cell(name: str, language: str) -> None:
    once = next_month(samples.raw(f"small_{name}"), language)
    assert contents(next_month(once, language)) == contents(once)


@pytest.mark.parametrize("seed", SEEDS)
def test_carrying_a_random_workbook_over_twice_changes_no_cell(seed: int) -> None:
    once = next_month(random_workbook(seed))
    assert contents(next_month(once)) == contents(once)


def test_the_sheets_that_scoring_added_are_left_behind() -> None:
    raw = sample("enterprise")
    scored = scored_workbook(raw, judge(read(raw, RULEBOOK), RULEBOOK), "zh")
    assert next_month(scored) == next_month(raw)


def test_the_same_workbook_gives_the_same_bytes() -> None:
    raw = book({"月度统计": MONTHLY})
    assert next_months_workbook(raw, RULEBOOK) == next_months_workbook(raw, RULEBOOK)


# --- the new month --------------------------------------------------------------------------


def test_the_date_moves_on_by_a_month() -> None:
    workbook = from_book({"月度统计": MONTHLY})
    assert item(workbook, "数据截止月份").value == datetime(2025, 9, 1)


def test_a_date_ahead_of_the_figures_is_still_waited_for() -> None:
    workbook = from_book({"月度统计": MONTHLY}, basics=(*BASICS, ("数据截止月份", "2025-09", "")))
    assert item(workbook, "数据截止月份").value == datetime(2025, 9, 1)


def test_the_date_never_passes_the_pilots_end() -> None:
    workbook = from_book({"月度统计": (HEADERS, ("2027-06", 10, 1.5))})
    assert item(workbook, "数据截止月份").value == datetime(2027, 6, 1)


def test_an_empty_template_waits_for_the_pilots_first_month() -> None:
    workbook = opened(next_month(template_workbook(RULEBOOK, Profile.CITY)))
    assert item(workbook, "数据截止月份").value == datetime(2025, 7, 1)


def test_the_old_date_is_named_where_it_was() -> None:
    workbook = from_book({"月度统计": MONTHLY}, basics=(*BASICS, ("数据截止月份", "2025-08", "")))
    assert "2025-08" in item(workbook, "数据截止月份").comment.text


def test_the_day_that_a_template_bears_is_not_when_it_was_saved() -> None:
    assert read(next_month(book({"月度统计": MONTHLY})), RULEBOOK).modified is None


def test_the_months_are_those_of_the_pilot() -> None:
    basics = (*BASICS[:3], ("试点开始月份", "2025-10", ""), ("试点结束月份", "2026-09", ""))
    workbook = from_book({"月度统计": (HEADERS, ("2025-11", 1, 1))}, basics=basics)
    months = [Month(2025, 10).plus(number) for number in range(12)]
    assert column(workbook["月度统计"], "月份") == [datetime(month.year, month.month, 1) for month in months]


def test_an_endless_pilot_does_not_lay_out_endless_months() -> None:
    basics = (*BASICS[:4], ("试点结束月份", "2099-12", ""))
    assert len(column(from_book({"月度统计": MONTHLY}, basics=basics)["月度统计"], "月份")) == 120


def test_missing_months_are_put_in_their_place() -> None:
    rows = (HEADERS, ("2025-07", 10, 1.5), ("2025-10", 20, 2.5))
    months = column(from_book({"月度统计": rows})["月度统计"], "月份")
    assert months[:4] == [datetime(2025, month, 1) for month in (7, 8, 9, 10)]


SUMMED = ("2025-07", 10, 1.5), ("2025-08", 20, 2.5)
TOTALLED = [
    *([HEADERS, *SUMMED, (word, None, 4)] for word in ("合计", "汇总", "小计", "累计", "合 计", "2025年合计", "Total")),
    [HEADERS, ("合计", None, 4), *SUMMED],
    [HEADERS, SUMMED[0], ("小计", None, 1.5), SUMMED[1], ("总计", None, 4)],
    [("备注", *HEADERS), *((None, *row) for row in SUMMED), ("合计", "2025-08", 20, 4)],
    [(*HEADERS, "备注"), *((*row, None) for row in SUMMED), (date(2025, 8, 1), 20, 4, "合计")],
    [(*HEADERS, "备注"), *((*row, None) for row in SUMMED), ("2025-08", 20, 4, "汇总")],
]


@pytest.mark.parametrize("rows", TOTALLED)
def test_a_row_of_totals_is_no_month_and_is_named_in_the_guide(rows: list[Any]) -> None:
    workbook = from_book({"月度统计": rows})
    sheet = workbook["月度统计"]
    assert column(sheet, "月份") == [datetime(2025 + (6 + at) // 12, (6 + at) % 12 + 1, 1) for at in range(24)]
    assert column(sheet, "当月收入（万元）") == [1.5, 2.5]
    assert "原文件“月度统计”第" in guide(workbook)


def test_months_without_a_year_stay_in_their_place() -> None:
    labels = ("2025-07", "8月", "9月", "10月", "11月", "12月")
    rows = [(label, 10 + at, 1.5) if at < 4 else (label, None, None) for at, label in enumerate(labels)]
    sheet = from_book({"月度统计": (HEADERS, *rows)})["月度统计"]
    assert column(sheet, "月份")[:6] == [
        datetime(2025, 7, 1),
        "8月",
        "9月",
        "10月",
        datetime(2025, 11, 1),
        datetime(2025, 12, 1),
    ]
    assert {fill(cell) for cell in sheet[6][1:]} == {GREEN}


def test_the_row_of_the_new_month_is_empty_and_green() -> None:
    sheet = from_book({"月度统计": MONTHLY})["月度统计"]
    row = found(sheet, datetime(2025, 9, 1)).row
    assert {(cell.value, fill(cell)) for cell in sheet[row][1:]} == {(None, GREEN)}


def test_the_row_that_waits_stands_below_months_of_which_none_was_read() -> None:
    rows = [(f"{month}月", 10 + month, 1.5) for month in (7, 8, 9)]
    basics = (*BASICS, ("数据截止月份", "2025-09", ""))
    months = column(from_book({"月度统计": (HEADERS, *rows)}, basics=basics)["月度统计"], "月份")
    assert months[:5] == ["7月", "8月", "9月", datetime(2025, 10, 1), datetime(2025, 11, 1)]


def test_a_figure_said_to_be_that_of_the_month_before_stays_as_sent() -> None:
    rows = (*MONTHLY, ("2025-09", "同上月", 3))
    assert column(from_book({"月度统计": (*rows, ("2025-10", 30, 3))})["月度统计"], "接入企业数") == [
        10,
        20,
        "同上月",
        30,
    ]


def test_a_plan_in_the_row_that_waits_is_said_to_be_there_already() -> None:
    rows = (*MONTHLY, ("2025-09", 30, None), ("2025-10", 40, None))
    sheet = from_book({"月度统计": rows}, basics=(*BASICS, ("数据截止月份", "2025-08", "")))["月度统计"]
    row = found(sheet, datetime(2025, 9, 1)).row
    planned = found(sheet, 30)
    assert (planned.row, fill(planned), "2025年9月" in planned.comment.text) == (row, YELLOW, True)
    assert found(sheet, 40).comment is None


def test_no_other_row_of_months_is_green() -> None:
    sheet = from_book({"月度统计": MONTHLY})["月度统计"]
    assert {cell.row for row in sheet.iter_rows(min_row=2) for cell in row if fill(cell) == GREEN} == {4}


def test_the_workbook_opens_at_the_row_that_waits() -> None:
    workbook = from_book({"月度统计": MONTHLY})
    selection = workbook["月度统计"].sheet_view.selection[-1]
    assert (workbook.active.title, selection.activeCell) == ("月度统计", "B4")


def test_only_the_sheet_that_opens_is_selected() -> None:
    workbook = from_book({"月度统计": MONTHLY})
    assert [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected] == ["月度统计"]


# --- nothing lost ---------------------------------------------------------------------------


def test_a_figure_that_could_not_be_read_stays_as_sent() -> None:
    workbook = from_book({"月度统计": (HEADERS, ("2025-07", "约200", 1.5))})
    assert found(workbook["月度统计"], "约200").data_type == "s"


@pytest.mark.parametrize(("sent", "native"), [("１，２３４", 1234), ("1,234", 1234), ("'56", 56)])
def test_a_number_stored_as_text_becomes_a_number(sent: str, native: int) -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", sent, 1.5))})["月度统计"]
    assert column(sheet, "接入企业数") == [native]


def test_a_number_with_a_unit_stays_as_sent() -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", "1.2万家", 1.5))})["月度统计"]
    assert column(sheet, "接入企业数") == ["1.2万家"]


def test_numbers_under_a_header_with_another_unit_are_converted() -> None:
    sheet = from_book({"月度统计": (("月份", "当月收入（元）"), ("2025-07", 15000), ("2025-08", -5))})["月度统计"]
    assert column(sheet, "当月收入（万元）") == [1.5, -0.0005]


def test_a_percent_stays_a_percent() -> None:
    basics = (*BASICS[:2], ("试点类型", "行业", ""), *BASICS[3:])
    rows = (("月份", "市场份额合计（%）"), ("2025-07", Percent(0.325)), ("2025-08", 32.5), ("2025-09", "40%"))
    sheet = from_book({"月度统计": rows}, basics=basics)["月度统计"]
    cells = [sheet.cell(row, headed(sheet, "市场份额合计（%）")) for row in (2, 3, 4)]
    assert [(cell.value, cell.number_format) for cell in cells] == [(0.325, "0.00%"), (32.5, "0.00"), (0.4, "0.00%")]


def test_days_arrive_as_days() -> None:
    rows = (
        ("名称", "类型", "上线日期"),
        ("甲", "数据应用", "2025年8月3日"),
        ("乙", "软件", date(2025, 8, 4)),
        ("丙", "报告", 45839),
    )
    sheet = from_book({"产品应用台账": rows})["产品应用台账"]
    assert column(sheet, "上线日期") == [datetime(2025, 8, 3), datetime(2025, 8, 4), 45839]


def test_words_of_a_list_are_those_of_the_language_asked_for() -> None:
    raw = book({"产品应用台账": (("名称", "类型", "是否高价值"), ("甲", "数据应用", "√"), ("乙", "接口", "否"))})
    sheet = opened(next_month(raw, "en")).worksheets[6]
    assert [cell.value for cell in sheet["B"][1:]] == ["Data application", "接口"]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    rows = (("名称", "类型", "服务企业数"), ("=cmd|' /C calc'!A0", "@SUM(1)", "=1+1"))
    sheet = from_book({"产品应用台账": rows})["产品应用台账"]
    assert {sheet.cell(2, index).data_type for index in (1, 2, headed(sheet, "服务企业数"))} == {"s"}


def test_text_that_looks_like_a_formula_stays_text_when_its_cell_is_edited() -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", "=1+1", 1.5))})["月度统计"]
    assert found(sheet, "=1+1").quotePrefix


def test_text_that_looks_like_an_escaped_character_stays_as_it_was() -> None:
    rows = (("名称", "类型"), ("a_x0041_b", "数据应用"))
    raw = next_month(book({"产品应用台账": rows}))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name("产品应用台账")
    assert sheet.to_python()[1][0] == "a_x0041_b"


def test_a_formula_without_its_value_stays_unusable() -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", Formula("=1+1"), 1.5))})["月度统计"]
    assert found(sheet, "#N/A").data_type == "e"


def test_columns_that_the_template_does_not_know_stand_at_the_right_under_their_own_header() -> None:
    rows = (("责任处室", *HEADERS, None), ("综合处", "2025-07", 10, 1.5, "口头"))
    sheet = from_book({"月度统计": rows})["月度统计"]
    assert [sheet.cell(1, sheet.max_column - 1).value, sheet.cell(1, sheet.max_column).value] == ["责任处室", "原E列"]
    assert [cell.value for cell in sheet[2][-2:]] == ["综合处", "口头"]


def test_a_column_of_another_type_that_is_filled_is_kept() -> None:
    sheet = from_book({"月度统计": ((*HEADERS, "典型应用场景数"), ("2025-07", 10, 1.5, 3))})["月度统计"]
    assert column(sheet, "典型应用场景数") == [3]


def test_two_columns_of_one_header_are_both_kept() -> None:
    rows = (("月份", "接入企业数", "接入企业数"), ("2025-07", 10, 11))
    sheet = from_book({"月度统计": rows})["月度统计"]
    assert [cell.value for cell in sheet[2] if cell.data_type == "n" and cell.value] == [10, 11]


def test_two_rows_of_a_month_are_both_kept() -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", 10, 1.5), ("2025-07", 11, 1.5))})["月度统计"]
    assert column(sheet, "接入企业数") == [10, 11]


def test_a_row_of_totals_is_kept_and_counts_for_nothing() -> None:
    rows = (("名称", "类型", "上线日期"), ("甲", "数据应用", "2025-08-01"), ("合计", "1项", None))
    raw = next_month(book({"产品应用台账": rows}))
    assert column(opened(raw)["产品应用台账"], "名称") == ["甲", "合计"]
    assert read(raw, RULEBOOK).ledgers["products"].frame.num_rows == 1


def test_a_row_that_would_be_counted_in_the_new_order_of_columns_is_in_the_guide() -> None:
    rows = (("备注", "名称", "上线日期"), ("x", "甲", "2025-08-01"), ("合计", "共1项", None))
    raw = next_month(book({"产品应用台账": rows}))
    assert read(raw, RULEBOOK).ledgers["products"].frame.num_rows == 1
    assert "共1项" in guide(opened(raw))


def test_what_the_filler_and_the_reviewer_said_is_kept() -> None:
    said = ("E1.1", "龙头", "已具备", "合同", "两份", "部分属实", "补充发票")
    sheet = from_book({"定性自评": (CLAIMS, said)})["定性自评"]
    row = found(sheet, "E1.1").row
    assert [cell.value for cell in sheet[row][2:7]] == ["已具备", "合同", "两份", "部分属实", "补充发票"]


REVIEWED = ("E1.1", "龙头", "已具备", "合同", "两份", "属实", "")


@pytest.mark.parametrize(("language", "months"), [("zh", ("2025年8月", "2025年9月")), ("en", ("Aug 2025", "Sep 2025"))])
def test_a_review_is_carried_with_the_month_that_it_is_of(language: str, months: tuple[str, str]) -> None:
    workbook = opened(next_month(book({"月度统计": MONTHLY, "定性自评": (CLAIMS, REVIEWED)}), language))
    sheet = workbook.worksheets[4]
    cell = sheet.cell(found(sheet, "E1.1").row, 6)
    assert fill(cell) == YELLOW
    assert all(month in cell.comment.text for month in months)
    assert sum(all(month in line for month in months) for line in guide(workbook).split("\n")) >= 2


def test_a_review_in_a_workbook_without_figures_is_of_no_month() -> None:
    sheet = from_book({"定性自评": (CLAIMS, REVIEWED)})["定性自评"]
    assert sheet.cell(found(sheet, "E1.1").row, 6).comment is None


@pytest.mark.parametrize(("label", "marked"), [("已投入资金（万元）", True), ("基期数据资源开放总量", False)])
def test_a_figure_that_grows_waits_to_be_updated(label: str, marked: bool) -> None:
    cell = item(from_book({"月度统计": MONTHLY}, basics=(*BASICS, (label, 5, ""))), label[:5])
    assert (cell.value, fill(cell) == GREEN, cell.comment is not None) == (5, marked, marked)


def test_a_figure_that_is_not_there_is_not_to_be_updated() -> None:
    assert item(from_book({"月度统计": MONTHLY}), "已投入资金").comment is None


@pytest.mark.parametrize(
    ("basics", "rows", "said"),
    [
        (BASICS, MONTHLY, "沿用截至2025年8月的填报数据，请填写2025年9月"),
        ((*BASICS, ("数据截止月份", "2025-09", "")), MONTHLY, "沿用截至2025年8月的填报数据，请填写2025年9月"),
        (BASICS, (HEADERS, ("2027-06", 10, 1.5)), "试点期最后一个月"),
        (BASICS, (HEADERS,), "沿用原有填报内容，请填写2025年7月"),
    ],
)
def test_the_guide_says_which_month_the_figures_go_up_to(basics: Any, rows: Any, said: str) -> None:
    assert said in guide(from_book({"月度统计": rows}, basics=basics))


def test_a_target_pasted_under_a_percent_format_is_asked_about() -> None:
    rows = (("指标编号", "指标", "第一年末目标", "试点期末目标"), ("E4.2", "", Percent(12), Percent(0.35)))
    sheet = from_book({"年度目标": rows})["年度目标"]
    cell = sheet.cell(found(sheet, "E4.2").row, 4)
    assert (cell.value, fill(cell) in (RED, YELLOW)) == (12, True)


def test_a_row_of_an_unknown_criterion_is_kept_and_marked() -> None:
    cell = found(from_book({"定性自评": (CLAIMS, ("X9.9", "", "已具备", "合同", "", "", ""))})["定性自评"], "X9.9")
    assert (fill(cell), cell.offset(0, 2).value) == (YELLOW, "已具备")


def test_a_claim_without_its_criterion_is_given_to_none() -> None:
    sheet = from_book({"定性自评": (CLAIMS, ("", "龙头", "已具备", "合同", "", "", ""))})["定性自评"]
    assert sheet.cell(found(sheet, "E1.1").row, 3).value is None


def test_the_plan_is_kept() -> None:
    rows = (
        ("指标编号", "指标", "第一年末目标", "试点期末目标"),
        ("E4.1", "", 120, 260),
        ("E4.2", "", None, Percent(0.35)),
    )
    sheet = from_book({"年度目标": rows})["年度目标"]
    assert [sheet.cell(found(sheet, id).row, 5).value for id in ("E4.1", "E4.2")] == [260, 0.35]


def test_what_was_written_over_the_templates_own_words_stays() -> None:
    sheet = from_book({"定性自评": (CLAIMS, ("E1.1", "我们的说法", "已具备", "合同", "", "", ""))})["定性自评"]
    assert sheet.cell(found(sheet, "E1.1").row, 2).value == "我们的说法"


def test_the_templates_own_words_turn_with_the_language() -> None:
    english = opened(
        next_month(next_month(book({"定性自评": (CLAIMS, ("E1.1", "", "已具备", "合同", "", "", ""))})), "en")
    )
    sheet = english.worksheets[4]
    element = sheet.cell(found(sheet, "E1.1").row, 2).value
    criterion = RULEBOOK.criterion(Profile.ENTERPRISE, "E1.1")
    assert element == f"{criterion.title.en}\n{criterion.quote}"


def test_notes_beside_and_rows_below_the_form_are_kept() -> None:
    basics = (*BASICS[:2], ("试点类型", "企业", "以批复为准"), *BASICS[3:], ("联系人", "张三", "010-1"))
    form = from_book({"月度统计": MONTHLY}, basics=basics)["基本信息"]
    assert form.cell(found(form, "以批复为准").row, 1).value == "试点类型"
    assert [cell.value for cell in form[found(form, "联系人").row][:3]] == ["联系人", "张三", "010-1"]


def test_an_item_answered_twice_is_kept_twice_and_stays_unusable() -> None:
    basics = (*BASICS, ("已投入资金（万元）", 5, ""), ("已投入资金（万元）", 6, ""))
    raw = next_month(book({"月度统计": MONTHLY}, basics=basics))
    assert [cell.value for cell in opened(raw)["基本信息"]["B"] if cell.value in (5, 6)] == [5, 6]
    assert read(raw, RULEBOOK).basics["invested"].value is None


def test_an_answer_beside_the_one_that_is_used_stays_beside_it() -> None:
    basics = (
        ("项目", "内容", "上级意见"),
        *((label, value, "") for label, value, _ in BASICS[1:]),
        ("已投入资金（万元）", 6, 5),
    )
    raw = next_month(book({"月度统计": MONTHLY}, basics=basics))
    sent, moved = (read(each, RULEBOOK) for each in (book({"月度统计": MONTHLY}, basics=basics), raw))
    codes = [[p.code for p in each.problems if p.code.startswith("item_twice")] for each in (sent, moved)]
    assert codes == [["item_twice_one_used"]] * 2
    assert sent.basics["invested"].value == moved.basics["invested"].value


def test_the_type_asked_for_is_the_new_workbooks_own() -> None:
    assert item(opened(next_month(book(), "zh", Profile.CITY)), "试点类型").value == "城市"


def test_ledgers_come_where_the_file_has_one_or_they_are_asked_for() -> None:
    with_sheet = book({"接入主体台账": (("主体名称", "角色"),)})
    names = [
        opened(next_month(raw, "zh", None, asked)).sheetnames for raw, asked in ((with_sheet, False), (book(), True))
    ]
    assert all("日活记录" in each for each in names)
    assert "日活记录" not in opened(next_month(book())).sheetnames


def test_sheets_of_the_senders_own_are_named_in_the_guide() -> None:
    assert "会议纪要、台账备份" in guide(from_book({"会议纪要": (("一",),), "台账备份": (("二",),)}))


def test_text_above_a_table_is_in_the_guide() -> None:
    assert "填报人张三" in guide(from_book({"月度统计": (("月度统计",), ("填报人张三",), *MONTHLY)}))


def test_a_sheet_without_a_header_is_kept_as_it_stands() -> None:
    sheet = from_book({"月度统计": (("甲", "乙"), ("丙", 7))})["月度统计"]
    assert {"甲", "乙", "丙", 7} <= {cell.value for row in sheet.iter_rows(min_row=2) for cell in row}


# --- what the sender answered ---------------------------------------------------------------


def answered(sheets: Mapping[str, Any], code: str, choice: str) -> bytes:
    """What a small workbook is carried over to when its sender answers the problem of that code."""
    raw = book(sheets)
    problem = next(problem for problem in read(raw, RULEBOOK).problems if problem.code == code)
    return next_months_workbook(raw, RULEBOOK, [Answer.to(problem, choice)])


def test_a_month_that_the_sender_explained_arrives_as_that_month() -> None:
    made = answered({"月度统计": (HEADERS, (2025.1, 10, 1.5))}, "month_as_number", "october")
    sheet = opened(made)["月度统计"]
    assert sheet.cell(found(sheet, 1.5).row, 1).value == datetime(2025, 10, 1)


def test_a_figure_that_the_sender_does_not_want_used_stays_unused_and_says_so() -> None:
    made = answered({"月度统计": (HEADERS, ("2025-07", "1,234", 1.5))}, "text_number", "not_used")
    assert column(opened(made)["月度统计"], "接入企业数") == ["1,234（不采用）"]
    assert read(made, RULEBOOK).monthly.rows[0].figures["enterprises"].value is None


# --- problems marked ------------------------------------------------------------------------


def test_a_cell_that_was_not_used_is_red_and_says_why() -> None:
    cell = found(from_book({"月度统计": (HEADERS, ("2025-07", "约200", 1.5))})["月度统计"], "约200")
    assert fill(cell) == RED
    assert "约200" in cell.comment.text


def test_a_cell_that_is_asked_about_is_yellow() -> None:
    sheet = from_book({"月度统计": (HEADERS, ("2025-07", "1,234", 1.5))})["月度统计"]
    assert fill(found(sheet, 1234)) == YELLOW


def test_a_problem_speaks_of_the_rows_of_the_new_workbook() -> None:
    rows = ((), (), HEADERS, ("2025-07", 10, 1.5), ("2025-07", 11, 1.5))
    sheet = from_book({"月度统计": rows})["月度统计"]
    assert "第2行与第3行" in sheet["A3"].comment.text


def test_every_cell_of_a_long_run_is_coloured_and_the_first_have_comments() -> None:
    rows = (("名称", "类型", "服务企业数"), *((f"产品{number}", "数据应用", f"{number + 1}") for number in range(80)))
    sheet = from_book({"产品应用台账": rows})["产品应用台账"]
    cells = [sheet.cell(row, headed(sheet, "服务企业数")) for row in range(2, 82)]
    assert {fill(cell) for cell in cells} == {YELLOW}
    assert sum(cell.comment is not None for cell in cells) == 50


def test_a_problem_without_a_cell_is_in_the_guide() -> None:
    sheets = {"月度统计": MONTHLY, "月度数据": (HEADERS, ("2025-08", 21, 2.5))}
    text = guide(from_book(sheets))
    assert "月度数据" in text.split("还有以下问题需要处理")[1]


def test_problems_are_worded_in_the_language_asked_for() -> None:
    raw = book({"月度统计": (HEADERS, ("2025-07", "约200", 1.5))})
    cell = found(opened(next_month(raw, "en")).worksheets[2], "约200")
    assert cell.comment.text.startswith("Error: found")


# --- refusals, the package ------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(RefusedWorkbook) as refused:
        next_months_workbook(b"hello", RULEBOOK)
    assert refused.value.problem.code == "not_a_workbook"


def test_a_file_that_names_no_type_is_refused_unless_one_is_given() -> None:
    raw = book(basics=(BASICS[0], BASICS[1]))
    with pytest.raises(RefusedWorkbook):
        next_months_workbook(raw, RULEBOOK)
    assert item(opened(next_month(raw, "zh", Profile.CITY)), "试点类型").value == "城市"


def test_the_area_in_use_is_declared() -> None:
    with zipfile.ZipFile(io.BytesIO(next_month(book({"月度统计": MONTHLY})))) as package:
        xml = package.read("xl/worksheets/sheet3.xml").decode()
    assert '<dimension ref="A1:R25"/>' in xml


@pytest.mark.libreoffice
def test_libreoffice_reads_the_cells_that_were_written(tmp_path: Path) -> None:
    files = {name: next_month(sample(name)) for name in SAMPLES}
    saved = converted(files, tmp_path, recalculate=False)
    for name, raw in files.items():
        old, new = judge(read(raw, RULEBOOK), RULEBOOK), judge(read(saved[name], RULEBOOK), RULEBOOK)
        assert list(differences(verdict(old), verdict(new))) == []
