"""The files that a judged workbook leaves: the scored workbook, the report, the long table."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.files import write
from core.cli.nouns import Judged, Order
from core.errors import SpliceError
from core.printers.problems import kept_apart


def write_scored(target: Path, judged: Judged, language: str) -> str:
    """'' where all went well, else a sentence; a package that cannot be added to gives our sheets alone."""
    from core.workbooks.scored import scored_workbook, standalone_workbook

    assessment, scenario, comparison = judged.assessment, judged.scenario, judged.comparison
    try:
        scored = scored_workbook(
            *(judged.raw, assessment, language),
            scenario=scenario,
            comparison=comparison,
            ahead=judged.judgement.outlooks,
            earlier=judged.earlier,
        )
    except SpliceError as error:
        scored = standalone_workbook(assessment, language, scenario=scenario, comparison=comparison)
        click.echo(f"{judged.file}: {kept_apart(error.code, assessment.rulebook, language)}", err=True)
    return _failure(target, scored)


def write_told(order: Order, judged: Judged) -> str:
    """The report and the long table where they are asked for; '' where all went well, else a sentence."""
    failure, assessment = "", judged.assessment
    if order.report is not None:
        from core.printers.report import report_document  # draws charts: nothing else needs that

        failure = _failure(order.report, report_document(assessment, order.language, judged.judgement.outlooks))
    if order.table is not None and not failure:
        from core.printers.csv import long_table_csv  # words of the report, and all that it draws with

        failure = _failure(order.table, long_table_csv(assessment, order.language))
    return failure


def _failure(path: Path, raw: bytes) -> str:
    """Writes a file; '' where all went well, else a sentence."""
    try:
        write(path, raw)
    except click.ClickException as error:
        return error.message
    return ""
