"""One small workbook through every exporter and every command, for `make check`; the rest of the proof takes longer."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from core.cli import main
from core.model import Assessment, Outcome
from core.pipeline import judge, read
from core.printers.csv import long_table_csv
from core.printers.report import report_document
from core.rulebook import load
from core.workbooks.ledger_csv import with_ledger
from core.workbooks.next_month import next_months_workbook
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests.intake.books import book

MONTHLY = [
    ("月份", "运营方开放数据集数", "典型应用场景类数", "接入企业数"),
    ("2025-07", 12, 3, 90),
    ("2025-08", 15, 4, 120),
    ("2025-09", 20, 4, 150),
]
CLAIMS = [("编号", "状态", "佐证材料"), ("E5.1", "已具备", "系统运行日志"), ("E6.6", "未具备", "")]
LEDGER = "主体名称,角色,主体类别,接入日期\n甲公司,数据提供方,企业,2025-07-01\n乙公司,数据使用方,企业,2025-08-01\n"


def typed() -> bytes:
    return book({"月度统计": MONTHLY, "定性自评": CLAIMS})


@cache
def raw() -> bytes:
    """With a ledger, whose columns the scored workbook's formulas read."""
    return with_ledger(typed(), LEDGER.encode(), "接入主体台账.csv", load())


@cache
def assessment() -> Assessment:
    return judge(read(raw()))


@cache
def scored(language: str) -> bytes:
    return scored_workbook(raw(), assessment(), language)


def outcome(a: Assessment, id: str) -> Outcome:
    return next(finding.outcome for finding in a.findings if finding.criterion.id == id)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "small.xlsx").write_bytes(raw())
    return tmp_path / "small.xlsx"


def test_the_small_workbook_meets_one_criterion_and_misses_another() -> None:
    assert (outcome(assessment(), "E2.1"), outcome(assessment(), "E3.1")) == (Outcome.MET, Outcome.NOT_MET)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_scored_workbook_opens_with_the_sender_s_sheets_first(language: str) -> None:
    titles = openpyxl.load_workbook(io.BytesIO(scored(language)), read_only=True).sheetnames
    assert titles[:3] == ["基本信息", "月度统计", "定性自评"]
    assert len(titles) >= 8


def test_the_scored_workbook_verifies() -> None:
    assert verify(scored("zh"), load()) == ()


def test_the_scored_workbook_is_judged_as_the_workbook_was() -> None:
    assert judge(read(scored("zh"))).verdict == assessment().verdict


def test_next_month_s_workbook_is_judged_as_the_workbook_was() -> None:
    found = judge(read(next_months_workbook(raw(), load())), as_of=assessment().as_of)
    assert found.verdict == assessment().verdict


def test_the_report_opens_and_names_the_space() -> None:
    document = docx.Document(io.BytesIO(report_document(assessment(), "en")))
    assert any("演示空间" in paragraph.text for paragraph in document.paragraphs)


def test_the_long_table_has_a_row_for_every_criterion() -> None:
    text = long_table_csv(assessment(), "zh").decode("utf-8-sig")
    assert {finding.criterion.id for finding in assessment().findings} - set(text.replace(",", " ").split()) == set()


def test_a_csv_joins_the_workbook() -> None:
    assert (read(typed()).ledgers, read(raw()).ledgers["organisations"].frame.num_rows) == ({}, 2)


def test_score_prints_an_object_and_writes_every_file(file: Path) -> None:
    out, table = (file.with_name(name) for name in ("scored.xlsx", "figures.csv"))
    done = run("score", file, "--json", "-o", out, "--csv", table)
    assert (done.exit_code, json.loads(done.stdout)["profile"]) == (0, "enterprise")
    assert table.read_bytes()
    assert run("verify", out).exit_code == 0


def test_score_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    done = run("score", tmp_path / "text.xlsx")
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_template_writes_a_workbook_and_the_next_month_s(file: Path) -> None:
    for arguments in (["--profile", "city"], ["--from", str(file)]):
        assert run("template", *arguments, "-o", file.with_name("new.xlsx")).exit_code == 0
        assert read(file.with_name("new.xlsx").read_bytes()).problems is not None
