"""The rows of a ledger in formulas: what is so of each, as array expressions that are 1 or 0 in every row of a range.

Counts look at columns of our sheet 规范化副本, each filled by one such expression: whether the row is live, whether it
counts.  They are as long as the ledger was when it was scored and 1,000 rows more, whatever rows the sender puts in or
takes out since; where the sender's own range has become shorter, they hold 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from operator import mul
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from core.compiled import tables
from core.model.document import Verbatim, say
from core.model.formulas import END, IDENTITY, START
from core.printers.sheet.figures import literal
from core.printers.sheet.sheet import ROW, VALUE
from core.workbooks.scored.copies import UNKNOWN
from core.workbooks.scored.live.native import SEPARATOR
from core.workbooks.scored.live.spans import Filled, Span, Spans

CODE = IDENTITY[1]
#: An expression of more letters has its longest parts in columns of their own.
MOST_TERMS, LEAST_TERM = 290, 60
TITLES: dict[str, Any] = tables(Path(__file__).with_name("titles.toml"))


class Condition(Struct, frozen=True):
    """Two array expressions, as the indicators' three-valued logic has it; "1" is so of every row.

    `surely` is 1 where it is known to be so, `maybe` where it is not known not to be so.
    """

    surely: Filled
    maybe: Filled

    def __invert__(self) -> Condition:
        return Condition(~self.maybe, ~self.surely)


ONE, NOUGHT = Filled("1", np.ones((), int)), Filled("0", np.zeros((), int))
ALWAYS, NEVER = Condition(ONE, ONE), Condition(NOUGHT, NOUGHT)


def is_word(span: Span, key: Any) -> Condition:
    """The cell says the word of `key`; one that says none of the column's words may mean it."""
    said = Filled(f"({span.range}={literal(span.words[key])})", span.cells.says(span.words[key]))
    known = ",".join(map(literal, span.words.values()))
    unknown = ~span.cells.so({"", *span.words.values()}.__contains__)
    maybe = f'({said.formula}+({span.range}<>"")*ISNA(MATCH({span.range},{{{known}}},0)))'
    return Condition(said, Filled(maybe, said.values + 1 * unknown))


def names_word(span: Span, key: str) -> Condition:
    """The cell lists the word of `key` among others; our mark for a cell that could not be read may mean it."""
    word = span.words[key]
    said = holds(span.range, literal(SEPARATOR + word + SEPARATOR))
    there = span.cells.so(lambda cell: word in str(cell).split(SEPARATOR))
    maybe = Filled(f"({said}+({span.range}={literal(UNKNOWN)}))", there + 1 * span.cells.says(UNKNOWN))
    return Condition(Filled(said, there), maybe)


def holds(cells: str, searched: str) -> str:
    """1 where the cell, a list of names, holds the name that is searched for with separators around it."""
    return f'ISNUMBER(SEARCH({searched},"{SEPARATOR}"&{cells}&"{SEPARATOR}"))'


def at_least(span: Span, number: int) -> Condition:
    """The cell holds a number that reaches `number`; one without a number may."""
    there, reached = is_number(span), compared(span, f">={number}", lambda cells: cells >= number)
    return Condition(there * reached, ~(there * compared(span, f"<{number}", lambda cells: cells < number)))


def is_number(span: Span) -> Filled:
    """The cell holds a number or a day."""
    return Filled(f"ISNUMBER({span.range})", span.numeric)


def compared(span: Span, with_: str, compare: Callable[[NDArray[Any]], NDArray[Any]]) -> Filled:
    """How the cells compare; what it comes to is of use beside `is_number` alone."""
    return Filled(f"({span.range}{with_})", compare(span.numbers))


def some(terms: Sequence[Filled]) -> Filled:
    """Whether one of them, or another, is above 0."""
    formula = "+".join(term.formula for term in terms)
    return Filled(f"(({formula})>0)", np.any([term.values > 0 for term in terms], axis=0))


class Rows(Struct, frozen=True, dict=True):
    """A ledger at a date, for a criterion; `next_day` is the cell that holds the day after the month's end."""

    spans: Spans
    next_day: Filled
    id: str

    @cached_property
    def live(self) -> Condition:
        """Started by the month's end, and not ended by it."""
        there, before, after = self._dated(self.spans[START])
        live = self.all([Condition(there * before, ~(there * after)), self.not_by(END)])
        return self.columns("live", live)

    def _dated(self, span: Span) -> tuple[Filled, Filled, Filled]:
        """Whether the cells are days, and whether these are before the day after the month's end, or not."""
        (day,), cell = self.next_day.values, self.next_day.formula
        before = compared(span, f"<{cell}", lambda cells: cells < day)
        return is_number(span), before, compared(span, f">={cell}", lambda cells: cells >= day)

    @cached_property
    def recorded(self) -> Condition:
        terms, groups = self.spans.records, [list[Filled]()]
        for term in terms:
            if sum(len(each.formula) for each in groups[-1]) + len(term.formula) > MOST_TERMS:
                groups.append([])
            groups[-1].append(term)
        if len(groups) > 1:
            terms = [self.column(TITLES["step"], some(group)) for group in groups]
        record = terms[0] if len(terms) == 1 else some(terms)
        return Condition(record, record)

    # --- columns ---

    def column(self, title: str, array: Filled, otherwise: str = "0") -> Filled:
        said = say(title, sheet=Verbatim(self.spans.title), **({"id": Verbatim(self.id)} if "{id}" in title else {}))
        return self.spans.computed(said, array, otherwise)

    def columns(self, titles: str, condition: Condition) -> Condition:
        """A column for what is surely so, and one for what may be."""
        surely, maybe = TITLES[titles]
        return Condition(self.column(surely, condition.surely), self.column(maybe, condition.maybe))

    def all(self, conditions: Iterable[Condition]) -> Condition:
        each = list(conditions)
        return Condition(self.product([one.surely for one in each]), self.product([one.maybe for one in each]))

    def any(self, conditions: Iterable[Condition]) -> Condition:
        each = list(conditions)
        if len(each) == 1:
            return each[0]
        surely, maybe = (some(self._fitted([*side])) for side in zip(*((c.surely, c.maybe) for c in each), strict=True))
        return Condition(surely, maybe)

    def product(self, factors: Sequence[Filled]) -> Filled:
        fitted = self._fitted([factor for factor in factors if factor.formula != "1"])
        return reduce(mul, fitted) if fitted else ONE

    def _fitted(self, terms: list[Filled]) -> list[Filled]:
        """The terms, the longest of them in columns, so that they make no long formula."""
        while sum(len(term.formula) for term in terms) + len(terms) > MOST_TERMS:
            at = max(range(len(terms)), key=lambda i: len(terms[i].formula))
            if len(terms[at].formula) <= LEAST_TERM:
                break
            terms[at] = self.column(TITLES["step"], terms[at])
        return terms

    # --- dates and organisations ---

    def not_by(self, key: str) -> Condition:
        """A date that may be open is blank or after the month's end."""
        if key not in self.spans:
            return ALWAYS
        span = self.spans[key]
        there, before, after = self._dated(span)
        open_or_after = there * after
        surely = Filled(f'(({span.range}="")+{open_or_after.formula})', span.cells.says("") + open_or_after.values)
        return Condition(surely, ~(there * before))

    def position(self, column: str) -> str:
        """The number of each row of a column of ours, from 1."""
        return f"(ROW({column})-{self.spans.first - 1})"

    @cached_property
    def organisation(self) -> Filled | None:
        """The number of each row's organisation, in a column of ours; None where each row is one of its own."""
        spans, read = self.spans, self.spans.typed("organisation")
        coded = CODE in spans and bool(spans.ledger.filled.get(CODE))
        if not coded and len(read.few) == len(read):
            return None
        if not spans.organisation:
            title = say(TITLES["number"], sheet=Verbatim(spans.title))
            numbers, formula = self._organisations(coded=coded), ""
            if coded:
                codes = spans[CODE].range
                column = codes.rpartition(":")[0].rstrip("0123456789")
                formula = f'IF({column}{ROW}="",{VALUE},MATCH({column}{ROW},{codes},0))'
            cells = spans.copies.numbered(title, formula, spans.first, numbers)
            spans.organisation = Filled(cells, numbers[: spans.known])
        return spans.organisation

    def _organisations(self, *, coded: bool) -> NDArray[np.integer]:
        """Of each row the position of the organisation's first row, among those with a code where any has one."""
        spans, read = self.spans, self.spans.typed("organisation")
        at = np.array(spans.rows, dtype=int) - spans.first
        without = spans.typed(CODE).so(lambda code: not code) if coded else np.zeros(len(at), bool)
        order = np.lexsort((at, without))
        _, first, which = np.unique(read.codes[order], return_index=True, return_inverse=True)
        numbers = np.arange(1, spans.last - spans.first + 2)
        numbers[at[order]] = at[order][first][which] + 1
        return numbers

    def organisations(self, wanted: Sequence[Condition], refused: Sequence[Condition] = ()) -> Condition:
        """A column with 1 at each organisation's number of which live rows surely (or maybe) fulfil each condition.

        And of which none fulfils one of `refused`.
        """
        number = self.organisation
        if number is None:
            here = self.all([*wanted, *(~each for each in refused), self.live])
            return self.columns("counts", here)
        has = [self._holders(each, number) for each in wanted]
        has_not = [~self._holders(each, number) for each in refused]
        there = self.all([*has, *has_not])
        return self.columns("organisations", there)

    def first_of_each(self, condition: Condition, number: Filled) -> Filled:
        """A column with 1 in the first row of each organisation that surely fulfils the condition and is live."""
        held = self._held(condition, number).surely
        first = np.zeros(len(held.values), int)
        first[np.unique(held.values, return_index=True)[1]] = 1
        cells = held.formula
        formula = f"({cells}>0)*(MATCH({cells},{cells},0)={self.position(cells)})"
        return self.column(TITLES["first"], Filled(formula, first * (held.values > 0)))

    def _held(self, condition: Condition, number: Filled) -> Condition:
        here = self.all([condition, self.live, Condition(number, number)])
        return self.columns("holds", here)

    def _holders(self, condition: Condition, number: Filled) -> Condition:
        """Whether each number is that of an organisation with such a live row."""
        here = self._held(condition, number)
        return Condition(self._among(here.surely), self._among(here.maybe))

    def _among(self, numbers: Filled) -> Filled:
        """Whether the number of each row is among those of a column."""
        cells, positions = numbers.formula, np.arange(1, len(numbers.values) + 1)
        return Filled(f"ISNUMBER(MATCH({self.position(cells)},{cells},0))", np.isin(positions, numbers.values))
