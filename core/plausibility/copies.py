"""A month of 月度统计 all of whose figures are those of the month before: probably copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from core.model import MonthlyRow, Place, Problem, State
from core.plausibility.case import Case, ask


def questions(case: Case) -> Iterator[Problem]:
    """One question: the first such month, and how many there are."""
    table = case.submission.monthly
    if table is None or "month" not in table.columns:
        return
    rows = [row for row in table.rows if case.submission.pilot.start <= row.month <= case.as_of]
    copied = [pair for pair in pairwise(rows) if _copied(case, *pair)]
    if copied:
        earlier, row = copied[0]
        figures = _known(row)
        criteria = dict.fromkeys(id for key in figures for id in case.decided.get(key, ()))
        yield ask(
            "month_copied",
            Place.at(table.key, "month", row.row),
            str(row.month),
            tuple(criteria),
            month=row.month,
            earlier=earlier.month,
            figures=len(figures),
            count=len(copied),
        )


def _copied(case: Case, before: MonthlyRow, after: MonthlyRow) -> bool:
    figures = _known(after)
    telling = sum(1 for figure in figures.values() if figure)
    return after.month - before.month == 1 and telling >= case.limits.copied_figures and figures == _known(before)


def _known(row: MonthlyRow) -> Mapping[str, Decimal]:
    return {
        key: entry.value
        for key, entry in row.figures.items()
        if entry.state is State.FILLED and entry.value is not None
    }
