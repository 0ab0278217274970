"""A criterion → its plan: the formulas of its family, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from core.formulas.reads import formula_of
from core.model import Finding, Kind
from core.workbooks.scored.live import figures, ledgers, organisations
from core.workbooks.scored.live.evidence import evidence
from core.workbooks.scored.live.plan import Asked, Mode, NotLive, Plan, Setting, Why

#: Doubles of two figures that differ by less may compare otherwise than the figures do.
NEAR = Fraction(1, 10**9)
#: Excel refuses longer formulas.
LONGEST_FORMULA = 8000

LEDGERS: Mapping[str, Callable[[Asked], Plan]] = {
    "operator_open_datasets": ledgers.operator_open_datasets,
    "open_volume_multiple": ledgers.open_volume_multiple,
    "quality_subdomains": ledgers.quality_subdomains,
    "public_resources_share": ledgers.public_resources_share,
    "scenario_categories": ledgers.scenario_categories,
    "categories_with_enough_applications": ledgers.categories_with_enough_applications,
    "high_value_applications": ledgers.high_value_applications,
    "high_value_products": ledgers.high_value_products,
    "products_and_services": ledgers.products_and_services,
    "listed_products": ledgers.listed_products,
    "scenarios": ledgers.scenarios,
    "roles_present": organisations.roles_present,
    "enterprises_connected": organisations.enterprises_connected,
    "smes_served_share": organisations.smes_served_share,
    "market_share": organisations.market_share,
    "third_party_organisations": organisations.third_party_organisations,
    "service_providers": organisations.service_providers,
    "public_bodies_share": organisations.public_bodies_share,
    "leading_enterprises_share": organisations.leading_enterprises_share,
}


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
        plan = replace(plan, share=formula_of(finding.criterion).share)
    formulas = [part.formula for part in (plan.above, plan.below) if part] + [plan.missing or "", plan.outcome or ""]
    if max(map(len, formulas)) > LONGEST_FORMULA:
        return Plan(finding.criterion.id, Mode.VALUE, Why.TOO_MANY_ROWS)
    return plan


def _family(finding: Finding) -> Callable[[Asked], Plan]:
    if finding.criterion.kind is Kind.EVIDENCE:
        return evidence
    key = finding.criterion.indicator or ""
    if finding.origin == "ledger":
        return LEDGERS.get(key, _nothing)
    if finding.origin == "daily":
        return figures.daily
    if finding.origin == "monthly" and finding.sources:
        return figures.MONTHLY.get(key, figures.single)
    return _nothing


def _nothing(_: Asked) -> Plan:
    raise NotLive(Why.NO_SOURCE)


def _too_close(finding: Finding) -> bool:
    """Whether doubles could not tell the value from a threshold that it does not equal."""
    value = finding.value
    bars = [Fraction(finding.criterion.threshold or 0)]
    bars += [finding.commitment.target] if finding.commitment else []
    return value is not None and any(0 < abs(value - bar) < NEAR for bar in bars)
