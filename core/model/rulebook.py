"""What is law or label: the notice, its criteria, the sheets and columns of the workbook.

`Annotated` gives the key of a field that goes by another name in TOML, None where no file gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Struct, field

from core.model.formulas import Course, Formula
from core.model.problems import ProblemCatalogue
from core.model.quantity import Key, Quantity
from core.model.values import Kind, Month, Profile, Text, Unit

NO_FORMULA = Formula("")


class Reading(Struct, frozen=True):
    """A reading of ours: what we take the clause to mean, and what else it could mean.

    `id` names the variant of `indicators` that computes the alternative; None where there is no
    alternative, or none that can be computed.
    """

    reading: Text
    id: str | None = None
    alternative: Text | None = None


class Criterion(Struct, frozen=True):
    """One condition of Annex 2, as the notice words it and as we compute it.

    `indicator` names the formula in formulas.toml, `computation` is that formula with the criterion's own
    `parameters` in it, one that reads nothing for evidence; `formula` says it in words.  `reported` is what a paper says
    before the figure, where the title will not do.
    """

    id: str
    clause: str
    item: int
    quote: str
    kind: Kind
    title: Text
    remedy: Text
    weight: Fraction = Fraction(1)
    unit: str = ""
    indicator: str | None = None
    comparison: Literal[">="] | None = None
    threshold: Fraction | None = None
    parameters: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    formula: Text | None = None
    reported: Text | None = None
    readings: Annotated[tuple[Reading, ...], "reading"] = ()
    evidence_key: str | None = None
    red_flag: bool = False
    guidance: tuple[Text, ...] = ()
    computation: Annotated[Formula, None] = NO_FORMULA

    @property
    def course(self) -> Course:
        return self.computation.course

    def quantity(self, value: Fraction, key: Key | None = None) -> Quantity:
        """A figure in the criterion's unit, such as a month's value or a target, beside its threshold."""
        return Quantity(value, self.unit, beside=self.threshold, key=key)


class Item(Struct, frozen=True):
    """The foundation (0) or one of the six items of a type's goals."""

    number: int
    title: Text
    short: Text


class Clause(Struct, frozen=True):
    """One numbered clause of the notice, whole; `id` is written 一、1 or 二（一）2."""

    id: str
    text: str


class Notice(Struct, frozen=True):
    """The official text that all thresholds are quoted from.

    `mark` stands wherever the notice is named, such as that it is a rehearsal; `pilots` are the first and the last
    month in which the pilots start that are judged by it, None where it is only ever chosen.
    """

    id: str
    title: Text
    number: Text
    issuer: Text
    issued: date
    heading: str
    parts: Annotated[tuple[Clause, ...], "part"]
    clauses: Annotated[tuple[Clause, ...], "clause"]
    mark: Text | None = None
    pilots: tuple[Month, Month] | None = None


class Choice(Struct, frozen=True):
    """One word of a closed list: its key, its label, other words for it."""

    key: str
    label: Text
    synonyms: tuple[str, ...] = ()


ColumnType = Literal["text", "count", "number", "percent", "month", "date", "flag", "choice", "choices", "names", "id"]


class Column(Struct, frozen=True):
    """A column of a sheet (or, on 基本信息, a row of it).

    `profiles` are the pilot types whose formulas read it (all, where none does); `ledger` is the key of the
    sheet that supplies a monthly column where that sheet is filled in; a `flow` is each month's own amount, a
    `growing` item of 基本信息 must be brought up to each month;
    `beside` are the 是/否 columns that must say 是 for its names to count; `length` the characters of a code; `blanks`
    what says the same as a blank there.
    """

    key: str
    label: Text
    type: ColumnType
    help: Text
    unit: Text | None = None
    synonyms: tuple[str, ...] = ()
    profiles: Annotated[tuple[Profile, ...], None] = tuple(Profile)
    optional: bool = False
    flow: bool = False
    growing: bool = False
    length: int | None = None
    blanks: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    example: Text | None = None
    ledger: Annotated[str | None, None] = None
    beside: Annotated[tuple[str, ...], None] = ()

    @property
    def labels(self) -> dict[str, Text]:
        return {choice.key: choice.label for choice in self.choices}

    @property
    def open_ended(self) -> bool:
        """Whether a blank means "not yet": an optional date, such as the day on which a record ends."""
        return self.type == "date" and self.optional


class Sheet(Struct, frozen=True):
    """A sheet of the workbook; `role` says how it is read."""

    key: str
    role: Literal["guide", "form", "months", "plan", "claims", "ledger", "days"]
    label: Text
    help: Text
    columns: Annotated[tuple[Column, ...], "column"] = ()
    synonyms: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """The column with that key; KeyError where there is none."""
        return {column.key: column for column in self.columns}[key]

    def for_profile(self, profile: Profile) -> tuple[Column, ...]:
        """The columns that a pilot of this type needs, in order."""
        return tuple(column for column in self.columns if profile in column.profiles)


class Plausibility(Struct, frozen=True):
    """From where on a figure that can be read is asked about all the same; plausibility.toml says what each is."""

    stocks: tuple[str, ...]
    flows: tuple[str, ...]
    shares: Annotated[tuple[str, ...], "share.columns"]
    shares_times: Annotated[int, "share.times"]
    falling_columns: Annotated[int, "fall.columns"]
    falling_few: Annotated[Fraction, "fall.few"]
    jump_medians: Annotated[Fraction, "jump.medians"]
    jump_share: Annotated[Fraction, "jump.share"]
    jump_increases: Annotated[int, "jump.increases"]
    alone_times: Annotated[int, "alone.times"]
    alone_others: Annotated[int, "alone.others"]
    running_odds: Annotated[int, "running.odds"]
    running_deciding: Annotated[int, "running.deciding"]
    copied_figures: Annotated[int, "copied.figures"]
    threshold_from: Annotated[Fraction, "on_threshold.counts_from"]
    earlier_months: Annotated[int, "earlier.months"]
    earlier_share: Annotated[Fraction, "earlier.share"]
    unit_tolerance: Annotated[Fraction, "unit_slip.tolerance"]
    unit_steady: Annotated[Fraction, "unit_slip.steady"]
    unit_lasting: Annotated[int, "unit_slip.lasting"]
    unit_factors: Annotated[Mapping[str, tuple[int, ...]], "unit_slip.column"]
    baseline_times: Annotated[Fraction, "baseline.times"]
    baseline_apart: Annotated[Fraction, "baseline.apart"]
    planned_least: Annotated[Fraction, "money.planned_least"]
    planned_most: Annotated[Fraction, "money.planned_most"]
    revenue_times: Annotated[Fraction, "money.revenue_times"]
    months_over: Annotated[Fraction, "money.months_over"]
    months_under: Annotated[Fraction, "money.months_under"]
    target_times: Annotated[int, "target.times"]
    target_alone: Annotated[int, "target.alone"]
    legal_forms: Annotated[tuple[str, ...], "organisations.legal_forms"]
    formerly: Annotated[tuple[str, ...], "organisations.formerly"]
    residual: Annotated[tuple[str, ...], "residual.names"]


class Rulebook(Struct, frozen=True):
    """Everything that is law or label: loaded from TOML, never written in Python."""

    template_version: str
    default_start: Month
    default_months: int
    notice: Notice
    sheets: Mapping[str, Sheet]
    items: Mapping[Profile, tuple[Item, ...]]
    criteria: Mapping[Profile, tuple[Criterion, ...]]
    profiles: Mapping[Profile, Choice]
    units: Mapping[str, Unit]
    plausibility: Plausibility
    problems: ProblemCatalogue
    digest: str

    def criterion(self, profile: Profile, id: str) -> Criterion:
        """The criterion of a type; KeyError where it has none with that id."""
        return {criterion.id: criterion for criterion in self.criteria[profile]}[id]
