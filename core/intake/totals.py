"""Amounts of each month → what they come to if some of them are totals so far, where that is likelier than the months as typed.

Months may be totals all along, since January, since a quarter began, or for a while.  Each such reading says what the
month's own amounts would be, and `likelihood` how likely those are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm, log
from typing import Any, NamedTuple

import numpy as np

from core.intake.likelihood import Amounts, log_likelihood
from core.model import Month

#: The months that begin a quarter.
QUARTERS = (1, 4, 7, 10)
#: Totals that begin anew in any month do so at most so often.
MOST_FALLS = 2
#: A while of totals that begin anew has at least so many months; one of totals so far at least so many before it.
MONTHS, BEFORE = 4, 3
#: What is to be said against totals throughout beforehand, as a logarithm: amounts that grow look like them.
THROUGHOUT = -2.0
#: Fewer months with an amount say nothing of one another; of more months than any pilot has none is looked at.
FEWEST, MOST = 4, 60


class Run(NamedTuple):
    """The months from `first` to `last` (numbers from 0) are totals of what there was from the month `since` on."""

    since: int
    first: int
    last: int


class Totals(NamedTuple):
    """The months' own amounts where these runs of them are totals; `evidence` is the logarithm of how many times likelier that is."""

    own: tuple[Fraction, ...]
    runs: tuple[Run, ...]
    evidence: float


#: What is to be said for a reading beforehand, as a logarithm, and the runs that are totals in it.
Reading = tuple[float, list[Run]]


def as_totals(values: Sequence[Fraction], months: Sequence[Month]) -> Totals | None:
    """The likeliest reading of amounts, of which the first is above 0; None where they are likelier as typed."""
    own, runs, evidence = values, list[Run](), 0.0
    if sum(value > 0 for value in values) < FEWEST or len(values) > MOST:
        return None
    readings = [*_all_along(values, months), *_for_a_while(values, values, months, runs)]
    while readings and (found := _likeliest(own, readings))[0] > 0:
        own, runs, evidence = _apart(own, found[1]), [*runs, *found[1]], evidence + found[0]
        readings = _for_a_while(values, own, months, runs)
    return Totals(tuple(own), tuple(sorted(runs)), evidence) if runs else None


def _likeliest(values: Sequence[Fraction], readings: Sequence[Reading]) -> Reading:
    """The likeliest reading, with the evidence for any of them against the months as they are."""
    typed, unit = np.array(values, float), 1 / lcm(*(value.denominator for value in values))
    amounts = np.array([typed, *(_apart(typed, runs) for _, runs in readings)])
    as_typed, *likely = log_likelihood(amounts, typed, unit) + np.array([0, *(prior for prior, _ in readings)])
    return float(np.logaddexp.reduce(likely) - as_typed), readings[int(np.argmax(likely))][1]


def _all_along(values: Sequence[Fraction], months: Sequence[Month]) -> Iterator[Reading]:
    """All months are totals, which begin anew each January, each quarter, never, or where they fall."""
    falls = [i for i, (before, after) in enumerate(pairwise(values), 1) if after < before]
    quarters = [i for i, month in enumerate(months) if i and month.month in QUARTERS]
    kinds = [(0.0, [i for i in quarters if months[i].month == 1]), (0.0, quarters), (THROUGHOUT, [])]
    lengths = [end - first for first, end in pairwise([0, *falls, len(values)])]
    if 0 < len(falls) <= MOST_FALLS and min(lengths) >= BEFORE:
        kinds.append((0.0, falls))
    for prior, begins in kinds:
        if {*falls} <= {*begins}:
            yield prior, [Run(first, first, end - 1) for first, end in pairwise([0, *begins, len(values)])]


def _for_a_while(
    values: Sequence[Fraction], own: Sequence[Fraction], months: Sequence[Month], runs: Sequence[Run]
) -> list[Reading]:
    """Months outside the runs are totals up to where figures fall: begun anew, since the first month or since a January."""
    taken = {month for run in runs for month in range(run.first, run.last + 1)}
    begins = [i for i, month in enumerate(months) if not i or month.month == 1]
    ends = [-1, *(i for i, (value, after) in enumerate(pairwise(values)) if after < value), len(values) - 1]
    found = []
    for first, last in ((first, end) for fall, end in pairwise(ends) for first in range(fall + 1, end + 1)):
        if taken.isdisjoint(range(first, last + 1)):
            before = [begin for begin in begins if first - begin >= BEFORE]
            found += [Run(begin, first, last) for begin in before if own[first] > sum(own[begin:first])]
            found += [Run(first, first, last)] * (last - first + 1 >= MONTHS)
    return [(-log(_possible(run, len(values), begins[1:])), [run]) for run in found]


def _possible(run: Run, months: int, januaries: Sequence[int]) -> float:
    """Against how many such a while is weighed: a last month alone, and totals from a January on, against the months, others
    against pairs of them.
    """
    if run.first == months - 1 or run.first in januaries:
        return months
    return months**2 / (4 if run.first == run.last else 1)


def _apart(values: Sequence[Any] | Amounts, runs: Sequence[Run]) -> list[Any]:
    """The months' own amounts where these runs are totals."""
    own = list(values)
    for since, first, last in runs:
        own[first] = values[first] - sum(own[since:first])
        own[first + 1 : last + 1] = [after - before for before, after in pairwise(values[first : last + 1])]
    return own
