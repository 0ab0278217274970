"""Amounts of each month → what they come to if some of them are totals so far, all along, for a stretch of months, or a few alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import log
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from core.plausibility.case import Case, Point

#: The months that begin a quarter.
QUARTERS = (1, 4, 7, 10)
#: A total that is begun anew in any month is so at most so often.
MOST_FALLS = 2
#: Revenue may grow by up to this share a month for long; what doubles each month is asked about.
STEADY = Fraction(3, 5)
#: So many times as large as the last shares that a total grows by are its first ones.
SLOWER = Fraction(17, 10)
#: A month adds so many times at most what one of a total has been so far, and the last ones this share at least.
AT_MOST, AT_LAST = Fraction(5, 2), Fraction(3, 10)
#: So many months before and after a stretch of totals hold what it rises by, within so many times; less where it has no end.
BESIDE, WITHIN = 4, 3
#: Rises that a curve takes at least; how they bend along one, in logarithms, and how far above them the first figure is.
CURVE, BENT, APART = 4, -0.02, 0.6
#: How uneven months are: the sum of the logarithms of what lies between two, each up to MOST, a month of nothing EMPTY.
MOST, EMPTY = 1.6, 0.35
#: What totals taken apart must save of that: this share of it, so much in all, and more where nothing bounds them; so
#: much alone where all months are near to what is usual.
SAVED, GAIN, OPEN = 0.15, 0.4, 0.6
#: Of a single total at least so many months before it, within so many times; what it holds beside them is near one of them,
#: as those behind it are.
BEFORE, NEAR, LIKE = 3, Fraction(8, 5), 2
#: So many times at most even months differ, and others, after which a total is asked about where the verdict hangs on it.
EVEN, UNEVEN = 3, 12
#: So many stretches are looked for.
MOST_STRETCHES = 3


class Totals(NamedTuple):
    """What the months come to if some of them are totals so far, where to ask, whether a verdict has to hang on it; a few alone."""

    total: Fraction
    at: Point
    sure: bool
    few: bool = False


def as_totals(case: Case, points: Sequence[Point]) -> Totals | None:
    """The months read as totals so far; None where none look so.

    Small figures that count up, steps as contracts make them, and uneven months before a large one may well be amounts.
    """
    filled = [point for point in points if point.value]
    for runs in _runs(case, filled) if not _grows_steadily(filled) else ():
        if _like_totals(case, runs):
            total = sum((run[-1].value for run in runs), Fraction(0))
            return Totals(total, points[-1], not (_counts_up(points) or _keeps(filled)))
    values = apart = [point.value for point in filled]
    for _ in range(MOST_STRETCHES):
        best = max(_stretches(case, list(map(float, apart))), default=None)
        apart = apart if best is None else _apart(apart, *best[1:])
    if apart is not values:
        return Totals(sum(apart, Fraction(0)), points[-1], not _counts_up(points))
    return _few_totals(filled, EVEN, sure=True) or _few_totals(filled, UNEVEN, sure=False)


def _counts_up(points: Sequence[Point]) -> bool:
    """Whether whole numbers go up by one as a rule, as small figures of their own may."""
    whole = all(point.value.denominator == 1 for point in points)
    rises = [after.value - before.value for before, after in pairwise(points)]
    return whole and all(rise >= 0 for rise in rises) and median([Fraction(1), *rises]) <= 1


def _keeps(points: Sequence[Point]) -> bool:
    """Whether more than two months in five are as the one before, as where contracts are added to others."""
    return 5 * sum(after.value == before.value for before, after in pairwise(points)) > 2 * (len(points) - 1)


def _runs(case: Case, points: Sequence[Point]) -> Iterator[list[list[Point]]]:
    """Figures cut where they fall: each January, each quarter, or once or twice to about what they began with."""
    falls = [i for i, (before, after) in enumerate(pairwise(points), 1) if after.value < before.value]
    runs = [list(points[start:end]) for start, end in pairwise([0, *falls, len(points)])]
    quarters = [i for i, point in enumerate(points) if i and point.month.month in QUARTERS]
    anew = len(falls) <= MOST_FALLS and all(_near(case, run[0].value, runs[0][0].value) for run in runs if run)
    if anew or all(points[i].month.month == 1 for i in falls) or (falls == quarters and len(falls) > 1):
        yield runs


def _like_totals(case: Case, runs: Sequence[Sequence[Point]]) -> bool:
    """Whether each month adds about what one has been so far; of equal totals, one a stretch that adds nothing.

    Revenue that grows adds little at first to what it was, and along an S-curve far more later, or little at last.
    """
    along_a_curve = len(runs) == 1 and _along_a_curve(runs[0])
    runs = [[run[0], *(after for before, after in pairwise(run) if after.value != before.value)] for run in runs if run]
    rates = [_rates([point.value for point in run]) for run in runs if len(run) > 1]
    if sum(map(len, rates)) < case.limits.running_steps or all(map(_grows_steadily, runs)) or along_a_curve:
        return False
    share = case.limits.running_share
    return median(own[0] for own in rates) >= share and all(
        median(own[:3]) >= share and (len(own) <= 3 or (_usually_most(own) <= AT_MOST and median(own[-3:]) >= AT_LAST))
        for own in rates
    )


def _along_a_curve(run: Sequence[Point]) -> bool:
    """Whether figures lie along an S-curve: what they rise by rises and falls, and their first is far above such a rise.

    The first of totals is what its month adds, as the rises after it are.  A month like the one before it shares its rise,
    but for the second, which may be a month of nothing.
    """
    rising = [0, *(i for i, (before, after) in enumerate(pairwise(run), 1) if after.value != before.value)]
    if len(rising) <= CURVE or rising[1] > 1:
        return False
    figures = np.interp(np.arange(rising[-1] + 1), rising, [float(run[i].value) for i in rising])
    logs = np.log(np.diff(figures))
    bend, _, at_first = np.polyfit(np.arange(1, len(figures)), logs, 2)
    return bool(bend < BENT and log(figures[0]) - at_first > APART)


def _rates(totals: Sequence[Fraction]) -> list[Fraction]:
    """What each month adds to a total, in shares of what a month of it has been so far."""
    return [(after - before) * months / before for months, (before, after) in enumerate(pairwise(totals), 1)]


def _usually_most(rates: Sequence[Fraction]) -> Fraction:
    """The largest rate but for the quarter that is larger."""
    return sorted(rates)[len(rates) * 3 // 4]


def _grows_steadily(run: Sequence[Point]) -> bool:
    """Whether figures rise by about the same share each month, up to STEADY; each month adds a smaller share to a total."""
    rates = [after.value / before.value - 1 for before, after in pairwise(run)]
    half = len(rates) // 2
    first, last = (median(part) if part else Fraction(0) for part in (rates[: min(half, 3)], rates[-half:]))
    return half > 1 and min(rates) > 0 and median(rates) <= STEADY and first < SLOWER * last


def _stretches(case: Case, values: Sequence[float]) -> Iterator[tuple[float, int, int, bool]]:
    """Stretches of totals without which months are more even: how much more, the first and the last, as for `_apart`.

    A stretch ends where figures fall: behind it are amounts.
    """
    ends = [i for i, value in enumerate(values) if i + 1 == len(values) or values[i + 1] < value]
    uneven, steps, share = _unevenness(values), case.limits.running_steps - 1, float(case.limits.running_share)
    for begin, end in pairwise([-1, *ends]):
        for start, of_all in product(range(begin + 1, end - steps + 1), (False, True)):
            rises = [after - before for before, after in pairwise(values[start : end + 1])]
            beside = [*values[max(0, start - BESIDE) : start], *values[end + 1 : end + 1 + BESIDE]]
            if len(values) - len(rises) < 3 or (of_all and not 0 < sum(values[:start]) < values[start]):
                continue
            open_ended = not of_all and end + 1 == len(values)
            usual, rise, within = median(beside), median(rises), 1 / share if open_ended else WITHIN
            if usual <= within * rise <= within * within * usual:
                gain = uneven - _unevenness(_apart(values, start, end, of_all))
                even = all(share * usual <= each <= usual / share for each in (*beside, *rises))
                if gain > (GAIN if even else max(OPEN if open_ended else GAIN, SAVED * uneven)):
                    yield gain, start, end, of_all


def _few_totals(points: Sequence[Point], even: int, *, sure: bool) -> Totals | None:
    """What months come to without one or a few of them that are totals since the first or since January; asked at the first of those.

    Other months are within `even` times of one another.
    """
    values = [point.value for point in points]
    begins = {0, *(i for i, point in enumerate(points) if point.month.month == 1)}
    for begin, start in product(sorted(begins), range(len(values))):
        before = values[begin:start]
        if len(before) < BEFORE or not _close(before, even):
            continue
        usual, last = [median(before)] if sure else before, sum(before)
        rises = []
        for value in values[start:]:
            if not _near_any(value - last, usual, NEAR):
                break
            rises.append(value - last)
            last = value
        if (
            rises
            and values[start] >= LIKE * max(usual)
            and all(_near_any(value, usual, LIKE) for value in values[start + len(rises) :])
        ):
            total = sum((*values[:start], *rises, *values[start + len(rises) :]), Fraction(0))
            return Totals(total, points[start], sure, few=True)
    return None


def _near_any(value: Fraction, usual: Sequence[Fraction], times: Fraction | int) -> bool:
    """Whether a figure lies between what is usual, or is within so many times of it."""
    return min(usual) <= times * value and value <= times * max(usual)


def _close(values: Sequence[Fraction], times: Fraction | int) -> bool:
    """Whether positive figures are all within so many times of one another."""
    return min(values) > 0 and max(values) <= times * min(values)


def _apart(values: Sequence[Any], start: int, end: int, of_all: bool) -> list[Any]:
    """The months with a stretch of totals taken apart, which begins with its first month, or with all months so far."""
    first = values[start] - sum(values[:start]) if of_all else values[start]
    rises = (after - before for before, after in pairwise(values[start : end + 1]))
    return [*values[:start], first, *rises, *values[end + 1 :]]


def _unevenness(values: Sequence[float]) -> float:
    """How much lies between each month and the next."""
    logs = [log(value) for value in values if value]
    return sum(min(abs(b - a), MOST) for a, b in pairwise(logs)) + EMPTY * (len(values) - len(logs))


def _near(case: Case, value: Fraction, usual: Fraction) -> bool:
    share = case.limits.running_share
    return share * usual <= value <= usual / share
