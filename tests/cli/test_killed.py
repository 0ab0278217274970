"""A command that is killed or interrupted leaves no process behind, and begins no other file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from bench.meter import family
from tests.processes import left_of

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.child,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in /proc"),
]


def scoring_many(folder: Path, count: int, *more: str) -> subprocess.Popen[bytes]:
    """A command that scores so many copies of a sample, in a group of its own."""
    for number in range(count):
        shutil.copy(ROOT / "sample_data" / "sample_city.xlsx", folder / f"{number}.xlsx")
    command = [sys.executable, "-m", "core", "score", str(folder), *more]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # also where these tests run in the background
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=heard, **silent)  # type: ignore[call-overload]


def test_processes_that_score_a_folder_end_with_the_command(tmp_path: Path) -> None:
    with scoring_many(tmp_path, 20) as scoring:
        until = time.monotonic() + 60
        while len(those := family(scoring.pid)[1:]) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        scoring.kill()
    assert len(those) > 1
    assert left_of(those) == []


def test_a_folder_that_is_interrupted_is_not_scored_to_its_end(tmp_path: Path) -> None:
    papers, count = tmp_path / "papers", 10 * (os.cpu_count() or 1)
    with scoring_many(tmp_path, count, "--out-dir", str(papers)) as scoring:
        until = time.monotonic() + 60
        while not list(papers.glob("*.xlsx")) and time.monotonic() < until:
            time.sleep(0.01)
        those = family(scoring.pid)[1:]
        os.killpg(scoring.pid, signal.SIGINT)
        assert scoring.wait(60) == 1
    assert 0 < len(list(papers.glob("*.xlsx"))) < count // 2  # those in hand and those handed out are written at most
    assert left_of(those) == []


def test_a_reader_who_has_gone_costs_no_file(tmp_path: Path) -> None:
    for number in range(2):
        shutil.copy(ROOT / "sample_data" / "sample_city.xlsx", tmp_path / f"{number}.xlsx")
    papers, summary = tmp_path / "papers", tmp_path / "all.csv"
    command = [sys.executable, "-m", "core", "score", str(tmp_path)]
    for more, code in ((["--out-dir", str(papers), "--summary", str(summary)], 0), ([], 1)):
        reader, writer = os.pipe()
        os.close(reader)
        ended = subprocess.run([*command, *more], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
        assert (ended.returncode, b"Traceback" in ended.stderr, b"Exception" in ended.stderr) == (code, False, False)
    assert len(list(papers.glob("*.xlsx"))) == len(summary.read_text("utf-8-sig").splitlines()) - 1 == 2
