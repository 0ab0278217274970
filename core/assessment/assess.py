"""Indicators + Rulebook → Assessment: outcome, gap and attainment of each criterion, and the verdict."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from types import MappingProxyType

from core.assessment.claims import claim_for
from core.assessment.judge import compliant, judge_claim, judge_figure
from core.assessment.score import EVIDENCE, item_scores, total
from core.assessment.trajectories import trajectory
from core.model import (
    Alternative,
    Assessment,
    Commitment,
    Criterion,
    Finding,
    Indicator,
    Indicators,
    Kind,
    Measurement,
    Month,
    Outcome,
    Problem,
    Reason,
    Rulebook,
    Submission,
    Verdict,
)


def assess(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Assessment:
    """The judgement of a workbook for the type and the month that its indicators were computed for."""
    findings, problems = [], list(submission.problems + indicators.problems)
    for criterion in rulebook.criteria[indicators.profile]:
        if criterion.kind is Kind.COMPUTED:
            findings.append(_computed(criterion, indicators, submission))
            continue
        finding, problem = _evidence(criterion, submission, rulebook, indicators)
        findings.append(finding)
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
    found = _at(indicator, indicators.as_of)
    threshold = Fraction(criterion.threshold or 0)
    outcome = judge_figure(found.value, threshold, at_least=found.at_least)
    judged = found.value if outcome is not Outcome.NO_DATA else None
    return Finding(
        criterion=criterion,
        outcome=outcome,
        reason=(found.reason or Reason.BLANK) if outcome is Outcome.NO_DATA else None,
        value=found.value,
        at_least=found.at_least,
        attainment=None if judged is None else judged / threshold,
        gap=None if judged is None else judged - threshold,
        parts=found.parts,
        sources=found.sources,
        origin=indicator.origin,
        commitment=_commitment(criterion, found, submission),
        alternatives=tuple(
            Alternative(id, judge_figure(m.value, m.threshold or threshold, at_least=m.at_least), m.value)
            for id, m in indicator.alternatives.items()
        ),
    )


def _at(indicator: Indicator, as_of: Month | None) -> Measurement:
    """The measurement at the date; without a date, the reason that the indicator gives for having none."""
    if as_of is not None:
        return indicator.by_month[as_of]
    return next(iter(indicator.by_month.values()), Measurement(None, Reason.BLANK))


def _commitment(criterion: Criterion, found: Measurement, submission: Submission) -> Commitment | None:
    """The applicant's own end target, judged like the threshold; None where none is filed."""
    target = submission.targets.get(criterion.id)
    if target is None or target.end.value is None:
        return None
    end = Fraction(target.end.value)
    return Commitment(end, judge_figure(found.value, end, at_least=found.at_least), target.end.ref)


def _evidence(
    criterion: Criterion, submission: Submission, rulebook: Rulebook, indicators: Indicators
) -> tuple[Finding, Problem | None]:
    claim, problem = claim_for(criterion, submission, rulebook, indicators.profile)
    judged = judge_claim(claim)
    reason = judged.reason
    if claim is None and submission.profile not in (None, indicators.profile) and criterion.item:
        reason = Reason.NOT_FOR_THIS_TYPE
    refs = (claim.status.ref, claim.evidence.ref, claim.review.ref) if claim else ()
    finding = Finding(
        criterion=criterion,
        outcome=judged.outcome,
        reason=reason,
        attainment=EVIDENCE.get(judged.outcome),
        sources=tuple(ref for ref in refs if ref is not None),
        self_assessed=judged.self_assessed,
        claim=claim,
    )
    return finding, problem


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
