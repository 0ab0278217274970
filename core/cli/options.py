"""What several commands can be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from core.errors import RulebookError
from core.i18n import Language, languages
from core.model import Month, Profile, Rulebook
from core.rulebook import load

Command = TypeVar("Command", bound=Callable[..., Any])


class LanguageCode(click.ParamType[Language]):
    """One of the languages that have a folder of words."""

    name = "LANGUAGE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Language:
        """The language, or wrong usage."""
        try:
            return Language(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


language_option = click.option(
    "--lang",
    "language",
    type=LanguageCode(),
    default=Language.ZH,
    show_default=True,
    help=f"{' or '.join(languages())}.",
)
rulebook_option = click.option(
    "--rulebook", metavar="NAME|DIR", help="The notice to apply, by name or folder; without it that of the pilot."
)


def profile_option(help: str) -> Callable[[Command], Command]:
    """--profile, for a command that does this with it."""
    return click.option("--profile", type=click.Choice([profile.value for profile in Profile]), help=help)


def file_option(*names: str, help: str, required: bool = False, multiple: bool = False) -> Callable[[Command], Command]:
    """An option that names a file."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option(*names, type=kind, required=required, multiple=multiple, help=help)


class AsOf(click.ParamType[Month]):
    """A month written YYYY-MM."""

    name = "YYYY-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """The month, or wrong usage."""
        try:
            return Month.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a month such as 2026-06", param, ctx)


def loaded(name: str | None) -> Rulebook | None:
    """The rulebook of a notice or folder, or wrong usage; None where none is given."""
    try:
        return None if name is None else load(name)
    except RulebookError as error:
        raise click.UsageError(str(error)) from error
