"""python -m core score: workbooks judged, in order, several in parallel."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from os.path import realpath
from pathlib import Path

import click

from core.cli.complaints import FAILED, fault
from core.cli.nouns import Order, Scored
from core.cli.options import AsOf, file_option, language_option, loaded, profile_option, rulebook_option
from core.cli.scoring import given, refused, scored
from core.i18n import words
from core.model import Month, Profile
from core.rulebook import load


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@profile_option("Judge as this type.")
@click.option("--as-of", type=AsOf(), help="Judge at this month.")
@language_option
@file_option("-o", "output", help="Write the scored workbook.")
@click.option("--out-dir", type=click.Path(file_okay=False, path_type=Path), help="Write scored workbooks here.")
@file_option("--ledger", "ledgers", multiple=True, help="A ledger as CSV that joins the workbook; may be given again.")
@file_option("--previous", multiple=True, help="An earlier workbook: say what changed since.")
@file_option(
    "--scenario", help="A scenario file of the what-if page: the scored workbook shows it on a sheet of its own."
)
@file_option("--report", help="Write the report in prose (.docx).")
@file_option("--csv", "table", help="Write the long table (.csv).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
@rulebook_option
def score(
    files: tuple[Path, ...],
    profile: str | None,
    as_of: Month | None,
    language: str,
    output: Path | None,
    out_dir: Path | None,
    ledgers: tuple[Path, ...],
    previous: tuple[Path, ...],
    scenario: Path | None,
    report: Path | None,
    table: Path | None,
    as_json: bool,
    rulebook: str | None,
) -> None:
    """Judge workbooks."""
    if output and out_dir:
        raise click.UsageError("give -o or --out-dir, not both")
    if output and len(files) > 1:
        raise click.UsageError("-o takes one file; use --out-dir for several")
    if (report or table) and len(files) > 1:
        raise click.UsageError("--report and --csv take one file")
    if ledgers and len(files) > 1:
        raise click.UsageError("--ledger takes one file")
    if len(previous) > 1 or (previous and len(files) > 1):
        raise click.UsageError("--previous compares one file with one earlier workbook")
    if scenario and (len(files) > 1 or not (output or out_dir)):
        raise click.UsageError("--scenario takes one file, and -o for the workbook that shows it")
    if lost := _lost(files, (output, report, table), (*ledgers, *previous, *((scenario,) if scenario else ()))):
        raise click.UsageError(f"{lost} is read and would be written over")
    loaded(rulebook)
    order = Order(
        profile=Profile(profile) if profile else None,
        as_of=as_of,
        language=language,
        as_json=as_json,
        rulebook=rulebook,
        report=report,
        table=table,
        ledgers=ledgers,
        previous=previous[0] if previous else None,
        scenario=scenario,
    )
    _print(_progress(_all(order, files, _targets(files, output, out_dir)), len(files), language))


def _lost(files: Sequence[Path], written: Sequence[Path | None], beside: Sequence[Path]) -> Path | None:
    """The first file that is read and would be written over; a workbook by its own scored one loses nothing."""
    output, *others = written
    apart = {realpath(path) for path in beside}
    read = apart | {realpath(file) for file in files}
    found = [path for path in others if path is not None and realpath(path) in read]
    found += [output] if output is not None and realpath(output) in apart else []
    return next(iter(found), None)


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
    with ProcessPoolExecutor() as pool:
        asked = [pool.submit(scored, order, *each) for each in zip(files, targets, strict=True)]
        for file, target, answer in zip(files, targets, asked, strict=True):
            try:
                yield answer.result()
            except BrokenProcessPool:
                yield _alone(order, file, target)


def _alone(order: Order, file: Path, target: Path | None) -> Scored:
    """A file in a process of its own, since one of the others' died: where this one dies too, the file is to blame."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(scored, order, file, target).result()
        except BrokenProcessPool as error:
            return refused(order, file, fault(error), given(order) or load())


def _progress(found: Iterator[Scored], total: int, language: str) -> Iterator[Scored]:
    """The same, with a bar on standard error where there are several."""
    if total == 1:
        yield from found
        return
    _ = words(language)
    with click.progressbar(found, length=total, label=_("Scoring"), file=sys.stderr) as bar:
        yield from bar


def _print(found: Iterator[Scored]) -> None:
    """Prints each as it comes; exit 1 where one has no verdict."""
    failed = False
    for each in found:
        if each.printed:
            click.echo(each.printed)
        if each.complaint:
            click.echo(each.complaint, err=True)
        failed |= not each.ok
    sys.exit(FAILED if failed else 0)
