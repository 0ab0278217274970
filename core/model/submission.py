"""A workbook as read: every cell typed, nothing judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from msgspec import Struct, field

from core.model.place import Layout, Place
from core.model.problems import Answer, Answered, Problem
from core.model.values import Keeping, Month, PilotPeriod, Profile

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
#: What a cell of the workbook came to.
State = StrEnum("State", "FILLED BLANK UNREADABLE ABSENT")


class Entry(Struct, Generic[T], frozen=True):
    """A typed cell: a value, a blank, an unreadable cell, or no such cell at all.

    `declared`: the cell that says “no change” where the figure is that of an earlier month, whose cell `ref` is.
    """

    state: State
    value: T | None = None
    ref: Place | None = None
    found: str = ""
    declared: Place | None = None

    @classmethod
    def absent(cls) -> Entry[T]:
        return cls(State.ABSENT)


class Line(Struct, frozen=True):
    """A row of a sheet as it is in the workbook: the cell that says what it is about, and its cells by column."""

    row: int
    label: Entry[Any]
    cells: Mapping[str, Entry[Any]]

    @property
    def filled(self) -> frozenset[str]:
        return frozenset(key for key, entry in self.cells.items() if entry.state in (State.FILLED, State.UNREADABLE))


class MonthlyRow(Struct, frozen=True):
    """A month of 月度统计; figures by column key (columns that the sheet lacks are not keys)."""

    month: Month
    row: int
    figures: Mapping[str, Entry[Decimal]]


class MonthlyTable(Keeping, frozen=True):
    """月度统计: rows in order of month, one a month; `columns` maps column key to index, from 0.

    `unread`: the months that rows are most likely of whose own month could not be read, and those of a second sheet.
    """

    key: str
    columns: Mapping[str, int]
    rows: tuple[MonthlyRow, ...]
    unread: frozenset[Month] = frozenset()

    @property
    def by_month(self) -> Mapping[Month, MonthlyRow]:
        return self.once("by_month", lambda: {row.month: row for row in self.rows})


#: Month.index of "has not ended": later than every month a workbook can name.
NEVER = 9999 * 12 + 11
#: The column of a frame that says how many rows of a table a row stands for.
ROWS = "rows"
#: What the names begin with that stand for those that rows of a table have lost.
NAMELESS = "qz"


class Spread(NamedTuple):
    """The figures above 0 of a column of single rows: how many, the one in the middle, the largest, all together."""

    size: int
    median: float
    largest: float
    total: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        return cls(len(figures), median(figures) if figures else 0.0, max(figures, default=0.0), sum(figures))


def listed(value: str | None) -> list[str]:
    """The names or words of a cell that may hold several, as a ledger holds them.

    >>> listed("|物流|质量|"), listed("")
    (['物流', '质量'], [])
    """
    return value.strip("|").split("|") if value else []


class Ledger(Keeping, frozen=True):
    """A ledger or 日活记录 as a typed table.

    `frame` holds `row` (the row of the workbook) and one column a key that the sheet has; null
    means "not known" (unreadable, or a blank where a blank has no meaning of its own):

    - flag: bool, a blank is false; choice, text: string, a blank is ''; choices, names: string
      '|a|b|', a blank is ''
    - count, number, percent: decimal128, or decimal256 where the sum of the rows would not fit one;
      null where blank (percent as a fraction of 1)
    - dates: int32 `Month.index`, null where unknown; a blank date that is open-ended is NEVER
    - organisations also have `organisation`: int64, the same for rows of one organisation
    - 日活记录 also has `day`: date32
    - of a table `rows`: int64, how many rows each stands for; a column that is summed holds their sum

    `columns`: column key to index, from 0.  `filled`: column key to the number of cells not blank
    (unreadable ones count).  `unreadable`: column key to rows, and what their cells hold.
    `spreads`: of a table the columns that are summed, of whose single figures the frame knows nothing.
    """

    key: str
    frame: pa.Table
    columns: Mapping[str, int]
    filled: Mapping[str, int]
    unreadable: Mapping[str, Mapping[int, str]]
    first_row: int
    last_row: int
    spreads: Mapping[str, Spread] = field(default_factory=lambda: MappingProxyType({}))

    def range(self, key: str) -> Place:
        """The cells of a column, header excluded."""
        return Place.at(self.key, key, self.first_row, self.last_row)

    def cell(self, key: str, row: int) -> Place:
        return Place.at(self.key, key, row)

    def counted(self, rows: Collection[int]) -> int:
        """How many records rows of the frame stand for."""
        if ROWS not in self.frame.column_names:
            return len(rows)
        weights = zip(self.frame.column("row").to_pylist(), self.frame.column(ROWS).to_pylist(), strict=True)
        wanted = set(rows)
        return sum(weight for row, weight in weights if row in wanted)

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(sorted(self.columns, key=lambda key: self.columns[key]))


class Claim(Struct, frozen=True):
    """A row of 定性自评: what the filler says of a criterion and what the reviewer says of that.

    `status` holds ready, partial, missing or not_applicable; `review` holds true, partly_true,
    untrue or agreed_not_applicable.
    """

    id: str
    status: Entry[str]
    evidence: Entry[str]
    note: Entry[str]
    review: Entry[str]
    review_note: Entry[str]


class Target(Struct, frozen=True):
    """A row of 年度目标: the applicant's own plan for a criterion, in the criterion's own measure."""

    id: str
    first_year: Entry[Decimal]
    end: Entry[Decimal]


class Submission(Struct, frozen=True):
    """A workbook as read: every cell typed, nothing judged.

    `answers` are all of the sender's; `answered` the problems of reading that it settled;
    `layout` tells where the sheets and columns are; `lines` are the rows of 月度统计, 年度目标 and 定性自评 as
    they are, those too whose label cannot be read; `rewritten` the sheets whose XML no common
    program writes, and which nobody but the reader's own process may read; `saved` when the file was saved last, `modified` in
    which month;
    `alternatives` what would be read if the rows of another sheet counted, by the question that asks so.
    """

    profile: Profile | None
    pilot: PilotPeriod
    basics: Mapping[str, Entry[Any]]
    monthly: MonthlyTable | None
    targets: Mapping[str, Target]
    claims: Mapping[str, Claim]
    ledgers: Mapping[str, Ledger]
    problems: tuple[Problem, ...]
    sheets: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    answered: tuple[Answered, ...] = ()
    layout: Layout = field(default_factory=Layout)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=lambda: MappingProxyType({}))
    rewritten: frozenset[str] = frozenset()
    saved: datetime | None = None
    modified: Month | None = None
    alternatives: tuple[tuple[Problem, Submission], ...] = ()

    @property
    def space(self) -> str | None:
        """The space's name, None where blank."""
        return self.basics["space_name"].value

    @property
    def period_unread(self) -> bool:
        """Whether what stands for the start or the end of the pilot could not be understood."""
        return period_unread(self.basics)

    def entered(self, key: str) -> str:
        """What its sender entered under an item of 基本信息; '' for nothing."""
        entry = self.basics.get(key)
        return "" if entry is None or entry.value is None else str(entry.value)


def period_unread(basics: Mapping[str, Entry[Any]]) -> bool:
    """Whether what the form has for the start or the end of the pilot could not be understood."""
    return any(basics[key].state is State.UNREADABLE for key in ("pilot_start", "pilot_end"))
