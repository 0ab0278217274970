"""python -m core samples: the sample workbooks."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.files import write
from core.cli.options import loaded, rulebook_option
from core.rulebook import load


@click.command()
@click.option("-o", "output", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder.")
@rulebook_option
def samples(output: Path, rulebook: str | None) -> None:
    """Write the sample workbooks."""
    from sample_data.invent import sample_workbooks

    for name, raw in sample_workbooks(loaded(rulebook) or load()).items():
        write(output / name, raw)
