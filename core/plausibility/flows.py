"""Amounts of each month: what is at stake where they look like totals so far, and one of them that decides alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from core.intake.running import CODE
from core.model import Answered, Effect, Indicators, Offer, Problem, Rulebook, Submission
from core.model.formulas import MONTHLY
from core.plausibility.case import Case, Point


def _columns(case: Case) -> Iterator[tuple[tuple[str, ...], Sequence[Point]]]:
    """Columns of amounts a month, without those in which something is taken back: that is asked about where it is read."""
    for _, criteria, points in case.columns(case.limits.flows):
        if all(point.value >= 0 for point in points):
            yield criteria, points


def weighed(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Submission:
    """The submission with the share of a criterion under both readings in each question about running totals.

    Without one that is open where no criterion rests on the column, or where totals are not that likely and no verdict hangs
    on it.
    """
    if CODE not in {
        problem.code for problem in (*submission.problems, *(each.problem for each in submission.answered))
    }:
        return submission
    case = Case.at(submission, indicators, rulebook)
    problems = (each if each.code != CODE else _weighed(case, each) for each in submission.problems)
    answered = (
        each
        if each.problem.code != CODE
        else replace(each, problem=_weighed(case, each.problem, each.offer) or _bare(each))
        for each in submission.answered
    )
    return replace(submission, problems=tuple(filter(None, problems)), answered=tuple(answered))


def _weighed(case: Case | None, problem: Problem, answer: Offer | None = None) -> Problem | None:
    """The question with both shares; None where it is not asked."""
    if case is None or problem.place is None:
        return None
    criteria = case.resting_on(MONTHLY, str(problem.place.column))
    amounts = [(typed, own) for month, typed, own in problem.details["amounts"] if month <= case.as_of]
    typed, own = sum((each for each, _ in amounts), Fraction(0)), sum((each for _, each in amounts), Fraction(0))
    used = own if answer and answer.effect is Effect.PROPOSED else typed
    for criterion, _, indicator in case.criteria if used else ():
        found = indicator.by_month[case.as_of].value
        if criterion.id in criteria and found is not None:
            shares = {"summed": found * typed / used, "running": found * own / used}
            hangs = len({value >= (criterion.threshold or 0) for value in shares.values()}) > 1
            if answer or hangs or problem.details["likely"]:
                told = {name: criterion.quantity(value) for name, value in shares.items()}
                details = {**problem.details, "title": criterion.title, **told}
                return replace(problem, criteria=criteria, details=details)
    return None


def _bare(each: Answered) -> Problem:
    """An answered question where there is no share to tell."""
    return replace(each.problem, details={**each.problem.details, "kind": "bare"})


def lone_months(case: Case) -> Iterator[Problem]:
    """A question about the one month that is many times any other, for the criteria that are not met without it."""
    for criteria, points in _columns(case):
        *others, most = sorted((point for point in points if point.value), key=lambda point: point.value) or (None,)
        if (
            most is None
            or len(others) < case.limits.alone_others
            or most.value <= case.limits.alone_times * others[-1].value
        ):
            continue
        without = 1 - most.value / sum(point.value for point in points)
        hang = {
            criterion.id
            for criterion, _, indicator in case.criteria
            if (value := indicator.by_month[case.as_of].value) is not None
            and value * without < (criterion.threshold or 0) <= value
        }
        if found := tuple(id for id in criteria if id in hang):
            next_to = {"earlier": others[-1].month, "before": others[-1].found}
            yield case.ask("month_alone", most.ref, most.found, found, month=most.month, after=most.found, **next_to)
