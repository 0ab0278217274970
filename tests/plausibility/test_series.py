"""Questions about a column of 月度统计: falls, jumps, copied months."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from core.model import Place, Profile, Submission
from tests.build import RULEBOOK, ledger, submission
from tests.places import cell_of, sheet_of
from tests.plausibility.asking import asked, by_month, monthly, only

STEADY = (100, 104, 109, 112, 117, 121, 126, 130)


def with_(values: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


# --- falls ----------------------------------------------------------------------------------


def test_a_fall_names_its_cell_and_what_it_decides() -> None:
    found = only(asked(monthly(enterprises=(150, 160, 140)), "stock_fell"))
    assert (sheet_of(found), cell_of(found), found.found, found.criteria) == ("月度统计", "B4", "140", ("E4.1",))
    assert (found.details["before"], str(found.details["earlier"])) == ("160", "2025-08")


def test_a_level_stock_is_not_asked_about() -> None:
    assert asked(monthly(enterprises=(150, 160, 160)), "stock_fell") == []


def test_a_fall_of_a_kind_that_needs_only_one_is_not_asked_about() -> None:
    assert asked(monthly(service_providers=(30, 20)), "stock_fell") == []


def test_a_fall_across_an_unknown_month_is_asked_about() -> None:
    assert cell_of(only(asked(monthly(enterprises=(150, None, 140)), "stock_fell"))) == "B4"


def test_of_several_falls_the_largest_is_named() -> None:
    found = only(asked(monthly(enterprises=(150, 141, 160, 80)), "stock_fell"))
    assert (cell_of(found), found.details["count"]) == ("B5", 2)


@pytest.mark.parametrize(("after", "asks"), [(199, 0), (196, 0), (195, 1)])
def test_a_fall_by_a_few_is_asked_about_only_where_a_ledger_could_tell_who_left(after: int, asks: int) -> None:
    figures = by_month(enterprises=(190, 200, after))
    stayed = ledger("organisations", [{"name": "甲", "start": "2025-07"}])
    assert len(asked(submission(months=figures), "stock_fell")) == asks
    assert len(asked(submission(months=figures, ledgers=[stayed]), "stock_fell")) == 1


def test_a_fall_that_an_end_date_of_the_ledger_explains_is_not_asked_about() -> None:
    figures = by_month(enterprises=(150, 160, 159))
    left = ledger("organisations", [{"name": "甲", "start": "2025-07", "end": "2025-09"}])
    stayed = ledger("organisations", [{"name": "甲", "start": "2025-07"}])
    assert asked(submission(months=figures, ledgers=[left]), "stock_fell") == []
    assert len(asked(submission(months=figures, ledgers=[stayed]), "stock_fell")) == 1


def test_a_fall_is_not_asked_about_where_the_ledger_is_the_source() -> None:
    rows = [{"name": "甲", "roles": "|user|", "category": "enterprise", "start": "2025-07"}]
    found = submission(months=by_month(enterprises=(150, 160, 140)), ledgers=[ledger("organisations", rows)])
    assert asked(found, "stock_fell") == []


def test_money_and_activity_may_fall() -> None:
    found = monthly(
        revenue=(9, 2), registered_users=(100, 90), active_users=(40, 30), basics={"planned_investment": 1000}
    )
    assert asked(found, "stock_fell") == []


def test_a_fall_after_the_date_is_not_asked_about() -> None:
    assert asked(monthly(enterprises=(150, 160, 140)), "stock_fell", "2025-08") == []


def test_many_falling_columns_are_one_question() -> None:
    falling = dict.fromkeys(("enterprises", "scenario_categories", "operator_open_datasets", "smes"), (20, 10))
    found = monthly(**falling, smes_served=(1, 2))
    assert asked(found, "stock_fell") == []
    one = only(asked(found, "stocks_fell"))
    assert {"E4.1", "E3.1", "E2.1", "E3.4"} == {*one.criteria}
    assert len(one.details["columns"]) == 4


def test_three_falling_columns_are_three_questions() -> None:
    falling = dict.fromkeys(("enterprises", "scenario_categories", "operator_open_datasets"), (20, 10))
    assert len(asked(monthly(**falling), "stock_fell")) == 3


# --- jumps ----------------------------------------------------------------------------------


def test_a_jump_names_the_cell_it_jumps_to() -> None:
    found = only(asked(monthly(enterprises=(*STEADY, 330, 334)), "stock_jumped"))
    assert (cell_of(found), found.found, found.details["usual"]) == ("B10", "330", 4)


def test_steady_growth_is_no_jump() -> None:
    assert asked(monthly(enterprises=STEADY), "stock_jumped") == []


def test_many_medians_of_a_large_stock_are_no_jump() -> None:
    assert asked(monthly(enterprises=(*STEADY, 180)), "stock_jumped") == []


def test_a_short_series_has_no_jump() -> None:
    assert asked(monthly(enterprises=(100, 104, 330, 334)), "stock_jumped") == []


def test_a_plateau_that_ends_is_no_jump() -> None:
    assert asked(monthly(enterprises=(100, *[100] * 8, 330)), "stock_jumped") == []


@pytest.mark.parametrize(
    ("figures", "code", "cell"),
    [
        (with_(STEADY, 4, 1170), "stock_jumped", "B6"),
        (with_(STEADY, 4, 17), "stock_fell", "B6"),
        (with_(STEADY, 1, 14), "stock_fell", "B3"),
        (with_(STEADY, 6, 13), "stock_fell", "B8"),
        ((*STEADY, 134, 700, 138), "stock_jumped", "B11"),
        ((*STEADY, 134, 13), "stock_fell", "B11"),
        ((100, 160, 106, 110), "stock_fell", "B3"),
        ((100, 110, 105, 120), "stock_fell", "B4"),
        ((*STEADY, 60, 62, 64), "stock_fell", "B10"),
        (with_(STEADY, 0, 1000), "stock_fell", "B2"),
        (with_(STEADY, 0, 10), "stock_jumped", "B2"),
        (with_(with_(STEADY, 4, 12), 5, 12), "stock_fell", "B6"),
    ],
)
def test_one_figure_out_of_line_is_one_question_at_its_own_cell(figures: tuple[int, ...], code: str, cell: str) -> None:
    found = monthly(enterprises=figures)
    asked_of = {each: [cell_of(problem) for problem in asked(found, each)] for each in ("stock_jumped", "stock_fell")}
    assert asked_of == {"stock_jumped": [], "stock_fell": [], code: [cell]}


@pytest.mark.parametrize("shares", [(0.305, 0.012), (0.305, 0.31, 0.032, 0.32), (0.18, 0.035, 0.036)])
def test_a_share_that_drops_to_a_small_part_is_asked_about(shares: tuple[float, ...]) -> None:
    row = next(i for i, (a, b) in enumerate(pairwise(shares), 3) if b * 5 < a)
    assert cell_of(only(asked(monthly(Profile.INDUSTRY, market_share=shares), "share_fell"))) == f"B{row}"


@pytest.mark.parametrize("shares", [(0.305, 0.29, 0.27), (0.012, 0.08, 0.305), (0, 0.12, 0.12), (0.3, 0.15, 0.07)])
def test_a_share_that_moves_as_shares_do_is_not(shares: tuple[float, ...]) -> None:
    assert asked(monthly(Profile.INDUSTRY, market_share=shares), "share_fell") == []


RISING = (0.11, 0.13, 0.14, 0.16, 0.17, 0.19, 0.21, 0.22)


def test_a_share_that_falls_by_more_than_all_its_other_steps_is_asked_about() -> None:
    found = only(asked(monthly(Profile.INDUSTRY, market_share=(*RISING, 0.23, 0.104)), "share_fell"))
    assert cell_of(found) == "B11"


def test_a_share_that_falls_and_comes_back_is_asked_about_and_a_first_one_of_too_few_digits_too() -> None:
    back = monthly(Profile.INDUSTRY, market_share=(*RISING[:5], 0.08, *RISING[5:]))
    assert cell_of(only(asked(back, "share_fell"))) == "B7"
    first = monthly(Profile.INDUSTRY, market_share=(0.011, *RISING[1:]))
    assert (cell_of(only(asked(first, "stock_jumped"))), asked(first, "share_fell")) == ("B2", [])


@pytest.mark.parametrize("last", [(0.21,), (0.16,), (0.23, 0.25)])
def test_a_share_that_steps_back_a_little_is_not(last: tuple[float, ...]) -> None:
    assert asked(monthly(Profile.INDUSTRY, market_share=(*RISING, *last)), "share_fell") == []


@pytest.mark.parametrize(("typed", "asks"), [(121, 0), (130, 1), (0, 1)])
@pytest.mark.parametrize("too", [{}, {"scenario_categories": (5, 6, 8, 9), "operator_open_datasets": (3, 4, 5, 6)}])
def test_stocks_that_move_in_a_month_declared_as_unchanged_are_one_question(
    typed: int, asks: int, too: dict[str, Any]
) -> None:
    months = by_month(enterprises=(110, 121, typed, 135), open_volume=(8, 9, 9, 9.5), **too)
    found = submission(months=months)
    table = found.monthly
    assert table is not None
    row = table.rows[2]
    figures = {**row.figures, "open_volume": replace(row.figures["open_volume"], declared=Place("月度统计"))}
    rows = (*table.rows[:2], replace(row, figures=figures), *table.rows[3:])
    found = replace(found, monthly=replace(table, rows=rows))
    questions = asked(found, "unchanged_differs")
    moved = asks + len(too)
    assert [str(cell_of(each))[1:] for each in questions] == ["4"] * min(moved, 1)
    assert [len(each.details.get("columns", ())) for each in questions] == [moved * (moved > 1)] * min(moved, 1)
    assert asked(found, "stock_fell") == []


@pytest.mark.parametrize("place", range(12))
@pytest.mark.parametrize("factor", [10, 3, Fraction(1, 3), Fraction(1, 10)])
def test_of_a_steady_stock_the_figure_out_of_line_is_named_and_no_other(place: int, factor: Fraction) -> None:
    steady = tuple(100 + 10 * month for month in range(12))
    found = monthly(enterprises=with_(steady, place, int(steady[place] * factor)))
    codes = ("stock_fell", "stock_jumped")
    named = {cell_of(problem) for code in codes for problem in asked(found, code)}
    # A first month of a third may be a start.
    assert named == (set() if (place, factor) == (0, Fraction(1, 3)) else {f"B{place + 2}"})


# --- copied months --------------------------------------------------------------------------

ROW = {"enterprises": (150, 150), "smes": (90, 90), "smes_served": (40, 40), "registered_users": (810, 810)}


def with_months(**columns: Any) -> Submission:
    """The same, with the months in column A."""
    found = monthly(**columns)
    assert found.monthly is not None
    table = replace(found.monthly, columns={**found.monthly.columns, "month": 0})
    return replace(found, monthly=table)


def test_a_month_that_repeats_the_one_before_is_named() -> None:
    one = only(asked(with_months(**ROW), "month_copied"))
    assert (cell_of(one), one.details["figures"], one.criteria) == ("A3", 4, ("E4.1", "E3.4", "E4.2"))


@pytest.mark.parametrize(
    "columns",
    [
        {**ROW, "registered_users": (810, 811)},
        {**ROW, "registered_users": (810, None)},
        {**ROW, "registered_users": (0, 0)},
        {key: value for key, value in ROW.items() if key != "smes"},
    ],
)
def test_a_month_with_one_figure_of_its_own_or_few_figures_is_no_copy(columns: dict[str, Any]) -> None:
    assert asked(with_months(**columns), "month_copied") == []


def test_every_stock_is_a_column_that_some_type_has() -> None:
    columns = {column.key for profile in Profile for column in RULEBOOK.sheets["monthly"].for_profile(profile)}
    assert {*RULEBOOK.plausibility.stocks, *RULEBOOK.plausibility.unit_factors} <= columns
