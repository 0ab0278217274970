"""Sixty files at once: one call of the command line, and its papers say of each file what the file alone says."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from core.batch import Batch, read_roster
from core.cli import main
from core.cli.many import filing_of
from core.documents.across import across
from core.documents.board import Board, board, chosen
from core.documents.board import Result as Standing
from core.i18n import Language
from core.model import Outcome, Profile
from core.printers.report.body import office_report
from core.printers.text import TextPrinter
from core.rulebook import load
from tests.batch.workbooks import (
    BEST,
    OLD_MONTH,
    OLD_TEMPLATE,
    REFUSED,
    RENAMED,
    SPELLED,
    TWIN,
    TWO_MONTHS,
    roster,
    workbooks,
)  # fmt: skip
from tests.printers.report.test_printed import told
from tests.workbooks.libreoffice import converted, values
from tests.workbooks.recalculated import formula_cells, unequal

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Call:
    """What one call came to: its JSON objects by name of the file, its batch, its papers by ending."""

    done: Result
    objects: dict[str, dict[str, Any]]
    batch: Batch
    papers: dict[str, bytes]

    @property
    def board(self) -> Board:
        return board(self.batch)


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Call:
    """A zip of the sixty, a roster, and last month's folder, which has two of the pilots."""
    folder, batches = tmp_path_factory.mktemp("office"), []
    before = folder / "before"
    before.mkdir()
    with zipfile.ZipFile(folder / "in.zip", "w") as package:
        for name, raw in workbooks().items():
            package.writestr(f"9月/{name}", raw)
    (before / "a.xlsx").write_bytes(workbooks()[TWO_MONTHS[0]])
    (before / "b.xlsx").write_bytes(workbooks()["01.xlsx"])
    (folder / "roster.csv").write_bytes(roster())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.cli.many.filing_of", lambda *given: batches.append(given[0]) or filing_of(*given))
        papers = [part for ending in ("xlsx", "csv", "docx") for part in ("--summary", folder / f"all.{ending}")]
        given = (folder / "in.zip", "--json", "--roster", folder / "roster.csv", "--previous", before, *papers)
        done = CliRunner().invoke(main, ["score", *map(str, given)])
    *found, _roster = [json.loads(line) for line in done.stdout.splitlines()]
    objects = {each["file"].rpartition("/")[2]: each for each in found}
    return Call(done, objects, batches[0], {path.suffix: path.read_bytes() for path in folder.glob("all.*")})


def test_every_file_has_its_object_in_the_order_of_the_names_and_a_bad_one_stops_none(call: Call) -> None:
    assert (list(call.objects), call.done.exit_code) == (sorted(workbooks()), 1)
    refused = {name: each["problems"][0]["code"] for name, each in call.objects.items() if "verdict" not in each}
    assert refused == REFUSED


def test_the_board_says_of_each_pilot_what_its_file_alone_says(call: Call) -> None:
    statuses = {each.value for each in next(iter(call.board.pilots)).outlook}
    for pilot in call.board.pilots:
        own = call.objects[pilot.file]
        verdict = own["verdict"]
        assert {each.value: int(n.value) for each, n in pilot.counts.items()} == {
            outcome.value: verdict[outcome.value] for outcome in Outcome
        }
        assert {each.value: n for each, n in pilot.outlook.items()} == {
            key: verdict["outlook"][key] for key in statuses
        }
        assert (str(pilot.month), pilot.profile.value) == (own["as_of"], own["profile"])
        assert sum(int(mark.met.value) for mark in pilot.marks) == verdict["met"]
        assert pilot.result is {True: Standing.MET, False: Standing.NOT_MET, None: Standing.OPEN}[verdict["compliant"]]


def test_there_is_a_row_a_pilot_and_what_is_odd_is_said(call: Call) -> None:
    shown = {pilot.file for pilot in call.board.pilots}
    assert shown == set(workbooks()) - set(REFUSED) - {TWO_MONTHS[0], TWIN, SPELLED}
    said = {(note.kind.value, tuple(call.batch.files[int(key)].name for key in note.keys)) for note in call.board.notes}
    assert said == {
        ("twins", (TWIN, "03.xlsx")),
        ("twins", (SPELLED, "09.xlsx")),
        ("names", (SPELLED, "09.xlsx")),
        ("months", TWO_MONTHS),
        ("operator", (RENAMED, "11.xlsx")),
    }


def test_the_order_is_by_urgency_and_the_pilot_that_meets_all_comes_last(call: Call) -> None:
    assert call.board.pilots[-1].file == BEST
    assert [pilot.urgency for pilot in call.board.pilots] == sorted(pilot.urgency for pilot in call.board.pilots)


def test_the_board_is_filtered_by_type_region_result_and_words(call: Call) -> None:
    cities = chosen(call.board, profiles=[Profile.CITY], regions=["演示甲省"])
    assert {(pilot.profile, pilot.region) for pilot in cities} == {(Profile.CITY, "演示甲省")}
    assert [pilot.file for pilot in chosen(call.board, results=[Standing.MET])] == [BEST]
    assert [pilot.file for pilot in chosen(call.board, words="05号 运营")] == [OLD_MONTH]
    assert chosen(call.board, order="month")[0].file == OLD_MONTH


def test_the_board_says_how_many_meet_all(call: Call) -> None:
    text = TextPrinter(Language.EN, load())
    assert text(call.board.subline) == "1 pilot meets every criterion; 49 pilots do not meet every criterion"


def test_an_old_template_is_judged(call: Call) -> None:
    assert call.objects[OLD_TEMPLATE]["verdict"]["no_data"] == 0


def test_a_criterion_is_compared_at_the_same_month_of_each_pilot(call: Call) -> None:
    for clock, at in ((9, "2026-03"), (14, "2026-08")):
        marks = [mark for panel in across(call.batch, "E2.2", clock).panels for mark in panel.chart.data]
        for mark in marks:
            own = call.objects[call.batch.files[int(str(mark["key"].text))].name]
            line = next(each for each in own["trajectories"] if each["id"] in ("E2.2", "I2.2", "C2.3"))
            value = next(each["value"] for each in line["months"] if each["month"] == at)
            assert (str(mark["month"]), float(mark["value"].value)) == (at, pytest.approx(float(value)))
        assert len(marks) == 50 - (clock > 12)


def test_what_moved_is_in_the_objects_of_the_pilots_that_were_there_before(call: Call) -> None:
    files = {name: each["changes"]["file"] for name, each in call.objects.items() if "changes" in each}
    assert {file[-6:] for file in files.values()} == {"a.xlsx", "b.xlsx"}
    assert set(files) == {
        "01.xlsx", *TWO_MONTHS,
    }  # fmt: skip


def test_the_csv_has_a_row_a_file(call: Call) -> None:
    rows = list(csv.reader(io.StringIO(call.papers[".csv"].decode("utf-8-sig"))))
    assert [row[0].rpartition("/")[2] for row in rows[1:]] == sorted(workbooks())


# --- the summary workbook -------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheets(call: Call) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(call.papers[".xlsx"]), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_summary_has_a_sheet_a_criterion_with_every_pilot(call: Call, sheets: dict[str, Any]) -> None:
    rows = sheets["E4.1 接入企业"][3:]
    own = {each["space"]: each for each in call.objects.values() if each.get("profile") == "enterprise"}
    assert len(rows) == sum(pilot.profile is Profile.ENTERPRISE for pilot in call.board.pilots)
    for name, _type, clock, _month, value, threshold, outcome, *_rest in rows:
        criterion = next(each for each in own[name]["criteria"] if each["id"] == "E4.1")
        assert (clock, value, threshold) == (15, float(criterion["value"]), 200)
        assert outcome == {"met": "● 达标", "not_met": "○ 尚未达标"}[criterion["outcome"]]
    names = {
        pilot for title, own in sheets.items() if title[:1] in "FEIC" and title[1:2].isdigit() for pilot, *_ in own[3:]
    }
    assert len(names) == 50


def test_the_totals_are_those_of_the_files(call: Call, sheets: dict[str, Any]) -> None:
    verdicts = [call.objects[pilot.file]["verdict"] for pilot in call.board.pilots]
    whole = next(row for row in sheets["总体情况"] if row[0] == "合计")
    still_open = ("not_met", "needs_review", "no_data")
    assert whole[1:] == (
        50, 1, 49, 0, sum(each["met"] for each in verdicts), sum(each[key] for each in verdicts for key in still_open),
    )  # fmt: skip


def test_the_summary_names_who_has_not_filed_and_every_problem(call: Call, sheets: dict[str, Any]) -> None:
    states = {row[0]: row[1] for row in sheets["报送情况"][3:] if row[1]}
    assert [name for name, state in states.items() if state == "未报送"] == ["演示未报一号空间", "演示未报二号空间"]
    assert [state for state in states.values() if state == "已报送，申明本月无变化"] == ["已报送，申明本月无变化"]
    assert len(sheets["数据问题"]) - 3 == sum(len(call.objects[pilot.file]["problems"]) for pilot in call.board.pilots)


@pytest.mark.libreoffice
def test_the_summary_recalculates_to_what_it_carries_and_prints_without_a_cut_column(
    call: Call, tmp_path: Path
) -> None:
    raw = call.papers[".xlsx"]
    for name in ("recalculated", "printed"):
        (tmp_path / name).mkdir()
    cells = list(formula_cells(raw, values({"all": raw}, tmp_path / "recalculated")["all"]))
    assert (unequal(cells), len([cell for cell in cells if "COUNTIF" in cell.formula]) > 100) == ([], True)
    pdf = tmp_path / "all.pdf"
    pdf.write_bytes(converted({"all": raw}, tmp_path / "printed", "pdf", recalculate=False)["all"])
    pages = told("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
    assert told("pdfinfo", pdf).count("A4") == 1
    head, last = ("试点", "运营单位"), ("影响结论", "文件")
    boards = [page for page in pages if all(word in page for word in head)]
    assert boards
    assert [all(word in page for word in last) for page in boards] == [True] * len(boards)


@pytest.mark.libreoffice
def test_the_report_prints_on_two_pages_at_most(call: Call, tmp_path: Path) -> None:
    papers = {"zh": call.papers[".docx"], "en": office_report(call.batch, "en", read_roster(roster(), "roster.csv"))}
    for language, raw in papers.items():
        (tmp_path / f"{language}.docx").write_bytes(raw)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [tmp_path / f"{language}.docx" for language in papers]
    told("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, *files)
    pages = {language: told("pdfinfo", tmp_path / f"{language}.pdf") for language in papers}
    assert {language: re.findall(r"Pages:\s+(\d+)", each) for language, each in pages.items()} == {
        "zh": ["2"], "en": ["1"],
    }  # fmt: skip
