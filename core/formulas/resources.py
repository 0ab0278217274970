"""Formulas on 数据资源台账: E2.1; E2.2, I2.2, C2.3; I2.1; C2.1."""

from __future__ import annotations

from core.formulas.formula import Bounds, Formula, LedgerRule, OtherRule, Setting, over_basics, single
from core.formulas.names import normal
from core.formulas.presence import amount, distinct, present
from core.formulas.tally import rows

LEDGER = "resources"


def _volume(setting: Setting, rule: LedgerRule) -> Bounds:
    return amount(setting.cohorts(LEDGER, rule.wants), setting.window)


def _subdomains(setting: Setting, rule: LedgerRule) -> Bounds:
    found = setting.cohorts(LEDGER, rule.wants, "subdomain")
    return distinct(present(found, lambda cohort: normal(cohort.keys[0])).values(), setting.window)


operator_open_datasets = Formula(
    ledger=LedgerRule(LEDGER, ("operator_open", "start"), ("operator_open",), rows),
    monthly=single("operator_open_datasets"),
)

open_volume_multiple = Formula(
    ledger=LedgerRule(LEDGER, ("volume", "start"), (), _volume, amount="volume"),
    monthly=over_basics("open_volume", "baseline_volume"),
    denominator="baseline_volume",
)

quality_subdomains = Formula(
    ledger=LedgerRule(LEDGER, ("subdomain", "high_quality", "start"), ("high_quality",), _subdomains),
    monthly=single("quality_subdomains"),
    alternatives={"datasets": OtherRule(LedgerRule(LEDGER, ("high_quality", "start"), ("high_quality",), rows))},
)

public_resources_share = Formula(
    ledger=LedgerRule(LEDGER, ("category", "start"), ("public_data",), rows),
    monthly=over_basics("public_resources_covered", "public_resources_total"),
    denominator="public_resources_total",
    share=True,
)
