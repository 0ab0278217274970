"""The papers of an office where there is little to say."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from core.batch import Batch, Filed
from core.model import Problem
from core.printers.office import summary
from core.printers.report.office import office_report
from tests.batch.files import batch, file

REFUSED = batch(Filed("1", "in/x.xlsx", problem=Problem("empty_file")))


@pytest.mark.parametrize("found", [REFUSED, batch(file("1")), batch()], ids=["refused", "no names", "no files"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_are_written_of_a_batch_without_pilots_or_names(found: Batch, language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(summary(found, language, earlier=found, other=found)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [each.file for each in found.files]
    assert docx.Document(io.BytesIO(office_report(found, language, earlier=found))).paragraphs


def test_a_refused_file_says_why_in_place_of_a_verdict() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(summary(REFUSED, "en"))).worksheets[0]
    assert sheet["E2"].value.startswith("in/x.xlsx: Found 0 bytes")


def test_what_a_sender_wrote_is_text_on_every_sheet() -> None:
    planted = file("1", '=HYPERLINK("http://beacon.invalid/k","x")', "=1+1", region="+1")
    for sheet in openpyxl.load_workbook(io.BytesIO(summary(batch(planted), "zh"))):
        formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert [each for each in formulas if "HYPERLINK" in str(each) or str(each) in ("=1+1", "=+1")] == []
