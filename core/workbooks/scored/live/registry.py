"""A criterion → its plan: the formulas that read its source, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from core.model import Finding, Kind
from core.workbooks.scored.live import figures
from core.workbooks.scored.live.counts import of_ledger
from core.workbooks.scored.live.evidence import evidence
from core.workbooks.scored.live.plan import Asked, Mode, NotLive, Plan, Setting, Why

#: Doubles of two figures that differ by less may compare otherwise than the figures do.
NEAR = Fraction(1, 10**9)
#: Excel refuses longer formulas.
LONGEST_FORMULA = 8000


def plans(setting: Setting) -> dict[str, Plan]:
    """A plan for every criterion of the judgement, by id."""
    return {finding.criterion.id: _plan(Asked(setting, finding)) for finding in setting.assessment.findings}


def _plan(asked: Asked) -> Plan:
    finding = asked.finding
    try:
        plan = _family(finding)(asked)
    except NotLive as reason:
        return Plan(finding.criterion.id, Mode.VALUE, reason.why)
    if finding.criterion.kind is Kind.COMPUTED:
        if _too_close(finding):
            return Plan(finding.criterion.id, Mode.VALUE, Why.TOO_CLOSE)
        plan = replace(plan, share=asked.formula.share)
    formulas = [part.formula for part in (plan.above, plan.below) if part] + [plan.missing or "", plan.outcome or ""]
    if max(map(len, formulas)) > LONGEST_FORMULA:
        return Plan(finding.criterion.id, Mode.VALUE, Why.TOO_MANY_ROWS)
    return plan


def _family(finding: Finding) -> Callable[[Asked], Plan]:
    if finding.criterion.kind is Kind.EVIDENCE:
        return evidence
    if finding.origin == "ledger":
        return of_ledger
    if finding.origin == "daily":
        return figures.daily
    return figures.monthly if finding.origin == "monthly" and finding.sources else _nothing


def _nothing(_: Asked) -> Plan:
    raise NotLive(Why.NO_SOURCE)


def _too_close(finding: Finding) -> bool:
    """Whether doubles could not tell the value from a threshold that it does not equal."""
    value = finding.value
    bars = [Fraction(finding.criterion.threshold or 0)]
    bars += [finding.commitment.target] if finding.commitment else []
    return value is not None and any(0 < abs(value - bar) < NEAR for bar in bars)
