"""`make bench`: how fast and how large, as ratios, in one run.

S, M and L are workbooks of 550, 10,090 and 200,090 rows.  A ratio is judged by wall and by CPU time
(children included), whichever is worse.  A row over its aim says so; the exit code is 0 all the same.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

from bench import forecast, many, office, sources, waits
from bench.meter import Spent, in_turns, milliseconds, peak, row, spent
from bench.workbooks import rows, workbook
from core.model import Assessment
from core.pipeline import Opened, judge, opened, read
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from tests.oracle.reference import reference

ROOT = Path(__file__).parents[1]
#: Seconds of processor time that our sheets may cost, the forecast being there already.
SHEETS_AIMS = {"S": 0.050, "M": 0.120}
READING_AIMS = {"S": 4, "M": 2.7, "L": 1.9}
TURNS = {"S": 15, "M": 7, "L": 3}
OURS_ALONE = """
import sys
from pathlib import Path
from core.workbooks.scored import scored_workbook
from core.pipeline import fetched, judge, read
raw = Path(sys.argv[1]).read_bytes()
cells = fetched(raw)
assessment = judge(read(cells))
if sys.argv[2:]:
    scored_workbook(raw, assessment, "zh", grids=cells.grids)
"""


def ours(raw: bytes) -> Assessment:
    """Bytes to assessment, by us."""
    rulebook = load()
    return judge(read(raw, rulebook), rulebook)


def calamine(raw: bytes) -> None:
    """A plain read of every cell."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def scored(raw: bytes, cells: Opened, assessment: Assessment) -> bytes:
    """The scored workbook as a page makes it, which has the judgement and keeps the cells."""
    return scored_workbook(raw, assessment, "zh", grids=cells.fetched.grids)


def spawned_calamine(raw: bytes) -> None:
    """The start of an interpreter that does nothing, and a plain read."""
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
    calamine(raw)


def load_and_save(raw: bytes) -> None:
    """What openpyxl does before any sheet of ours is in it."""
    openpyxl.load_workbook(io.BytesIO(raw)).save(io.BytesIO())


def slower(what: str, size: str, own: Spent, other: Spent, at_most: float) -> None:
    """How many times as long ours takes."""
    wall, cpu = own.over(other)
    ratio = f"{wall:.2f} / {cpu:.2f} ×"
    word = "ok" if max(wall, cpu) <= at_most else "over"
    row(what, size, milliseconds(own.wall), milliseconds(other.wall), ratio, f"≤ {at_most:g} ×", word)


def faster(what: str, size: str, own: Spent, other: Spent, at_least: float | None) -> None:
    """How many times as fast ours is."""
    wall, cpu = other.over(own)
    ratio = f"{wall:.1f} / {cpu:.1f} ×"
    aim = ("", "") if at_least is None else (f"≥ {at_least:g} ×", "ok" if min(wall, cpu) >= at_least else "over")
    row(what, size, milliseconds(own.wall), milliseconds(other.wall), ratio, *aim)


def reading(files: dict[str, bytes]) -> None:
    for size, raw in files.items():
        other: Callable[[bytes], Any] = spawned_calamine if size == "S" else calamine
        found = in_turns({"ours": partial(ours, raw), "other": partial(other, raw)}, TURNS[size])
        name = "an empty interpreter + calamine" if size == "S" else "plain calamine"
        slower(f"bytes → assessment ÷ {name}", size, found["ours"], found["other"], READING_AIMS[size])


def peers(files: dict[str, bytes]) -> None:
    for size, raw in files.items():
        found = in_turns({"ours": partial(ours, raw), "peer": partial(reference, raw)}, 1 if size == "L" else 3)
        aim = 9 if size == "L" else None
        faster("bytes → assessment, peer pandas + openpyxl", size, found["ours"], found["peer"], aim)


def scoring(files: dict[str, bytes]) -> None:
    for size, raw in files.items():
        own = in_turns({"ours": partial(scored, raw, opened(raw), ours(raw))}, TURNS[size])["ours"]
        other = in_turns({"other": partial(load_and_save, raw)}, 1 if size == "L" else 3)["other"]
        faster("scored workbook, peer openpyxl load and save", size, own, other, 20 if size == "L" else None)
        if size in SHEETS_AIMS:
            waits.judged_row("scored workbook, CPU alone", own.cpu, SHEETS_AIMS[size], size)


def memory(raw: bytes, folder: Path) -> None:
    path = folder / "L.xlsx"
    path.write_bytes(raw)
    for what, more in (("bytes → assessment", []), ("bytes → scored workbook", ["scored"])):
        shared_once, resident = peak([sys.executable, "-c", OURS_ALONE, str(path), *more], ROOT)
        word = "ok" if resident <= 900 else "over"
        row(
            f"peak memory, all processes, {what}",
            "L",
            f"{resident:,.0f} MB",
            "",
            f"PSS {shared_once:,.0f} MB",
            "≤ 900 MB",
            word,
        )


def toggle() -> None:
    """The app's page, by bench/toggle.py; its own lines."""
    print("\nprofile toggle in the app ÷ a page that prints one word", flush=True)
    subprocess.run([sys.executable, "-m", "bench.toggle"], cwd=ROOT, check=True)


def forecast_page() -> None:
    """The page with nine forecasts, by bench/forecast_page.py; its own lines."""
    print("\nthe trajectory page with its forecasts ÷ the same page without them", flush=True)
    subprocess.run([sys.executable, "-m", "bench.forecast_page"], cwd=ROOT, check=True)


def main() -> None:
    files = {size: workbook(size) for size in TURNS}
    print(", ".join(f"{size} = {rows(size):,} rows, {len(raw) / 2**20:.2f} MiB" for size, raw in files.items()))
    spent(lambda: (ours(files["S"]), scored_workbook(files["S"], ours(files["S"]), "zh")))  # imports
    row("", "", "ours", "other", "wall / CPU", "aim")
    with tempfile.TemporaryDirectory() as folder:
        reading(files)
        memory(files["L"], Path(folder))
        peers(files)
        scoring(files)
    waits.main([])
    many.main()
    office.main([])
    sources.main([])
    toggle()
    forecast_page()
    print("\nforecast in cross-validation, against the usual methods", flush=True)
    forecast.main([])


if __name__ == "__main__":
    main()
