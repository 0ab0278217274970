"""The papers of an office where there is little to say."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from core.batch import Batch, Filed, compared, filed
from core.model import Problem, Profile
from core.printers.office import summary
from core.printers.problems import problem_rows
from core.printers.report.body import office_report
from tests.batch.files import batch, file
from tests.batch.test_documents import EARLIER, NOW
from tests.samples import judged

REFUSED = batch(Filed("1", "in/x.xlsx", problem=Problem("empty_file")))


@pytest.mark.parametrize("found", [REFUSED, batch(file("1")), batch()], ids=["refused", "no names", "no files"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_are_written_of_a_batch_without_pilots_or_names(found: Batch, language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(summary(found, language, earlier=found, other=found)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [each.name for each in found.files]
    assert docx.Document(io.BytesIO(office_report(found, language, earlier=found))).paragraphs


def test_totals_count_a_pilot_without_a_month_among_those_that_a_criterion_is_asked_of() -> None:
    raw = summary(batch(file("1", "甲", as_of=None), file("2", "乙")), "en")
    totals = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)["Totals"]
    rows = {str(row[0]): row[1:5] for row in totals.iter_rows(min_row=4, values_only=True)}
    assert rows["E4.1 Enterprises connected"] == (2, 0, 0, 2)


def test_a_refused_file_says_why_in_place_of_a_verdict() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(summary(REFUSED, "en"))).worksheets[0]
    assert sheet["E2"].value.startswith("Found 0 bytes")


def test_a_refused_file_says_which_other_file_is_to_blame() -> None:
    other = batch(Filed("1", "in/x.xlsx", problem=Problem("empty_file"), blamed="8.xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(summary(other, "zh"))).worksheets[0]
    assert sheet["E2"].value.startswith("8.xlsx：发现：0字节")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_show_no_folder_of_a_machine_but_where_names_would_be_the_same(language: str) -> None:
    files = [replace(file(each), file=f"/srv/inbox/{each}.xlsx") for each in ("7/a", "8/a", "8/b")]
    files += [Filed("4", "C:\\inbox\\c.xlsx", problem=Problem("empty_file"))]
    book = openpyxl.load_workbook(io.BytesIO(summary(batch(*files), language)))
    report = docx.Document(io.BytesIO(office_report(batch(*files), language)))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    texts += [paragraph.text for paragraph in report.paragraphs]
    assert [each for each in texts if "inbox" in each] == []
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == [
        "7/a.xlsx",
        "8/a.xlsx",
        "b.xlsx",
        "c.xlsx",
    ]


def test_a_score_has_one_decimal_as_everywhere() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(summary(batch(file("1", "甲")), "zh"))).worksheets[0]
    scores = [cell for cell in sheet[2][6:9] if cell.value is not None]
    assert {cell.number_format for cell in scores} == {"0.0"}


def test_a_sheet_of_a_criterion_names_it_by_all_its_ids() -> None:
    files = file("1", "甲"), file("2", "乙", profile=Profile.CITY)
    book = openpyxl.load_workbook(io.BytesIO(summary(batch(*files), "zh")))
    assert "E2.2 C2.3 数据资源开放总量翻一番" in book.sheetnames
    names = [cell.value for row in book["总体情况"].iter_rows() for cell in row]
    assert "E2.2/C2.3 数据资源开放总量翻一番" in names


def test_what_a_sender_wrote_is_text_on_every_sheet() -> None:
    planted = file("1", '=HYPERLINK("http://beacon.invalid/k","x")', "=1+1", region="+1")
    for sheet in openpyxl.load_workbook(io.BytesIO(summary(batch(planted), "zh"))):
        formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert [each for each in formulas if "HYPERLINK" in str(each) or str(each) in ("=1+1", "=+1")] == []


def test_past_months_that_were_rewritten_have_a_sheet_of_their_own() -> None:
    now = compared(filed("1", "9.xlsx", NOW), NOW, EARLIER)
    book = openpyxl.load_workbook(io.BytesIO(summary(batch(now), "en", earlier=batch(filed("a", "8.xlsx", EARLIER)))))
    assert book.sheetnames[-2:] == ["What moved", "Rewritten past months"]
    heads = [[cell.value for cell in book[title][3]] for title in book.sheetnames[-2:]]
    assert heads == [
        ["Pilot", "Criterion", "Verdict", "Before", "After", "Cells behind it"],
        ["Pilot", "Criterion", "What happened", "Cells behind it"],
    ]


@pytest.mark.parametrize(("most", "is_cut"), [(1, True), (2, False)])
def test_problems_are_cut_where_there_are_more_than_fit(
    most: int, is_cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.printers.office.MOST_PROBLEMS", most)
    monkeypatch.setattr("core.printers.office.problem_rows", lambda *_: list(problem_rows(judged("messy"), "en"))[:2])
    sheet = openpyxl.load_workbook(io.BytesIO(summary(batch(file("1", "甲")), "en")))["Data problems"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert (any(text.startswith("Only the first") for text in cells), cells.count("甲")) == (is_cut, most)
