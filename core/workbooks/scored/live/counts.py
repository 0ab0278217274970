"""A count of a ledger's live rows as spreadsheet formulas: the interpreter beside `core.formulas.counting`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

import narwhals as nw

from core.formulas.flags import conjunction
from core.formulas.names import listed, normal
from core.model import Month
from core.model.formulas import (
    BY_ORGANISATION,
    AnyOf,
    AtLeast,
    Count,
    Dated,
    Flag,
    Is,
    IsNot,
    Names,
    Yes,
)
from core.printers.sheet.part import Part
from core.workbooks.scored.live.conditions import ALWAYS, Condition
from core.workbooks.scored.live.names import name_counts, reaching
from core.workbooks.scored.live.plan import Asked, Cells, Mode, NotLive, Plan, Why
from core.workbooks.scored.live.rows import Rows


class Figure(NamedTuple):
    """What is surely counted, and how many more there may be; above 0 the figure is a lower bound."""

    surely: str
    more: str


def of_ledger(asked: Asked) -> Plan:
    """The plan of a figure from a ledger, over what it is divided by."""
    formula = asked.formula
    count = formula.ledger
    if count is None:
        raise NotLive(Why.NO_SOURCE)
    rows = asked.setting.rows(count.sheet, compared=count.counted in BY_ORGANISATION)
    surely, missing = FIGURES[count.counted](count, rows, asked.as_of)
    cells, below = Cells(asked.setting), None
    if formula.over is not None:
        below = cells.number(asked.basics(formula.over))
    if count.over is not None:
        base, possible = _both(count.over, rows)
        below = Part(possible, asked.part(1) if len(asked.finding.parts) > 1 else 0)
        missing = f"{missing}+{possible}-{base}"
    mode = Mode.COPY if rows.spans.copied or cells.copied else Mode.LIVE
    return Plan(asked.criterion.id, mode, None, Part(surely, asked.part()), below, missing)


# --- conditions -----------------------------------------------------------------------------


def _condition(flag: Flag, rows: Rows) -> Condition:
    match flag:
        case Yes(column):
            return rows.flag(column)
        case Is(column, choices):
            return reduce(or_, (rows.choice(column, choice) for choice in choices))
        case IsNot(column, choices):
            other = ~reduce(or_, (rows.choice(column, choice) for choice in choices))
            return Condition(f"{rows.filled(column)}*{other.surely}", other.maybe)
        case Names(column, choices):
            return reduce(or_, (rows.role(column, choice) for choice in choices))
        case AtLeast(column, number):
            return rows.reaches(column, number)
        case Dated(column):
            return rows.by(column)
        case AnyOf(flags):
            return reduce(or_, (_condition(each, rows) for each in flags))


def _says_something(flag: Flag) -> bool:
    """Whether a row without a word can never fulfil the condition, and is no row that may."""
    if isinstance(flag, AnyOf):
        return all(map(_says_something, flag.flags))
    return not isinstance(flag, IsNot | AtLeast)


def _all(where: tuple[Flag, ...], unless: tuple[Flag, ...], rows: Rows) -> Condition:
    """All of `where` and none of `unless`, of rows that are on record."""
    each = [_condition(flag, rows) for flag in where] + [~_condition(flag, rows) for flag in unless]
    if not any(map(_says_something, where)):
        each.append(rows.record)
    return reduce(and_, each)


# --- kinds of counts ------------------------------------------------------------------------


def _both(count: Count, rows: Rows) -> tuple[str, str]:
    """How many there surely are, and how many there may be in all."""
    if count.counted == "rows":
        here = _all(count.where, count.unless, rows) & rows.live
        return f"SUMPRODUCT({here.surely}*1)", f"SUMPRODUCT({here.maybe}*1)"
    conditions: list[tuple[Flag, ...]] = [(flag,) for flag in count.where] or [()]
    each = [rows.organisations(_all(wants, count.unless, rows)) for wants in conditions]
    refused = [rows.organisations(_condition(flag, rows)) for flag in count.unless]
    surely = "*".join([part for part, _ in each] + [f"(1-({part}))" for _, part in refused])
    maybe = "*".join([part for _, part in each] + [f"(1-({part}))" for part, _ in refused])
    return f"SUMPRODUCT({surely}*1)", f"SUMPRODUCT({maybe}*1)"


def _things(count: Count, rows: Rows, _: Month) -> Figure:
    surely, maybe = _both(count, rows)
    return Figure(surely, f"{maybe}-{surely}")


def _sum(count: Count, rows: Rows, _: Month) -> Figure:
    """The amount of the rows that surely count; what may count and lacks its amount is missing."""
    span = rows.spans[count.column or ""]
    here = _all(count.where, count.unless, rows) & rows.live
    above = f"SUMPRODUCT({here.surely},{span.range})" + (f"/{span.scale}" if span.scale != 1 else "")
    return Figure(above, f"SUMPRODUCT({here.maybe}*1)-SUMPRODUCT(ISNUMBER({span.range})*{here.surely})")


def _names(count: Count, rows: Rows, as_of: Month) -> Figure:
    condition, marks = ALWAYS, None
    if count.flags:
        each = [_condition(flag, rows) for flag in count.where] + [~_condition(flag, rows) for flag in count.unless]
        condition, marks = reduce(and_, each), _marks(count, rows)
    split = listed if count.several else normal
    counts = name_counts(rows, count.column or "", condition, marks, as_of, split, several=count.several)
    return Figure(*reaching(counts, count.at_least))


def _marks(count: Count, rows: Rows) -> list[bool | None]:
    """Of each row, in the order of the ledger: whether it fulfils the conditions; None where that is not known."""
    ledger = rows.spans.ledger
    lazy = nw.from_native(ledger.frame).lazy()
    found = lazy.select(marked=conjunction(count.where, count.unless, ledger)).collect().to_arrow()
    return list(found.column("marked").to_pylist())


def _present(count: Count, rows: Rows, _: Month) -> Figure:
    """How many of the conditions hold of some live row."""
    here = [_all((flag,), (), rows) & rows.live for flag in count.each]
    above = "+".join(f"(SUMPRODUCT({each.surely}*1)>0)" for each in here)
    more = "+".join(f"(SUMPRODUCT({each.surely}*1)=0)*(SUMPRODUCT({each.maybe}*1)>0)" for each in here)
    return Figure(above, more)


def _sum_once(count: Count, rows: Rows, _: Month) -> Figure:
    """What the live organisations state, each once."""
    column = count.column or ""
    _refuse_differences(rows, column)
    span = rows.spans[column]
    stated = Condition(f"ISNUMBER({span.range})", f"ISNUMBER({span.range})")
    first = (stated & rows.live).surely
    number = rows.organisation
    surely, maybe = rows.organisations(stated)
    if number is not None:
        marked = f"{first}*{number}"
        first = f"{first}*(MATCH({marked},{marked},0)={rows.position})"
    above = f"SUMPRODUCT({first},{span.range})" + (f"/{span.scale}" if span.scale != 1 else "")
    unread = f"SUMPRODUCT(ISTEXT({span.range})*{rows.live.maybe})"
    return Figure(above, f"SUMPRODUCT({maybe}*1)-SUMPRODUCT({surely}*1)+{unread}")


def _refuse_differences(rows: Rows, column: str) -> None:
    """Rows of one organisation that state different figures: the smallest counts, which no plain formula finds."""
    stated: dict[int, set[object]] = defaultdict(set)
    for number, figure in zip(rows.spans.typed("organisation"), rows.spans.typed(column), strict=True):
        if figure is not None:
            stated[number].add(figure)
    if any(len(figures) > 1 for figures in stated.values()):
        raise NotLive(Why.SHARES_DIFFER)


FIGURES: Mapping[str, Callable[[Count, Rows, Month], Figure]] = {
    "rows": _things,
    "organisations": _things,
    "sum": _sum,
    "names": _names,
    "present": _present,
    "sum_once": _sum_once,
}
