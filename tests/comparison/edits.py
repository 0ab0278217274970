"""Workbooks with something changed by hand, and what a comparison names of it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from core.comparison import Comparison
from core.model import Place, Profile, Submission
from core.pipeline import compare, judge, read
from core.rulebook import load
from tests.places import address

SAMPLES = Path(__file__).parents[2] / "sample_data"
RULEBOOK = load()


@cache
def sample(name: str) -> bytes:
    """A sample's bytes."""
    return (SAMPLES / f"sample_{name}.xlsx").read_bytes()


def edited(raw: bytes, edit: Callable[[openpyxl.Workbook], Any]) -> bytes:
    """The workbook after an edit, as openpyxl saves it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(raw))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def compared(before: bytes, after: bytes, profile: Profile | None = None) -> Comparison:
    """Two workbooks by the whole path."""
    now = judge(read(after, RULEBOOK), RULEBOOK, profile)
    return compare(read(before, RULEBOOK), now)


def named(found: Comparison) -> set[str]:
    """Every place that the sheets' changes name, in either workbook."""
    refs = [(cell.before.ref, cell.after.ref) for sheet in found.sheets for cell in sheet.cells]
    return _named(found, refs)


def _named(found: Comparison, refs: Iterable[tuple[Place | None, Place | None]]) -> set[str]:
    sides = found.before.submission, found.after.submission
    return {address(ref, side) for pair in refs for ref, side in zip(pair, sides, strict=True) if ref is not None}


def behind(found: Comparison, id: str) -> set[str]:
    """The places named behind a criterion's move."""
    change = next(each for each in found.criteria if each.criterion.id == id)
    refs = [(cell.before.ref, cell.after.ref) for each in change.touched for cell in each.cells]
    return _named(found, refs)


# --- one cell at random ---------------------------------------------------------------------


def cells_of(submission: Submission) -> list[Place]:
    """Every cell that is read and may be changed without another taking its place: no header, no remark."""
    refs = [
        entry.ref
        for key, entry in submission.basics.items()
        if entry.ref is not None and key not in ("template_version", "space_name")
    ]
    if submission.monthly:
        refs += [entry.ref for row in submission.monthly.rows for entry in row.figures.values() if entry.ref]
    for claim in submission.claims.values():
        refs += [entry.ref for entry in (claim.status, claim.evidence, claim.review) if entry.ref]
    for target in submission.targets.values():
        refs += [entry.ref for entry in (target.first_year, target.end) if entry.ref]
    for ledger in submission.ledgers.values():
        rows = ledger.frame.column("row").to_pylist()
        refs += [ledger.cell(column, row) for column in ledger.columns for row in rows]
    return [submission.layout.located(ref) for ref in refs]


def other(cell: Cell, random: Random) -> Any:
    """Something else of the same kind, or nothing at all."""
    value = cell.value
    if value is None:
        return random.choice([1, "约200", "是", datetime(2026, 1, 15)])
    if random.random() < 0.2:
        return None
    if isinstance(value, bool | int | float):
        return random.choice([value + 1, 0, value * 2 + 1, "约200"])
    if isinstance(value, datetime):
        return random.choice([value.replace(year=value.year - 1), value.replace(year=value.year + 1)])
    return random.choice([f"{value}改", "是", "已具备", "企业", "数据应用"])


def sheet_of(book: openpyxl.Workbook, ref: Place) -> Worksheet:
    """The sheet that a place is on."""
    return book[ref.sheet]
