"""Figures at a month's end, the sources they come from, and the counts, sums and shares made of them.

A count is made twice, of the rows that surely are so and of those that possibly are: where the two
differ, a part is lacking and the first is a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf
from typing import Any

import pandas as pd

from tests.oracle.book import UNREADABLE, Book

Mask = tuple[pd.Series, pd.Series]  # surely so, possibly so


@dataclass(frozen=True)
class Figure:
    """A value at a month's end; without one, why not.  `at_least`: the true value may be higher."""

    value: Fraction | None
    at_least: bool = False
    reasons: frozenset[str] = frozenset()  # of a figure that is missing or a lower bound
    threshold: Fraction | None = None  # where a reading asks for more than its criterion does


Rule = Callable[[int], Figure]  # a month to its figure


def missing(*reasons: str) -> Figure:
    return Figure(None, reasons=frozenset(reasons))


def known(value: Any, lacks: bool = False) -> Figure:
    return Figure(Fraction(value), lacks, frozenset({"blank", "unreadable"}) if lacks else frozenset())


def basic(book: Book, key: str) -> Figure:
    """A denominator of 基本信息."""
    value = book.basics.get(key)
    if value == UNREADABLE:
        return missing("unreadable", "no_denominator")
    if value is None:
        return missing("no_denominator")
    return known(value)


def monthly_figure(book: Book, key: str, month: int) -> Figure:
    """A cell of 月度统计; never the month before's."""
    sheet = book.tables.get("monthly")
    if sheet is None or key not in sheet.rows:
        return missing("blank", "not_for_this_type")
    cell = sheet.by_key.get(month, {}).get(key)
    if cell is None:
        return missing("blank")
    return missing("unreadable") if cell == UNREADABLE else known(cell)


def from_monthly(book: Book, key: str) -> Rule:
    return lambda month: monthly_figure(book, key, month)


def ledger(book: Book, sheet: str, *columns: str) -> pd.DataFrame | None:
    """A ledger's rows, if it is the source of a formula that reads these columns and the start date."""
    found = book.tables.get(sheet)
    if found is None or found.rows.empty or not {*columns, "start"} <= found.filled:
        return None
    return found.rows


def live(rows: pd.DataFrame, month: int) -> Mask:
    """Rows that are live at a month's end: surely, and possibly where a date is not known."""
    end = rows["end"] if "end" in rows else pd.Series(inf, rows.index)
    started, ended = rows["start"] <= month, end <= month
    return started & (end > month), (started | rows["start"].isna()) & ~ended


def is_(rows: pd.DataFrame, key: str, value: Any) -> Mask:
    """Rows whose cell is this word (or True); an unreadable cell may be, a blank one is not."""
    cells = rows[key] if key in rows else pd.Series(False, rows.index, dtype="object")
    return cells == value, (cells == value) | (cells == UNREADABLE)


def is_not(rows: pd.DataFrame, key: str, value: Any) -> Mask:
    """Rows whose cell is another word; a blank or unreadable one may be."""
    cells = rows[key]
    return (cells != value) & ~unknown(cells), cells != value


def unknown(cells: pd.Series) -> pd.Series:
    return (cells == UNREADABLE) | cells.isna()


def names(rows: pd.DataFrame, key: str, value: str) -> Mask:
    """Rows whose cell of several words names this one."""
    cells = rows[key]
    return (
        cells.map(lambda roles: roles is not None and value in roles).astype(bool),
        cells.map(lambda roles: roles is not None and (value in roles or UNREADABLE in roles)).astype(bool),
    )


def reaches(rows: pd.DataFrame, key: str, least: int) -> Mask:
    """Rows whose figure is at least so many."""
    cells = rows[key]
    lacks = unknown(cells)
    surely = cells.map(lambda figure: isinstance(figure, Decimal) and figure >= least).astype(bool)
    return surely, surely | lacks


def both(*masks: Mask) -> Mask:
    surely, possibly = masks[0]
    for mask in masks[1:]:
        surely, possibly = surely & mask[0], possibly & mask[1]
    return surely, possibly


def either(one: Mask, other: Mask) -> Mask:
    return one[0] | other[0], one[1] | other[1]


def neither(mask: Mask) -> Mask:
    return ~mask[1], ~mask[0]


def everything(rows: pd.DataFrame) -> Mask:
    return pd.Series(True, rows.index), pd.Series(True, rows.index)


def count_rows(rows: pd.DataFrame, mask: Mask) -> Rule:
    """How many live rows are so."""

    def at(month: int) -> Figure:
        surely, possibly = both(mask, live(rows, month))
        return known(int(surely.sum()), bool(possibly.sum() > surely.sum()))

    return at


def spread(rows: pd.DataFrame, key: str) -> pd.Series:
    """The names of a column, one a line, by row; rows without a name are left out."""
    return rows[key].explode().dropna()


def count_names(rows: pd.DataFrame, key: str, mask: Mask) -> Rule:
    """How many different names the live rows have that are so."""
    spelled = spread(rows, key)

    def at(month: int) -> Figure:
        surely, possibly = both(mask, live(rows, month))
        sure = set(spelled[surely.reindex(spelled.index)])
        possible = set(spelled[possibly.reindex(spelled.index)])
        return known(len(sure), possible > sure)

    return at


def names_with(rows: pd.DataFrame, key: str, mask: Mask, least: int) -> Callable[[int], tuple[set[str], set[str]]]:
    """The names that at least so many live rows have that are so: surely, possibly."""
    spelled = spread(rows, key)

    def at(month: int) -> tuple[set[str], set[str]]:
        surely, possibly = both(mask, live(rows, month))
        sure = spelled[surely.reindex(spelled.index)].value_counts()
        possible = spelled[possibly.reindex(spelled.index)].value_counts()
        return set(sure[sure >= least].index), set(possible[possible >= least].index)

    return at


def organisations_that(rows: pd.DataFrame, mask: Mask, month: int) -> tuple[set[str], set[str]]:
    """The organisations of which a live row says so: surely, possibly."""
    surely, possibly = both(mask, live(rows, month))
    return set(rows.loc[surely, "organisation"]), set(rows.loc[possibly, "organisation"])


def count_organisations(rows: pd.DataFrame, mask: Mask) -> Rule:
    def at(month: int) -> Figure:
        surely, possibly = organisations_that(rows, mask, month)
        return known(len(surely), possibly > surely)

    return at


def exact_sum(figures: pd.Series) -> Fraction:
    with localcontext(prec=80):
        return Fraction(sum(figures, Decimal(0)))


def quotient(top: Figure, bottom: Figure, capped: bool = True) -> Figure:
    """A share; one above 1 cannot be, where `capped`."""
    if top.value is None or bottom.value is None:
        return missing(*top.reasons, *bottom.reasons)
    if bottom.value == 0:
        return missing("no_denominator")
    if capped and top.value > bottom.value:
        return missing("impossible")
    return replace(top, value=top.value / bottom.value)


def over_basic(book: Book, top: Rule, key: str, capped: bool = True) -> Rule:
    bottom = basic(book, key)
    return lambda month: quotient(top(month), bottom, capped)
