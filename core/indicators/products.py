"""Formulas on 产品应用台账: E3.1, I3.1; E3.2; E3.3; I3.2; I3.3; C2.2; C3.1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import narwhals as nw

from core.indicators.cohorts import Cohort, cohorts
from core.indicators.formula import (
    Bounds,
    Conditions,
    Formula,
    LedgerRule,
    Setting,
    figure,
    fraction,
    reason_of,
    refs,
    single,
)
from core.indicators.names import listed
from core.indicators.presence import Bound, distinct, names_with, present, rows_by_name
from core.indicators.tally import every_row, is_source, rows, tallied
from core.model import Criterion, Measurement

LEDGER = "products"


def _names(cohort: Cohort) -> list[str]:
    return list(listed(cohort.keys[0]))


def _distinct(column: str) -> Callable[[Any, Conditions, Setting], Bounds]:
    def count(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
        window = setting.window
        return distinct(present(cohorts(frame, conditions[0], window, keys=[column]), _names).values(), window)

    return count


def _application(_: Criterion) -> Conditions:
    return (nw.col("type") == "application",)


def _listed(_: Criterion) -> Conditions:
    """Any type but 数据服务; a blank type is not known, since it could be one."""
    return (nw.when(nw.col("type") != "").then(nw.col("type") != "service"),)


def _serving(column: str, parameter: str, *, application: bool) -> Callable[[Criterion], Conditions]:
    """High-value products that serve enough enterprises, of type 数据应用 or of any."""

    def conditions(criterion: Criterion) -> Conditions:
        enough = nw.col("high_value") & (nw.col(column) >= criterion.parameters[parameter])
        return ((nw.col("type") == "application") & enough,) if application else (enough,)

    return conditions


def _full_categories(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    wanted, window = setting.parameter("applications_per_category"), setting.window
    found = cohorts(frame, conditions[0], window, keys=["scenario_category"])
    return names_with(rows_by_name(found, _names, window, wanted=wanted), wanted, window)


def _fewest_in_a_category(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """The smallest number that any live category has; 0 where there is no category."""
    window = setting.window
    every = present(cohorts(frame, every_row(setting.criterion)[0], window, keys=["scenario_category"]), _names)
    by_name = rows_by_name(cohorts(frame, conditions[0], window, keys=["scenario_category"]), _names, window)
    none = (Bound(Fraction(0)),) * window.length
    bounds = []
    for i, bit in enumerate(window.each()):
        live = [by_name.get(name, none)[i] for name, presence in every.items() if presence.sure & bit]
        bounds.append(min(live, key=lambda bound: bound.sure, default=Bound(Fraction(0))))
    return tuple(bounds)


def _every_category(setting: Setting) -> Measurement | None:
    """E3.2 read strictly: each live category, and at least as many as the threshold, is full."""
    ledger = setting.submission.ledgers.get(LEDGER)
    if ledger is None or not is_source(_categories_with_enough, ledger):
        return _every_category_monthly(setting)
    full = tallied(_categories_with_enough, _full_categories)(setting)
    every = tallied(scenario_categories_rule, _distinct("scenario_category"))(setting)
    if full is None or every is None or every.value is None:
        return None
    return Measurement(full.value, full.reason, full.at_least, threshold=_asked(setting, every.value))


def _every_category_monthly(setting: Setting) -> Measurement | None:
    table = setting.submission.monthly
    row = next((row for row in table.rows if row.month == setting.months[-1]), None) if table else None
    if row is None:
        return None
    full, every = figure(row, "categories_with_10_applications"), figure(row, "scenario_categories")
    if reason_of(full) or reason_of(every):
        return None
    asked = _asked(setting, fraction(every))
    return Measurement(fraction(full), sources=refs(full, every), threshold=asked)


def _asked(setting: Setting, categories: Fraction) -> Fraction:
    return max(categories, Fraction(setting.criterion.threshold or 0))


scenario_categories_rule = LedgerRule(LEDGER, ("scenario_category", "start"), every_row, _distinct("scenario_category"))
_categories_with_enough = LedgerRule(LEDGER, ("scenario_category", "type", "start"), _application, _full_categories)
_high_value_applications = LedgerRule(
    LEDGER,
    ("type", "high_value", "external_enterprises", "start"),
    _serving("external_enterprises", "external_enterprises", application=True),
    rows,
)
_high_value_products = LedgerRule(
    LEDGER,
    ("high_value", "enterprises_served", "start"),
    _serving("enterprises_served", "enterprises", application=False),
    rows,
)

scenario_categories = Formula(ledger=scenario_categories_rule, monthly=single("scenario_categories"))

categories_with_enough_applications = Formula(
    ledger=_categories_with_enough,
    monthly=single("categories_with_10_applications"),
    alternatives={"every_category": _every_category},
)

high_value_applications = Formula(
    ledger=_high_value_applications,
    monthly=single("high_value_apps_20_external"),
    alternatives={
        "in_every_category": tallied(
            _high_value_applications,
            _fewest_in_a_category,
            reads=("type", "high_value", "external_enterprises", "scenario_category", "start"),
        ),
        "any_type": tallied(
            _high_value_applications,
            rows,
            conditions=_serving("external_enterprises", "external_enterprises", application=False),
            reads=("high_value", "external_enterprises", "start"),
        ),
    },
)

high_value_products = Formula(
    ledger=_high_value_products,
    monthly=single("high_value_apps_100"),
    alternatives={
        "in_every_category": tallied(
            _high_value_products,
            _fewest_in_a_category,
            reads=("high_value", "enterprises_served", "scenario_category", "start"),
        ),
        "applications_only": tallied(
            _high_value_products,
            rows,
            conditions=_serving("enterprises_served", "enterprises", application=True),
            reads=("type", "high_value", "enterprises_served", "start"),
        ),
    },
)

products_and_services = Formula(
    ledger=LedgerRule(LEDGER, ("start",), every_row, rows), monthly=single("products_and_services")
)

listed_products = Formula(
    ledger=LedgerRule(LEDGER, ("type", "start"), _listed, rows), monthly=single("listed_products")
)

scenarios = Formula(
    ledger=LedgerRule(LEDGER, ("scenario", "start"), every_row, _distinct("scenario")), monthly=single("scenarios")
)
