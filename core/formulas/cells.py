"""Single cells of 月度统计 and 基本信息 as formulas take them: a figure, or the reason for having none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.model import Entry, MonthlyRow, Place, Reason, State


def reason_of(entry: Entry[Any]) -> Reason | None:
    """Why a cell gives no figure; None where it gives one."""
    if entry.state is State.FILLED:
        return None
    return Reason.UNREADABLE if entry.state is State.UNREADABLE else Reason.BLANK


def reason_among(entries: list[Entry[Any]]) -> Reason | None:
    """Why some of the cells give no figure; None where all do."""
    reasons = {reason_of(entry) for entry in entries} - {None}
    return Reason.UNREADABLE if Reason.UNREADABLE in reasons else Reason.BLANK if reasons else None


def fraction(entry: Entry[Any]) -> Fraction:
    """The figure of a filled cell, exactly."""
    value: Any = entry.value
    return Fraction(value)


def refs(*entries: Entry[Any]) -> tuple[Place, ...]:
    """The cells that exist among entries."""
    return tuple(entry.ref for entry in entries if entry.ref is not None)


def figure(row: MonthlyRow | None, key: str) -> Entry[Any]:
    """A cell of 月度统计, absent where the sheet lacks the column or the row."""
    return row.figures.get(key, Entry.absent()) if row else Entry.absent()


def denominator_of(entry: Entry[Any]) -> Fraction | Reason:
    """The figure to divide by, or why there is none."""
    if entry.state is State.UNREADABLE:
        return Reason.UNREADABLE
    if entry.state is not State.FILLED or not entry.value:
        return Reason.NO_DENOMINATOR
    return fraction(entry)
