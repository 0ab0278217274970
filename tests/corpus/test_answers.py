"""An answer that says that a cell means something else is applied: it never settles its question and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from core.errors import RefusedWorkbook
from core.model import Answer, Assessment, Effect, Submission
from core.pipeline import judge, read
from tests.corpus import Case, cases, tenth

pytestmark = [pytest.mark.slow, pytest.mark.child]

#: Of an error they say what holds already.
NOTHING_NEW = (Effect.KEEP, Effect.NOT_USED)


def understood(submission: Submission) -> tuple[Any, ...]:
    """All that was read of a workbook, without where."""
    entries = [(key, entry.state, entry.value) for key, entry in submission.basics.items()]
    rows = submission.monthly.rows if submission.monthly else ()
    figures = [(row.month, key, entry.state, entry.value) for row in rows for key, entry in row.figures.items()]
    targets = [(target.first_year.value, target.end.value) for target in submission.targets.values()]
    claims = [(claim.status.value, claim.evidence.value, claim.review.value) for claim in submission.claims.values()]
    ledgers = {key: ledger.frame.to_pydict() for key, ledger in submission.ledgers.items()}
    return entries, figures, targets, claims, ledgers, submission.profile, submission.pilot


def outcome(a: Assessment) -> tuple[Any, ...]:
    """What was read and judged, and what is still asked but for what the answer was about."""
    return understood(a.submission), a.as_of, [(each.value, each.outcome) for each in a.findings]


def without_effect(chosen: Sequence[Case]) -> Iterator[tuple[str, str, str]]:
    """Case, code and answer of each kind of answer that is taken and changes nothing."""
    tried = set()
    for case in chosen:
        try:
            raw = case.make()
            before = judge(read(raw))
        except RefusedWorkbook:
            continue
        codes = {problem.code for problem in before.problems}
        for problem in before.problems:
            for offer in problem.offers:
                kind = problem.code, offer.key.partition(":")[0]
                if kind in tried or offer.effect in NOTHING_NEW:
                    continue
                tried.add(kind)
                after = judge(read(raw, answers=[Answer.to(problem, offer.key)]))
                asked = {each.code for each in after.problems}
                if outcome(after) == outcome(before) and asked <= codes:
                    yield case.name, *kind


def test_no_answer_is_taken_without_an_effect() -> None:
    assert list(without_effect([case for case in cases if case.name in tenth()])) == []


@pytest.mark.soak
def test_no_answer_to_any_case_is_taken_without_an_effect() -> None:
    assert list(without_effect([case for case in cases if not case.heavy])) == []
