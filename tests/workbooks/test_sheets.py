"""What the further sheets of a scored workbook hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from core.documents.response import response_document
from core.documents.urgency import by_urgency
from core.model import Month, Profile
from core.pipeline import judge
from core.printers.problems import problem_rows
from core.workbooks.scored import scored_workbook
from core.workbooks.scored.live.spans import BEYOND
from tests.build import RULEBOOK, claim, submission
from tests.documents.words import said
from tests.samples import judged, scored
from tests.workbooks.assessments import assessment
from tests.workbooks.corpus import members, sheet_titles
from tests.workbooks.recalculated import opened, whole

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
#: A text that begins with a cell of the sender's.
ADDRESS = re.compile(r"(月度统计|定性自评|基本信息|\w+台账)![A-Z]+\d+")
LANDSCAPE = ("逐条结果", "差距与行动", "预测与计划", "数据问题", "口径说明", "试点目标响应表", "计算底稿", "规范化副本")


def sheet(name: str, title: str) -> Any:
    """For its links, tables and page; `values` are cheaper."""
    return whole(scored(name))[title]


def values(name: str, title: str, **where: int) -> list[tuple[Any, ...]]:
    return list(opened(scored(name))[title].iter_rows(**where, values_only=True))


def column(name: str, title: str, header: str) -> list[Any]:
    rows = values(name, title, min_row=3)
    return [row[rows[0].index(header)] for row in rows[1:]]


def test_gaps_are_in_the_one_order_of_urgency() -> None:
    assert column("city", "差距与行动", "编号") == [f.criterion.id for f in by_urgency(judged("city"))]


def test_every_gap_says_what_to_do() -> None:
    assert all(column("city", "差距与行动", "整改建议"))


def test_months_stand_in_a_real_table_with_an_indicator_a_column() -> None:
    tables = sheet("enterprise", "轨迹").tables
    assert [(table.displayName, table.ref) for table in tables.values()] == [("tds_trajectory", "A3:K27")]


def test_the_month_judged_holds_the_values_judged() -> None:
    rows = {row[0]: row for row in values("city", "轨迹", min_row=4, max_row=27)}
    computed = [float(f.value) for f in judged("city").findings if f.value is not None]
    assert list(rows["2026年8月"][1 : len(computed) + 1]) == pytest.approx(computed)


@pytest.mark.parametrize(("title", "charts"), [("评分总览", 1), ("轨迹", 10)])
def test_charts_are_native(title: str, charts: int) -> None:
    assert len(sheet("enterprise", title)._charts) == charts


def test_charts_say_outright_what_other_files_would_take_otherwise() -> None:
    charts = [body for name, body in members(scored("city")).items() if re.search(r"charts/chart\d+\.xml", name)]
    said = (b'<c:dispBlanksAs val="gap"/>', b'<c:roundedCorners val="0"/>', b'<c:varyColors val="0"/>')
    assert (len(charts) > 5, [c for c in charts if not all(each in c for each in said)]) == (True, [])


def test_no_line_is_smoothed() -> None:
    charts = [body for name, body in members(scored("city")).items() if "charts/chart" in name]
    lines = [chart.split(b"<c:lineChart>")[1] for chart in charts if b"<c:lineChart>" in chart]
    assert [chart for chart in lines if chart.count(b'<c:smooth val="0"/>') != chart.count(b"<c:ser>")] == []


def test_every_problem_leads_to_its_cell() -> None:
    found = [row.hyperlink.location for (row,) in sheet("messy", "数据问题")["C4:C100"] if row.hyperlink]
    expected = [f"'{row.sheet}'!{row.cell or 'A1'}" for row in problem_rows(judged("messy"), "zh") if row.sheet]
    assert found == expected


def test_readings_that_matter_today_come_first() -> None:
    depends = column("enterprise", "口径说明", "当前结论是否因此而异")
    assert (depends[0], depends == sorted(depends, key=lambda said: said != "是")) == ("是", True)


def test_the_response_table_has_the_official_head_and_items_two_to_six() -> None:
    rows = values("industry", "试点目标响应表", min_row=3, max_col=3)
    items = judged("industry").rulebook.items[Profile.INDUSTRY]
    titles = [f"{item.number}. {item.title.zh}" for item in items if item.number > 1]
    assert (rows[0], [row[0] for row in rows[1:] if row[0]]) == (
        ("响应事项", "响应指标以及指标（目标）值", "响应情况"),
        titles,
    )


def test_the_response_table_says_all_of_what_it_is_judged_as_above_its_head() -> None:
    shown = whole(scored("small_city", "en", Profile.INDUSTRY, Month(2026, 3)))["Response table"]
    note = shown["A2"]
    assert str(note.value).startswith("For comparison only")
    assert "A past month" in str(note.value)
    merged = [str(each) for each in shown.merged_cells.ranges]
    assert ("A2:D2" in merged, note.alignment.wrap_text, shown.row_dimensions[2].height > 25) == (
        True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", Profile)
def test_the_response_names_every_criterion_of_its_items(profile: Profile, language: str) -> None:
    a = assessment(profile)
    rows = response_document(a).table.rows
    text = "\n".join(said(row.cells[key], a, language) for row in rows for key in ("asked", "response"))
    criteria = [f.criterion for f in a.findings if f.criterion.item > 1]
    wanted = [c.quote if language == "zh" else c.title.en for c in criteria]
    shown = [line for row in rows for line in said(row.cells["ids"], a, language).split("\n")]
    assert ([words for words in wanted if words not in text], shown) == ([], [c.id for c in criteria])


def responses(language: str, **months: dict[str, int]) -> dict[str, tuple[str, str]]:
    """By criterion what the item asks for, and what is said of it."""
    claims = [claim("E5.1", "ready", "运行日志")]
    found = submission(months=months, claims=claims, targets={"E4.1": 260})
    a = judge(found, RULEBOOK)
    found = {}
    for item in response_document(a).items:
        asked = "\n".join(said(each, a, language) for each in item.asked)
        found |= {line.id: (asked, said(line.wording, a, language)) for line in item.lines}
    return found


def test_a_figure_responds_in_words_that_an_application_takes_as_they_are() -> None:
    asked, response = responses("zh", **{"2025-07": {"enterprises": 169}})["E4.1"]
    assert "接入数据空间的主体覆盖不少于 200 家上下游企业和生态合作企业（目标值200家，承诺值260家）" in asked
    assert response == "截至2025年7月底，接入上下游企业和生态合作企业169家，为目标值（不少于200家）的84.5%，尚差31家"


@pytest.mark.parametrize(
    ("enterprises", "end"), [(199, "尚差1家"), (200, "达到目标值（不少于200家）"), (201, "达到目标值（不少于200家）")]
)
def test_a_figure_at_its_threshold_responds_that_it_reaches_it(enterprises: int, end: str) -> None:
    assert responses("zh", **{"2025-07": {"enterprises": enterprises}})["E4.1"][1].endswith(end)


def test_a_figure_that_is_missing_responds_that_it_is() -> None:
    assert responses("zh", **{"2025-07": {"enterprises": 169}})["E3.1"][1] == "典型应用场景类数：数据缺失，未填报"


def test_evidence_responds_with_what_proves_it() -> None:
    assert responses("zh")["E5.1"][1] == "可信管控功能：达标，佐证材料：运行日志"
    assert responses("en")["E5.1"][1] == "Trusted control: Met, evidence: 运行日志"


@pytest.mark.parametrize("title", ["评分总览", "逐条结果", "规范化副本"])
def test_an_address_leads_to_its_cell(title: str) -> None:
    cells = [cell for row in sheet("messy", title).iter_rows() for cell in row if ADDRESS.match(str(cell.value))]
    assert cells
    assert [cell.coordinate for cell in cells if cell.hyperlink is None] == []


@pytest.mark.parametrize("title", LANDSCAPE)
def test_tables_print_on_a4_on_its_side(title: str) -> None:
    page = sheet("messy", title)
    setup = page.page_setup
    assert (int(setup.paperSize), setup.orientation, page.sheet_properties.pageSetUpPr.fitToPage) == (
        9,
        "landscape",
        True,
    )


def test_the_results_print_on_two_pages_side_by_side_that_both_name_the_criterion() -> None:
    page = sheet("messy", "逐条结果")
    assert (page.page_setup.fitToWidth, page.print_title_cols) == (2, "$A:$C")
    assert page.print_area.partition("!")[2].startswith("$A$3:")


def test_copies_are_printed_one_page_tall_that_says_how_many_rows_there_are() -> None:
    page = sheet("city", "规范化副本")
    longest = max(ledger.last_row for ledger in judged("city").submission.ledgers.values())
    said = f"本表共{longest + BEYOND - 1}行，仅打印前40行"
    assert (
        page.print_area.split("$")[-1],
        int(page.page_setup.fitToHeight or 1),
        said in page.oddFooter.center.text,
    ) == (
        "41",
        1,
        True,
    )


def test_copies_stand_in_the_rows_of_their_originals() -> None:
    ledger = judged("messy").submission.ledgers["organisations"]
    header, *below = values("messy", "规范化副本", max_row=399)
    at = next(i for i, text in enumerate(header) if "接入日期的规范化副本" in str(text))
    filled = [row for row, cells in enumerate(below, 2) if cells[at] is not None]
    assert (filled[0] >= ledger.first_row, filled[-1] <= ledger.last_row) == (True, True)


def test_our_sheets_can_be_added_to_a_scored_file_of_our_own_again() -> None:
    again = scored_workbook(scored("messy"), judged("messy"), "zh")
    assert [name for name, part in members(again).items() if part != members(scored("messy"))[name]] == []
    assert (again == scored("messy")) is True  # a difference of bytes is told by its part above


def test_no_title_of_ours_is_longer_than_excel_allows() -> None:
    assert max(map(len, sheet_titles(scored("messy")))) <= 31
