"""python -m core: template, score, verify, samples, compare-notices.  What it prints and how it exits is the contract's.

score, compare_notices   a command each      workbooks   template, samples and verify
scoring                  one file → Scored: read, joined by its ledgers, judged, compared, printed and written
many                     what folders and zips stand for, parallel processes, the papers of an office
common                   options, help, bytes in and out, exits and complaints
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import click

from core.compiled import tables

#: What the help of a command says beside its options.
HELP = Path(__file__).parent / "help.toml"
#: Each command with its module and what it does.
COMMANDS = {
    "compare-notices": ("compare_notices", "Say which verdicts change from the first notice to the second."),
    "samples": ("workbooks", "Write the sample workbooks."),
    "score": ("score", "Judge workbooks; a folder or zip stands for those in it, in the order of their names."),
    "template": ("workbooks", "Write a workbook to fill in: empty, or with what was filled in so far."),
    "verify": ("workbooks", "Make the added sheets of a scored workbook again and name every difference."),
}


def write_help(formatter: click.HelpFormatter, path: str, commands: Iterable[str], command: str = "") -> None:
    """The examples of some commands and the exits of one, or those common to all, in each language."""
    texts = tables(HELP)
    examples = [
        (f"{path} {name} {each['given']}", each) for name in commands for each in texts["commands"][name]["examples"]
    ]
    exits = texts["commands"].get(command, {}).get("exits", texts["exits"])
    for language in ("zh", "en"):
        with formatter.section(texts["headings"]["examples"][language]):
            formatter.write_dl([(given, each[language]) for given, each in examples])
        with formatter.section(texts["headings"]["exits"][language]):
            formatter.write_dl([(str(code), each[language]) for code, each in enumerate(exits)])


class Commands(click.Group):
    """Commands that are imported when they are called, not when they are listed."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"core.cli.{COMMANDS[name][0]}"), name.replace("-", "_"))
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_module, does) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples of every command, and the exits that are common to all."""
        write_help(formatter, ctx.command_path, COMMANDS)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Judge a trusted data space pilot's workbook against Annex 2 of the 2025 call."""


def run() -> None:
    """A command: nothing but the contract's exits."""
    if sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        main(standalone_mode=True)
    except Exception as error:  # noqa: BLE001 - a message may quote a cell; the log has the lines of code
        from core.cli.common import FAILED, failure

        click.echo(failure(error), err=True)
        sys.exit(FAILED)
