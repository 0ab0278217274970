"""Each computed criterion exactly at its threshold, just under it and missing, from 月度统计 and from the ledgers.

Minimal workbooks, made by hand: the expected words stand beside the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from core.model import Profile
from core.pipeline import judge, read
from core.printers.json import json_object
from core.rulebook import load
from tests.oracle.labels import COLUMNS, SHEETS
from tests.oracle.workbooks import DATE, PERCENT, write_xlsxwriter

pytestmark = pytest.mark.slow

PROFILES = {"E": "企业", "I": "行业", "C": "城市", "F": "企业"}
MONTHS = ("2025-07", "2025-08", "2025-09")
STARTED = (datetime(2025, 9, 30), DATE)  # the last day of the month that is judged

Line = dict[str, Any]


def workbook(id: str, basics: Line, sheets: dict[str, list[Line]]) -> bytes:
    """A workbook with these lines; the date is 2025-09."""
    form = {"space_name": "演示空间", "profile": PROFILES[id[0]], "as_of": MONTHS[-1], **basics}
    filled = {
        SHEETS["basics"][0]: [["项目", "内容"], *([COLUMNS["basics"][key][0], cell] for key, cell in form.items())]
    }
    for sheet, lines in sheets.items():
        keys = list(dict.fromkeys(key for line in lines for key in line))
        rows = [[line.get(key) for key in keys] for line in lines]
        filled[SHEETS[sheet][0]] = [[COLUMNS[sheet][key][0] for key in keys], *rows]
    return write_xlsxwriter(filled)


def finding(id: str, basics: Line, sheets: dict[str, list[Line]]) -> dict[str, Any]:
    """What `core` says of one criterion of such a workbook."""
    rulebook = load()
    profile = {"E": Profile.ENTERPRISE, "I": Profile.INDUSTRY, "C": Profile.CITY, "F": Profile.ENTERPRISE}[id[0]]
    assessment = judge(read(workbook(id, basics, sheets), rulebook), rulebook, profile)
    return {c["id"]: c for c in json_object(assessment, "zh", "minimal.xlsx")["criteria"]}[id]


# --- from 月度统计 ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Monthly:
    """A month's cells at the threshold and just under it, with the values that they come to."""

    id: str
    at: Line
    value_at: str
    under: Line
    value_under: str
    basics: Line = field(default_factory=dict)


MONTHLY = [
    Monthly("F3.3", {"providers": 1, "users": 1, "service_providers": 1}, "3", {"providers": 9, "users": 0, "service_providers": 1}, "2"),
    Monthly("E2.1", {"operator_open_datasets": 20}, "20", {"operator_open_datasets": 19}, "19"),
    Monthly("E2.2", {"open_volume": 200}, "2", {"open_volume": 199.99}, "1.9999", {"baseline_volume": 100}),
    Monthly("E3.1", {"scenario_categories": 5}, "5", {"scenario_categories": 4}, "4"),
    Monthly("E3.2", {"categories_with_10_applications": 5}, "5", {"categories_with_10_applications": 4}, "4"),
    Monthly("E3.3", {"high_value_apps_20_external": 5}, "5", {"high_value_apps_20_external": 4}, "4"),
    Monthly("E3.4", {"smes": 250, "smes_served": 125}, "0.5", {"smes": 250, "smes_served": 124}, "0.496"),
    Monthly("E4.1", {"enterprises": 200}, "200", {"enterprises": 199}, "199"),
    Monthly("E4.2", {"registered_users": 1000, "active_users": 300}, "0.3", {"registered_users": 1000, "active_users": 299.6}, "0.2996"),
    Monthly("E6.5", {"revenue": 100}, "0.1", {"revenue": 99.99}, "0.09999", {"planned_investment": 1000}),
    Monthly("I2.1", {"quality_subdomains": 5}, "5", {"quality_subdomains": 4}, "4"),
    Monthly("I2.2", {"open_volume": 200}, "2", {"open_volume": 199.99}, "1.9999", {"baseline_volume": 100}),
    Monthly("I3.1", {"scenario_categories": 10}, "10", {"scenario_categories": 9}, "9"),
    Monthly("I3.2", {"products_and_services": 30}, "30", {"products_and_services": 29}, "29"),
    Monthly("I3.3", {"high_value_apps_100": 5}, "5", {"high_value_apps_100": 4}, "4"),
    Monthly("I4.1", {"market_share": 30}, "0.3", {"market_share": 29.96}, "0.2996"),
    Monthly("I4.2", {"registered_users": 1000, "active_users": 300}, "0.3", {"registered_users": 1000, "active_users": 299.6}, "0.2996"),
    Monthly("I4.3", {"third_party_orgs": 30}, "30", {"third_party_orgs": 29}, "29"),
    Monthly("I6.9", {"revenue": 200}, "0.2", {"revenue": 199.99}, "0.19999", {"planned_investment": 1000}),
    Monthly("C2.1", {"public_resources_covered": 75}, "0.6", {"public_resources_covered": 74}, "0.592", {"public_resources_total": 125}),
    Monthly("C2.2", {"listed_products": 2000}, "2000", {"listed_products": 1999}, "1999"),
    Monthly("C2.3", {"open_volume": 200}, "2", {"open_volume": 199.99}, "1.9999", {"baseline_volume": 100}),
    Monthly("C3.1", {"scenarios": 100}, "100", {"scenarios": 99}, "99"),
    Monthly("C4.1", {"public_bodies_covered": 20}, "0.5", {"public_bodies_covered": 19}, "0.475", {"public_bodies_total": 40}),
    Monthly("C4.2", {"leading_enterprises_covered": 25}, "1", {"leading_enterprises_covered": 24}, "0.96", {"leading_enterprises_total": 25}),
    Monthly("C4.3", {"service_providers": 100}, "100", {"service_providers": 99}, "99"),
    Monthly("C4.4", {"registered_orgs": 400, "active_orgs": 40}, "0.1", {"registered_orgs": 400, "active_orgs": 39.8}, "0.0995"),
    Monthly("C6.6", {"revenue": 150}, "0.15", {"revenue": 149.99}, "0.14999", {"planned_investment": 1000}),
]  # fmt: skip


def months(cells: Line) -> dict[str, list[Line]]:
    """Three months, of which the last has the cells (money: the first two nothing earned)."""
    earlier = {key: 0 if key == "revenue" else None for key in cells}
    return {
        "monthly": [{"month": month, "new_value": 1, **(cells if month == MONTHS[-1] else earlier)} for month in MONTHS]
    }


each_monthly = pytest.mark.parametrize("case", MONTHLY, ids=lambda case: case.id)


@each_monthly
def test_monthly_figure_exactly_at_the_threshold_is_met(case: Monthly) -> None:
    found = finding(case.id, case.basics, months(case.at))
    assert (found["outcome"], found["value"], found["at_least"]) == ("met", case.value_at, False)


@each_monthly
def test_monthly_figure_just_under_the_threshold_is_not_met(case: Monthly) -> None:
    found = finding(case.id, case.basics, months(case.under))
    assert (found["outcome"], found["value"], found["at_least"]) == ("not_met", case.value_under, False)


@each_monthly
def test_monthly_figure_left_blank_is_no_data(case: Monthly) -> None:
    found = finding(
        case.id, case.basics, {"monthly": [{"month": m, "new_value": 1, **dict.fromkeys(case.at)} for m in MONTHS]}
    )
    assert (found["outcome"], found["value"]) == ("no_data", None)
    blank_below_the_line = case.id in ("E3.4", "E4.2", "I4.2", "C4.4")
    assert found["reason"] in (("blank", "no_denominator") if blank_below_the_line else ("blank",))


@pytest.mark.parametrize("case", [case for case in MONTHLY if case.basics], ids=lambda case: case.id)
@pytest.mark.parametrize("bottom", [None, 0])
def test_share_of_a_blank_or_zero_total_is_no_denominator(case: Monthly, bottom: int | None) -> None:
    found = finding(case.id, dict.fromkeys(case.basics, bottom), months(case.at))
    assert (found["outcome"], found["reason"], found["value"]) == ("no_data", "no_denominator", None)


ABOVE_ONE = {
    "E3.4": ({"smes": 10, "smes_served": 11}, {}),
    "E4.2": ({"registered_users": 10, "active_users": 10.5}, {}),
    "I4.2": ({"registered_users": 10, "active_users": 10.5}, {}),
    "I4.1": ({"market_share": 100.01}, {}),
    "C2.1": ({"public_resources_covered": 11}, {"public_resources_total": 10}),
    "C4.1": ({"public_bodies_covered": 11}, {"public_bodies_total": 10}),
    "C4.2": ({"leading_enterprises_covered": 11}, {"leading_enterprises_total": 10}),
    "C4.4": ({"registered_orgs": 10, "active_orgs": 11}, {}),
}


@pytest.mark.parametrize("id", ABOVE_ONE)
def test_share_above_the_whole_is_impossible(id: str) -> None:
    cells, basics = ABOVE_ONE[id]
    found = finding(id, basics, months(cells))
    assert (found["outcome"], found["reason"]) == ("no_data", "impossible")


@pytest.mark.parametrize("id", ["E6.5", "I6.9", "C6.6"])
def test_revenue_may_exceed_investment(id: str) -> None:
    found = finding(id, {"planned_investment": 10}, months({"revenue": 25}))
    assert (found["outcome"], found["value"]) == ("met", "2.5")


def test_revenue_is_added_up_exactly() -> None:
    lines = [{"month": month, "revenue": money} for month, money in zip(MONTHS, (0.7, 0.1, 0.2))]
    found = finding("E6.5", {"planned_investment": 10}, {"monthly": lines})
    assert (found["outcome"], found["value"]) == ("met", "0.1")  # in floats 0.7 + 0.1 + 0.2 is less than 1


@pytest.mark.parametrize(("last", "outcome"), [(60, "met"), (59, "no_data")])
def test_revenue_with_a_month_left_out_is_a_lower_bound(last: float, outcome: str) -> None:
    lines = [{"month": "2025-07", "revenue": 40}, {"month": "2025-09", "revenue": last}]
    found = finding("E6.5", {"planned_investment": 1000}, {"monthly": lines})
    assert (found["outcome"], found["at_least"]) == (outcome, True)


@pytest.mark.parametrize(
    ("cell", "outcome"), [((0.3, PERCENT), "met"), ((0.2996, PERCENT), "not_met"), (30, "met"), (0.3, "not_met")]
)
def test_percent_is_read_as_its_format_says_and_else_as_typed(cell: Any, outcome: str) -> None:
    assert finding("I4.1", {}, months({"market_share": cell}))["outcome"] == outcome


# --- from the ledgers ------------------------------------------------------------------------


@dataclass(frozen=True)
class Ledger:
    """Lines of a ledger at the threshold and just under it.

    `missing` are lines just under, with one more of which a part is not known.
    """

    id: str
    sheet: str
    at: list[Line]
    value_at: str
    under: list[Line]
    value_under: str
    missing: list[Line]
    basics: Line = field(default_factory=dict)


def counted(id: str, sheet: str, n: int, line: Callable[[int], Line]) -> Ledger:
    """So many lines are enough; one fewer, and one that has ended or does not count, are not."""
    lines = [line(i) for i in range(n)]
    gone = {**lines[-1], "start": (datetime(2025, 7, 1), DATE), "end": (datetime(2025, 9, 30), DATE)}
    undated = {**lines[-1], "start": None}
    return Ledger(id, sheet, lines, str(n), [*lines[:-1], gone], str(n - 1), [*lines[:-1], undated])


def high_value(id: str, key: str, least: int) -> Ledger:
    line = {"type": "数据应用", "high_value": "是", key: least, "scenario_category": "采购"}
    fewer, unknown = {**line, key: least - 1}, {**line, key: None}
    return Ledger(id, "products", [line] * 5, "5", [line] * 4 + [fewer], "4", [line] * 4 + [unknown])


def in_ten_applications(short_of: Line | None) -> list[Line]:
    """Five categories of ten applications each, the last one of the last category replaced."""
    lines = [{"type": "数据应用", "scenario_category": f"类{i // 10}"} for i in range(50)]
    return lines if short_of is None else [*lines[:-1], {**lines[-1], **short_of}]


def doubled(id: str) -> Ledger:
    volumes = [{"volume": 50.5}, {"volume": 49.5}, {"volume": 100}]
    under = [*volumes[:2], {"volume": 99.99}]
    lacking = [*under, {"volume": None}]
    return Ledger(id, "resources", volumes, "2", under, "1.9999", lacking, {"baseline_volume": 100})


def covered(
    id: str, sheet: str, total: str, n: int, of: int, line: Line, other: Line, values: tuple[str, str]
) -> Ledger:
    unknown = {**line, "start": None}
    at, under = [line] * n, [line] * (n - 1) + [other]
    return Ledger(id, sheet, at, values[0], under, values[1], [*under, unknown], {total: of})


SERVED = {"is_sme": "是", "first_inclusive_service": STARTED, "category": "企业", "roles": "数据使用方"}
NOT_YET = {**SERVED, "first_inclusive_service": (datetime(2025, 10, 1), DATE)}

LEDGERS = [
    Ledger(
        "F3.3",
        "organisations",
        [{"roles": "数据提供方、数据使用方"}, {"roles": "数据服务方"}],
        "3",
        [{"roles": "数据提供方、数据使用方"}, {"roles": "第三方数据服务机构"}],
        "2",
        [{"roles": "数据提供方、数据使用方"}, {"roles": "数据服务方", "start": None}],
    ),
    counted("E2.1", "resources", 20, lambda i: {"operator_open": "是"}),
    doubled("E2.2"),
    counted("E3.1", "products", 5, lambda i: {"scenario_category": f"类{i}"}),
    Ledger(
        "E3.2",
        "products",
        in_ten_applications(None),
        "5",
        in_ten_applications({"type": "数据报告"}),
        "4",
        in_ten_applications({"start": None}),
    ),
    high_value("E3.3", "external_enterprises", 20),
    Ledger(
        "E3.4",
        "organisations",
        [SERVED] * 5 + [NOT_YET] * 5,
        "0.5",
        [SERVED] * 49 + [NOT_YET] * 51,
        "0.49",
        [SERVED] * 49 + [NOT_YET] * 51 + [{**SERVED, "is_sme": None}, {**SERVED, "start": None}],
    ),
    counted("E4.1", "organisations", 200, lambda i: {"category": "企业", "roles": "数据使用方"}),
    counted("I2.1", "resources", 5, lambda i: {"subdomain": f"领域{i}", "high_quality": "是"}),
    doubled("I2.2"),
    counted("I3.1", "products", 10, lambda i: {"scenario_category": f"类{i}"}),
    counted("I3.2", "products", 30, lambda i: {"type": "数据服务"}),
    high_value("I3.3", "enterprises_served", 100),
    Ledger(
        "I4.1",
        "organisations",
        [{"market_share": 10.1}, {"market_share": 19.9}],
        "0.3",
        [{"market_share": 10.1}, {"market_share": (0.1989, PERCENT)}],
        "0.2999",
        [{"market_share": 10.1}, {"market_share": 5, "start": None}],
    ),
    counted("I4.3", "organisations", 30, lambda i: {"roles": "数据使用方、第三方数据服务机构"}),
    covered("C2.1", "resources", "public_resources_total", 15, 25, {"category": "公共数据"}, {"category": "企业数据"}, ("0.6", "0.56")),
    counted("C2.2", "products", 2000, lambda i: {"type": "数据集"}),
    doubled("C2.3"),
    counted("C3.1", "products", 100, lambda i: {"scenario": f"场景{i}"}),
    covered(
        "C4.1",
        "organisations",
        "public_bodies_total",
        2,
        4,
        {"category": "企业", "public_service": "是"},
        {"category": "事业单位", "public_service": None},
        ("0.5", "0.25"),
    ),
    covered("C4.2", "organisations", "leading_enterprises_total", 4, 4, {"leading": "是"}, {"leading": "否"}, ("1", "0.75")),
    counted("C4.3", "organisations", 100, lambda i: {"roles": "数据服务方"}),
]  # fmt: skip


def dated(case: Ledger, lines: list[Line]) -> dict[str, list[Line]]:
    """The ledger with a name, a code and a start in every line, unless the line says otherwise."""
    codes = [{"credit_code": f"C{i:04d}"} if case.sheet == "organisations" else {} for i in range(len(lines))]
    filled = [
        {"name": f"名称{i}", **code, "start": STARTED, **line} for i, (code, line) in enumerate(zip(codes, lines))
    ]
    return {case.sheet: filled}


each_ledger = pytest.mark.parametrize("case", LEDGERS, ids=lambda case: case.id)


@each_ledger
def test_ledger_exactly_at_the_threshold_is_met(case: Ledger) -> None:
    found = finding(case.id, case.basics, dated(case, case.at))
    assert (found["outcome"], found["value"], found["at_least"]) == ("met", case.value_at, False)


@each_ledger
def test_ledger_just_under_the_threshold_is_not_met(case: Ledger) -> None:
    found = finding(case.id, case.basics, dated(case, case.under))
    assert (found["outcome"], found["value"], found["at_least"]) == ("not_met", case.value_under, False)


@each_ledger
def test_ledger_that_lacks_a_part_is_a_lower_bound(case: Ledger) -> None:
    found = finding(case.id, case.basics, dated(case, case.missing))
    assert (found["outcome"], found["at_least"]) == ("no_data", True)


@each_ledger
def test_ledger_that_lacks_a_part_is_met_where_the_rest_is_enough(case: Ledger) -> None:
    found = finding(
        case.id, case.basics, dated(case, [*case.at, *[{**case.at[0], "start": None}] * (case.id != "E3.4")])
    )
    assert (found["outcome"], found["value"]) == ("met", case.value_at)


@each_ledger
def test_ledger_stands_before_monthly_figures(case: Ledger) -> None:
    monthly = next(monthly for monthly in MONTHLY if monthly.id == case.id)
    sheets = {**dated(case, case.under), **months(monthly.at)}
    found = finding(case.id, {**monthly.basics, **case.basics}, sheets)
    assert (found["outcome"], found["value"]) == ("not_met", case.value_under)


@each_ledger
def test_ledger_without_a_filled_start_leaves_it_to_monthly_figures(case: Ledger) -> None:
    monthly = next(monthly for monthly in MONTHLY if monthly.id == case.id)
    lines = [{**line, "start": None} for line in dated(case, case.under)[case.sheet]]
    found = finding(case.id, monthly.basics, {case.sheet: lines, **months(monthly.at)})
    assert (found["outcome"], found["value"]) == ("met", monthly.value_at)


# --- from 日活记录 ----------------------------------------------------------------------------

USERS, BODIES = ("registered_users", "active_users"), ("registered_orgs", "active_orgs")
DAILY = {
    "E4.2": (USERS, 30, "0.3", "0.2999"),
    "I4.2": (USERS, 30, "0.3", "0.2999"),
    "C4.4": (BODIES, 10, "0.1", "0.0999"),
}


def days(keys: tuple[str, str], *active: float | None) -> list[Line]:
    registered = [4000, 6000][: len(active)]
    return [
        {"date": (datetime(2025, 9, i + 1), DATE), keys[0]: users, keys[1]: used}
        for i, (users, used) in enumerate(zip(registered, active))
    ]


@pytest.mark.parametrize("id", DAILY)
def test_daily_log_exactly_at_the_threshold_is_met(id: str) -> None:
    keys, percent, at, _ = DAILY[id]
    found = finding(id, {}, {"daily": days(keys, 0, 100 * percent)})
    assert (found["outcome"], found["value"]) == ("met", at)


@pytest.mark.parametrize("id", DAILY)
def test_daily_log_just_under_the_threshold_is_not_met(id: str) -> None:
    keys, percent, _, under = DAILY[id]
    found = finding(id, {}, {"daily": days(keys, 0, 100 * percent - 1)})
    assert (found["outcome"], found["value"]) == ("not_met", under)


@pytest.mark.parametrize("id", DAILY)
def test_daily_log_stands_before_monthly_means(id: str) -> None:
    keys, percent, _, under = DAILY[id]
    means = months({keys[0]: 100, keys[1]: 99})
    found = finding(id, {}, {"daily": days(keys, 0, 100 * percent - 1), **means})
    assert (found["outcome"], found["value"]) == ("not_met", under)


@pytest.mark.parametrize("id", DAILY)
def test_month_without_a_day_is_taken_from_monthly_means(id: str) -> None:
    keys, *_ = DAILY[id]
    august = [{**line, "date": (datetime(2025, 8, 1), DATE)} for line in days(keys, 1)]
    found = finding(id, {}, {"daily": august, **months({keys[0]: 100, keys[1]: 99})})
    assert (found["outcome"], found["value"]) == ("met", "0.99")


@pytest.mark.parametrize("id", DAILY)
def test_month_without_a_day_and_without_means_is_no_data(id: str) -> None:
    keys, *_ = DAILY[id]
    august = [{**line, "date": (datetime(2025, 8, 1), DATE)} for line in days(keys, 1)]
    found = finding(id, {}, {"daily": august})
    assert (found["outcome"], found["value"]) == ("no_data", None)


@pytest.mark.parametrize("id", DAILY)
@pytest.mark.parametrize(("second", "outcome"), [(1.0, "met"), (0.5, "no_data")])
def test_day_without_active_users_makes_a_lower_bound(id: str, second: float, outcome: str) -> None:
    keys, percent, *_ = DAILY[id]
    found = finding(id, {}, {"daily": days(keys, None, 100 * percent * second)})
    assert (found["outcome"], found["at_least"]) == (outcome, True)


def test_empty_template_has_no_date_and_nothing_but_no_data() -> None:
    rulebook = load()
    empty = workbook("E", {"as_of": None}, {})
    found = json_object(judge(read(empty, rulebook), rulebook), "zh", "empty.xlsx")
    expected = {"compliant": None, "no_data": 29, "total": 29, "score": None, "score_low": 0, "score_high": 100}
    assert (found["as_of"], expected) == (None, {key: found["verdict"][key] for key in expected})


@pytest.mark.parametrize(
    ("end", "value"),
    [(datetime(2025, 9, 30), "0"), (datetime(2025, 10, 1), "1"), (None, "1")],
    ids=["30th", "1st", "none"],
)
def test_row_that_ends_on_the_last_day_of_the_month_is_not_live_then(end: datetime | None, value: str) -> None:
    line = {"name": "甲", "operator_open": "是", "start": (datetime(2025, 7, 1), DATE), "end": end and (end, DATE)}
    assert finding("E2.1", {}, {"resources": [line]})["value"] == value


def test_every_computed_criterion_has_cases() -> None:
    rulebook = load()
    computed = {c.id for criteria in rulebook.criteria.values() for c in criteria if c.kind == "computed"}
    money = {"E6.5", "I6.9", "C6.6"}  # no ledger has it
    assert {case.id for case in MONTHLY} == computed
    assert {case.id for case in LEDGERS} | set(DAILY) | money == computed
