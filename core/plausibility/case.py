"""What the checks look at: the workbook, its figures at one date, and what each column decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any

from msgspec import Struct

from core.formulas.cohorts import columns_in
from core.formulas.sources import number
from core.model import (
    Criterion,
    Entry,
    Indicator,
    Indicators,
    Kind,
    Ledger,
    Month,
    Place,
    Plausibility,
    Problem,
    Rulebook,
    Submission,
    Text,
)
from core.model.formulas import BASICS, MONTHLY, Formula


class Point(Struct, frozen=True):
    """A known figure of 月度统计."""

    month: Month
    value: Fraction
    ref: Place
    found: str


class Case(Struct, frozen=True, dict=True):
    """One workbook with its indicators, at a month of the pilot; cells `doubted` are asked about already."""

    submission: Submission
    rulebook: Rulebook
    indicators: Indicators
    as_of: Month
    doubted: frozenset[Place | None] = frozenset()

    @classmethod
    def at(
        cls,
        submission: Submission,
        indicators: Indicators,
        rulebook: Rulebook,
        doubted: frozenset[Place | None] = frozenset(),
    ) -> Case | None:
        """The case at the last month of the pilot up to the date; None where there is no date."""
        if indicators.as_of is None:
            return None
        last = max((month for month in indicators.pilot.months if month <= indicators.as_of), default=indicators.as_of)
        return cls(submission, rulebook, indicators, last, doubted)

    @property
    def limits(self) -> Plausibility:
        return self.rulebook.plausibility

    @cached_property
    def criteria(self) -> tuple[tuple[Criterion, Formula, Indicator], ...]:
        """Each computed criterion of the pilot type with its formula and its values."""
        own, by_id = self.rulebook.criteria[self.indicators.profile], self.indicators.by_id
        return tuple((c, c.computation, by_id[c.id]) for c in own if c.kind is Kind.COMPUTED)

    def resting_on(self, sheet: str, *keys: str) -> tuple[str, ...]:
        """The criteria that these columns of a sheet (any, where none is named) decide, where it is their source."""
        origin = {BASICS: None, MONTHLY: "monthly"}.get(sheet, "ledger")
        found = []
        for criterion, formula, indicator in self.criteria:
            reads = {*formula.reads(sheet)} if origin in (None, indicator.origin) else set()
            if sheet == MONTHLY and formula.monthly and formula.monthly.present:
                continue
            if reads & {*keys} or (reads and not keys):
                found.append(criterion.id)
        return tuple(found)

    def points(self, key: str) -> list[Point]:
        """The known figures of a monthly column in the pilot up to the date, in order of month."""
        table, start = self.submission.monthly, self.submission.pilot.start
        points = []
        for row in table.rows if table else ():
            entry = row.figures.get(key, Entry.absent())
            value = number(entry)
            if value is None or entry.ref is None or entry.declared is not None or entry.ref in self.doubted:
                continue
            if start <= row.month <= self.as_of:
                points.append(Point(row.month, value, entry.ref, entry.found))
        return points

    def columns(self, keys: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], list[Point]]]:
        """Of these columns of 月度统计 those that decide something, with the criteria and their known figures."""
        for key in keys:
            if criteria := self.resting_on(MONTHLY, key):
                yield key, criteria, self.points(key)

    def label(self, sheet: str, key: str) -> Text:
        return self.rulebook.sheets[sheet].column(key).label

    def basic(self, key: str) -> Entry[Any]:
        return self.submission.basics.get(key, Entry.absent())

    def ledger(self, key: str, *columns: str) -> Ledger | None:
        """A ledger that has these columns."""
        ledger = self.submission.ledgers.get(key)
        return ledger if ledger is not None and {"row", *columns} <= columns_in(ledger) else None

    def ask(
        self, code: str, place: Place | None, found: str, criteria: tuple[str, ...] = (), **details: Any
    ) -> Problem:
        """A question about a cell; the label of its column is among the details."""
        if place is not None and isinstance(place.column, str):
            details = {"column": self.label(place.sheet, place.column), **details}
        return Problem(code, place, found, details, criteria)


def rows_where(ledger: Ledger, among: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The number of each row of a ledger of which something (an Arrow column) is true, and these columns of it, in order of rows."""
    frame = ledger.frame.filter(among)
    return list(zip(*(frame[key].to_pylist() for key in ("row", *columns)), strict=True))
