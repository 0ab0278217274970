"""A stock that falls from one known month to the next, while no ledger tells of an end in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from core.model import Problem
from core.plausibility.case import Case, Point, ask


def questions(case: Case) -> Iterator[Problem]:
    """One question a column: its largest fall; one for all where many columns fall, as monthly additions do."""
    found = [fall for key in case.limits.stocks if (fall := _largest(case, key)) is not None]
    if len(found) < case.limits.falling_columns:
        yield from found
        return
    first = found[0]
    columns = tuple(fall.details["column"] for fall in found)
    criteria = tuple(dict.fromkeys(id for fall in found for id in fall.criteria))
    yield replace(first, code="stocks_fell", criteria=criteria, details={**first.details, "columns": columns})


def _largest(case: Case, key: str) -> Problem | None:
    criteria = case.decided.get(key)
    drops = [pair for pair in pairwise(case.points(key)) if _unexplained(case, key, *pair)] if criteria else []
    if not criteria or not drops:
        return None
    before, after = min(drops, key=lambda pair: pair[1].value / pair[0].value)
    return ask(
        "stock_fell",
        after.ref,
        after.found,
        criteria,
        column=case.column("monthly", key).label,
        month=after.month,
        before=before.found,
        earlier=before.month,
        count=len(drops),
    )


def _unexplained(case: Case, key: str, before: Point, after: Point) -> bool:
    if after.value >= before.value:
        return False
    ends = case.ends.get(case.column("monthly", key).ledger or "", frozenset())
    return not any(before.month.index < end <= after.month.index for end in ends)
