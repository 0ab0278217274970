"""A second sheet with our headers: its rows count at a click, and the question says what they would change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from core.model import Answer, Assessment, Outcome, Problem
from core.pipeline import judge, read
from core.printers.problems import ProblemPrinter
from tests.corpus.good import good, untouched
from tests.places import cell_of

pytestmark = pytest.mark.slow

MONTHLY = "月度统计"
FIRMS = good("enterprise").column(MONTHLY, "接入企业数")


def _book(*rows: list[Any], cut: int = 0) -> bytes:
    book = good("enterprise")
    head = book.sheets[MONTHLY][0]
    more = [[each if c != FIRMS else row[1] for c, each in enumerate(book.sheets[MONTHLY][-1])] for row in rows]
    for row, typed in zip(more, rows, strict=True):
        row[0] = typed[0]
    book.sheets[MONTHLY] = book.sheets[MONTHLY][: 13 - cut]
    book.sheets["更正"] = [head, *more]
    return book.saved()


def _asked(a: Assessment) -> Problem:
    return next(problem for problem in a.problems if problem.code == "second_sheet")


def _answered(raw: bytes, key: str) -> Assessment:
    return judge(read(raw, answers=[Answer.to(_asked(judge(read(raw))), key)]))


def _firms(a: Assessment) -> tuple[Outcome, Any]:
    finding = next(each for each in a.findings if each.criterion.id == "E4.1")
    return finding.outcome, finding.value


def test_a_month_that_the_known_sheet_lacks_counts_by_consent() -> None:
    raw = _book(["2026-06", 210], cut=1)
    before, after = judge(read(raw)), _answered(raw, "append")
    assert (_firms(before), _firms(after)) == ((Outcome.NO_DATA, None), (Outcome.MET, 210))
    assert [each.code for each in after.problems] == []


@pytest.mark.parametrize("typed", [datetime(2026, 6, 1), datetime(2026, 6, 30)])
def test_a_month_may_be_a_date_as_in_the_template(typed: datetime) -> None:
    assert _firms(_answered(_book([typed, 210], cut=1), "append")) == (Outcome.MET, 210)


def test_a_month_on_a_second_sheet_is_not_missing_as_well() -> None:
    assert [each.code for each in judge(read(_book(["2026-06", 210], cut=1))).problems] == ["second_sheet"]


def test_a_record_of_days_is_no_sheet_of_months() -> None:
    a = judge(read(_book(*([datetime(2026, 6, day), 210] for day in (1, 2, 3)), cut=1)))
    assert "second_sheet" not in [problem.code for problem in a.problems]


def test_of_a_month_on_both_sheets_the_sender_says_which_counts() -> None:
    raw = _book(["2026年6月", 150], ["2026-07", 230])
    asked = _asked(judge(read(raw)))
    assert [offer.key for offer in asked.offers] == ["as_read", "append", "prefer"]
    assert _firms(_answered(raw, "append")) == (Outcome.MET, 210)
    assert _firms(_answered(raw, "prefer")) == (Outcome.NOT_MET, 150)


def test_the_question_says_which_outcomes_would_change() -> None:
    a = judge(read(_book(["2026-06", 150])))
    assert "E4.1 达标 → 尚未达标" in ProblemPrinter.of(a, "zh").row(_asked(a)).remedy
    assert "E4.1 Met → Not yet met" in ProblemPrinter.of(a, "en").row(_asked(a)).remedy
    same = judge(read(_book(["2026-06", 211])))
    assert "no outcome changes" in ProblemPrinter.of(same, "en").row(_asked(same)).remedy


def test_the_figure_of_a_second_sheet_names_its_own_cell() -> None:
    after = _answered(_book(["2026-06", 150]), "prefer")
    finding = next(each for each in after.findings if each.criterion.id == "E4.1")
    assert [after.submission.layout.located(place).sheet for place in finding.sources] == ["更正"]


@pytest.mark.parametrize(
    ("item", "answer", "asked"),
    [
        ("拟投入资金总额（万元）", 300, ["B2"]),
        ("拟投入资金总额（万元）", 3000, []),
        ("数据截止月份", "2026-03", ["B2"]),
        ("试点结束月份", "2027-06", []),
        ("试点类型", "行业", ["B2"]),
        ("数据空间名称", "另一空间", []),
        ("备注", 300, []),
    ],
)
def test_an_item_of_the_form_that_another_sheet_answers_otherwise_is_asked_about(
    item: str, answer: Any, asked: list[str]
) -> None:
    book = good("enterprise")
    book.sheets["基本信息更正"] = [["项目", "内容"], [item, answer]]
    a = judge(read(book.saved()))
    assert [cell_of(problem) for problem in a.problems if problem.code == "second_form"] == asked
    assert a.finding("E6.5").value == judge(read(untouched("enterprise"))).finding("E6.5").value


def test_rows_of_a_ledger_that_are_all_in_it_are_said_to_be_so() -> None:
    book = good("ledgers")
    head, *rows = book.sheets["接入主体台账"]
    book.sheets["5月"] = [head, *rows[:2]]
    a = judge(read(book.saved()))
    found = [ProblemPrinter.of(a, language).row(_asked(a)).found for language in ("zh", "en")]
    assert found == [
        "另有2行，表头与“接入主体台账”相同，各行的名称或日期均已见于其中",
        "further rows under the headers of “接入主体台账”, whose names or days are all in it already: 2",
    ]
