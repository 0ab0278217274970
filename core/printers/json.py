"""Assessment and comparison → the JSON objects of the contract; figures are exact decimals in strings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from core.comparison.notices import NoticeComparison
from core.comparison.nouns import CellChange, Change, Comparison, Touched
from core.documents.changed_cells import changed_cell
from core.model import Assessment, Finding, Month, Outcome, Outlook, Place, Problem, Rulebook, Status, Trajectory
from core.model.quantity import exact
from core.printers.addresses import address, addresses
from core.printers.numbers import rounded
from core.printers.problems import ProblemPrinter
from core.printers.text import TextPrinter

if TYPE_CHECKING:
    from core.documents.filing import Filing

EVEN, STANDING = 0.5, ("month", "outcome", "value", "at_least", "gap")


def json_object(a: Assessment, language: str, file: str) -> dict[str, Any]:
    printer = ProblemPrinter.of(a, language)
    found = {
        "file": file,
        "space": a.submission.space,
        "notice": a.rulebook.notice.id,
        "own_profile": a.submission.profile,
        "profile": a.profile,
        "as_of": a.as_of,
        "pilot": {**_named(a.pilot, "start", "end"), "months": len(a.pilot.months), "elapsed": a.elapsed},
        "verdict": _verdict(a),
        "criteria": [_criterion(finding, a, language) for finding in a.findings],
        "trajectories": [_trajectory(trajectory, a.outlooks[trajectory.id], a.as_of) for trajectory in a.trajectories],
        "problems": [_problem(problem, printer) for problem in a.problems],
    }
    return {key: _written(value) for key, value in found.items()}


def refusal(problem: Problem, rulebook: Rulebook, language: str, file: str) -> dict[str, Any]:
    return {"file": file, "problems": [_problem(problem, ProblemPrinter(language, rulebook))]}


def filing_object(found: Filing, text: TextPrinter) -> dict[str, Any]:
    """Who of a roster has filed for a month: the object behind those of the files, where a roster is given."""
    lines = [
        {
            **_named(line, "state", "month"),
            "file": line.file or None,
            "name": line.on_roster.name,
            "contact": line.on_roster.contact or None,
        }
        for line in found.lines
    ]
    sentences = [text(each) for each in (found.heading, *found.notes)]
    whole = {"month": found.month, "lines": lines, "sentences": sentences, "reminder": text(found.reminder)}
    return {"roster": _written(whole)}


def changes_object(c: Comparison, text: TextPrinter, file: str) -> dict[str, Any]:
    """The key "changes" of the object, where the earlier workbook `file` is given; cells are addresses."""
    verdict = c.before.verdict
    found: dict[str, Any] = {
        "file": file,
        "profile": c.before.submission.profile,
        "as_of": c.before.as_of,
        "verdict": {"compliant": verdict.compliant, **verdict.counts, "total": verdict.total},
        "criteria": [
            {
                "id": each.criterion.id,
                "before": _named(each.before, *STANDING),
                "after": _named(each.after, *STANDING),
                "causes": list(each.causes),
                "cells": [_touched(touched, c) for touched in each.touched],
            }
            for each in c.moved
        ],
        "history": [
            {
                "id": each.criterion.id,
                "month": revision.month,
                "before": _named(revision.before, "outcome", "value"),
                "after": _named(revision.after, "outcome", "value"),
            }
            for each in c.revised
            for revision in each.revisions
        ],
        "sheets": [
            {
                **_named(each, "sheet", "title"),
                **{change: each.counts[change] for change in Change},
                "cells": [_cell(cell, c, text) for cell in each.cells],
            }
            for each in c.sheets
        ],
    }
    return {key: _written(value) for key, value in found.items()}


def notices_object(c: NoticeComparison, language: str, file: str) -> dict[str, Any]:
    both = (c.before, c.after)
    found = {
        "file": file,
        "space": c.after.submission.space,
        **_named(c.after, "profile", "as_of"),
        "notices": [a.rulebook.notice.id for a in both],
        "verdicts": [
            {"compliant": a.verdict.compliant, "met": a.verdict.counts.get(Outcome.MET, 0), "total": len(a.findings)}
            for a in both
        ],
        "changes": [
            {
                **_named(each.criterion, "id", "clause"),
                "title": each.criterion.title.in_(language),
                "differences": list(each.differences),
                **{side: _judged(getattr(each, side)) for side in ("before", "after")},
            }
            for each in c.changes
        ],
    }
    return {key: _written(value) for key, value in found.items()}


def _judged(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {**_named(finding, "outcome", "value"), "threshold": finding.criterion.threshold}


def _written(value: Any) -> Any:
    """A value with what is in it as JSON has it: exact decimals and months as text, codes as themselves."""
    match value:
        case Fraction():
            return exact(value)
        case Month():
            return str(value)
        case StrEnum():
            return value.value
        case Mapping():
            return {_written(key): _written(each) for key, each in value.items()}
        case list():
            return [_written(each) for each in value]
    return value


def _named(noun: object, *names: str) -> Any:
    """These of what it says by their names; None of None."""
    return None if noun is None else {name: getattr(noun, name) for name in names}


def _address(place: Place | None, a: Assessment) -> str | None:
    return None if place is None else address(place, a.submission.layout)


def _verdict(a: Assessment) -> dict[str, Any]:
    verdict, statuses = a.verdict, [each.status for each in a.outlooks.values()]
    scores = {"score": verdict.score, "score_low": verdict.score_low, "score_high": verdict.score_high}
    return {
        "compliant": verdict.compliant,
        **{outcome: verdict.counts[outcome] for outcome in Outcome},
        "total": verdict.total,
        **{name: None if score is None else float(rounded(score, 1)) for name, score in scores.items()},
        "outlook": {status: statuses.count(status) for status in Status},
    }


def _criterion(finding: Finding, a: Assessment, language: str) -> dict[str, Any]:
    criterion = finding.criterion
    return {
        **_named(criterion, "id", "clause"),
        "title": criterion.title.in_(language),
        "kind": criterion.kind,
        **_named(finding, "outcome", "reason", "value", "at_least"),
        **_named(criterion, "threshold", "comparison"),
        "unit": criterion.unit or None,
        "attainment": None if finding.attainment is None else float(finding.attainment),
        "gap": finding.gap,
        "sources": addresses(finding.sources, a.submission.layout),
        "self_assessed": bool(finding.self_assessed),
        "commitment": _named(finding.commitment, "target", "outcome"),
        "readings": [_named(other, "id", "outcome", "value") for other in finding.alternatives],
    }


def _trajectory(trajectory: Trajectory, outlook: Outlook, as_of: Month | None) -> dict[str, Any]:
    return {
        "id": trajectory.id,
        "months": [_named(point, "month", "value", "required") for point in trajectory.points],
        "status": outlook.status,
        **_named(trajectory, "needed_per_month", "recent_per_month"),
        "forecast": _forecast(outlook, as_of),
    }


def _forecast(outlook: Outlook, as_of: Month | None) -> dict[str, Any] | None:
    """The law at the pilot's end, its figures to 12 places.

    `month_met` is the first month in which the threshold is more likely met than not.
    """
    end = outlook.end
    if end is None:
        return None
    met = next((point.month for point in outlook.points if point.probability >= EVEN), None)
    if as_of is not None and outlook.reached[0] == as_of:
        met = as_of
    figures = {"value": end.median, "low": end.low, "high": end.high}
    return {
        **{name: Fraction(rounded(Fraction(figure), 12)) for name, figure in figures.items()},
        "probability": end.probability,
        "month_met": met,
    }


def _problem(problem: Problem, printer: ProblemPrinter) -> dict[str, Any]:
    row, placed = printer.row(problem), problem.place is not None
    return {
        "severity": row.severity.value,
        "code": row.code,
        "sheet": row.sheet if placed else None,
        "cell": row.cell or None,
        **_named(row, "found", "expected", "remedy"),
    }


def _touched(touched: Touched, c: Comparison) -> dict[str, Any]:
    sides = {change: c.before if change is Change.REMOVED else c.after for change in Change}
    return {
        "sheet": touched.sheet,
        **{change: touched.counts[change] for change in Change},
        **{f"{change}_at": [_address(place, sides[change]) for place in touched.places[change]] for change in Change},
    }


def _cell(cell: CellChange, c: Comparison, text: TextPrinter) -> dict[str, Any]:
    row = changed_cell(cell, c)
    return {
        "change": cell.change,
        **{name: text(row[name]) for name in ("record", "column", "before", "after")},
        "before_cell": _address(cell.before.ref, c.before),
        "after_cell": _address(cell.after.ref, c.after),
    }
