"""Screen, JSON, command line and workbook say the same of every sample and of a freshly filled template."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from core.documents import figures
from core.documents.criterion import CriterionDocument
from core.documents.outlook import CriterionOutlook, outlook_document
from core.documents.planner import planner
from core.documents.steps import steps
from core.documents.trajectory import trajectories
from core.forecast import outlooks
from core.i18n import Language
from core.model import Assessment, Outcome, Profile, Status
from core.model.document import Value
from core.model.judgement import Judgement
from core.pipeline import judge, read
from core.printers.json import json_object
from core.printers.report import report_document
from core.printers.text import TextPrinter
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.template import template_workbook
from tests import samples
from tests.documents import words
from tests.documents.words import criteria
from tests.said import verdict

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "sample_data"
NAMES = ["sample_enterprise", "sample_industry", "sample_city", "sample_messy", *(f"filled_{p}" for p in Profile)]
CASES = [(name, profile) for name in NAMES for profile in Profile]


@cache
def raw(name: str) -> bytes:
    """A sample's bytes, or a template filled the way a person does: in its cells."""
    if name.startswith("sample"):
        return (SAMPLES / f"{name}.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(load(), Profile(name.removeprefix("filled_")))))
    for row in book["基本信息"].iter_rows(min_row=2):
        if str(row[0].value).startswith(("拟投入", "基期", "公共数据资源总数", "政府部门", "主导产业")):
            row[1].value = 400
    for i, row in enumerate(book["月度统计"].iter_rows(min_row=2, max_row=4), 1):
        for cell in row[1:]:
            cell.value = 7 * cell.column + 11 * i
    for row in book["定性自评"].iter_rows(min_row=2):
        row[2].value = "部分具备"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@cache
def judged(name: str, profile: Profile) -> Assessment:
    return samples.judged(name, profile) if name.startswith("sample") else judge(read(raw(name)), profile=profile)


@cache
def scored(name: str, profile: Profile) -> bytes:
    if name.startswith("sample"):
        return samples.scored(name, profile=profile)
    return scored_workbook(raw(name), judged(name, profile), "zh")


@cache
def sheets(name: str, profile: Profile) -> tuple[str, dict[str, dict[str, Any]]]:
    """The first cell of our overview, and our results by criterion id."""
    book = openpyxl.load_workbook(io.BytesIO(scored(name, profile)), data_only=True)
    rows = book["逐条结果"].iter_rows(values_only=True)
    header = next(row for row in rows if row[0] == "编号")
    results = {str(row[0]): dict(zip(header, row, strict=False)) for row in rows if row[0]}
    return str(book["评分总览"]["A1"].value), results


def screen(name: str, profile: Profile) -> Iterator[CriterionDocument]:
    yield from criteria(judged(name, profile)).values()


def printed(name: str, profile: Profile) -> dict[str, Any]:
    return json.loads(json.dumps(json_object(judged(name, profile), "zh", name)))


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_outcomes_are_the_same_everywhere(name: str, profile: Profile) -> None:
    on_screen = {row.id: row.outcome.outcome.value for row in screen(name, profile)}
    in_json = {c["id"]: c["outcome"] for c in printed(name, profile)["criteria"]}
    labels = {row.id: words.said(row.outcome, judged(name, profile)) for row in screen(name, profile)}
    in_workbook = {id: str(row["结论"]).split(" ", 1)[-1] for id, row in sheets(name, profile)[1].items()}
    assert on_screen == in_json
    assert labels == in_workbook


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_values_are_the_same_everywhere(name: str, profile: Profile) -> None:
    in_json = {c["id"]: float(c["value"]) for c in printed(name, profile)["criteria"] if c["value"] is not None}
    on_screen = {row.id: float(row.value.value) for row in screen(name, profile) if row.value and row.value.known}
    _, results = sheets(name, profile)
    in_workbook = {id: results[id]["实际值"] for id in in_json if not judged(name, profile).finding(id).at_least}
    assert on_screen == pytest.approx(in_json, rel=1e-11)
    assert in_workbook == pytest.approx({id: in_json[id] for id in in_workbook}, rel=1e-11)


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_the_verdict_is_the_same_sentence_everywhere(name: str, profile: Profile) -> None:
    a = judged(name, profile)
    counts = printed(name, profile)["verdict"]
    assert sheets(name, profile)[0] == verdict(a)
    assert f"{counts['met']}项达标" in verdict(a)
    assert sum(counts[outcome.value] for outcome in Outcome) == counts["total"] == len(a.findings)


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_trajectories_end_in_the_value_that_is_judged(name: str, profile: Profile) -> None:
    a = judged(name, profile)
    every = trajectories(Judgement(a, outlooks(a))).criteria.values()
    marks = {one.id: mark for one in every for mark in one.chart.data if mark["month"] == a.as_of}
    drawn = {id: said(mark["value"]) for id, mark in marks.items() if mark["value"] is not None}
    known = [row for row in screen(name, profile) if row.value and row.value.known]
    listed = {row.id: words.said(row.value, a).removeprefix("至少") for row in known}
    assert drawn == {id: listed[id] for id in drawn}
    assert set(drawn) == set(listed)


@pytest.mark.parametrize("name", NAMES)
def test_a_scored_workbook_is_judged_like_the_one_it_was_made_from(name: str) -> None:
    profile = judged(name, Profile.CITY).submission.profile or Profile.CITY
    again = judge(read(scored(name, profile)), profile=profile)
    assert [(f.outcome, f.value) for f in again.findings] == [
        (f.outcome, f.value) for f in judged(name, profile).findings
    ]


@pytest.mark.parametrize("profile", Profile)
def test_a_freshly_filled_template_has_a_date_and_figures(profile: Profile) -> None:
    a = judged(f"filled_{profile}", profile)
    assert str(a.as_of) == "2025-09"
    assert all(f.outcome is not Outcome.NO_DATA for f in a.findings if f.criterion.id[-3:] in ("2.2", "2.3", "4.3"))


# --- the forecast ---------------------------------------------------------------------------


@cache
def forecast_sheet(name: str, profile: Profile) -> dict[str, dict[str, Any]]:
    """The rows of 预测与计划 by criterion id."""
    book = openpyxl.load_workbook(io.BytesIO(scored(name, profile)), data_only=True)
    rows = list(book["预测与计划"].iter_rows(min_row=3, values_only=True))
    ids = [trajectory.id for trajectory in judged(name, profile).trajectories]
    return {str(row[0]): dict(zip(rows[0], row, strict=True)) for row in reversed(rows[1 : len(ids) + 1])}


@cache
def report_lines(name: str, profile: Profile) -> list[str]:
    document = docx.Document(io.BytesIO(report_document(judged(name, profile), "zh")))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + [cell.text for cell in cells]


def ahead(name: str, profile: Profile) -> dict[str, dict[str, Any]]:
    """The trajectories of the JSON document by criterion id."""
    return {trajectory["id"]: trajectory for trajectory in printed(name, profile)["trajectories"]}


def on_page(name: str, profile: Profile) -> dict[str, CriterionOutlook]:
    a = judged(name, profile)
    return dict(outlook_document(Judgement(a, outlooks(a))).criteria)


def said(value: Value) -> str:
    return TextPrinter(Language.ZH, load())(value)


def in_words(probability: float) -> str:
    """A raw probability as people see it: in steps of 5, never 0 or 100, on its side of 40 % and 80 %."""
    most = 35 if probability < 0.4 else 75 if probability < 0.8 else 95
    return f"约{min(max(round(probability * 20) * 5, 5), most)}%"


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_statuses_are_the_same_everywhere(name: str, profile: Profile) -> None:
    labels = {status.value: said(status) for status in Status}
    in_json = {id: labels[each["status"]] for id, each in ahead(name, profile).items()}
    in_workbook = {id: row["状态"].split(" ", 1)[1] for id, row in forecast_sheet(name, profile).items()}
    assert {id: said(row.status) for id, row in on_page(name, profile).items()} == in_json
    assert in_workbook == in_json


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_probabilities_are_the_same_everywhere(name: str, profile: Profile) -> None:
    in_json = {id: each["forecast"]["probability"] for id, each in ahead(name, profile).items() if each["forecast"]}
    page = {id: said(row.probability) for id, row in on_page(name, profile).items() if row.probability}
    workbook = {id: row["期末达标概率"] for id, row in forecast_sheet(name, profile).items() if id in in_json}
    assert page == {id: in_words(probability) for id, probability in in_json.items()}
    assert {id: f"约{round(stepped * 100)}%" for id, stepped in workbook.items()} == page


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_forecast_figures_are_the_same_everywhere(name: str, profile: Profile) -> None:
    columns = {"value": "期末预计值", "low": "大概率范围（80%）下限", "high": "大概率范围（80%）上限"}
    for id, each in ahead(name, profile).items():
        row = forecast_sheet(name, profile)[id]
        if each["forecast"] is None:
            assert not any(isinstance(row[title], int | float) for title in columns.values())
            continue
        known = [float(each["forecast"][field]) for field in columns]
        assert [row[title] for title in columns.values()] == pytest.approx(known, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "profile"), CASES)
def test_the_interval_shown_is_that_of_the_json_document(name: str, profile: Profile) -> None:
    a = judged(name, profile)
    for id, each in ahead(name, profile).items():
        shown = on_page(name, profile)[id].interval
        if each["forecast"] is None:
            assert shown is None
            continue
        low, high = (float(each["forecast"][bound]) for bound in ("low", "high"))
        assert said(shown) == said(figures.interval(a.finding(id).criterion, low, high))


@pytest.mark.parametrize("name", NAMES)
def test_the_report_tells_the_outlook_as_the_page_does(name: str) -> None:
    profile = judged(name, Profile.CITY).submission.profile or Profile.CITY
    pace = {id: row for id, row in on_page(name, profile).items() if row.probability}
    behind = [id for id in pace if judged(name, profile).finding(id).outcome is Outcome.NOT_MET]
    wanted = {
        id: f"{said(pace[id].status)}（概率{said(pace[id].probability)}）\n{said(pace[id].interval)}" for id in behind
    }
    missing = {id: text for id, text in wanted.items() if text not in report_lines(name, profile)}
    assert missing == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_report_orders_its_risks_as_the_workbook_orders_its_steps(name: str) -> None:
    profile = judged(name, Profile.CITY).submission.profile or Profile.CITY
    a = judged(name, profile)
    j, page = Judgement(a, outlooks(a)), on_page(name, profile)
    order = [said(row.cells["step"]) for row in steps(j).table.rows]
    leads = [f"{n}. {text}。" for n, text in enumerate(order[:3], 1)]
    lines = report_lines(name, profile)
    if not any(each.status is Status.ON_TRACK for each in page.values()):
        assert [lead for lead in leads if not any(line.startswith(lead) for line in lines)] == []
    behind = [
        text
        for row in steps(j).table.rows
        if a.finding(row.id).outcome is Outcome.NOT_MET and row.id in page
        for text in (said(row.cells["step"]),)
    ]
    assert [text for text in lines if text in behind] == behind


@pytest.mark.parametrize("name", NAMES)
def test_what_it_takes_is_the_same_sentence_everywhere(name: str) -> None:
    profile = judged(name, Profile.CITY).submission.profile or Profile.CITY
    a = judged(name, profile)
    sentence = said(planner(Judgement(a, outlooks(a))).sentence)
    book = openpyxl.load_workbook(io.BytesIO(scored(name, profile)), data_only=True)
    on_sheet = [cell for row in book["预测与计划"].iter_rows(values_only=True) for cell in row]
    assert (sentence in on_sheet, sentence in report_lines(name, profile)) == (True, True)
