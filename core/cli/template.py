"""python -m core template: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.complaints import complaining
from core.cli.files import write
from core.cli.options import file_option, language_option, loaded, profile_option, rulebook_option
from core.model import Profile, Rulebook
from core.pipeline import read_under
from core.rulebook import load


@click.command()
@profile_option("The pilot type.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Carry this workbook over to the next month.")
@click.option("--ledgers", is_flag=True, help="With the ledgers.")
@rulebook_option
@language_option
@file_option("-o", "output", required=True, help="The file to write.")
def template(
    profile: str | None, source: Path | None, ledgers: bool, rulebook: str | None, language: str, output: Path
) -> None:
    """Write a workbook to fill in: empty, or with what was filled in so far."""
    from core.workbooks.template import template_workbook  # openpyxl, which no other command needs

    chosen = Profile(profile) if profile else None
    rules = loaded(rulebook)
    if source is not None:
        write(output, _carried(source, rules, chosen, ledgers, language))
    elif chosen is not None:
        write(output, template_workbook(rules or load(), chosen, ledgers=ledgers, language=language))
    else:
        raise click.UsageError("give --profile or --from")


def _carried(source: Path, rules: Rulebook | None, profile: Profile | None, ledgers: bool, language: str) -> bytes:
    """Next month's workbook; where there can be none, one sentence and exit 1."""
    from core.workbooks.next_month import next_months_workbook

    with complaining(source, rules or load(), language):
        raw = source.read_bytes()
        rulebook = rules or read_under(raw, None)[1]
        return next_months_workbook(raw, rulebook, profile=profile, ledgers=ledgers, language=language)
