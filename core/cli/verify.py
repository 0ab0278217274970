"""python -m core verify: whether a scored workbook still says what it is scored to say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.cli.complaints import FAILED, complaining
from core.cli.options import language_option, loaded, rulebook_option
from core.i18n import words


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@rulebook_option
@language_option
def verify(file: Path, rulebook: Path, language: str) -> None:
    """Score a scored workbook again and name every difference."""
    from core.workbooks.verify import verify as differences

    rules = loaded(rulebook)
    with complaining(file, rules, language):
        found = differences(file.read_bytes(), rules)
    for difference in found:
        click.echo(difference.sentence(language))
    if found:
        sys.exit(FAILED)
    _ = words(language)
    click.echo(_("Scored again, the workbook says the same."), err=True)
