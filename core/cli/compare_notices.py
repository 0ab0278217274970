"""python -m core compare-notices: which verdicts change between two notices, workbook by workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.batch import Batch, Filed
from core.batch.filing import kept
from core.cli.common import (
    FAILED,
    Described,
    complaint,
    connected_by,
    content,
    dumped,
    file_option,
    files_argument,
    json_option,
    language_option,
    loaded,
    problem_of,
)
from core.cli.many import is_many, workbooks
from core.comparison.notices import NoticeComparison
from core.documents.two_judgements import notices_document, rehearsal
from core.i18n import Language
from core.model import Rulebook
from core.pipeline import under_both
from core.printers.json import notices_object, refusal
from core.printers.text import TextPrinter


@click.command("compare-notices", cls=Described)
@files_argument
@click.option("--rulebook", "notices", metavar="NAME|DIR", multiple=True, help="A notice; give two.")
@file_option("--sources", help="A sources.toml: ledgers that are tables of databases or files.")
@json_option
@language_option
def compare_notices(
    files: tuple[Path, ...], notices: tuple[str, ...], sources: Path | None, as_json: bool, language: Language
) -> None:
    """Say which verdicts change from the first notice to the second."""
    rulebooks = [rules for rules in map(loaded, notices) if rules is not None]
    if len(rulebooks) != len(("before", "after")):
        raise click.UsageError("give --rulebook twice: the notice to start from, then the one to compare it with")
    before, after = rulebooks
    connected = connected_by(sources, before, after)
    failed, several = False, len(files) > 1 or any(map(is_many, files))
    sides: tuple[list[Filed], list[Filed]] = [], []
    for file in (each for path in files for each in workbooks(path)):
        try:
            found = under_both(content(file), before, after, connected=connected)
            for side, judged in zip(sides, (found.before, found.after), strict=True) if several else ():
                side.append(kept(str(file), str(file), judged))
            shown = dumped(notices_object(found, language, str(file))) if as_json else _text(file, found, language)
            click.echo(shown)
        except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
            failed, problem = True, problem_of(error)
            if as_json:
                click.echo(dumped(refusal(problem, after, language, str(file))))
            click.echo(complaint(file, problem, after, language), err=True)
    if several and not as_json:
        click.echo(_together(Batch(tuple(sides[0])), Batch(tuple(sides[1])), after, language))
    sys.exit(FAILED if failed else 0)


def _together(batch: Batch, other: Batch, after: Rulebook, language: Language) -> str:
    """How many verdicts change of how many pilots, and a line a criterion."""
    document, printer = rehearsal(batch, other), TextPrinter(language, after)
    lines = ["", printer(document.heading)]
    for row in document.by_criterion.rows:
        counts = (f"{printer(each.title)} {printer(row.cells[each.key])}" for each in document.by_criterion.columns[2:])
        lines.append(f"{printer(row.cells['clause'])} {printer(row.cells['criterion'])}: {' · '.join(counts)}")
    return "\n".join(lines)


def _text(file: Path, found: NoticeComparison, language: Language) -> str:
    document, printer = notices_document(found), TextPrinter(language, found.rulebook)
    lines = [f"{file}: {printer(document.heading)}", " · ".join(map(printer, document.verdicts))]
    for row in document.table.rows:
        clause, criterion, differs, *cells = (printer(row.cells[column.key]) for column in document.table.columns)
        lines.append(f"{clause} {criterion}: {differs} · {cells[0]} → {cells[1]} · {cells[2]} → {cells[3]}")
    return "\n".join([*lines, *([] if document.table.rows else [printer(document.table.empty)])])
