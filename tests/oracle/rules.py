"""What each computed criterion measures, one function a rule, in the order of the contract's table."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import pandas as pd

from tests.oracle.book import UNREADABLE, Book
from tests.oracle.dates import pilot
from tests.oracle.figures import (
    Figure,
    Mask,
    Rule,
    both,
    count_names,
    count_organisations,
    count_rows,
    either,
    everything,
    exact_sum,
    from_monthly,
    is_,
    is_not,
    known,
    ledger,
    live,
    missing,
    monthly_figure,
    names,
    names_with,
    neither,
    organisations_that,
    over_basic,
    quotient,
    reaches,
    unknown,
)


def operator_open_datasets(book: Book) -> Rule:
    rows = ledger(book, "resources", "operator_open")
    if rows is None:
        return from_monthly(book, "operator_open_datasets")
    return count_rows(rows, is_(rows, "operator_open", True))


def open_volume(book: Book) -> Rule:
    rows = ledger(book, "resources", "volume")
    if rows is None:
        return from_monthly(book, "open_volume")
    lacks = unknown(rows["volume"])

    def at(month: int) -> Figure:
        surely, possibly = live(rows, month)
        counted = surely & ~lacks
        return known(exact_sum(rows.loc[counted, "volume"]), bool((possibly & ~counted).any()))

    return at


def open_volume_multiple(book: Book) -> Rule:
    return over_basic(book, open_volume(book), "baseline_volume", capped=False)


def quality_subdomains(book: Book) -> Rule:
    rows = ledger(book, "resources", "subdomain", "high_quality")
    if rows is None:
        return from_monthly(book, "quality_subdomains")
    return count_names(rows, "subdomain", is_(rows, "high_quality", True))


def public_resources_share(book: Book) -> Rule:
    rows = ledger(book, "resources", "category")
    if rows is None:
        covered = from_monthly(book, "public_resources_covered")
    else:
        covered = count_rows(rows, is_(rows, "category", "public"))
    return over_basic(book, covered, "public_resources_total")


def listed_products(book: Book) -> Rule:
    rows = ledger(book, "products", "type")
    if rows is None:
        return from_monthly(book, "listed_products")
    return count_rows(rows, is_not(rows, "type", "service"))


def scenario_categories(book: Book) -> Rule:
    rows = ledger(book, "products", "scenario_category")
    if rows is None:
        return from_monthly(book, "scenario_categories")
    return count_names(rows, "scenario_category", everything(rows))


def categories_with_ten_applications(book: Book) -> Rule:
    rows = ledger(book, "products", "scenario_category", "type")
    if rows is None:
        return from_monthly(book, "categories_with_10_applications")
    enough = names_with(rows, "scenario_category", is_(rows, "type", "application"), 10)

    def at(month: int) -> Figure:
        surely, possibly = enough(month)
        return known(len(surely), possibly > surely)

    return at


def high_value_20(book: Book, any_type: bool = False) -> Mask | None:
    rows = ledger(book, "products", "high_value", "external_enterprises", *([] if any_type else ["type"]))
    if rows is None:
        return None
    kind = everything(rows) if any_type else is_(rows, "type", "application")
    return both(kind, is_(rows, "high_value", True), reaches(rows, "external_enterprises", 20))


def high_value_applications(book: Book) -> Rule:
    mask = high_value_20(book)
    if mask is None:
        return from_monthly(book, "high_value_apps_20_external")
    return count_rows(book.tables["products"].rows, mask)


def high_value_100(book: Book, applications_only: bool = False) -> Mask | None:
    rows = ledger(book, "products", "high_value", "enterprises_served", *(["type"] if applications_only else []))
    if rows is None:
        return None
    kind = is_(rows, "type", "application") if applications_only else everything(rows)
    return both(kind, is_(rows, "high_value", True), reaches(rows, "enterprises_served", 100))


def high_value_products(book: Book) -> Rule:
    mask = high_value_100(book)
    if mask is None:
        return from_monthly(book, "high_value_apps_100")
    return count_rows(book.tables["products"].rows, mask)


def products_and_services(book: Book) -> Rule:
    rows = ledger(book, "products")
    if rows is None:
        return from_monthly(book, "products_and_services")
    return count_rows(rows, everything(rows))


def scenarios(book: Book) -> Rule:
    rows = ledger(book, "products", "scenario")
    if rows is None:
        return from_monthly(book, "scenarios")
    return count_names(rows, "scenario", everything(rows))


def smes_served_share(book: Book) -> Rule:
    rows = ledger(book, "organisations", "is_sme")
    if rows is None:
        served, smes = from_monthly(book, "smes_served"), from_monthly(book, "smes")
        return lambda month: quotient(served(month), as_denominator(smes(month)))
    small = is_(rows, "is_sme", True)
    first = rows.get("first_inclusive_service", pd.Series(inf, rows.index))

    def at(month: int) -> Figure:
        sure_smes, possible_smes = organisations_that(rows, small, month)
        sure, possible = organisations_that(rows, (first <= month, (first <= month) | first.isna()), month)
        lacks = possible_smes > sure_smes or (possible & possible_smes) > (sure & sure_smes)
        # An SME that may be there, and unserved, lowers the share: it counts below the line.
        return quotient(known(len(sure & sure_smes), lacks), known(len(possible_smes)))

    return at


def as_denominator(figure: Figure) -> Figure:
    """A blank below the line is `no_denominator`."""
    return figure if figure.value is not None else missing("no_denominator", *figure.reasons)


def enterprises_connected(book: Book) -> Rule:
    rows = ledger(book, "organisations", "category", "roles")
    if rows is None:
        return from_monthly(book, "enterprises")
    enterprise, operator = is_(rows, "category", "enterprise"), names(rows, "roles", "operator")
    counting = both(enterprise, neither(operator))

    def at(month: int) -> Figure:
        sure, possible = organisations_that(rows, counting, month)
        surely_operator, maybe_operator = organisations_that(rows, operator, month)
        return known(len(sure - maybe_operator), (possible - surely_operator) > (sure - maybe_operator))

    return at


def market_share(book: Book) -> Rule:
    rows = ledger(book, "organisations", "market_share")

    def from_ledger(month: int) -> Figure:
        surely, possibly = live(rows, month)
        unreadable = rows["market_share"] == UNREADABLE
        given = rows["market_share"].notna() & ~unreadable
        smallest = rows[possibly & given].groupby("organisation")["market_share"].min()
        counted = smallest[smallest.index.isin(rows.loc[surely & given, "organisation"])]
        return known(exact_sum(counted), bool((possibly & (unreadable | (given & ~surely))).any()))

    total = from_monthly(book, "market_share") if rows is None else from_ledger
    return lambda month: quotient(total(month), known(1))


def with_role(column: str, role: str) -> Callable[[Book], Rule]:
    def rule(book: Book) -> Rule:
        rows = ledger(book, "organisations", "roles")
        if rows is None:
            return from_monthly(book, column)
        return count_organisations(rows, names(rows, "roles", role))

    return rule


def public_bodies_share(book: Book) -> Rule:
    rows = ledger(book, "organisations", "category", "public_service")
    if rows is None:
        covered = from_monthly(book, "public_bodies_covered")
    else:
        public = either(is_(rows, "category", "government"), is_(rows, "public_service", True))
        covered = count_organisations(rows, public)
    return over_basic(book, covered, "public_bodies_total")


def leading_enterprises_share(book: Book) -> Rule:
    rows = ledger(book, "organisations", "leading")
    if rows is None:
        covered = from_monthly(book, "leading_enterprises_covered")
    else:
        covered = count_organisations(rows, is_(rows, "leading", True))
    return over_basic(book, covered, "leading_enterprises_total")


def roles_present(book: Book) -> Rule:
    rows = ledger(book, "organisations", "roles")
    if rows is None:
        return lambda month: roles_from_monthly(book, month)
    counts = [
        count_organisations(rows, names(rows, "roles", role)) for role in ("provider", "user", "service_provider")
    ]

    def at(month: int) -> Figure:
        figures = [count(month) for count in counts]
        return known(sum(figure.value >= 1 for figure in figures), any(f.value < 1 and f.at_least for f in figures))

    return at


def roles_from_monthly(book: Book, month: int) -> Figure:
    figures = [monthly_figure(book, key, month) for key in ("providers", "users", "service_providers")]
    given = [figure.value for figure in figures if figure.value is not None]
    if not given:
        return missing(*frozenset().union(*(figure.reasons for figure in figures)))
    return known(sum(value >= 1 for value in given), len(given) < len(figures))


def activity(registered: str, active: str, keep: Callable[[Any], bool] = lambda day: True) -> Callable[[Book], Rule]:
    """Active ÷ registered over the month's recorded days, else the month's daily means."""

    def rule(book: Book) -> Rule:
        recorded = recorded_days(book, registered, active)
        when = pd.Series([d.year * 12 + d.month - 1 for d in recorded["date"]], recorded.index, dtype="float64")

        def at(month: int) -> Figure:
            days = recorded[when == month]
            if len(days):
                return over_days(days[days["date"].map(keep).astype(bool)], registered, active)
            return quotient(
                monthly_figure(book, active, month), as_denominator(monthly_figure(book, registered, month))
            )

        return at

    return rule


def recorded_days(book: Book, registered: str, active: str) -> pd.DataFrame:
    """The days of 日活记录 on which either figure was recorded."""
    days = book.tables.get("daily")
    if days is None or not {registered, active} <= set(days.rows):
        return pd.DataFrame({"date": []})
    return days.rows[days.rows[[registered, active]].notna().any(axis=1)]


def over_days(rows: pd.DataFrame, registered: str, active: str) -> Figure:
    if rows.empty or unknown(rows[registered]).any():
        return missing("blank", "unreadable", "no_denominator")
    lacks = unknown(rows[active])
    return quotient(known(exact_sum(rows.loc[~lacks, active]), bool(lacks.any())), known(exact_sum(rows[registered])))


def revenue_share(book: Book, denominator: str = "planned_investment") -> Rule:
    start, _ = pilot(book)

    def total(month: int) -> Figure:
        figures = [monthly_figure(book, "revenue", m) for m in range(start, month + 1)]
        given = [figure.value for figure in figures if figure.value is not None]
        if not given:
            return missing("blank", "unreadable", "not_for_this_type")
        return known(sum(given), len(given) < len(figures))

    return over_basic(book, total, denominator, capped=False)


users_active = activity("registered_users", "active_users")
organisations_active = activity("registered_orgs", "active_orgs")

#: Threshold and rule of every computed criterion.
COMPUTED: dict[str, tuple[str, Callable[[Book], Rule]]] = {
    "F3.3": ("3", roles_present),
    "E2.1": ("20", operator_open_datasets),
    "E2.2": ("2", open_volume_multiple),
    "E3.1": ("5", scenario_categories),
    "E3.2": ("5", categories_with_ten_applications),
    "E3.3": ("5", high_value_applications),
    "E3.4": ("0.5", smes_served_share),
    "E4.1": ("200", enterprises_connected),
    "E4.2": ("0.3", users_active),
    "E6.5": ("0.1", revenue_share),
    "I2.1": ("5", quality_subdomains),
    "I2.2": ("2", open_volume_multiple),
    "I3.1": ("10", scenario_categories),
    "I3.2": ("30", products_and_services),
    "I3.3": ("5", high_value_products),
    "I4.1": ("0.3", market_share),
    "I4.2": ("0.3", users_active),
    "I4.3": ("30", with_role("third_party_orgs", "third_party")),
    "I6.9": ("0.2", revenue_share),
    "C2.1": ("0.6", public_resources_share),
    "C2.2": ("2000", listed_products),
    "C2.3": ("2", open_volume_multiple),
    "C3.1": ("100", scenarios),
    "C4.1": ("0.5", public_bodies_share),
    "C4.2": ("1", leading_enterprises_share),
    "C4.3": ("100", with_role("service_providers", "service_provider")),
    "C4.4": ("0.1", organisations_active),
    "C6.6": ("0.15", revenue_share),
}
