"""A count of a ledger's live rows as spreadsheet formulas: the interpreter beside `core.formulas.counting`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from core.model.formulas import BY_ORGANISATION, AnyOf, AtLeast, Count, Dated, Flag, Is, IsNot, Names, Yes
from core.printers.sheet.cells import serial
from core.printers.sheet.figures import Part
from core.workbooks.scored.live.names import name_counts
from core.workbooks.scored.live.plan import MOST_COMPARED, MOST_ROWS, Asked, NotLive, Plan, Why
from core.workbooks.scored.live.rows import (
    ALWAYS,
    NEVER,
    ONE,
    TITLES,
    Condition,
    Rows,
    at_least,
    is_number,
    is_word,
    names_word,
)
from core.workbooks.scored.live.spans import Filled, Span

#: What is surely counted, and how many more there may be; above 0 the figure is a lower bound.
Figure = tuple[str, str]


def of_ledger(asked: Asked) -> Plan:
    """The plan of a figure from a ledger, over what it is divided by."""
    count = asked.formula.ledger
    if count is None:
        raise NotLive(Why.NO_SOURCE)
    most = MOST_COMPARED if count.counted in BY_ORGANISATION else MOST_ROWS
    next_day = Filled(asked.setting.next_day, np.array([serial(asked.as_of.plus(1))]))
    rows = Rows(asked.setting.spans(count.sheet, most), next_day, asked.finding.criterion.id)
    surely, missing = FIGURES[count.counted](count, rows)
    below = asked.divisor()
    if count.over is not None:
        base, possible = _both(count.over, rows)
        below = Part(possible, asked.part(1) if len(asked.finding.parts) > 1 else 0)
        missing = f"{missing}+{possible}-{base}"
    return Plan(Part(surely, asked.part()), below, missing)


# --- conditions -----------------------------------------------------------------------------


def _condition(flag: Flag, rows: Rows) -> Condition:
    match flag:
        case Yes(column):
            return is_word(rows.spans[column], True)
        case Is(column, choices):
            return rows.any(is_word(rows.spans[column], choice) for choice in choices)
        case IsNot(column, choices):
            other, span = ~_condition(Is(column, choices), rows), rows.spans[column]
            return Condition(Filled(f'({span.range}<>"")', ~span.cells.says("")) * other.surely, other.maybe)
        case Names(column, choices):
            return rows.any(names_word(rows.spans[column], choice) for choice in choices)
        case AtLeast(column, number):
            return at_least(rows.spans[column], number)
        case Dated(column):
            return ~rows.not_by(column) if column in rows.spans else NEVER
        case AnyOf(flags):
            return rows.any(_condition(each, rows) for each in flags)


def _says_something(flag: Flag) -> bool:
    """Whether a row without a word can never fulfil the condition, and is no row that may."""
    if isinstance(flag, AnyOf):
        return all(map(_says_something, flag.flags))
    return not isinstance(flag, IsNot | AtLeast)


def _each(where: tuple[Flag, ...], unless: tuple[Flag, ...], rows: Rows) -> list[Condition]:
    return [_condition(flag, rows) for flag in where] + [~_condition(flag, rows) for flag in unless]


def _all(where: tuple[Flag, ...], unless: tuple[Flag, ...], rows: Rows) -> Condition:
    """All of `where` and none of `unless`, of rows that are on record."""
    each = _each(where, unless, rows)
    if not any(map(_says_something, where)):
        each.append(rows.recorded)
    return rows.all(each)


# --- kinds of counts ------------------------------------------------------------------------


def _number(column: Filled) -> str:
    """How many rows of a column of ours are 1."""
    return f"COUNTIF({column.formula},1)"


def _both(count: Count, rows: Rows) -> tuple[str, str]:
    """How many there surely are, and how many there may be in all."""
    if count.counted == "rows":
        found = _counted(rows, _all(count.where, count.unless, rows), rows.live)
    else:
        wanted: list[tuple[Flag, ...]] = [(flag,) for flag in count.where] or [()]
        each = [_all(wants, count.unless, rows) for wants in wanted]
        found = rows.organisations(each, [_condition(flag, rows) for flag in count.unless])
    return _number(found.surely), _number(found.maybe)


def _counted(rows: Rows, *conditions: Condition) -> Condition:
    return rows.columns("counts", rows.all(conditions))


def _things(count: Count, rows: Rows) -> Figure:
    surely, maybe = _both(count, rows)
    return surely, f"{maybe}-{surely}"


def _added(marked: Filled, span: Span) -> str:
    """The sum of a column in the marked rows."""
    return f"SUMIF({marked.formula},1,{span.range})" + (f"/{span.scale}" if span.scale != 1 else "")


def _sum(count: Count, rows: Rows) -> Figure:
    """The amount of the rows that surely count; what may count and lacks its amount is missing."""
    span = rows.spans[count.column or ""]
    stated = Condition(is_number(span), ONE)
    here = _counted(rows, _all(count.where, count.unless, rows), rows.live, stated)
    return _added(here.surely, span), f"{_number(here.maybe)}-{_number(here.surely)}"


def _names(count: Count, rows: Rows) -> Figure:
    """How many names have enough rows."""
    return name_counts(count, rows, rows.all(_each(count.where, count.unless, rows)) if count.flags else ALWAYS)


def _present(count: Count, rows: Rows) -> Figure:
    """How many of the conditions hold of some live row."""
    here = [_counted(rows, _all((flag,), (), rows), rows.live) for flag in count.each]
    surely, maybe = (
        [f"({_number(column)}>0)" for column in side]
        for side in ([each.surely for each in here], [each.maybe for each in here])
    )
    return "+".join(surely), f"{'+'.join(maybe)}-{'-'.join(surely)}"


def _sum_once(count: Count, rows: Rows) -> Figure:
    """What the live organisations state, each once."""
    column = count.column or ""
    figures: dict[int, set[object]] = defaultdict(set)
    for number, figure in zip(*(rows.spans.typed(key).each for key in ("organisation", column)), strict=True):
        figures[number] |= set() if figure is None else {figure}
    if any(len(each) > 1 for each in figures.values()):
        raise NotLive(Why.SHARES_DIFFER)  # the smallest counts, which no plain formula finds
    span = rows.spans[column]
    stated = Condition(is_number(span), is_number(span))
    there, number = rows.organisations([stated]), rows.organisation
    first = there.surely if number is None else rows.first_of_each(stated, number)
    texts = span.cells.so(lambda cell: isinstance(cell, str) and cell != "")
    unread = rows.column(TITLES["unread"], Filled(f"ISTEXT({span.range})", texts) * rows.live.maybe)
    missing = f"{_number(there.maybe)}-{_number(there.surely)}+{_number(unread)}"
    return _added(first, span), missing


FIGURES: Mapping[str, Callable[[Count, Rows], Figure]] = {
    "rows": _things,
    "organisations": _things,
    "sum": _sum,
    "names": _names,
    "present": _present,
    "sum_once": _sum_once,
}
