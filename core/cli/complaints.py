"""Exits, and the one sentence about a file that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from core.errors import RefusedWorkbook
from core.model import Problem, Rulebook, Severity
from core.views.problems import problem_row

FAILED, USAGE = 1, 2

NO_FILE = Problem(Severity.ERROR, "no_file")
UNEXPECTED = Problem(Severity.ERROR, "unexpected")


class Misused(click.ClickException):
    """Wrong usage that only the workbook brings to light: one sentence."""

    exit_code = USAGE


def complaint(file: Path, problem: Problem, rulebook: Rulebook, language: str) -> str:
    """The sentence about a file."""
    return f"{file}: {problem_row(problem, rulebook, language).sentence}"


@contextmanager
def complaining(file: Path, rulebook: Rulebook, language: str) -> Iterator[None]:
    """Where the file cannot be used, one sentence and exit 1."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a traceback says nothing to whoever sent the file
        problem = error.problem if isinstance(error, RefusedWorkbook) else UNEXPECTED
        problem = NO_FILE if isinstance(error, OSError) else problem
        click.echo(complaint(file, problem, rulebook, language), err=True)
        sys.exit(FAILED)
