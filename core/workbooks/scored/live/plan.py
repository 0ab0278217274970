"""What a criterion's formulas are, or why it has none; and what a formula family makes them from."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from core.i18n import N_
from core.model import Assessment, Entry, Finding, Month, Place, State
from core.model.formulas import Formula
from core.printers.addresses import reference
from core.printers.sheet.figures import Part
from core.printers.text import NOTHING, TextPrinter
from core.workbooks.scored.copies import UNKNOWN, CopiedCell, Copies
from core.workbooks.scored.live.spans import Spans
from core.workbooks.sent_cells import SentCells, same_number

#: Ledgers with more rows are not computed again by the spreadsheet: a count looks at every row,
#: organisations and names are compared with one another.
MOST_ROWS, MOST_COMPARED = 20_000, 5_000


class Mode(StrEnum):
    """How a criterion's figure is written, in words: formulas read the sender's cells, some our copy of them, or none."""

    LIVE = N_("Formula on your cells")
    COPY = N_("Formula, partly on our copy")
    VALUE = N_("Plain value")


class Why(StrEnum):
    """Why a criterion has no formulas, in words."""

    NO_SOURCE = N_("There is no cell to read.")
    BLANK = N_("The cells that it would read are blank.")
    TABLE = N_("It was counted in a table outside this file; the sheet of data sources says where.")
    NOT_HERE = N_("The sheets it was read from are not in this file.")
    REWRITTEN = N_(
        "The sheet it was read from is stored in an unusual way; saved again in Excel or WPS it can be live."
    )
    JOINED = N_("Its rows stand in two sheets; put into one, it can be live.")
    TOO_MANY_ROWS = N_("So many rows would make the spreadsheet slow.")
    TOO_MANY_NAMES = N_("So many different names would make the spreadsheet slow.")
    DATES_1904 = N_("This workbook counts its days from 1904.")
    TOO_CLOSE = N_("The value is so near its threshold that a spreadsheet's rounding could hide the difference.")
    SHARES_DIFFER = N_("Rows of one organisation state different shares; the smallest is used.")
    UNREAD = N_("A part of the figure could not be read.")


class NotLive(Exception):
    """Raised by a formula family where it cannot make formulas: it ends the making and is no error."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Plan(Struct, frozen=True):
    """A criterion's formulas: figure above (and below) the line, and 1 where parts of it are missing.

    `status` and `review` of an evidence item are formulas that give the codes of the sender's words, `proof` is the
    cell of its evidence.  `share` marks shares, which cannot exceed 1; `days` is how many days they are the mean of.
    """

    above: Part | None = None
    below: Part | None = None
    missing: str | None = None
    status: Part | None = None
    review: Part | None = None
    proof: str = ""
    mode: Mode = Mode.LIVE
    why: Why | None = None
    share: bool = False
    days: str | None = None


class Setting(Struct):
    """What formulas are made from: the judgement, the sender's cells, our copies and the cells of two dates.

    `text` prints the words of our copies, with the layout of the submission; `first_day` is the cell with the first day of the month judged,
    `next_day` that with the first after it.
    """

    assessment: Assessment
    sent: SentCells
    copies: Copies
    text: TextPrinter
    next_day: str
    first_day: str
    _spans: dict[str, Spans] = field(default_factory=dict)

    def spans(self, key: str, most_rows: int = MOST_ROWS) -> Spans:
        """A ledger's columns; NotLive where formulas cannot read it, or it has so many rows."""
        submission, sheet = self.assessment.submission, self.assessment.rulebook.sheets[key]
        ledger, title = submission.ledgers.get(key), submission.layout.title(key)
        if ledger is not None and title in submission.rewritten:
            raise NotLive(Why.JOINED if submission.layout.sheets[key].joined else Why.REWRITTEN)
        if submission.layout.table(Place(key)):
            raise NotLive(Why.TABLE)
        if ledger is None or title not in self.sent:
            raise NotLive(Why.NOT_HERE)
        if self.sent.dates_from_1904:
            raise NotLive(Why.DATES_1904)
        if ledger.last_row - ledger.first_row >= most_rows:
            raise NotLive(Why.TOO_MANY_ROWS)
        if key not in self._spans:
            self._spans[key] = Spans(ledger, title, sheet, self.sent, self.copies, self.text)
        return self._spans[key]


class Asked(Struct, frozen=True):
    """A criterion to make formulas for, and the single cells that they read."""

    setting: Setting
    finding: Finding

    @property
    def formula(self) -> Formula:
        return self.finding.criterion.computation

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

    def divisor(self) -> Part | None:
        """The figure of 基本信息 that the formula divides by; None where it has none."""
        over, basics = self.formula.over, self.setting.assessment.submission.basics
        return None if over is None else self.number(basics.get(over, Entry.absent()))

    def number(self, entry: Entry[Any]) -> Part:
        """A figure, where it is written; or our copy of it."""
        cell, scale, shown = self._place(entry)
        value = NOTHING if isinstance(shown, str) else shown
        return Part(f'IF(ISNUMBER({cell}),{cell}{scale},"{NOTHING}")', value)

    def reference(self, entry: Entry[Any]) -> str:
        """The cell that a figure is read from: a number, or nothing that counts."""
        cell, scale, shown = self._place(entry)
        return cell if not scale or entry.ref is None else self._copy(entry.ref, entry.found, shown)

    def word(self, entry: Entry[Any], words: dict[str, str], expected: str) -> str:
        """The reference to a cell that says one of `words` (or anything), as `expected`; or to our copy."""
        if entry.ref is None:
            return '""'
        raw = self._sent(entry.ref)
        blank = raw == "" and entry.state is State.BLANK  # an error value is read as "" too, and is none
        if blank or (raw == expected != "" if words or expected == "" else isinstance(raw, str) and raw.strip()):
            return reference(entry.ref, self.setting.text.layout)
        return self._copy(entry.ref, entry.found, expected)

    def _place(self, entry: Entry[Any]) -> tuple[str, str, float | str]:
        """The cell, what its number is divided by, and the figure."""
        if entry.ref is None:
            raise NotLive(Why.NOT_HERE)
        figure = Fraction(entry.value) if entry.state is State.FILLED and entry.value is not None else None
        nothing = NOTHING if entry.state is State.BLANK else UNKNOWN
        shown: float | str = nothing if figure is None else float(figure)
        raw = self._sent(entry.ref)
        for factor, scale in ((1, ""), (100, "/100")):
            same = figure is not None and same_number(raw, figure * factor)
            if same or (raw == "" and entry.state is State.BLANK):
                return reference(entry.ref, self.setting.text.layout), scale, shown
        return self._copy(entry.ref, entry.found, shown), "", shown

    def _copy(self, place: Place, found: str, value: float | str) -> str:
        return self.setting.copies.cell(CopiedCell(place, found, value))

    def _sent(self, place: Place) -> Any:
        """What the sender's cell holds; None where formulas cannot read its sheet."""
        sent, at = self.setting.sent, self.setting.text.layout.located(place)
        if at.sheet not in sent or at.rows is None or not isinstance(at.column, int):
            return None
        return sent.at(at.sheet, at.rows[0], at.column)
