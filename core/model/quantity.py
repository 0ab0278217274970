"""Figures as values: exact, with their unit, and with the key of what they are."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from core.model.values import Outcome

#: Units of the rulebook that are printed in a way of their own: a part of a whole, and a multiple.
SHARE, TIMES = "share", "times"
#: The subject of a key that is about the whole judgement; a criterion's is its id, an item's `item:3`.
WHOLE = "whole"
#: What of a subject a figure or an outcome is: a column of 计算底稿, or a count over all criteria.
#: PARTS_SHORT is what a share lacks above its line, in the unit of its parts; PARTS_NEEDED that a month.
#: MISSING is above 0 where a figure lacks a part, CHANGED where a cell that it rests on was changed
#: after the scoring.  EVIDENCE and NOTE are the sender's words, in brief.  SCORED is above 0 where
#: there is a score, SPREAD where something that is not reported could move it.
Measure = StrEnum(
    "Measure",
    "ABOVE BELOW VALUE THRESHOLD OUTCOME ATTAINMENT GAP NEEDED PARTS_SHORT PARTS_NEEDED TARGET TARGET_OUTCOME "
    "MISSING CHANGED EVIDENCE NOTE SCORE SCORE_LOW SCORE_HIGH SCORED SPREAD TARGETS_MET MET NOT_MET NO_DATA "
    "NEEDS_REVIEW NOT_APPLICABLE",
)
#: Measures that are a number of criteria.
COUNTS = frozenset({*(Measure(outcome.value) for outcome in Outcome), Measure.TARGETS_MET})


def item_subject(item: int) -> str:
    """The subject of a key that is about an item; 0 is the foundation."""
    return f"item:{item}"


class Key(NamedTuple):
    """What a figure is of: a subject (criterion id, `item:3` or WHOLE) and a measure.

    A worksheet prints what has a key as a reference to the cell that computes it.
    """

    subject: str
    measure: Measure

    @classmethod
    def counting(cls, outcome: Outcome, subject: str = WHOLE) -> Key:
        return cls(subject, Measure(outcome.value))


#: How a figure is meant, which decides how it is rounded and what it is called.
#: VALUE is a figure in its own unit; THRESHOLD is written as the notice writes it; DIFFERENCE is
#: between two values (its size is shown, shares in percentage points); GAP is a difference that
#: says whether it is short or over; PACE is a difference a month, NEEDED one that is needed and so never
#: rounded down to whole things; PLAIN is a bare number; POINTS are points of the unofficial score; FORECAST is a value that is only expected, whole where things are
#: counted; PART is a number in a formula that is shown with its figures; BRIER is a Brier score.
Form = StrEnum("Form", "VALUE THRESHOLD DIFFERENCE GAP PACE NEEDED PLAIN POINTS FORECAST PART BRIER")
#: The forms of a change a month.
MONTHLY = (Form.PACE, Form.NEEDED)


class Quantity(Struct, frozen=True):
    """An exact figure in a unit of the rulebook (a key of its `units`, or "" for a bare number).

    `at_least` marks a lower bound.  `beside` is the threshold on whose true side a rounded figure
    must stay.  `bare` leaves the unit out where another figure beside it has it already.  `known` is
    false for a figure that there is none of today, though the cell of its key may come to hold one.
    """

    value: Fraction
    unit: str = ""
    form: Form = Form.VALUE
    at_least: bool = False
    beside: Fraction | None = None
    bare: bool = False
    key: Key | None = None
    known: bool = True


class Judged(Struct, frozen=True):
    """An outcome as one prints it: NOT_MET is “not yet met” until the pilot is over.

    `inside` a sentence English does not capitalise it.
    """

    outcome: Outcome
    over: bool = False
    key: Key | None = None
    inside: bool = False

    def within(self) -> Judged:
        return replace(self, inside=True)


class Probability(Struct, frozen=True):
    """A probability, printed in steps of 5 % that agree with the status beside it."""

    value: float


def exact(value: Fraction, places: int = 12) -> str:
    """A decimal, whole where it ends, to `places` places where it does not.

    >>> exact(Fraction(3, 10)), exact(Fraction(1, 3)), exact(Fraction(-20))
    ('0.3', '0.333333333333', '-20')
    """
    below = value.denominator
    digits = next((n for n in range(below.bit_length()) if 10**n % below == 0), places)
    text = f"{Decimal(f'{round(value * 10**digits)}e-{digits}'):f}"
    return text.rstrip("0").rstrip(".") if digits else text
