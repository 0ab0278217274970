"""The frozen data of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.model import Assessment, Criterion, Entry, Month, Outcome, Place, Problem

#: What a row is about: a month, a day, a criterion's id, or a name; None where that is the sheet itself.
Record = Month | date | str | None
#: What happened to a cell or a row.
Change = StrEnum("Change", "ADDED REMOVED CHANGED")
#: What of a sheet changed: a cell, a whole row or column, the label of a row, the header of a column.
Part = StrEnum("Part", "CELL ROW COLUMN LABEL HEADER")
#: A cause of a criterion's change.
Cause = StrEnum("Cause", "CELLS DATE TYPE RULEBOOK")


class CellChange(Struct, frozen=True):
    """A cell, or what else `part` says, before and after.

    `before.ref` is a place of the earlier workbook, `after.ref` one of the later.  `filled` are the
    columns that hold something in the row whose label changed: what the label moves.
    """

    sheet: str
    record: Record
    column: str | None
    change: Change
    before: Entry[Any]
    after: Entry[Any]
    part: Part = Part.CELL
    filled: frozenset[str] = frozenset()


class Touched(Struct, frozen=True):
    """What changed on one sheet among the cells that a criterion reads.

    `counts` are true totals: rows added and removed and cells changed on a ledger, cells elsewhere.
    `places` are their ranges (in the earlier workbook where removed) and `cells` the first of them.
    """

    sheet: str
    counts: Mapping[Change, int]
    places: Mapping[Change, tuple[Place, ...]]
    cells: tuple[CellChange, ...]


class Standing(Struct, frozen=True):
    """A criterion in one workbook at a month (None for evidence, which has no date)."""

    month: Month | None
    outcome: Outcome
    value: Fraction | None = None
    at_least: bool = False
    gap: Fraction | None = None


class Revision(Struct, frozen=True):
    """A past month whose figure differs between the workbooks: then, and now."""

    month: Month
    before: Standing
    after: Standing


class CriterionChange(Struct, frozen=True):
    """A criterion in both workbooks, each at its own date; None where one of the types has no such criterion.

    `revisions` are the months known to both that were rewritten, and `revised_by` the cells behind them.
    """

    criterion: Criterion
    before: Standing | None
    after: Standing | None
    causes: tuple[Cause, ...] = ()
    touched: tuple[Touched, ...] = ()
    revisions: tuple[Revision, ...] = ()
    revised_by: tuple[Touched, ...] = ()

    @property
    def outcome_moved(self) -> bool:
        return self.before is None or self.after is None or self.before.outcome is not self.after.outcome

    @property
    def moved(self) -> bool:
        if self.before is None or self.after is None:
            return True
        return replace(self.before, month=None) != replace(self.after, month=None)


class SheetChange(Struct, frozen=True):
    """All that changed on a sheet: true totals, and the first cells of each kind."""

    sheet: str
    title: str
    counts: Mapping[Change, int]
    cells: tuple[CellChange, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Comparison(Struct, frozen=True):
    before: Assessment
    after: Assessment
    sheets: tuple[SheetChange, ...]
    criteria: tuple[CriterionChange, ...]
    problems: tuple[Problem, ...]

    @property
    def moved(self) -> tuple[CriterionChange, ...]:
        """Criteria whose outcome or value is another, those of another outcome first."""
        found = [each for each in self.criteria if each.moved]
        return tuple(sorted(found, key=lambda each: not each.outcome_moved))

    @property
    def revised(self) -> tuple[CriterionChange, ...]:
        return tuple(each for each in self.criteria if each.revisions)

    @property
    def questioned(self) -> Assessment:
        """The later judgement, with what the comparison asks among its problems."""
        return replace(self.after, problems=(*self.after.problems, *self.problems))
