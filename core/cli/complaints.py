"""Exits, and the one sentence about a file that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from core import faults
from core.errors import RefusedWorkbook
from core.i18n import words
from core.model import Problem, Rulebook
from core.printers.problems import ProblemPrinter

FAILED, USAGE = 1, 2

NO_FILE = Problem("no_file")


class Misused(click.ClickException):
    """Wrong usage that only the workbook brings to light: one sentence."""

    exit_code = USAGE


def complaint(file: Path, problem: Problem, rulebook: Rulebook, language: str) -> str:
    """The sentence about a file; of a fault of the program, also where it is recorded."""
    sentence = f"{file}: {ProblemPrinter(rulebook, language).row(problem).sentence}"
    return f"{sentence} {recorded(problem.details['log'], language)}" if "log" in problem.details else sentence


def fault(error: BaseException) -> Problem:
    """The problem that stands for a fault of the program, which is recorded in the log."""
    return Problem("unexpected", details={"log": faults.record(error)})


def problem_of(error: Exception) -> Problem:
    """Why a file cannot be used; a fault of the program is recorded."""
    if isinstance(error, RefusedWorkbook):
        return error.problem
    return NO_FILE if isinstance(error, OSError) else fault(error)


def recorded(log: Path | None, language: str) -> str:
    """Where a fault of the program is recorded."""
    _ = words(language)
    if log is None:
        return _("The fault could not be recorded; {setting} names a file for it.").format(setting=faults.SETTING)
    return _("The fault is recorded in {file}.").format(file=log)


@contextmanager
def complaining(file: Path, rulebook: Rulebook, language: str) -> Iterator[None]:
    """Where the file cannot be used, one sentence and exit 1."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a traceback says nothing to whoever sent the file
        click.echo(complaint(file, problem_of(error), rulebook, language), err=True)
        sys.exit(FAILED)
