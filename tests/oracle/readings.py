"""The alternative readings of the domain page whose figures a workbook has, at one month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import chinese_calendar
import pandas as pd

from tests.oracle import figures, rules
from tests.oracle.book import Book
from tests.oracle.figures import Figure, Mask, Rule

#: Years whose public holidays are known.
CALENDAR = {day.year for day in chinese_calendar.holidays}


def of(id: str) -> Callable[[Callable[..., Rule | None]], Callable[..., Rule | None]]:
    """Enters a reading in the list under its name."""

    def enter(rule: Callable[..., Rule | None]) -> Callable[..., Rule | None]:
        READINGS.setdefault(id, {})[rule.__name__.replace("each", "every")] = rule
        return rule

    return enter


READINGS: dict[str, dict[str, Callable[[Book], Rule | None]]] = {}


def readings(book: Book, id: str, month: int) -> dict[str, Figure]:
    """Each alternative of a criterion that has a value."""
    made = {name: make(book) for name, make in READINGS.get(id, {}).items()}
    found = {name: rule(month) for name, rule in made.items() if rule is not None}
    return {name: figure for name, figure in found.items() if figure.value is not None}


@of("E3.2")
def every_category(book: Book) -> Rule | None:
    """How many categories have ten applications: five, and as many as there are categories."""
    if figures.ledger(book, "products", "scenario_category", "type") is None:
        enough = figures.from_monthly(book, "categories_with_10_applications")
        categories = figures.from_monthly(book, "scenario_categories")
    else:
        enough, categories = rules.categories_with_ten_applications(book), rules.scenario_categories(book)

    def at(month: int) -> Figure:
        those, all_ = enough(month), categories(month)
        if those.value is None or all_.value is None:
            return figures.missing("blank")
        return replace(those, threshold=max(all_.value, Fraction(5)))

    return at


@of("E3.3")
def in_every_category(book: Book) -> Rule | None:
    return fewest_in_a_category(book, rules.high_value_20(book))


@of("I3.3")
def in_each_category(book: Book) -> Rule | None:
    return fewest_in_a_category(book, rules.high_value_100(book))


def fewest_in_a_category(book: Book, mask: Mask | None) -> Rule | None:
    """How many live products are so in the category of live products that has fewest."""
    rows = figures.ledger(book, "products", "scenario_category")
    if rows is None or mask is None:
        return None
    spelled = figures.spread(rows, "scenario_category")

    def counted(these: pd.Series) -> pd.Series:
        return spelled[these.reindex(spelled.index)].value_counts()

    def at(month: int) -> Figure:
        (sure, possible), (sure_so, possible_so) = (
            figures.live(rows, month),
            figures.both(mask, figures.live(rows, month)),
        )
        least = counted(sure_so).reindex(counted(possible).index, fill_value=0).min()
        most = counted(possible_so)
        most = most.reindex(counted(sure).index, fill_value=0).min() if len(counted(sure)) else most.max()
        least, most = (0 if count != count else int(count) for count in (least, most))
        return figures.known(least, most > least)

    return at


@of("E3.3")
def any_type(book: Book) -> Rule | None:
    mask = rules.high_value_20(book, any_type=True)
    return None if mask is None else figures.count_rows(book.tables["products"].rows, mask)


@of("I3.3")
def applications_only(book: Book) -> Rule | None:
    mask = rules.high_value_100(book, applications_only=True)
    return None if mask is None else figures.count_rows(book.tables["products"].rows, mask)


@of("E4.1")
def all_participants(book: Book) -> Rule | None:
    rows = figures.ledger(book, "organisations")
    return None if rows is None else figures.count_organisations(rows, figures.everything(rows))


@of("I2.1")
def datasets(book: Book) -> Rule | None:
    rows = figures.ledger(book, "resources", "high_quality")
    return None if rows is None else figures.count_rows(rows, figures.is_(rows, "high_quality", True))


def in_either_role(book: Book) -> Rule | None:
    rows = figures.ledger(book, "organisations", "roles")
    if rows is None:
        return None
    roles = figures.either(*(figures.names(rows, "roles", role) for role in ("third_party", "service_provider")))
    return figures.count_organisations(rows, roles)


@of("I4.3")
def with_service_providers(book: Book) -> Rule | None:
    return in_either_role(book)


@of("C4.3")
def with_third_parties(book: Book) -> Rule | None:
    return in_either_role(book)


@of("C4.4")
def by_user(book: Book) -> Rule | None:
    return rules.users_active(book)


def on_working_days(book: Book, registered: str, active: str) -> Rule | None:
    rule = rules.activity(registered, active, keep=chinese_calendar.is_workday)(book)
    recorded = {day.year * 12 + day.month - 1 for day in rules.recorded_days(book, registered, active)["date"]}
    return lambda month: rule(month) if month in recorded and month // 12 in CALENDAR else figures.missing("blank")


@of("E4.2")
@of("I4.2")
def working_days(book: Book) -> Rule | None:
    return on_working_days(book, "registered_users", "active_users")


@of("E6.5")
@of("I6.9")
@of("C6.6")
def invested(book: Book) -> Rule | None:
    return rules.revenue_share(book, "invested")
