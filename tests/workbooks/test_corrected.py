"""The corrected file holds what was accepted, says what stood there, and asks nothing of those cells again."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from core import pipeline
from core.documents.questions import changed
from core.model import Answer, Assessment, Problem
from core.rulebook import load
from core.workbooks.corrected import corrected_workbook
from tests import samples
from tests.corpus.good import untouched
from tests.intake.books import BASICS, Formula, Percent, book
from tests.places import cell_of
from tests.said import said
from tests.workbooks.libreoffice import converted

pytestmark = pytest.mark.slow

RULES = load()
REVENUE = [("2025-07", 200, 30), ("2025-08", 210, 31), ("2025-09", 220, 32)]
HEAD = ("月份", "接入企业数", "当月收入（万元）", "市场份额合计（%）")


def monthly(*rows: tuple[Any, ...], basics: Any = BASICS) -> bytes:
    return book({"月度统计": [HEAD, *rows]}, basics=basics)


def accepted(raw: bytes) -> tuple[Assessment, tuple[Answer, ...], bytes]:
    """The judgement as it stands, the answers that accept every repair, and the corrected file."""
    now = pipeline.judge(pipeline.read(raw))
    offers = ((problem, RULES.problems.repair(problem)) for problem in now.problems)
    answers = tuple(Answer.to(problem, offer.key) for problem, offer in offers if offer is not None)
    return now, answers, corrected_workbook(raw, RULES, answers, "zh")


def asked(raw: bytes) -> list[tuple[str | None, Problem]]:
    """The open problems with their cells."""
    now = pipeline.judge(pipeline.read(raw))
    return [(cell_of(problem, now.submission.layout), problem) for problem in now.problems]


@pytest.mark.parametrize(
    ("cells", "address", "value"),
    [
        (("2025-07", "约210家", 5, 30), "B2", 210),
        (("2025-07", "210余家", 5, 30), "B2", 210),
        (("2025-07", "210+", 5, 30), "B2", 210),
        (("2025-07", "3,200", 5, 30), "B2", 3200),
        (("2025-07", "3200家", 5, 30), "B2", 3200),
        (("2025-07", 200, "320000元", 30), "C2", 32),
        (("2025-07", 200, 5, "约30%"), "D2", 30),
        (("2025-07", 200, 5, "30.5%"), "D2", 30.5),
        ((2025.07, 200, 5, 30), "A2", "2025-07"),
    ],
)
def test_an_accepted_value_is_in_its_cell_and_the_cell_is_not_asked_about_again(
    cells: tuple[Any, ...], address: str, value: object
) -> None:
    raw = monthly(cells)
    _, answers, new = accepted(raw)
    assert address in [cell for cell, _ in asked(raw)]
    assert len(answers) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(new))["月度统计"]
    assert sheet[address].value == value
    assert sheet[address].comment is not None
    assert "原填" in sheet[address].comment.text
    assert address not in [cell for cell, _ in asked(new)]
    after = pipeline.judge(pipeline.read(raw, RULES, answers))
    again = pipeline.judge(pipeline.read(new))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]


@pytest.mark.parametrize(
    ("rows", "code", "choice", "address", "value"),
    [
        (
            [("2025-07", 200), ("2025-08", 210), ("2025-08", 220), ("2025-10", 230)],
            "month_twice_differs",
            "this_month:2025-09",
            "A4",
            "2025-09",
        ),
        (
            [("2025-07", 200), ("2025-09", 210), ("2025-09", 220), ("2025-10", 230)],
            "month_twice_differs",
            "this_month:2025-08",
            "A3",
            "2025-08",
        ),
        ([*REVENUE, ("2025-10", 230, 330000)], "unit_slip", "proposed", "C5", 33),
        ([*REVENUE, ("2025-10", 230, "33元")], "unit_unlikely", "proposed", "C5", 33),
        ([*REVENUE, ("2025-10", 230, "33元")], "unit_unlikely", "as_shown", "C5", 0.0033),
    ],
)
def test_a_value_that_its_sender_chose_is_in_its_cell(
    rows: list[tuple[Any, ...]], code: str, choice: str, address: str, value: object
) -> None:
    raw = monthly(*rows)
    (problem,) = (problem for _, problem in asked(raw) if problem.code == code)
    answers = [Answer.to(problem, choice)]
    new = corrected_workbook(raw, RULES, answers, "zh")
    assert openpyxl.load_workbook(io.BytesIO(new))["月度统计"][address].value == value
    assert code not in [problem.code for _, problem in asked(new)]
    again, after = pipeline.judge(pipeline.read(new)), pipeline.judge(pipeline.read(raw, RULES, answers))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]


def test_totals_so_far_become_each_months_own() -> None:
    own = (30, 31, 32, 31, 34)
    rows = [(f"2025-{month:02}", 200, sum(own[: month - 6])) for month in range(7, 12)]
    raw = monthly(*rows, basics=(*BASICS, ("拟投入资金总额（万元）", 3000)))
    (problem,) = (problem for _, problem in asked(raw) if problem.code == "running_total")
    answers = [Answer.to(problem, "proposed")]
    new = corrected_workbook(raw, RULES, answers, "zh")
    column = openpyxl.load_workbook(io.BytesIO(new))["月度统计"]["C"][1:]
    assert [cell.value for cell in column] == list(own)
    assert [cell.comment and re.findall(r"\d+", cell.comment.text) for cell in column] == [
        None,
        *([str(row[2]), str(each)] for row, each in zip(rows[1:], own[1:], strict=True)),
    ]
    again, after = pipeline.judge(pipeline.read(new)), pipeline.judge(pipeline.read(raw, RULES, answers))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]
    assert [problem.code for problem in again.problems] == [problem.code for problem in after.problems]


def test_a_row_of_cells_as_the_month_before_is_one_problem_with_one_answer() -> None:
    before, said = ("2025-07", 200, 30, 12), ("2025-08", "同上", "同上", "同上")
    raw = monthly(before, said, ("2025-09", "同上", 31, "同上"))
    rows = [(cell, problem) for cell, problem in asked(raw) if problem.code == "as_month_before"]
    assert [cell for cell, _ in rows] == ["B3:D3", "B4", "D4"]
    now, answers, new = accepted(raw)
    sheet = openpyxl.load_workbook(io.BytesIO(new))["月度统计"]
    assert [[cell.value for cell in row[1:]] for row in sheet["A2:D4"]] == [[200, 30, 12], [200, 30, 12], [200, 31, 12]]
    assert [bool(cell.comment) for cell in sheet["4"]] == [False, True, False, True]
    again, after = pipeline.judge(pipeline.read(new)), pipeline.judge(pipeline.read(raw, RULES, answers))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]
    assert "as_month_before" not in {problem.code for problem in (*again.problems, *after.problems)}
    assert now.as_of == after.as_of


def test_which_of_two_rows_holds_is_no_value_to_type() -> None:
    raw = monthly(("2025-07", 200), ("2025-07", 210))
    (problem,) = (problem for _, problem in asked(raw) if problem.code == "month_twice_differs")
    (answered,) = pipeline.judge(pipeline.read(raw, RULES, [Answer.to(problem, "first")])).answered
    assert not RULES.problems.repaired(answered)


NAMES = ("名称", "类型", "场景类别", "上线日期")


@pytest.mark.parametrize(
    ("first", "second", "written"),
    [
        ("供应链金融", "供应鏈金融", "供应链金融"),
        ("供应链金融", "供应链-金融。", "供应链金融"),
        ("供应链金融", "物流、供应鏈金融", "物流、供应链金融"),
        ("AI质检", "ＡＩ 质检", "AI质检"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_spelling_of_a_name_is_in_every_cell(first: str, second: str, written: str, language: str) -> None:
    names = (first, first, second, second)
    rows = [(f"产品{at}", "数据应用", name, "2025-08-01") for at, name in enumerate(names)]
    raw = book({"产品应用台账": [NAMES, *rows]})
    now = pipeline.judge(pipeline.read(raw))
    alike = [problem for problem in now.problems if problem.code == "names_alike"]
    answers = [Answer.to(problem, "one_name") for problem in alike]
    new = corrected_workbook(raw, RULES, answers, language)
    sheet = openpyxl.load_workbook(io.BytesIO(new))["产品应用台账"]
    assert [sheet.cell(row, 3).value for row in range(2, 6)] == [first, first, written, written]
    assert second in sheet["C4"].comment.text
    assert sheet["C2"].comment is None
    assert "names_alike" not in [problem.code for _, problem in asked(new)]
    again, after = pipeline.judge(pipeline.read(new)), pipeline.judge(pipeline.read(raw, RULES, answers))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]


@pytest.mark.libreoffice
def test_libreoffice_recalculates_it_and_nothing_accepted_is_asked_again(tmp_path: Path) -> None:
    raw = samples.raw("sample_messy")
    _, answers, _ = accepted(raw)
    files = {language: corrected_workbook(raw, RULES, answers, language) for language in ("zh", "en")}
    after = pipeline.judge(pipeline.read(raw, RULES, answers))
    for content in converted(files, tmp_path).values():
        again = pipeline.judge(pipeline.read(content))
        assert [p for p in again.problems if RULES.problems.repair(p) is not None] == []
        assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]
        assert len(again.problems) <= len(after.problems)
    assert len(answers) > 0


@pytest.mark.parametrize(
    "text", ["180-200", "180至200", "不足200", "<200", "很多", "百余家", "200或300", "第3批", "待核"]
)
def test_what_has_no_one_number_is_not_offered(text: str) -> None:
    found = [problem for cell, problem in asked(monthly(("2025-07", text, 5, 30))) if cell == "B2"]
    assert [RULES.problems.repair(problem) for problem in found] == [None] * len(found)
    assert found


def test_no_other_part_of_the_file_changes() -> None:
    raw = samples.raw("sample_messy")
    new = accepted(raw)[2]
    before, after = (zipfile.ZipFile(io.BytesIO(each)) for each in (raw, new))
    kept = [name for name in before.namelist() if before.read(name) == after.read(name)]
    assert not set(before.namelist()) - set(after.namelist())
    changed_parts = {re.sub(r"\d", "", name.split("/")[-1]) for name in {*after.namelist()} - {*kept}}
    assert changed_parts <= {
        *("sheet.xml", "sheet.xml.rels", "comment.xml", "comments.xml", "commentsDrawing.vml", "vmlDrawing.vml"),
        *("workbook.xml", "workbook.xml.rels", "[Content_Types].xml"),
    }
    unread = [name for name in kept if name.startswith("xl/worksheets/sheet")]
    assert len(unread) >= 3


def test_a_cell_that_is_not_accepted_stays() -> None:
    raw = monthly(("2025-07", "约200", "1,024", 30))
    number = next(problem for _, problem in asked(raw) if problem.code == "text_number")
    new = corrected_workbook(raw, RULES, [Answer.to(number, "as_read")], "en")
    sheet = openpyxl.load_workbook(io.BytesIO(new))["月度统计"]
    assert (sheet["B2"].value, sheet["C2"].value) == ("约200", 1024)


def test_a_formula_stays_where_nothing_is_accepted_of_it() -> None:
    raw = monthly(("2025-07", "约200", Formula("=1+1"), 30))
    sheet = openpyxl.load_workbook(io.BytesIO(accepted(raw)[2]))["月度统计"]
    assert sheet["C2"].value == "=1+1"


def test_the_verdict_is_told_before_and_after() -> None:
    raw = samples.raw("sample_messy")
    now, answers, _ = accepted(raw)
    after = pipeline.judge(pipeline.read(raw, RULES, answers))
    assert said(changed(now, after)).startswith("采用前29项条件中21项达标、2项缺数据")
    assert said(changed(now, now), "en").startswith("Before and after, 21 of 29 criteria are met")


@pytest.mark.parametrize(
    ("text", "format", "percent"), [("60%", "0%", "0%"), ("约60%", "0%", "0%"), ("60%", "General", "0.00%")]
)
def test_a_target_that_is_a_share_is_written_in_a_percent_format(text: str, format: str, percent: str) -> None:
    filled = openpyxl.load_workbook(io.BytesIO(untouched("enterprise")))
    cell = next(row[4] for row in filled["年度目标"].iter_rows() if row[0].value == "E3.4")
    cell.value, cell.number_format = text, format
    saved = io.BytesIO()
    filled.save(saved)
    _, answers, corrected = accepted(saved.getvalue())
    written = openpyxl.load_workbook(io.BytesIO(corrected))["年度目标"][cell.coordinate]
    assert (len(answers), written.value, written.number_format) == (1, 0.6, percent)
    assert asked(corrected) == []


@pytest.mark.parametrize(
    ("typed", "choice", "value", "shown"),
    [
        (0.32, "as_read", 0.0032, "0.00%"),
        ("0.32", "as_read", 0.0032, "0.00%"),
        ("约0.32%", "proposed", 0.0032, "0.00%"),
        ("0.32%", "as_read", 0.0032, "0.00%"),
        (0.32, "other", 32, "General"),
    ],
)
def test_a_share_below_one_percent_is_written_in_a_percent_format_that_keeps_its_look(
    typed: object, choice: str, value: float, shown: str
) -> None:
    def shaded(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "月度统计":
            look = workbook.add_format({"bold": True, "bg_color": "#FFF2CC"})
            (sheet.write_string if isinstance(typed, str) else sheet.write_number)(1, 3, typed, look)

    raw = book({"月度统计": [HEAD, ("2025-07", 200, 5)]}, draw=shaded)
    answers = [Answer.to(problem, choice) for at, problem in asked(raw) if at == "D2"]
    corrected = corrected_workbook(raw, RULES, answers, "zh")
    cell = openpyxl.load_workbook(io.BytesIO(corrected))["月度统计"]["D2"]
    assert (cell.value, cell.number_format, cell.font.b, cell.fill.fgColor.rgb) == (value, shown, True, "FFFFF2CC")
    assert "D2" not in [at for at, _ in asked(corrected)]
    again, after = pipeline.judge(pipeline.read(corrected)), pipeline.judge(pipeline.read(raw, RULES, answers))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]


def test_a_target_that_is_a_share_is_written_where_no_cell_shows_percentages() -> None:
    raw = book(
        {"月度统计": [HEAD, ("2025-07", 200, 5, 30)], "年度目标": [("指标编号", "试点期末目标"), ("E3.4", "约60%")]}
    )
    cell = openpyxl.load_workbook(io.BytesIO(accepted(raw)[2]))["年度目标"]["B2"]
    assert (cell.value, cell.number_format) == (0.6, "0.00%")


@pytest.mark.parametrize("text", ["26年6月", "截至2026年6月", "Jun-26", "2026年6月止"])
def test_a_month_of_the_form_is_read_asked_about_and_written(text: str) -> None:
    basics = [*(row for row in BASICS if row[0] != "数据截止月份"), ["数据截止月份", text]]
    raw = monthly(("2026-06", 200, 5, 30), basics=basics)
    before, _, corrected = accepted(raw)
    assert [(cell, problem.code) for cell, problem in asked(raw) if problem.code == "month_text"] != []
    assert before.as_of == pipeline.judge(pipeline.read(corrected)).as_of
    assert [problem for _, problem in asked(corrected) if problem.code == "month_text"] == []


def test_each_of_several_cells_has_a_comment_of_its_own_value() -> None:
    rows = [(f"2025-{7 + i:02d}", f"{210 + i}家", 30, 30) for i in range(5)]
    sheet = openpyxl.load_workbook(io.BytesIO(accepted(monthly(*rows))[2]))["月度统计"]
    comments = [sheet.cell(row, 2).comment.text for row in range(2, 7)]
    assert comments == [f"原填：{210 + i}家。确认为{210 + i}。" for i in range(5)]


#: A sum that takes back what was counted, a figure that is a unit's factor off, totals, a header with a remark.
RIGHT_AS_THEY_ARE = [
    [*REVENUE, ("2025-10", 230, -5)],
    [*REVENUE, ("2025-10", 2300, 33)],
    [*REVENUE, ("2025-10", "1,234", 33)],
    [*REVENUE, ("合计", 630, 93)],
    [*REVENUE, ("2025-11", 240, 34)],
    [(2025.07, 200, 30), (2025.08, 150, "约31"), (2025.09, 220, 32)],
]


def answered_by_first_offers(raw: bytes) -> tuple[Assessment, list[Answer]]:
    """The judgement once each question has its first answer, and these."""
    answers: list[Answer] = []
    while True:
        now = pipeline.judge(pipeline.read(raw, RULES, answers))
        more = [Answer.to(problem, problem.offers[0].key) for problem in now.problems if problem.offers]
        if not more:
            return now, answers
        answers += more


@pytest.mark.parametrize("rows", RIGHT_AS_THEY_ARE)
def test_what_was_answered_is_not_asked_again_of_the_corrected_file(rows: list[tuple[Any, ...]]) -> None:
    raw = monthly(*rows)
    after, answers = answered_by_first_offers(raw)
    assert answers
    again = pipeline.judge(pipeline.read(corrected_workbook(raw, RULES, answers, "zh")))
    assert again.problems == after.problems == ()
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in after.findings]


def test_an_answer_about_one_cell_says_nothing_of_what_is_typed_there_later() -> None:
    raw = monthly(*REVENUE, ("2025-10", 230, -5))
    _, answers = answered_by_first_offers(raw)
    book = openpyxl.load_workbook(io.BytesIO(corrected_workbook(raw, RULES, answers, "zh")))
    book["月度统计"]["C5"] = -6
    saved = io.BytesIO()
    book.save(saved)
    assert [(cell, problem.code) for cell, problem in asked(saved.getvalue())] == [("C5", "reversal")]


def test_answers_that_no_cell_holds_are_out_of_sight_and_none_are_kept_where_every_cell_holds_its_own() -> None:
    raw = monthly(("2025-07", "约200", 5, 30))
    assert openpyxl.load_workbook(io.BytesIO(accepted(raw)[2])).sheetnames == ["基本信息", "月度统计"]
    raw = monthly(*REVENUE, ("2025-10", 230, -5))
    own, *others = openpyxl.load_workbook(
        io.BytesIO(corrected_workbook(raw, RULES, answered_by_first_offers(raw)[1], "zh"))
    ).worksheets[1:]
    assert [own.title, *(sheet.sheet_state for sheet in others)] == ["月度统计", "veryHidden"]


@pytest.mark.parametrize(
    ("sheet", "rows", "cell"),
    [
        ("月度统计", [HEAD, *REVENUE, ("2025-10", 230, -5)], "C5"),
        ("年度目标", [("指标编号", "试点期末目标"), ("E3.4", Percent(0.003))], "B2"),
    ],
)
def test_a_cell_that_is_right_as_it_is_stays_and_has_no_comment(sheet: str, rows: list[Any], cell: str) -> None:
    raw = book({sheet: rows})
    answers = [Answer.to(problem, "as_read") for at, problem in asked(raw) if at == cell and problem.offers]
    before, after = (
        openpyxl.load_workbook(io.BytesIO(each))[sheet][cell]
        for each in (raw, corrected_workbook(raw, RULES, answers, "zh"))
    )
    assert (after.value, after.number_format, after.comment) == (before.value, before.number_format, None)


def test_a_figure_that_can_only_be_confirmed_is_no_repair() -> None:
    users = ("月份", "日均注册用户数", "日均活跃用户数")
    rows = [*((f"2025-{7 + i:02d}", 1000 + i * 20, 300) for i in range(4)), ("2025-11", 10, 300)]
    problems = [problem for _, problem in asked(book({"月度统计": [users, *rows]})) if problem.code == "unit_slip"]
    assert [[offer.key for offer in problem.offers] for problem in problems] == [["as_read"]]
    assert [RULES.problems.repair(problem) for problem in problems] == [None]


def test_a_figure_keeps_its_look_where_its_format_showed_another_unit() -> None:
    def thousands(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "月度统计":
            look = workbook.add_format({"bold": True, "bg_color": "#FFF2CC", "num_format": '0"千元"'})
            sheet.write_number(1, 2, 300, look)

    raw = book({"月度统计": [HEAD, ("2025-07", 200, 300), *REVENUE[1:]]}, draw=thousands)
    cell = openpyxl.load_workbook(io.BytesIO(accepted(raw)[2]))["月度统计"]["C2"]
    assert (cell.value, cell.number_format, cell.font.b, cell.fill.fgColor.rgb) == (30, "General", True, "FFFFF2CC")


def test_what_a_format_shows_is_in_the_cell_where_its_sender_chose_it() -> None:
    def thousands(workbook: xlsxwriter.Workbook, sheet: Any) -> None:
        if sheet.name == "月度统计":
            sheet.write_number(4, 1, 230, workbook.add_format({"num_format": '"1"0'}))

    raw = book({"月度统计": [HEAD, *REVENUE, ("2025-10", 230, 33)]}, draw=thousands)
    (problem,) = (problem for cell, problem in asked(raw) if cell == "B5" and problem.code == "shown_otherwise")
    assert RULES.problems.repair(problem) is None
    for choice, value in (("as_read", 230), ("as_shown", 1230)):
        cell = openpyxl.load_workbook(io.BytesIO(corrected_workbook(raw, RULES, [Answer.to(problem, choice)], "zh")))[
            "月度统计"
        ]["B5"]
        assert (cell.value, cell.number_format, cell.comment is None) == (value, "General", False)


def test_a_bracketed_count_is_in_the_cell_without_its_brackets_where_its_sender_says_so() -> None:
    raw = monthly(("2025-07", "（210）", 5, 30))
    (problem,) = (problem for cell, problem in asked(raw) if cell == "B2")
    assert RULES.problems.repair(problem) is None
    new = corrected_workbook(raw, RULES, [Answer.to(problem, "proposed")], "zh")
    assert openpyxl.load_workbook(io.BytesIO(new))["月度统计"]["B2"].value == 210


@pytest.mark.parametrize(
    ("rows", "choice"),
    [
        ([("2025-07", 200), ("2025-08", 210), ("2025-08", 220), ("2025-10", 230)], "first"),
        ([("2025-07", 200), ("2025-08", 210), ("2025-08", 220), ("2025-10", 230)], "second"),
        ([("2025-07", 200), ("2025-08", 210), ("2024-09", 220), ("2025-10", 230)], "as_read"),
    ],
)
def test_a_month_that_its_sender_does_not_take_is_in_no_cell(rows: list[tuple[Any, ...]], choice: str) -> None:
    raw = monthly(*rows)
    chosen = [(p, offer.key) for _, p in asked(raw) if "slipped" in p.details for offer in p.offers]
    assert choice in [key for _, key in chosen]
    answers = [Answer.to(problem, key) for problem, key in chosen if key == choice]
    sheet = openpyxl.load_workbook(io.BytesIO(corrected_workbook(raw, RULES, answers, "zh")))["月度统计"]
    assert [(row[0].value, row[0].comment) for row in sheet.iter_rows(min_row=2)] == [(row[0], None) for row in rows]
