"""python -m core template, samples and verify: workbooks to fill in, and whether a scored one is as scoring left it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.cli.common import (
    FAILED,
    Described,
    complaining,
    connected_by,
    file_option,
    language_option,
    loaded,
    profile_option,
    rulebook_option,
    write,
)
from core.i18n import words
from core.model import Profile
from core.pipeline import read_under
from core.rulebook import load


@click.command(cls=Described)
@profile_option("The pilot type.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Carry this workbook over to the next month.")
@click.option("--ledgers", is_flag=True, help="With the ledgers.")
@rulebook_option
@language_option
@file_option("-o", "output", required=True, endings=(".xlsx",), help="The file to write.")
def template(
    profile: Profile | None, source: Path | None, ledgers: bool, rulebook: str | None, language: str, output: Path
) -> None:
    """Write a workbook to fill in: empty, or with what was filled in so far."""
    rules = loaded(rulebook)
    if source is not None:
        from core.workbooks.next_month import next_months_workbook  # all that reads a workbook

        with complaining(source, rules or load(), language):
            raw = source.read_bytes()
            applied = rules or read_under(raw, None)[1]
            made = next_months_workbook(raw, applied, profile=profile, ledgers=ledgers, language=language)
    elif profile is not None:
        from core.workbooks.template import template_workbook  # XlsxWriter, which few commands need

        made = template_workbook(rules or load(), profile, ledgers=ledgers, language=language)
    else:
        raise click.UsageError("give --profile or --from")
    write(output, made, language)


@click.command(cls=Described)
@file_option("-o", "output", folder=True, required=True, help="The folder.")
@rulebook_option
def samples(output: Path, rulebook: str | None) -> None:
    """Write the sample workbooks."""
    from sample_data.invent import sample_workbooks

    for name, raw in sample_workbooks(loaded(rulebook) or load()).items():
        write(output / name, raw, "en")


@click.command(cls=Described)
@click.argument("file", type=click.Path(path_type=Path))
@rulebook_option
@file_option("--previous", help="The earlier workbook that it was compared with, where that is not kept in it.")
@file_option("--sources", help="The sources.toml that it was scored with: its tables are counted again.")
@language_option
def verify(file: Path, rulebook: str | None, previous: Path | None, sources: Path | None, language: str) -> None:
    """Make the added sheets of a scored workbook again and name every difference."""
    from core.workbooks.verify import verify as differences

    rules = loaded(rulebook)
    connected = connected_by(sources, *filter(None, [rules]))
    with complaining(file, rules or load(), language):
        found = differences(file.read_bytes(), rules, None if previous is None else previous.read_bytes(), connected)
    for difference in found:
        click.echo(difference.sentence(language))
    if found:
        sys.exit(FAILED)
    click.echo(words(language)("Made again, every added sheet is the same."), err=True)
