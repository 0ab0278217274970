"""自评报告.docx says what the JSON document says, in both languages, and holds any text as text."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from lxml import etree
from msgspec.structs import replace

from core.documents.overview import banners, red_flag
from core.documents.steps import steps
from core.model import Assessment, Outcome, Profile
from core.pipeline import judge, read
from core.printers.report import report_document
from core.rulebook import load
from tests.build import submission
from tests.printers.report.reports import (
    LANGUAGES,
    SAMPLES,
    judged,
    lines,
    opened,
    painted,
    printed,
    raw,
    table,
    text,
    written,
)
from tests.said import said
from tests.workbooks.assessments import assessment, filled

pytestmark = pytest.mark.slow

CASES = [(name, language) for name in SAMPLES for language in LANGUAGES]
HAN = re.compile(r"[\u3400-\u9fff]")
HOSTILE = ["=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "a & b <w:p/>", "]]>", "{title}"]
#: The order in which the schema of WordprocessingML wants the children of these.
ORDERED = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
}


def named(space: str, operator: str = "演示运营有限公司") -> Assessment:
    a = assessment(space=space)
    basics = {**a.submission.basics, "operator_org": filled(operator)}
    return replace(a, submission=replace(a.submission, basics=basics))


def figures(raw: bytes, id: str) -> list[Decimal]:
    """The value and the threshold that the Chinese prose gives a criterion; shares as fractions of 1."""
    found = re.search(rf"（{re.escape(id)}）为(?:至少)?([\d,.]+)(%?).*?目标值([\d,.]+)(%?)", text(raw))
    assert found is not None, id
    value, share, threshold, _ = found.groups()
    return [Decimal(number.replace(",", "")) / (100 if share else 1) for number in (value, threshold)]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_sections_come_in_order(name: str, language: str) -> None:
    headings = [p.text for p in opened(raw(name, language)).paragraphs if p.style.name == "Heading 1"]
    starts = "一二三四五六七" if language == "zh" else "1234567"
    assert [heading[0] for heading in headings] == list(starts)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_counts_are_those_of_the_json_document(name: str) -> None:
    verdict = printed(name)["verdict"]
    sentence = next(line for line in lines(raw(name, "zh")) if f"{verdict['total']}项条件中，" in line)
    found = {label: int(n) for n, label in re.findall(r"(\d+)项(达标|尚未达标|待复核|数据缺失)", sentence)}
    keys = {"met": "达标", "not_met": "尚未达标", "needs_review": "待复核", "no_data": "数据缺失"}
    assert found == {label: verdict[key] for key, label in keys.items() if verdict[key]}


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_score_is_that_of_the_json_document_and_called_unofficial(name: str, language: str) -> None:
    word = "非官方得分" if language == "zh" else "nofficial score "
    verdict = printed(name)["verdict"]
    ends = dict.fromkeys(f"{verdict[end]:.1f}" for end in ("score_low", "score_high"))
    assert word + "–".join(ends) in text(raw(name, language))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_is_that_of_the_json_document(name: str) -> None:
    computed = [c for c in printed(name)["criteria"] if c["value"] is not None]
    shown = {c["id"]: figures(raw(name, "zh"), c["id"]) for c in computed}
    known = {c["id"]: [Decimal(c["value"]), Decimal(c["threshold"])] for c in computed}
    assert {
        id: [round(exact, -number.as_tuple().exponent) for exact, number in zip(known[id], shown[id], strict=True)]
        for id in known
    } == {id: [round(number, -number.as_tuple().exponent) for number in pair] for id, pair in shown.items()}


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_criterion_is_told(name: str, language: str) -> None:
    prose = "\n".join(p.text for p in opened(raw(name, language)).paragraphs if p.style.name == "Item Text")
    told = re.findall(r"[（(]([FEIC]\d\.\d+)[）)]", prose)
    assert sorted(told) == sorted(c["id"] for c in printed(name)["criteria"])


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_source_cell_is_named(name: str, language: str) -> None:
    sources = "\n".join(p.text for p in opened(raw(name, language)).paragraphs if p.style.name == "Source")
    missing = [
        source
        for criterion in printed(name)["criteria"]
        for source in criterion["sources"]
        for sheet, _, cells in [source.rpartition("!")]
        if f"{criterion['id']} " not in sources or f"{sheet}!" not in sources or cells not in sources
    ]
    assert missing == []


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_response_table_is_the_form_of_annex_3(name: str, language: str) -> None:
    header, *rows = table(raw(name, language), len(opened(raw(name, language)).tables) - 1)
    assert (len(header), [row[0][0] for row in rows]) == (3, list("23456"))
    if language == "zh":
        assert header == ["响应事项", "响应指标以及指标（目标）值", "响应情况"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_response_table_has_the_outcomes_of_the_json_document(name: str) -> None:
    labels = {"met": "达标", "not_met": "尚未达标", "needs_review": "待复核", "no_data": "数据缺失"}
    figures = {"met": "达到目标值（", "not_met": "，尚差"}
    _header, *rows = table(raw(name, "zh"), len(opened(raw(name, "zh")).tables) - 1)
    shown = [line for row in rows for line in row[2].split("\n")]
    asked = [c for c in printed(name)["criteria"] if c["id"][0] != "F" and c["id"][1] in "23456"]
    words = [
        figures[c["outcome"]]
        if c["kind"] == "computed" and c["outcome"] in figures
        else f"{c['title']}：{labels[c['outcome']]}"
        for c in asked
    ]
    assert [pair for pair in zip(words, shown, strict=True) if pair[0] not in pair[1]] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_not_yet_met_has_its_pace(name: str) -> None:
    behind = [c for c in printed(name)["criteria"] if c["kind"] == "computed" and c["outcome"] == "not_met"]
    _header, *rows = table(raw(name, "zh"), 1)
    assert sorted(row[0].split("：")[0] for row in rows) == sorted(c["title"] for c in behind)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_outlook_is_that_of_the_json_document(name: str) -> None:
    titles = {c["title"]: c["id"] for c in printed(name)["criteria"]}
    forecasts = {t["id"]: t["forecast"] for t in printed(name)["trajectories"]}
    _header, *rows = table(raw(name, "zh"), 1)
    shown = {titles[row[0].split("：")[0]]: re.findall(r"概率约(\d+)%", row[3]) for row in rows}
    known = {id: forecasts[id] and forecasts[id]["probability"] for id in shown}
    assert {id: bool(chance) for id, chance in shown.items()} == {id: known[id] is not None for id in shown}
    assert all(abs(int(chance[0]) / 100 - known[id]) <= 0.05 for id, chance in shown.items() if chance)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_three_steps_are_the_first_of_the_one_order(name: str) -> None:
    told = [p.text for p in opened(raw(name, "zh")).paragraphs if p.style.name == "Body Text"]
    steps_told = [found[1] for line in told if (found := re.match(r"[123]\. (.+?)。", line))]
    assert steps_told == [said(step.wording) for step in steps(judged(name)).first]


def test_a_workbook_judged_as_another_type_says_so_before_the_first_heading() -> None:
    toggled = judge(
        read((Path(__file__).parents[3] / "sample_data" / "sample_city.xlsx").read_bytes()), profile=Profile.INDUSTRY
    )
    styles = [(p.style.name, p.text) for p in opened(written(toggled, "zh")).paragraphs]
    before = styles[: next(i for i, (style, _text) in enumerate(styles) if style == "Heading 1")]
    assert [text for style, text in before if style == "Flag"] == [said(banners(toggled).wording)]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_met_but_may_not_hold_is_said(name: str) -> None:
    document = printed(name)
    met = {c["id"] for c in document["criteria"] if c["outcome"] == "met"}
    unsteady = {t["id"] for t in document["trajectories"] if t["status"] in ("at_risk", "off_track")} & met
    told = "".join(line for line in lines(raw(name, "zh")) if "未必能保持到期末" in line)
    assert set(re.findall(r"（([FEIC][\d.]+)）", told)) == unsteady


@pytest.mark.parametrize("name", SAMPLES)
def test_readings_are_told_where_the_verdict_depends_on_them(name: str) -> None:
    told = {
        found[1]
        for p in opened(raw(name, "zh")).paragraphs
        if "当前结论取决于所采用的口径" in p.text and (found := re.search(r"（([FEIC][\d.]+)）。", p.text))
    }
    depends = {c["id"] for c in printed(name)["criteria"] if any(r["outcome"] != c["outcome"] for r in c["readings"])}
    assert told == depends


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_red_flag_stands_before_the_first_heading(language: str) -> None:
    a = assessment()
    styles = [(p.style.name, p.text) for p in opened(written(a, language)).paragraphs]
    assert [text for style, text in styles if style == "Flag"] == [said(red_flag(a), language)]
    assert [style for style, _ in styles].index("Flag") < [style for style, _ in styles].index("Heading 1")


@pytest.mark.parametrize("name", SAMPLES)
def test_english_has_no_chinese_but_names_and_cells(name: str) -> None:
    own = {str(entry.value) for entry in judged(name).submission.basics.values() if entry.value}
    own |= set(judged(name).submission.sheets)
    own |= {
        entry.value[:30]
        for claim in judged(name).submission.claims.values()
        for entry in (claim.evidence, claim.note, claim.review_note)
        if entry.value
    }
    own |= {p.text.removeprefix("Report on ") for p in opened(raw(name, "en")).paragraphs if "Above" in p.style.name}
    left = text(raw(name, "en"))
    for known in sorted(own, key=len, reverse=True):
        left = left.replace(known, "")
    assert HAN.findall(left.split("7. Notes")[0]) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_chinese_has_no_english_sentence(name: str) -> None:
    assert re.findall(r"[A-Za-z]{3,} [A-Za-z]{2,}", text(raw(name, "zh"))) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_stands_as_text(hostile: str) -> None:
    told = lines(written(named(hostile, hostile), "zh"))
    assert any(line.startswith(f"{hostile} · ") for line in told)
    assert hostile in told


def test_characters_that_xml_forbids_are_left_out() -> None:
    told = lines(written(named("甲\x00乙\x1f\ud800丙\ufffe\u202e丁", "戊\x0b己"), "zh"))
    assert any(line.startswith("甲乙丙丁 · ") for line in told)
    assert "戊己" in told


def test_a_name_without_end_is_cut() -> None:
    assert max(map(len, (p.text for p in opened(written(named("长" * 5000), "zh")).paragraphs))) < 1500


def test_no_text_makes_a_link_or_a_field() -> None:
    found = zipfile.ZipFile(BytesIO(written(named('HYPERLINK "http://a.b"'), "zh")))
    body = found.read("word/document.xml").decode()
    assert ("w:hyperlink" in body, "w:instrText" in body) == (False, False)
    assert "TargetMode" not in found.read("word/_rels/document.xml.rels").decode()


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_workbook_has_a_report(profile: Profile, language: str) -> None:
    a = judge(submission(profile), load())
    assert len(opened(written(a, language)).paragraphs) > 20


def test_nothing_missing_is_said_where_all_is_met() -> None:
    a = assessment(red_flag=False)
    met = tuple(replace(f, outcome=Outcome.MET, reason=None, alternatives=()) for f in a.findings)
    told = text(written(replace(a, findings=met), "zh"))
    assert "全部条件达标，没有待办事项。" in told
    assert "没有缺少的佐证材料和数据。" in told
    assert "按其他可以计算的口径，各项结论均不变。" in told


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert report_document(judged(SAMPLES[0]), "zh") == painted(SAMPLES[0], "zh")


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.printers.report.reports import painted;"
        f"print(hashlib.sha256(painted({SAMPLES[0]!r}, 'zh')).hexdigest())"
    )
    here = hashlib.sha256(painted(SAMPLES[0], "zh")).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_picture_is_described(name: str, language: str) -> None:
    found = [shape.get("descr") for shape in opened(raw(name, language)).element.iter(qn("wp:docPr"))]
    assert len(found) >= 3
    assert all(len(description or "") > 20 for description in found)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_ruled_table_repeats_its_header_and_keeps_its_rows_whole(name: str, language: str) -> None:
    ruled = [table for table in opened(raw(name, language)).tables if "tblCaption" in table._tbl.tblPr.xml]
    assert ruled
    for found in ruled:
        rows = found._tbl.tr_lst
        assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True, *[False] * (len(rows) - 1)]
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-US")])
def test_the_language_is_named(language: str, tag: str) -> None:
    found = opened(raw(SAMPLES[0], language))
    (lang,) = found.styles.element.xpath("w:docDefaults//w:lang")
    assert lang.get(qn("w:eastAsia" if language == "zh" else "w:val")) == tag
    assert found.core_properties.language == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_style_in_use_names_its_chinese_font(language: str) -> None:
    found = opened(raw(SAMPLES[0], language))
    styles = {p.style.name: p.style for p in found.paragraphs}
    assert len(styles) > 1
    for style in styles.values():
        (fonts,) = style.element.xpath("w:rPr/w:rFonts")
        assert fonts.get(qn("w:eastAsia")) in (
            "SimSun",
            "SimHei",
            "方正小标宋简体",
            "仿宋_GB2312",
            "黑体",
            "楷体_GB2312",
        )


def test_pages_are_numbered_in_the_letter_and_in_its_annex() -> None:
    package = zipfile.ZipFile(BytesIO(raw(SAMPLES[0], "zh")))
    found = [package.read(f"word/footer{number}.xml").decode() for number in (1, 2, 3, 4)]
    assert all(" PAGE " in footer for footer in found)
    assert sorted(" NUMPAGES " in footer for footer in found) == [False, False, True, True]


def test_the_paper_is_a4() -> None:
    section = opened(raw(SAMPLES[0], "zh")).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["document", "styles", "header1", "header2", *(f"footer{n}" for n in (1, 2, 3, 4))])
def test_elements_stand_in_the_order_of_the_schema(part: str, language: str) -> None:
    root = etree.fromstring(zipfile.ZipFile(BytesIO(raw(SAMPLES[0], language))).read(f"word/{part}.xml"))
    wrong: list[Any] = []
    for parent, children in ORDERED.items():
        order = children.split()
        for element in root.iter(qn(f"w:{parent}")):
            places = [order.index(etree.QName(child).localname) for child in element]
            if places != sorted(places):
                wrong.append(etree.tostring(element)[:300])
    assert wrong == []
