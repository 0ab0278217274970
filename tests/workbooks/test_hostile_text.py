"""Whatever a name says, it ends as text: never a live formula, a link or markup."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.model import Assessment
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.workbooks.corpus import members
from tests.workbooks.libreoffice import converted
from tests.workbooks.recalculated import formula_cells

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "+1+1",
    "-1",
    '=HYPERLINK("http://example.org","x")',
    '引号"和"引号',
    "通配*符?和~",
    "SORT(A1)与MAP(1)",
    "&amp; & <b>",
)


@cache
def hostile() -> bytes:
    """The industry sample with hostile text in every column of free text."""
    book = openpyxl.load_workbook(SAMPLES / "sample_industry.xlsx")
    book["基本信息"]["B2"].value = HOSTILE[0]
    book["基本信息"]["B2"].data_type = "s"
    for title, headers in {
        "产品应用台账": ("名称", "场景类别", "应用场景"),
        "数据资源台账": ("数据资源名称", "提供方", "细分领域"),
        "接入主体台账": ("主体名称", "统一社会信用代码"),
        "定性自评": ("佐证材料", "说明", "复核意见"),
    }.items():
        sheet = book[title]
        named = {str(cell.value).split("（")[0].split("\n")[0]: cell.column for cell in sheet[1]}
        for header in headers:
            for row in range(2, min(sheet.max_row, 60)):
                cell = sheet.cell(row, named[header])
                if cell.value is not None and row % 2:
                    cell.value = HOSTILE[row // 2 % len(HOSTILE)]
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def judged() -> Assessment:
    return judge(read(hostile()))


@cache
def scored(language: str) -> bytes:
    return scored_workbook(hostile(), judged(), language)


def formulas(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells: list[Any] = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def test_the_names_are_read_as_they_are() -> None:
    assert judged().submission.space == HOSTILE[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_hostile_text_is_part_of_a_formula(language: str) -> None:
    """It may stand inside quotation marks, where a formula compares it."""
    bare = [re.sub(r'"(?:[^"]|"")*"', "", formula) for formula in formulas(scored(language))]
    words = ("cmd", "HYPERLINK", "script", "SORT", "MAP", "example.org", "@", "|")
    assert [formula for formula in bare if any(word in formula for word in words)] == []


def test_no_formula_calls_what_a_name_says() -> None:
    everything = b"".join(body for name, body in members(scored("zh")).items() if "/worksheets/" in name)
    assert b"_xlfn" not in everything


def test_no_link_leads_out_of_the_file() -> None:
    relations = b"".join(
        body for name, body in members(scored_workbook(None, judged(), "zh")).items() if "_rels" in name
    )
    assert b"External" not in relations


def test_no_markup_reaches_a_part_unescaped() -> None:
    parts = members(scored("zh"))
    assert [name for name, body in parts.items() if b"<script" in body] == []


def test_it_is_as_it_says() -> None:
    assert verify(scored("zh"), load()) == ()


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_computes_the_same_and_runs_none_of_it(tmp_path: Path) -> None:
    saved = converted({"hostile": scored("zh")}, tmp_path)["hostile"]
    assert [str(cell) for cell in formula_cells(scored("zh"), saved) if not cell.equal] == []
