"""Slips with one possible reading: proposed, accepted at a click, then as the good file; the corrected file asks nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.model import Answer, Assessment
from core.pipeline import judge, read
from core.printers.json import json_object
from core.rulebook import load
from core.workbooks.corrected import corrected_workbook
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.corpus.book import Book
from tests.corpus.good import LAST, good, untouched

pytestmark = [pytest.mark.slow, pytest.mark.child]

RULES = load()
MONTHS, PRODUCTS, DAYS = "月度统计", "产品应用台账", "日活记录"


def _without_years(book: Book) -> None:
    for sheet, header in ((PRODUCTS, "上线日期"), (DAYS, "日期")):
        at = book.column(sheet, header)
        for row in book.sheets[sheet][1:]:
            row[at] = f"{row[at].month}月{row[at].day}日"


SLIPS: dict[str, tuple[str, Callable[[Book], None]]] = {
    "days without a year, all of them": ("ledgers", _without_years),
    "a day without a year": ("ledgers", lambda b: b.put(PRODUCTS, "上线日期", 6, "十一月7号")),
    "the last month alone": ("enterprise", lambda b: b.put(MONTHS, "月份", LAST, "6月")),
    "the date of the figures": ("enterprise", lambda b: b.answer("数据截止月份", "6月30日")),
    "the pilot's start": ("enterprise", lambda b: b.answer("试点开始月份", "7月")),
    "the pilot's end": ("enterprise", lambda b: b.answer("试点结束月份", "六月")),
    "a count in words": ("enterprise", lambda b: b.put(MONTHS, "接入企业数", LAST, "二百一十家")),
    "a sum in words": ("enterprise", lambda b: b.answer("拟投入资金总额（万元）", "三千万元")),
    "a share in words": ("industry", lambda b: b.put(MONTHS, "市场份额合计（%）", LAST, "百分之三十一点五")),
}


def _outcomes(a: Assessment) -> object:
    said = json_object(a, "zh", "")
    return said["criteria"], said["trajectories"], said["problems"]


@pytest.mark.parametrize("name", SLIPS)
def test_what_is_proposed_is_the_good_file(name: str) -> None:
    base, slip = SLIPS[name]
    book = good(base)
    slip(book)
    raw, was = book.saved(), _outcomes(judge(read(untouched(base))))
    asked = judge(read(raw)).problems
    answers = [Answer.to(each, offer.key) for each in asked if (offer := RULES.problems.repair(each))]
    assert len(answers) == len(asked) > 0
    accepted = judge(read(raw, answers=answers))
    assert _outcomes(accepted) == was
    assert _outcomes(judge(read(corrected_workbook(raw, RULES, answers, "zh")))) == was
    assert verify(scored_workbook(raw, accepted, "zh")) == ()
