"""The whole path: bytes → Submission → Indicators → Assessment.  Command line and pages call this."""

from __future__ import annotations

from types import MappingProxyType

from core.assessment import assess
from core.errors import RefusedWorkbook
from core.indicators import compute
from core.intake import read as _read
from core.model import Assessment, Month, Problem, Profile, Rulebook, Severity, Submission
from core.rulebook import load


def read(raw: bytes, rulebook: Rulebook | None = None) -> Submission:
    """A workbook's bytes as a Submission; RefusedWorkbook where there can be no verdict."""
    return _read(raw, rulebook or load())


def judge(
    submission: Submission, rulebook: Rulebook | None = None, profile: Profile | None = None, as_of: Month | None = None
) -> Assessment:
    """The judgement for a pilot type (the workbook's own by default) at a month (its last by default).

    RefusedWorkbook where neither the workbook nor the caller names a type.
    """
    rulebook = rulebook or load()
    chosen = profile or submission.profile
    if chosen is None:
        entry = submission.basics["profile"]
        sheet, cell = (entry.ref.sheet, entry.ref.cells) if entry.ref else (None, None)
        details = MappingProxyType({"choices": tuple(choice.label for choice in rulebook.profiles.values())})
        raise RefusedWorkbook(Problem(Severity.ERROR, "no_profile", sheet, cell, entry.found, details))
    return assess(submission, compute(submission, rulebook, chosen, as_of), rulebook)
