"""Indicators + Rulebook → Assessment.  `judge.judge_figure` and `judge.judge_claim` make every verdict."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from types import MappingProxyType

from core.assessment.judge import EVIDENCE, compliant, item_scores, judge_claim, judge_figure, total
from core.model import (
    Alternative,
    Assessment,
    Claim,
    Commitment,
    Criterion,
    Finding,
    Indicators,
    Kind,
    Measurement,
    Outcome,
    Problem,
    Profile,
    Reason,
    Rulebook,
    State,
    Submission,
    Trajectory,
    TrajectoryPoint,
    Verdict,
)

#: A 状态 that says something, be it something that cannot be read.
STATED = (State.FILLED, State.UNREADABLE)
#: Months that the recent pace is the mean of.
RECENT = 3


def assess(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Assessment:
    """The judgement of a workbook for the type and the month that its indicators were computed for."""
    findings, problems = [], list(submission.problems + indicators.problems)
    for criterion in rulebook.criteria[indicators.profile]:
        if criterion.kind is Kind.COMPUTED:
            findings.append(_computed(criterion, indicators, submission))
            continue
        claim, problem = claim_for(criterion, submission, rulebook, indicators.profile)
        other_type = submission.profile not in (None, indicators.profile) and bool(criterion.item)
        findings.append(_evidence(criterion, claim, Reason.NOT_FOR_THIS_TYPE if other_type else Reason.BLANK))
        problems += [problem] if problem else []
    return Assessment(
        rulebook=rulebook,
        submission=submission,
        profile=indicators.profile,
        pilot=indicators.pilot,
        as_of=indicators.as_of,
        findings=tuple(findings),
        verdict=verdict(findings),
        trajectories=tuple(trajectory(f.criterion, indicators) for f in findings if f.criterion.kind is Kind.COMPUTED),
        problems=tuple(problems),
        latest=indicators.latest,
    )


def _computed(criterion: Criterion, indicators: Indicators, submission: Submission) -> Finding:
    indicator = indicators.by_id[criterion.id]
    undated = next(iter(indicator.by_month.values()), Measurement(None, Reason.BLANK))  # says why there is no figure
    found = undated if indicators.as_of is None else indicator.by_month[indicators.as_of]
    threshold = criterion.threshold or Fraction(0)
    outcome = judge_figure(found.value, threshold, at_least=found.at_least)
    judged = found.value if outcome is not Outcome.NO_DATA else None
    return Finding(
        criterion=criterion,
        outcome=outcome,
        reason=(found.reason or Reason.BLANK) if outcome is Outcome.NO_DATA else None,
        value=found.value,
        at_least=found.at_least,
        declared=found.declared,
        attainment=None if judged is None else judged / threshold,
        gap=None if judged is None else judged - threshold,
        parts=found.parts,
        days=found.days,
        sources=found.sources,
        origin=indicator.origin,
        commitment=_commitment(criterion, found, submission),
        alternatives=tuple(
            Alternative(id, judge_figure(m.value, m.threshold or threshold, at_least=m.at_least), m.value)
            for id, m in indicator.alternatives.items()
        ),
    )


def _commitment(criterion: Criterion, found: Measurement, submission: Submission) -> Commitment | None:
    """The applicant's own end target, judged like the threshold; None where none is filed."""
    target = submission.targets.get(criterion.id)
    if target is None or target.end.value is None:
        return None
    end = Fraction(target.end.value)
    return Commitment(end, judge_figure(found.value, end, at_least=found.at_least), target.end.ref)


def _evidence(criterion: Criterion, claim: Claim | None, without: Reason) -> Finding:
    """A claim judged; `without` is the reason where there is none."""
    judged = judge_claim(claim)
    refs = (claim.status.ref, claim.evidence.ref, claim.review.ref) if claim else ()
    return Finding(
        criterion=criterion,
        outcome=judged.outcome,
        reason=judged.reason if claim else without,
        attainment=EVIDENCE.get(judged.outcome),
        sources=tuple(ref for ref in refs if ref is not None),
        self_assessed=judged.self_assessed,
        claim=claim,
    )


def claim_for(
    criterion: Criterion, submission: Submission, rulebook: Rulebook, profile: Profile
) -> tuple[Claim | None, Problem | None]:
    """The criterion's own row; under another type's toggle, else the row of an item of equal wording.

    Of several such rows those that can be read, then the own type's, come first.  The problem says so where the
    status was taken from one.
    """
    claims, own_type = submission.claims, submission.profile
    stated = {id: claim.status.state for id, claim in claims.items() if claim.status.state in STATED}
    own, key = claims.get(criterion.id), criterion.evidence_key
    if criterion.id in stated or own_type is None or own_type is profile or key is None:
        return own, None
    alike = dict.fromkeys(c.id for every in rulebook.criteria.values() for c in every if c.evidence_key == key)
    of_own_type = {c.id for c in rulebook.criteria[own_type]}
    equal = [
        (stated[id] is State.UNREADABLE, id not in of_own_type, at, id) for at, id in enumerate(alike) if id in stated
    ]
    if not equal:
        return own, None
    other = claims[min(equal)[-1]]
    if other.status.state is State.UNREADABLE:
        return other, None
    details = MappingProxyType({"id": criterion.id, "from": other.id, "title": criterion.title})
    return other, Problem("status_of_equal_item", other.status.ref, other.status.found, details, (criterion.id,))


def trajectory(criterion: Criterion, indicators: Indicators) -> Trajectory:
    """A computed criterion over the whole pilot.

    `required` runs straight from the first known value to the threshold at the pilot's end;
    `needed_per_month` is (threshold - value) / months left, `recent_per_month` the mean of the
    last three months' changes.
    """
    indicator, threshold = indicators.by_id[criterion.id], criterion.threshold or Fraction(0)
    values = {month: found.value for month, found in indicator.by_month.items() if found.value is not None}
    as_of, end = indicators.as_of, indicators.pilot.end
    first = min(values, default=end)
    rise = (threshold - values[first]) / (end - first) if values and end > first else Fraction(0)
    points = []
    for month in indicators.pilot.months:
        found, required = indicator.by_month.get(month), None
        if values and month >= first:
            required = values[first] + rise * (month - first) if end > first else threshold
        outcome = None if found is None else judge_figure(found.value, threshold, at_least=found.at_least)
        points.append(TrajectoryPoint(month, values.get(month), required, outcome))
    needed = recent = None
    if as_of is not None and as_of in values:
        needed = (threshold - values[as_of]) / (end - as_of) if end > as_of else None
        before = values.get(as_of.plus(-RECENT))
        recent = None if before is None else (values[as_of] - before) / RECENT
    return Trajectory(criterion.id, tuple(points), needed, recent, indicator.parts)


def verdict(findings: list[Finding]) -> Verdict:
    """The whole, counted over foundation and goals."""
    counts = Counter(finding.outcome for finding in findings)
    scores = item_scores(findings)
    score, low, high = total(scores)
    return Verdict(
        compliant=compliant(counts),
        counts=MappingProxyType({outcome: counts[outcome] for outcome in Outcome}),
        total=len(findings),
        score=score,
        score_low=low,
        score_high=high,
        item_scores=MappingProxyType(dict(scores)),
        red_flag=any(f.criterion.red_flag and f.outcome is Outcome.NOT_MET for f in findings),
    )
