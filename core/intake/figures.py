"""Apply answers to questions that the figures raise: confirmed, or answered by a figure of 基本信息."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.intake.answers import digest, joined, with_offers
from core.intake.offers import exactly
from core.model import (
    Answered,
    Assessment,
    Effect,
    Entry,
    Ledger,
    Month,
    Place,
    Problem,
    ProblemCatalogue,
    State,
    Submission,
)
from core.model.quantity import Quantity

#: The item of 基本信息 that an answer fills, and the question that asks for it.
BASELINE, BASELINE_BLANK = "baseline_volume", "baseline_blank"
#: The question whose answer is the date.
MONTHS_TO_COME = "months_to_come"
#: Details that tell where something is, not what it is.
PLACES = frozenset({"row", "first_row", "count"})


def confirmed(assessment: Assessment) -> Assessment:
    """The judgement with every problem's offers, without the questions that the sender has answered."""
    submission, catalogue = assessment.submission, assessment.rulebook.problems
    read = set(map(id, submission.problems))
    still, done = sorted_out([p for p in assessment.problems if id(p) not in read], submission, catalogue)
    return replace(assessment, problems=(*submission.problems, *still), answered=(*submission.answered, *done))


def sorted_out(
    problems: Sequence[Problem], submission: Submission, catalogue: ProblemCatalogue
) -> tuple[tuple[Problem, ...], tuple[Answered, ...]]:
    """Questions about figures with their offers: those that are open, and those that the sender has answered."""
    still, done = [], []
    for problem in with_offers([replace(p, anchor=_anchor(p, submission)) for p in problems], catalogue):
        chosen = ((answer, answer.chosen(problem)) for answer in reversed(submission.answers))
        answered = next((Answered(problem, offer, answer) for answer, offer in chosen if offer is not None), None)
        if answered is None:
            still.append(problem)
        else:
            done.append(answered)
    return tuple(still), tuple(done)


def without_plans(submission: Submission, as_of: Month | None) -> Submission:
    """The submission without problems of cells of months after the date that were not over when the file was changed last."""
    table, modified, said = submission.monthly, submission.modified, submission.basics["as_of"].value
    if table is None or as_of is None or modified is None or said is None or modified < said:
        return submission
    plans = {row.row for row in table.rows if row.month > max(as_of, modified.plus(-1))}

    def of_plans(problem: Problem) -> bool:
        place = problem.place
        if place is None or place.sheet != table.key or place.rows is None or place.column in (None, "month"):
            return False
        return all(plans.issuperset(range(first, last + 1)) for first, last in problem.areas)

    still = [problem for problem in submission.problems if not of_plans(problem)] if plans else []
    return replace(submission, problems=tuple(still)) if plans and len(still) < len(submission.problems) else submission


def filled(submission: Submission, asked: Sequence[Problem], catalogue: ProblemCatalogue) -> Submission:
    """The submission with the figure of 基本信息 that the sender takes from a ledger, and the date that is chosen; itself where none is taken."""
    for each in sorted_out(asked, submission, catalogue)[1]:
        if each.offer.effect in (Effect.VALUE, Effect.AS_OF):
            dated, details = each.offer.effect is Effect.AS_OF, each.offer.details
            key, value = ("as_of", details["understood"]) if dated else (BASELINE, exactly(details["offered"]))
            entry: Entry[Any] = replace(submission.basics[key], state=State.FILLED, value=value)
            basics = MappingProxyType({**submission.basics, key: entry})
            submission = replace(submission, basics=basics, answered=(*submission.answered, each))
    return submission


# --- anchors --------------------------------------------------------------------------------


def _anchor(problem: Problem, submission: Submission) -> str:
    """What the problem is about, whatever row that stands in: item or column, month or name, and its figures."""
    figures = sorted(
        f"{key} {value.value if isinstance(value, Quantity) else value}"
        for key, value in problem.details.items()
        if key not in PLACES and isinstance(value, int | Fraction | Decimal | Month | Quantity)
    )
    place = problem.place
    where, size = (_cell(place, submission), _size(place, submission)) if place else ("", "")
    return joined(where, size, digest(figures) if figures else "")


def _size(place: Place, submission: Submission) -> str:
    at = submission.layout.located(place)
    if at.rows is None or not isinstance(at.column, int) or at.single:
        return ""
    columns = 1 if not isinstance(at.through, int) else at.through - at.column + 1
    return f"{at.rows[1] - at.rows[0] + 1}×{columns}"


def _cell(place: Place, submission: Submission) -> str:
    """What names the (first) cell: its item, or its column and what names its row."""
    if place.column is None:
        return ""
    table, row = submission.monthly, place.rows[0] if place.rows else 0
    if table is not None and table.key == place.sheet:
        return f"{place.column} {next((each.month for each in table.rows if each.row == row), '')}"
    if place.sheet in submission.ledgers:
        return f"{place.column} {_record(submission.ledgers[place.sheet], row)}"
    return str(place.column) if place.column in submission.basics else ""


def _record(ledger: Ledger, row: int) -> str:
    """What names the record in a row of the workbook."""
    at = int(np.searchsorted(ledger.frame.column("row").to_numpy(), row))
    if at >= ledger.frame.num_rows:
        return ""
    names = [key for key in ("name", "credit_code", "day") if key in ledger.frame.column_names]
    return " ".join(str(ledger.frame.column(key)[at].as_py()) for key in names)
