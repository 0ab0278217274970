"""python -m core compare-notices: which verdicts change between two notices, workbook by workbook."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from core.cli.complaints import FAILED, complaint, problem_of
from core.cli.files import content
from core.cli.options import language_option, loaded
from core.comparison.notices import NoticeChange, NoticeComparison
from core.documents.two_judgements import notices_document
from core.formulas.names import exact
from core.i18n import Language
from core.model import Finding, Outcome, Rulebook
from core.pipeline import under_both
from core.printers.json import refusal
from core.printers.text import TextPrinter


@click.command("compare-notices")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rulebook", "notices", metavar="NAME|DIR", multiple=True, help="A notice; give two.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
@language_option
def compare_notices(files: tuple[Path, ...], notices: tuple[str, ...], as_json: bool, language: str) -> None:
    """Say which verdicts change from the first notice to the second."""
    rulebooks = [rules for rules in map(loaded, notices) if rules is not None]
    if len(rulebooks) != len(("before", "after")):
        raise click.UsageError("give --rulebook twice: the notice to start from, then the one to compare it with")
    failed = False
    for file in files:
        try:
            found = under_both(content(file), rulebooks[0], rulebooks[1])
            click.echo(_json(_object(file, found, language)) if as_json else "\n".join(_lines(file, found, language)))
        except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
            failed, problem = True, problem_of(error)
            if as_json:
                click.echo(_json(refusal(problem, rulebooks[1], language, str(file))))
            click.echo(complaint(file, problem, rulebooks[1], language), err=True)
    sys.exit(FAILED if failed else 0)


def _printer(rulebook: Rulebook, language: str) -> TextPrinter:
    return TextPrinter(Language(language), rulebook)


def _lines(file: Path, found: NoticeComparison, language: str) -> Iterator[str]:
    """The file, the verdicts, and a line a criterion that differs."""
    told, printer = notices_document(found), _printer(found.rulebook, language)
    yield f"{file}: {printer(told.heading)}"
    yield " · ".join(map(printer, told.verdicts))
    for row in told.table.rows:
        clause, criterion, differs, *cells = (printer(row.cells[column.key]) for column in told.table.columns)
        yield f"{clause} {criterion}: {differs} · {cells[0]} → {cells[1]} · {cells[2]} → {cells[3]}"
    if not told.table.rows:
        yield printer(told.table.empty)


def _object(file: Path, found: NoticeComparison, language: str) -> dict[str, Any]:
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


def _change(change: NoticeChange, language: str) -> dict[str, Any]:
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
