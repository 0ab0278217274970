"""python -m core compare-notices: which verdicts change between two notices, workbook by workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from core.cli.common import (
    FAILED,
    complaint,
    content,
    dumped,
    files_argument,
    json_option,
    language_option,
    loaded,
    problem_of,
)
from core.comparison.notices import NoticeChange, NoticeComparison
from core.documents.two_judgements import notices_document
from core.formulas.names import exact
from core.i18n import Language
from core.model import Finding, Outcome
from core.pipeline import under_both
from core.printers.json import refusal
from core.printers.text import TextPrinter


@click.command("compare-notices")
@files_argument
@click.option("--rulebook", "notices", metavar="NAME|DIR", multiple=True, help="A notice; give two.")
@json_option
@language_option
def compare_notices(files: tuple[Path, ...], notices: tuple[str, ...], as_json: bool, language: Language) -> None:
    """Say which verdicts change from the first notice to the second."""
    rulebooks = [rules for rules in map(loaded, notices) if rules is not None]
    if len(rulebooks) != len(("before", "after")):
        raise click.UsageError("give --rulebook twice: the notice to start from, then the one to compare it with")
    before, after = rulebooks
    failed = False
    for file in files:
        try:
            found = under_both(content(file), before, after)
            click.echo(dumped(_object(file, found, language)) if as_json else "\n".join(_lines(file, found, language)))
        except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
            failed, problem = True, problem_of(error)
            if as_json:
                click.echo(dumped(refusal(problem, after, language, str(file))))
            click.echo(complaint(file, problem, after, language), err=True)
    sys.exit(FAILED if failed else 0)


def _lines(file: Path, found: NoticeComparison, language: Language) -> Iterator[str]:
    """The file, the verdicts, and a line a criterion that differs."""
    document, printer = notices_document(found), TextPrinter(language, found.rulebook)
    yield f"{file}: {printer(document.heading)}"
    yield " · ".join(map(printer, document.verdicts))
    for row in document.table.rows:
        clause, criterion, differs, *cells = (printer(row.cells[column.key]) for column in document.table.columns)
        yield f"{clause} {criterion}: {differs} · {cells[0]} → {cells[1]} · {cells[2]} → {cells[3]}"
    if not document.table.rows:
        yield printer(document.table.empty)


def _object(file: Path, found: NoticeComparison, language: Language) -> dict[str, Any]:
    """The same for programs; decimals as strings, as `score --json` has them."""
    return {
        "file": str(file),
        "space": found.after.submission.space,
        "profile": found.after.profile.value,
        "as_of": None if found.after.as_of is None else str(found.after.as_of),
        "notices": [a.rulebook.notice.id for a in (found.before, found.after)],
        "verdicts": [
            {"compliant": a.verdict.compliant, "met": a.verdict.counts.get(Outcome.MET, 0), "total": len(a.findings)}
            for a in (found.before, found.after)
        ],
        "changes": [_change(change, language) for change in found.changes],
    }


def _change(change: NoticeChange, language: Language) -> dict[str, Any]:
    criterion = change.criterion
    return {
        "id": criterion.id,
        "clause": criterion.clause,
        "title": criterion.title.in_(language),
        "differences": [each.value for each in change.differences],
        "before": _judged(change.before),
        "after": _judged(change.after),
    }


def _judged(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    threshold = finding.criterion.threshold
    return {
        "outcome": finding.outcome.value,
        "value": None if finding.value is None else exact(finding.value),
        "threshold": None if threshold is None else exact(Fraction(threshold)),
    }
