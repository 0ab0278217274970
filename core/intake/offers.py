"""Problem → the answers that its sender can give by a click: those of its code in problems.toml, as far as they apply."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from core.intake.grid import plain
from core.intake.measures import Measure
from core.intake.months import JANUARY, OCTOBER
from core.intake.words import WORDS
from core.model import Effect, Month, Offer, Percent, Problem, ProblemCatalogue

#: More than any sum of cells has.
DIGITS = 60


def offers_of(problem: Problem, catalogue: ProblemCatalogue) -> tuple[Offer, ...]:
    """The answers to choose from; none where only the cell itself can be put right.

    Where there can be several of one kind a name tells them apart.
    """
    usual = dict(_usual(problem))
    return tuple(
        Offer(f"{kind.key}:{name}", kind.effect, details) if name else Offer(kind.key, kind.effect, usual | details)
        for kind in catalogue.kinds[problem.code].offers
        for name, details in _applying(problem, kind.effect)
    )


def _usual(problem: Problem) -> Iterator[tuple[str, Any]]:
    """What fills an answer's words; a unit that the sender made up is none of the rulebook's, nor is that of a column without one."""
    for key in ("understood", "column", "expected_unit", "used", "other", "last"):
        unit = str(problem.details.get("expected_unit", ""))
        is_said = unit.isalnum() and Measure.of(unit).known and (unit != WORDS.counted or "unit" in problem.details)
        is_proposal = key == "understood" and "slipped" in problem.details  # and no reading of the cell
        if key in problem.details and (key != "expected_unit" or is_said) and not is_proposal:
            yield key, problem.details[key]


def _applying(problem: Problem, effect: Effect) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and own details of each answer of an effect that applies to the problem."""
    details = problem.details
    in_order, understood = "first" in details, details.get("understood")
    # Of a stretch of months that cannot be told each is asked about when the others are put right.
    months = () if in_order or details.get("mixed") else details.get("months", ())
    match effect:
        case Effect.NOT_USED if "months" in details and details.get("mixed") and not in_order:
            return
        case Effect.IN_ORDER if not in_order:
            return
        case Effect.APPEND if details.get("then", 0) == details.get("now", 0):
            return
        case Effect.PREFER if not details.get("both"):
            return
        case Effect.COUNT if "count" in details and "areas" not in details:  # one question about many rows
            return
        case Effect.HUNDREDTH | Effect.DAY if details.get("mixed"):
            return  # each cell has its own
        case Effect.PROPOSED | Effect.AS_SHOWN if details.get("mixed") and not isinstance(
            details.get("proposed" if effect is Effect.PROPOSED else "shown"), tuple
        ):
            return  # some of the cells have none
        case Effect.EACH if problem.place is None or problem.place.through is not None:  # cells of several columns
            return
        case Effect.PROPOSED:
            yield from (("", {"proposed": details["proposed"]}) for _ in range("proposed" in details))
        case Effect.HUNDREDFOLD:
            every = (understood,) if isinstance(understood, Percent) else understood or ()  # a Percent is a tuple too
            hundredfold = tuple(Percent(each.number * 100) if isinstance(each, Percent) else each for each in every)
            yield "", {"understood": hundredfold[0] if isinstance(understood, Percent) else hundredfold}
        case Effect.HUNDREDTH:
            yield "", {"understood": Percent(details["understood"].number * Decimal("0.01"))}
        case Effect.AS_SHOWN:
            yield from (("", {"understood": details[key]}) for key in ("shown",) if key in details)
        case Effect.MONTH:
            yield from (("", {"understood": month}) for month in months[:1])
        case Effect.THIS_MONTH:
            row = {"row": details["slipped"]} if "slipped" in details else {}
            yield from ((str(month), {"understood": month, **row}) for month in months)
        case Effect.OCTOBER if isinstance(understood, Month):
            if understood.month == JANUARY:
                yield "", {"understood": Month(understood.year, OCTOBER)}
        case Effect.OCTOBER:
            yield from (("", {"understood": month}) for month in months[1:][-1:])
        case Effect.IN_ORDER if "orders" in details:
            yield from ((str(order[0]), {"first": order[0], "last": order[-1]}) for order in details["orders"])
        case Effect.IN_ORDER:
            yield "", {"first": details["first"], "last": details["last"]}
        case Effect.DAY:
            yield "", {"understood": details["date"]}
        case Effect.COLUMN | Effect.ITEM:
            yield from ((label.zh, {"label": label}) for label in details["candidates"])
        case Effect.SHEET:
            yield details["role"].zh, {"label": details["role"]}
        case Effect.CELL:
            used = details.get("used")
            for number, cell in enumerate(details["cells"], 1):
                if used not in (cell, replace(cell, rows=None)) and cell in details.get("filled", (cell,)):
                    yield str(number), {"cell": cell}
        case Effect.FIRST_ROW | Effect.SECOND_ROW:
            yield "", {"row": details["first_row" if effect is Effect.FIRST_ROW else "row"]}
        case Effect.AS_OF:
            yield from ((str(month), {"understood": month}) for month in months)
        case Effect.VALUE:
            offered = details.get("offered")
            if offered is not None and offered > 0:
                yield plain(exactly(offered)), {"offered": offered}
        case _:
            yield "", {}


def exactly(figure: Fraction) -> Decimal:
    """A sum of cells as a decimal."""
    with localcontext(prec=DIGITS):
        return Decimal(figure.numerator) / Decimal(figure.denominator)
