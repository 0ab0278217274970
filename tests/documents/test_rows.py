"""The rows behind a figure are those that the engine counted: on samples, and on random workbooks of every type."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from core.documents.rows import MOST, rows_document
from core.formulas.proof import Proven, proof
from core.formulas.reads import formula_of
from core.model import Assessment, Finding, Kind, Profile
from core.pipeline import judge, read
from core.printers.csv import rows_csv
from core.rulebook import load
from tests.documents.words import printer, said
from tests.oracle.workbooks import random_workbook
from tests.samples import judged

RULES = load()


def proofs(a: Assessment) -> Iterator[tuple[Finding, tuple[Proven, ...]]]:
    for finding in a.findings:
        count = formula_of(finding.criterion).ledger
        if finding.origin == "ledger" and count is not None and a.as_of is not None:
            yield finding, proof(count, a.submission.ledgers[count.sheet], a.as_of)


def unlike(a: Assessment) -> list[str]:
    """Criteria whose rows do not come to their figure, or to its being a lower bound."""
    found = []
    for finding, rows in proofs(a):
        count = formula_of(finding.criterion).ledger
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


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_the_rows_of_random_workbooks_come_to_their_figures(seed: int) -> None:
    submission = read(random_workbook(seed), RULES)
    for profile in Profile:
        now = judge(submission, RULES, profile)
        assert unlike(now) == []
        if now.as_of is not None:
            assert unlike(judge(submission, RULES, profile, now.as_of.plus(-2))) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20, 300))
def test_the_rows_of_many_random_workbooks_come_to_their_figures(seed: int) -> None:
    submission = read(random_workbook(seed), RULES)
    for profile in Profile:
        assert unlike(judge(submission, RULES, profile)) == []


@pytest.mark.parametrize("name", ["enterprise", "industry", "city", "messy"])
def test_every_figure_from_a_ledger_opens_to_its_rows_and_no_other_does(name: str) -> None:
    a = judged(name)
    assert unlike(a) == []
    for finding in a.findings:
        assert (rows_document(a, finding.criterion.id) is not None) == (finding.origin == "ledger")
    assert all(rows_document(a, c.id) is None for c in RULES.criteria[a.profile] if c.kind is Kind.EVIDENCE)


def test_what_is_left_out_is_told_by_reason_the_most_frequent_first() -> None:
    a = judged("enterprise")
    document = rows_document(a, "E4.1")
    assert document is not None
    assert said(document.sentence, a) == "接入主体台账，2026年9月末：计入169，未计入11，存疑0。"
    counted, left_out = document.kinds
    assert (counted.key, counted.n, len(counted.table.rows)) == ("counted", 169, MOST)
    assert [said(reason, a) for reason in left_out.reasons] == [
        "“主体类别”不是企业：6",
        "“退出日期”不晚于2026年9月：4",
        "“角色”含运营者：1",
    ]
    assert counted.more is not None
    assert said(counted.more, a) == "另有149条，见CSV文件。"


@pytest.mark.parametrize(
    ("name", "id", "reasons"),
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
def test_each_condition_of_a_clause_has_its_reason(name: str, id: str, reasons: list[str]) -> None:
    a = judged(name)
    document = rows_document(a, id)
    assert document is not None
    left_out = next(kind for kind in document.kinds if kind.key == "left_out")
    assert [said(reason, a) for reason in left_out.reasons] == reasons


def test_the_file_has_a_line_for_every_row() -> None:
    a = judged("city")
    document = rows_document(a, "C4.2", None)
    assert document is not None
    lines = rows_csv(document, printer(a)).decode("utf-8-sig").splitlines()
    assert lines[0] == "是否计入,计数对象,数值,取数单元格,未计入原因"
    assert len(lines) == 1 + 300
    assert [line.partition(",")[0] for line in lines].count("计入") == 15


def test_all_rows_are_there_where_all_are_wanted() -> None:
    document = rows_document(judged("enterprise"), "E4.1", None)
    assert document is not None
    assert [len(kind.table.rows) for kind in document.kinds] == [kind.n for kind in document.kinds]
    assert [kind.more for kind in document.kinds] == [None, None]
