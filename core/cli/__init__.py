"""python -m core: template, score, verify, samples, compare-notices.  What it prints and how it exits is the contract's.

score, compare_notices   a command each      workbooks   template, samples and verify
scoring                  one file → Scored: read, joined by its ledgers, judged, compared, printed and written
common                   options, bytes in and out, exits and complaints
"""

from __future__ import annotations

import sys

import click

from core import faults
from core.cli import compare_notices, score, workbooks
from core.cli.common import FAILED, recorded
from core.errors import PilotError
from core.i18n import Language

__all__ = ["main", "run"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Judge a trusted data space pilot's workbook against Annex 2 of the 2025 call."""


main.add_command(score.score)
main.add_command(compare_notices.compare_notices)
for command in (workbooks.template, workbooks.verify, workbooks.samples):
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
