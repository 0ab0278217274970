"""Many workbooks: what a folder or zip stands for, reading in parallel processes, and the papers of an office."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.batch import Batch, Filed, Roster, filed, is_summary, packed, read_roster, unpacked
from core.cli import scoring
from core.cli.common import UNPACKED, Misused, complaint, content, dumped, fault, loaded
from core.cli.scoring import Order, Scored, Targets, refused, scored
from core.errors import RefusedWorkbook
from core.intake import Connected
from core.intake.archive import CAPS, is_paper, is_workbook, is_zip, members
from core.model import Problem
from core.printers.json import filing_object
from core.printers.text import TextPrinter
from core.rulebook import load

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

# --- what is given ---------------------------------------------------------------------------


def is_many(path: Path) -> bool:
    """Whether it stands for workbooks: a folder or a zip."""
    return path.is_dir() or is_zip(path.name)


def workbooks(path: Path, apart: Collection[str] = ()) -> list[Path]:
    """The workbooks of a folder, its zips among them, or of a zip; what is neither, or has none, as it is.

    Not those `apart`, by their real paths, which something else is given as; nor the summaries of earlier calls.
    """
    if not path.is_dir():
        found = _members(path) if is_zip(path.name) else []
        return [each for each in found if is_workbook(each.name) and not _is_summary(each)] or [path]
    those = [
        each for each in _inside(path) if is_workbook(each.name) and each.is_file() and realpath(each) not in apart
    ]
    return [each for file in those if not _is_summary(file) for each in workbooks(file)] or [path]


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def papers(given: Sequence[Path], language: str) -> str:
    """Which files of folders and zips, the latter unpacked before, were passed over; '' for none."""
    from core.documents.odd_files import passed_over

    inside = [each for path in given if path.is_dir() for each in _inside(path)]
    inside += [each for each in UNPACKED if not {*each.parents}.isdisjoint(given)]
    return TextPrinter(language, load())(passed_over([each.name for each in inside if is_paper(each.name)]))


def _is_summary(path: Path) -> bool:
    try:
        return is_summary(content(path))
    except RefusedWorkbook:
        return False


def _members(path: Path) -> list[Path]:
    """The files of a zip, unpacked for as long as the command runs; why there are none is the zip's problem."""
    from tempfile import TemporaryDirectory  # and every way to compress, which a workbook alone does not need

    folder, found = Path(click.get_current_context().with_resource(TemporaryDirectory())), []
    why = Problem("archive", details={"kind": "empty"})
    try:
        for number, (name, raw) in enumerate(members(content(path, CAPS.total))):
            found.append(path / name)
            UNPACKED[path / name] = raw if isinstance(raw, Problem) else folder / str(number)
            if not isinstance(raw, Problem):
                (folder / str(number)).write_bytes(raw)
    except RefusedWorkbook as error:
        why = error.problem
    UNPACKED[path] = why
    return sorted(found)


def roster_of(path: Path, order: Order) -> Roster:
    """The roster of a file; Misused where it is none."""
    try:
        return read_roster(content(path), path.name)
    except RefusedWorkbook as error:
        raise Misused(complaint(path, error.problem, load(), order.language)) from error


# --- in parallel -----------------------------------------------------------------------------


def all_scored(
    order: Order,
    files: Sequence[Path],
    targets: Sequence[Targets],
    before: Batch | None,
    connected: Mapping[str, Connected],
) -> Iterator[Scored]:
    """Every file in order, several in parallel processes, with the tables that are connected.

    `before` are the earlier workbooks of a whole batch.
    """
    scoring.BEFORE, scoring.CONNECTED = before, connected
    if len(files) == 1:
        yield scored(order, files[0], targets[0])
        return
    from concurrent.futures.process import BrokenProcessPool  # multiprocessing, which one file does not need

    with _processes(order) as pool:
        asked = [pool.submit(scored, order, *each) for each in zip(files, targets, strict=True)]
        for file, target, answer in zip(files, targets, asked, strict=True):
            try:
                yield answer.result()
            except BrokenProcessPool:
                yield _alone(order, file, target)


def batch_of(order: Order, files: Sequence[Path]) -> Batch:
    """Files as a batch, read in parallel; what has no verdict is compared with nothing."""
    with _processes(order) as pool:
        return Batch(tuple(opened(each, order) for each in pool.map(_filed, [order.rulebook] * len(files), files)))


def opened(packed: bytes, order: Order) -> Filed:
    return unpacked(packed, *filter(None, [loaded(order.rulebook)]))


def _filed(rulebook: str | None, file: Path) -> bytes:
    try:
        return packed(filed(str(file), str(file), content(file), loaded(rulebook)))
    except RefusedWorkbook as error:
        return packed(Filed(str(file), str(file), problem=error.problem))


@contextmanager
def _processes(order: Order, most: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Parallel processes; what they have not begun when the caller breaks off, they never do."""
    from concurrent.futures import ProcessPoolExecutor

    before = () if scoring.BEFORE is None else tuple(map(packed, scoring.BEFORE.files))
    given = (order, before, dict(UNPACKED), dict(scoring.CONNECTED))
    pool = ProcessPoolExecutor(most, initializer=_begin, initargs=given)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(
    order: Order,
    before: Sequence[bytes],
    unpacked_to: Mapping[Path, Path | Problem],
    connected: Mapping[str, Connected],
) -> None:
    """What a process needs to know, where it does not inherit it."""
    gc.enable()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    scoring.CONNECTED = connected
    UNPACKED.update(unpacked_to)
    if before and scoring.BEFORE is None:
        scoring.BEFORE = Batch(tuple(opened(each, order) for each in before))


def _end_with_parent() -> None:
    """End this process with the one that began it, which may be killed: nobody else would."""
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _alone(order: Order, file: Path, target: Targets) -> Scored:
    """A file in a process of its own, since one of the others' died: where this one dies too, the file is to blame."""
    from concurrent.futures.process import BrokenProcessPool

    with _processes(order, 1) as pool:
        try:
            return pool.submit(scored, order, file, target).result()
        except BrokenProcessPool as error:
            return refused(order, file, fault(error), loaded(order.rulebook) or load())


# --- what an office gets ---------------------------------------------------------------------


def filing_of(batch: Batch, roster: Roster, order: Order) -> str:
    from core.documents.filing import filing

    found, text = filing(batch, roster, order.as_of), TextPrinter(order.language, load())
    if order.as_json:
        return dumped(filing_object(found, text))
    return "\n".join(["", *filter(None, map(text, (found.heading, *found.notes, found.reminder)))])


def summary_of(
    ending: str, batch: Batch, order: Order, roster: Roster | None, before: Batch | None, scored_as: Mapping[str, str]
) -> bytes:
    """The summary as a file of that ending; `scored_as` names scored workbooks by key of a file."""
    if ending == ".csv":
        from core.printers.summary import rows, summary_csv

        return summary_csv(rows(batch, order.language, scored_as), order.language)
    if ending == ".docx":
        from core.printers.report.body import office_report

        return office_report(batch, order.language, roster, month=order.as_of, earlier=before)
    from core.printers.office import summary  # XlsxWriter, and all that a summary draws with

    return summary(batch, order.language, roster, month=order.as_of, earlier=before, scored=scored_as)
