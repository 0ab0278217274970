"""Judgement → the JSON object of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.forecast import outlooks
from core.formulas.names import exact
from core.model import (
    Assessment,
    Commitment,
    Finding,
    Layout,
    Month,
    Outcome,
    Outlook,
    Problem,
    Rulebook,
    Status,
    Trajectory,
)
from core.printers.addresses import address, cells, sheet
from core.printers.numbers import rounded
from core.printers.problems import ProblemPrinter, printer_of

EVEN = 0.5


def json_object(
    assessment: Assessment, language: str, file: str, ahead: Mapping[str, Outlook] | None = None
) -> dict[str, Any]:
    """One object a file, as the contract shows it; figures are exact decimals in strings.

    `ahead` is the forecast where it has been made already.
    """
    a, outlook = assessment, outlooks(assessment) if ahead is None else ahead
    return {
        "file": file,
        "space": a.submission.space,
        "notice": a.rulebook.notice.id,
        "own_profile": None if a.submission.profile is None else a.submission.profile.value,
        "profile": a.profile.value,
        "as_of": None if a.as_of is None else str(a.as_of),
        "pilot": {
            "start": str(a.pilot.start),
            "end": str(a.pilot.end),
            "months": len(a.pilot.months),
            "elapsed": a.elapsed,
        },
        "verdict": _verdict(a, outlook),
        "criteria": [_criterion(finding, a.submission.layout, language) for finding in a.findings],
        "trajectories": [_trajectory(trajectory, outlook[trajectory.id], a.as_of) for trajectory in a.trajectories],
        "problems": [problem_object(problem, printer_of(a, language)) for problem in a.problems],
    }


def refusal(problem: Problem, rulebook: Rulebook, language: str, file: str) -> dict[str, Any]:
    """The object of a file that has no verdict."""
    return {"file": file, "problems": [problem_object(problem, ProblemPrinter(rulebook, language))]}


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _score(value: Fraction | None) -> float | None:
    return None if value is None else float(rounded(value, 1))


def _verdict(a: Assessment, outlook: Mapping[str, Outlook]) -> dict[str, Any]:
    counts, statuses = a.verdict.counts, [each.status for each in outlook.values()]
    return {
        "compliant": a.verdict.compliant,
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "total": a.verdict.total,
        "score": _score(a.verdict.score),
        "score_low": _score(a.verdict.score_low),
        "score_high": _score(a.verdict.score_high),
        "outlook": {status.value: statuses.count(status) for status in Status},
    }


def _criterion(finding: Finding, layout: Layout, language: str) -> dict[str, Any]:
    criterion = finding.criterion
    threshold = None if criterion.threshold is None else Fraction(criterion.threshold)
    return {
        "id": criterion.id,
        "clause": criterion.clause,
        "title": criterion.title.in_(language),
        "kind": criterion.kind.value,
        "outcome": finding.outcome.value,
        "reason": None if finding.reason is None else finding.reason.value,
        "value": _text(finding.value),
        "at_least": finding.at_least,
        "threshold": _text(threshold),
        "comparison": criterion.comparison,
        "unit": criterion.unit or None,
        "attainment": None if finding.attainment is None else float(finding.attainment),
        "gap": _text(finding.gap),
        "sources": [address(place, layout) for place in finding.sources],
        "self_assessed": bool(finding.self_assessed),
        "commitment": _commitment(finding.commitment),
        "readings": [
            {"id": other.id, "outcome": other.outcome.value, "value": _text(other.value)}
            for other in finding.alternatives
        ],
    }


def _commitment(commitment: Commitment | None) -> dict[str, Any] | None:
    return None if commitment is None else {"target": exact(commitment.target), "outcome": commitment.outcome.value}


def _trajectory(trajectory: Trajectory, outlook: Outlook, as_of: Month | None) -> dict[str, Any]:
    return {
        "id": trajectory.id,
        "months": [
            {"month": str(point.month), "value": _text(point.value), "required": _text(point.required)}
            for point in trajectory.points
        ],
        "status": outlook.status.value,
        "needed_per_month": _text(trajectory.needed_per_month),
        "recent_per_month": _text(trajectory.recent_per_month),
        "forecast": _forecast(outlook, as_of),
    }


def _forecast(outlook: Outlook, as_of: Month | None) -> dict[str, Any] | None:
    """The law at the pilot's end; `month_met` is the first month in which the threshold is more likely met than not."""
    if outlook.end is None:
        return None
    met = next((point.month for point in outlook.points if point.probability >= EVEN), None)
    if as_of is not None and outlook.reached[0] == as_of:
        met = as_of
    return {
        "value": _rounded(outlook.end.median),
        "low": _rounded(outlook.end.low),
        "high": _rounded(outlook.end.high),
        "probability": outlook.end.probability,
        "month_met": None if met is None else str(met),
    }


def _rounded(figure: float) -> str:
    """A forecast figure, to 12 places."""
    return exact(Fraction(rounded(Fraction(figure), 12)))


def problem_object(problem: Problem, printer: ProblemPrinter) -> dict[str, Any]:
    """A problem as the contract shows it, in words."""
    text, place = printer.text(problem), problem.place
    return {
        "severity": printer.rulebook.problems.severity(problem).value,
        "code": problem.code,
        "sheet": None if place is None else sheet(place, printer.layout),
        "cell": None if place is None else cells(place, printer.layout) or None,
        "found": text.found,
        "expected": text.expected,
        "remedy": text.remedy,
    }
