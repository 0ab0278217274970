"""What the commands share: options, bytes in and out, exits, and the one sentence about a file that cannot be used."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from core import faults
from core.cli import write_help
from core.errors import PilotError, RefusedWorkbook, RulebookError, SourcesError
from core.i18n import Language, languages, words
from core.intake import DEFAULT_LIMITS, Connected
from core.model import Month, Problem, Profile, Rulebook
from core.printers.problems import ProblemPrinter
from core.rulebook import load

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

FAILED, USAGE = 1, 2
#: The members of zips that were given, under their zip's name: the file that each is unpacked to, or why it is not.
UNPACKED: dict[Path, Path | Problem] = {}


class Misused(click.ClickException):
    """Wrong usage that only the workbook brings to light: one sentence."""

    exit_code = USAGE


# --- options --------------------------------------------------------------------------------


class Parsed(click.ParamType[T]):
    """What `parse` makes of the words; where it raises ValueError, wrong usage."""

    def __init__(self, name: str, parse: Callable[[str], T], wrong: str = "{error}") -> None:
        self.name, self._parse, self._wrong = name, parse, wrong

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> T:
        try:
            return self._parse(str(value))
        except ValueError as error:
            self.fail(self._wrong.format(value=value, error=error), param, ctx)


def loaded(name: str | None) -> Rulebook | None:
    """The rulebook of a notice or folder, or wrong usage; None where none is given."""
    try:
        return None if name is None else load(name)
    except RulebookError as error:
        raise click.UsageError(str(error)) from error


MONTH = Parsed("YYYY-MM", Month.parse, "{value!r} is not a month such as 2026-06")
language_option = click.option(
    "--lang",
    "language",
    type=Parsed("LANGUAGE", Language),
    default=Language.ZH,
    show_default=True,
    help=f"{' or '.join(languages())}.",
)
rulebook_option = click.option(
    "--rulebook", metavar="NAME|DIR", help="The notice to apply, by name or folder; without it that of the pilot."
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


def profile_option(help: str) -> Callable[[Command], Command]:
    """--profile, for a command that does this with it."""
    return click.option(
        "--profile",
        type=click.Choice([profile.value for profile in Profile]),
        callback=lambda _context, _option, value: None if value is None else Profile(value),
        help=help,
    )


def file_option(
    *names: str, help: str, folder: bool = False, either: bool = False, endings: tuple[str, ...] = (), **settings: Any
) -> Callable[[Command], Command]:
    """An option that names a file, of one of the endings where there are any, or a folder, or either."""
    kind = click.Path(file_okay=either or not folder, dir_okay=either or folder, path_type=Path)

    def fitting(_context: click.Context, _option: click.Parameter, path: Any) -> Any:
        for each in path if settings.get("multiple") else filter(None, (path,)):
            if endings and each.suffix.lower() not in endings:
                raise click.BadParameter(f"{each} does not end in {' or '.join(endings)}")
        return path

    return click.option(*names, type=kind, callback=fitting, help=help, **settings)


# --- help ----------------------------------------------------------------------------------


class Described(click.Command):
    """A command whose help has examples and exit codes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        name = self.name or ""
        write_help(formatter, ctx.command_path.removesuffix(f" {name}"), [name], name)


# --- in and out -----------------------------------------------------------------------------


def content(path: Path, most: int = DEFAULT_LIMITS.upload) -> bytes:
    """What a file holds, and no more than tells that it has more than `most` bytes; RefusedWorkbook where none can be read.

    A pipe or a device is no file: it may never end, or never begin.  A member of a zip is what it was unpacked to.
    """
    found = UNPACKED.get(path, path)
    if isinstance(found, Problem):
        raise RefusedWorkbook(found)
    path = found
    nothing = Problem("no_file", details={"kind": path.suffix[1:].lower()})
    try:
        if not path.is_file():
            raise RefusedWorkbook(nothing)
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError):
        raise RefusedWorkbook(nothing) from None


def connected_by(file: Path | None, *notices: Rulebook) -> Mapping[str, Connected]:
    """The tables that a sources.toml names, read at this moment; wrong usage where the file cannot be used."""
    from core.pipeline import connect, sources_of  # forecasts, which writing a template does not need

    try:
        sources = () if file is None else sources_of(file, next(iter(notices), None))
    except SourcesError as error:
        raise Misused(str(error)) from None
    return connect(sources, lambda: datetime.now().astimezone(), *notices) if sources else {}


def write(path: Path, raw: bytes, language: str) -> None:
    """Writes a file, making its folder, whole or not at all: it may replace the sender's own. A failure is one sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(raw)
            return
        whole = path.resolve()
        part = whole.with_name(f".{os.getpid()}.part")
        try:
            part.write_bytes(raw)
            if whole.exists():
                shutil.copymode(whole, part)
            part.replace(whole)
        except PermissionError:  # a folder that takes no new file
            whole.write_bytes(raw)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(_unwritten(path, error, words(language))) from error


def _unwritten(path: Path, error: OSError, _: Callable[[str], str]) -> str:
    """Why a file could not be written, and what to do."""
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            sentence = _("{file} could not be written: there is no permission to write there. Choose another place.")
        case errno.ENOSPC | errno.EDQUOT:
            sentence = _(
                "{file} could not be written: no space is left on the disk. Make room, or choose another place."
            )
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST:
            sentence = _("{file} could not be written: a folder and a file of that path have one name. Choose another.")
        case errno.ENAMETOOLONG:
            sentence = _("{file} could not be written: the name is too long. Choose a shorter one.")
        case _other:
            sentence = _("{file} could not be written ({error}). Choose another place.")
    return sentence.format(file=path, error=error.strerror)


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


# --- complaints -----------------------------------------------------------------------------


def complaint(file: Path, problem: Problem, rulebook: Rulebook, language: str) -> str:
    """The sentence about a file; of a fault of the program, also where it is recorded."""
    sentence = f"{file}: {ProblemPrinter(language, rulebook).row(problem).sentence}"
    return f"{sentence} {recorded(problem.details['log'], language)}" if "log" in problem.details else sentence


def problem_of(error: BaseException) -> Problem:
    """Why a file cannot be used; a fault of the program is recorded in the log."""
    if isinstance(error, RefusedWorkbook):
        return error.problem
    return Problem("no_file") if isinstance(error, OSError) else fault(error)


def fault(error: BaseException) -> Problem:
    """The problem that stands for a fault of the program, which is recorded in the log."""
    return Problem("unexpected", details={"log": faults.record(error)})


def recorded(log: Path | None, language: str) -> str:
    """Where a fault of the program is recorded."""
    _ = words(language)
    if log is None:
        return _("The fault could not be recorded; {setting} names a file for it.").format(setting=faults.SETTING)
    return _("The fault is recorded in {file}.").format(file=log)


def failure(error: Exception) -> str:
    """The sentence about an error that a command did not expect."""
    return str(error) if isinstance(error, PilotError) else recorded(faults.record(error), Language.EN)


@contextmanager
def complaining(file: Path, rulebook: Rulebook, language: str) -> Iterator[None]:
    """Where the file cannot be used, one sentence and exit 1."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a traceback says nothing to whoever sent the file
        click.echo(complaint(file, problem_of(error), rulebook, language), err=True)
        sys.exit(FAILED)
