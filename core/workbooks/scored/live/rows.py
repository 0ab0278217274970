"""The rows of a ledger in formulas: what is so of each, as array expressions that are 1 or 0 in every row of a range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

from core.model.document import Verbatim, say
from core.model.formulas import END, IDENTITY, START
from core.printers.sheet.formulas import Part, literal
from core.workbooks.scored.copies import UNKNOWN
from core.workbooks.scored.live.spans import SEPARATOR, Span, Spans

CODE = IDENTITY[1]


@dataclass(frozen=True, slots=True)
class Condition:
    """Two array expressions, as the indicators' three-valued logic has it; "1" is so of every row.

    `surely` is 1 where it is known to be so, `maybe` where it is not known not to be so.
    """

    surely: str
    maybe: str

    def __and__(self, other: Condition) -> Condition:
        return Condition(_times(self.surely, other.surely), _times(self.maybe, other.maybe))

    def __or__(self, other: Condition) -> Condition:
        return Condition(f"(({self.surely}+{other.surely})>0)", f"(({self.maybe}+{other.maybe})>0)")

    def __invert__(self) -> Condition:
        return Condition(f"(1-{self.maybe})", f"(1-{self.surely})")


ALWAYS = Condition("1", "1")


def _times(one: str, other: str) -> str:
    return other if one == "1" else one if other == "1" else f"{one}*{other}"


def is_word(span: Span, key: Any) -> Condition:
    """The cell says the word of `key`; one that says none of the column's words may mean it."""
    said = f"({span.range}={literal(span.words[key])})"
    known = ",".join(map(literal, span.words.values()))
    return Condition(said, f'({said}+({span.range}<>"")*ISNA(MATCH({span.range},{{{known}}},0)))')


def names_word(span: Span, key: str) -> Condition:
    """The cell lists the word of `key` among others; our mark for a cell that could not be read may mean it."""
    said = holds(span, literal(SEPARATOR + span.words[key] + SEPARATOR))
    return Condition(said, f"({said}+({span.range}={literal(UNKNOWN)}))")


def holds(span: Span, searched: str) -> str:
    """1 where the cell, a list of names, holds the name that is searched for with separators around it."""
    return f'ISNUMBER(SEARCH({searched},"{SEPARATOR}"&{span.range}&"{SEPARATOR}"))'


def at_least(span: Span, number: int) -> Condition:
    """The cell holds a number that reaches `number`; one without a number may."""
    there = f"ISNUMBER({span.range})"
    return Condition(f"{there}*({span.range}>={number})", f"(1-{there}*({span.range}<{number}))")


@dataclass(frozen=True)
class Rows:
    """A ledger at a date; `next_day` is the cell that holds the day after the month's end."""

    spans: Spans
    next_day: str

    @cached_property
    def live(self) -> Condition:
        """Started by the month's end, and not ended by it."""
        start = self.spans[START].range
        begun = f"ISNUMBER({start})*({start}<{self.next_day})"
        return Condition(begun, f"(1-ISNUMBER({start})*({start}>={self.next_day}))") & self.not_by(END)

    def not_by(self, key: str) -> Condition:
        """A date that may be open is blank or after the month's end."""
        if key not in self.spans:
            return ALWAYS
        span = self.spans[key].range
        return Condition(
            f'(({span}="")+ISNUMBER({span})*({span}>={self.next_day}))',
            f"(1-ISNUMBER({span})*({span}<{self.next_day}))",
        )

    @cached_property
    def position(self) -> str:
        """The number of each row of the range, from 1."""
        return f"(ROW({self.spans.own(START)})-{self.spans.first - 1})"

    @cached_property
    def organisation(self) -> str | None:
        """The number of each row's organisation, in a column of ours; None where each row is one of its own."""
        spans, read = self.spans, self.spans.typed("organisation")
        coded = CODE in spans and bool(spans.ledger.filled.get(CODE))
        if not coded and len(set(read)) == len(read):
            return None
        if not spans.organisation:
            title = say(
                "{sheet}: number of the row's organisation (the first row with its code; without a code, as of scoring)",
                sheet=Verbatim(spans.title),
            )
            spans.organisation = spans.copy(title, self._organisations(read, coded=coded))
        return spans.organisation

    def _organisations(self, numbers: list[int], *, coded: bool) -> dict[int, Any]:
        """By row: the position of the first row of the organisation, among those with a code where any has one."""
        spans, first = self.spans, self.spans.first
        codes = spans.typed(CODE) if coded else repeat("")
        rows = [(not code, row, number) for code, row, number in zip(codes, spans.rows, numbers)]
        place_of: dict[int, int] = {}
        for _, row, number in sorted(rows):
            place_of.setdefault(number, row - first + 1)
        owns = {row: row - first + 1 for row in range(first, spans.last + 1)}
        owns |= {row: place_of[number] for _, row, number in rows}
        if not coded:
            return owns
        codes_at = spans[CODE].range
        column = codes_at.rpartition(":")[0].rstrip("0123456789")
        return {
            row: Part(f'IF({column}{row}="",{own},MATCH({column}{row},{codes_at},0))', own) for row, own in owns.items()
        }

    def organisations(self, condition: Condition) -> Condition:
        """1 at each organisation's number of which a live row surely (or maybe) fulfils the condition."""
        here, number = condition & self.live, self.organisation
        if number is None:
            return here
        surely, maybe = (f"ISNUMBER(MATCH({self.position},{part}*{number},0))" for part in (here.surely, here.maybe))
        return Condition(surely, maybe)
