"""The body of the report: an official letter after GB/T 9704-2012 in Chinese, an ordinary one in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from core.documents.changes import changes_document
from core.documents.overview import banners
from core.documents.steps import steps
from core.model import Month, PilotPeriod, Profile
from core.pipeline import compare, judge, read
from core.printers.report.body import title_lines
from tests.build import filled, submission
from tests.printers.report.reports import LANGUAGES, SAMPLES, judged, opened, printed, raw, written
from tests.said import said

CASES = [(name, language) for name in SAMPLES for language in LANGUAGES]
FACES = {
    "Letter Title": ("方正小标宋简体", 22),
    "Letter Text": ("仿宋_GB2312", 16),
    "Letter Heading": ("黑体", 16),
    "Letter Subheading": ("楷体_GB2312", 16),
}
#: Of the standard: the text's size in points, lines a page, characters a line.
WIDTH, HEIGHT, LINES, CHARACTERS = 156 / 25.4 * 72, 225 / 25.4 * 72, 22, 28

pytestmark = pytest.mark.slow


def body(content: bytes) -> list[str]:
    """The paragraphs of the letter."""
    return [p.text for p in opened(content).paragraphs if p.style.name.startswith("Letter ")]


def test_the_page_leaves_156_by_225_millimetres_for_text() -> None:
    section = opened(raw("sample_city", "zh")).sections[0]
    assert [round(edge.mm) for edge in (section.top_margin, section.left_margin)] == [37, 28]
    assert round((section.page_width - section.left_margin - section.right_margin) / 36000) == 156
    assert round((section.page_height - section.top_margin - section.bottom_margin) / 36000) == 225


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于演示可信数据空间", ["关于演示可信数据空间"]),
        ("关于演示装备供应链可信数据空间（演示数据）", ["关于演示装备供应链", "可信数据空间（演示数据）"]),
        ("关于 International Container Shipping Data Spa", ["关于 International Container", "Shipping Data Spa"]),
    ],
)
def test_a_long_title_has_balanced_lines_and_no_broken_word(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_a_title_of_one_endless_word_still_keeps_to_the_line() -> None:
    assert [len(line) for line in title_lines("数" * 60)] == [15, 15, 15, 15]


@pytest.mark.parametrize("style", FACES)
def test_every_kind_of_paragraph_names_its_font_and_size(style: str) -> None:
    found = opened(raw("sample_city", "zh")).styles[style]
    assert (found.element.xpath("w:rPr/w:rFonts")[0].get(qn("w:eastAsia")), found.font.size.pt) == FACES[style]


def test_a_page_holds_22_lines_of_28_characters() -> None:
    style = opened(raw("sample_city", "zh")).styles["Letter Text"]
    line, pitch = style.paragraph_format.line_spacing.pt, style.font.size.pt
    pitch += int(style.element.xpath("w:rPr/w:spacing/@w:val")[0]) / 20
    assert (int(HEIGHT // line), int(WIDTH // pitch)) == (LINES, CHARACTERS)


def test_page_numbers_stand_between_dashes_at_the_outer_edge() -> None:
    section = opened(raw("sample_city", "zh")).sections[0]
    footers = (section.footer.paragraphs[0], section.even_page_footer.paragraphs[0])
    assert [footer.text for footer in footers] == ["— 1 —", "— 1 —"]
    assert [footer.style.name for footer in footers] == ["Letter Footer Odd", "Letter Footer Even"]
    assert opened(raw("sample_city", "zh")).settings.odd_and_even_pages_header_footer


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_letter_has_no_numbers_of_criteria_no_cells_and_no_names_of_sheets(name: str, language: str) -> None:
    text = "\n".join(body(raw(name, language)))
    titles = [sheet for sheet in judged(name).submission.sheets if len(sheet) > 3 and sheet in text]
    assert (re.findall(r"\b[FEIC]\d\.\d|[A-Z]{1,2}\d+(?::|\b)", text), titles, "得分" in text) == ([], [], False)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sections_are_numbered_as_the_standard_numbers_them(name: str) -> None:
    styles = [(p.style.name, p.text) for p in opened(raw(name, "zh")).paragraphs]
    heads = [text for style, text in styles if style == "Letter Heading"]
    parts = [text[:3] for style, text in styles if style == "Letter Subheading"]
    assert heads == ["一、总体情况", "二、各项条件完成情况", "三、存在问题和下一步工作"]
    assert parts == [f"（{number}）" for number in "一二三四五六七"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_stands_in_the_letter_as_on_the_screen(name: str) -> None:
    text = "\n".join(body(raw(name, "zh")))
    known = [c for c in printed(name)["criteria"] if c["value"] is not None]
    assert [c["title"] for c in known if f"{c['title']}为" not in text] == []


def test_a_share_says_what_it_is_of_what() -> None:
    text = "\n".join(body(raw("sample_enterprise", "zh")))
    assert "普惠服务覆盖中小企业为64.5%（80家÷124家）" in text
    assert "收入占总投资比例为8.6%（186.5万元÷2,162万元）" in text


@pytest.mark.parametrize("name", SAMPLES)
def test_the_steps_that_take_work_are_those_of_the_screen(name: str) -> None:
    found = [line for line in body(raw(name, "zh")) if re.match(r"\d\. ", line)]
    groups = [group for group in steps(judged(name)).groups if not group.quick]
    expected = [said(step.wording) for group in groups for step in group.steps]
    assert [line[3:].partition("。")[0] for line in found] == expected


def test_evidence_to_be_added_is_named_once_for_all() -> None:
    assert "近期可办结事项：佐证材料待补充：带动新经济价值。" in body(raw("sample_enterprise", "zh"))


def test_addressee_seal_and_date_are_left_to_fill_in() -> None:
    found = body(raw("sample_city", "zh"))
    assert (found[3], found[-2:]) == ("（主送机关）：", ["（盖章）", "____年__月__日"])
    assert found[-3] == judged("sample_city").submission.basics["operator_org"].value


def test_another_type_is_named_before_the_verdict() -> None:
    source = Path(__file__).parents[3] / "sample_data" / "sample_city.xlsx"
    toggled = judge(read(source.read_bytes()), profile=Profile.INDUSTRY)
    found = body(written(toggled, "zh"))
    assert found[found.index("一、总体情况") + 1] == said(banners(toggled).wording)


def test_an_earlier_workbook_gives_a_section_of_what_changed_without_cells() -> None:
    comparison = compare(judged("sample_messy").submission, judged("sample_enterprise"))
    changes = changes_document(comparison)
    found = body(written(judged("sample_enterprise"), "zh", comparison=comparison))
    section = found[found.index("三、与上期相比的变化") + 1]
    assert section.startswith(said(changes.sentence))
    assert section.count("→") >= len(changes.moved) > 0
    assert re.findall(r"\b[FEIC]\d\.\d|[A-Z]{1,2}\d+", section) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_workbook_has_a_letter(language: str) -> None:
    found = body(written(judge(submission(Profile.CITY)), language))
    assert len(found) > 10
    opening = {"zh": "目前尚未填报月度数据", "en": "no month has figures yet"}[language]
    assert opening in " ".join(found)
    assert "—" not in found[3]


def test_that_a_pilot_is_over_is_said_once() -> None:
    found = judged("sample_enterprise").submission
    over = judge(replace(found, pilot=PilotPeriod(found.pilot.start, Month(2026, 9))))
    assert "".join(body(written(over, "zh"))).count("试点期已于2026年9月结束") == 1


def test_nothing_is_expected_once_the_pilot_is_over() -> None:
    found = judged("sample_enterprise").submission
    over = judge(replace(found, pilot=PilotPeriod(found.pilot.start, Month(2026, 9))))
    text = opened(written(over, "zh")).element.xml
    assert [words for words in ("预计", "近期进度", "期末预测", "剩余月份") if words in text] == []
    assert "未达标的数据类条件" in text


def signed(language: str, **items: str) -> list[str]:
    """The letter of a workbook with these items in 基本信息."""
    found = submission()
    return body(
        written(judge(replace(found, basics={**found.basics, **{k: filled(v) for k, v in items.items()}})), language)
    )


@pytest.mark.parametrize(("language", "person"), [("zh", "填表人：张三"), ("en", "Prepared by: 张三")])
def test_the_people_of_the_form_stand_at_the_end(language: str, person: str) -> None:
    items = {"operator_org": "甲公司", "reporting_unit": "乙公司", "prepared_by": "张三", "reported_on": "2026年7月5日"}
    found = signed(language, **items)
    assert (found[-4], found[-2], found[-1]) == ("乙公司", "2026年7月5日", person)


def test_a_form_without_people_ends_with_the_date_to_fill_in() -> None:
    found = signed("zh", operator_org="甲公司")
    assert (found[-3], found[-1]) == ("甲公司", "____年__月__日")
