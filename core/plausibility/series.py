"""月度统计 month by month: other units, falls, jumps, copied months, figures on their threshold or unlike the ledger's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, takewhile
from statistics import median
from typing import Any

from msgspec.structs import replace

from core.formulas.setting import Setting
from core.formulas.sources import from_monthly
from core.model import NEVER, Measurement, Month, Place, Problem, State
from core.model.formulas import END, MONTHLY
from core.model.quantity import exact
from core.plausibility.case import Case, Point
from core.plausibility.flows import lone_months

#: Units of the rulebook that are measured, not counted.
MEASURED = ("share", "times")


def questions(case: Case) -> Iterator[Problem]:
    """A cell whose unit is asked about neither falls nor jumps, nor one that was declared to be as the month before."""
    declared = list(_declared(case))
    yield from (each[0] if len(each) == 1 else _together(each, kind="several") for each in declared)
    asked = {problem.place for each in declared for problem in each}
    for check in (_stocks, _shares, lone_months, _copied, _on_threshold, _unlike_ledger):
        yield from (problem for problem in check(case) if problem.place not in asked)


def _moved(
    case: Case, code: str, criteria: tuple[str, ...], cell: Point, pair: tuple[Point, Point], **details: Any
) -> Problem:
    before, after = pair
    moved = {"earlier": before.month, "before": before.found, "month": after.month, "after": after.found}
    return case.ask(code, cell.ref, cell.found, criteria, **moved, **details)


# --- stocks ---------------------------------------------------------------------------------


def _stocks(case: Case) -> Iterator[Problem]:
    """The largest jump and the largest fall of each stock, each at the cell that is out of line.

    A slip up is a jump and a fall, a slip down a fall and a jump: one question each, not two.  One question for
    all where many columns fall, as they do where each month's additions were entered.
    """
    falls = []
    for key, criteria, points in case.columns(case.limits.stocks):
        drops = _drops(case, key, points)
        jump = _jump(case, points, [low for drop in drops for low in _low(points, *drop)])
        if jump is not None:
            usual, before, after = jump
            falls_back = any(drop[0] is after for drop in drops)
            drops = [drop for drop in drops if drop[0] is not after]
            cell = before if before is points[0] and not falls_back else after
            yield _moved(case, "stock_jumped", criteria, cell, (before, after), usual=usual)
        if drops:
            cell, before, after = min(drops, key=lambda drop: drop[2].value / drop[1].value)
            falls.append(_moved(case, "stock_fell", criteria, cell, (before, after), count=len(drops)))
    if len(falls) < case.limits.falling_columns:
        yield from falls
        return
    yield replace(_together(falls), code="stocks_fell")


def _together(problems: Sequence[Problem], **details: Any) -> Problem:
    """Problems of several columns as one, at the first."""
    first, columns = problems[0], tuple(problem.details["column"] for problem in problems)
    criteria = tuple(dict.fromkeys(id for problem in problems for id in problem.criteria))
    return replace(first, criteria=criteria, details={**first.details, "columns": columns, **details})


def _drops(case: Case, key: str, points: Sequence[Point]) -> list[tuple[Point, Point, Point]]:
    """The falls of a stock that no end in a ledger explains: the cell out of line, the figures before and after."""
    ledger = case.rulebook.sheets[MONTHLY].column(key).ledger
    few = 0 if ledger in case.submission.ledgers else case.limits.falling_few  # without one nothing says who left
    pairs = list(enumerate(pairwise(points)))
    drops = [(i, *pair) for i, pair in pairs if pair[0].value - pair[1].value > few * pair[0].value]
    ends = _ends(case, key) if drops else frozenset()
    return [
        (before if _peak(case, points, i) else after, before, after)
        for i, before, after in drops
        if not any(before.month.index < end <= after.month.index for end in ends)
    ]


def _low(points: Sequence[Point], cell: Point, before: Point, after: Point) -> Iterator[Point]:
    """The figures out of line in a fall: the one before it, or those after it until the stock is what it was."""
    yield cell
    if cell is after:
        later = points[points.index(after) :]
        yield from takewhile(lambda point: point.value < before.value, later)


def _peak(case: Case, points: Sequence[Point], i: int) -> bool:
    """Whether the figure before a fall is the one out of line: the stock goes on without it as it came."""
    if i == 0:
        steps = [abs(after.value - before.value) for before, after in pairwise(points[1:])]
        above = points[0].value - max(point.value for point in points[1:3])
        return len(steps) > 1 and above > case.limits.jump_medians * median(steps)
    if points[i - 1].value > points[i + 1].value:
        return False
    earlier, high, low = (point.value for point in points[i - 1 : i + 2])
    if i + 2 == len(points):
        return _jump(case, points[: i + 1], ()) is not None and points[i].value - earlier > high - low
    later = points[i + 2].value
    return later < high or high - (earlier + low) / 2 > (high + later) / 2 - low


def _ends(case: Case, key: str) -> frozenset[int]:
    """The months (`Month.index`) in which rows of the ledger that supplies a column end."""
    ledger = case.submission.ledgers.get(case.rulebook.sheets[MONTHLY].column(key).ledger or "")
    if ledger is None or END not in ledger.columns:
        return frozenset()
    return frozenset(ledger.frame[END].unique().to_pylist()) - {NEVER, None}


def _jump(case: Case, points: Sequence[Point], low: Sequence[Point]) -> tuple[Fraction, Point, Point] | None:
    """The largest rise where it is out of all proportion to the others: their median, the figures before and after.

    The first rise after 0 is a start, and one from a figure that is too `low` is none.
    """
    limits = case.limits
    rises = [(after.value - before.value, before, after) for before, after in pairwise(points)]
    rises = [each for each in rises if each[0] > 0 and each[1] not in low]
    if len(rises) <= limits.jump_increases:
        return None
    rise, before, after = max(rises, key=lambda each: each[0])
    usual = median(other for other, _, at in rises if at is not after)
    jumped = before.value and rise > limits.jump_medians * usual and rise > limits.jump_share * before.value
    return (usual, before, after) if jumped else None


def _shares(case: Case) -> Iterator[Problem]:
    """The first share typed that is a small part of the month's before, or more than half gone where no other step is half as large."""
    limits = case.limits
    for _, criteria, points in case.columns(limits.shares):
        pairs = list(pairwise(points))
        steps = [abs(after.value - before.value) for before, after in pairs]
        for at, (before, after) in enumerate(pairs):
            others = [*steps[:at], *steps[at + 2 :]]  # but for the way back
            most = max(others) if len(steps) > limits.jump_increases else None
            alone = most is not None and steps[at] > 2 * most
            if at == 0 and alone and before.value * limits.shares_times < after.value:
                yield _moved(case, "stock_jumped", criteria, before, (before, after), usual=100 * median(others))
                break
            gone = alone and before.value - after.value > limits.jump_share * before.value
            if gone or after.value * limits.shares_times < before.value:
                yield _moved(case, "share_fell", criteria, after, (before, after))
                break


def _declared(case: Case) -> Iterator[list[Problem]]:
    """The stocks that differ from the month before in each month that is declared as unchanged."""
    table, start = case.submission.monthly, case.submission.pilot.start
    rows = [row for row in table.rows if start <= row.month <= case.as_of] if table is not None else []
    declared = {row.month for row in rows if any(entry.declared is not None for entry in row.figures.values())}
    moved: dict[Month, list[Problem]] = {}
    for _, criteria, points in case.columns(case.limits.stocks if declared else ()):
        for before, after in pairwise(points):
            if after.month in declared and after.value != before.value:
                one = _moved(case, "unchanged_differs", criteria, after, (before, after))
                moved.setdefault(after.month, []).append(one)
    yield from moved.values()


# --- months and indicators ------------------------------------------------------------------


def _copied(case: Case) -> Iterator[Problem]:
    """The first month all of whose figures are those of the month before, and how many there are."""
    table = case.submission.monthly
    if table is None or "month" not in table.columns:
        return
    rows = [row for row in table.rows if case.submission.pilot.start <= row.month <= case.as_of]
    known = {
        row.month: {key: entry.value for key, entry in row.figures.items() if entry.state is State.FILLED}
        for row in rows
    }
    copied = [
        (before, after)
        for before, after in pairwise(rows)
        if after.month - before.month == 1
        and all(entry.declared is None for entry in after.figures.values())
        and known[after.month] == known[before.month]
        and len(set(filter(None, known[after.month].values()))) >= case.limits.copied_figures
    ]
    if copied:
        before, after = copied[0]
        figures = known[after.month]
        criteria = tuple(dict.fromkeys(id for key in figures for id in case.resting_on(MONTHLY, key)))
        details = {"month": after.month, "earlier": before.month, "figures": len(figures), "count": len(copied)}
        yield case.ask("month_copied", Place.at(table.key, "month", after.row), str(after.month), criteria, **details)


def _on_threshold(case: Case) -> Iterator[Problem]:
    """A typed figure that is exactly its threshold at the date."""
    for criterion, _, indicator in case.criteria:
        found = indicator.by_month[case.as_of]
        if indicator.origin != "monthly" or found.at_least or criterion.threshold is None:
            continue
        # Small counts are met exactly as a matter of course, and a share of 1 is the most there can be.
        value, measured = criterion.threshold, criterion.unit in MEASURED
        if found.value == value and (value != 1 if measured else value >= case.limits.threshold_from):
            details = {"title": criterion.title, "value": criterion.quantity(value)}
            yield case.ask("on_threshold", found.sources[0], exact(value), (criterion.id,), **details)


def _unlike_ledger(case: Case) -> Iterator[Problem]:
    """Figures that often differ from the ledger's before the date; at the date `checks.agreement` asks."""
    table = case.submission.monthly
    rows = {row.month for row in table.rows} if table else set()
    for criterion, formula, indicator in case.criteria:
        if indicator.origin not in ("ledger", "daily"):
            continue
        months = tuple(month for month in indicator.by_month if month in rows)
        entered = from_monthly(formula, Setting(case.submission, criterion, months)).items()
        both = [(month, indicator.by_month[month], typed) for month, typed in entered]
        both = [each for each in both if each[1].sources and each[1].sources[0].sheet != MONTHLY]
        differing = [each for each in both if _differ(case, *each[1:])]
        at_date = any(month == case.as_of and typed.value not in (None, used.value) for month, used, typed in both)
        if len(differing) >= case.limits.earlier_months and not at_date:
            month, used, typed = differing[0]
            ledger, monthly = (criterion.quantity(each.value or Fraction(0)) for each in (used, typed))
            details = {"title": criterion.title, "ledger": ledger, "monthly": monthly, "count": len(differing)}
            yield case.ask("differs_earlier", typed.sources[0], str(month), (criterion.id,), month=month, **details)


def _differ(case: Case, used: Measurement, said: Measurement) -> bool:
    """Whether the two differ by more than what late entries explain."""
    if used.value is None or said.value is None or used.at_least:
        return False
    return abs(used.value - said.value) > case.limits.earlier_share * max(used.value, said.value)
