"""The scored workbook's formulas: LibreOffice computes what they carry, and they follow the sender's cells."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.documents.criterion import criteria_document
from core.documents.overview import red_flag
from core.documents.response import response_document
from core.forecast.scenario import Scenario
from core.i18n import Language, languages
from core.model import Assessment, Kind, Outcome, Profile
from core.pipeline import compare, fetched, judge, read
from core.printers.json import json_object
from core.printers.text import TextPrinter
from core.workbooks.scored import scored_workbook
from core.workbooks.scored.copies import Copies
from core.workbooks.scored.live import plans
from core.workbooks.scored.live.plan import Mode, Plan, Setting
from core.workbooks.sent_cells import SentCells
from tests.intake.books import book
from tests.oracle.workbooks import random_workbook
from tests.said import said
from tests.samples import judged, raw, scored
from tests.workbooks.libreoffice import values as recalculated
from tests.workbooks.recalculated import cells, formula_cells, opened, results, unequal

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
NAMES = ("enterprise", "industry", "city", "messy")
#: In English, for `test_one_truth` recalculates more in Chinese; in the last of them, nothing is filled in.
SEEDS, SOAK_SEEDS = (8, 96), range(200)
#: Letters of a formula, its “=” included.
MOST = 400
SAFE = {
    *("AND", "AVERAGE", "COUNT", "COUNTIFS", "DATE", "IF", "IFERROR", "ISNA", "ISNUMBER", "ISTEXT", "LEFT", "MATCH"),
    *("ABS", "COUNTIF", "FIXED", "INT", "LOWER", "MID", "ROUNDDOWN", "ROUNDUP"),
    *("MAX", "MIN", "OR", "REPT", "ROUND", "ROW", "SEARCH", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT"),
}


def setting(a: Assessment, sent: SentCells, copies: Copies | None = None) -> Setting:
    return Setting(
        a, sent, copies or Copies("副本"), TextPrinter(Language.ZH, a.rulebook, a.submission.layout), "A1", "A2"
    )


@cache
def planned(name: str) -> dict[str, Plan]:
    a = judged(name)
    return plans(setting(a, SentCells(fetched(raw(name)).grids)))


def random_scored(seed: int) -> tuple[bytes, Assessment]:
    content = random_workbook(seed)
    profile = None if seed % 3 else list(Profile)[seed // 3 % 3]
    a = judge(read(content), profile=profile)
    return scored_workbook(content, a, "zh" if seed % 2 else "en"), a


@lru_cache(maxsize=8)
def formulas_in(content: bytes) -> list[str]:
    return [formula for *_, formula, _value in cells(content) if formula is not None]


# --- what stands in the file ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_only_functions_that_every_program_has(name: str) -> None:
    ours = [f for f in formulas_in(scored(name)) if not f.startswith("HYPERLINK")]
    used = {word for f in ours for word in re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", f))}
    assert used - SAFE == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_text_in_a_formula_is_longer_than_excel_allows(name: str) -> None:
    literals = [text for formula in formulas_in(scored(name)) for text in re.findall(r'"(?:[^"]|"")*"', formula)]
    assert max(map(len, literals)) <= 257


def too_long(content: bytes) -> list[str]:
    return [formula for formula in formulas_in(content) if len(f"={formula}") > MOST]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", [*(f"small_{name}" for name in NAMES[:3]), "messy"])  # as long: ranges run on
def test_no_formula_is_longer_than_a_reader_can_follow(name: str, language: str) -> None:
    a = judged(name)
    earlier = read(changed(raw(name), forget_starts if name != "messy" else deny))
    one = next(f.criterion for f in a.findings if f.criterion.kind is Kind.COMPUTED and f.criterion.item)
    scenario = Scenario(one.id, step=Decimal(7))
    content = scored_workbook(raw(name), a, language, scenario=scenario, comparison=compare(earlier, a))
    assert (too_long(scored(name, language)), too_long(content)) == ([], [])


@pytest.mark.parametrize("seed", range(12))
def test_no_formula_of_a_random_workbook_is_longer_than_a_reader_can_follow(seed: int) -> None:
    assert too_long(random_scored(seed)[0]) == []


def test_long_titles_of_the_senders_sheets_make_no_long_formula() -> None:
    def rename(book: Any) -> None:
        for sheet in book.worksheets:
            sheet.title = f"{sheet.title}（某某可信数据空间2026年9月's报送表）"[:31]

    content = changed(raw("enterprise"), rename)
    assert too_long(scored_workbook(content, judge(read(content)), "en")) == []


@pytest.mark.parametrize("name", NAMES[:3])
def test_every_figure_of_a_tidy_sample_is_a_formula_on_its_own_cells(name: str) -> None:
    modes = {id: plan.mode for id, plan in planned(name).items()}
    assert {id: mode for id, mode in modes.items() if mode is not Mode.LIVE} == {}


def test_the_messy_sample_has_copies_where_its_cells_are_no_native_words() -> None:
    modes = [plan.mode for plan in planned("messy").values()]
    assert (Mode.COPY in modes, Mode.LIVE in modes) == (True, True)


def test_ranges_run_a_thousand_rows_past_the_end() -> None:
    last = judged("enterprise").submission.ledgers["products"].last_row
    plan = planned("enterprise")["E3.3"]
    assert f"${last + 1000}" in plan.above.formula


def test_a_workbook_counting_from_1904_gets_plain_values_from_its_ledgers() -> None:
    a = judged("enterprise")
    found = plans(setting(a, SentCells(fetched(raw("enterprise")).grids, dates_from_1904=True)))
    by_origin = {found[f.criterion.id].mode for f in a.findings if f.origin == "ledger"}
    assert by_origin == {Mode.VALUE}


@pytest.mark.parametrize("word", ["Straße", "Λόγος", "µ"])
def test_words_that_a_spreadsheet_folds_otherwise_are_copied(word: str) -> None:
    rows = [["名称", "类型", "场景类别", "上线日期"], ["甲", "数据应用", word, date(2025, 8, 1)]]
    content = book({"产品应用台账": rows})
    copies = Copies("副本")
    plans(setting(judge(read(content)), SentCells(fetched(content).grids), copies))
    copied = [column.title for column in copies.columns if "our copy" in column.title.message]
    assert "场景类别" in [title.slots["column"].in_("zh") for title in copied]


def test_every_plain_value_says_why() -> None:
    rows = results(scored("messy"))
    plain = [row["数值方式"] for row in rows.values() if row["数值方式"].startswith("数值")]
    assert [text for text in plain if "\n" not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_carried_values_are_those_of_the_json(name: str) -> None:
    rows = results(scored(name))
    figures = json_object(judged(name), "zh", name)["criteria"]
    expected = {c["id"]: float(c["value"]) for c in figures if c["value"] is not None}
    assert {id: rows[id]["实际值"] for id in expected} == pytest.approx(expected, abs=1e-9)


# --- recalculated ---------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_recalculates_to_what_it_carries(saved_samples: dict[str, bytes], name: str) -> None:
    found = list(formula_cells(scored(name), saved_samples[name]))
    assert (len(found) > 300, unequal(found)) == (True, [])


@pytest.mark.libreoffice
def test_random_workbooks_recalculate_to_what_they_carry(tmp_path: Path) -> None:
    assert list(_unequal(SEEDS, tmp_path)) == []


@pytest.mark.libreoffice
@pytest.mark.soak
def test_many_more_random_workbooks_recalculate_to_what_they_carry(tmp_path: Path) -> None:
    assert list(_unequal(SOAK_SEEDS, tmp_path)) == []


def _unequal(seeds: Iterable[int], folder: Path) -> Iterator[str]:
    files = {str(seed): random_scored(seed)[0] for seed in seeds}
    with_errors = changed(raw("enterprise"), err)
    files["errors"] = scored_workbook(with_errors, judge(read(with_errors)), "zh")
    saved = recalculated(files, folder)
    for name, content in files.items():
        yield from (f"{name}: {line}" for line in unequal(formula_cells(content, saved[name])))


# --- changed --------------------------------------------------------------------------------


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook with some cells changed, formulas as they are."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def column(sheet: Any, header: str) -> int:
    """The number of the column under a header in row 1."""
    return next(cell.column for cell in sheet[1] if str(cell.value).startswith(header))


def end_half(book: Any) -> None:
    """Every other organisation leaves before the date."""
    sheet = book["接入主体台账"]
    at = column(sheet, "退出日期")
    for row in range(2, sheet.max_row + 1, 2):
        sheet.cell(row, at).value = datetime(2025, 8, 1)


def add_organisations(book: Any) -> None:
    """Forty more enterprises, past the end of the ledger."""
    sheet = book["接入主体台账"]
    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value)
    for i in range(1, 41):
        for header, value in {
            "主体名称": f"新企业{i}",
            "统一社会信用代码": f"91330100NEW{i:07d}",
            "角色": "数据使用方",
            "主体类别": "企业",
            "接入日期": datetime(2025, 9, 1),
        }.items():
            sheet.cell(last + i, column(sheet, header)).value = value


def raise_use(book: Any) -> None:
    """All products serve many enterprises and are of high value."""
    sheet = book["产品应用台账"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, column(sheet, "是否高价值")).value = "是"
            sheet.cell(row, column(sheet, "服务企业数")).value = 150
            sheet.cell(row, column(sheet, "其中外部企业数")).value = 120


def forget_starts(book: Any) -> None:
    """Two thirds of the data resources lose their start date: what is left is a lower bound."""
    sheet = book["数据资源台账"]
    for row in range(2, sheet.max_row + 1):
        if row % 3:
            sheet.cell(row, column(sheet, "开放日期")).value = None


def err(book: Any) -> None:
    """Status, evidence and review of items are error values."""
    sheet = book["定性自评"]
    for cell, value in (("D2", "#N/A"), ("C3", "#REF!"), ("F4", "#N/A"), ("C5", "#DIV/0!"), ("D5", "#VALUE!")):
        sheet[cell].value, sheet[cell].data_type = value, "e"


def deny(book: Any) -> None:
    """A reviewer finds every claim untrue."""
    sheet = book["定性自评"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 3).value:
            sheet.cell(row, column(sheet, "复核状态")).value = "不属实"


def name_new_things(book: Any) -> None:
    """Rows past the end of both ledgers with names that stood nowhere, one of them twice, and one in a row above."""
    for title, headers, start in (
        ("产品应用台账", ("场景类别", "应用场景"), "上线日期"),
        ("数据资源台账", ("细分领域",), "开放日期"),
    ):
        sheet = book[title]
        last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value)
        columns = [column(sheet, header) for header in headers if _has(sheet, header)]
        for i, name in enumerate(("全新甲", "全新乙", "全新甲"), start=1):
            sheet.cell(last + i, 1).value = f"新增{i}"
            sheet.cell(last + i, column(sheet, start)).value = datetime(2025, 9, 1)
            for header, word in (("类型", "数据集"), ("是否高质量", "是")):
                if _has(sheet, header):
                    sheet.cell(last + i, column(sheet, header)).value = word
            for at in columns:
                sheet.cell(last + i, at).value = name
        for at in columns:
            sheet.cell(2, at).value = "全新丙"


def _has(sheet: Any, header: str) -> bool:
    return any(str(cell.value).startswith(header) for cell in sheet[1])


SINGLE = (end_half, add_organisations, raise_use, forget_starts, deny, name_new_things)


def all_at_once(book: Any) -> None:
    """Changes of four sheets in one workbook, with rows past the end of each ledger."""
    for change in SINGLE:
        change(book)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, Assessment]]:
    """By sample: the scored file changed and recalculated, and our scoring of the changed original."""
    files = {name: changed(scored(name), all_at_once) for name in NAMES[:3]}
    saved = recalculated(files, tmp_path_factory.mktemp("moved"))
    return {name: (saved[name], judge(read(changed(raw(name), all_at_once)))) for name in files}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_outcomes_follow_a_changed_cell_as_a_new_scoring_does(
    moved: dict[str, tuple[bytes, Assessment]], name: str
) -> None:
    content, again = moved[name]
    shown = {id: str(row["结论"]).split(" ", 1)[-1] for id, row in results(content).items()}
    words = {
        Outcome.MET: "达标",
        Outcome.NOT_MET: "尚未达标",
        Outcome.NEEDS_REVIEW: "待复核",
        Outcome.NO_DATA: "数据缺失",
        Outcome.NOT_APPLICABLE: "不适用",
    }
    assert shown == {f.criterion.id: words[f.outcome] for f in again.findings}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("name", "id"), [("city", "C3.1"), ("industry", "I2.1"), ("industry", "I3.1")])
def test_a_new_name_counts_once_at_once(moved: dict[str, tuple[bytes, Assessment]], name: str, id: str) -> None:
    content, again = moved[name]
    before, after = judged(name).finding(id).value, again.finding(id).value
    assert (results(content)[id]["实际值"], after != before) == (after, True)


@pytest.mark.slow
@pytest.mark.parametrize("change", SINGLE)
def test_some_outcome_moves_with_each_change(change: Callable[[Any], None]) -> None:
    assert any(
        [f.outcome for f in judged(name).findings]
        != [f.outcome for f in judge(read(changed(raw(name), change))).findings]
        for name in ("enterprise", "industry", "city")
    )


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_a_red_flag_is_raised_when_compliance_is_denied(moved: dict[str, tuple[bytes, Assessment]], name: str) -> None:
    content, again = moved[name]
    flag = said(red_flag(again))
    shown = opened(content)["逐条结果"]["A2"].value
    assert (judged(name).verdict.red_flag, flag != "" and str(shown).startswith(flag)) == (False, True)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_the_score_follows_too(moved: dict[str, tuple[bytes, Assessment]], name: str) -> None:
    content, again = moved[name]
    sentence = next(str(row[0]) for row in opened(content)["评分总览"].iter_rows(values_only=True) if row[0])
    assert f"{again.verdict.counts[Outcome.NOT_MET]}项尚未达标" in "".join(
        str(cell) for row in opened(content)["评分总览"].iter_rows(max_row=3, values_only=True) for cell in row if cell
    ), sentence


def texts(a: Assessment, lines: bool) -> dict[str, str]:
    """What a new scoring says of each computed criterion: its line of the response table, or its formula."""
    said = TextPrinter(Language.ZH, a.rulebook, a.submission.layout)
    if not lines:
        computed = criteria_document(a).of_kind(Kind.COMPUTED)
        return {row.id: said(row.filled) for row in computed}
    shown = {line.id: said(line.wording) for item in response_document(a).items for line in item.lines}
    return {id: line for id, line in shown.items() if a.finding(id).criterion.kind is Kind.COMPUTED}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_the_response_table_follows_as_a_new_scoring_writes_it(
    moved: dict[str, tuple[bytes, Assessment]], name: str
) -> None:
    content, again = moved[name]
    rows = opened(content)["试点目标响应表"].iter_rows(min_row=4, min_col=3, max_col=4, values_only=True)
    shown: dict[str, str] = {}
    for response, ids in rows:
        shown |= zip(ids.split("\n"), response.split("\n"), strict=True) if ids else ()
    wanted = texts(again, lines=True)
    for f in again.findings:  # why there is no data any more cannot follow
        if f.reason is not None and f.reason is not judged(name).finding(f.criterion.id).reason:
            why = TextPrinter(Language.ZH, again.rulebook)(f.reason)
            wanted |= {id: text.removesuffix(f"，{why}") for id, text in wanted.items() if id == f.criterion.id}
    assert {id: shown[id] for id in wanted} == wanted


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_the_formula_with_its_figures_follows(moved: dict[str, tuple[bytes, Assessment]], name: str) -> None:
    content, again = moved[name]
    sheet = opened(content)["逐条结果"]
    header = [cell.value for cell in sheet[3]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]
    shown = {row["编号"]: str(row["判定依据"]).split("\n")[0] for row in rows}
    wanted = {id: text for id, text in texts(again, lines=False).items() if text}
    assert {id: shown[id] for id in wanted} == wanted


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES[:3])
def test_a_row_says_that_it_has_changed_exactly_where_it_has(
    moved: dict[str, tuple[bytes, Assessment]], name: str
) -> None:
    content, again = moved[name]
    sheet = opened(content)["逐条结果"]
    flagged = {row[0].value for row in sheet.iter_rows(min_row=4) if row[-1].value}
    before = {f.criterion.id: (f.outcome, f.value) for f in judged(name).findings}
    assert flagged == {f.criterion.id for f in again.findings if (f.outcome, f.value) != before[f.criterion.id]}
