"""The nouns of the product, all frozen: every later stage reads these and none changes them.

`rulebook` builds Rulebook; `intake` builds Submission; `indicators` builds Indicators;
`assessment` builds Assessment.  No step reads the clock, a path, the session or the language.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")


class Profile(StrEnum):
    """The three pilot types of Annex 2, part 二."""

    ENTERPRISE = "enterprise"
    INDUSTRY = "industry"
    CITY = "city"


class Kind(StrEnum):
    """Whether a criterion is computed from figures or judged from evidence."""

    COMPUTED = "computed"
    EVIDENCE = "evidence"


class Outcome(StrEnum):
    """The closed list of outcomes of a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    NO_DATA = "no_data"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"


class Reason(StrEnum):
    """Why a criterion has no outcome but NO_DATA."""

    BLANK = "blank"
    UNREADABLE = "unreadable"
    NO_DENOMINATOR = "no_denominator"
    IMPOSSIBLE = "impossible"
    NOT_FOR_THIS_TYPE = "not_for_this_type"


class Severity(StrEnum):
    """ERROR: the cell is not used.  WARNING: used, with a default of ours.  QUESTION: used; please check."""

    ERROR = "error"
    WARNING = "warning"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language` ("zh" or "en")."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; `one` is its English word beside the number 1."""

    zh: str
    en: str
    one: str

    def in_(self, language: str, value: Fraction | None = None) -> str:
        """The unit's word, beside `value` where that is given."""
        if language.startswith("zh"):
            return self.zh
        return self.one if value == 1 else self.en


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month.

    >>> Month.parse("2025-07").plus(23)
    Month(year=2027, month=6)
    >>> Month(2026, 1) - Month(2025, 11)
    2
    """

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From "YYYY-MM"; ValueError otherwise."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
            raise ValueError(text)
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def from_index(cls, index: int) -> Month:
        """The inverse of `index`."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """Months since year 0, the number that ledgers are compared by."""
        return self.year * 12 + self.month - 1

    @property
    def last_day(self) -> date:
        """The last calendar day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """This month moved by `months`."""
        return Month.from_index(self.index + months)

    def __sub__(self, other: Month) -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell or one-column range of a sheet of the user's workbook."""

    sheet: str
    cells: str

    def __str__(self) -> str:
        """As in a formula, quoted where the sheet's name needs it.

        >>> str(CellRef("接入主体台账", "A2:A181"))
        '接入主体台账!A2:A181'
        """
        if re.fullmatch(r"[^\W\d]\w*", self.sheet):
            return f"{self.sheet}!{self.cells}"
        return "'" + self.sheet.replace("'", "''") + f"'!{self.cells}"


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer that the sender can give to a problem by a click.

    `key` is what is remembered; what stands before its colon, if it has one, names the words, which
    `details` fill.
    """

    key: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in the workbook that the sender should know.

    `code` names a message of `views.problems`; `details` fill its words.  `found` is the cell's
    content as text ('' where it is a blank or the whole sheet that is meant).  `place` says which
    cell it is in words that hold when rows are put in above it; `offers` are the answers to choose from.
    """

    severity: Severity
    code: str
    sheet: str | None = None
    cell: str | None = None
    found: str = ""
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    criteria: tuple[str, ...] = ()
    place: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender said of a problem: which it is, by its code, place and content, and the key of an offer."""

    code: str
    sheet: str
    place: str
    found: str
    choice: str

    @classmethod
    def to(cls, problem: Problem, choice: str) -> Answer:
        """The answer to this problem."""
        return cls(problem.code, problem.sheet or "", problem.place, problem.found, choice)

    def fits(self, problem: Problem) -> bool:
        """Whether this is an answer to that problem, and to one of its offers."""
        return self == Answer.to(problem, self.choice) and any(offer.key == self.choice for offer in problem.offers)


@dataclass(frozen=True, slots=True)
class Answered:
    """A problem that the sender has answered, the offer chosen, and the answer that was heard.

    What other answers changed may give the problem another place than the answer names.
    """

    problem: Problem
    offer: Offer
    answer: Answer


# --- rulebook -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of ours: what we take the clause to mean, and what else it could mean.

    `id` names the variant of `indicators` that computes the alternative; None where there is no
    alternative, or none that can be computed.
    """

    id: str | None
    reading: Text
    alternative: Text | None


#: How a value moves from month to month: a count or sum that adds up, a mean of the month alone, a
#: quotient of two that add up.
Course = Literal["cumulative", "rate", "ratio"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of Annex 2, as the notice words it and as we compute it."""

    id: str
    clause: str
    item: int
    quote: str
    kind: Kind
    title: Text
    remedy: Text
    weight: Fraction
    unit: str
    indicator: str | None = None
    comparison: str | None = None
    threshold: Decimal | None = None
    parameters: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    formula: Text | None = None
    readings: tuple[Reading, ...] = ()
    evidence_key: str | None = None
    red_flag: bool = False
    guidance: tuple[Text, ...] = ()
    course: Course = "cumulative"


@dataclass(frozen=True, slots=True)
class Item:
    """The foundation (0) or one of the six items of a type's goals."""

    number: int
    title: Text
    short: Text


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause of the notice, whole; `id` is written 一、1 or 二（一）2."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The official text that all thresholds are quoted from."""

    id: str
    title: Text
    number: str
    issuer: Text
    issued: date
    heading: str
    parts: tuple[Clause, ...]
    clauses: tuple[Clause, ...]

    def clause(self, id: str) -> Clause:
        """The clause with that id; KeyError where there is none."""
        return {clause.id: clause for clause in self.clauses}[id]


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list: its key, its label, other words for it."""

    key: str
    label: Text
    synonyms: tuple[str, ...] = ()


ColumnType = Literal["text", "count", "number", "percent", "month", "date", "flag", "choice", "choices", "names", "id"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet (or, on 基本信息, a row of it).

    `profiles` are the pilot types whose criteria read it; `ledger` is the key of the sheet that
    supplies a monthly column where that sheet is filled in.
    """

    key: str
    label: Text
    type: ColumnType
    help: Text
    unit: Text | None = None
    synonyms: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = tuple(Profile)
    optional: bool = False
    choices: tuple[Choice, ...] = ()
    example: Text | None = None
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook; `role` says how it is read."""

    key: str
    role: Literal["guide", "form", "months", "plan", "claims", "ledger", "days"]
    label: Text
    help: Text
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = tuple(Profile)

    def column(self, key: str) -> Column:
        """The column with that key; KeyError where there is none."""
        return {column.key: column for column in self.columns}[key]

    def for_profile(self, profile: Profile) -> tuple[Column, ...]:
        """The columns that a pilot of this type needs, in order."""
        return tuple(column for column in self.columns if profile in column.profiles)


@dataclass(frozen=True, slots=True)
class Plausibility:
    """From where on a figure that can be read is asked about all the same; plausibility.toml says what each is."""

    stocks: tuple[str, ...]
    falling_columns: int
    jump_medians: Fraction
    jump_share: Fraction
    jump_increases: int
    copied_figures: int
    threshold_from: Fraction
    earlier_months: int
    earlier_share: Fraction
    unit_tolerance: Fraction
    unit_steady: Fraction
    unit_factors: Mapping[str, tuple[int, ...]]
    baseline_times: Fraction
    planned_least: Fraction
    planned_most: Fraction
    revenue_times: Fraction
    months_over: Fraction
    months_under: Fraction
    legal_forms: tuple[str, ...]
    formerly: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is law or label: loaded from TOML, never written in Python."""

    id: str
    template_version: str
    default_start: Month
    default_months: int
    notice: Notice
    sheets: Mapping[str, Sheet]
    items: Mapping[Profile, tuple[Item, ...]]
    criteria: Mapping[Profile, tuple[Criterion, ...]]
    evidence_keys: Mapping[str, str]
    profiles: Mapping[Profile, Choice]
    units: Mapping[str, Unit]
    plausibility: Plausibility
    digest: str

    def criterion(self, profile: Profile, id: str) -> Criterion:
        """The criterion of a type; KeyError where it has none with that id."""
        return {criterion.id: criterion for criterion in self.criteria[profile]}[id]


# --- intake -------------------------------------------------------------------------------


class State(StrEnum):
    """What a cell of the workbook came to."""

    FILLED = "filled"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A typed cell: a value, a blank, an unreadable cell, or no such cell at all."""

    state: State
    value: T | None = None
    ref: CellRef | None = None
    found: str = ""

    @classmethod
    def absent(cls) -> Entry[T]:
        """No such row or column in the workbook."""
        return cls(State.ABSENT)


@dataclass(frozen=True, slots=True)
class MonthlyRow:
    """A month of 月度统计; figures by column key (columns that the sheet lacks are not keys)."""

    month: Month
    row: int
    figures: Mapping[str, Entry[Decimal]]


@dataclass(frozen=True, slots=True)
class MonthlyTable:
    """月度统计: rows in order of month, one a month; `letters` maps column key to letter."""

    sheet: str
    letters: Mapping[str, str]
    rows: tuple[MonthlyRow, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger or 日活记录 as a typed table.

    `frame` holds `row` (the row of the workbook) and one column a key that the sheet has; null
    means "not known" (unreadable, or a blank where a blank has no meaning of its own):

    - flag: bool, a blank is false; choice, text: string, a blank is ''; choices, names: string
      '|a|b|', a blank is ''
    - count, number, percent: decimal128, null where blank (percent as a fraction of 1)
    - start, end, first_inclusive_service, date: int32 `Month.index`, null where unknown; a
      blank `end` or `first_inclusive_service` is NEVER
    - organisations also have `organisation`: int64, the same for rows of one organisation
    - 日活记录 also has `day`: date32

    `letters`: column key to letter.  `filled`: column key to the number of cells not blank
    (unreadable ones count).  `unreadable`: column key to rows.
    """

    key: str
    sheet: str
    frame: pa.Table
    letters: Mapping[str, str]
    filled: Mapping[str, int]
    unreadable: Mapping[str, frozenset[int]]
    first_row: int
    last_row: int

    def range(self, key: str) -> CellRef:
        """The cells of a column, header excluded."""
        letter = self.letters[key]
        return CellRef(self.sheet, f"{letter}{self.first_row}:{letter}{self.last_row}")


#: Month.index of "has not ended": later than every month a workbook can name.
NEVER = 9999 * 12 + 11


@dataclass(frozen=True, slots=True)
class Claim:
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


@dataclass(frozen=True, slots=True)
class Target:
    """A row of 年度目标: the applicant's own plan for a criterion, in the criterion's own measure."""

    id: str
    first_year: Entry[Decimal]
    end: Entry[Decimal]


@dataclass(frozen=True, slots=True)
class PilotPeriod:
    """The pilot period, both months included."""

    start: Month
    end: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month of the pilot, in order."""
        return tuple(self.start.plus(i) for i in range(self.end - self.start + 1))


@dataclass(frozen=True, slots=True)
class Submission:
    """A workbook as read: every cell typed, nothing judged.

    `answers` is all that the sender has said; `answered` the problems of reading that it settled;
    `header_rows` the row (from 1) of the header by sheet.
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
    header_rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def space(self) -> str | None:
        """The space's name, None where blank."""
        return self.basics["space_name"].value


# --- indicators ---------------------------------------------------------------------------


Origin = Literal["ledger", "monthly", "daily", "none"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value at a month's end and where it came from.

    `value` is None where there is none, with `reason`; `at_least` marks a lower bound, with the
    reason why it is one.  `parts` are the figures of the formula, in its order.  `threshold` is
    set where a reading asks for more than the criterion does.
    """

    value: Fraction | None
    reason: Reason | None = None
    at_least: bool = False
    parts: tuple[Fraction, ...] = ()
    sources: tuple[CellRef, ...] = ()
    threshold: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a count of full things is made of, such as categories with ten applications.

    A thing is full from `wanted` on; `series` holds each thing's own count by month, up to the last
    month that is known.
    """

    wanted: int
    series: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A criterion's values by month, and at the date under each alternative that can be computed.

    `parts` is what a count of full things is made of, where a ledger tells.
    """

    id: str
    origin: Origin
    by_month: Mapping[Month, Measurement]
    alternatives: Mapping[str, Measurement]
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Indicators:
    """All computed criteria of one pilot type, for every month of the pilot up to the date."""

    profile: Profile
    pilot: PilotPeriod
    as_of: Month | None
    by_id: Mapping[str, Indicator]
    problems: tuple[Problem, ...]


# --- assessment ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commitment:
    """The applicant's own end target for a criterion, judged beside the notice's floor."""

    target: Fraction
    outcome: Outcome
    ref: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the outcome would be under another reading."""

    id: str
    outcome: Outcome
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement of one criterion at the date."""

    criterion: Criterion
    outcome: Outcome
    reason: Reason | None = None
    value: Fraction | None = None
    at_least: bool = False
    attainment: Fraction | None = None
    gap: Fraction | None = None
    parts: tuple[Fraction, ...] = ()
    sources: tuple[CellRef, ...] = ()
    origin: Origin = "none"
    self_assessed: bool | None = None
    claim: Claim | None = None
    commitment: Commitment | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole, counted; `score` is ours and unofficial (0 to 100, exact)."""

    compliant: bool | None
    counts: Mapping[Outcome, int]
    total: int
    score: Fraction | None
    score_low: Fraction
    score_high: Fraction
    item_scores: Mapping[int, tuple[Fraction | None, Fraction, Fraction]]
    red_flag: bool


@dataclass(frozen=True, slots=True)
class TrajectoryPoint:
    """One month of a trajectory; `required` is the straight line to the threshold."""

    month: Month
    value: Fraction | None
    required: Fraction | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A computed criterion over the whole pilot; `parts` as in `Indicator`."""

    id: str
    points: tuple[TrajectoryPoint, ...]
    needed_per_month: Fraction | None
    recent_per_month: Fraction | None
    parts: Parts | None = None


class Status(StrEnum):
    """Where a criterion is heading, from the probability of standing at its threshold at the end."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_YET_DUE = "not_yet_due"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """A month to come, in the criterion's own measure: median, 80 % and 50 % interval, P(threshold)."""

    month: Month
    median: float
    low: float
    high: float
    low_half: float
    high_half: float
    probability: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A computed criterion's forecast to the pilot's end; no points where none can be given.

    `known` counts the months with a figure; `very_uncertain` marks fewer than six.  `reached` is
    the range of months in which the probability of the threshold passes 20 % and 80 %.
    """

    id: str
    status: Status
    known: int
    very_uncertain: bool
    points: tuple[ForecastPoint, ...]
    reached: tuple[Month | None, Month | None]

    @property
    def end(self) -> ForecastPoint | None:
        """The pilot's end."""
        return self.points[-1] if self.points else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of a workbook for one pilot type at one month; `problems` are the open ones."""

    rulebook: Rulebook
    submission: Submission
    profile: Profile
    pilot: PilotPeriod
    as_of: Month | None
    findings: tuple[Finding, ...]
    verdict: Verdict
    trajectories: tuple[Trajectory, ...]
    problems: tuple[Problem, ...]
    answered: tuple[Answered, ...] = ()

    @property
    def elapsed(self) -> int:
        """Months of the pilot up to and with the date; 0 where there is no date."""
        return 0 if self.as_of is None else max(0, self.as_of - self.pilot.start + 1)

    @property
    def months_left(self) -> int:
        """Months from the date to the pilot's end."""
        return self.pilot.end - self.pilot.start + 1 - self.elapsed

    def finding(self, id: str) -> Finding:
        """The finding of a criterion; KeyError where this type has none with that id."""
        return {finding.criterion.id: finding for finding in self.findings}[id]

    def trajectory(self, id: str) -> Trajectory:
        """The trajectory of a computed criterion; KeyError where there is none."""
        return {trajectory.id: trajectory for trajectory in self.trajectories}[id]
