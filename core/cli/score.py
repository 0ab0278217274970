"""python -m core score: workbooks judged, in order, several in parallel."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from os.path import realpath
from pathlib import Path
from typing import Any

import click

from core.cli.common import (
    FAILED,
    MONTH,
    fault,
    file_option,
    files_argument,
    json_option,
    language_option,
    loaded,
    profile_option,
    rulebook_option,
)
from core.cli.scoring import Order, Scored, refused, scored
from core.i18n import words
from core.rulebook import load


@click.command()
@files_argument
@profile_option("Judge as this type.")
@click.option("--as-of", type=MONTH, help="Judge at this month.")
@language_option
@file_option("-o", "output", help="Write the scored workbook.")
@file_option("--out-dir", folder=True, help="Write scored workbooks here.")
@file_option("--ledger", "ledgers", multiple=True, help="A ledger as CSV that joins the workbook; may be given again.")
@file_option("--previous", multiple=True, help="An earlier workbook: say what changed since.")
@file_option(
    "--scenario", help="A scenario file of the what-if page: the scored workbook shows it on a sheet of its own."
)
@file_option("--report", help="Write the report in prose (.docx).")
@file_option("--csv", "table", help="Write the long table (.csv).")
@json_option
@rulebook_option
def score(
    files: tuple[Path, ...], output: Path | None, out_dir: Path | None, previous: tuple[Path, ...], **asked: Any
) -> None:
    """Judge workbooks."""
    order, several = Order(previous=next(iter(previous), None), **asked), len(files) > 1
    scenario = order.scenario is not None
    for is_wrong, sentence in (
        (output and out_dir, "give -o or --out-dir, not both"),
        (output and several, "-o takes one file; use --out-dir for several"),
        ((order.report or order.table) and several, "--report and --csv take one file"),
        (order.ledgers and several, "--ledger takes one file"),
        (previous[1:] or (previous and several), "--previous compares one file with one earlier workbook"),
        (
            scenario and (several or not (output or out_dir)),
            "--scenario takes one file, and -o for the workbook that shows it",
        ),
    ):
        if is_wrong:
            raise click.UsageError(sentence)
    beside = (*order.ledgers, *previous, *((order.scenario,) if order.scenario else ()))
    if lost := _lost(files, (output, order.report, order.table), beside):
        raise click.UsageError(f"{lost} is read and would be written over")
    loaded(order.rulebook)
    found = _all(order, files, _targets(files, output, out_dir))
    if several:
        with click.progressbar(
            found, length=len(files), label=words(order.language)("Scoring"), file=sys.stderr
        ) as bar:
            _print(bar)
    else:
        _print(found)


def _lost(files: Sequence[Path], written: Sequence[Path | None], beside: Sequence[Path]) -> Path | None:
    """The first file that is read and would be written over; a workbook by its own scored one loses nothing."""
    output, *others = written
    apart = {realpath(path) for path in beside}
    read = apart | {realpath(file) for file in files}
    lost = [path for path in others if path is not None and realpath(path) in read]
    lost += [output] if output is not None and realpath(output) in apart else []
    return next(iter(lost), None)


def _targets(files: Sequence[Path], output: Path | None, out_dir: Path | None) -> list[Path | None]:
    """Where each scored workbook goes; files of one name get a number in the folder, and no other file that is read
    is written over.
    """  # fmt: skip
    if out_dir is None:
        return [output] * len(files)
    taken: set[str] = set()
    targets: list[Path | None] = []
    for file in files:
        name, n = file.name, 1
        others = {realpath(other) for other in files if realpath(other) != realpath(file)}
        while name.casefold() in taken or realpath(out_dir / name) in others:
            n += 1
            name = f"{file.stem}-{n}{file.suffix}"
        taken.add(name.casefold())
        targets.append(out_dir / name)
    return targets


def _all(order: Order, files: Sequence[Path], targets: Sequence[Path | None]) -> Iterator[Scored]:
    """Every file in order; several in parallel processes."""
    if len(files) == 1:
        yield scored(order, files[0], targets[0])
        return
    from concurrent.futures import ProcessPoolExecutor  # multiprocessing, which one file does not need
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(initializer=gc.enable) as pool:
        asked = [pool.submit(scored, order, *each) for each in zip(files, targets, strict=True)]
        for file, target, answer in zip(files, targets, asked, strict=True):
            try:
                yield answer.result()
            except BrokenProcessPool:
                yield _alone(order, file, target)


def _alone(order: Order, file: Path, target: Path | None) -> Scored:
    """A file in a process of its own, since one of the others' died: where this one dies too, the file is to blame."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(scored, order, file, target).result()
        except BrokenProcessPool as error:
            return refused(order, file, fault(error), loaded(order.rulebook) or load())


def _print(found: Iterable[Scored]) -> None:
    """Prints each as it comes; exit 1 where one has no verdict."""
    failed = False
    for each in found:
        if each.printed:
            click.echo(each.printed)
        if each.complaint:
            click.echo(each.complaint, err=True)
        failed |= not each.ok
    sys.exit(FAILED if failed else 0)
