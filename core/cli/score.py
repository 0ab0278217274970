"""python -m core score: workbooks judged, in order, several in parallel."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import chain, count
from os.path import realpath
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from core.batch import Batch, package
from core.cli import many
from core.cli.common import (
    FAILED,
    MONTH,
    Described,
    complaint,
    connected_by,
    content,
    file_option,
    files_argument,
    json_option,
    language_option,
    loaded,
    profile_option,
    rulebook_option,
    write,
)
from core.cli.scoring import Order, Scored, Targets
from core.errors import RefusedWorkbook
from core.i18n import words
from core.intake.reader.kinds import Refused
from core.rulebook import load


@click.command(cls=Described)
@files_argument
@profile_option("Judge as this type.")
@click.option("--as-of", type=MONTH, help="Judge at this month.")
@language_option
@file_option("-o", "output", endings=(".xlsx", ".xlsm"), help="Write the scored workbook.")
@file_option("--out-dir", folder=True, help="Write scored workbooks here.")
@file_option("--ledger", "ledgers", multiple=True, help="A ledger as CSV that joins the workbook; may be given again.")
@file_option(
    "--previous",
    multiple=True,
    either=True,
    help="An earlier workbook: say what changed since. Of several files: a folder or zip, each with that of its pilot.",
)
@file_option(
    "--scenario", help="A scenario file of the what-if page: the scored workbook shows it on a sheet of its own."
)
@file_option("--sources", help="A sources.toml: ledgers that are tables of databases or files.")
@file_option("--report", endings=(".docx",), help="Write the report in prose; of several files into --out-dir.")
@file_option("--csv", "table", endings=(".csv",), help="Write the long table; of several files into --out-dir.")
@file_option(
    "--summary",
    "summaries",
    multiple=True,
    endings=(".xlsx", ".csv", ".docx"),
    help="Write a row a file: verdict, outlook, score, problems; as .xlsx with sheets of pilots, totals and criteria, "
    "as .docx a report of two pages; may be given again.",
)
@file_option("--roster", endings=(".xlsx", ".csv"), help="Who has to file, a name a row: say who has, and who has not.")
@json_option
@rulebook_option
def score(
    files: tuple[Path, ...],
    output: Path | None,
    out_dir: Path | None,
    report: Path | None,
    table: Path | None,
    summaries: tuple[Path, ...],
    roster: Path | None,
    previous: tuple[Path, ...],
    sources: Path | None,
    **asked: Any,
) -> None:
    """Judge workbooks; a folder or zip stands for those in it, in the order of their names."""
    in_batch = bool(summaries) or roster is not None
    order = Order(previous=next(iter(previous), None), in_batch=in_batch, **asked)
    several, many_before = len(files) > 1 or any(map(many.is_many, files)), any(map(many.is_many, previous))
    beside = (*order.ledgers, *previous, *filter(None, (order.scenario, sources, roster)))
    apart = {realpath(path) for path in beside}
    given, files = files, tuple(each for file in files for each in many.workbooks(file, apart))
    scenario, ending = order.scenario is not None, _ending(files[0]) if output else None
    for is_wrong, sentence in (
        (output and out_dir, "give -o or --out-dir, not both"),
        (output and several, "-o takes one file; use --out-dir for several"),
        ((report or table) and several and not out_dir, "--report and --csv of several files need --out-dir"),
        (order.ledgers and several, "--ledger takes one file"),
        (
            previous[1:] or (previous and several and not many_before),
            "--previous compares one file with one earlier workbook, or several with those of a folder or zip",
        ),
        (
            scenario and (several or not (output or out_dir)),
            "--scenario takes one file, and -o for the workbook that shows it",
        ),
        (output and ending not in (None, output.suffix.lower()), f"the scored workbook of {files[0]} ends in {ending}"),
    ):
        if is_wrong:
            raise click.UsageError(sentence)
    targets = _targets(files, Targets(output, report, table), out_dir, several)
    earlier = tuple(each for path in previous if many.is_many(path) for each in many.workbooks(path))
    if lost := _lost(files, targets, summaries, (*beside, *earlier)):
        raise click.UsageError(f"{lost} is read and would be written over")
    written = [realpath(path) for path in (*chain.from_iterable(targets), *summaries) if path is not None]
    if twice := next((path for path in written if written.count(path) > 1), None):
        raise click.UsageError(f"{twice} would be written twice")
    connected = connected_by(sources, *filter(None, [loaded(order.rulebook)]))
    listed = None if roster is None else many.roster_of(roster, order)
    before = None if not many_before else many.batch_of(order, earlier)
    if others := many.papers(given, order.language):
        click.echo(others, err=True)
    unread = () if before is None else before.refused
    for each in unread:
        assert each.problem is not None, "it is refused"
        click.echo(complaint(Path(each.file), each.problem, load(), order.language), err=True)
    found = many.all_scored(order, files, targets, before, connected)
    if several:
        label = words(order.language)("Scoring")
        with click.progressbar(found, length=len(files), label=label, file=sys.stderr) as bar:
            every = _print(bar, files if not order.as_json else (), writing=bool(written))
    else:
        every = _print(found, writing=bool(written))
    if in_batch:
        batch = Batch(tuple(replace(many.opened(each.filed, order), key=str(at)) for at, each in enumerate(every)))
        if listed is not None:
            _say(many.filing_of(batch, listed, order), writing=bool(written))
        scored_as = {str(at): each.workbook.name for at, each in enumerate(targets) if each.workbook is not None}
        for path in summaries:
            made = many.summary_of(path.suffix.lower(), batch, order, listed, before, scored_as)
            write(path, made, order.language)
    sys.exit(0 if all(each.ok for each in every) and not unread else FAILED)


def _ending(file: Path) -> str | None:
    """How the scored workbook of a file ends: a package with macros opens as .xlsm alone; None where it is no package."""
    try:
        types = next(package(content(file)).inflate("[Content_Types].xml"))
    except (RefusedWorkbook, Refused, KeyError, StopIteration):
        return None
    return ".xlsm" if b"macroEnabled" in types else ".xlsx"


def _lost(
    files: Sequence[Path], targets: Sequence[Targets], summaries: Sequence[Path], beside: Sequence[Path]
) -> Path | None:
    """The first file that is read and would be written over; a workbook by its own scored one loses nothing."""
    apart = {realpath(path) for path in beside}
    read = apart | {realpath(file) for file in files}
    papers = [path for each in targets for path in (each.report, each.table)]
    lost = [path for path in (*papers, *summaries) if path is not None and realpath(path) in read]
    lost += [each.workbook for each in targets if each.workbook is not None and realpath(each.workbook) in apart]
    return next(iter(lost), None)


def _targets(files: Sequence[Path], asked: Targets, out_dir: Path | None, several: bool) -> list[Targets]:
    """Where the papers of each file go: in the folder under its name, with a number where another has that name,
    and where another file that is read would be written over.
    """  # fmt: skip
    if out_dir is None:
        return [asked] * len(files)
    read = {file: realpath(file) for file in files}
    taken: set[str] = set()
    targets: list[Targets] = []
    for file in files:
        others = {*read.values()} - {read[file]}
        stems = chain([file.stem], (f"{file.stem}-{n}" for n in count(2)))
        stem = next(
            stem
            for stem in stems
            if stem.casefold() not in taken and realpath(out_dir / f"{stem}{file.suffix}") not in others
        )
        taken.add(stem.casefold())
        papers = (path and (out_dir / f"{stem}{path.suffix}" if several else path) for path in asked[1:])
        targets.append(Targets(out_dir / f"{stem}{file.suffix}", *papers))
    return targets


def _print(found: Iterable[Scored], names: Sequence[Path] = (), *, writing: bool) -> list[Scored]:
    """Prints each as it comes, under its name where there are names."""
    every: list[Scored] = []
    for each in found:
        if each.printed:
            if names:
                _say(f"{names[len(every)]}" if not every else f"\n{names[len(every)]}", writing=writing)
            _say(each.printed, writing=writing)
        if each.complaint:
            click.echo(each.complaint, err=True)
        every.append(each)
    return every


def _say(text: str, *, writing: bool) -> None:
    """Prints to whoever reads; where nobody does any more (`| head`), the files that are asked for are written all the same."""
    try:
        click.echo(text)
    except BrokenPipeError:
        if not writing:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
