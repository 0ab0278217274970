"""A fault of the program is recorded with the lines of code it came through, and never with what a workbook holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from core import cli, faults
from core.cli import scoring
from core.workbooks import verify
from pages.components import upkeep

SECRET = "机密单元格13812345678"
SAMPLE = Path(__file__).parents[1] / "sample_data" / "sample_enterprise.xlsx"


def breaks(*_: object, **__: object) -> NoReturn:
    """Fails as careless code does: with a cell's content in every message."""
    try:
        {}[SECRET]
    except KeyError as error:
        raise ValueError(f"cannot read {SECRET}") from error


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "logs" / "faults.log"
    monkeypatch.setenv(faults.SETTING, str(path))
    return path


def raised() -> BaseException:
    try:
        breaks()
    except ValueError as error:
        return error


def test_a_fault_is_recorded_with_both_errors_and_the_line_that_raised_each(log: Path) -> None:
    assert faults.record(raised()) == log
    text = log.read_text("utf-8")
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")
    assert "{}[SECRET]" in text


def test_no_message_is_recorded(log: Path) -> None:
    faults.record(raised())
    assert SECRET not in log.read_text("utf-8")


def test_a_log_that_has_grown_large_is_begun_anew(log: Path) -> None:
    log.parent.mkdir()
    log.write_bytes(b"x" * (faults.LARGEST + 1))
    faults.record(raised())
    assert log.stat().st_size < 10_000
    assert log.with_suffix(".old").stat().st_size == faults.LARGEST + 1


def test_a_log_that_cannot_be_written_is_none(log: Path) -> None:
    log.mkdir(parents=True)
    assert faults.record(raised()) is None


def test_without_the_setting_the_log_is_where_the_system_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(faults.SETTING, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert faults.log_file() == tmp_path / "trusted-data-space" / "faults.log"


@pytest.mark.parametrize("arguments", [["score"], ["score", "--json"], ["verify"]])
def test_the_command_line_says_where_a_fault_is_recorded(
    log: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(scoring, "judge", breaks)
    monkeypatch.setattr(verify, "verify", breaks)
    done = CliRunner().invoke(cli.main, [*arguments, str(SAMPLE), "--lang", "en"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.endswith(f"The fault is recorded in {log}.\n")
    assert "builtins.ValueError" in log.read_text("utf-8")
    assert SECRET not in log.read_text("utf-8") + done.output


def test_a_file_that_is_refused_is_no_fault(log: Path, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    CliRunner().invoke(cli.main, ["score", str(tmp_path / "text.xlsx")])
    assert not log.exists()


def test_a_fault_outside_every_file_is_recorded_too(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "main", breaks)
    with pytest.raises(SystemExit, match="1"):
        cli.run()
    assert capsys.readouterr().err == f"The fault is recorded in {log}.\n"
    assert SECRET not in log.read_text("utf-8")


@pytest.fixture
def quiet(log: Path) -> Iterator[None]:
    before = logging.getLogRecordFactory()
    upkeep.log_without_messages()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("quiet")
def test_no_logger_of_the_server_shows_a_message(log: Path, caplog: pytest.LogCaptureFixture) -> None:
    error = raised()
    logging.getLogger("streamlit.error_util").error("Uncaught app execution of %s", error, exc_info=error)
    assert SECRET not in caplog.text + log.read_text("utf-8")
    assert "Uncaught app execution of ValueError" in caplog.text
    assert "{}[SECRET]" in caplog.text
    assert "builtins.ValueError" in log.read_text("utf-8")
