"""The scored workbook tells what the screen tells, in the sender's own file."""

from __future__ import annotations

import io
import re
from functools import cache

import openpyxl
import pytest
import python_calamine
from openpyxl.worksheet.worksheet import Worksheet

from core.documents.overview import banners, red_flag
from core.i18n import words
from core.model import Kind, Outcome, Profile
from core.workbooks.aside import free_title
from core.workbooks.scored import scored_workbook
from tests import samples
from tests.documents.words import criteria
from tests.said import said, verdict
from tests.samples import judged, scored
from tests.workbooks import corpus
from tests.workbooks.assessments import FORMULA, SPACE, assessment
from tests.workbooks.corpus import WORKBOOKS, members, sheet_titles
from tests.workbooks.recalculated import opened, whole
from tests.workbooks.test_splice import kept

pytestmark = pytest.mark.slow

TITLES = {"zh": ("评分总览", "逐条结果"), "en": ("Score overview", "Results by criterion")}
ALL_TITLES = {
    "zh": (
        *("评分总览", "逐条结果", "差距与行动", "预测与计划", "轨迹", "数据问题", "口径说明", "试点目标响应表"),
        *("计算底稿", "规范化副本", "tds-receipt"),
    ),
    "en": (
        *("Score overview", "Results by criterion", "Gaps and actions", "Outlook and plan", "Month by month"),
        *("Data problems", "Readings explained", "Response table", "Workings", "Copies for formulas", "tds-receipt"),
    ),
}
HEADER_ROW = 3
LANGUAGES = ("zh", "en")


@cache
def standalone(*profile: Profile, language: str = "zh", **kind: bool) -> bytes:
    """Our sheets of `assessment(*profile, **kind)`."""
    return scored_workbook(None, assessment(*profile, **kind), language)


@cache
def own(name: str) -> bytes:
    """A workbook of the corpus."""
    return WORKBOOKS[name]()


@cache
def spliced(name: str) -> bytes:
    """The workbook of the corpus, scored."""
    return scored_workbook(own(name), assessment(), "zh")


def sheets(language: str, content: bytes | None = None) -> tuple[Worksheet, Worksheet]:
    book = whole(standalone(language=language) if content is None else content)
    overview, criteria = (book[title] for title in TITLES[language])
    return overview, criteria


def rows(sheet: Worksheet) -> list[dict[str, openpyxl.cell.Cell]]:
    """The rows of 逐条结果 by the header's words."""
    titles = [cell.value for cell in sheet[HEADER_ROW]]
    return [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def as_shown(cell: openpyxl.cell.Cell) -> str:
    """What a spreadsheet program shows of a number under the formats that we write."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    section = cell.number_format.split(";")[0]
    figure = re.search(r"(#,##)?0(?:\.(0+))?(%?)", section)
    assert figure is not None
    number = abs(cell.value) * (100 if figure[3] else 1)
    places = len(figure[2] or "")
    shown = f"{number + 1e-9:,.{places}f}" if figure[1] else f"{number + 1e-9:.{places}f}"
    literal = (section[: figure.start()] + "\0" + section[figure.end() :]).replace('"', "")
    return literal.replace("\0", shown + figure[3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_sheets_follow_the_senders(language: str) -> None:
    scored = scored_workbook(corpus.plain(), assessment(), language)
    assert sheet_titles(scored) == (*sheet_titles(corpus.plain()), *ALL_TITLES[language])


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_the_senders_parts_are_the_same_bytes(name: str) -> None:
    after = members(spliced(name))
    assert kept(own(name)) == {part: after.get(part) for part in kept(own(name))}


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_scoring_again_gives_the_same_file(name: str) -> None:
    assert scored_workbook(spliced(name), assessment(), "zh") == spliced(name)


@pytest.mark.parametrize("name", ["plain", "dates_of_1904"])
def test_a_date_of_ours_is_the_day_that_its_formula_gives(name: str) -> None:
    """A program that shows the file without computing it, and `verify` after one that did, see the same day."""
    formulas, values = (openpyxl.load_workbook(io.BytesIO(spliced(name)), data_only=only) for only in (False, True))
    days = {
        (sheet.title, cell.coordinate): found.groups()
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if (found := re.fullmatch(r"=DATE\((\d+),(\d+),1\)", str(cell.value)))
    }
    cached = {place: values[place[0]][place[1]].value for place in days}
    assert {place: (str(day.year), str(day.month)) for place, day in cached.items()} == days
    assert len(days) > 1


def test_charts_of_a_workbook_counting_from_1904_do_too() -> None:
    charts = [part for part_name, part in members(spliced("dates_of_1904")).items() if "/charts/chart" in part_name]
    assert charts
    assert all(b'<c:date1904 val="1"/>' in part for part in charts)


def test_sheets_in_the_other_language_replace_ours() -> None:
    chinese = scored_workbook(corpus.plain(), assessment(), "zh")
    english = scored_workbook(chinese, assessment(), "en")
    assert sheet_titles(english) == (*sheet_titles(corpus.plain()), *ALL_TITLES["en"])


def test_the_senders_own_sheets_of_our_titles_stay_and_ours_give_way() -> None:
    scored = scored_workbook(corpus.own_sheet_of_our_title(), assessment(), "zh")
    ours = len(ALL_TITLES["zh"])
    assert sheet_titles(scored)[-ours:][:3] == ("评分总览（评分）", "逐条结果（评分）", "差距与行动")


def test_the_next_free_title_is_counted() -> None:
    taken = {"评分总览", "评分总览（评分）", "评分总览（评分2）"}
    assert free_title("评分总览", taken, words("zh")) == "评分总览（评分3）"


def test_a_title_never_passes_what_excel_allows() -> None:
    assert len(free_title("x" * 31, {"x" * 31}, words("en"))) == 31


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_sentence_is_the_screens(language: str) -> None:
    overview, criteria = sheets(language)
    sentence = verdict(assessment(), language)
    assert (sentence in texts(overview), criteria["A1"].value) == (True, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_red_flag_stands_first(language: str) -> None:
    overview, _ = sheets(language)
    assert overview["A1"].value == said(red_flag(assessment()), language)


def test_without_a_red_flag_the_verdict_stands_first() -> None:
    content = standalone(red_flag=False)
    assert sheets("zh", content)[0]["A1"].value == verdict(assessment(red_flag=False), "zh")


@pytest.mark.parametrize("profile", Profile)
def test_there_is_one_row_a_criterion_in_the_order_of_the_notice(profile: Profile) -> None:
    content = standalone(profile)
    shown = [row["编号"].value for row in rows(sheets("zh", content)[1])]
    assert shown == list(criteria(assessment(profile)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_show_as_on_the_screen(language: str) -> None:
    header = {"zh": ("实际值", "目标值"), "en": ("Value", "Threshold")}[language]
    shown = [tuple(as_shown(row[title]) for title in header) for row in rows(sheets(language)[1])]
    expected = [
        tuple(said(figure, language) for figure in (row.value, row.threshold))
        for row in criteria(assessment()).values()
        if row.kind is Kind.COMPUTED
    ]
    assert [pair for pair in shown if pair[1] != "—"] == expected


def test_figures_are_native_numbers() -> None:
    values = {
        row["编号"].value: row["实际值"].value
        for row in rows(sheets("zh")[1])
        if not isinstance(row["实际值"].value, str)
    }
    expected = {f.criterion.id: float(f.value) for f in assessment().findings if f.value is not None}
    assert values == pytest.approx(expected)


def test_outcomes_are_told_by_mark_word_and_colour() -> None:
    marks = {
        Outcome.MET: ("●", "FF1A7F4B"),
        Outcome.NOT_MET: ("○", "FFE3B7AD"),
        Outcome.NEEDS_REVIEW: ("◇", "FFC9A227"),
    }
    marks |= {Outcome.NO_DATA: ("—", "FFFFFFFF"), Outcome.NOT_APPLICABLE: ("／", "FFEEF1F5")}
    shown = [(row["结论"].value, row["结论"].fill.fgColor.rgb) for row in rows(sheets("zh")[1])]
    expected = [
        (f"{marks[judged.outcome][0]} {said(judged)}", marks[judged.outcome][1])
        for judged in (row.outcome for row in criteria(assessment()).values())
    ]
    assert shown == expected


def test_the_applicants_own_target_is_judged_beside_the_notices() -> None:
    row = next(row for row in rows(sheets("zh")[1]) if row["编号"].value == "E3.4")
    finding = assessment().finding("E3.4")
    assert (row["期末承诺值"].value, row["承诺值结论"].value) == (float(finding.commitment.target), "○ 尚未达标")


def test_without_targets_of_the_applicants_their_columns_are_left_out() -> None:
    content = standalone(empty=True)
    assert "期末承诺值" not in [cell.value for cell in sheets("zh", content)[1][HEADER_ROW]]


def test_the_remedy_stands_where_something_is_to_do() -> None:
    shown = {row["编号"].value: bool(row["整改建议"].value) for row in rows(sheets("zh")[1])}
    done = (Outcome.MET, Outcome.NOT_APPLICABLE)
    assert shown == {f.criterion.id: f.outcome not in done for f in assessment().findings}


def test_counts_of_the_overview_add_up_to_the_verdict() -> None:
    overview, _ = sheets("zh")
    total = next(row for row in overview.iter_rows() if row[1].value == "合计")
    counts = assessment().verdict.counts
    order = (Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)
    assert [cell.value for cell in total[2:8]] == [*(counts[outcome] for outcome in order), 29]


@pytest.mark.parametrize(("language", "word"), [("zh", "非官方"), ("en", "nofficial")])
def test_every_mention_of_the_score_says_unofficial(language: str, word: str) -> None:
    overview, _ = sheets(language)
    naming = [text for text in texts(overview) if re.search(r"得分|\b[Ss]core\b", text) and text != TITLES[language][0]]
    assert (len(naming) > 3, [text for text in naming if word not in text]) == (True, [])


def test_the_rulebook_is_named_with_its_fingerprint() -> None:
    overview, _ = sheets("zh")
    assert any(assessment().rulebook.digest[:12] in text for text in texts(overview))


def test_text_of_the_senders_stays_text() -> None:
    """No text becomes a formula: every formula is one that we wrote, and none says what the sender wrote."""
    formulas = [
        cell.value
        for sheet in opened(standalone(), values=False).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert (SPACE in texts(sheets("zh")[0]), [f for f in formulas if SPACE in f or "cmd|" in f]) == (True, [])


def test_evidence_is_quoted_as_it_was_written() -> None:
    row = next(row for row in rows(sheets("zh")[1]) if row["编号"].value == "F1.1")
    assert f"佐证材料：{FORMULA}" in row["判定依据"].value


def test_the_page_header_escapes_the_name() -> None:
    text = members(standalone())["xl/worksheets/sheet1.xml"].decode()
    assert "=华东 &amp;&amp; 装备&lt;供应链&gt;可信数据空间" in text


def test_a_very_long_name_still_prints_a_page_header() -> None:
    text = members(scored_workbook(None, assessment(space="很长的名字&" * 200), "zh"))[
        "xl/worksheets/sheet1.xml"
    ].decode()
    assert "<oddHeader>" in text


def test_the_overview_is_a4_and_one_page_wide() -> None:
    page, _ = sheets("zh")
    setup = page.page_setup
    assert (int(setup.paperSize), page.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth in (None, 1)) == (
        9,
        True,
        True,
    )


def test_the_table_prints_landscape_with_its_header_on_each_page() -> None:
    _, criteria = sheets("zh")
    assert (criteria.page_setup.orientation, criteria.print_title_rows) == ("landscape", "$3:$3")


def test_the_table_can_be_filtered_under_a_frozen_header() -> None:
    _, criteria = sheets("zh")
    assert (criteria.auto_filter.ref, criteria.freeze_panes) == ("A3:Q32", "D4")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_names_its_font_and_colour(language: str) -> None:
    cells = [cell for sheet in sheets(language) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.font.name, cell.font.color.type) for cell in cells} == {("Microsoft YaHei", "rgb")}


@pytest.mark.parametrize("name", sorted(set(WORKBOOKS) - {"other_folder"}))
def test_calamine_reads_the_same_verdict_from_any_workbook(name: str) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(spliced(name)))
    title = sheet_titles(spliced(name))[-len(ALL_TITLES["zh"]) + 1]
    assert book.get_sheet_by_name(title).to_python()[0][0] == verdict(assessment(), "zh")


def test_an_empty_template_gives_a_workbook_too() -> None:
    content = scored_workbook(corpus.plain(), assessment(empty=True), "zh")
    assert verdict(assessment(empty=True), "zh") in texts(sheets("zh", content)[0])


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert scored_workbook(None, assessment(), "zh") == standalone()


@pytest.mark.parametrize("title", ["评分总览", "逐条结果", "试点目标响应表"])
def test_a_workbook_judged_as_another_type_says_so_on_the_sheets_that_are_sent_up(title: str) -> None:
    sheet = opened(scored("city", profile=Profile.INDUSTRY))[title]
    (banner,) = banners(judged("city", Profile.INDUSTRY)).by_kind.values()
    above = "".join(str(cell) for row in sheet.iter_rows(max_row=3, values_only=True) for cell in row if cell)
    assert said(banner) in above


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_sheets_have_one_tab_colour_and_the_senders_keep_theirs(language: str) -> None:
    user = samples.raw("sample_city")
    before, after = (whole(raw, values=False) for raw in (user, scored("city", language)))
    theirs = [sheet.sheet_properties.tabColor for sheet in before]
    assert [sheet.sheet_properties.tabColor for sheet in after][: len(theirs)] == theirs
    ours = {
        sheet.sheet_properties.tabColor.rgb
        for sheet in after.worksheets[len(theirs) :]
        if sheet.sheet_state == "visible"
    }
    assert len(ours) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_leads_to_every_other_sheet_of_ours(language: str) -> None:
    book = whole(scored("city", language), values=False)
    theirs = len(sheet_titles(samples.raw("sample_city")))
    overview, *others = [sheet for sheet in book.worksheets[theirs:] if sheet.sheet_state == "visible"]
    links = [cell.hyperlink.location for row in overview.iter_rows() for cell in row if cell.hyperlink]
    steps, sheets = ([each for each in links if each.endswith("!A1") is leads] for leads in (False, True))
    assert sheets == [f"'{sheet.title}'!A1" for sheet in others]
    assert steps
    assert {each.partition("!")[0].strip("'") for each in steps} <= {*book.sheetnames[:theirs]}


def test_the_cells_of_a_result_lead_to_them() -> None:
    sheet = whole(scored("city"), values=False)["逐条结果"]
    column = next(cell.column for cell in sheet[3] if cell.value == "取数单元格")
    cells = [sheet.cell(row, column) for row in range(4, sheet.max_row + 1) if sheet.cell(row, column).value]
    assert len(cells) > 20
    assert all(cell.hyperlink is not None and "!" in cell.hyperlink.location for cell in cells)
