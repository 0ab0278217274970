"""Formulas on 数据资源台账: E2.1; E2.2, I2.2, C2.3; I2.1; C2.1."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from core.indicators.cohorts import cohorts
from core.indicators.formula import Bounds, Conditions, Formula, LedgerRule, Setting, over_basics, single
from core.indicators.names import normal
from core.indicators.presence import amount, distinct, present, total
from core.indicators.tally import every_row, rows, tallied

LEDGER = "resources"


def _volume(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    window = setting.window
    return amount(cohorts(frame, conditions[0], window, amount="volume"), window)


def _subdomains(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    window = setting.window
    found = cohorts(frame, conditions[0], window, keys=["subdomain"])
    return distinct(present(found, lambda cohort: normal(cohort.keys[0])).values(), window)


operator_open_datasets = Formula(
    ledger=LedgerRule(LEDGER, ("operator_open", "start"), lambda _: (nw.col("operator_open"),), rows),
    monthly=single("operator_open_datasets"),
)

open_volume_multiple = Formula(
    ledger=LedgerRule(LEDGER, ("volume", "start"), every_row, _volume, amount="volume"),
    monthly=over_basics("open_volume", "baseline_volume"),
    denominator="baseline_volume",
)

_quality = LedgerRule(LEDGER, ("subdomain", "high_quality", "start"), lambda _: (nw.col("high_quality"),), _subdomains)

quality_subdomains = Formula(
    ledger=_quality,
    monthly=single("quality_subdomains"),
    alternatives={
        "datasets": tallied(
            _quality,
            lambda frame, conditions, setting: total(cohorts(frame, conditions[0], setting.window), setting.window),
        )
    },
)

public_resources_share = Formula(
    ledger=LedgerRule(LEDGER, ("category", "start"), lambda _: (nw.col("category") == "public",), rows),
    monthly=over_basics("public_resources_covered", "public_resources_total"),
    denominator="public_resources_total",
    share=True,
)
