"""Many pilots at once: `python -m bench.office [row …]`; no row is all of them."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker
from statistics import median

from bench.meter import Spent, cpu, family, held, milliseconds, row, spent
from bench.workbooks import workbook
from core.batch import filed
from core.documents.board import board as board_document
from core.intake import process
from core.pipeline import judge, read
from pages.components import workers as processes
from pages.components.gathering import Gathering
from pages.components.reading_queue import Bounds
from tests.batch.workbooks import Pilot

#: Of prctl: processes whose parent has ended become children of this one.
SET_CHILD_SUBREAPER = 36
MANY, SIXTY = 100, 60
#: Seconds in which nobody chooses sixty files.
CHOOSING = 3
#: How often the two are measured in turn.
ROUNDS = 3
PACE, RERUN, GROWTH, SLOWER = 1.7, 0.15, 150, 2.0


def read_by_workers(count: int) -> Gathering:
    """So many workbooks of 550 rows, no two of them one object, as a page has them read."""
    raw = workbook("S")
    found = Gathering(Bounds())
    found.add((f"{n}.xlsx", bytes(bytearray(raw))) for n in range(count))
    return found


def pace() -> None:
    """Sixty workbooks by two workers, against one process that does the same one by one.

    By wall time, for which two cores must be free; and by CPU time, where two workers share what they take.
    """
    raw, workers = workbook("S"), Bounds().parses
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    ones, boths = [], []
    for _ in range(ROUNDS):
        ones.append(to_the_end(lambda: [filed(str(n), "S.xlsx", raw) for n in range(SIXTY)]))
        processes.expect()  # as the page does that takes the files, while they are chosen
        time.sleep(CHOOSING)
        boths.append(to_the_end(lambda: read_by_workers(SIXTY).run.join()))
    wall = median(one.wall / both.wall for one, both in zip(ones, boths, strict=True))
    cpu = median(one.cpu / (both.cpu / workers) for one, both in zip(ones, boths, strict=True))
    times = milliseconds(median(each.wall for each in boths)), milliseconds(median(each.wall for each in ones))
    word = "ok" if min(wall, cpu) >= PACE else "over"
    row(
        "60 workbooks on a page, two workers ÷ one process",
        "S",
        *times,
        f"{wall:.2f} / {cpu:.2f} ×",
        f"≥ {PACE} ×",
        word,
    )


def to_the_end(call: Callable[[], object]) -> Spent:
    """What a call takes: by the clock until it is done, in processor time until every process that it began has ended."""
    gc.collect()
    before, start = cpu(), time.perf_counter()
    call()
    wall = time.perf_counter() - start
    end_all()
    return Spent(wall, cpu() - before)


def end_all() -> None:
    """Wait for every process below this one: what they took is known when they have ended."""
    process._close()
    forkserver._forkserver._stop()
    resource_tracker._resource_tracker._stop()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def memory() -> None:
    """What a hundred verdicts and their files add to the server, and what the workers have meanwhile."""
    judge(read(workbook("S")))
    gc.collect()
    _pss, before = held(os.getpid())
    board, workers = read_by_workers(MANY), 0.0
    while board.run.is_busy:
        workers = max(workers, sum(held(pid)[0] for pid in family(os.getpid())[1:]))
        time.sleep(0.2)
    shown = board_document(board.batch)
    gc.collect()
    grown = (held(os.getpid())[1] - before) / 1024
    word = "ok" if grown <= GROWTH and shown else "over"
    row(
        "memory of 100 workbooks at the server",
        "S",
        f"{grown:,.0f} MiB",
        "",
        f"workers {workers / 1024:,.0f}",
        f"≤ {GROWTH} MiB",
        word,
    )


def rerun() -> None:
    """The board with a hundred pilots at the server: a click on another order, which none has been shown in."""
    from tests.pages.test_board import board

    app = board(*((f"{n}.xlsx", Pilot(n).workbook) for n in range(1, MANY + 1)))
    times = []
    for order in ("name", "month", "region", "met", "urgency") * 2:
        times.append(spent(app.selectbox(key="board-order-en").set_value(order).run).cpu)
    own = median(times)
    row(
        "the board's rerun, at the server, CPU",
        "",
        milliseconds(own),
        "",
        "",
        f"≤ {milliseconds(RERUN)}",
        "ok" if own <= RERUN else "over",
    )


def beside() -> None:
    """A toggle at the server while a batch is read beside it, and when none is."""
    from core.model import Profile
    from tests.pages.screen import opened, toggle

    app = opened("sample_enterprise.xlsx")
    profiles = list(Profile) * 7

    def toggles() -> float:
        return median(_wall(lambda profile=profile: toggle(app, profile)) for profile in profiles)

    toggles()
    alone = toggles()
    board = read_by_workers(MANY)
    while not board.run.found:
        time.sleep(0.1)
    busy = toggles()
    is_busy = board.run.is_busy
    board.run.cancel()
    board.run.join()
    word = "ok" if busy <= SLOWER * alone and is_busy else "over"
    row(
        "a toggle beside a batch ÷ without one, wall",
        "",
        milliseconds(busy),
        milliseconds(alone),
        f"{busy / alone:.2f} ×",
        f"≤ {SLOWER} ×",
        word,
    )


def _wall(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


ROWS: dict[str, Callable[[], None]] = {"pace": pace, "memory": memory, "rerun": rerun, "beside": beside}


def main(names: list[str]) -> None:
    for name in names or ROWS:
        ROWS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
