"""Formula on 当月收入: E6.5, I6.9, C6.6 (revenue accumulated in the pilot ÷ investment)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from core.formulas.formula import Formula, MonthlyRule, Setting, denominator_of, figure, reason_of, refs
from core.model import CellRef, Entry, Measurement, MonthlyRow, MonthlyTable, Reason

COLUMN, PLANNED = "revenue", "planned_investment"


def _accumulated(divisor: str) -> Callable[[Setting, MonthlyRow], Measurement]:
    def measure(setting: Setting, row: MonthlyRow) -> Measurement:
        below = setting.submission.basics[divisor]
        months = [month for month in setting.pilot.months if month <= row.month]
        table = setting.submission.monthly
        by_month = {known.month: known for known in table.rows} if table else {}
        entries = [figure(by_month[m], COLUMN) if m in by_month else Entry[Fraction].absent() for m in months]
        sources = _range(table, entries) + refs(below)
        reasons = {reason for entry in entries if (reason := reason_of(entry)) is not None}
        reason = Reason.UNREADABLE if Reason.UNREADABLE in reasons else Reason.BLANK if reasons else None
        known = [Fraction(entry.value) for entry in entries if entry.value is not None and reason_of(entry) is None]
        if not known:
            return Measurement(None, reason or Reason.BLANK, sources=sources)
        above, divided = sum(known, Fraction(0)), denominator_of(below)
        if isinstance(divided, Reason):
            return Measurement(None, divided, parts=(above,), sources=sources)
        return Measurement(above / divided, reason, reason is not None, (above, divided), sources)

    return measure


def _range(table: MonthlyTable | None, entries: list[Entry[Fraction]]) -> tuple[CellRef, ...]:
    """The cells of the column that were added up, as one range."""
    rows = [int("".join(filter(str.isdigit, entry.ref.cells))) for entry in entries if entry.ref is not None]
    if table is None or not rows:
        return ()
    letter = table.letters[COLUMN]
    cells = f"{letter}{min(rows)}" + (f":{letter}{max(rows)}" if len(rows) > 1 else "")
    return (CellRef(table.sheet, cells),)


_invested = _accumulated("invested")


def _over_invested(setting: Setting) -> Measurement | None:
    measured = _invested(setting, MonthlyRow(setting.months[-1], 0, {}))
    return None if measured.value is None else measured


revenue_to_investment = Formula(
    monthly=MonthlyRule((COLUMN,), _accumulated(PLANNED)),
    over=PLANNED,
    alternatives={"invested": _over_invested},
)
