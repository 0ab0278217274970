"""A stock that grows in one month by several medians of what it grows in the others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from core.model import Problem
from core.plausibility.case import Case, Point, ask


def questions(case: Case) -> Iterator[Problem]:
    """One question a column: its largest jump."""
    for key in case.limits.stocks:
        criteria = case.decided.get(key)
        jump = _largest(case, case.points(key)) if criteria else None
        if criteria and jump is not None:
            before, after, usual = jump
            yield ask(
                "stock_jumped",
                after.ref,
                after.found,
                criteria,
                column=case.column("monthly", key).label,
                month=after.month,
                before=before.found,
                earlier=before.month,
                usual=usual,
            )


def _largest(case: Case, points: list[Point]) -> tuple[Point, Point, object] | None:
    """The largest increase, where it is out of all proportion to the others; a first figure after 0 is a start."""
    rises = [pair for pair in pairwise(points) if pair[1].value > pair[0].value]
    if len(rises) <= case.limits.jump_increases:
        return None
    before, after = max(rises, key=lambda pair: pair[1].value - pair[0].value)
    rise = after.value - before.value
    usual = median(b.value - a.value for a, b in rises if b is not after)
    far = rise > case.limits.jump_medians * usual and rise > case.limits.jump_share * before.value
    return (before, after, usual) if far and before.value else None
