"""What a criterion's formulas are, or why it has none; and what a formula family is told to make them from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from core.formulas.reads import formula_of
from core.model import Assessment, Criterion, Entry, Finding, Layout, Ledger, Month, Place, State
from core.model.formulas import Formula
from core.printers.addresses import address, reference
from core.printers.sheet.part import Part
from core.workbooks.scored.live.cells import SentCells, same_number
from core.workbooks.scored.live.rows import Rows
from core.workbooks.scored.live.sheets import UNKNOWN, CopiedCell, Copies
from core.workbooks.scored.live.spans import Spans

#: What a formula shows where there is no figure.
NOTHING = "—"
#: Ledgers with more rows are not computed again by the spreadsheet: a count looks at every row,
#: organisations and names are compared with one another.
MOST_ROWS, MOST_COMPARED = 20_000, 5_000


class Mode(StrEnum):
    """How a criterion's figure stands in the workbook."""

    LIVE = "live"
    """Formulas read the sender's own cells."""
    COPY = "copy"
    """Some of them read our copy of cells that are no native numbers, dates or words."""
    VALUE = "value"
    """Plain values, for a reason."""


class Why(StrEnum):
    """Why a criterion has no formulas."""

    NO_SOURCE = "no_source"
    NOT_HERE = "not_here"
    REWRITTEN = "rewritten"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_NAMES = "too_many_names"
    DATES_1904 = "dates_1904"
    TOO_CLOSE = "too_close"
    SHARES_DIFFER = "shares_differ"
    UNREAD = "unread"


class NotLive(Exception):
    """Raised by a formula family where it cannot make formulas: it ends the making and is no error."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Plan:
    """A criterion's formulas: figure above (and below) the line, and 1 where parts of it are missing.

    `outcome` is the formula of an evidence item.  `share` marks shares, which cannot exceed 1.
    """

    id: str
    mode: Mode
    why: Why | None = None
    above: Part | None = None
    below: Part | None = None
    missing: str | None = None
    outcome: str | None = None
    share: bool = False


@dataclass
class Setting:
    """What formulas are made from: the judgement, the sender's cells, our copies and the date's cell."""

    assessment: Assessment
    sent: SentCells
    copies: Copies
    language: str
    next_day: str
    first_day: str
    _spans: dict[str, Spans] = field(default_factory=dict)

    def spans(self, key: str) -> Spans:
        """A ledger's columns; NotLive where formulas cannot read it."""
        ledger: Ledger | None = self.assessment.submission.ledgers.get(key)
        title = self.assessment.submission.layout.title(key)
        if ledger is not None and title in self.assessment.submission.rewritten:
            raise NotLive(Why.REWRITTEN)
        if ledger is None or title not in self.sent:
            raise NotLive(Why.NOT_HERE)
        if self.sent.dates_from_1904:
            raise NotLive(Why.DATES_1904)
        if ledger.last_row - ledger.first_row >= MOST_ROWS:
            raise NotLive(Why.TOO_MANY_ROWS)
        if key not in self._spans:
            sheet = self.assessment.rulebook.sheets[key]
            self._spans[key] = Spans(ledger, title, sheet, self.sent, self.copies, self.language)
        self._spans[key].copied = False
        return self._spans[key]

    def rows(self, key: str, *, compared: bool = False) -> Rows:
        """A ledger's rows; `compared` where each is compared with all others."""
        spans = self.spans(key)
        if compared and spans.ledger.last_row - spans.ledger.first_row >= MOST_COMPARED:
            raise NotLive(Why.TOO_MANY_ROWS)
        return Rows(spans, self.next_day)


@dataclass
class Cells:
    """Single cells for formulas; `copied` once one of them was no native word or number."""

    setting: Setting
    copied: bool = False

    def number(self, entry: Entry[Any]) -> Part:
        """A figure, where it is written; or our copy of it."""
        reference, scale, shown = self._place(entry)
        value = NOTHING if isinstance(shown, str) else shown
        return Part(f'IF(ISNUMBER({reference}),{reference}{scale},"{NOTHING}")', value)

    def reference(self, entry: Entry[Any]) -> str:
        """The cell that a figure is read from: a number, or nothing that counts."""
        reference, scale, shown = self._place(entry)
        return reference if not scale or entry.ref is None else self.copy(entry.ref, entry.found, shown)

    def _place(self, entry: Entry[Any]) -> tuple[str, str, float | str]:
        """The cell, what its number is divided by, and the figure."""
        place, value = entry.ref, entry.value
        if place is None:
            raise NotLive(Why.NOT_HERE)
        figure = Fraction(value) if entry.state is State.FILLED and value is not None else None
        nothing = NOTHING if entry.state is State.BLANK else UNKNOWN
        shown: float | str = nothing if figure is None else float(figure)
        raw = self._sent(place)
        if raw is not None:
            native = raw == "" and entry.state is State.BLANK
            if native or (figure is not None and same_number(raw, figure)):
                return reference(place, self._layout), "", shown
            if figure is not None and same_number(raw, figure * 100):
                return reference(place, self._layout), "/100", shown
        return self.copy(place, entry.found, shown), "", shown

    def word(self, entry: Entry[Any], words: dict[str, str], expected: str) -> str:
        """The reference to a cell that says one of `words` (or anything), as `expected`; or to our copy."""
        place = entry.ref
        if place is None:
            return '""'
        raw = self._sent(place)
        if raw is not None:
            native = raw == expected if words or expected == "" else isinstance(raw, str) and bool(raw.strip())
            if native:
                return reference(place, self._layout)
        return self.copy(place, entry.found, expected)

    def copy(self, place: Place, found: str, value: float | str) -> str:
        """The reference to our copy of a cell."""
        self.copied = True
        return self.setting.copies.cell(CopiedCell(address(place, self._layout), found, value))

    @property
    def _layout(self) -> Layout:
        return self.setting.assessment.submission.layout

    def _sent(self, place: Place) -> Any:
        """What the sender's cell holds; None where formulas cannot read its sheet."""
        at = self._layout.located(place)
        if at.sheet not in self.setting.sent or at.rows is None or not isinstance(at.column, int):
            return None
        return self.setting.sent.at(at.sheet, at.rows[0], at.column)


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion to make formulas for."""

    setting: Setting
    finding: Finding

    @property
    def criterion(self) -> Criterion:
        """The criterion."""
        return self.finding.criterion

    @property
    def formula(self) -> Formula:
        """The criterion's formula."""
        return formula_of(self.criterion)

    @property
    def as_of(self) -> Month:
        """The month that is judged; NotLive where there is none."""
        if self.setting.assessment.as_of is None:
            raise NotLive(Why.NO_SOURCE)
        return self.setting.assessment.as_of

    def part(self, number: int = 0) -> float:
        """A figure of the formula as it was computed; NotLive where none was."""
        if number >= len(self.finding.parts):
            raise NotLive(Why.UNREAD)
        return float(self.finding.parts[number])

    def basics(self, key: str) -> Entry[Any]:
        """A figure of 基本信息."""
        return self.setting.assessment.submission.basics.get(key, Entry.absent())
