"""Formulas on 产品应用台账: E3.1, I3.1; E3.2; E3.3; I3.2; I3.3; C2.2; C3.1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from core.formulas.cohorts import Cohort
from core.formulas.formula import (
    Bounds,
    Formula,
    LedgerRule,
    OtherRule,
    Setting,
    figure,
    fraction,
    reason_of,
    refs,
    single,
)
from core.formulas.names import listed
from core.formulas.presence import Bound, distinct, names_with, present, rows_by_name
from core.formulas.tally import at_date, rows
from core.model import Measurement, Parts

LEDGER = "products"
#: With more categories than this they are not followed one by one.
FOLLOWED = 60
CATEGORY, SCENARIO = "scenario_category", "scenario"


def _names(cohort: Cohort) -> list[str]:
    return list(listed(cohort.keys[0]))


def _distinct(column: str) -> Callable[[Setting, LedgerRule], Bounds]:
    def count(setting: Setting, rule: LedgerRule) -> Bounds:
        found = setting.cohorts(LEDGER, rule.wants, column)
        return distinct(present(found, _names).values(), setting.window)

    return count


def _full_categories(setting: Setting, rule: LedgerRule) -> Bounds:
    """Categories with enough applications (E3.2)."""
    wanted, window = setting.parameter("applications_per_category"), setting.window
    found = setting.cohorts(LEDGER, rule.wants, CATEGORY)
    return names_with(rows_by_name(found, _names, window, wanted=wanted), wanted, window)


def _by_category(setting: Setting, rule: LedgerRule) -> Parts | None:
    """How many applications each category surely has, month by month (E3.2)."""
    found = setting.cohorts(LEDGER, rule.wants, CATEGORY)
    if not 0 < len({name for cohort in found for name in _names(cohort)}) <= FOLLOWED:
        return None
    by_name = rows_by_name(found, _names, setting.window)
    series = sorted(tuple(int(bound.sure) for bound in bounds) for bounds in by_name.values())
    return Parts(setting.parameter("applications_per_category"), tuple(series))


def _fewest_in_a_category(setting: Setting, rule: LedgerRule) -> Bounds:
    """The smallest number that any live category has; 0 where there is no category."""
    window = setting.window
    every = present(setting.cohorts(LEDGER, (), CATEGORY), _names)
    by_name = rows_by_name(setting.cohorts(LEDGER, rule.wants, CATEGORY), _names, window)
    none = (Bound(Fraction(0)),) * window.length
    bounds = []
    for i, bit in enumerate(window.each()):
        live = [by_name.get(name, none)[i] for name, presence in every.items() if presence.sure & bit]
        bounds.append(min(live, key=lambda bound: bound.sure, default=Bound(Fraction(0))))
    return tuple(bounds)


def _every_category(setting: Setting) -> Measurement | None:
    """E3.2 read strictly: each live category, and at least as many as the threshold, is full."""
    full, every = at_date(_categories_with_enough, setting), at_date(_categories, setting)
    if full is None or every is None or every.value is None:
        return _every_category_monthly(setting)
    return replace(full, threshold=_asked(setting, every.value))


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


_categories = LedgerRule(LEDGER, (CATEGORY, "start"), (), _distinct(CATEGORY))
_categories_with_enough = LedgerRule(
    LEDGER, (CATEGORY, "type", "start"), ("application",), _full_categories, parts=_by_category
)
_high_value_applications = LedgerRule(
    LEDGER,
    ("type", "high_value", "external_enterprises", "start"),
    ("application", "high_value", "enough_external"),
    rows,
)
_high_value_products = LedgerRule(
    LEDGER, ("high_value", "enterprises_served", "start"), ("high_value", "enough_served"), rows
)


def _in_every_category(rule: LedgerRule) -> OtherRule:
    return OtherRule(replace(rule, count=_fewest_in_a_category, reads=(*rule.reads, CATEGORY)))


scenario_categories = Formula(ledger=_categories, monthly=single("scenario_categories"))

categories_with_enough_applications = Formula(
    ledger=_categories_with_enough,
    monthly=single("categories_with_10_applications"),
    alternatives={"every_category": _every_category},
)

high_value_applications = Formula(
    ledger=_high_value_applications,
    monthly=single("high_value_apps_20_external"),
    alternatives={
        "in_every_category": _in_every_category(_high_value_applications),
        "any_type": OtherRule(
            LedgerRule(LEDGER, ("high_value", "external_enterprises", "start"), ("high_value", "enough_external"), rows)
        ),
    },
)

high_value_products = Formula(
    ledger=_high_value_products,
    monthly=single("high_value_apps_100"),
    alternatives={
        "in_every_category": _in_every_category(_high_value_products),
        "applications_only": OtherRule(
            LedgerRule(
                LEDGER,
                ("type", "high_value", "enterprises_served", "start"),
                ("application", "high_value", "enough_served"),
                rows,
            )
        ),
    },
)

products_and_services = Formula(
    ledger=LedgerRule(LEDGER, ("start",), (), rows), monthly=single("products_and_services")
)

listed_products = Formula(
    ledger=LedgerRule(LEDGER, ("type", "start"), ("listed",), rows), monthly=single("listed_products")
)

scenarios = Formula(
    ledger=LedgerRule(LEDGER, (SCENARIO, "start"), (), _distinct(SCENARIO)), monthly=single("scenarios")
)
