"""The sheet 预测与计划 and the charts of 轨迹 say what the screen and the JSON document say, and hold its figures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from core.documents.method import method_in_brief
from core.documents.outlook import Outlooks, outlook_document
from core.forecast import outlooks
from core.i18n import Language
from core.model import Kind, Month, Outlook
from core.printers.text import TextPrinter
from tests.samples import judged, scored
from tests.workbooks.corpus import members
from tests.workbooks.recalculated import opened

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
NAMES = sorted(path.stem for path in SAMPLES.glob("sample_*.xlsx"))
SCHEMA = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
FAN = ("median", "low", "low_half", "high_half", "high")
EARLY = Month(2025, 8)


@cache
def ahead(name: str, month: Month | None = None) -> dict[str, Outlook]:
    return dict(outlooks(judged(name, month=month)))


@cache
def table(name: str, month: Month | None = None) -> dict[str, dict[str, Any]]:
    """The rows of the outlook by criterion, down to the first that is none."""
    rows = list(opened(scored(name, month=month))["预测与计划"].iter_rows(min_row=3, values_only=True))
    found: dict[str, dict[str, Any]] = {}
    for row in rows[1:]:
        if not re.fullmatch(r"[FEIC]\d\.\d+", str(row[0])):
            break
        found[row[0]] = dict(zip(rows[0], row, strict=True))
    return found


@cache
def texts(name: str, language: str = "zh", month: Month | None = None) -> list[str]:
    sheet = opened(scored(name, language, month=month))["预测与计划" if language == "zh" else "Outlook and plan"]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@cache
def beside(name: str) -> dict[str, dict[str, Any]]:
    """The columns to the right of the months' table, by title and by month."""
    rows = list(opened(scored(name))["轨迹"].iter_rows(min_row=3, values_only=True))
    months = [str(month) for month in judged(name).pilot.months]
    return {
        str(title): dict(zip(months, [row[i] for row in rows[1:]], strict=False))
        for i, title in enumerate(rows[0])
        if title
    }


def charts(name: str) -> list[etree._Element]:
    parts = members(scored(name)).items()
    roots = [etree.fromstring(body) for part, body in parts if re.search(r"charts/chart\d+\.xml", part)]
    return [root for root in roots if root.find(".//c:dateAx", SCHEMA) is not None]


@cache
def document(name: str) -> Outlooks:
    return outlook_document(judged(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_most_urgent_comes_first(name: str) -> None:
    assert list(table(name)) == [row.id for row in document(name).table.rows]


@pytest.mark.parametrize("name", NAMES)
def test_where_there_is_no_forecast_the_sheet_says_why(name: str) -> None:
    said = TextPrinter(Language.ZH, judged(name).rulebook)
    silent = [id for id, each in document(name).criteria.items() if each.probability is None]
    expected = {id: said(document(name).criteria[id].sentence) for id in silent}
    assert {id: table(name)[id]["预计达标时间"] for id in silent} == expected


def test_before_the_third_month_nothing_is_forecast() -> None:
    assert [row for row in table("sample_enterprise", EARLY).values() if "期末预计值" in row] == []
    assert "预测的含义与适用范围" not in "".join(texts("sample_enterprise", month=EARLY))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_says_when_not_to_trust_the_forecast(language: str) -> None:
    assert TextPrinter(language, judged("sample_city").rulebook)(method_in_brief()) in texts("sample_city", language)


@pytest.mark.parametrize("name", NAMES)
def test_every_month_of_the_forecast_is_a_figure_beside_the_months(name: str) -> None:
    titles = (
        "预计值",
        "大概率范围（80%）下限",
        "大概率范围（50%）下限",
        "大概率范围（50%）上限",
        "大概率范围（80%）上限",
    )
    assert any(outlook.points for outlook in ahead(name).values())
    for id, outlook in ahead(name).items():
        for point in outlook.points:
            found = [beside(name)[f"{id} {title}"][str(point.month)] for title in titles]
            assert found == pytest.approx([getattr(point, field) for field in FAN], rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_the_forecast_are_values(name: str) -> None:
    sheet = opened(scored(name), values=False)["轨迹"]
    forecast = [cell.column for cell in sheet[3] if "大概率" in str(cell.value) or "预计值" in str(cell.value)]
    assert [c for row in sheet.iter_rows(min_row=4) for c in row if c.data_type == "f" and c.column in forecast] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_last_value_follows_the_senders_cells(name: str) -> None:
    sheet = opened(scored(name), values=False)["预测与计划"]
    at = next(cell.column for cell in sheet[3] if cell.value == "最新值")
    cells = [sheet.cell(row, at) for row in range(4, 4 + len(table(name)))]
    assert {cell.data_type for cell in cells} == {"f"}


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_its_bands_where_there_is_a_forecast(name: str) -> None:
    drawn = [f for f in judged(name).findings if f.criterion.kind is Kind.COMPUTED]
    drawn = [f for f in drawn if any(p.value is not None for p in judged(name).trajectory(f.criterion.id).points)]
    expected = [4 if ahead(name)[f.criterion.id].points else 0 for f in drawn]
    assert [len(chart.findall(".//c:areaChart/c:ser", SCHEMA)) for chart in charts(name)] == expected


@pytest.mark.parametrize("name", NAMES)
def test_bands_stack_up_to_the_interval(name: str) -> None:
    assert any(outlook.points for outlook in ahead(name).values())
    for id, outlook in ahead(name).items():
        for point in outlook.points:
            parts = [
                beside(name)[f"{id} {t}"][str(point.month)] for t in ("区间底线", "下段宽度", "中段宽度", "上段宽度")
            ]
            heights = [sum(parts[: i + 1]) for i in range(4)]
            assert heights == pytest.approx([point.low, point.low_half, point.high_half, point.high])


def test_a_chart_holds_no_figure_where_the_cell_is_blank() -> None:
    chart = charts("sample_enterprise")[-1]
    actual = chart.findall(".//c:lineChart/c:ser", SCHEMA)[-1]
    known = sum(p.value is not None for p in judged("sample_enterprise").trajectory("E6.5").points)
    assert len(actual.findall("c:val//c:pt", SCHEMA)) == known


def test_every_chart_marks_the_month_judged_and_the_end() -> None:
    names = [[s.text for s in chart.findall(".//c:ser/c:tx/c:v", SCHEMA)] for chart in charts("sample_city")]
    assert [found for found in names if not {"2026年8月", "试点结束"} <= set(found)] == []
