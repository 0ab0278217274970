"""What the help of a command says beside its options (help.toml): examples and exit codes, in Chinese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

TEXTS = Path(__file__).with_suffix(".toml")


def write_help(formatter: click.HelpFormatter, path: str, commands: Iterable[str], command: str = "") -> None:
    """The examples of some commands and the exits of one, or those common to all, in each language."""
    texts = tomllib.loads(TEXTS.read_text("utf-8"))
    examples = [
        (f"{path} {name} {each['given']}", each) for name in commands for each in texts["commands"][name]["examples"]
    ]
    exits = texts["commands"].get(command, {}).get("exits", texts["exits"])
    for language in ("zh", "en"):
        with formatter.section(texts["headings"]["examples"][language]):
            formatter.write_dl([(given, each[language]) for given, each in examples])
        with formatter.section(texts["headings"]["exits"][language]):
            formatter.write_dl([(str(code), each[language]) for code, each in enumerate(exits)])


class Described(click.Command):
    """A command whose help has examples and exit codes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        name = self.name or ""
        write_help(formatter, ctx.command_path.removesuffix(f" {name}"), [name], name)
