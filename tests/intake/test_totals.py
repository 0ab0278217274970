"""Amounts of months that look like totals so far: asked about, and counted as each month's own where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, dropwhile
from math import exp, log
from random import Random

import pytest
from msgspec.structs import replace

from core.intake.running import CODE
from core.intake.totals import as_totals
from core.model import Answer, Month, Problem
from core.pipeline import judge, read
from core.rulebook import load
from tests.intake.books import BASICS, book
from tests.places import cell_of

RULES = load()
MONTHS = [Month(2025, 7).plus(i) for i in range(61)]


def workbook(revenue: Sequence[float], planned: int = 3000) -> bytes:
    rows = [("月份", "当月收入（万元）"), *zip(map(str, MONTHS), revenue, strict=False)]
    return book({"月度统计": rows}, basics=(*BASICS, ("拟投入资金总额（万元）", planned)))


def asked(revenue: Sequence[float], planned: int = 3000) -> list[Problem]:
    """The question, with its cells among its details."""
    a = judge(read(workbook(revenue, planned)))
    found = [problem for problem in a.problems if problem.code == CODE]
    return [replace(p, details={**p.details, "cells": cell_of(p, a.submission.layout)}) for p in found]


def accumulated(figures: Sequence[float], start: float = 0) -> tuple[float, ...]:
    return tuple(start + total for total in accumulate(figures))


@pytest.mark.parametrize(
    ("revenue", "running"),
    [
        (accumulated([30, 34, 38, 30, 34, 38]), Fraction(204, 3000)),
        (accumulated([5, 5, 5, 5, 5]), Fraction(25, 3000)),
        (accumulated([9, 11, 12, 0, 8, 11, 14, 7]), Fraction(72, 3000)),
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
            (31, *accumulated([29, 27, 36, 30]), 24, 39, *accumulated([33, 28, 35, 31]), 36),
            Fraction(379, 3000),
        ),
    ],
)
def test_running_totals_are_asked_about_with_the_share_of_both_readings(
    revenue: tuple[float, ...], running: Fraction
) -> None:
    (found,) = asked(revenue)
    assert found.details["running"].value == running
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
        [30, 36, 43, 52, 62, 75],
        # growth of 12 to 50 % a month
        [round(30 * 1.12**i, 2) for i in range(24)],
        [round(8 * 1.2**i, 1) for i in range(15)],
        [20, 26, 33, 44, 58, 74, 97, 126, 160, 213],
        [5, 7.5, 11, 17, 26, 38, 57, 85],
        [120, 60, 130, 70, 140, 80, 150],
        [500, 520, 560, 590, 640],
        [30, 45, 20, 60] * 3,
        [2.1, 4.4, 4.3, 11.5, 15.5, 20.8, 26.3, 27.8, 32.4, 41.4],
        [10] * 6 + [40] * 6,
        [20, 22, 21, 25, 24, 60, 18, 20, 22, 25, 24, 26],
        [12, 30, 8, 25, 40, 15, 22, 35, 18, 27, 33, 20],
        [30, 28, 35, 31, 200, 33, 36, 30, 34],
        [60 - 3 * i for i in range(12)],
        [10 + 3 * i for i in range(12)],
        [20 + 5 * i for i in range(18)],
        # along an S-curve, with months that are flat
        [1, 1.6, 2.9, 5.4, 10.2, 18.6, 31.3, 46.2, 59.4, 68.9, 74.5, 77.5],
        [2.1, 3.0, 4.6, 7.3, 7.3, 18.8, 28.3, 39.8, 51.3, 61.2, 68.4, 73.2, 73.2],
        [3.8, 6.6, 11.8, 11.8, 32.8, 46.9, 59.6, 59.6, 74, 77, 78.5],
    ],
)
def test_honest_revenue_is_no_running_total(revenue: list[int]) -> None:
    assert asked(revenue) == []


@pytest.mark.parametrize(
    ("revenue", "cell", "running"),
    [
        ((30, 31, 33, 30, 34, 31, 29, 33, 31, 314), "B11", 314),
        ((30, 31, 33, 30, 34, 31, 29, 33, 282, 314), "B10:B11", 314),
        ((30, 31, 33, 30, 34, 190, 29, 33, 31), "B7", 283),
        ((30, 31, 33, 30, 34, 31, 29, 33, 28, 121), "B11", 310),
        # after uneven months
        ((3.5, 4.1, 9.8, 5.2, 6.9, 5.5, 12.4, 7.2, 18.1, 7.7, 9.4, 97), "B13", 97),
    ],
)
def test_a_month_that_is_a_total_is_asked_about_at_its_cell(revenue: tuple[int, ...], cell: str, running: int) -> None:
    (found,) = asked(revenue)
    assert (found.details["cells"], found.details["kind"]) == (cell, "few")
    assert found.details["running"].value == Fraction(running, 3000)


@pytest.mark.parametrize(
    ("revenue", "cells", "details"),
    [
        (accumulated([30, 34, 38, 30]), "B2:B5", {}),
        ((0, 0, *accumulated([20, 22, 19, 25, 30])), "B4:B8", {}),
        (
            (30, 28, 35, *accumulated([31, 29, 33, 36, 30])),
            "B5:B9",
            {"kind": "while", "since": Month(2025, 10), "until": Month(2026, 2)},
        ),
        (
            (20, 28, 24, 35, 31, 46, *accumulated([37, 27, 52, 57, 49, 65])),
            "B8:B13",
            {"kind": "while", "since": Month(2026, 1), "until": Month(2026, 6)},
        ),
        (
            (*accumulated([30, 28, 35, 31, 29, 33]), 36, 30, 34),
            "B2:B7",
            {"kind": "while", "since": Month(2025, 7), "until": Month(2025, 12)},
        ),
    ],
)
def test_the_question_is_about_the_cells_that_are_totals(
    revenue: tuple[float, ...], cells: str, details: dict[str, object]
) -> None:
    (found,) = asked(revenue)
    assert found.details["cells"] == cells
    assert {key: found.details[key] for key in ("kind", "since", "until") if key in found.details} == details


@pytest.mark.parametrize(("planned", "asks"), [(10_000, False), (3000, True), (400, False)])
def test_what_may_well_be_amounts_is_asked_about_only_where_the_verdict_hangs_on_it(
    planned: int, *, asks: bool
) -> None:
    """413 in all, or 49 where they are totals."""
    assert bool(asked([10 + 3 * i for i in range(14)], planned)) is asks


def test_totals_that_their_sender_says_they_are_count_as_each_months_own() -> None:
    own = (30, 34, 38, 30, 34, 38, 31)
    raw, good = workbook(accumulated(own)), judge(read(workbook(own)))
    (problem,) = [each for each in judge(read(raw)).problems if each.code == CODE]
    after = judge(read(raw, RULES, [Answer.to(problem, "proposed")]))
    assert [each.code for each in after.problems] == [each.code for each in good.problems]
    assert [(f.outcome, f.value) for f in after.findings] == [(f.outcome, f.value) for f in good.findings]
    kept = judge(read(raw, RULES, [Answer.to(problem, "as_read")]))
    assert [f.value for f in kept.findings] == [f.value for f in judge(read(raw)).findings]
    assert [each.problem.details["running"] for each in (*after.answered, *kept.answered)] == [
        problem.details["running"]
    ] * 2


# --- how often, of months made at random ----------------------------------------------------


def made(random: Random) -> Iterator[tuple[str, list[float]]]:
    """Honest months of many kinds: even, uneven, by the season, growing, falling, in lumps, in steps, along an S-curve."""
    amount, noise, months = random.uniform(3, 60), random.choice([0.05, 0.15, 0.3]), random.randint(6, 18)
    growth, rise, step = random.uniform(0.85, 1.4), random.uniform(0.02, 0.3), random.uniform(1.5, 5)
    middle, width, late = random.uniform(0.3, 0.7) * months, random.uniform(0.7, 2.5), random.randint(2, months - 2)
    empty, contracts, ramp = random.uniform(0.3, 0.7), random.uniform(1, 5), random.randint(3, months)
    shapes: dict[str, Callable[[int], float]] = {
        "even": lambda _: amount,
        "uneven": lambda _: amount * random.lognormvariate(0, 0.6),
        "quarters": lambda i: amount * (step if i % 3 == 2 else 1),
        "compound": lambda i: amount * growth**i,
        "linear": lambda i: amount * (1 + rise * i),
        "steep": lambda i: 1 + 79 / (1 + exp((middle - i) / width)),
        "ramp": lambda i: amount * min(1, 0.2 + 0.8 * i / ramp),
        "lumps": lambda _: 0 if random.random() < empty else amount * random.lognormvariate(0, 0.8),
        "step": lambda i: amount * (step if i >= late else 1),
    }
    for name, shape in shapes.items():
        yield name, [round(shape(i) * random.lognormvariate(0, noise), 1) for i in range(months)]
    added = accumulate(random.uniform(0.5, 6) if random.random() < 0.4 else 0 for _ in range(months))
    yield "contracts", [round(contracts + each, 1) for each in added]


def throughout(_: Random, own: Sequence[float]) -> Sequence[float]:
    return accumulated(own)


def each_january(_: Random, own: Sequence[float]) -> Sequence[float]:
    return (*accumulated(own[:6]), *accumulated(own[6:]))


def for_a_while(random: Random, own: Sequence[float]) -> Sequence[float]:
    start = random.randint(0, len(own) - 4)
    end = random.randint(start + 4, len(own))
    before = random.choice([0, sum(own[:start])])
    return (*own[:start], *accumulated(own[start:end], before), *own[end:])


def one_month(random: Random, own: Sequence[float]) -> Sequence[float]:
    at = random.randint(4, len(own) - 1)
    return (*own[:at], sum(own[: at + 1]), *own[at + 1 :])


def evidence(months: Sequence[float], unit: Fraction = Fraction(1)) -> float:
    figures = [(Fraction(str(round(figure, 1))) * unit, month) for figure, month in zip(months, MONTHS, strict=False)]
    figures = list(dropwhile(lambda each: not each[0], figures))
    totals = as_totals([figure for figure, _ in figures], [month for _, month in figures])
    return 0 if totals is None else totals.evidence


def asks(months: Sequence[float]) -> bool:
    return evidence(months) >= log(RULES.plausibility.running_odds)


def test_how_often_honest_months_are_taken_for_totals() -> None:
    random, asked_about, many = Random(11), Counter[str](), 150
    for _ in range(many):
        asked_about.update(name for name, months in made(random) if asks(months))
    assert asked_about.total() / many / 10 <= 0.02
    assert max(asked_about.values()) / many <= 0.15


@pytest.mark.parametrize(
    ("typed", "least"), [(throughout, 0.9), (each_january, 0.96), (for_a_while, 0.78), (one_month, 0.65)]
)
def test_how_often_totals_are_found(typed: Callable[[Random, Sequence[float]], Sequence[float]], least: float) -> None:
    random = Random(12)
    found = [asks(typed(random, own)) for _ in range(60) for name, own in made(random) if name != "lumps"]
    assert sum(found) / len(found) >= least


def test_evidence_is_the_same_in_any_unit() -> None:
    totals = accumulated([30, 34, 38, 30, 34, 38])
    assert evidence(totals) == pytest.approx(evidence(totals, Fraction(1, 1000)), rel=0.05)
    assert evidence(totals) == pytest.approx(evidence(totals, Fraction(1000)), rel=0.05)


def test_a_pilot_of_more_months_than_there_are_is_not_looked_at() -> None:
    assert evidence(accumulated([30] * 60)) > 0 == evidence(accumulated([30] * 61))
