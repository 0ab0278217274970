"""What is asked about a small submission, and honest ones to slip from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.formulas import compute
from core.model import Month, Problem, Profile, Severity, Submission
from core.plausibility import questioned
from tests.build import RULEBOOK, submission
from tests.places import located

MONTHS = tuple(str(Month(2025, 7).plus(i)) for i in range(12))


def asked(found: Submission, code: str, as_of: str | None = None, profile: Profile | None = None) -> list[Problem]:
    """The questions of one code."""
    month = None if as_of is None else Month.parse(as_of)
    indicators = compute(found, RULEBOOK, profile or found.profile or Profile.ENTERPRISE, month)
    problems = questioned(found, indicators, RULEBOOK).problems
    return [problem for problem in located(problems, found.layout) if problem.code == code]


def only(problems: Sequence[Problem]) -> Problem:
    """The one there is; a question like all of them."""
    (problem,) = problems
    assert RULEBOOK.problems.severity(problem) is Severity.QUESTION
    return problem


def by_month(**columns: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """月度统计 from July 2025 on, a column a keyword: the figure of `enterprises` in row n stands in B(n + 2)."""
    rows: dict[str, dict[str, Any]] = {}
    for key, values in columns.items():
        for month, value in zip(MONTHS, values, strict=False):
            rows.setdefault(month, {})[key] = value
    return rows


def monthly(
    profile: Profile = Profile.ENTERPRISE, basics: Mapping[str, Any] | None = None, **columns: Any
) -> Submission:
    """A workbook of 月度统计 alone."""
    return submission(profile, basics=basics, months=by_month(**columns))
