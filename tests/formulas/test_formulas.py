"""Each formula, from the ledger and from 月度统计, as the contract's table words it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from core.formulas import compute
from core.model import Indicators, Ledger, Measurement, Month, Parts, Place, Profile, Reason, Submission
from core.plausibility import questioned
from tests.build import RULEBOOK, filled, ledger, submission, unreadable
from tests.places import cell_of

JUNE = Month(2026, 6)
E, I, C = Profile.ENTERPRISE, Profile.INDUSTRY, Profile.CITY


def indicators(found: Submission, profile: Profile | None = None, as_of: Month | None = JUNE) -> Indicators:
    return questioned(found, compute(found, RULEBOOK, profile or found.profile or E, as_of), RULEBOOK)


def at_june(id: str, found: Submission, profile: Profile | None = None) -> Measurement:
    return indicators(found, profile).by_id[id].by_month[JUNE]


def of_ledger(id: str, profile: Profile, *ledgers: Ledger, **basics: Any) -> Measurement:
    return at_june(id, submission(profile, as_of="2026-06", ledgers=ledgers, basics=basics))


def resources(*rows: dict[str, Any], **kwargs: Any) -> Ledger:
    return ledger("resources", [{"start": "2025-08", **row} for row in rows], **kwargs)


def products(*rows: dict[str, Any], **kwargs: Any) -> Ledger:
    return ledger("products", [{"start": "2025-08", **row} for row in rows], **kwargs)


def organisations(*rows: dict[str, Any], **kwargs: Any) -> Ledger:
    return ledger("organisations", [{"start": "2025-08", **row} for row in rows], **kwargs)


def test_only_datasets_the_operator_opened_count() -> None:
    assert of_ledger("E2.1", E, resources({"operator_open": True}, {"operator_open": False})).value == 1


def test_a_withdrawn_dataset_no_longer_counts_in_the_month_it_ends() -> None:
    found = of_ledger("E2.1", E, resources({"operator_open": True, "end": "2026-06"}, {"operator_open": True}))
    assert found.value == 1


def test_open_volume_is_divided_by_the_baseline_exactly() -> None:
    found = of_ledger("E2.2", E, resources({"volume": "0.1"}, {"volume": "0.2"}), baseline_volume="0.15")
    assert found.value == 2


def test_open_volume_without_a_baseline_has_no_denominator() -> None:
    assert of_ledger("E2.2", E, resources({"volume": 3})).reason is Reason.NO_DENOMINATOR


def test_a_baseline_of_zero_is_no_denominator() -> None:
    assert of_ledger("E2.2", E, resources({"volume": 3}), baseline_volume=0).reason is Reason.NO_DENOMINATOR


def test_a_blank_baseline_is_offered_from_the_ledger_as_a_question() -> None:
    rows = ({"volume": 3, "start": "2025-06"}, {"volume": 4})
    found = indicators(submission(E, as_of="2026-06", ledgers=[resources(*rows)]))
    offered = [p.details["offered"] for p in found.problems if p.code == "baseline_blank"]
    assert offered == [3]


def test_a_resource_without_volume_makes_the_sum_a_lower_bound() -> None:
    found = of_ledger("E2.2", E, resources({"volume": 3}, {"volume": None}), baseline_volume=1)
    assert (found.value, found.at_least, found.reason) == (3, True, Reason.BLANK)


def test_subdomains_are_distinct_and_only_of_high_quality() -> None:
    rows = [
        {"subdomain": "|a类|", "high_quality": True},
        {"subdomain": "|a类|c|", "high_quality": True},
        {"subdomain": "|b|", "high_quality": False},
    ]
    assert of_ledger("I2.1", I, resources(*rows)).value == 2


def test_public_data_is_divided_by_the_catalogue() -> None:
    found = of_ledger("C2.1", C, resources({"category": "public"}, {"category": "other"}), public_resources_total=4)
    assert found.value == Fraction(1, 4)


def test_listed_products_are_all_but_data_services() -> None:
    assert of_ledger("C2.2", C, products({"type": "api"}, {"type": "service"})).value == 1


def test_a_product_of_unknown_type_may_be_a_listed_product() -> None:
    found = of_ledger("C2.2", C, products({"type": "api"}, {"type": ""}))
    assert (found.value, found.at_least) == (1, True)


def test_several_categories_in_a_cell_count_each_once() -> None:
    rows = [{"scenario_category": "|物流|质量|"}, {"scenario_category": "|物流|"}]
    assert of_ledger("E3.1", E, products(*rows)).value == 2


@pytest.mark.parametrize(("applications", "full"), [(9, 0), (10, 1)])
def test_a_category_is_full_with_ten_applications(applications: int, full: int) -> None:
    rows = [{"scenario_category": "|物流|", "type": "application"}] * applications
    rows += [{"scenario_category": "|物流|", "type": "api"}] * 5
    assert of_ledger("E3.2", E, products(*rows)).value == full


def test_an_application_is_part_of_its_category_while_it_is_live() -> None:
    rows = [
        {"scenario_category": "|物流|", "type": "application", "start": "2025-07", "end": "2025-09"},
        {"scenario_category": "|物流|质量|", "type": "application", "start": "2025-08"},
        {"scenario_category": "|质量|", "type": "api", "start": "2025-08"},
    ]
    found = indicators(submission(E, as_of="2025-09", ledgers=[ledger("products", rows)]), as_of=None).by_id["E3.2"]
    assert found.parts == Parts(10, ((0, 1, 1), (1, 2, 1)))


def test_more_categories_than_are_followed_have_no_parts() -> None:
    rows = [{"scenario_category": f"|{i}|", "type": "application"} for i in range(61)]
    assert indicators(submission(E, as_of="2026-06", ledgers=[products(*rows)])).by_id["E3.2"].parts is None


@pytest.mark.parametrize(("external", "count"), [(19, 0), (20, 1)])
def test_a_high_value_application_serves_twenty_external_enterprises(external: int, count: int) -> None:
    row = {"type": "application", "high_value": True, "external_enterprises": external}
    assert of_ledger("E3.3", E, products(row)).value == count


def test_the_number_of_enterprises_is_needed_only_of_high_value_rows() -> None:
    row = {"type": "application", "high_value": True, "external_enterprises": 20}
    ordinary = {**row, "high_value": False, "external_enterprises": None}
    assert not of_ledger("E3.3", E, products(row, ordinary)).at_least


def test_a_high_value_row_without_its_number_makes_the_count_a_lower_bound() -> None:
    row = {"type": "application", "high_value": True, "external_enterprises": 20}
    assert of_ledger("E3.3", E, products(row, {**row, "external_enterprises": None})).at_least


def test_high_value_products_may_be_of_any_type() -> None:
    assert of_ledger("I3.3", I, products({"type": "api", "high_value": True, "enterprises_served": 100})).value == 1


def test_an_enterprise_that_names_the_operator_role_is_not_counted() -> None:
    rows = [{"category": "enterprise", "roles": "|operator|provider|"}, {"category": "enterprise", "roles": "|user|"}]
    assert of_ledger("E4.1", E, organisations(*rows)).value == 1


def test_rows_of_one_organisation_count_once_and_say_it_together() -> None:
    rows = [
        {"organisation": 7, "category": "enterprise", "roles": "|user|"},
        {"organisation": 7, "category": "enterprise", "roles": "|operator|"},
        {"organisation": 8, "category": "enterprise", "roles": "|user|"},
        {"organisation": 8, "category": "enterprise", "roles": "|provider|"},
    ]
    assert of_ledger("E4.1", E, organisations(*rows)).value == 1


def test_an_undated_row_that_names_the_operator_leaves_no_doubt() -> None:
    rows = [
        {"category": "enterprise", "roles": "|operator|user|", "start": None},
        {"organisation": 7, "category": "enterprise", "roles": "|operator|", "start": None},
        {"organisation": 7, "category": "other", "roles": "|user|"},
        {"organisation": 8, "category": "enterprise", "roles": "|user|"},
    ]
    found = of_ledger("E4.1", E, organisations(*rows))
    assert (found.value, found.at_least) == (1, False)


def test_a_row_that_has_left_says_nothing_any_more() -> None:
    rows = [
        {"organisation": 7, "category": "enterprise", "roles": "|user|"},
        {"organisation": 7, "category": "enterprise", "roles": "|operator|", "end": "2026-01"},
    ]
    assert of_ledger("E4.1", E, organisations(*rows)).value == 1


def test_smes_served_by_the_month_are_divided_by_live_smes() -> None:
    rows = [
        {"is_sme": True, "first_inclusive_service": "2026-06"},
        {"is_sme": True, "first_inclusive_service": "2026-07"},
        {"is_sme": True},
        {"is_sme": False, "first_inclusive_service": "2026-01"},
    ]
    assert of_ledger("E3.4", E, organisations(*rows)).value == Fraction(1, 3)


def test_an_sme_of_unknown_start_lowers_the_share_it_may_have() -> None:
    rows = [{"is_sme": True, "first_inclusive_service": "2026-01"}, {"is_sme": True, "start": None}]
    found = of_ledger("E3.4", E, organisations(*rows))
    assert (found.value, found.at_least) == (Fraction(1, 2), True)


def test_a_market_share_counts_once_an_organisation_and_the_smallest_where_rows_differ() -> None:
    rows = [
        {"organisation": 1, "market_share": "0.05"},
        {"organisation": 1, "market_share": "0.04"},
        {"organisation": 2, "market_share": "0.1"},
        {"organisation": 3, "market_share": None},
    ]
    found = indicators(submission(I, as_of="2026-06", ledgers=[organisations(*rows)]))
    assert found.by_id["I4.1"].by_month[JUNE].value == Fraction("0.14")
    assert [p.code for p in found.problems if p.code.startswith("shares")] == ["shares_differ"]


def test_market_shares_over_the_whole_are_impossible() -> None:
    found = of_ledger("I4.1", I, organisations({"market_share": "0.6"}, {"market_share": "0.5"}))
    assert (found.value, found.reason) == (None, Reason.IMPOSSIBLE)


def test_third_parties_and_service_providers_are_told_apart() -> None:
    rows = [{"roles": "|third_party|"}, {"roles": "|service_provider|"}, {"roles": "|service_provider|"}]
    assert of_ledger("I4.3", I, organisations(*rows)).value == 1
    assert of_ledger("C4.3", C, organisations(*rows)).value == 2


def test_public_bodies_are_departments_and_those_that_perform_public_services() -> None:
    rows = [{"category": "government"}, {"category": "enterprise", "public_service": True}, {"category": "enterprise"}]
    assert of_ledger("C4.1", C, organisations(*rows), public_bodies_total=4).value == Fraction(1, 2)


def test_leading_enterprises_without_a_roster_have_no_denominator() -> None:
    assert of_ledger("C4.2", C, organisations({"leading": True})).reason is Reason.NO_DENOMINATOR


def test_a_numerator_over_its_denominator_is_impossible() -> None:
    rows = [{"leading": True}, {"leading": True}]
    assert of_ledger("C4.2", C, organisations(*rows), leading_enterprises_total=1).reason is Reason.IMPOSSIBLE


def test_roles_present_counts_the_three_roles() -> None:
    rows = [{"roles": "|provider|user|"}, {"roles": "|regulator|"}]
    assert of_ledger("F3.3", E, organisations(*rows)).value == 2


def test_activity_is_summed_over_the_recorded_days() -> None:
    days = ledger(
        "daily",
        [
            {"date": "2026-06-01", "registered_users": 100, "active_users": 20},
            {"date": "2026-06-02", "registered_users": 300, "active_users": 100},
        ],
    )
    assert of_ledger("E4.2", E, days).value == Fraction(120, 400)


def test_a_day_without_its_registered_users_leaves_the_month_unjudged() -> None:
    days = ledger(
        "daily",
        [
            {"date": "2026-06-01", "registered_users": 100, "active_users": 20},
            {"date": "2026-06-02", "registered_users": None, "active_users": 100},
        ],
    )
    assert of_ledger("E4.2", E, days).value is None


def test_working_days_are_an_alternative_reading() -> None:
    days = ledger(
        "daily",
        [
            {"date": "2026-06-05", "registered_users": 100, "active_users": 40},
            {"date": "2026-06-06", "registered_users": 100, "active_users": 10},
        ],
    )
    found = indicators(submission(E, as_of="2026-06", ledgers=[days])).by_id["E4.2"]
    assert found.alternatives["working_days"].value == Fraction(2, 5)


def revenue(**months: Any) -> Submission:
    rows = {f"2025-{month[1:]}": {"revenue": value} for month, value in months.items()}
    return submission(E, as_of="2025-09", months=rows, basics={"planned_investment": 1000})


def test_revenue_accumulates_from_the_pilots_start() -> None:
    found = indicators(revenue(m07=10, m08=20, m09=30), as_of=Month(2025, 9))
    assert found.by_id["E6.5"].by_month[Month(2025, 9)].value == Fraction(60, 1000)


def test_a_month_without_revenue_makes_the_sum_a_lower_bound() -> None:
    found = indicators(revenue(m07=10, m09=30), as_of=Month(2025, 9)).by_id["E6.5"].by_month[Month(2025, 9)]
    assert (found.value, found.at_least, found.reason) == (Fraction(40, 1000), True, Reason.BLANK)


def test_a_ledger_with_rows_of_which_none_is_live_gives_zero() -> None:
    assert of_ledger("E2.1", E, resources({"operator_open": True, "start": "2026-09"})).value == 0


def test_a_ledger_that_lacks_a_column_leaves_the_source_to_the_monthly_figures() -> None:
    months = {"2026-06": {"operator_open_datasets": 21}}
    found = submission(E, months=months, ledgers=[resources({"volume": 1})])
    assert at_june("E2.1", found).value == 21


def test_ledger_and_monthly_figures_that_differ_are_one_question() -> None:
    months = {"2026-06": {"operator_open_datasets": 21}}
    found = indicators(submission(E, months=months, ledgers=[resources({"operator_open": True})]))
    assert found.by_id["E2.1"].by_month[JUNE].value == 1
    assert [p.criteria for p in found.problems if p.code == "ledger_and_monthly_differ"] == [("E2.1",)]


@pytest.mark.parametrize(("month", "reason"), [("2025-08", Reason.BLANK), ("2025-09", Reason.UNREADABLE)])
def test_a_cell_that_cannot_be_read_is_the_reason_from_its_own_month_on(month: str, reason: Reason) -> None:
    rows = [{"volume": 3, "start": "2025-08"}, {"volume": None, "start": "2025-08"}]
    rows += [{"volume": None, "start": "2025-09"}]
    volumes = resources(*rows, unreadable={"volume": [4]})
    found = submission(E, as_of="2025-09", ledgers=[volumes], basics={"baseline_volume": 1})
    assert indicators(found, as_of=None).by_id["E2.2"].by_month[Month.parse(month)].reason is reason


@pytest.mark.parametrize(("month", "reason"), [("2025-08", Reason.BLANK), ("2025-09", Reason.UNREADABLE)])
def test_a_day_that_cannot_be_read_is_the_reason_in_its_own_month(month: str, reason: Reason) -> None:
    daily = ledger(
        "daily",
        [
            {"date": "2025-08-01", "registered_users": 100, "active_users": 40},
            {"date": "2025-08-02", "registered_users": 100, "active_users": None},
            {"date": "2025-09-01", "registered_users": 100, "active_users": 40},
            {"date": "2025-09-02", "registered_users": 100, "active_users": None},
        ],
        {"active_users": [5]},
    )
    found = submission(E, as_of="2025-09", ledgers=[daily])
    assert indicators(found, as_of=None).by_id["E4.2"].by_month[Month.parse(month)].reason is reason


def test_an_unreadable_monthly_cell_is_no_figure() -> None:
    months = {"2026-06": {"enterprises": unreadable("约200", "月度统计", "B2")}}
    assert at_june("E4.1", submission(E, months=months, as_of="2026-06")).reason is Reason.UNREADABLE


def test_a_blank_cell_in_a_column_with_figures_is_a_question_naming_it() -> None:
    months = {"2025-07": {"enterprises": 5}, "2025-08": {"enterprises": None, "providers": 1}}
    sent = submission(E, months=months)
    found = indicators(sent, as_of=Month(2025, 8))
    assert ("blank_month", "B3") in [(p.code, cell_of(p, sent.layout)) for p in found.problems]


def test_a_stock_is_never_carried_forward() -> None:
    months = {"2026-05": {"enterprises": 250}, "2026-06": {"enterprises": None}}
    assert at_june("E4.1", submission(E, months=months, as_of="2026-06")).value is None


def test_a_month_later_than_the_workbook_knows_has_no_figures() -> None:
    found = indicators(submission(E, months={"2026-06": {"enterprises": 250}}), as_of=Month(2026, 9))
    assert found.by_id["E4.1"].by_month[Month(2026, 9)].value is None
    assert "later_than_known" in [p.code for p in found.problems]


def test_an_empty_workbook_has_no_date() -> None:
    assert indicators(submission(E), as_of=None).as_of is None


def test_the_date_is_the_declared_month_before_the_last_with_figures() -> None:
    found = submission(E, as_of="2026-03", months={"2026-06": {"enterprises": 250}})
    assert indicators(found, as_of=None).as_of == Month(2026, 3)


def test_the_date_is_never_past_the_pilots_end() -> None:
    assert indicators(submission(E, as_of="2029-01"), as_of=None).as_of == Month(2027, 6)


def test_columns_of_another_type_are_not_for_this_type() -> None:
    found = submission(E, months={"2026-06": {"enterprises": 250}})
    assert at_june("C2.2", found, C).reason is Reason.NOT_FOR_THIS_TYPE


def test_sources_are_one_range_a_column_without_the_header() -> None:
    found = of_ledger("E2.1", E, resources({"operator_open": True}, {"operator_open": True}))
    assert found.sources == (
        Place.at("resources", "operator_open", 2, 3),
        Place.at("resources", "start", 2, 3),
    )


def test_a_missing_start_names_its_cell() -> None:
    rows = resources({"operator_open": True}, {"operator_open": True, "start": None})
    sent = submission(E, as_of="2026-06", ledgers=[rows])
    found = indicators(sent)
    assert [cell_of(p, sent.layout) for p in found.problems if p.code == "missing_part"] == ["B3"]


def test_every_category_is_an_alternative_to_five_full_ones() -> None:
    rows = [{"scenario_category": "|a|", "type": "application"}] * 10 + [{"scenario_category": "|b|", "type": "api"}]
    found = indicators(submission(E, as_of="2026-06", ledgers=[products(*rows)])).by_id["E3.2"]
    assert (found.alternatives["every_category"].value, found.alternatives["every_category"].threshold) == (1, 5)


@pytest.mark.parametrize("order", [1, -1])
def test_the_fewest_of_any_category_is_certain_where_one_surely_has_none(order: int) -> None:
    """Whichever of the categories with as few comes first."""
    row = {"type": "application", "high_value": True}
    none = {**row, "scenario_category": "|a|", "external_enterprises": 5}
    unknown = {**row, "scenario_category": "|b|", "external_enterprises": None}
    found = indicators(submission(E, as_of="2026-06", ledgers=[products(*[none, unknown][::order])])).by_id["E3.3"]
    other = found.alternatives["in_every_category"]
    assert (other.value, other.at_least) == (0, False)


def test_revenue_over_what_was_invested_is_an_alternative() -> None:
    found = submission(
        E,
        as_of="2025-07",
        months={"2025-07": {"revenue": 50}},
        basics={"planned_investment": 1000, "invested": filled(100)},
    )
    assert indicators(found, as_of=None).by_id["E6.5"].alternatives["invested"].value == Fraction(1, 2)


def test_a_ledger_that_cannot_be_used_says_which_column_is_empty() -> None:
    rows = ledger("resources", [{"operator_open": True, "start": None}])
    found = indicators(submission(E, as_of="2026-06", ledgers=[rows]))
    assert [(p.details["keys"], p.criteria) for p in found.problems if p.code == "ledger_not_used"] == [
        (("start",), ("E2.1",)),
        (("volume", "start"), ("E2.2",)),
    ]


def test_a_share_over_one_is_no_reading_either() -> None:
    activity = {"registered_orgs": 100, "active_orgs": 12}
    for users, readings in ((100, {"by_user"}), (101, set())):
        month = activity | {"registered_users": 100, "active_users": users}
        found = indicators(submission(C, months={"2026-06": month}, as_of="2026-06"))
        assert set(found.by_id["C4.4"].alternatives) == readings


SCORES = ("documentation_score", "quality_score", "application_score")


@pytest.mark.parametrize(("lowest", "expected"), [(90, 2), ("89.9", 1)])
def test_assessed_datasets_count_from_90_in_each_score(lowest: Any, expected: int) -> None:
    row = {"operator_open": True, "high_quality": True, "start": "2025-08", **dict.fromkeys(SCORES, 95)}
    rows = [
        {**row, "name": "a", "subdomain": "|甲|"},
        {**row, "name": "b", "subdomain": "|乙|", "quality_score": lowest},
    ]
    found = indicators(submission(Profile.INDUSTRY, as_of="2026-06", ledgers=[ledger("resources", rows)]))
    assert found.by_id["I2.1"].alternatives["assessed"].value == expected


def test_without_scores_there_is_no_reading_of_assessed_datasets() -> None:
    rows = [{"name": "a", "subdomain": "|甲|", "high_quality": True, "start": "2025-08"}]
    found = indicators(submission(Profile.INDUSTRY, as_of="2026-06", ledgers=[ledger("resources", rows)]))
    assert set(found.by_id["I2.1"].alternatives) == {"datasets"}
