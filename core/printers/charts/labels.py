"""Where the label of a threshold stands on its line: in the part of the chart that its figures leave free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
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


def place(months: Sequence[Drawn], threshold: float) -> tuple[int, str]:
    """Where the fewest figures are in the way: the place of the month at which a label begins, and "above" or "below".

    At the beginning above the line where there are none anywhere.
    """
    figures = [month.get(name) for month in months for name in IN_THE_WAY]
    room = HEIGHT * max([threshold * 1.15, *(figure for figure in figures if figure is not None)])
    sides = {"above": (threshold, threshold + room)}
    if threshold >= room:
        sides["below"] = (threshold - room, threshold)

    def cost(at: tuple[int, str]) -> float:
        month, side = at
        covered, (low, high) = months[month : month + LENGTH], sides[side]
        crossed: float = sum(
            each * sum(min(ends) < high and max(ends) > low for ends in _stretches([one.get(name) for one in covered]))
            for name, each in IN_THE_WAY.items()
        )
        return crossed + FARTHER * month + BELOW * (side == "below")

    best: tuple[int, str] = min(product(range(max(len(months) - LENGTH, 0) + 1), sides), key=cost)
    return best


def _stretches(figures: Sequence[float | None]) -> Iterator[tuple[float, float]]:
    """The pieces of a line between neighbours; a figure that stands alone is a piece of its own."""
    for before, after in pairwise([None, *figures]):
        if after is not None:
            yield (after if before is None else before), after
