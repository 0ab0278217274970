"""The sample workbooks, each judged and scored once a worker, whichever test asks first.

What does not hang on the length of a ledger is tried on a sample with a few rows of each: the name begins with "small_".
It is opened, scored, proven and recalculated several times as fast.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import openpyxl

from core.model import Assessment, Month, Profile
from core.pipeline import judge, read
from core.workbooks.scored import scored_workbook

FOLDER = Path(__file__).parents[1] / "sample_data"
NAMES = ("enterprise", "industry", "city", "messy")
SMALL = "small_"
#: The last row of a ledger of a small sample.
LAST = 16


@cache
def raw(name: str) -> bytes:
    """A sample's bytes; its name is short ("city"), the file's ("sample_city"), or begins with "small_"."""
    if name.startswith(SMALL):
        return _shortened(raw(name.removeprefix(SMALL)))
    return (FOLDER / f"sample_{name.removeprefix('sample_')}.xlsx").read_bytes()


def _shortened(content: bytes) -> bytes:
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    for sheet in book:
        if sheet.title.endswith(("台账", "记录")):
            sheet.delete_rows(LAST + 1, sheet.max_row)
    book.save(out)
    return out.getvalue()


def judged(name: str, profile: Profile | None = None, month: Month | None = None) -> Assessment:
    """The judgement as its own type (or `profile`), at its own date (or `month`)."""
    return _judged(name.removeprefix("sample_"), profile, month)


def scored(name: str, language: str = "zh", profile: Profile | None = None, month: Month | None = None) -> bytes:
    """The scored workbook of that judgement."""
    return _scored(name.removeprefix("sample_"), language, profile, month)


@cache
def _judged(name: str, profile: Profile | None, month: Month | None) -> Assessment:
    return judge(read(raw(name)), profile=profile, as_of=month)


@cache
def _scored(name: str, language: str, profile: Profile | None, month: Month | None) -> bytes:
    return scored_workbook(raw(name), _judged(name, profile, month), language)
