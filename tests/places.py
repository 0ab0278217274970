"""Places as tests write them: by title and address."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from core.model import Layout, Place, Problem, Submission
from core.printers import addresses

CELLS = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")


def place(sheet: str, cells: str) -> Place:
    """The place of an address on a sheet with that title."""
    match = CELLS.fullmatch(cells)
    assert match is not None, cells
    left, right = _index(match[1]), _index(match[3] or match[1])
    rows = int(match[2]), int(match[4] or match[2])
    return Place(sheet, left, rows, right if right != left else None, ours=False)


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def located(problems: Submission | Any, layout: Layout | None = None) -> list[Problem]:
    """The problems of a submission or an assessment, or those given, with all places by title and index."""
    if layout is None:
        layout = getattr(problems, "submission", problems).layout
    return [_located(problem, layout) for problem in getattr(problems, "problems", problems)]


def _located(problem: Problem, layout: Layout) -> Problem:
    details = {name: _detail(value, layout) for name, value in problem.details.items()}
    return replace(problem, place=_detail(problem.place, layout), details=details)


def _detail(value: Any, layout: Layout) -> Any:
    if isinstance(value, tuple):
        return tuple(_detail(each, layout) for each in value)
    return layout.located(value) if isinstance(value, Place) else value


def cell_of(of: Problem | Place | None, layout: Layout = addresses.NO_LAYOUT) -> str | None:
    """The address within its sheet; None for none."""
    at = of.place if isinstance(of, Problem) else of
    return None if at is None else addresses.cells(at, layout) or None


def sheet_of(of: Problem | Place | None, layout: Layout = addresses.NO_LAYOUT) -> str | None:
    """The title of the sheet; None for none."""
    at = of.place if isinstance(of, Problem) else of
    return None if at is None else addresses.sheet(at, layout)


def address(of: Place | None, submission: Submission) -> str:
    """The address with its sheet."""
    return "" if of is None else addresses.address(of, submission.layout)
