"""Files to take away."""

from __future__ import annotations

import csv
import io

import pytest

from core.model import Profile, Severity
from core.printers.csv import as_text, problems_csv
from core.printers.problems import ProblemRow
from core.workbooks.next_month import next_months_workbook
from pages.components.downloads import _next_month
from tests.pages.screen import ROOT, RULEBOOK, opened


def row(found: str) -> ProblemRow:
    """A problem whose cell held `found`."""
    return ProblemRow(
        severity=Severity.ERROR, severity_label="Error", code="unreadable", sheet="月度统计", cell="F7", found=found,
        expected="a number", remedy="correct it", sentence="", changes="", criteria=("E4.1", "E6.5"),
    )  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", " ", "\x00"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str, before: str) -> None:
    assert as_text(before + start + "cmd") == "'" + start + "cmd"


def test_other_cells_stay_as_they_are() -> None:
    assert as_text("约200") == "约200"


def test_the_list_of_problems_is_read_by_excel_as_utf_8() -> None:
    assert problems_csv((row("x"),), "zh").startswith(b"\xef\xbb\xbf")


def test_the_list_has_one_line_a_problem_with_what_was_found_made_safe() -> None:
    lines = list(csv.reader(io.StringIO(problems_csv((row("\t＝1+1"), row("约200")), "en").decode("utf-8-sig"))))
    assert lines[1:] == [
        ["Error", "月度统计", "F7", "'＝1+1", "a number", "correct it", "E4.1 E6.5"],
        ["Error", "月度统计", "F7", "约200", "a number", "correct it", "E4.1 E6.5"],
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "label"), [("zh", "下月填报表"), ("en", "Next month's workbook")])
def test_next_months_workbook_is_offered_on_the_overview(language: str, label: str) -> None:
    buttons = opened("sample_enterprise.xlsx", language).get("download_button")
    assert label in [button.proto.label for button in buttons]


@pytest.mark.slow
def test_next_months_workbook_is_of_the_type_and_language_on_the_screen() -> None:
    raw = (ROOT / "sample_data" / "sample_enterprise.xlsx").read_bytes()
    made = _next_month(raw, (), Profile.CITY, "en")
    assert made == next_months_workbook(raw, RULEBOOK, profile=Profile.CITY, language="en")
