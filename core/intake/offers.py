"""Problem → the answers that its sender can give by a click: those of its code in problems.toml, as far as they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from core.intake.grid import plain
from core.intake.measures import Measure
from core.intake.pointed import OCTOBER
from core.model import Effect, Month, Offer, OfferKind, Percent, Problem, ProblemCatalogue

#: More than any sum of cells has.
DIGITS = 60

Options = Callable[[Problem, OfferKind], Iterator[Offer]]


def offers_of(problem: Problem, catalogue: ProblemCatalogue) -> tuple[Offer, ...]:
    """The answers to choose from; none where only the cell itself can be put right."""
    kinds = catalogue.kinds[problem.code].offers
    return tuple(offer for kind in kinds for offer in OPTIONS.get(kind.effect, _one)(problem, kind))


def _one(problem: Problem, kind: OfferKind, **details: Any) -> Iterator[Offer]:
    """One answer, with what fills its words; a unit that the sender made up is none of the rulebook's."""
    known = {
        key: problem.details[key] for key in ("understood", "column", "expected_unit", "used") if key in problem.details
    }
    unit = str(known.get("expected_unit", ""))
    if not (unit.isalnum() and Measure.of(unit).known):
        known.pop("expected_unit", None)
    yield Offer(kind.key, kind.effect, {**known, **details})


def _many(problem: Problem, kind: OfferKind, name: str, **details: Any) -> Offer:
    """One of several answers of a kind."""
    return Offer(f"{kind.key}:{name}", kind.effect, details)


# --- figures --------------------------------------------------------------------------------


def _not_used(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    """Not for a stretch of months that cannot be told: each is asked about when the others are put right."""
    known = "months" not in problem.details or "first" in problem.details
    if known or not problem.details.get("mixed"):
        yield from _one(problem, kind)


def _percent(factor: Decimal) -> Options:
    """The same digits taken `factor` times as much."""

    def options(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
        read: Percent = problem.details["understood"]
        yield from _one(problem, kind, understood=Percent(read.number * factor))

    return options


def _months(at: int, least: int) -> Options:
    """One of the months that a number such as 2025.1 may mean."""

    def options(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
        months: tuple[Month, ...] = problem.details.get("months", ())
        if "first" not in problem.details and not problem.details.get("mixed") and len(months) >= least:
            yield from _one(problem, kind, understood=months[at])

    return options


def _october(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    """2025.1 is January, or October without its nought, as a number and as text."""
    january = problem.details.get("understood")
    if isinstance(january, Month):
        yield from _one(problem, kind, understood=Month(january.year, OCTOBER))
    else:
        yield from _months(-1, 2)(problem, kind)


def _in_order(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    if "first" in problem.details:
        yield from _one(problem, kind, first=problem.details["first"], last=problem.details["last"])


def _day(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    yield from _one(problem, kind, understood=problem.details["date"])


# --- places ---------------------------------------------------------------------------------


def _candidates(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    yield from (_many(problem, kind, label.zh, label=label) for label in problem.details["candidates"])


def _sheet(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    yield _many(problem, kind, problem.details["role"].zh, label=problem.details["role"])


def _cells(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    """One of several cells, but for the one that is used already."""
    used = problem.details.get("used")
    for number, cell in enumerate(problem.details["cells"], 1):
        if used not in (cell, replace(cell, rows=None)) and cell in problem.details.get("filled", (cell,)):
            yield _many(problem, kind, str(number), cell=cell)


def _row(name: str) -> Options:
    def options(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
        yield from _one(problem, kind, row=problem.details[name])

    return options


def _count(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    """Not where one question is about many rows."""
    if "count" not in problem.details:
        yield from _one(problem, kind)


def _each(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    """Each of the merged cells can be meant where they are of one column."""
    if problem.place is not None and problem.place.through is None:
        yield from _one(problem, kind)


def _value(problem: Problem, kind: OfferKind) -> Iterator[Offer]:
    offered = problem.details.get("offered")
    if offered is not None and offered > 0:
        yield _many(problem, kind, plain(exactly(offered)), offered=offered)


def exactly(figure: Fraction) -> Decimal:
    """A sum of cells as a decimal."""
    with localcontext(prec=DIGITS):
        return Decimal(figure.numerator) / Decimal(figure.denominator)


#: The effects whose answers do not always apply, are several, or have details of their own.
OPTIONS: Mapping[Effect, Options] = {
    Effect.NOT_USED: _not_used,
    Effect.HUNDREDFOLD: _percent(Decimal(100)),
    Effect.HUNDREDTH: _percent(Decimal("0.01")),
    Effect.MONTH: _months(0, 1),
    Effect.OCTOBER: _october,
    Effect.IN_ORDER: _in_order,
    Effect.DAY: _day,
    Effect.COLUMN: _candidates,
    Effect.ITEM: _candidates,
    Effect.SHEET: _sheet,
    Effect.CELL: _cells,
    Effect.FIRST_ROW: _row("first_row"),
    Effect.SECOND_ROW: _row("row"),
    Effect.COUNT: _count,
    Effect.EACH: _each,
    Effect.VALUE: _value,
}
