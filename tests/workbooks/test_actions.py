"""责任人 and 完成时限 are asked for beside each criterion, and stay with the workbook from scoring to scoring."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from core import pipeline
from core.model import Assessment
from core.rulebook import load
from core.workbooks.next_month import next_months_workbook
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests import samples
from tests.workbooks.corpus import sheet_titles
from tests.workbooks.libreoffice import converted
from tests.workbooks.recalculated import opened, whole

pytestmark = pytest.mark.slow

RULES = load()
TITLES = {"zh": ("差距与行动", "责任人", "完成时限"), "en": ("Gaps and actions", "Person responsible", "Deadline")}
SMALL = "small_messy"
OWNER, DUE = "综合处 张三", date(2026, 9, 30)


def judged(content: bytes) -> Assessment:
    return pipeline.judge(pipeline.read(content))


def again(content: bytes, language: str = "zh") -> bytes:
    return scored_workbook(content, judged(content), language)


def columns(sheet: Worksheet, language: str) -> tuple[int, int]:
    """The columns of the owner and of the day."""
    heads = {cell.value: cell.column for cell in sheet[3]}
    return heads[TITLES[language][1]], heads[TITLES[language][2]]


@cache
def entered(
    content: bytes, language: str = "zh", pairs: Sequence[tuple[object, object]] = ((OWNER, DUE),), row: int = 4
) -> bytes:
    """The file with owners and days in its first rows, as another program saves it."""
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    sheet = book[TITLES[language][0]]
    for below, pair in enumerate(pairs):
        for column, value in zip(columns(sheet, language), pair, strict=True):
            sheet.cell(row + below, column).value = value
    book.save(out)
    return out.getvalue()


def entries(content: bytes, language: str = "zh") -> dict[str, tuple[object, object]]:
    """What stands in the two columns, by criterion."""
    head, *below = opened(content, values=False)[TITLES[language][0]].iter_rows(min_row=3, values_only=True)
    owner, due = map(head.index, TITLES[language][1:])
    return {row[1]: (row[owner], row[due]) for row in below if row[1] and (row[owner] or row[due])}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_columns_are_empty_and_checked(language: str) -> None:
    sheet = whole(samples.scored(SMALL, language), values=False)[TITLES[language][0]]
    checks = {str(rule.sqref).split(":")[0]: rule.type for rule in sheet.data_validations.dataValidation}
    cells = [f"{openpyxl.utils.get_column_letter(column)}4" for column in columns(sheet, language)]
    assert [checks[cell] for cell in cells] == ["textLength", "date"]
    assert entries(samples.scored(SMALL, language), language) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_entered_is_there_after_the_next_scoring(language: str) -> None:
    content = entered(samples.scored(SMALL, language), language)
    first = opened(content)[TITLES[language][0]].cell(4, 2).value
    new = again(content, language)
    assert entries(new, language) == {first: (OWNER, datetime(2026, 9, 30))}
    assert sheet_titles(new) == sheet_titles(samples.scored(SMALL, language))
    assert verify(new) == ()


def test_it_crosses_languages() -> None:
    assert list(entries(again(entered(samples.scored(SMALL)), "en"), "en").values()) == [(OWNER, datetime(2026, 9, 30))]


def test_whatever_was_entered_stays() -> None:
    pairs = (("李四", None), (None, DUE), ("=1+1", "9月底"), (12, "待定"))
    once = again(entered(samples.scored(SMALL), pairs=pairs))
    kept = list(entries(again(entered(once, pairs=(("王五", DUE),), row=4 + len(pairs)))).values())
    day = datetime(2026, 9, 30)
    assert [pair for pair in [("李四", None), (None, day), ("12", "待定"), ("王五", day)] if pair not in kept] == []
    assert len(kept) == len(pairs) + 1


def test_entering_is_no_difference() -> None:
    assert verify(entered(samples.scored(SMALL))) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_next_months_workbook_takes_it_along(language: str) -> None:
    content = entered(samples.scored(SMALL, language), language)
    first = opened(content)[TITLES[language][0]].cell(4, 2).value
    new = next_months_workbook(content, RULES, language=language)
    twice = next_months_workbook(new, RULES, language=language)
    for each in (new, twice):
        assert entries(again(each, language), language) == {first: (OWNER, datetime(2026, 9, 30))}
        plain = next_months_workbook(samples.raw(SMALL), RULES, language=language)
        assert [p.code for p in judged(each).problems] == [p.code for p in judged(plain).problems]


def test_a_workbook_without_entries_has_no_sheet_of_them() -> None:
    assert "责任分工" not in sheet_titles(next_months_workbook(samples.scored(SMALL), RULES))


@pytest.mark.libreoffice
def test_libreoffice_keeps_it(tmp_path: Path) -> None:
    saved = converted({"scored": entered(samples.scored(SMALL))}, tmp_path)["scored"]
    assert list(entries(again(saved)).values()) == [(OWNER, datetime(2026, 9, 30))]
