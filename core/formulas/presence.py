"""Cohorts → figures by month: counting, distinct names and organisations, as bits of months.

A *presence* maps a name (or an organisation) to two sets of months, each one integer with a bit a
month: those in which it is surely there, and those in which it may be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.formulas.cohorts import Cohort, Window


@dataclass(frozen=True, slots=True)
class Bound:
    """A month's count or sum: what is surely there, and how many more there may be."""

    sure: Fraction
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """The months in which something is surely there, and those in which it may be (a superset)."""

    sure: int = 0
    maybe: int = 0

    def __or__(self, other: Presence) -> Presence:
        return Presence(self.sure | other.sure, self.maybe | other.maybe)

    def __and__(self, other: Presence) -> Presence:
        return Presence(self.sure & other.sure, self.maybe & other.maybe)

    def without(self, other: Presence) -> Presence:
        """There, and the other not."""
        return Presence(self.sure & ~other.maybe, self.maybe & ~other.sure)


NOWHERE = Presence()
NOTHING = Fraction(0)


def total(found: Iterable[Cohort], window: Window) -> tuple[Bound, ...]:
    """How many rows there are at each month's end."""
    rows: Counter[tuple[int, bool]] = Counter()
    for cohort in found:
        rows[cohort.months, cohort.sure] += cohort.rows
    return tuple(
        Bound(
            Fraction(sum(n for (months, sure), n in rows.items() if sure and months & bit)),
            sum(n for (months, sure), n in rows.items() if not sure and months & bit),
        )
        for bit in window.each()
    )


def amount(found: Iterable[Cohort], window: Window) -> tuple[Bound, ...]:
    """The exact sum of the amounts at each month's end."""
    sums: dict[int, Fraction] = {}  # a Decimal would round at its context's 28 digits
    lacking: Counter[int] = Counter()
    for cohort in found:
        if cohort.sure:
            sums[cohort.months] = sums.get(cohort.months, NOTHING) + Fraction(cohort.amount)
        lacking[cohort.months] += cohort.unknown if cohort.sure else cohort.rows
    return tuple(
        Bound(
            sum((each for months, each in sums.items() if months & bit), NOTHING),
            sum(n for months, n in lacking.items() if months & bit),
        )
        for bit in window.each()
    )


def plus(one: tuple[Bound, ...], other: tuple[Bound, ...]) -> tuple[Bound, ...]:
    """Two counts or sums added up, month by month."""
    return tuple(Bound(a.sure + b.sure, a.doubt + b.doubt) for a, b in zip(one, other, strict=True))


def present(found: Iterable[Cohort], names: Callable[[Cohort], Iterable[Any]]) -> dict[Any, Presence]:
    """When each name is there, over all the cohorts that bear it."""
    presences: dict[Any, Presence] = {}
    for cohort in found:
        here = Presence(cohort.months if cohort.sure else 0, cohort.months)
        for name in names(cohort):
            known = presences.get(name)
            presences[name] = here if known is None else known | here
    return presences


def distinct(presences: Iterable[Presence], window: Window) -> tuple[Bound, ...]:
    """How many different names are there at each month's end."""
    patterns = Counter(presences)
    return tuple(
        Bound(
            Fraction(sum(n for p, n in patterns.items() if p.sure & bit)),
            sum(n for p, n in patterns.items() if p.maybe & ~p.sure & bit),
        )
        for bit in window.each()
    )


def rows_by_name(
    found: Iterable[Cohort], names: Callable[[Cohort], Iterable[Any]], window: Window, *, wanted: int = 1
) -> dict[Any, tuple[Bound, ...]]:
    """How many rows bear each name at each month's end; names that can never have `wanted` are left out."""
    grouped: dict[Any, list[Cohort]] = {}
    for cohort in found:
        for name in names(cohort):
            grouped.setdefault(name, []).append(cohort)
    return {
        name: total(cohorts, window)
        for name, cohorts in grouped.items()
        if wanted <= 1 or sum(cohort.rows for cohort in cohorts) >= wanted
    }


def names_with(by_name: Mapping[Any, tuple[Bound, ...]], wanted: int, window: Window) -> tuple[Bound, ...]:
    """How many names have `wanted` rows or more at each month's end."""
    return tuple(
        Bound(
            Fraction(sum(1 for bounds in by_name.values() if bounds[i].sure >= wanted)),
            sum(1 for b in by_name.values() if b[i].sure < wanted <= b[i].sure + b[i].doubt),
        )
        for i in range(window.length)
    )
