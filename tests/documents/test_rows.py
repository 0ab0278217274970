"""The rows behind a figure are those that the engine counted: on samples, and on random workbooks of every type."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from msgspec.structs import replace

from core.documents.rows import Rows, rows_document
from core.formulas.proof import Proven, Why, proof
from core.formulas.recorded import recorded
from core.model import Assessment, Finding, Kind, Profile
from core.pipeline import judge, read
from core.printers.csv import rows_csv
from core.rulebook import load
from tests.documents.words import printer, said
from tests.intake.books import with_cell
from tests.oracle.workbooks import random_workbook
from tests.samples import judged, raw

RULES = load()


def proofs(a: Assessment) -> Iterator[tuple[Finding, tuple[Proven, ...]]]:
    for finding in a.findings:
        count = finding.criterion.computation.ledger
        if finding.origin == "ledger" and count is not None and a.as_of is not None:
            yield finding, proof(count, a.submission.ledgers[count.sheet], a.as_of)


def unlike(a: Assessment) -> list[str]:
    """Criteria whose rows do not come to their figure, or to its being a lower bound."""
    found = []
    for finding, rows in proofs(a):
        count = finding.criterion.computation.ledger
        counted = [each for each in rows if each.counted]
        total = Fraction(len(counted))
        if count is not None and count.counted in ("sum", "sum_once"):
            total = sum((each.amount or Fraction(0) for each in counted), Fraction(0))
        if finding.parts and finding.parts[0] != total:
            found.append(f"{finding.criterion.id} {finding.parts} {total}")
        doubtful = any(each.counted is None for each in rows)
        plain = count is not None and count.over is None and count.counted != "sum_once"
        if plain and finding.value is not None and finding.at_least != doubtful:  # no share of a blank or smaller whole
            found.append(f"{finding.criterion.id} at least {finding.at_least}, in doubt {doubtful}")
    return found


def unlike_recorded(a: Assessment) -> list[str]:
    """Criteria whose days or months do not come to their figure."""
    found = []
    for finding in a.findings:
        formula, origin = finding.criterion.computation, finding.origin
        if origin not in ("daily", "monthly") or finding.value is None or a.as_of is None:
            continue
        rows = [row for row in recorded(formula, origin, a.submission, a.as_of) if row.counted is not False]
        sums = [sum((row.amount or Fraction(0) for row in rows), Fraction(0))]
        if formula.monthly is not None and formula.monthly.present and origin == "monthly":
            sums = [Fraction(len([row for row in rows if row.counted]))]
        elif any(row.below is not None for row in rows):
            sums.append(sum((row.below or Fraction(0) for row in rows), Fraction(0)))
        doubtful = any(row.counted is None for row in rows)
        if list(finding.parts[: len(sums)]) != sums or finding.at_least != doubtful:
            found.append(f"{finding.criterion.id} {origin} {finding.parts} {sums} {finding.at_least} {doubtful}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_the_rows_of_random_workbooks_come_to_their_figures(seed: int) -> None:
    submission = read(random_workbook(seed), RULES)
    for profile in Profile:
        now = judge(submission, RULES, profile)
        assert unlike(now) + unlike_recorded(now) == []
        if now.as_of is not None:
            then = judge(submission, RULES, profile, now.as_of.plus(-2))
            assert unlike(then) + unlike_recorded(then) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8, 300))
def test_the_rows_of_many_random_workbooks_come_to_their_figures(seed: int) -> None:
    submission = read(random_workbook(seed), RULES)
    for profile in Profile:
        now = judge(submission, RULES, profile)
        assert unlike(now) + unlike_recorded(now) == []


@pytest.mark.parametrize("name", ["enterprise", "industry", "city", "messy"])
def test_every_figure_opens_to_its_rows_days_or_months(name: str) -> None:
    a = judged(name)
    assert unlike(a) + unlike_recorded(a) == []
    for finding in a.findings:
        assert (rows_document(a, finding.criterion.id) is not None) == (finding.origin != "none")
    assert all(rows_document(a, c.id) is None for c in RULES.criteria[a.profile] if c.kind is Kind.EVIDENCE)


def rows_of(name: str, id: str) -> tuple[Rows, Assessment]:
    a = judged(name)
    document = rows_document(a, id)
    assert document is not None
    return document, a


def reasons(document: Rows, a: Assessment) -> list[str]:
    return [f"{said(part.wording, a)}：{part.n}" for part in document.reasons]


def test_what_is_left_out_has_its_reason_the_most_frequent_first() -> None:
    document, a = rows_of("enterprise", "E4.1")
    assert said(document.sentence, a) == "接入主体台账，2026年9月末：计入169，未计入11，存疑0。"
    assert [(part.key, part.n) for part in document.kinds] == [("counted", 169), ("left_out", 11)]
    assert reasons(document, a) == ["“主体类别”不是企业：6", "“退出日期”不晚于2026年9月：4", "“角色”含运营者：1"]
    assert [each.why for each in document.all[169:175]] == [document.reasons[0].key] * 6


def test_the_filter_leaves_rows_of_the_kind_the_reason_and_the_words() -> None:
    document, a = rows_of("enterprise", "E4.1")
    assert document.chosen() == document.all
    assert len(document.chosen(kinds=["left_out"])) == 11
    ended = document.reasons[1].key
    assert isinstance(ended, Why)
    assert len(document.chosen(why=ended)) == 4
    assert document.chosen(kinds=["counted"], why=ended) == ()
    one = document.chosen(why=ended)[0]
    for words in (one.name, f"  {one.name[:4].upper()} ", str(one.rows[0])):
        assert one in document.chosen(words)
    assert document.chosen("没有这家单位") == ()
    shown = document.table([one]).rows[0].cells
    assert said(shown["why"], a) == "“退出日期”不晚于2026年9月"


def test_latin_names_are_found_without_case_and_in_half_width() -> None:
    document, _a = rows_of("enterprise", "E4.1")
    named = replace(document, all=(replace(document.all[0], name="ＡＢＣ Ltd"), *document.all[1:]))
    assert named.chosen("abc ltd") == named.all[:1]


@pytest.mark.parametrize(
    ("name", "id", "wanted"),
    [
        ("enterprise", "E3.3", ["“是否高价值”未填“是”：58", "“类型”不是数据应用：10", "“其中外部企业数”少于20：3"]),
        ("enterprise", "E3.2", ["“类型”不是数据应用：10", "可计入的不足10个：3", "“下线日期”不晚于2026年9月：1"]),
        (
            "enterprise",
            "E3.4",
            [
                "“是否中小企业”未填“是”：52",
                "“首次获普惠服务日期”为空白或晚于2026年9月：46",
                "“退出日期”不晚于2026年9月：2",
            ],
        ),
        ("industry", "I4.3", ["“角色”不含第三方数据服务机构：312"]),
        ("city", "C4.1", ["“主体类别”不是政府部门；“是否履行公共服务”未填“是”：206"]),
    ],
)
def test_each_condition_of_a_clause_has_its_reason(name: str, id: str, wanted: list[str]) -> None:
    document, a = rows_of(name, id)
    assert reasons(document, a) == wanted


def test_the_file_has_a_line_for_every_row_that_is_looked_for() -> None:
    document, a = rows_of("city", "C4.2")
    lines = rows_csv(document, document.all, printer(a)).decode("utf-8-sig").splitlines()
    assert lines[0] == "计数对象,是否计入,取数单元格,未计入原因"
    assert len(lines) == 1 + 300
    assert [line.split(",")[1] for line in lines].count("计入") == 15
    left_out = document.chosen(kinds=["left_out"])
    assert len(rows_csv(document, left_out, printer(a)).splitlines()) == 1 + 285


def test_amounts_come_largest_first_and_have_a_column() -> None:
    document, a = rows_of("industry", "I4.1")
    amounts = [each.amount or 0 for each in document.chosen(kinds=["counted"])]
    assert amounts == sorted(amounts, reverse=True)
    assert [said(column.title, a) for column in document.columns][:3] == ["计数对象", "是否计入", "数值"]


def test_a_name_that_a_spreadsheet_would_run_is_text_in_the_file() -> None:
    document, a = rows_of("enterprise", "E4.1")
    bad = replace(document.all[0], name="=1+1")
    assert "'=1+1" in rows_csv(document, [bad], printer(a)).decode("utf-8-sig")


# --- days and months --------------------------------------------------------------------------


def test_a_mean_of_days_names_the_days_and_how_many_users_are_lacking() -> None:
    document, a = rows_of("industry", "I4.2")
    assert said(document.sentence, a) == (
        "日活记录，2026年7月：计入31，未计入365，存疑0。日均436.6人÷2,362.5人=18.5%，达到30%还需273人。"
    )
    assert [said(column.title, a) for column in document.columns][2:4] == ["活跃用户数", "注册用户数"]
    assert document.chosen("2026-07-05") == document.all[4:5]


def test_days_without_a_row_or_a_figure_are_named_with_the_reason() -> None:
    raw_book = with_cell(with_cell(raw("industry"), "日活记录", "B370", None), "日活记录", "A371", None)
    a = judge(read(raw_book, RULES), RULES)
    document = rows_document(a, "I4.2")
    assert document is not None
    missing = document.chosen("2026-07-05")
    assert [(each.counted, each.rows) for each in missing] == [(False, ())]
    assert said(document.table(missing).rows[0].cells["why"], a) == "表中没有该行"
    doubtful = document.chosen(kinds=["doubtful"])
    assert [said(row.cells["why"], a) for row in document.table(doubtful).rows] == ["“注册用户数”为空白或无法识别"]


def test_a_sum_of_months_names_the_months_in_money() -> None:
    document, a = rows_of("messy", "E6.5")
    assert said(document.sentence, a).startswith("月度统计，2026年6月：计入11，未计入13，存疑1。")
    doubtful = document.table(document.chosen(kinds=["doubtful"])).rows
    assert [(said(row.cells["name"], a), said(row.cells["why"], a)) for row in doubtful] == [
        ("2025年7月", "表中没有该行")
    ]
    assert document.chosen("2025年7月", printed=lambda value: said(value, a)) == document.chosen("2025-07")
    whole, at = rows_of("enterprise", "E6.5")
    assert said(whole.sentence, at).endswith("186.5万元÷2,162万元=8.6%，达到10%还需29.7万元。")


def test_a_share_of_firms_says_its_parts_and_how_many_are_lacking() -> None:
    document, a = rows_of("city", "C4.2")
    assert said(document.sentence, a).endswith("15家÷24家=62.5%，达到100%还需9家。")
