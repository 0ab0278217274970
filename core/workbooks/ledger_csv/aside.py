"""`with_ledger` in a child process, so that a huge CSV does not slow other sessions."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from typing import NoReturn

from core import faults
from core.errors import RefusedWorkbook
from core.intake.ledger_csv import refused
from core.intake.reader.child import limit
from core.intake.spawn import DEFAULT_LIMITS
from core.model import Problem
from core.rulebook import load
from core.workbooks.ledger_csv.join import with_ledger

START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from core.workbooks.ledger_csv.aside import answer; answer()"
#: Environment variables that a process needs to start; the others are not passed on.
NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


def with_ledger_aside(workbook: bytes, csv: bytes, name: str, notice: str) -> bytes:
    """The workbook with the CSV's rows, under a shipped notice; RefusedWorkbook as `with_ledger`."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", START, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in (*NEEDED, *faults.NEEDED) if key in os.environ},
    )
    try:
        frame, _ = child.communicate(pickle.dumps((workbook, csv, name, notice)), timeout=DEFAULT_LIMITS.wall)
    except subprocess.TimeoutExpired:
        raise refused("too_slow", limit=DEFAULT_LIMITS.wall) from None
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode != 0:
        raise refused("too_much_memory")
    joined: bytes | Problem = pickle.loads(frame)
    if isinstance(joined, Problem):
        raise RefusedWorkbook(joined)
    return joined


def answer() -> NoReturn:
    """The child process: one call, its result on standard output."""
    limit(DEFAULT_LIMITS.memory, DEFAULT_LIMITS.cpu)
    workbook, csv, name, notice = pickle.load(sys.stdin.buffer)
    joined: bytes | Problem
    try:
        joined = with_ledger(workbook, csv, name, load(notice))
    except RefusedWorkbook as error:
        joined = error.problem
    except Exception as error:  # noqa: BLE001 - the parent gets an answer, the log the lines of code
        faults.record(error)
        joined = Problem("unexpected")
    sys.stdout.buffer.write(pickle.dumps(joined))
    sys.stdout.flush()
    os._exit(0)
