"""Summaries of a batch are known for what they are, those of earlier versions too, and are no pilot's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from core.batch import Batch, is_summary
from core.batch.roster import HEADINGS
from core.cli import main
from core.i18n import languages
from core.printers.office import summary
from core.printers.summary import titles
from tests.intake.books import book
from tests.samples import raw


def old_summary(headings: list[str]) -> bytes:
    """As the first version wrote it: one sheet, a row a file, no mark; kept by an office program since."""
    made = openpyxl.Workbook()
    made.active.append(headings)
    made.active.append(["a.xlsx", "甲", "企业", "2026-08", "尚未达标"])
    made.save(stream := io.BytesIO())
    return stream.getvalue()


@pytest.mark.parametrize("language", languages())
def test_todays_summary_has_a_mark_and_the_headings_of_the_old_ones(language: str) -> None:
    assert is_summary(summary(Batch(()), language))
    assert list(titles(language)) in HEADINGS


@pytest.mark.parametrize("headings", HEADINGS)
def test_a_summary_without_a_mark_is_known_by_its_headings(headings: list[str]) -> None:
    assert is_summary(old_summary(headings))


def test_a_workbook_of_a_pilot_is_none_though_a_summary_was_pasted_into_it() -> None:
    assert not is_summary(raw("city"))
    assert not is_summary(book({"各省汇总": [HEADINGS[0]]}))
    assert not is_summary(b"%PDF-1.7")


def test_a_list_of_names_is_none_though_it_has_no_sheet_of_a_pilots() -> None:
    assert not is_summary(old_summary(["试点名称", "运营单位"]))


def test_an_old_summary_beside_the_workbooks_or_in_their_zip_is_no_file_that_is_judged(tmp_path: Path) -> None:
    old = old_summary(HEADINGS[0])
    (tmp_path / "all.xlsx").write_bytes(old)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as package:
        package.writestr("城市.xlsx", raw("city"))
        package.writestr("8月汇总.xlsx", old)
    done = CliRunner().invoke(main, ["score", str(tmp_path), "--json"])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)
