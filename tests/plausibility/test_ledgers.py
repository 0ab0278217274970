"""Questions about ledgers: parts above their whole, dates, names, earlier months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace

from core.model import Month, Profile
from tests.build import ledger, submission
from tests.places import cell_of, sheet_of
from tests.plausibility.asking import MONTHS, asked, by_month, monthly, only


def days(*rows: tuple[str, int, int]) -> Any:
    return ledger("daily", [{"date": day, "registered_users": all_, "active_users": some} for day, all_, some in rows])


def members(*rows: dict[str, Any], key: str = "organisations") -> Any:
    usual = {"roles": "|user|", "category": "enterprise", "start": "2025-07", "credit_code": ""}
    return ledger(key, [{**usual, **row} for row in rows])


# --- parts ----------------------------------------------------------------------------------


def test_a_day_with_more_active_than_registered_names_its_cell() -> None:
    daily = days(("2025-07-01", 100, 40), ("2025-07-02", 100, 140), ("2025-08-01", 100, 30))
    found = only(asked(submission(ledgers=[daily]), "active_over_all"))
    assert (sheet_of(found), cell_of(found), found.criteria, found.details["count"]) == ("日活记录", "C3", ("E4.2",), 1)


def test_a_day_with_all_active_is_not_asked_about() -> None:
    assert asked(submission(ledgers=[days(("2025-07-01", 100, 100))]), "active_over_all") == []


def test_a_month_that_is_over_as_a_whole_at_the_date_is_an_error_and_no_question() -> None:
    found = submission(ledgers=[days(("2025-07-01", 100, 140))])
    assert asked(found, "active_over_all") == []
    assert len(asked(found, "share_over_one")) == 1


def test_a_share_over_one_in_an_earlier_month_of_a_ledger_is_asked_about_once() -> None:
    rows = [{"name": "甲", "market_share": 0.7, "start": "2025-07"}]
    rows += [{"name": "乙", "market_share": 0.6, "start": "2025-07", "end": "2025-09"}]  # type: ignore[dict-item]
    found = submission(Profile.INDUSTRY, as_of="2025-10", ledgers=[members(*rows)])
    one = only(asked(found, "earlier_over_one"))
    assert (one.criteria, str(one.details["month"]), one.details["count"]) == (("I4.1",), "2025-07", 2)


def test_a_share_of_exactly_one_is_not_asked_about() -> None:
    found = submission(Profile.INDUSTRY, as_of="2025-10", ledgers=[members({"name": "甲", "market_share": 1})])
    assert asked(found, "earlier_over_one") == []


def product(served: int, external: int, **more: Any) -> dict[str, Any]:
    usual = {"name": "画像", "type": "application", "high_value": True, "start": "2025-07"}
    return {**usual, "enterprises_served": served, "external_enterprises": external, **more}


def test_more_external_enterprises_than_enterprises_names_the_cell() -> None:
    found = submission(ledgers=[ledger("products", [product(30, 30), product(20, 31)])])
    one = only(asked(found, "external_over_all"))
    assert (sheet_of(one), cell_of(one), one.criteria) == ("产品应用台账", "E3", ("E3.3",))


@pytest.mark.parametrize("row", [product(30, 30), product(20, 31, high_value=False)])
def test_as_many_external_ones_or_a_product_of_no_high_value_are_not_asked_about(row: dict[str, Any]) -> None:
    assert asked(submission(ledgers=[ledger("products", [product(30, 22), row])]), "external_over_all") == []


# --- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "asks"), [("2025-09", 0), ("2025-10", 1)])
def test_a_start_after_the_last_month_of_figures_is_asked_about(start: str, asks: int) -> None:
    found = submission(as_of="2025-09", ledgers=[members({"name": "甲"}, {"name": "乙", "start": start})])
    assert [cell_of(question) for question in asked(found, "starts_later")] == ["E3"] * asks


def test_an_earlier_date_asked_for_does_not_make_later_rows_doubtful() -> None:
    found = submission(as_of="2025-12", ledgers=[members({"name": "甲"}, {"name": "乙", "start": "2025-11"})])
    assert asked(found, "starts_later", "2025-09") == []


@pytest.mark.parametrize(("day", "asks"), [("2025-06-30", 1), ("2025-07-01", 0), ("2027-06-30", 0), ("2027-07-01", 1)])
def test_a_day_outside_the_pilot_is_asked_about(day: str, asks: int) -> None:
    questions = asked(submission(ledgers=[days((day, 100, 30), ("2025-08-01", 100, 30))]), "day_outside_pilot")
    assert [cell_of(question) for question in questions] == ["A2"] * asks


@pytest.mark.parametrize(
    ("code", "month", "active"), [("day_outside_pilot", "2025-06", 30), ("active_over_all", "2025-07", 140)]
)
def test_a_date_without_a_day_is_named_by_its_month(code: str, month: str, active: int) -> None:
    daily = days((f"{month}-01", 100, active), ("2025-08-01", 100, 30))
    place = daily.frame.column_names.index("day")
    frame = daily.frame.set_column(place, "day", pa.array([None, date(2025, 8, 1)], pa.date32()))
    assert only(asked(submission(ledgers=[replace(daily, frame=frame)]), code)).details["day"] == Month.parse(month)


# --- names ----------------------------------------------------------------------------------

CODE, OTHER = "91440101MA59K1AB2G", "91440101MA59K1AB3K"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海川精密部件有限公司", "海川精密部件"),
        ("海川精密部件有限公司", "海川 精密部件股份有限公司"),
        ("海川(宁波)科技有限公司", "海川宁波科技有限公司"),
        ("海川科技有限公司", "海川科技有限公司(原宁波材料厂)"),
    ],
)
def test_names_that_differ_in_form_alone_look_like_one(one: str, other: str) -> None:
    found = submission(ledgers=[members({"name": one, "credit_code": CODE}, {"name": other})])
    question = only(asked(found, "name_looks_like"))
    assert (cell_of(question), cell_of(question.details["first"]), question.details["first_name"]) == ("A3", "A2", one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海川科技有限公司", "海川集团有限公司"),
        ("海川商贸有限公司", "海川商贸集团有限公司"),
        ("海川科技有限公司", "海川科技有限公司宁波分公司"),
        ("海川(宁波)科技有限公司", "海川(杭州)科技有限公司"),
    ],
)
def test_names_of_a_parent_a_branch_or_another_town_do_not(one: str, other: str) -> None:
    assert asked(submission(ledgers=[members({"name": one}, {"name": other})]), "name_looks_like") == []


def test_names_that_each_have_a_code_of_their_own_are_two() -> None:
    rows = ({"name": "海川有限公司", "credit_code": CODE}, {"name": "海川股份有限公司", "credit_code": OTHER})
    assert asked(submission(ledgers=[members(*rows)]), "name_looks_like") == []


def test_one_name_under_two_codes_is_asked_about() -> None:
    rows = ({"name": "海川有限公司", "credit_code": CODE}, {"name": "海川有限公司", "credit_code": OTHER})
    question = only(asked(submission(ledgers=[members(*rows)]), "name_with_two_codes"))
    assert (question.found, question.details["count"]) == ("海川有限公司", 1)


def test_rows_of_one_organisation_are_not_asked_about() -> None:
    rows = ({"name": "海川有限公司", "organisation": 1}, {"name": "海川", "organisation": 1})
    found = submission(ledgers=[members(*rows)])
    assert asked(found, "name_looks_like") + asked(found, "name_with_two_codes") == []


# --- earlier months -------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "asks"), [((9, 9, 9, 1), 1), ((1, 9, 9, 1), 0), ((9, 9, 9, 2), 0), ((1, 1, 1, 1), 0)])
def test_figures_that_often_differ_before_the_date_are_one_question(said: tuple[int, ...], asks: int) -> None:
    found = submission(months=by_month(enterprises=said), ledgers=[members({"name": "甲"})])
    questions = asked(found, "differs_earlier")
    assert [(sheet_of(q), cell_of(q), q.criteria, q.details["count"]) for q in questions] == [
        ("月度统计", "B2", ("E4.1",), 3)
    ] * asks


# --- what is left over ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("categories", "cells"),
    [
        ((*"甲乙丙丁", "其他"), ["C6"]),
        ((*"甲乙丙", "其他", "其它类"), ["C5"]),
        ((*"甲乙丙丁戊", "其他"), []),
        ((*"甲乙丙", "其他"), []),
        ((*"甲乙丙丁", "其他金融服务"), []),
    ],
)
def test_other_as_a_category_is_asked_about_where_the_criterion_is_not_met_without_it(
    categories: tuple[str, ...], cells: list[str]
) -> None:
    rows = [
        {"name": f"应用{at}", "type": "application", "scenario_category": f"|{category}|", "start": "2025-07"}
        for at, category in enumerate(categories)
    ]
    questions = asked(submission(as_of="2025-09", ledgers=[ledger("products", rows)]), "residual_counts")
    assert [(cell_of(question), question.criteria) for question in questions] == [(cell, ("E3.1",)) for cell in cells]


# --- on the threshold -----------------------------------------------------------------------


@pytest.mark.parametrize(("value", "asks"), [(199, 0), (200, 1), (201, 0)])
def test_a_typed_count_exactly_on_its_threshold_is_asked_about(value: int, asks: int) -> None:
    questions = asked(monthly(enterprises=(150, value)), "on_threshold")
    assert [(sheet_of(q), cell_of(q), q.criteria) for q in questions] == [("月度统计", "B3", ("E4.1",))] * asks


def test_a_typed_share_exactly_on_its_threshold_is_asked_about() -> None:
    assert only(asked(monthly(smes=(100,), smes_served=(50,)), "on_threshold")).criteria == ("E3.4",)


def test_a_small_count_is_met_exactly_as_a_matter_of_course() -> None:
    assert asked(monthly(scenario_categories=(5,)), "on_threshold") == []


def test_the_whole_of_a_roster_is_not_asked_about() -> None:
    found = monthly(Profile.CITY, {"leading_enterprises_total": 24}, leading_enterprises_covered=(24,))
    assert asked(found, "on_threshold") == []


def test_a_count_from_a_ledger_is_not_asked_about() -> None:
    rows = [{"name": f"甲{i}"} for i in range(200)]
    assert asked(submission(as_of=MONTHS[3], ledgers=[members(*rows)]), "on_threshold") == []
