"""Each criterion as formulas over the sender's own cells, with the value that we computed.

spans          the sender's cells, as a spreadsheet program sees them; a ledger's column as a formula reads it
rows           what is so of a ledger's rows: live at the date, of one organisation
plan           what a criterion's formulas are, or why it has none
counts, names, figures
               formulas as data (core/model/formulas.py) → formulas of the spreadsheet
"""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from core.model import Finding, Kind
from core.workbooks.scored.live.counts import of_ledger
from core.workbooks.scored.live.figures import daily, evidence, monthly
from core.workbooks.scored.live.plan import Asked, Mode, NotLive, Plan, Setting, Why

#: Doubles of two figures that differ by less may compare otherwise than the figures do.
NEAR = Fraction(1, 10**9)
#: Excel refuses longer formulas.
LONGEST_FORMULA = 8000
FAMILIES = {"ledger": of_ledger, "daily": daily, "monthly": monthly}


def plans(setting: Setting) -> dict[str, Plan]:
    """The plan of every criterion of the judgement by id: formulas that read its source, or why it has none."""
    return {finding.criterion.id: _plan(Asked(setting, finding)) for finding in setting.assessment.findings}


def _plan(asked: Asked) -> Plan:
    finding, copies = asked.finding, asked.setting.copies
    copies.used = False
    family = evidence if finding.criterion.kind is Kind.EVIDENCE else FAMILIES.get(finding.origin)
    if family is None or (family is monthly and not finding.sources):
        return Plan(mode=Mode.VALUE, why=Why.NO_SOURCE)
    try:
        plan = family(asked)
    except NotLive as reason:
        return Plan(mode=Mode.VALUE, why=reason.why)
    if _too_close(finding):
        return Plan(mode=Mode.VALUE, why=Why.TOO_CLOSE)
    formulas = [part.formula for part in (plan.above, plan.below) if part] + [plan.missing or ""]
    if max(map(len, formulas)) > LONGEST_FORMULA:
        return Plan(mode=Mode.VALUE, why=Why.TOO_MANY_ROWS)
    return replace(plan, mode=Mode.COPY if copies.used else Mode.LIVE, share=asked.formula.share)


def _too_close(finding: Finding) -> bool:
    """Whether doubles could not tell the value from a threshold that it does not equal."""
    value = finding.value
    bars = [finding.criterion.threshold or Fraction(0)]
    bars += [finding.commitment.target] if finding.commitment else []
    return value is not None and any(0 < abs(value - bar) < NEAR for bar in bars)
