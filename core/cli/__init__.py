"""python -m core: template, score, verify, samples, compare-notices.  What it prints and how it exits is the contract's.

template, score, verify, samples, compare_notices   a command each
scoring     one file → Scored: read, joined by its ledgers, judged, compared
written     the files that a judged workbook leaves       printed     its lines, or its JSON object
options     what several commands can be asked            nouns       Order, Judged, Scored
complaints  exits, and the one sentence about a file      files       bytes in, bytes out
"""

from __future__ import annotations

import sys

import click

from core import faults
from core.cli import compare_notices, samples, score, template, verify
from core.cli.complaints import FAILED, recorded
from core.errors import PilotError
from core.i18n import Language

__all__ = ["main", "run"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Judge a trusted data space pilot's workbook against Annex 2 of the 2025 call."""


for command in (
    *(template.template, score.score, verify.verify, samples.samples),
    compare_notices.compare_notices,
):
    main.add_command(command)


def run() -> None:
    """The entry point: nothing but the contract's exits."""
    if sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        main(standalone_mode=True)
    except PilotError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - a message may quote a cell; the log has the lines of code
        click.echo(recorded(faults.record(error), Language.EN), err=True)
        sys.exit(FAILED)
