"""The CSV holds every indicator and month with the JSON document's own values, and nothing that runs."""

from __future__ import annotations

import csv
import io

import pytest
from msgspec.structs import replace

from core.model import Assessment, Profile
from core.pipeline import judge
from core.printers.csv import long_table_csv
from core.rulebook import load
from tests.build import submission
from tests.printers.report.reports import LANGUAGES, SAMPLES, judged, printed
from tests.workbooks.assessments import assessment, filled

RUNS = ("=", "+", "-", "@", "\t", "＝")


def rows(a: Assessment, language: str = "zh") -> list[list[str]]:
    return list(csv.reader(io.StringIO(long_table_csv(a, language).decode("utf-8-sig"), newline="")))


def with_note(note: str) -> Assessment:
    a = assessment()
    findings = tuple(
        replace(f, sources=(), claim=f.claim and replace(f.claim, status=filled(""), evidence=filled(note)))
        for f in a.findings
    )
    return replace(a, findings=findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_begins_with_a_byte_order_mark(language: str) -> None:
    assert long_table_csv(judged(SAMPLES[0]), language).startswith(b"\xef\xbb\xbf")


def test_its_columns_are_named() -> None:
    named = ["试点", "类型", "编号", "要素条件", "月份", "实际值（精确）", "目标值", "单位", "结论", "备注"]
    assert rows(judged(SAMPLES[0]))[0] == named


@pytest.mark.parametrize("name", SAMPLES)
def test_values_are_those_of_the_json_document(name: str) -> None:
    found = {(id, month): value for _, _, id, _, month, value, *_ in rows(judged(name))[1:] if value}
    known = {
        (t["id"], m["month"]): m["value"] for t in printed(name)["trajectories"] for m in t["months"] if m["value"]
    }
    assert found == known


@pytest.mark.parametrize("name", SAMPLES)
def test_every_row_says_whose_it_is_and_what_is_asked(name: str) -> None:
    document, a = printed(name), judged(name)
    thresholds = {c["id"]: c["threshold"] or "" for c in document["criteria"]}
    assert {(row[0], row[6] == thresholds[row[2]]) for row in rows(a)[1:]} == {(document["space"], True)}


@pytest.mark.parametrize("name", SAMPLES)
def test_outcomes_at_the_date_are_those_of_the_json_document(name: str) -> None:
    labels = {"met": "达标", "not_met": "尚未达标", "needs_review": "待复核", "no_data": "数据缺失"}
    document = printed(name)
    found = {row[2]: row[8] for row in rows(judged(name))[1:] if row[4] == document["as_of"]}
    assert found == {c["id"]: labels[c["outcome"]] for c in document["criteria"]}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_row_is_as_long_as_the_header(name: str) -> None:
    assert {len(row) for row in rows(judged(name), "en")} == {10}


@pytest.mark.parametrize("note", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "＝1+1", "\x00=1"])
def test_text_that_could_run_gets_an_apostrophe(note: str) -> None:
    cells = [cell for row in rows(with_note(note)) for cell in row]
    assert any(cell.startswith(("'=", "'@", "'+", "'-", "'＝")) for cell in cells)
    assert [cell for cell in cells if cell.startswith(RUNS)] == []


def test_an_empty_workbook_has_a_table() -> None:
    assert len(rows(judge(submission(Profile.CITY), load()))) > 1
