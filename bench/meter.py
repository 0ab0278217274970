"""Wall time, CPU time of a call and its children, and the peak memory of a process with all its children."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Spent:
    """Seconds."""

    wall: float
    cpu: float

    def over(self, other: Spent) -> tuple[float, float]:
        """This divided by another, by wall and by CPU."""
        return self.wall / other.wall, self.cpu / other.cpu


def cpu() -> float:
    """CPU seconds of this process and of its children; those that live, with their own, in steps of a hundredth."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    living = sum(map(_ticks, family(os.getpid())[1:])) / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + living


def _ticks(pid: int) -> int:
    """What a process and its ended children took, as the system counts; 0 once it has ended."""
    try:
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    except OSError:
        return 0


def spent(call: Callable[[], Any]) -> Spent:
    """What one call takes."""
    gc.collect()
    before, start = cpu(), time.perf_counter()
    call()
    return Spent(time.perf_counter() - start, cpu() - before)


def in_turns(calls: dict[str, Callable[[], Any]], times: int) -> dict[str, Spent]:
    """Of several runs, in turns (A B A B), the median of wall time and the mean of CPU time, which is counted in steps."""
    runs: dict[str, list[Spent]] = {name: [] for name in calls}
    for _ in range(times):
        for name, call in calls.items():
            runs[name].append(spent(call))
    return {
        name: Spent(statistics.median(run.wall for run in own), statistics.mean(run.cpu for run in own))
        for name, own in runs.items()
    }


def peak(command: list[str], folder: Path) -> tuple[float, float]:
    """MiB at most, of a process and its children together: shared pages once (PSS), and once a process (RSS)."""
    process = subprocess.Popen(command, cwd=folder)
    highest = [0.0, 0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            sums = [sum(figures) for figures in zip(*(held(pid) for pid in family(process.pid)))] or [0, 0]
            highest[:] = [max(pair) for pair in zip(highest, sums)]

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return highest[0] / 1024, highest[1] / 1024


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found, places = [pid], 0
    while places < len(found):
        with suppress(OSError):  # it has ended
            for path in Path(f"/proc/{found[places]}/task").glob("*/children"):
                found += map(int, path.read_text().split())
        places += 1
    return found


def held(pid: int) -> tuple[float, float]:
    """KiB of a process: PSS, RSS; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    figures = {line.split(":")[0]: float(line.split()[1]) for line in lines[1:]}
    return figures.get("Pss", 0), figures.get("Rss", 0)


def milliseconds(time: float) -> str:
    return f"{time * 1000:,.1f} ms" if time < 1 else f"{time:,.2f} s"


def row(what: str, size: str, own: str, other: str, ratio: str, aim: str = "", word: str = "") -> None:
    print(f"{what:52}{size:>3}{own:>12}{other:>12}{ratio:>16}{aim:>12}  {word}", flush=True)
