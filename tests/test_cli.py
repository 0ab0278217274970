"""The commands as a user gives them: output, files and exits of the contract; a few as a process of their own."""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from click.testing import CliRunner

from core.cli import COMMANDS, main, run
from core.cli.scoring import Order, Scored, scored

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ENTERPRISE = ROOT / "sample_data" / "sample_enterprise.xlsx"
SAMPLES = sorted((ROOT / "sample_data").glob("*.xlsx"))


def core(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """A command, run in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.setattr(sys, "argv", ["core", *map(str, args)])
        with pytest.raises(SystemExit) as left:
            run()
    for stream in (out, err):
        stream.seek(0)
    return subprocess.CompletedProcess(args, left.value.code, out.read(), err.read())


def process(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "core", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bad")
    contents = {
        "empty": b"",
        "text": b"hello",
        "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    }
    for name, raw in contents.items():
        (folder / f"{name}.xlsx").write_bytes(raw)
    return {name: folder / f"{name}.xlsx" for name in contents}


def test_every_sample_scores_in_order_with_one_object_a_line() -> None:
    done = process("score", *SAMPLES, "--json")
    assert done.returncode == 0
    assert [found["file"] for found in objects(done)] == [str(path) for path in SAMPLES]


def test_every_command_is_listed_with_what_it_says_of_itself() -> None:
    context = click.Context(main)
    said = {name: main.get_command(context, name).help for name in main.list_commands(context)}
    assert said == {name: does for name, (_module, does) in COMMANDS.items()}


def test_a_command_leaves_the_settings_of_its_process_alone() -> None:
    before = gc.isenabled(), list(sys.meta_path)
    core("score", ENTERPRISE, "--json")
    assert (gc.isenabled(), sys.meta_path) == before


def test_a_score_alone_loads_nothing_that_writes_or_draws() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "core", "score", str(ENTERPRISE), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    unused = {"openpyxl", "xlsxwriter", "lxml", "docx", "altair", "core.documents.board", "core.documents.assumptions"}
    unused |= {"core.sources.reading", "numpy.ma", "pydoc", "tomllib", "tempfile", "html"}
    assert loaded & ({"core.cli"} | unused) == {"core.cli"}


@pytest.mark.parametrize("name", ["empty", "text", "encrypted"])
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_1(bad: dict[str, Path], name: str) -> None:
    done = core("score", bad[name])
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_cannot_be_read_has_its_problems_in_json(bad: dict[str, Path]) -> None:
    found = objects(core("score", bad["encrypted"], "--json", "--lang", "en"))
    assert found[0]["problems"][0]["code"] == "encrypted"


def test_one_bad_file_never_stops_the_rest(bad: dict[str, Path]) -> None:
    done = core("score", bad["text"], SAMPLES[0], "--json")
    assert done.returncode == 1
    assert ["verdict" in found for found in objects(done)] == [False, True]


DAYS = "日期,注册企事业单位数,活跃企事业单位数\n2026-08-01,100,40\n".encode()


def test_a_ledger_as_csv_joins_a_workbook(tmp_path: Path) -> None:
    core("template", "--profile", "city", "-o", tmp_path / "a.xlsx")
    (tmp_path / "days.csv").write_bytes(DAYS)
    found = objects(core("score", tmp_path / "a.xlsx", "--ledger", tmp_path / "days.csv", "--json"))[0]
    assert {criterion["id"]: criterion["value"] for criterion in found["criteria"]}["C4.4"] == "0.4"


def test_a_ledger_that_does_not_fit_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_bytes(DAYS)
    done = core("score", SAMPLES[0], "--ledger", tmp_path / "days.csv", "--lang", "en")
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (1, "", 1)
    assert done.stderr.startswith(str(tmp_path / "days.csv"))


@pytest.mark.parametrize("ledger", ["nowhere.csv", "a.csv"])
def test_a_ledger_that_cannot_be_read_has_its_problem_in_json(ledger: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    found = objects(core("score", SAMPLES[0], "--ledger", tmp_path / ledger, "--json"))[0]
    assert found["file"] == str(SAMPLES[0])
    assert found["problems"][0]["code"] in ("no_file", "csv_no_header")


def test_a_table_that_is_not_there_is_expected_to_be_one() -> None:
    done = core("score", SAMPLES[0], "--ledger", "nowhere.csv", "--lang", "en")
    assert done.stderr.startswith("nowhere.csv: Found no file that can be opened; expected a .csv file.")


def test_a_csv_alone_is_told_to_come_with_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(DAYS)
    assert objects(core("score", tmp_path / "a.csv", "--json"))[0]["problems"][0]["code"] == "csv_alone"


@pytest.mark.parametrize("kind", ["pipe", "loop", "folder"])
def test_what_is_no_file_is_a_sentence_and_is_not_waited_for(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    {"pipe": os.mkfifo, "loop": lambda loop: loop.symlink_to(loop), "folder": Path.mkdir}[kind](path)
    done = CliRunner().invoke(main, ["score", str(path), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["problems"][0]["code"]) == (1, "no_file")


def test_a_missing_file_is_a_sentence() -> None:
    for run_ in (core, process):
        done = run_("score", "no such file.xlsx")
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)


@pytest.mark.parametrize(
    "args",
    [
        ["score"],
        ["score", "a.xlsx", "--as-of", "2026-13"],
        ["score", "a.xlsx", "--profile", "village"],
        ["score", "a.xlsx", "b.xlsx", "-o", "c.xlsx"],
        ["score", "a.xlsx", "b.xlsx", "--ledger", "c.csv"],
        ["score", "a.xlsx", "b.xlsx", "--previous", "c.xlsx"],
        ["score", "a.xlsx", "--previous", "b.xlsx", "--previous", "c.xlsx"],
        ["score", "a.xlsx", "--previous", "b.xlsx", "-o", "b.xlsx"],
        ["score", "a.xlsx", "--csv", "a.xlsx"],
        ["score", "a.xlsx", "-o", "b.pdf"],
        ["template", "-o", "a.xlsx"],
        ["score", "a.xlsx", "--rulebook", "nowhere"],
        ["unknown"],
    ],
)
def test_wrong_usage_is_exit_2(args: list[str]) -> None:
    assert core(*args).returncode == 2


def test_wrong_usage_of_a_process_is_exit_2_without_a_traceback() -> None:
    done = process("score")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize("profile", ["enterprise", "industry", "city"])
@pytest.mark.parametrize("options", [[], ["--ledgers"], ["--lang", "en"]])
def test_an_empty_template_scores_with_no_data_at_all(tmp_path: Path, profile: str, options: list[str]) -> None:
    path = tmp_path / "new" / "template.xlsx"
    assert core("template", "--profile", profile, *options, "-o", path).returncode == 0
    done = core("score", path, "--json")
    found = objects(done)[0]
    assert (done.returncode, found["as_of"], found["profile"]) == (0, None, profile)
    assert found["verdict"]["no_data"] == found["verdict"]["total"]


def test_a_workbook_is_carried_over_to_the_next_month_in_its_own_type(tmp_path: Path) -> None:
    path = tmp_path / "next.xlsx"
    assert core("template", "--from", SAMPLES[1], "-o", path).returncode == 0
    found = objects(core("score", path, "--json"))[0]
    assert (found["profile"], found["as_of"]) == ("enterprise", "2026-10")


def test_a_file_that_cannot_be_carried_over_is_one_sentence_and_exit_1(bad: dict[str, Path], tmp_path: Path) -> None:
    for source in (bad["text"], tmp_path / "none.xlsx"):
        done = core("template", "--from", source, "-o", tmp_path / "next.xlsx")
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert not (tmp_path / "next.xlsx").exists()


def test_scored_workbooks_of_equal_names_do_not_overwrite_each_other(tmp_path: Path) -> None:
    copies = [tmp_path / folder / "a.xlsx" for folder in ("one", "two")]
    for copy in copies:
        copy.parent.mkdir()
        copy.write_bytes(SAMPLES[0].read_bytes())
    assert core("score", *copies, "--out-dir", tmp_path / "out").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.xlsx", "a.xlsx"]


def test_a_file_that_is_read_is_not_written_over_by_another_of_its_name(tmp_path: Path) -> None:
    files = [tmp_path / "one" / "a.xlsx", tmp_path / "a.xlsx"]
    files[0].parent.mkdir()
    for file, sample in zip(files, SAMPLES, strict=False):
        file.write_bytes(sample.read_bytes())
    assert core("score", *files, "--out-dir", tmp_path).returncode == 0
    assert (tmp_path / "a-2.xlsx").exists()
    assert files[0].read_bytes() == SAMPLES[0].read_bytes()


def test_a_scored_workbook_that_cannot_be_written_leaves_the_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr("core.workbooks.scored.scored_or_alone", broken)
    done = CliRunner().invoke(main, ["score", str(ENTERPRISE), "--json", "-o", str(tmp_path / "a.xlsx")])
    assert (done.exit_code, len(done.stderr.strip().splitlines())) == (1, 1)
    assert json.loads(done.stdout)["verdict"]["total"] == 29


def dying(order: Order, file: Path, target: Path | None) -> Scored:
    """Scores, unless the file is such that its process dies."""
    if file.name == "bad.xlsx":
        os._exit(9)
    return scored(order, file, target)


def test_a_process_that_dies_is_told_of_its_own_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cli.many.scored", dying)
    done = CliRunner().invoke(main, ["score", str(SAMPLES[0]), "bad.xlsx", str(SAMPLES[1]), "--json"])
    assert done.exit_code == 1
    assert ["verdict" in json.loads(line) for line in done.stdout.splitlines()] == [True, False, True]


def test_the_toggle_judges_every_sample_as_every_type() -> None:
    for profile, total in [("enterprise", 29), ("industry", 34), ("city", 30)]:
        found = objects(core("score", *SAMPLES, "--json", "--profile", profile))
        assert {(each["profile"], each["verdict"]["total"]) for each in found} == {(profile, total)}


def test_an_earlier_month_is_judged_on_request() -> None:
    assert objects(core("score", SAMPLES[0], "--json", "--as-of", "2026-01"))[0]["as_of"] == "2026-01"


def test_a_later_month_than_the_workbook_knows_has_no_figures_and_a_problem() -> None:
    found = objects(core("score", SAMPLES[0], "--json", "--as-of", "2027-05"))[0]
    assert {c["outcome"] for c in found["criteria"] if c["kind"] == "computed"} == {"no_data"}
    assert "later_than_known" in [problem["code"] for problem in found["problems"]]


def test_samples_are_written_and_one_of_them_is_messy(tmp_path: Path) -> None:
    assert core("samples", "-o", tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [path.name for path in SAMPLES]


def test_both_languages_are_spoken() -> None:
    assert "Of 29 criteria" in core("score", SAMPLES[1], "--lang", "en").stdout
    assert "29项条件中" in core("score", SAMPLES[1]).stdout


def test_a_report_and_a_long_table_are_written_on_request(tmp_path: Path) -> None:
    report, table = tmp_path / "report.docx", tmp_path / "table.csv"
    assert core("score", SAMPLES[0], "--report", report, "--csv", table).returncode == 0
    assert report.read_bytes().startswith(b"PK")
    assert table.read_text("utf-8-sig").count("\n") > 10


def test_one_report_for_several_files_is_wrong_usage() -> None:
    assert core("score", *SAMPLES, "--report", "a.docx").returncode == 2


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The enterprise sample with another baseline."""
    path = tmp_path_factory.mktemp("earlier") / "earlier.xlsx"
    book = openpyxl.load_workbook(ENTERPRISE)
    book["基本信息"]["B13"].value = 900
    book.save(path)
    return path


def test_an_earlier_workbook_adds_what_changed_and_a_question(earlier: Path) -> None:
    found = objects(core("score", ENTERPRISE, "--previous", earlier, "--json"))[0]
    assert found["changes"]["file"] == str(earlier)
    assert [each["id"] for each in found["changes"]["criteria"]] == ["E2.2"]
    assert "baseline_changed" in [problem["code"] for problem in found["problems"]]


def test_without_an_earlier_workbook_nothing_is_said_of_changes() -> None:
    assert "changes" not in objects(core("score", ENTERPRISE, "--json"))[0]


def test_what_changed_is_printed_after_the_verdict(earlier: Path) -> None:
    lines = core("score", ENTERPRISE, "--previous", earlier, "--lang", "en").stdout.splitlines()
    assert lines[1].startswith("Of 29 criteria")
    assert [line for line in lines if "Baseline open volume 900 → 878.5 (基本信息!B13)" in line]


def test_an_earlier_workbook_that_cannot_be_read_is_one_sentence_that_names_it(bad: dict[str, Path]) -> None:
    done = core("score", ENTERPRISE, "--previous", bad["text"])
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (1, "", 1)
    assert str(bad["text"]) in done.stderr


def test_the_scored_workbook_has_a_sheet_of_what_changed(earlier: Path, tmp_path: Path) -> None:
    assert core("score", ENTERPRISE, "--previous", earlier, "-o", tmp_path / "scored.xlsx").returncode == 0
    assert "与上期对比" in openpyxl.load_workbook(tmp_path / "scored.xlsx", read_only=True).sheetnames
