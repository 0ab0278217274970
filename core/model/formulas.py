"""What a formula counts and reads, as data: `formulas.toml` read and checked, the numbers of a clause filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from core.model.submission import listed

#: Of every ledger: the columns of a row's life, and those that say which rows are one organisation.
START, END = "start", "end"
IDENTITY = ("name", "credit_code")
#: Keys of the sheets that are no ledgers and that formulas read.
BASICS, MONTHLY, DAILY = "basics", "monthly", "daily"


class OfColumn(Struct, frozen=True):
    """A condition on one column."""

    column: str


class Yes(OfColumn, frozen=True):
    """A 是/否 column says 是."""


class Dated(OfColumn, frozen=True):
    """An optional date is there and not after the month's end."""


class AtLeast(OfColumn, frozen=True):
    """A number reaches one that the clause gives, such as 20 external enterprises."""

    number: int


class OfChoices(OfColumn, frozen=True):
    """A condition on the words of a column."""

    choices: tuple[str, ...]


class Is(OfChoices, frozen=True):
    """A column of one word has one of these choices; a blank has none."""


class IsNot(OfChoices, frozen=True):
    """A column of one word has a choice that is none of these; a blank may be one of them."""


class Names(OfChoices, frozen=True):
    """A column of several words names one of these choices."""


class AnyOf(Struct, frozen=True):
    """One of several conditions holds."""

    flags: tuple[Flag, ...]


Flag = Yes | Is | IsNot | Names | AtLeast | Dated | AnyOf


def columns_of(flags: tuple[Flag, ...]) -> Iterator[str]:
    for flag in flags:
        yield from columns_of(flag.flags) if isinstance(flag, AnyOf) else (flag.column,)


#: What a ledger's live rows are made into: how many rows; the sum of a column; how many distinct names in
#: a column (each with enough rows); the fewest rows of any name; how many organisations; the sum of a
#: column, once an organisation; how many of several conditions some row fulfils.
Counted = Literal["rows", "sum", "names", "fewest", "organisations", "sum_once", "present"]
BY_ORGANISATION = ("organisations", "sum_once")


class Count(Struct, frozen=True):
    """A figure from a ledger's live rows; over another count of the same ledger where `over` is given.

    `where` must all hold and none of `unless`: of a row, or of an organisation, which has what any of
    its live rows says.  `several` where a cell of the column may hold several names; `each` are the
    conditions that `present` counts.
    """

    sheet: str
    counted: Counted
    column: str | None = None
    several: bool = False
    at_least: int = 1
    where: tuple[Flag, ...] = ()
    unless: tuple[Flag, ...] = ()
    each: tuple[Flag, ...] = ()
    over: Count | None = None

    @property
    def flags(self) -> tuple[Flag, ...]:
        own = (*self.where, *self.unless, *self.each)
        return own if self.over is None else tuple(dict.fromkeys((*own, *self.over.flags)))

    def names(self, text: str | None) -> list[str]:
        """The names in a cell of the column."""
        return listed(text) if self.several else [text] if text else []

    @property
    def amount(self) -> str | None:
        """The column that is summed over all rows; a blank in it makes the sum a lower bound."""
        return self.column if self.counted == "sum" else None

    @property
    def dated(self) -> tuple[str, ...]:
        """Columns of optional dates: a blank there means "not yet"."""
        return tuple(flag.column for flag in self.flags if isinstance(flag, Dated))

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that must each have a filled cell for the ledger to be the source."""
        own = dict.fromkeys((self.column, *columns_of(self.flags)))
        return (*(key for key in own if key and key not in (START, *self.dated)), START)

    @property
    def reads(self) -> tuple[str, ...]:
        """Every column that is looked at where it is there."""
        by = self.counted in BY_ORGANISATION or (self.over is not None and self.over.counted in BY_ORGANISATION)
        return (*self.needs, *(IDENTITY if by else ()), END, *self.dated)


class Monthly(Struct, frozen=True):
    """A figure from 月度统计: a column, over another of the same row, or the sum of all months so far.

    `present`: how many of the columns are 1 or more.
    """

    columns: tuple[str, ...]
    accumulated: bool = False
    present: bool = False


class Daily(Struct, frozen=True):
    """A figure from 日活记录: a column ÷ another, both summed over a month's recorded days."""

    column: str
    over: str
    working: bool = False

    @property
    def columns(self) -> tuple[str, str]:
        return (self.column, self.over)


class Variation(Struct, frozen=True):
    """Another reading: another formula, or the same asking for as much as `asks` gives."""

    formula: Formula
    asks: Formula | None = None


#: How a value moves from month to month: a count or sum that adds up, a mean of the month alone, a
#: quotient of two that add up.
Course = Literal["cumulative", "rate", "ratio"]


class Formula(Struct, frozen=True):
    """All the ways to one indicator.

    `over` is the key of 基本信息 that the figure is divided by; `share` says that it cannot exceed 1;
    `parts` is the unit of what is above and below the line.
    """

    name: str
    monthly: Monthly | None = None
    ledger: Count | None = None
    daily: Daily | None = None
    over: str | None = None
    share: bool = False
    parts: str | None = None
    alternatives: Mapping[str, Variation] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def course(self) -> Course:
        return "rate" if self.daily is not None else "ratio" if self.share else "cumulative"

    @property
    def counts_parts(self) -> bool:
        """Whether what is above the line is counted one by one, so that no fraction of it can be added."""
        return self.daily is not None or (self.ledger is not None and self.ledger.counted in ("rows", "organisations"))

    @property
    def accumulates(self) -> bool:
        return self.monthly is not None and self.monthly.accumulated

    @property
    def supplier(self) -> str | None:
        """The sheet that gives the figure in place of 月度统计."""
        return DAILY if self.daily else self.ledger.sheet if self.ledger else None

    @property
    def others(self) -> tuple[Formula, ...]:
        both = ((each.formula, each.asks) for each in self.alternatives.values())
        return tuple(formula for pair in both for formula in pair if formula is not None)

    @property
    def counts(self) -> tuple[Count, ...]:
        """The counts from ledgers, those of the alternative readings included."""
        return tuple(f.ledger for f in (self, *self.others) if f.ledger is not None)

    def reads(self, sheet: str) -> tuple[str, ...]:
        """The columns of a sheet (by its key in the rulebook) that the figure is had from."""
        if sheet == BASICS:
            return () if self.over is None else (self.over,)
        if sheet == MONTHLY:
            return () if self.monthly is None else self.monthly.columns
        if sheet == DAILY:
            return () if self.daily is None else self.daily.columns
        return self.ledger.reads if self.ledger is not None and self.ledger.sheet == sheet else ()
