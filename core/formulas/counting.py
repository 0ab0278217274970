"""A count of a ledger's live rows → a bound a month: one function a kind of count.

An organisation is its rows with the same `organisation` number: live if one of them is, and it has
what any of its live rows says.  Most have one row: those are counted as rows (holder ALONE); the
others one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import Any

from core.formulas.cohorts import Cohort
from core.formulas.flags import ALONE, STATED, Stated, Test, Unread
from core.formulas.names import listed, normal
from core.formulas.presence import (
    NOTHING,
    NOWHERE,
    Bound,
    Presence,
    amount,
    distinct,
    names_with,
    plus,
    present,
    rows_by_name,
    total,
)
from core.formulas.setting import Setting
from core.model import Parts
from core.model.formulas import Count

Bounds = tuple[Bound, ...]
#: With more names than this they are not followed one by one.
FOLLOWED = 60


def bounds(count: Count, setting: Setting) -> Bounds:
    """The count at the end of each month of the setting."""
    return COUNTS[count.counted](count, setting)


def parts(count: Count, setting: Setting) -> Parts | None:
    """How many rows each name surely has, month by month, where names must have several."""
    if count.counted != "names" or count.at_least == 1:
        return None
    found = _named(count, setting)
    names = _names(count)
    if not 0 < len({name for cohort in found for name in names(cohort)}) <= FOLLOWED:
        return None
    by_name = rows_by_name(found, names, setting.window)
    series = sorted(tuple(int(bound.sure) for bound in each) for each in by_name.values())
    return Parts(count.at_least, tuple(series))


# --- rows and names -------------------------------------------------------------------------


def _rows(count: Count, setting: Setting) -> Bounds:
    return total(setting.rows(count.sheet, count.where, unless=count.unless), setting.window)


def _sum(count: Count, setting: Setting) -> Bounds:
    found = setting.rows(count.sheet, count.where, unless=count.unless, amount=count.column)
    return amount(found, setting.window)


def _named(count: Count, setting: Setting, *, every: bool = False) -> list[Cohort]:
    """Rows by their names: those that fulfil the conditions, or every one."""
    column = count.column or ""
    if every:
        return setting.rows(count.sheet, (), column)
    return setting.rows(count.sheet, count.where, column, unless=count.unless)


def _names(count: Count) -> Callable[[Cohort], list[str]]:
    split = listed if count.several else normal
    return lambda cohort: list(split(cohort.keys[0]))


def _distinct_names(count: Count, setting: Setting) -> Bounds:
    found, names, window = _named(count, setting), _names(count), setting.window
    if count.at_least == 1:
        return distinct(present(found, names).values(), window)
    return names_with(rows_by_name(found, names, window, wanted=count.at_least), count.at_least, window)


def _fewest(count: Count, setting: Setting) -> Bounds:
    """The smallest number that any live name has; 0 where there is no name."""
    window, names = setting.window, _names(count)
    every = present(_named(count, setting, every=True), names)
    by_name = rows_by_name(_named(count, setting), names, window)
    none = (Bound(NOTHING),) * window.length
    found = []
    for i, bit in enumerate(window.each()):
        live = [by_name.get(name, none)[i] for name, presence in every.items() if presence.sure & bit]
        found.append(min(live, key=lambda bound: bound.sure, default=Bound(NOTHING)))
    return tuple(found)


def _present(count: Count, setting: Setting) -> Bounds:
    """How many of the conditions hold of some live row."""
    keys = setting.ledgers[count.sheet].keys
    each = [total(setting.rows(count.sheet, (flag,), *keys), setting.window) for flag in count.each]
    return tuple(
        Bound(
            Fraction(sum(1 for found in each if found[i].sure)),
            sum(1 for found in each if not found[i].sure and found[i].doubt),
        )
        for i in range(setting.window.length)
    )


# --- organisations --------------------------------------------------------------------------


def _held(count: Count, setting: Setting, *wants: Test, without: bool = True) -> tuple[list[Cohort], list[Cohort]]:
    """Cohorts of organisations with one row, and those of the others; `without` leaves out rows of `unless`."""
    found = setting.organisations(count.sheet, wants, unless=count.unless if without else ())
    return [c for c in found if c.keys[0] == ALONE], [c for c in found if c.keys[0] != ALONE]


def _holders(cohorts: Iterable[Cohort]) -> Mapping[Any, Presence]:
    return present(cohorts, lambda cohort: cohort.keys[:1])


def _organisations(count: Count, setting: Setting) -> Bounds:
    """Organisations of which some live row fulfils each condition, and none one of `unless`.

    A row that itself fulfils one of `unless` makes no organisation count.
    """
    window = setting.window
    alone = _held(count, setting, *count.where)[0]
    conditions: list[tuple[Test, ...]] = [(flag,) for flag in count.where] or [()]
    each = [_holders(_held(count, setting, *wants)[1]) for wants in conditions]
    refused = [_holders(_held(count, setting, flag, without=False)[1]) for flag in count.unless]
    shared = []
    for holder in reduce(and_, (found.keys() for found in each)):
        there = reduce(and_, (found[holder] for found in each))
        for found in refused:
            there = there.without(found.get(holder, NOWHERE))
        shared.append(there)
    return plus(total(alone, window), distinct(shared, window))


def _sum_once(count: Count, setting: Setting) -> Bounds:
    """The sum of what live organisations state, each once; the smallest where its rows differ (I4.1)."""
    window, column = setting.window, count.column or ""
    keys = setting.ledgers[count.sheet].keys
    at = keys.index(f"{STATED}{column}")
    found = setting.rows(count.sheet, (Stated(column),), *keys, amount=column)
    unread_alone, unread_shared = _held(count, setting, Unread(column))
    stated: dict[Any, list[Cohort]] = {}
    for cohort in found:
        if cohort.keys[0] != ALONE:
            stated.setdefault(cohort.keys[0], []).append(cohort)
    unread = _holders(unread_shared)
    for holder in unread:
        stated.setdefault(holder, [])
    shared = []
    for bit in window.each():
        each = [_once(cohorts, at, bit, unread.get(holder, NOWHERE)) for holder, cohorts in stated.items()]
        shared.append(Bound(sum((figure for figure, _ in each), NOTHING), sum(doubt for _, doubt in each)))
    alone = amount([cohort for cohort in found if cohort.keys[0] == ALONE], window)
    unknown = tuple(Bound(NOTHING, int(b.sure) + b.doubt) for b in total(unread_alone, window))
    return plus(plus(alone, unknown), tuple(shared))


def _once(cohorts: list[Cohort], at: int, bit: int, unread: Presence) -> tuple[Fraction, bool]:
    """What an organisation surely adds in a month, and whether it may be another figure."""
    sure = [cohort.keys[at] for cohort in cohorts if cohort.sure and cohort.months & bit]
    maybe = [cohort.keys[at] for cohort in cohorts if not cohort.sure and cohort.months & bit]
    if unread.maybe & bit or (maybe and not sure):
        return NOTHING, True
    if not sure:
        return NOTHING, False
    least = min(sure)
    return Fraction(min([least, *maybe])), bool(maybe) and min(maybe) < least


COUNTS: Mapping[str, Callable[[Count, Setting], Bounds]] = {
    "rows": _rows,
    "sum": _sum,
    "names": _distinct_names,
    "fewest": _fewest,
    "organisations": _organisations,
    "sum_once": _sum_once,
    "present": _present,
}
