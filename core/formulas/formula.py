"""What a formula is: how an indicator is had from a ledger, from 月度统计 or from 日活记录."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from core.formulas.cohorts import Cohort, Digest, Wants, Window
from core.formulas.presence import Bound
from core.model import (
    CellRef,
    Criterion,
    Entry,
    Ledger,
    Measurement,
    Month,
    MonthlyRow,
    Parts,
    PilotPeriod,
    Reason,
    State,
    Submission,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a formula is computed in: the workbook, the criterion, the months, the ledgers' digests."""

    submission: Submission
    criterion: Criterion
    months: tuple[Month, ...]
    digests: Mapping[str, Digest] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def window(self) -> Window:
        """The months as bits."""
        return Window.of(self.months)

    @property
    def pilot(self) -> PilotPeriod:
        """The pilot period of the workbook."""
        return self.submission.pilot

    def parameter(self, name: str) -> int:
        """A number that a clause gives beside its threshold, such as the 10 applications of E3.2."""
        return self.parameters[name]

    def cohorts(self, ledger: str, wants: Wants, *keys: str) -> list[Cohort]:
        """The ledger's rows that fulfil `wants` in some month, or may."""
        return self.digests[ledger].cohorts(wants, self.window, keys)


Bounds = tuple[Bound, ...]
Measured = Mapping[Month, Measurement]


@dataclass(frozen=True, slots=True)
class LedgerRule:
    """An indicator from a ledger.

    `reads` must each have a filled cell for the ledger to be the source; `also` are read where they
    are there.  `wants` names the flags of a row that counts; further `flags` are looked at by
    `count`, which gives a bound a month, as `base` does for a denominator that the ledger holds too.
    `amount` is a column that is summed.  `parts` gives what a count of full things is made of.
    """

    ledger: str
    reads: tuple[str, ...]
    wants: Wants
    count: Callable[[Setting, LedgerRule], Bounds]
    also: tuple[str, ...] = ("end",)
    flags: tuple[str, ...] = ()
    base: Callable[[Setting, LedgerRule], Bounds] | None = None
    amount: str | None = None
    parts: Callable[[Setting, LedgerRule], Parts | None] | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Every flag that the rule looks at."""
        return tuple(want.lstrip("!") for want in (*self.wants, *self.flags))

    def sources(self, ledger: Ledger) -> tuple[CellRef, ...]:
        """The ranges read, one a column, in the order of the sheet."""
        keys = [key for key in (*self.reads, *self.also) if key in ledger.letters]
        keys.sort(key=lambda key: (len(ledger.letters[key]), ledger.letters[key]))
        return tuple(ledger.range(key) for key in dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class MonthlyRule:
    """An indicator from 月度统计: the columns, and how a row becomes a measurement."""

    columns: tuple[str, ...]
    measure: Callable[[Setting, MonthlyRow], Measurement]


@dataclass(frozen=True, slots=True)
class OtherRule:
    """An alternative reading on a ledger: its rule, at the date."""

    rule: LedgerRule


Alternative = OtherRule | Callable[[Setting], Measurement | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """All the ways to one indicator.

    `denominator` is the key of 基本信息 that a figure of one month is divided by, `over` that which the
    sum of the months is.
    """

    monthly: MonthlyRule
    ledger: LedgerRule | None = None
    daily: tuple[str, str] | None = None
    denominator: str | None = None
    over: str | None = None
    share: bool = False
    alternatives: Mapping[str, Alternative] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rules(self) -> tuple[LedgerRule, ...]:
        """The rule and those of its alternatives."""
        others = tuple(other.rule for other in self.alternatives.values() if isinstance(other, OtherRule))
        return others if self.ledger is None else (self.ledger, *others)


def reason_of(entry: Entry[Any]) -> Reason | None:
    """Why a cell gives no figure; None where it gives one."""
    if entry.state is State.FILLED:
        return None
    return Reason.UNREADABLE if entry.state is State.UNREADABLE else Reason.BLANK


def fraction(entry: Entry[Any]) -> Fraction:
    """The figure of a filled cell, exactly."""
    value: Any = entry.value
    return Fraction(value)


def refs(*entries: Entry[Any]) -> tuple[CellRef, ...]:
    """The cells that exist among entries."""
    return tuple(entry.ref for entry in entries if entry.ref is not None)


def figure(row: MonthlyRow, key: str) -> Entry[Any]:
    """A cell of 月度统计, absent where the sheet lacks the column."""
    return row.figures.get(key, Entry.absent())


def single(key: str) -> MonthlyRule:
    """The figure of one column as it stands."""

    def measure(setting: Setting, row: MonthlyRow) -> Measurement:
        entry = figure(row, key)
        if (reason := reason_of(entry)) is not None:
            return Measurement(None, reason, sources=refs(entry))
        value = fraction(entry)
        return Measurement(value, parts=(value,), sources=refs(entry))

    return MonthlyRule((key,), measure)


def quotient(key: str, divisor: str) -> MonthlyRule:
    """One column ÷ another of the same row."""

    def measure(setting: Setting, row: MonthlyRow) -> Measurement:
        return divide(figure(row, key), figure(row, divisor))

    return MonthlyRule((key, divisor), measure)


def over_basics(key: str, divisor: str) -> MonthlyRule:
    """One column ÷ a figure of 基本信息."""

    def measure(setting: Setting, row: MonthlyRow) -> Measurement:
        return divide(figure(row, key), setting.submission.basics[divisor])

    return MonthlyRule((key,), measure)


def divide(numerator: Entry[Any], denominator: Entry[Any]) -> Measurement:
    """An exact ratio; NO_DENOMINATOR where the denominator is blank or 0."""
    sources = refs(numerator, denominator)
    if (reason := reason_of(numerator)) is not None:
        return Measurement(None, reason, sources=sources)
    above = fraction(numerator)
    below = denominator_of(denominator)
    if isinstance(below, Reason):
        return Measurement(None, below, parts=(above,), sources=sources)
    return Measurement(above / below, parts=(above, below), sources=sources)


def denominator_of(entry: Entry[Any]) -> Fraction | Reason:
    """The figure to divide by, or why there is none."""
    if entry.state is State.UNREADABLE:
        return Reason.UNREADABLE
    if entry.state is not State.FILLED or not entry.value:
        return Reason.NO_DENOMINATOR
    return fraction(entry)
