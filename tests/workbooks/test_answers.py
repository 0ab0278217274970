"""The scored workbook of an answered one: its formulas say what was answered, its sheet tells it, and it lasts."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from core import pipeline
from core.model import Answer, Assessment
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.intake.books import BASICS, book
from tests.workbooks.libreoffice import converted
from tests.workbooks.recalculated import formula_cells, whole

pytestmark = pytest.mark.slow

RULES = load()
CHOICES = {
    "equal_names": "once",
    "hidden_rows": "leave_out",
    "day_twice": "once",
    "total_row": "counts",
    "merged_cells": "each",
    "serial_number": "day",
    "month_as_number": "october",
    "text_number": "as_read",
    "other_separator": "several",
    "baseline_blank": "value:10",
    "header_twice": "cell:2",
    "unit_converted": "other",
    "running_total": "proposed",
}


def draw(_book: Any, sheet: Any) -> None:
    if sheet.name == "产品应用台账":
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.merge_range("D5:D6", "是")
    if sheet.name == "接入主体台账":
        sheet.set_row(2, None, None, {"hidden": True})


@cache
def answered() -> tuple[bytes, Assessment]:
    """A workbook with a question of each kind, all answered against the reading; and its judgement."""
    products = [
        ["名称", "类型", "场景类别", "是否高价值", "上线日期", "服务企业数", "其中外部企业数"],
        ["甲", "数据应用", "医疗,交通", "是", "2025-07-01", "30", 25],
        ["甲", "数据应用", "医疗", "是", 45839, 30, 25],
        ["乙", "数据应用", "金融", "是", "2025-07-01", 30, 25],
        ["丙", "数据应用", "农业", "", "2025-07-01", 30, 25],
        ["丁", "数据应用", "水利", "", "2025-07-01", 30, 25],
        ["合计", "数据应用", "气象", "否", "2025-07-01", 30, 25],
    ]
    bodies = [["主体名称", "主体类别", "角色", "接入日期"]]
    bodies += [[name, "企业", "数据提供方", "2025-07-01"] for name in ("甲", "乙", "丙", "丙", "丁")]
    resources = [["数据资源名称", "提供方", "数据类别", "是否运营方开放", "数据量", "开放日期"]]
    resources += [["甲", "a", "企业数据", "是", 10, "2025-06-01"], ["乙", "a", "企业数据", "是", 15, "2025-08-01"]]
    monthly = [
        ["月份", "当月收入（元）", "市场份额合计（%）", "市场份额合计（%）"],
        ["2025-07", 25, 1, 2],
        [2025.1, 102, 1, 2],
        *[[f"2025-{month:02}", total, 1, 2] for month, total in ((8, 51), (9, 75), (11, 125), (12, 150))],
    ]
    daily = [
        ["日期", "注册用户数", "活跃用户数"],
        ["2025-12-01", 20, 10],
        ["2025-12-01", 20, 12],
        ["2025-12-02", 20, 4],
    ]
    basics = [
        *BASICS,
        ("拟投入资金总额（万元）", 1000, ""),
        ("开放总量计量单位", "GB", ""),
        ("基期数据资源开放总量", "", ""),
    ]
    sheets = {
        "月度统计": monthly,
        "产品应用台账": products,
        "接入主体台账": bodies,
        "数据资源台账": resources,
        "日活记录": daily,
    }
    raw = book(sheets, basics=basics, draw=draw)
    answers: tuple[Answer, ...] = ()
    for _ in range(3):
        problems = pipeline.judge(pipeline.read(raw, RULES, answers), RULES).problems
        answers += tuple(Answer.to(problem, CHOICES[problem.code]) for problem in problems if problem.code in CHOICES)
    return raw, pipeline.judge(pipeline.read(raw, RULES, answers), RULES)


@cache
def scored() -> bytes:
    raw, assessment = answered()
    return scored_workbook(raw, assessment, "zh")


def test_every_kind_of_answer_is_among_them() -> None:
    given = {each.problem.code: each.offer.key for each in answered()[1].answered}
    assert given == CHOICES


def test_each_answer_counts_as_it_says() -> None:
    values = {finding.criterion.id: finding.value for finding in answered()[1].findings}
    assert {id: values[id] for id in ("E2.2", "E3.3", "E4.1")} == {"E2.2": 2.5, "E3.3": 3, "E4.1": 3}
    assert values["E6.5"] == pytest.approx(0.15)
    assert values["E4.2"] == pytest.approx(14 / 40)


def test_it_verifies() -> None:
    assert verify(scored(), RULES) == ()


def test_its_sheet_of_problems_tells_the_answers_last_with_links() -> None:
    sheet = whole(scored())["数据问题"]
    rows = [row for row in sheet.iter_rows(min_row=4) if row[0].value]
    told = [row for row in rows if row[0].value == "已答复"]
    assert len(told) == len(answered()[1].answered)
    assert rows[-len(told) :] == told
    assert all(row[2].hyperlink is not None for row in told)
    assert any(row[5].value == "填报人答复：采用10" for row in told)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The scored workbook as LibreOffice saves it, recalculated."""
    return converted({"scored": scored()}, tmp_path_factory.mktemp("saved"))["scored"]


@pytest.mark.libreoffice
def test_what_its_formulas_give_is_what_was_answered(saved: bytes) -> None:
    cells = list(formula_cells(scored(), saved))
    assert cells
    assert [str(cell) for cell in cells if not cell.equal] == []


@pytest.mark.libreoffice
def test_the_answers_outlive_another_program(saved: bytes) -> None:
    assert verify(saved, RULES) == ()
