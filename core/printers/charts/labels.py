"""Where the label of a threshold stands on its line: in the part of the chart that its figures leave free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: Months that a label covers, and the share of the height that it needs above or below the line.
LENGTH, HEIGHT = 8, 0.16
#: What a line in the way of the label costs; a band is paler than a line.
IN_THE_WAY: Mapping[str, float] = {
    "value": 1.0, "assumed": 0.6, "median": 0.6, "plan": 0.6, "required": 0.3, "low": 0.2, "high": 0.2, "low_half": 0.2, "high_half": 0.2,
}  # fmt: skip
#: A label reads best where the line begins, above it.
FARTHER, BELOW = 0.02, 0.01

#: A month of the chart: its figures by name, None or nothing where there is none, among others.
Drawn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The month, as its number in the chart, at which a label begins, and its side of the line."""

    month: int
    below: bool


def place(months: Sequence[Drawn], threshold: float) -> Place:
    """Where the fewest figures stand in the way; at the beginning above the line where none do anywhere."""
    figures = [month.get(name) for month in months for name in IN_THE_WAY]
    top = max([threshold * 1.15, *(figure for figure in figures if figure is not None)])
    room = HEIGHT * top
    begins = range(max(len(months) - LENGTH, 0) + 1)
    sides = (False, True) if threshold >= room else (False,)
    places = [Place(month, below) for month in begins for below in sides]
    return min(places, key=lambda at: _cost(months[at.month : at.month + LENGTH], threshold, room, at))


def _cost(months: Sequence[Drawn], threshold: float, room: float, at: Place) -> float:
    low, high = (threshold - room, threshold) if at.below else (threshold, threshold + room)
    crossed = sum(
        cost * sum(min(ends) < high and max(ends) > low for ends in _stretches([month.get(name) for month in months]))
        for name, cost in IN_THE_WAY.items()
    )
    return crossed + FARTHER * at.month + BELOW * at.below


def _stretches(figures: Sequence[float | None]) -> Iterator[tuple[float, float]]:
    """The pieces of a line between neighbours; a figure that stands alone is a piece of its own."""
    for before, after in pairwise([None, *figures]):
        if after is not None:
            yield (after if before is None else before), after
