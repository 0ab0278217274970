"""What is planted in every text field leaves as text: workbook, CSV, JSON and report."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest
from lxml import etree

from core.model import Assessment
from core.pipeline import compare, judge, read
from core.printers.csv import long_table_csv, problems_csv
from core.printers.json import json_object
from core.printers.problems import problem_rows
from core.printers.report import report_document
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.hostile import FORMULA, HOST, PLANTED, SAMPLE, hostile_workbook
from tests.workbooks.corpus import members

pytestmark = pytest.mark.slow

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
STARTS = ("=", "+", "-", "@", "\t", "\r")


@cache
def judged() -> Assessment:
    return judge(read(hostile_workbook()))


@cache
def workbook(language: str) -> bytes:
    """The fullest form: with what changed since the untouched sample."""
    comparison = compare(read(SAMPLE.read_bytes()), judged())
    return scored_workbook(hostile_workbook(), comparison.questioned, language, comparison=comparison)


def ours(language: str) -> dict[str, bytes]:
    """The parts that we added."""
    before = members(hostile_workbook())
    return {name: body for name, body in members(workbook(language)).items() if name not in before}


def texts(cell: str) -> bool:
    return cell.startswith(STARTS) and not re.fullmatch(r"[+-]?[\d.,]+%?", cell)


def test_all_of_it_is_read_as_it_is() -> None:
    assert judged().submission.space == PLANTED
    assert any(PLANTED[:60] in problem.found for problem in judged().problems)


@LANGUAGES
def test_no_formula_of_ours_holds_what_was_planted(language: str) -> None:
    """It may stand inside quotation marks, where a formula compares it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(language)))
    cells: list[Any] = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    formulas = [re.sub(r'"(?:[^"]|"")*"', "", str(cell.value)) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert [formula for formula in formulas if HOST in formula or 'HYPERLINK("http' in formula] == []


@LANGUAGES
def test_what_was_planted_stands_in_our_sheets_as_text(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(language)))
    cells: list[Any] = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    said = [cell for cell in cells if isinstance(cell.value, str) and HOST in cell.value and cell.data_type != "f"]
    assert {cell.data_type for cell in said} == {"s"}
    assert all(cell.hyperlink is None for cell in said)


@LANGUAGES
def test_no_part_of_ours_leads_out_of_the_file(language: str) -> None:
    relations = b"".join(body for name, body in ours(language).items() if name.endswith(".rels"))
    assert b"External" not in relations
    assert HOST.encode() not in relations


@LANGUAGES
def test_every_part_of_ours_is_xml_without_an_element_of_the_planted(language: str) -> None:
    for name, body in ours(language).items():
        if name.endswith((".xml", ".rels", ".vml")):
            tags = {etree.QName(each).localname for each in etree.fromstring(body).iter() if isinstance(each.tag, str)}
            assert tags.isdisjoint({"script", "img"}), name


@LANGUAGES
def test_links_of_ours_stay_within_the_workbook(language: str) -> None:
    sheets = [body for name, body in ours(language).items() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    places = [link.get("location") for body in sheets for link in etree.fromstring(body).iter("{*}hyperlink")]
    assert places
    assert [place for place in places if not place or HOST in place] == []


@LANGUAGES
def test_the_sheets_alone_lead_nowhere_either(language: str) -> None:
    relations = b"".join(
        body for name, body in members(scored_workbook(None, judged(), language)).items() if name.endswith(".rels")
    )
    assert b"External" not in relations


@pytest.mark.slow
@LANGUAGES
def test_the_scored_workbook_says_what_it_says(language: str) -> None:
    assert verify(scored_workbook(hostile_workbook(), judged(), language), load()) == ()


@LANGUAGES
def test_no_cell_of_the_long_table_begins_as_a_formula_does(language: str) -> None:
    rows = list(csv.reader(io.StringIO(long_table_csv(judged(), language).decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if texts(cell)] == []
    assert any(PLANTED in cell for row in rows for cell in row)


@LANGUAGES
def test_no_cell_of_the_list_of_problems_begins_as_a_formula_does(language: str) -> None:
    raw = problems_csv(problem_rows(judged(), language), language)
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if texts(cell)] == []
    assert any(FORMULA in cell for row in rows for cell in row)


@LANGUAGES
def test_the_object_holds_the_text_as_it_was_typed(language: str) -> None:
    found = json.loads(json.dumps(json_object(judged(), language, "a.xlsx"), allow_nan=False))
    assert found["space"] == PLANTED
    assert any(problem["found"] == FORMULA for problem in found["problems"])


@pytest.mark.slow
@LANGUAGES
def test_the_report_holds_it_as_text_and_leads_nowhere(language: str) -> None:
    with zipfile.ZipFile(io.BytesIO(report_document(judged(), language))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert b"External" not in b"".join(body for name, body in parts.items() if name.endswith(".rels"))
    root = etree.fromstring(parts["word/document.xml"])
    tags = {etree.QName(each).localname for each in root.iter() if isinstance(each.tag, str)}
    assert tags.isdisjoint({"hyperlink", "fldSimple", "script", "img"})
    fields = "".join(each.text or "" for each in root.iter("{*}instrText"))
    assert HOST not in fields
    assert HOST in "".join(each.text or "" for each in root.iter("{*}t"))
