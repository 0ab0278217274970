"""Each server is started once for a run of tests, by the first worker that needs it, and ends with the run."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engines.servers import PATIENCE

ROOT = Path(__file__).parents[2]


def started_once(name: str, factory: pytest.TempPathFactory, config: pytest.Config) -> str:
    """The address of a server that all workers share."""
    is_worker = hasattr(config, "workerinput")
    folder, owner = factory.getbasetemp(), os.getpid()
    if is_worker:
        folder, owner = folder.parent, os.getppid()
    file = folder / name
    with Path(f"{file}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            detached = ["setsid", "--fork", sys.executable, "-m", "tests.engines.servers"]
            subprocess.run([*detached, name, str(file), str(owner)], cwd=ROOT, check=True)
            deadline = time.monotonic() + PATIENCE
            while not file.exists():
                assert time.monotonic() < deadline, f"{name} did not start"
                time.sleep(0.1)
    return file.read_text()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> str:
    """postgresql://… of the superuser of an empty cluster.  Tests share it: a schema of its own for each."""
    return started_once("postgres", tmp_path_factory, pytestconfig)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> str:
    """sc://… of a Spark Connect server on two local cores."""
    return started_once("spark", tmp_path_factory, pytestconfig)
