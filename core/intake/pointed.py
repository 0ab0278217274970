"""Months typed as numbers, 2025.7 for July: what a stretch of them means where one alone may mean two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.intake.grid import Raw, decimal
from core.model import Month

#: The year, and the digits behind the point; a number keeps no nought at its end, so that 1 is January or October.
YEAR_POINT = re.compile(r"(20\d\d)\.(\d{1,2})", re.ASCII)
AMBIGUOUS, JANUARY, OCTOBER = "1", 1, 10


def months_of(raw: Raw) -> tuple[Month, ...]:
    """The months that one number may mean.

    >>> [str(month) for month in months_of(2025.1)], months_of(2025.13), months_of(2025.0)
    (['2025-01', '2025-10'], (), ())
    """
    number = raw[1] if isinstance(raw, tuple) and len(raw) > 1 else raw
    match = YEAR_POINT.fullmatch(str(decimal(number))) if isinstance(number, float) else None
    if match is None:
        return ()
    year, digits = int(match[1]), match[2]
    if digits == AMBIGUOUS:
        return Month(year, JANUARY), Month(year, OCTOBER)
    return (Month(year, int(digits)),) if JANUARY <= int(digits) <= 12 else ()


def months_in(raws: Sequence[Raw]) -> tuple[Month, ...] | None:
    """The months of a stretch of cells; None where it could mean others too, or something else.

    A 2025.1 is told by its neighbours where each month of the stretch is followed by the next one, or by
    the one before, in one way only.

    >>> list(map(str, months_in([2025.9, 2025.1, 2025.11]) or ()))
    ['2025-09', '2025-10', '2025-11']
    >>> months_in([2025.1]), months_in([2025.1, 2025.5]), months_in([2025.1, 2025.1])
    (None, None, None)
    """
    choices = list(map(months_of, raws))
    if not all(choices):
        return None
    if all(len(each) == 1 for each in choices):
        return tuple(each[0] for each in choices)
    orders = {tuple(first.plus(step * i) for i in range(len(raws))) for first in choices[0] for step in (1, -1)}
    found = [order for order in orders if all(month in each for month, each in zip(order, choices, strict=True))]
    return found[0] if len(found) == 1 and len(raws) > 1 else None
