"""Processes of the system, as /proc shows them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path


def left_of(pids: Iterable[int], seconds: float = 10.0) -> list[int]:
    """Those that still live after so many seconds, which are not waited for where none does."""
    left, until = list(pids), time.monotonic() + seconds
    while (left := [pid for pid in left if _lives(pid)]) and time.monotonic() < until:
        time.sleep(0.01)
    return left


def _lives(pid: int) -> bool:
    """Whether it is there, and not only waits for somebody to take note of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
