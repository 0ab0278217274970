"""A command that is killed leaves no process behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes import children, left_of

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.child,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in /proc"),
]


def test_processes_that_score_a_folder_end_with_the_command(tmp_path: Path) -> None:
    for number in range(20):
        shutil.copy(ROOT / "sample_data" / "sample_city.xlsx", tmp_path / f"{number}.xlsx")
    command = [sys.executable, "-m", "core", "score", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as scoring:
        until = time.monotonic() + 60
        while len(those := children(scoring.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        scoring.kill()
    assert len(those) > 1
    assert left_of(those) == []
