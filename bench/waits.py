"""The waits that a person feels besides reading and toggling: `python -m bench.waits [row …]`; no row is all of them.

CPU includes children.  What starts a process is measured from outside, in turns with an empty interpreter.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from math import log
from typing import Any

import xlsxwriter

from bench.meter import Spent, in_turns, milliseconds, row, spent
from bench.toggle import ROOT, server
from bench.workbooks import product_lines, rows, workbook
from core.forecast import outlooks
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.next_month import next_months_workbook
from core.workbooks.scored import scored_workbook
from tests.oracle.labels import COLUMNS, SHEETS

SMALL = ROOT / "sample_data" / "sample_enterprise.xlsx"
#: Rows of the workbook that is carried over to the next month, and those of growth.
CARRIED = (24_000, 18_000, 18_000)
CATEGORIES = (6_000, 12_000, 24_000)
#: The power of rows that counts as linear.
LINEAR = 1.05


def judged_row(what: str, own: float, at_most: float, size: str = "", other: float | None = None) -> None:
    """A row that has its aim in seconds."""
    ratio = "" if other is None else f"{own / other:.1f} ×"
    beside = "" if other is None else milliseconds(other)
    row(what, size, milliseconds(own), beside, ratio, f"≤ {milliseconds(at_most)}", "ok" if own <= at_most else "over")


def command(*arguments: str) -> Callable[[], Any]:
    return partial(subprocess.run, [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def score() -> None:
    """`score` on a small file, and the help text, beside an interpreter that loads numpy and pyarrow."""
    calls = {
        "score": command("-m", "core", "score", str(SMALL)),
        "help": command("-m", "core", "--help"),
        "bare": command("-c", "import numpy, pyarrow"),
    }
    found = in_turns(calls, 7)
    for name, aim in (("score", 0.45), ("help", 0.15)):
        judged_row(f"{name} on a small file, wall", found[name].wall, aim, other=found["bare"].wall)
        judged_row(f"{name} on a small file, CPU", found[name].cpu, aim, other=found["bare"].cpu)


def report() -> None:
    """The Word report, the first of a process and later ones."""
    from core.printers.report import report_document

    assessment = judge(read(SMALL.read_bytes()))
    outlooks(assessment)
    first = spent(lambda: report_document(assessment, "zh"))
    later = in_turns({"later": lambda: report_document(assessment, "zh")}, 5)["later"]
    judged_row("Word report after imports, first, CPU", first.cpu, 0.5)
    judged_row("Word report after imports, later, CPU", later.cpu, 0.5)


def next_month() -> None:
    """Next month's workbook of 60,000 rows."""
    raw, rulebook = workbook(CARRIED), load()
    taken = in_turns({"next": lambda: next_months_workbook(raw, rulebook, ledgers=True)}, 3)["next"]
    judged_row("next month's workbook, 60,000 rows, CPU", taken.cpu, 1.5)


def ready() -> None:
    """The server from its start until it answers."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        with server(ROOT / "app.py"):
            taken.append(time.perf_counter() - start)
    judged_row("server ready, wall", statistics.median(taken), 3)


def answer() -> None:
    """An answer to a question on the page of problems of a small workbook, at the server: callback and rerun."""
    from tests.pages.screen import opened, turn_to

    app = turn_to(opened("sample_messy.xlsx"), "problems")
    times: list[Spent] = []
    for _ in range(9):
        button = next(each for each in app.button if (each.key or "").startswith("answer-") and not each.disabled)
        times.append(spent(button.click().run))
    judged_row("an answer, at the server, CPU", statistics.median(each.cpu for each in times), 0.09)


def growth() -> None:
    """The power of rows that reading, judging and the scored workbook grow with, and with a category a product."""
    counts, raws = [rows(size) for size in ("M", "L")], [workbook(size) for size in ("M", "L")]
    power("bytes → assessment", counts, [partial(lambda raw: judge(read(raw)), raw) for raw in raws])
    judgements = [judge(read(raw)) for raw in raws]
    scored = [partial(scored_workbook, raw, a, "zh") for raw, a in zip(raws, judgements, strict=True)]
    power("scored workbook", counts, scored)
    own = [partial(lambda raw: judge(read(raw)), one_category_each(count)) for count in CATEGORIES]
    power("bytes → assessment, a category a product", CATEGORIES, own)


def power(what: str, counts: Any, calls: list[Callable[[], Any]]) -> None:
    found = in_turns({str(count): call for count, call in zip(counts, calls, strict=True)}, 3)
    first, *_, last = (found[str(count)].cpu for count in counts)
    grown = log(last / first) / log(counts[-1] / counts[0])
    times = (milliseconds(last), milliseconds(first))
    row(f"growth, {what}", "", *times, f"power {grown:.2f}", f"≤ {LINEAR:g}", "ok" if grown <= LINEAR else "over")


def one_category_each(count: int) -> bytes:
    """A small workbook with so many products, each with a category of its own."""
    from random import Random

    from bench.workbooks import basics

    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(SHEETS["basics"][0])
        for i, line in enumerate((["项目", "内容", "说明"], *basics())):
            sheet.write_row(i, 0, line)
        sheet = book.add_worksheet(SHEETS["products"][0])
        sheet.write_row(0, 0, [zh for zh, _ in COLUMNS["products"].values()])
        for i, (name, kind, _category, *others) in enumerate(product_lines(Random(count), count), 1):
            sheet.write_row(i, 0, [name, kind, f"场景类{i}", *others])
    return raw.getvalue()


ROWS: dict[str, Callable[[], None]] = {
    "score": score,
    "report": report,
    "next-month": next_month,
    "ready": ready,
    "answer": answer,
    "growth": growth,
}


def main(names: list[str]) -> None:
    for name in names or ROWS:
        ROWS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
