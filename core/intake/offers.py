"""Problem → the answers that its sender can give by a click; what each does is with the step that asked.

Keys: `as_read` lets the reading stand and closes the question.  Any other changes the reading:
`not_used`, `other` (the second reading of a figure), `as_month` and `october` (of 2025.1), `in_order` (of
a stretch of such numbers), `day` (of a serial number), `several` (names), `counts`, `leave_out`, `once`, `each`, `this`, `first`, `second`,
`column:`, `item:` and `sheet:` with a Chinese label, `cell:` with the number of one of several cells,
`value:` with a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from core.intake.grid import plain
from core.intake.measures import Measure
from core.intake.pointed import AMBIGUOUS, YEAR_POINT
from core.model import Month, Offer, Problem, Severity, Text

AS_READ, NOT_USED, OTHER = "as_read", "not_used", "other"
AS_MONTH, OCTOBER, IN_ORDER, DAY, SEVERAL = "as_month", "october", "in_order", "day", "several"
COUNTS, LEAVE_OUT, ONCE, EACH, THIS = "counts", "leave_out", "once", "each", "this"
FIRST, SECOND = "first", "second"
COLUMN, ITEM, SHEET, CELL, VALUE = "column:", "item:", "sheet:", "cell:", "value:"
#: More than any sum of cells has.
DIGITS = 60
#: Warnings that a confirmation settles.
CONFIRMED = frozenset({"pilot_default"})

Make = Callable[[Problem], Iterator[Offer]]


def offers_of(problem: Problem) -> tuple[Offer, ...]:
    """The answers to choose from; none where only the cell itself can be put right.

    A question that has no answers of its own can be confirmed.
    """
    make = MAKERS.get(problem.code)
    if make is not None:
        return tuple(make(problem))
    confirmed = problem.severity is Severity.QUESTION or problem.code in CONFIRMED
    return (Offer(AS_READ, _told(problem)),) if confirmed else ()


def _told(problem: Problem, *keys: str) -> dict[str, Any]:
    """Details of the problem that word an offer; a unit that the sender made up is none of our words."""
    told = {key: problem.details[key] for key in (*keys, "understood") if key in problem.details}
    unit = str(told.get("expected_unit", ""))
    if not (unit.isalnum() and Measure.of(unit).known):
        told.pop("expected_unit", None)
    return told


def _confirm(problem: Problem) -> Offer:
    return Offer(AS_READ, _told(problem, "column", "expected_unit", "used"))


def _or(*keys: str) -> Make:
    """The reading stands, or one of `keys`."""

    def make(problem: Problem) -> Iterator[Offer]:
        yield _confirm(problem)
        yield from (Offer(key, _told(problem, "column", "expected_unit", "used")) for key in keys)

    return make


# --- figures --------------------------------------------------------------------------------


def _shares(factor: Decimal) -> Make:
    """A percentage, and the same digits taken `factor` times as much."""

    def make(problem: Problem) -> Iterator[Offer]:
        yield _confirm(problem)
        yield Offer(OTHER, {"understood": _times(str(problem.details.get("understood", "")), factor)})

    return make


def _times(percentage: str, factor: Decimal) -> str:
    """A percentage in words, multiplied.

    >>> _times("0.325%", Decimal(100))
    '32.5%'
    """
    return f"{plain(Decimal(percentage.rstrip('%')) * factor)}%"


def _month_as_number(problem: Problem) -> Iterator[Offer]:
    """2025.7 can only be July; 2025.1 is January, or October without its nought; a stretch may tell which."""
    if "first" in problem.details:
        yield Offer(IN_ORDER, {"first": problem.details["first"], "last": problem.details["last"]})
        yield Offer(NOT_USED)
        return
    match = YEAR_POINT.fullmatch(problem.found)
    if match is None or problem.details.get("mixed"):
        return
    year, digits = int(match[1]), match[2]
    if 1 <= int(digits) <= 12:
        yield Offer(AS_MONTH, {"understood": str(Month(year, int(digits)))})
    if digits == AMBIGUOUS:
        yield Offer(OCTOBER, {"understood": str(Month(year, 10))})
    yield Offer(NOT_USED)


def _month_text(problem: Problem) -> Iterator[Offer]:
    yield _confirm(problem)
    january = Month.parse(str(problem.details["understood"]))
    yield Offer(OCTOBER, {"understood": str(Month(january.year, 10))})


def _serial(problem: Problem) -> Iterator[Offer]:
    yield Offer(DAY, {"understood": problem.details["date"]})
    yield Offer(NOT_USED)


# --- places ---------------------------------------------------------------------------------


def _candidates(prefix: str) -> Make:
    """Any of the candidates, or none of them."""

    def make(problem: Problem) -> Iterator[Offer]:
        candidates: tuple[Text, ...] = problem.details["candidates"]
        yield from (Offer(prefix + label.zh, {"label": label}) for label in candidates)
        yield Offer(AS_READ)

    return make


def _cells(problem: Problem) -> Iterator[Offer]:
    """One of several cells; where one is used already, that reading first."""
    used = problem.details.get("used")
    if problem.severity is Severity.QUESTION:
        yield _confirm(problem)
    for number, cell in enumerate(problem.details["cells"], 1):
        if used not in (cell, replace(cell, rows=None)) and cell in problem.details.get("filled", (cell,)):
            yield Offer(f"{CELL}{number}", {"cell": cell})


def _rows(problem: Problem) -> Iterator[Offer]:
    yield Offer(FIRST, {"row": problem.details["first_row"]})
    yield Offer(SECOND, {"row": problem.details["row"]})


def _left_out(problem: Problem) -> Iterator[Offer]:
    yield _confirm(problem)
    if "count" not in problem.details:
        yield Offer(COUNTS)


def _sheet(problem: Problem) -> Iterator[Offer]:
    role: Text = problem.details["role"]
    yield Offer(SHEET + role.zh, {"label": role})
    yield Offer(AS_READ)


def _merged(problem: Problem) -> Iterator[Offer]:
    """Each of the cells can be meant where they are of one column."""
    yield _confirm(problem)
    if problem.place is not None and problem.place.through is None:
        yield Offer(EACH)


def _baseline(problem: Problem) -> Iterator[Offer]:
    offered = problem.details.get("offered")
    if offered is not None and offered > 0:
        with localcontext(prec=DIGITS):
            exact = Decimal(offered.numerator) / Decimal(offered.denominator)
        yield Offer(f"{VALUE}{plain(exact)}", {"offered": offered})
    yield Offer(AS_READ)


MAKERS: Mapping[str, Make] = {
    **dict.fromkeys(
        ("text_number", "text_unit", "shown_divided", "shown_otherwise", "percent_plain", "month_only"), _or(NOT_USED)
    ),
    **dict.fromkeys(("unit_differs", "header_note", "hidden_sheet"), _or(NOT_USED)),
    **dict.fromkeys(("hidden_rows", "hidden_columns"), _or(LEAVE_OUT)),
    **dict.fromkeys(("equal_names", "day_twice"), _or(ONCE)),
    **dict.fromkeys(("header_twice", "header_twice_one_used", "item_twice", "item_twice_one_used"), _cells),
    **dict.fromkeys(("month_twice_differs", "criterion_twice_differs"), _rows),
    **dict.fromkeys(("total_row", "remark_row"), _left_out),
    "unit_converted": _or(OTHER),
    "other_separator": _or(SEVERAL),
    "sheet_twice": _or(THIS),
    "percent_below_one": _shares(Decimal(100)),
    "fraction_plain": _shares(Decimal("0.01")),
    "month_as_number": _month_as_number,
    "month_text": _month_text,
    "serial_number": _serial,
    "unknown_column": _candidates(COLUMN),
    "unknown_item": _candidates(ITEM),
    "sheet_not_read": _sheet,
    "merged_cells": _merged,
    "baseline_blank": _baseline,
}
