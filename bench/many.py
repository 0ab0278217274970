"""Many workbooks at once: `python -m bench.many`; how much two cores help, and what a hundred pilots cost."""

from __future__ import annotations

import gc
import resource
import tempfile
from pathlib import Path

from msgspec.structs import replace

from bench.meter import milliseconds, row, spent
from bench.waits import judged_row
from bench.workbooks import workbook
from core.batch import Batch, Filed, filed, packed, unpacked
from core.cli.many import all_scored
from core.cli.scoring import Order, Targets, scored
from core.documents.across import across
from core.documents.board import board
from core.i18n import Language
from core.printers.office import summary

FILES, PILOTS, CORES = 60, 100, 2
SAMPLE = Path(__file__).parents[1] / "sample_data" / "sample_enterprise.xlsx"
#: Of one core's pace, at least; seconds of processor time, at most; KiB of a pilot, MiB of all, at most.
PACE, BOARD, ACROSS, SUMMARY, KEPT, HELD = 1.7, 0.150, 0.050, 3.0, 100, 150


def own_cpu() -> float:
    """CPU seconds of this process alone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def pace() -> None:
    """Sixty files by the command line's processes, beside one process.

    The second ratio is by CPU time: what this process does is done by one core, what the others do by two.
    """
    order, raw = Order(None, None, Language.ZH, as_json=True, rulebook=None), workbook("S")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number:02d}.xlsx" for number in range(FILES)]
        for file in files:
            file.write_bytes(raw)
        scored(order, files[0], Targets())  # imports
        one = spent(lambda: [scored(order, file, Targets()) for file in files])
        before = own_cpu()
        two = spent(lambda: list(all_scored(order, files, [Targets()] * FILES, None, {})))
        alone = own_cpu() - before
    ratios = one.wall / two.wall, one.cpu / (alone + (two.cpu - alone) / CORES)
    word = "ok" if min(ratios) >= PACE else "over"
    times = milliseconds(two.wall), milliseconds(one.wall)
    ratio = f"{ratios[0]:.2f} / {ratios[1]:.2f} ×"
    row(f"{FILES} workbooks on {CORES} cores, beside one", "S", *times, ratio, f"≥ {PACE} ×", word)


def documents() -> None:
    """What an office asks of a hundred pilots."""
    one = filed("0", "0.xlsx", workbook("S"))
    files = tuple(Filed(str(n), f"{n}.xlsx", one.judgement, code=str(n)) for n in range(PILOTS))
    batch = Batch(files)
    judged_row(f"the board of {PILOTS} pilots, CPU", spent(lambda: board(Batch(files))).cpu, BOARD)
    batch.ranks  # noqa: B018 - once a batch
    judged_row("a criterion across them, CPU", spent(lambda: across(batch, "E4.1")).cpu, ACROSS)
    judged_row("their summary workbook, CPU", spent(lambda: summary(batch, "zh")).cpu, SUMMARY)
    size = len(packed(one)) / 1024
    row(
        "a pilot as a batch keeps it",
        "S",
        f"{size:,.0f} KiB",
        "",
        "",
        f"≤ {KEPT} KiB",
        "ok" if size <= KEPT else "over",
    )


def resident() -> float:
    """MiB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def memory() -> None:
    """A hundred pilots, each unpacked for itself, with their board."""
    raw = packed(filed("0", "0.xlsx", SAMPLE.read_bytes()))
    gc.collect()
    before = resident()
    batch = Batch(tuple(replace(unpacked(raw), key=str(n), code=str(n)) for n in range(PILOTS)))
    held = board(batch)
    gc.collect()
    grown = resident() - before
    word = "ok" if grown <= HELD and len(held.pilots) == PILOTS else "over"
    row(f"{PILOTS} pilots and their board in memory", "", f"{grown:,.0f} MiB", "", "", f"≤ {HELD} MiB", word)


def main() -> None:
    pace()
    memory()
    documents()


if __name__ == "__main__":
    main()
