"""Figures of 月度统计 in another unit than their neighbours: named, and offered as they are meant where that is certain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from core.intake.slips import Slip, slips
from core.model import Answer, Assessment, Month, Problem
from core.pipeline import judge, read
from core.rulebook import load
from tests.intake.books import BASICS, book
from tests.places import cell_of

RULES = load()
MONTHS = [str(Month(2025, 7).plus(i)) for i in range(12)]
STEADY = (100, 104, 109, 112, 117, 121, 126, 130)
REVENUE = (30, 34, 33, 38, 40, 41)


def with_(values: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


def raw(header: str, values: Sequence[Any]) -> bytes:
    basics = (*BASICS, ("拟投入资金总额（万元）", 3000), ("开放总量计量单位", "GB"), ("基期数据资源开放总量", 1000))
    return book({"月度统计": [("月份", header), *zip(MONTHS, values, strict=False)]}, basics=basics)


def asked(a: Assessment) -> list[Problem]:
    return [problem for problem in a.problems if problem.code == "unit_slip"]


def cells(header: str, values: Sequence[Any]) -> list[tuple[str | None, str]]:
    """The cell of each slip, and the figure that is offered for it."""
    a = judge(read(raw(header, values)))
    return [(cell_of(p, a.submission.layout), str(p.details.get("proposed", ""))) for p in asked(a)]


@pytest.mark.parametrize(
    ("place", "value", "cell", "meant"),
    [
        (3, 11200, "B5", "112"),
        (7, 1, "B9", ""),
        (0, 10000, "B2", "100"),
        (5, 1210000, "B7", "121"),
        (4, 11701, "B6", ""),
    ],
)
def test_a_count_a_hundred_or_ten_thousand_times_off_is_named_with_the_whole_number_that_it_may_be(
    place: int, value: int, cell: str, meant: str
) -> None:
    assert cells("接入企业数", with_(STEADY, place, value)) == [(cell, meant)]


@pytest.mark.parametrize(("place", "value", "meant"), [(2, 330_000, "33"), (5, 410_000, "41"), (3, 0.0038, "38.0000")])
def test_a_sum_in_yuan_or_in_a_hundred_millions_is_offered_in_the_columns_unit(
    place: int, value: float, meant: str
) -> None:
    assert cells("当月收入（万元）", with_(REVENUE, place, value)) == [(f"B{place + 2}", meant)]


@pytest.mark.parametrize(
    ("values", "slips"),
    [
        ((572, 601, 6400, 662, 700, 731), [("B4", "")]),
        ((572, 601, 640, 6620, 7000, 7310), []),  # from a month on
        ((572, 601, 64, 662, 700, 731), [("B4", "")]),
        ((572, 601, 1900, 662, 700, 731), []),
        ((572, 601, 640, 662, 700, 7310), [("B7", "")]),
        ((30, 60, 500, 900, 2000, 2600), []),  # a start
        ((1, 2, 15, 14, 22, 31), []),
        ((2, 3, 7, 20, 160), []),
    ],
)
def test_ten_times_as_many_users_for_a_month_are_asked_about(values: tuple[int, ...], slips: list[Any]) -> None:
    assert cells("日均注册用户数", values) == slips


def test_a_sum_that_was_accepted_counts_and_asks_nothing_more() -> None:
    given = raw("当月收入（万元）", with_(REVENUE, 2, 330_000))
    (problem,) = asked(judge(read(given)))
    for choice, figure in (("proposed", 33), ("as_read", 330_000)):
        submission = read(given, RULES, [Answer.to(problem, choice)])
        assert submission.monthly is not None
        assert submission.monthly.rows[2].figures["revenue"].value == figure
        assert [each.offer.key for each in submission.answered] == [choice]
        after = {each.code for each in judge(submission).problems}
        assert after.isdisjoint({"unit_slip", "running_total"})


def test_a_sum_is_held_against_each_of_the_months_before_it_that_agree() -> None:
    assert cells("当月收入（万元）", (6.9, 5.5, 4.4, 0.00072, 8.1, 7.7, 9.4)) == [("B5", "7.20000")]


def test_each_sum_in_yuan_has_its_own_figure_beside_one_that_is_right() -> None:
    values = with_(with_(REVENUE, 2, 330_000), 3, 380_000)
    assert cells("当月收入（万元）", values) == [("B4", "33"), ("B5", "38")]
    assert [slip.other for slip in slips(values, [10_000], RULES.plausibility)] == [1, 1]


def test_a_column_whose_unit_changes_on_the_way_names_where_and_offers_nothing() -> None:
    assert cells("数据资源开放总量", (2000, 2100, 2.2, 2.3, 2.4)) == [("B4", "")]
    found = slips((2000, 2100, 2, 2, 2), [1000], RULES.plausibility)
    assert list(found) == [Slip(2, 1, 1000, lasts=True)]


def test_a_volume_that_may_be_of_a_thousand_or_of_1024_is_offered_nothing() -> None:
    assert cells("数据资源开放总量", (2000, 2100, 2.2, 2300, 2400)) == [("B4", "")]


def test_a_slip_of_the_unit_is_no_fall_no_jump_and_no_unusual_sum_besides() -> None:
    for header, values in (
        ("接入企业数", with_(STEADY, 3, 11200)),
        ("当月收入（万元）", with_(REVENUE, 2, 330_000)),
    ):
        for choice in (None, "as_read"):
            given = raw(header, values)
            (problem,) = asked(judge(read(given)))
            answers = [] if choice is None else [Answer.to(problem, choice)]
            codes = {each.code for each in judge(read(given, RULES, answers)).problems}
            assert codes.isdisjoint({"stock_fell", "stock_jumped"})
            assert choice or "revenue_unusual" not in codes


@pytest.mark.parametrize("values", [STEADY, (1, 104, 109, 112), (100, 104, 3000, 3100), (0, 0, 100, 104, 109)])
def test_growth_that_no_unit_explains_is_no_slip(values: tuple[int, ...]) -> None:
    assert cells("接入企业数", values) == []


def test_revenue_that_starts_small_is_no_slip() -> None:
    assert cells("当月收入（万元）", (0, 0.3, 0.4, 41, 44)) == []


def test_a_unit_that_is_typed_with_the_figure_is_asked_about_alone() -> None:
    """41.0元 beside 40 (万元) is no 0.0041 unless its sender says so."""
    given = raw("当月收入（万元）", with_(REVENUE, 2, "33.0元"))
    (problem,) = (each for each in judge(read(given)).problems if each.code.startswith("unit"))
    assert problem.code == "unit_unlikely"
    for choice, figure in (("proposed", Decimal(33)), ("as_shown", Decimal("0.0033"))):
        submission = read(given, RULES, [Answer.to(problem, choice)])
        assert submission.monthly is not None
        assert submission.monthly.rows[2].figures["revenue"].value == figure


def test_a_figure_that_is_a_text_and_off_its_neighbours_is_asked_about_once_as_each() -> None:
    rows = [(f"2025-{7 + n:02d}", 30 + n) for n in range(4)]
    a = judge(read(book({"月度统计": [("月份", "当月收入（万元）"), *rows, ("2025-11", "３４００００")]})))
    problems = [(each.code, each.areas) for each in a.problems if each.code in ("text_number", "unit_slip")]
    assert sorted(problems) == [("text_number", ((6, 6),)), ("unit_slip", ((6, 6),))]
