"""The sample workbooks, each judged and scored once a worker, whichever test asks first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.model import Assessment, Month, Profile
from core.pipeline import judge, read
from core.workbooks.scored import scored_workbook

FOLDER = Path(__file__).parents[1] / "sample_data"
NAMES = ("enterprise", "industry", "city", "messy")


@cache
def raw(name: str) -> bytes:
    """A sample's bytes; its name is short ("city") or the file's ("sample_city")."""
    return (FOLDER / f"sample_{name.removeprefix('sample_')}.xlsx").read_bytes()


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
