"""A count of a ledger's live rows → a bound a month: one function a kind of count.

An organisation is its rows with the same `organisation` number: live if one of them is, and it has
what any of its live rows says.  Most have one row: those are counted as rows (holder ALONE); the
others one by one.  Months are bits of one integer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from functools import cache, reduce
from operator import add, and_, or_
from typing import Any, NamedTuple

from msgspec import Struct

from core.formulas.cohorts import Cohort, Window
from core.formulas.flags import ALONE, STATED, Stated, Test, Unread
from core.formulas.setting import Setting
from core.model import Parts
from core.model.formulas import Count

#: With more names than this they are not followed one by one.
FOLLOWED = 60


class Bound(Struct, frozen=True):
    """A month's count or sum: what is surely there, and how many more there may be."""

    sure: Fraction = Fraction(0)
    doubt: int = 0

    def __add__(self, other: Bound) -> Bound:
        return Bound(self.sure + other.sure, self.doubt + other.doubt)


class Presence(NamedTuple):
    """The months in which something is surely there, and those in which it may be (a superset)."""

    sure: int = 0
    maybe: int = 0


Bounds = tuple[Bound, ...]
Names = Callable[[Cohort], Iterable[Any]]
#: Months, what is surely there in them, how many more there may be.
Part = tuple[int, Fraction | int, int]


def bounds(count: Count, setting: Setting) -> Bounds:
    """The count at the end of each month of the setting."""
    ledger = setting.submission.ledgers[count.sheet]
    return ledger.once((count, setting.window), lambda: COUNTS[count.counted](count, setting))


def parts(count: Count, setting: Setting) -> Parts | None:
    """How many rows each name surely has, month by month, where names must have several."""
    if count.counted != "names" or count.at_least == 1:
        return None
    by_name = _named(count, setting)
    if not 0 < len(by_name) <= FOLLOWED:
        return None
    series = (tuple(int(bound.sure) for bound in total(rows, setting.window)) for rows in by_name.values())
    return Parts(count.at_least, tuple(sorted(series)))


# --- parts added up month by month ----------------------------------------------------------


def _added(found: Iterable[Part], window: Window) -> Bounds:
    """The sum of what is there at each month's end."""
    sure: dict[int, Fraction | int] = defaultdict(int)
    doubt: Counter[int] = Counter()
    for months, surely, perhaps in found:
        if surely:
            sure[months] += surely
        if perhaps:
            doubt[months] += perhaps
    return tuple(
        Bound(
            Fraction(sum(number for months, number in sure.items() if months & bit)),
            sum(number for months, number in doubt.items() if months & bit),
        )
        for bit in window.each()
    )


def total(found: Iterable[Cohort], window: Window) -> Bounds:
    return _added(((c.months, c.rows, 0) if c.sure else (c.months, 0, c.rows) for c in found), window)


def amount(found: Iterable[Cohort], window: Window) -> Bounds:
    """The exact sum of the amounts at each month's end."""
    return _added(map(_amount, found), window)


def _amount(cohort: Cohort) -> Part:
    """A cohort's amount, as a fraction: a Decimal would round at its context's 28 digits."""
    return (cohort.months, Fraction(cohort.amount), cohort.unknown) if cohort.sure else _doubtful(cohort)


def _doubtful(cohort: Cohort) -> Part:
    return cohort.months, 0, cohort.rows


def _distinct(presences: Iterable[Presence], window: Window) -> Bounds:
    each = (part for p in presences for part in ((p.sure, 1, 0), (p.maybe & ~p.sure, 0, 1)))
    return _added(each, window)


def _reaching(wanted: int, each: Collection[Bounds], window: Window) -> Bounds:
    """How many of several counts are at least so much at each month's end."""
    months = ([count[i] for count in each] for i in range(window.length))
    return tuple(
        Bound(
            Fraction(sum(1 for bound in month if bound.sure >= wanted)),
            sum(1 for bound in month if bound.sure < wanted <= bound.sure + bound.doubt),
        )
        for month in months
    )


def _by_name(found: Iterable[Cohort], names: Names) -> dict[Any, list[Cohort]]:
    by_name: dict[Any, list[Cohort]] = {}
    for cohort in found:
        for name in names(cohort):
            by_name.setdefault(name, []).append(cohort)
    return by_name


def _presences(found: Iterable[Cohort], names: Names) -> dict[Any, Presence]:
    """When each name is there."""
    sure: dict[Any, int] = {}
    maybe: dict[Any, int] = {}
    for cohort in found:
        for name in names(cohort):
            maybe[name] = maybe.get(name, 0) | cohort.months
            if cohort.sure:
                sure[name] = sure.get(name, 0) | cohort.months
    return {name: Presence(sure.get(name, 0), months) for name, months in maybe.items()}


# --- rows and names -------------------------------------------------------------------------


def _rows(count: Count, setting: Setting) -> Bounds:
    return total(setting.rows(count.sheet, count.where, unless=count.unless), setting.window)


def _sum(count: Count, setting: Setting) -> Bounds:
    found = setting.rows(count.sheet, count.where, unless=count.unless, amount=count.column)
    return amount(found, setting.window)


def _names(count: Count) -> Names:
    each = cache(count.names)  # few texts in many cohorts
    return lambda cohort: each(cohort.keys[0])


def _rows_named(count: Count, setting: Setting) -> list[Cohort]:
    return setting.rows(count.sheet, count.where, count.column or "", unless=count.unless)


def _named(count: Count, setting: Setting) -> dict[Any, list[Cohort]]:
    return _by_name(_rows_named(count, setting), _names(count))


def _distinct_names(count: Count, setting: Setting) -> Bounds:
    window, wanted = setting.window, count.at_least
    if wanted == 1:
        return _distinct(_presences(_rows_named(count, setting), _names(count)).values(), window)
    by_name = _named(count, setting).values()
    enough = [total(found, window) for found in by_name if sum(cohort.rows for cohort in found) >= wanted]
    return _reaching(wanted, enough, window)


def _fewest(count: Count, setting: Setting) -> Bounds:
    """The smallest number that any live name has; 0 where there is no name."""
    window, none = setting.window, (Bound(),) * setting.window.length
    live_in = _presences(setting.rows(count.sheet, (), count.column or ""), _names(count))
    by_name = {name: total(found, window) for name, found in _named(count, setting).items()}
    found = []
    for i, bit in enumerate(window.each()):
        sure, maybe = (
            [by_name.get(name, none)[i] for name, months in live_in.items() if months[at] & bit] for at in (0, 1)
        )
        least = min((bound.sure for bound in maybe), default=Fraction(0))
        most = [bound.sure + bound.doubt for bound in sure or maybe]
        found.append(Bound(least, int((min if sure else max)(most, default=least) - least)))
    return tuple(found)


def _conditions(count: Count, setting: Setting) -> Bounds:
    """How many of the conditions hold of some live row."""
    each = [total(setting.organisations(count.sheet, (flag,)), setting.window) for flag in count.each]
    return _reaching(1, each, setting.window)


# --- organisations --------------------------------------------------------------------------


def _apart(cohorts: Iterable[Cohort]) -> tuple[list[Cohort], list[Cohort]]:
    """Cohorts of organisations with one row, and those of the others."""
    apart: tuple[list[Cohort], list[Cohort]] = [], []
    for cohort in cohorts:
        apart[cohort.keys[0] != ALONE].append(cohort)
    return apart


def _holder(cohort: Cohort) -> tuple[Any, ...]:
    return cohort.keys[:1]


def _holders(cohorts: Iterable[Cohort]) -> dict[Any, Presence]:
    """When each organisation of several rows is there."""
    return _presences(_apart(cohorts)[1], _holder)


def _organisations(count: Count, setting: Setting) -> Bounds:
    """Organisations of which some live row fulfils each condition, and none one of `unless`.

    A row that itself fulfils one of `unless` makes no organisation count.
    """
    sheet, window = count.sheet, setting.window
    alone, _ = _apart(setting.organisations(sheet, count.where, unless=count.unless))
    conditions: list[tuple[Test, ...]] = [(flag,) for flag in count.where] or [()]
    each = [_holders(setting.organisations(sheet, wants, unless=count.unless)) for wants in conditions]
    refused = [_holders(setting.organisations(sheet, (flag,))) for flag in count.unless]
    shared = []
    for holder in reduce(and_, (found.keys() for found in each)):
        has, has_not = [found[holder] for found in each], [found.get(holder, Presence()) for found in refused]
        sure = reduce(and_, (one.sure for one in has)) & ~reduce(or_, (one.maybe for one in has_not), 0)
        maybe = reduce(and_, (one.maybe for one in has)) & ~reduce(or_, (one.sure for one in has_not), 0)
        shared.append(Presence(sure, maybe))
    return tuple(map(add, total(alone, window), _distinct(shared, window)))


def _sum_once(count: Count, setting: Setting) -> Bounds:
    """The sum of what live organisations state, each once; the smallest where its rows differ (I4.1)."""
    window, column = setting.window, count.column or ""
    at = setting.ledgers[count.sheet].holder.index(f"{STATED}{column}")
    alone, shared = _apart(setting.organisations(count.sheet, (Stated(column),), amount=column))
    unread_alone, unread = _apart(setting.organisations(count.sheet, (Unread(column),)))
    stated, doubted = _by_name(shared, _holder), _presences(unread, _holder)
    each = [(stated.get(holder, []), doubted.get(holder, Presence())) for holder in {**doubted, **stated}]
    once = (sum((_once(found, at, bit, unread) for found, unread in each), Bound()) for bit in window.each())
    single = _added([*map(_amount, alone), *map(_doubtful, unread_alone)], window)
    return tuple(map(add, single, once))


def _once(cohorts: list[Cohort], at: int, bit: int, unread: Presence) -> Bound:
    """What an organisation surely adds in a month, and whether it may be another figure."""
    sure = [cohort.keys[at] for cohort in cohorts if cohort.sure and cohort.months & bit]
    maybe = [cohort.keys[at] for cohort in cohorts if not cohort.sure and cohort.months & bit]
    if unread.maybe & bit or not sure:
        return Bound(doubt=int(bool(unread.maybe & bit or maybe)))
    least = min([*sure, *maybe])
    return Bound(Fraction(least), int(least < min(sure)))


COUNTS: Mapping[str, Callable[[Count, Setting], Bounds]] = {
    "rows": _rows,
    "sum": _sum,
    "names": _distinct_names,
    "fewest": _fewest,
    "organisations": _organisations,
    "sum_once": _sum_once,
    "present": _conditions,
}
