"""Questions about a column of 月度统计: falls, jumps, copied months."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import exp
from random import Random
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
    found = only(asked(monthly(enterprises=(150, 149, 160, 80)), "stock_fell"))
    assert (cell_of(found), found.details["count"]) == ("B5", 2)


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


@pytest.mark.parametrize("last", [(0.21,), (0.16,), (0.23, 0.25)])
def test_a_share_that_steps_back_a_little_is_not(last: tuple[float, ...]) -> None:
    assert asked(monthly(Profile.INDUSTRY, market_share=(*RISING, *last)), "share_fell") == []


@pytest.mark.parametrize(("typed", "asks"), [(121, 0), (130, 1), (0, 1)])
def test_a_stock_that_moves_in_a_month_declared_as_unchanged_is_one_question(typed: int, asks: int) -> None:
    months = by_month(enterprises=(110, 121, typed, 135), open_volume=(8, 9, 9, 9.5))
    found = submission(months=months)
    table = found.monthly
    assert table is not None
    row = table.rows[2]
    figures = {**row.figures, "open_volume": replace(row.figures["open_volume"], declared=Place("月度统计"))}
    rows = (*table.rows[:2], replace(row, figures=figures), *table.rows[3:])
    found = replace(found, monthly=replace(table, rows=rows))
    questions = asked(found, "unchanged_differs")
    assert [cell_of(each)[1:] for each in questions] == ["4"] * asks
    assert asked(found, "stock_fell") == []


# --- running totals in a column of months ---------------------------------------------------


def accumulated(figures: Sequence[float], start: float = 0) -> tuple[float, ...]:
    return tuple(start + total for total in accumulate(figures))


@pytest.mark.parametrize(
    ("revenue", "running"),
    [
        (accumulated([30, 34, 38, 30, 34, 38]), Fraction(204, 3000)),
        (accumulated([5, 5, 5, 5, 5]), Fraction(25, 3000)),
        (accumulated([9, 0, 12, 8, 11, 14, 7]), Fraction(61, 3000)),
        ((*accumulated([30, 34, 38, 30, 34, 38]), *accumulated([31, 30, 36, 40, 41])), Fraction(382, 3000)),
        ((0, 0, *accumulated([20, 22, 19, 25, 30])), Fraction(116, 3000)),
        (accumulated([1.5, 2, 2.5, 3, 2, 2.5]), Fraction("13.5") / 3000),
        (accumulated([10, 20, 30, 40, 50, 60]), Fraction(210, 3000)),
        ((30, 42, 87, 22, 60, 101, 19, 46, 79), Fraction(267, 3000)),
        # begun in some month, anew or with all months so far; ended in one; begun anew in one
        ((30, 28, 35, *accumulated([31, 29, 33, 36, 30])), Fraction(252, 3000)),
        ((30, 28, 35, 31, 29, *(153 + each for each in accumulated([33, 36, 30, 34]))), Fraction(286, 3000)),
        ((*accumulated([30, 28, 35, 31, 29, 33]), 36, 30, 34), Fraction(286, 3000)),
        ((*accumulated([30, 28, 35, 31]), *accumulated([29, 33, 36, 30])), Fraction(252, 3000)),
        # behind months that grow steadily
        ((30, 31, 32, *accumulated([33, 34, 35, 36, 37, 38, 39, 40, 41])), Fraction(426, 3000)),
        ((30, 31, 32, 33, *(126 + each for each in accumulated([34, 35, 36, 37, 38, 39]))), Fraction(345, 3000)),
        # uneven months, two stretches
        ((22, 35, 27, 41, 30, *accumulated([24, 39, 33, 28, 45, 31, 36])), Fraction(391, 3000)),
        ((22, 35, 27, *accumulated([41, 30, 24, 39, 33, 28]), 45, 31, 36), Fraction(391, 3000)),
        (
            (22, *accumulated([35, 27, 41, 30]), 24, 39, *accumulated([33, 28, 45, 31]), 36),
            Fraction(391, 3000),
        ),
    ],
)
def test_running_totals_are_asked_about_with_the_share_of_both_readings(
    revenue: tuple[float, ...], running: Fraction
) -> None:
    found = only(asked(monthly(revenue=revenue, basics={"planned_investment": 3000}), "running_total"))
    assert (cell_of(found), found.details["running"].value) == (f"B{len(revenue) + 1}", running)
    assert found.details["summed"].value == Fraction(sum(map(Fraction, map(str, revenue)))) / 3000


@pytest.mark.parametrize(
    "revenue",
    [
        [30] * 10,
        [30 + i for i in range(12)],
        # by the season, settled each quarter or by one contract; after the Spring Festival; from a late start
        [20, 18, 60, 22, 19, 65, 25, 20, 70, 24, 22, 80],
        [0, 0, 120] * 4,
        [0, 0, 0, 300, 0, 0, 0, 0, 0, 0, 0, 320],
        [30, 32, 35, 33, 40, 42, 38, 8, 36, 40, 45, 44],
        [0, 0, 0, 0, 0, 0, 12, 15, 22, 31, 40, 55],
        [100] * 12,
        # a month far above the others, or others as high behind it
        [20, 22, 25, 21, 24, 180, 5, 18],
        [30, 31, 32, 130, 128, 135, 131],
        [67.1, 73, 101.4, 333.3, 205.8, 131.3],
        [3, 9, 4, 12, 8, 15, 2, 20],
        [0] * 8 + [10, 20, 30, 40],
        [30, 36, 43, 52, 62, 75],
        # growth of 12 to 50 % a month
        [round(30 * 1.12**i, 2) for i in range(24)],
        [round(8 * 1.2**i, 1) for i in range(15)],
        [20, 26, 33, 44, 58, 74, 97, 126, 160, 213],
        [5, 7.5, 11, 17, 26, 38, 57, 85],
        [120, 60, 130, 70, 140, 80, 150],
        [500, 520, 560, 590, 640],
        [2.1, 4.4, 4.3, 11.5, 15.5, 20.8, 26.3, 27.8, 32.4, 41.4],
        [5, 5, 6, 5, 7, 20, 35, 50, 60, 70, 75, 80],
        [30, 45, 20, 60] * 3,
        [10] * 6 + [40] * 6,
        [20, 22, 21, 25, 24, 60, 18, 20, 22, 25, 24, 26],
        [12, 30, 8, 25, 40, 15, 22, 35, 18, 27, 33, 20],
        [30, 28, 35, 31, 200, 33, 36, 30, 34],
        [60 - 3 * i for i in range(12)],
        [10 + 3 * i for i in range(12)],
        # along an S-curve, with months that are flat
        [1, 1.6, 2.9, 5.4, 10.2, 18.6, 31.3, 46.2, 59.4, 68.9, 74.5, 77.5],
        [2.1, 3.0, 4.6, 7.3, 7.3, 18.8, 28.3, 39.8, 51.3, 61.2, 68.4, 73.2, 73.2],
        [3.8, 6.6, 11.8, 11.8, 32.8, 46.9, 59.6, 59.6, 74, 77, 78.5],
    ],
)
def test_honest_revenue_is_no_running_total(revenue: list[int]) -> None:
    assert asked(monthly(revenue=tuple(revenue), basics={"planned_investment": 3000}), "running_total") == []


@pytest.mark.parametrize(
    ("revenue", "cell", "running"),
    [
        ((30, 31, 33, 30, 34, 31, 29, 33, 31, 314), "B11", 314),
        ((30, 31, 33, 30, 34, 31, 29, 33, 282, 314), "B10", 314),
        ((30, 31, 33, 30, 34, 190, 29, 33, 31), "B7", 283),
        ((30, 31, 33, 30, 34, 31, 29, 33, 28, 121), "B11", 310),
    ],
)
def test_a_month_that_is_a_total_is_asked_about_at_its_cell(revenue: tuple[int, ...], cell: str, running: int) -> None:
    found = only(asked(monthly(revenue=revenue, basics={"planned_investment": 3000}), "running_total"))
    assert (cell_of(found), found.details["kind"], found.details["running"].value) == (
        cell,
        "few",
        Fraction(running, 3000),
    )


@pytest.mark.parametrize(("planned", "asks"), [(3000, False), (700, True), (100, False)])
def test_small_figures_that_count_up_are_asked_about_only_where_the_verdict_hangs_on_it(
    planned: int, *, asks: bool
) -> None:
    """1, 2, 3 … 12 add up to 78; as totals they are 12; 10 % of the plan is asked for."""
    for revenue in (range(1, 13), (2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10), (1, 1, 2, 2, 3, 4, 5, 5, 7, 8, 9, 11)):
        found = monthly(revenue=tuple(revenue), basics={"planned_investment": planned * sum(revenue) // 78})
        assert bool(asked(found, "running_total")) is asks


@pytest.mark.parametrize(
    ("revenue", "planned", "asks"),
    [
        # one contract added to another: 94 in all, or 20
        ((2, 2, 2, 5, 5, 5, 9, 9, 9, 14, 14, 20), 3000, False),
        ((2, 2, 2, 5, 5, 5, 9, 9, 9, 14, 14, 20), 500, True),
        ((2, 2, 2, 5, 5, 5, 9, 9, 9, 14, 14, 20), 100, False),
        # uneven months and one of about their sum: 187 in all, or 97
        ((3.5, 4.1, 9.8, 5.2, 6.9, 5.5, 12.4, 7.2, 18.1, 7.7, 9.4, 97), 3000, False),
        ((3.5, 4.1, 9.8, 5.2, 6.9, 5.5, 12.4, 7.2, 18.1, 7.7, 9.4, 97), 1500, True),
    ],
)
def test_what_may_well_be_amounts_is_asked_about_only_where_the_verdict_hangs_on_it(
    revenue: tuple[float, ...], planned: int, *, asks: bool
) -> None:
    found = monthly(revenue=revenue, basics={"planned_investment": planned})
    assert bool(asked(found, "running_total")) is asks


def steep(random: Random) -> list[float]:
    """Revenue along an S-curve from 1 to 80, a month in seven as the one before."""
    months, width = random.randint(8, 12), random.uniform(0.7, 2.5)
    middle, noise = random.uniform(0.3, 0.7) * months, random.choice([0, 0, 0.05, 0.1])
    figures: list[float] = []
    for i in range(months):
        figure = (1 + 79 / (1 + exp((middle - i) / width))) * random.lognormvariate(0, noise)
        figures.append(figures[-1] if i and random.random() < 0.15 else round(figure, 1))
    return figures


def totals(random: Random) -> list[float]:
    """Totals of amounts that vary, grow or hold nothing in some months, begun anew in January or not."""
    amount, growth, noise = random.uniform(3, 60), random.choice([1, 1, 1.1]), random.choice([0.05, 0.15, 0.25])
    empty, anew = random.choice([0, 0, 0.2]), random.random() < 0.5
    found: list[float] = []
    for i in range(random.randint(8, 12)):
        own = 0 if i and random.random() < empty else amount * growth**i * random.lognormvariate(0, noise)
        found.append(round(own + (found[-1] if i and not (anew and i == 6) else 0), 1))
    return found


def stretch(random: Random) -> list[float]:
    """Amounts of which four or more months in a row are totals, from the first of them or from the pilot's start on."""
    amount, growth, noise = random.uniform(3, 60), random.choice([1, 1, 1.05, 1.1]), random.choice([0.05, 0.15, 0.25])
    own = [round(amount * growth**i * random.lognormvariate(0, noise), 1) for i in range(random.randint(8, 12))]
    length = random.randint(4, len(own) - 2)
    start = random.randint(0, len(own) - length)
    before = random.choice([0, round(sum(own[:start]), 1)])
    return [*own[:start], *accumulated(own[start : start + length], before), *own[start + length :]]


def uneven(random: Random) -> list[float]:
    """Amounts that vary much, by the season or without a reason, or step up once."""
    amount, noise, months = random.uniform(3, 60), random.choice([0.1, 0.3, 0.8]), random.randint(8, 12)
    season, step = random.choice([1, 1, 3]), random.choice([1, 1, 4])
    high = [amount * (season if i % 3 == 2 else 1) * (step if i > 5 else 1) for i in range(months)]
    return [round(each * random.lognormvariate(0, noise), 1) for each in high]


def contracts(random: Random) -> list[float]:
    """Revenue that steps up with each contract, and keeps for up to five months."""
    found: list[float] = []
    amount = random.uniform(1, 5)
    while len(found) < 18:
        found += [round(amount, 1)] * random.randint(1, 5)
        amount += random.uniform(0.5, 6)
    return found[: random.randint(8, 18)]


@pytest.mark.parametrize(
    ("made", "least", "most"),
    [(steep, 0, 0.12), (uneven, 0, 0.02), (contracts, 0, 0.05), (totals, 0.95, 1), (stretch, 0.88, 1)],
)
def test_how_often_months_made_at_random_are_taken_for_totals(made: Any, least: float, most: float) -> None:
    random, many = Random(11), 200
    found = [monthly(revenue=tuple(made(random)), basics={"planned_investment": 3000}) for _ in range(many)]
    assert least <= sum(len(asked(each, "running_total")) for each in found) / many <= most


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
