"""A formula's columns of 月度统计 → a measurement: a column, two of a row, all months so far, or how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from core.formulas.cells import denominator_of, figure, fraction, reason_among, reason_of, refs
from core.model import Entry, Measurement, Month, MonthlyRow, MonthlyTable, Place, Reason, Submission
from core.model.formulas import Formula


def measure(formula: Formula, submission: Submission, months: Iterable[Month]) -> dict[Month, Measurement]:
    """The figures that 月度统计 gives for some months."""
    rows = {row.month: row for row in submission.monthly.rows} if submission.monthly else {}
    return {month: _at(formula, submission, rows, month) for month in months}


def _at(formula: Formula, submission: Submission, rows: Mapping[Month, MonthlyRow], month: Month) -> Measurement:
    source = formula.monthly
    if source is None:
        return Measurement(None, Reason.BLANK)
    over = None if formula.over is None else submission.basics[formula.over]
    if source.accumulated:
        months = [each for each in submission.pilot.months if each <= month]
        entries = [figure(rows.get(each), source.columns[0]) for each in months]
        return _sum(entries, over, _run(submission.monthly, source.columns[0], entries))
    entries = [figure(rows.get(month), key) for key in source.columns]
    if source.present:
        return _present(entries)
    return _quotient(entries[0], entries[1] if len(entries) > 1 else over)


def _quotient(above: Entry[Fraction], below: Entry[Fraction] | None) -> Measurement:
    """A figure as it is entered, or an exact ratio; NO_DENOMINATOR where the denominator is blank or 0."""
    sources = refs(above) + (refs(below) if below else ())
    if (reason := reason_of(above)) is not None:
        return Measurement(None, reason, sources=sources)
    return _divided(fraction(above), below, None, sources)


def _sum(entries: list[Entry[Fraction]], below: Entry[Fraction] | None, run: tuple[Place, ...]) -> Measurement:
    """The months' figures added up; a missing one makes the sum a lower bound."""
    sources = run + (refs(below) if below else ())
    reason = reason_among(entries)
    known = [fraction(entry) for entry in entries if reason_of(entry) is None]
    if not known:
        return Measurement(None, reason or Reason.BLANK, sources=sources)
    return _divided(sum(known, Fraction(0)), below, reason, sources)


def _divided(
    above: Fraction, below: Entry[Fraction] | None, reason: Reason | None, sources: tuple[Place, ...]
) -> Measurement:
    """A figure over a cell, where there is one; `reason` says why the figure is a lower bound."""
    divisor = Fraction(1) if below is None else denominator_of(below)
    if isinstance(divisor, Reason):
        return Measurement(None, divisor, parts=(above,), sources=sources)
    parts = (above,) if below is None else (above, divisor)
    return Measurement(above / divisor, reason, reason is not None, parts, sources)


def _present(entries: list[Entry[Fraction]]) -> Measurement:
    """How many of the figures are at least 1; a blank one makes it a lower bound (F3.3)."""
    reason = reason_among(entries)
    known = [fraction(entry) for entry in entries if reason_of(entry) is None]
    if not known:
        return Measurement(None, reason, sources=refs(*entries))
    value = Fraction(sum(1 for each in known if each >= 1))
    return Measurement(value, reason, reason is not None, (value,), refs(*entries))


def _run(table: MonthlyTable | None, column: str, entries: list[Entry[Fraction]]) -> tuple[Place, ...]:
    """The cells of the column that were added up, as one range."""
    rows = [row for entry in entries if entry.ref is not None for row in entry.ref.rows or ()]
    return () if table is None or not rows else (Place.at(table.key, column, min(rows), max(rows)),)
