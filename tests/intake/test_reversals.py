"""Amounts below 0 of a month, which take back what earlier months had."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.model import Answer, Assessment, Outcome
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.corrected import corrected_workbook
from core.workbooks.scored import scored_or_alone
from tests.intake.books import BASICS, book
from tests.places import cell_of
from tests.workbooks.libreoffice import values
from tests.workbooks.recalculated import formula_cells, unequal


def raw(*revenue: Any, header: str = "当月收入（万元）") -> bytes:
    months = [(f"2025-{7 + i:02d}", each) for i, each in enumerate(revenue)]
    return book({"月度统计": [("月份", header), *months]}, basics=(*BASICS, ("拟投入资金总额（万元）", 1000)))


def judged(raw: bytes) -> Assessment:
    return judge(read(raw))


def figure(a: Assessment) -> tuple[str, bool, Outcome]:
    finding = next(each for each in a.findings if each.criterion.id == "E6.5")
    return str(finding.value), finding.at_least, finding.outcome


@pytest.mark.parametrize(
    ("revenue", "header", "value"),
    [
        ((60, 60, -50), "当月收入（万元）", "7/100"),
        ((60, "-50万元", 60), "当月收入（万元）", "7/100"),
        ((600_000, 600_000, -500_000), "当月收入（元）", "7/100"),
        ((20, -90), "当月收入（万元）", "-7/100"),
    ],
)
def test_a_month_that_takes_back_is_counted_as_it_is_typed_and_asked_about(
    revenue: tuple[Any, ...], header: str, value: str
) -> None:
    a = judged(raw(*revenue, header=header))
    assert figure(a) == (value, False, Outcome.NOT_MET)
    (asked,) = (problem for problem in a.problems if problem.code == "reversal")
    at = next(i for i, each in enumerate(revenue) if str(each).startswith("-"))
    assert cell_of(asked, a.submission.layout) == f"B{2 + at}"


def test_what_is_counted_or_has_no_sign_cannot_be_below_0() -> None:
    a = judged(raw(60, header="接入企业数"))
    b = judged(book({"月度统计": [("月份", "接入企业数"), ("2025-07", -60)]}))
    assert "negative" not in {p.code for p in a.problems}
    assert {p.code for p in b.problems} >= {"negative"}
    assert "reversal" not in {p.code for p in b.problems}


@pytest.mark.parametrize(("choice", "value"), [("as_read", "7/100"), ("proposed", "17/100")])
def test_the_answer_says_whether_its_sign_is_right(choice: str, value: str) -> None:
    sent = raw(60, 60, -50)
    (asked,) = (problem for problem in judged(sent).problems if problem.code == "reversal")
    a = judge(read(sent, answers=[Answer.to(asked, choice)]))
    assert (figure(a)[0], [p.code for p in a.problems if p.place == asked.place]) == (value, [])


@pytest.mark.parametrize(
    "text", ["(50)", "（50）", "（50万元）", "（50）万元", "¥(50.00)", "50-", "50－", "－ 50", "负50万元"]
)
def test_an_amount_below_0_as_accounts_write_it_is_offered_and_not_used(text: str) -> None:
    sent = raw(60, 60, text)
    (asked,) = (problem for problem in judged(sent).problems if problem.found == text)
    assert (asked.code, [offer.key for offer in asked.offers]) == ("number_in_words", ["proposed"])
    accepted = judge(read(sent, answers=[Answer.to(asked, "proposed")]))
    assert (figure(accepted)[0], figure(judged(sent))[0]) == ("7/100", "3/25")
    assert "reversal" not in {p.code for p in accepted.problems}
    corrected = corrected_workbook(sent, load(), [Answer.to(asked, "proposed")], "zh")
    assert openpyxl.load_workbook(io.BytesIO(corrected))["月度统计"]["B4"].value == -50


@pytest.mark.parametrize("text", ["(1)50", "50-60", "(50)-(60)", "[50]", "(五十)以上", "-"])
def test_what_may_be_something_else_is_no_amount_below_0(text: str) -> None:
    assert all("negative" not in (p.code, p.details.get("kind")) for p in judged(raw(60, 60, text)).problems)


@pytest.mark.parametrize("text", ["(50)", "50-", "（50家）"])
def test_where_nothing_can_be_below_0_the_number_without_the_mark_is_offered(text: str) -> None:
    sent = book({"月度统计": [("月份", "接入企业数"), ("2025-07", text)]})
    (asked,) = (problem for problem in judged(sent).problems if problem.found == text)
    assert (asked.code, asked.details["understood"], asked.details["proposed"]) == ("negative", -50, 50)


@pytest.mark.libreoffice
def test_the_scored_workbook_recalculates_to_it(tmp_path: Path) -> None:
    sent = {"ends above.xlsx": raw(60, 60, -50), "ends below.xlsx": raw(20, -90)}
    scored = {name: scored_or_alone(each, judged(each), "zh")[0] for name, each in sent.items()}
    for name, saved in values(scored, tmp_path).items():
        found = list(formula_cells(scored[name], saved))
        assert (len(found) > 100, unequal(found)) == (True, []), name
