"""python -m core verify: whether a scored workbook is still as its scoring left it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.cli.complaints import FAILED, complaining
from core.cli.options import file_option, language_option, loaded, rulebook_option
from core.i18n import words
from core.rulebook import load


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@rulebook_option
@file_option("--previous", help="The earlier workbook that it was compared with, where that is not kept in it.")
@language_option
def verify(file: Path, rulebook: str | None, previous: Path | None, language: str) -> None:
    """Make the added sheets of a scored workbook again and name every difference."""
    from core.workbooks.verify import verify as differences

    rules = loaded(rulebook)
    with complaining(file, rules or load(), language):
        found = differences(file.read_bytes(), rules, None if previous is None else previous.read_bytes())
    for difference in found:
        click.echo(difference.sentence(language))
    if found:
        sys.exit(FAILED)
    _ = words(language)
    click.echo(_("Made again, every added sheet is the same."), err=True)
