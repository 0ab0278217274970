"""What the checks look at: the workbook, the months it is judged by, and what each column decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.model import (
    NEVER,
    Column,
    Criterion,
    Entry,
    Indicator,
    Ledger,
    Month,
    Place,
    Plausibility,
    Problem,
    Profile,
    Rulebook,
    State,
    Submission,
)
from core.model.formulas import Formula

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Point:
    """A known figure of 月度统计."""

    month: Month
    value: Fraction
    ref: Place
    found: str


@dataclass(frozen=True)
class Case:
    """One workbook at one date; `known` is the last month it has figures for, `by_id` the indicators."""

    submission: Submission
    rulebook: Rulebook
    profile: Profile
    as_of: Month
    known: Month | None
    by_id: Mapping[str, Indicator]
    doubted: frozenset[Place] = field(default=frozenset())

    @property
    def limits(self) -> Plausibility:
        """The parameters of the questions."""
        return self.rulebook.plausibility

    @cached_property
    def criteria(self) -> tuple[tuple[Criterion, Formula, Indicator], ...]:
        """Each computed criterion of the pilot type with its formula and its values."""
        own = (c for c in self.rulebook.criteria[self.profile] if c.id in self.by_id)
        return tuple((c, c.computation, self.by_id[c.id]) for c in own if c.computation is not None)

    @cached_property
    def decided(self) -> Mapping[str, tuple[str, ...]]:
        """The criteria that a column of 月度统计 decides, where that sheet is their source."""
        found: dict[str, tuple[str, ...]] = {}
        for criterion, formula, indicator in self.criteria:
            if indicator.origin == "monthly" and formula.monthly and not formula.monthly.present:
                for key in formula.monthly.columns:
                    found[key] = (*found.get(key, ()), criterion.id)
        return found

    def resting_on(self, ledger: str, *keys: str) -> tuple[str, ...]:
        """The criteria that these columns of a ledger (any column, where none is named) decide."""
        return tuple(
            criterion.id
            for criterion, formula, indicator in self.criteria
            if indicator.origin == "ledger"
            and formula.reads(ledger)
            and (not keys or {*formula.reads(ledger)} & {*keys})
        )

    def divided_by(self, item: str) -> tuple[str, ...]:
        """The criteria whose figure is divided by an item of 基本信息."""
        return tuple(criterion.id for criterion, formula, _ in self.criteria if formula.over == item)

    def points(self, key: str) -> list[Point]:
        """The known figures of a monthly column in the pilot up to the date, in order of month."""
        table = self.submission.monthly
        pilot = self.submission.pilot
        points = []
        for row in table.rows if table else ():
            entry = row.figures.get(key)
            if entry is None or entry.ref is None or entry.value is None or entry.state is not State.FILLED:
                continue
            if pilot.start <= row.month <= self.as_of and entry.ref not in self.doubted:
                points.append(Point(row.month, Fraction(entry.value), entry.ref, entry.found))
        return points

    def column(self, sheet: str, key: str) -> Column:
        """A column of the rulebook."""
        return self.rulebook.sheets[sheet].column(key)

    def basic(self, key: str) -> Entry[Any]:
        """An entry of 基本信息."""
        return self.submission.basics.get(key, Entry.absent())

    def ledger(self, key: str) -> Ledger | None:
        """A ledger that has rows."""
        ledger = self.submission.ledgers.get(key)
        return ledger if ledger is not None and ledger.frame.num_rows else None

    @cached_property
    def ends(self) -> Mapping[str, frozenset[int]]:
        """The months in which rows of each ledger end, as `Month.index`."""
        return {
            key: frozenset(ledger.frame["end"].unique().to_pylist()) - {NEVER, None}
            for key, ledger in self.submission.ledgers.items()
            if "end" in ledger.frame.column_names
        }

    def without(self, asked: Iterable[Problem]) -> Case:
        """The same case without the cells that are asked about already."""
        cells = {p.place for p in asked if p.place is not None}
        return replace(self, doubted=self.doubted | cells)


def ask(code: str, place: Place | None, found: str, criteria: tuple[str, ...] = (), **details: Any) -> Problem:
    """A question about a cell."""
    return Problem(code, place, found, details, criteria)


def first_day(days: pa.Table) -> date | Month:
    """The date in the first row of 日活记录, as precise as its cell gives it: 2025-07-01, or 2025-07."""
    day: date | None = days["day"][0].as_py()
    return day or Month.from_index(days["date"][0].as_py())


def number(entry: Entry[Any]) -> Fraction | None:
    """The figure of a filled cell."""
    return Fraction(entry.value) if entry.state is State.FILLED and entry.value is not None else None
