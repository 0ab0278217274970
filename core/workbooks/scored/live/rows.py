"""The rows of a ledger in formulas: on record, live at the date, of one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.workbooks.scored.live.conditions import ALWAYS, Condition, at_least, is_word, names_word
from core.workbooks.scored.live.sheets import UNKNOWN, Formula
from core.workbooks.scored.live.spans import Spans

NAME, CODE, START, END = "name", "credit_code", "start", "end"


@dataclass(frozen=True)
class Rows:
    """A ledger at a date; `next_day` is the cell that holds the day after the month's end."""

    spans: Spans
    next_day: str

    @cached_property
    def live(self) -> Condition:
        """Started by the month's end, and not ended by it."""
        start = self.spans[START].range
        begun = Condition(
            f"ISNUMBER({start})*({start}<{self.next_day})", f"(1-ISNUMBER({start})*({start}>={self.next_day}))"
        )
        return begun & self.not_by(END)

    def not_by(self, key: str) -> Condition:
        """A date that may be open is blank or after the month's end."""
        if key not in self.spans:
            return ALWAYS
        span = self.spans[key].range
        return Condition(
            f'(({span}="")+ISNUMBER({span})*({span}>={self.next_day}))',
            f"(1-ISNUMBER({span})*({span}<{self.next_day}))",
        )

    def by(self, key: str) -> Condition:
        """A date is there and not after the month's end."""
        return ~self.not_by(key) if key in self.spans else Condition("0", "0")

    @cached_property
    def record(self) -> Condition:
        """The row says something."""
        records = self.spans.records()
        return Condition(records, records)

    def flag(self, key: str) -> Condition:
        """A 是/否 column says 是."""
        span = self.spans[key]
        return is_word(span.range, span.words[True], (span.words[True], span.words[False]))

    def choice(self, key: str, choice: str) -> Condition:
        """A column of one word has that choice."""
        span = self.spans[key]
        return is_word(span.range, span.words[choice], tuple(span.words.values()))

    def role(self, key: str, choice: str) -> Condition:
        """A column of several words names that choice."""
        span = self.spans[key]
        return names_word(span.range, span.words[choice], UNKNOWN)

    def reaches(self, key: str, number: int) -> Condition:
        """A number reaches another."""
        return at_least(self.spans[key].range, number)

    def filled(self, key: str) -> str:
        """1 where the cell says anything."""
        return f'({self.spans[key].range}<>"")'

    @cached_property
    def position(self) -> str:
        """The number of each row of the range, from 1."""
        own = self.spans.own(START)
        return f"(ROW({own})-{self.spans.first - 1})"

    @cached_property
    def organisation(self) -> str | None:
        """The number of each row's organisation, in a column of ours; None where each row is one of its own."""
        coded = CODE in self.spans and bool(self.spans.ledger.filled.get(CODE))
        read = self.spans.typed("organisation")
        if not coded and len(set(read)) == len(read):
            return None
        if not self.spans.organisation:
            numbers = self._organisations(read) if coded else self._as_told(read)
            self.spans.organisation = self.spans.copy("", "organisation", numbers)
        return self.spans.organisation

    def _as_told(self, numbers: list[Any]) -> dict[int, Any]:
        """By row: the position of the first row of the organisation, where the sender says that rows are one."""
        spans, first = self.spans, self.spans.first
        place_of: dict[int, int] = {}
        for row, number in zip(spans.rows, numbers, strict=True):
            place_of.setdefault(number, row - first + 1)
        owns = {row: place_of[number] for row, number in zip(spans.rows, numbers, strict=True)}
        return {row: owns.get(row, row - first + 1) for row in range(first, spans.last + 1)}

    def _organisations(self, numbers: list[Any]) -> dict[int, Any]:
        """By row: the position of the first row with the same code; where there is no code, what was read."""
        spans, first = self.spans, self.spans.first
        span = spans[CODE]
        codes = dict(zip(spans.rows, spans.typed(CODE), strict=True))
        place_of: dict[int, int] = {}
        for row, number in zip(spans.rows, numbers, strict=True):
            if codes[row]:
                place_of.setdefault(number, row - first + 1)
        for row, number in zip(spans.rows, numbers, strict=True):
            place_of.setdefault(number, row - first + 1)
        sheet, place = span.range.rsplit("!", 1)
        column = f"{sheet}!${place.split('$')[1]}$"
        among = f",{span.range},0))"
        owns = {row: row - first + 1 for row in range(first, spans.last + 1)}
        owns.update((row, place_of[number]) for row, number in zip(spans.rows, numbers, strict=True))
        return {row: Formula(f'IF({column}{row}="",{own},MATCH({column}{row}{among}', own) for row, own in owns.items()}

    def organisations(self, condition: Condition) -> tuple[str, str]:
        """1 at each organisation's number of which a live row surely (or maybe) fulfils the condition."""
        here = condition & self.live
        number = self.organisation
        if number is None:
            return here.surely, here.maybe
        return tuple(f"ISNUMBER(MATCH({self.position},{part}*{number},0))" for part in (here.surely, here.maybe))  # type: ignore[return-value]
