"""Sheets that only the reader's own process may read: scored all the same, from our copies."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from core.model import Assessment
from core.pipeline import fetched, judge, read
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.sent_cells import SentCells
from core.workbooks.verify import verify
from tests.workbooks.recalculated import opened

pytestmark = pytest.mark.slow

SAMPLE = (Path(__file__).parents[2] / "sample_data" / "sample_enterprise.xlsx").read_bytes()
MONTHLY = "xl/worksheets/sheet3.xml"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ODD = {
    "cells of another namespace": b'<y:a xmlns:y="urn:y"><y:sheetData>' + FAR + b"</y:sheetData></y:a>",
    "cells in an extension": b'<extLst><ext uri="a"><sheetData>' + FAR + b"</sheetData></ext></extLst>",
}


def before_the_cells(xml: bytes) -> bytes:
    """The sample with something before the cells of every sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as sample, zipfile.ZipFile(stream, "w") as odd:
        for name in sample.namelist():
            part = sample.read(name)
            odd.writestr(name, part.replace(b"<sheetData>", xml + b"<sheetData>") if "worksheets/" in name else part)
    return stream.getvalue()


def outcomes(a: Assessment) -> list[tuple[str, object, object]]:
    return [(finding.criterion.id, finding.outcome, finding.value) for finding in a.findings]


@pytest.mark.parametrize("xml", ODD.values(), ids=ODD)
def test_what_stands_outside_the_cells_is_no_cell_of_the_scored_workbook(xml: bytes) -> None:
    raw = before_the_cells(xml)
    a = judge(read(raw))
    assert outcomes(a) == outcomes(judge(read(SAMPLE)))
    scored = scored_workbook(raw, a, "zh")
    assert verify(scored, load()) == ()
    why = {cell for row in opened(scored)["计算底稿"].iter_rows(values_only=True) for cell in row}
    assert any("用 Excel 或 WPS 重新保存" in str(text) for text in why)


def test_a_sheet_left_apart_is_as_if_it_were_not_there() -> None:
    sent = SentCells(fetched(SAMPLE).grids, ("月度统计",))
    assert ("月度统计" in sent, "接入主体台账" in sent, sent.every("月度统计")) == (False, True, {})


def test_an_error_that_only_new_programs_know_is_borne() -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as sample:
        parts = {name: sample.read(name) for name in sample.namelist()}
    parts[MONTHLY] = parts[MONTHLY].replace(b'<c r="C6"', b'<c r="C6" t="e"><v>#SPILL!</v></c><c r="ZZ6"', 1)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as odd:
        for each, part in parts.items():
            odd.writestr(each, part)
    a = judge(read(stream.getvalue()))
    assert "error_cell" in {problem.code for problem in a.problems}
    assert verify(scored_workbook(stream.getvalue(), a, "zh"), load()) == ()
