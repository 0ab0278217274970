"""A value a criterion and month, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.model.place import Place
from core.model.problems import Problem
from core.model.values import Month, PilotPeriod, Profile, Reason

Origin = Literal["ledger", "monthly", "daily", "none"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value at a month's end and where it came from.

    `value` is None where there is none, with `reason`; `at_least` marks a lower bound, with the
    reason why it is one.  `parts` are the figures of the formula, in its order.  `threshold` is
    set where a reading asks for more than the criterion does.
    """

    value: Fraction | None
    reason: Reason | None = None
    at_least: bool = False
    parts: tuple[Fraction, ...] = ()
    sources: tuple[Place, ...] = ()
    threshold: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a count of full things is made of, such as categories with ten applications.

    A thing is full from `wanted` on; `series` holds each thing's own count by month, up to the last
    month that is known.
    """

    wanted: int
    series: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A criterion's values by month, and at the date under each alternative that can be computed.

    `parts` is what a count of full things is made of, where a ledger tells.
    """

    id: str
    origin: Origin
    by_month: Mapping[Month, Measurement]
    alternatives: Mapping[str, Measurement]
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Indicators:
    """All computed criteria of one pilot type, for every month of the pilot up to the date.

    `known` is the last month that the workbook has figures for, `latest` the one that it is judged at by itself.
    """

    profile: Profile
    pilot: PilotPeriod
    as_of: Month | None
    by_id: Mapping[str, Indicator]
    problems: tuple[Problem, ...]
    known: Month | None = None
    latest: Month | None = None
