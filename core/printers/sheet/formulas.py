"""Values → formulas that print the same text from the cells they rest on, with the text of today as their value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from string import Formatter
from typing import NamedTuple

from core.model import Outcome
from core.model.document import Cases, Coloured, Joined, Sentence, Value, Verbatim
from core.model.quantity import COUNTS, SHARE, TIMES, Form, Judged, Key, Measure, Quantity
from core.printers import numbers
from core.printers.numbers import DIFFERENCES, MOST_DECIMALS, Rounding, halves
from core.printers.text import NOTHING, TextPrinter

#: Excel refuses longer formulas, and longer texts inside one.
LONGEST_FORMULA, LONGEST_LITERAL = 8000, 250
ROUNDED = 12


class Part(NamedTuple):
    """A formula, without its “=”, and the value that a cell caches for it."""

    formula: str
    value: float | str


def literal(text: str) -> str:
    """A text inside a formula; a long one in pieces.

    >>> literal('a"b')
    '"a""b"'
    """
    pieces = [text[at : at + LONGEST_LITERAL] for at in range(0, len(text), LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


@dataclass(frozen=True, slots=True)
class FormulaPrinter:
    """Prints values as text formulas.

    `cell` gives the cell that computes a key, None where none does; `worded` the cell that holds a
    figure of it as text already, so that sentences need not print it anew.
    """

    text: TextPrinter
    cell: Callable[[Key], str | None]
    worded: Callable[[Quantity], str | None] = lambda _quantity: None

    def part(self, value: Value) -> Part | None:
        """The formula of a value and its text; None where nothing in it follows a cell, or it would be too long."""
        if not self.is_live(value):
            return None
        formula = self.expression(value)
        return Part(formula, self.text(value)) if len(formula) <= LONGEST_FORMULA else None

    def is_live(self, value: Value) -> bool:
        match value:
            case Quantity() | Judged() | Verbatim() | Cases():
                return value.key is not None and self.cell(value.key) is not None
            case Sentence():
                return any(map(self.is_live, value.slots.values()))
            case Joined():
                return any(map(self.is_live, value.parts))
            case Coloured():
                return self.is_live(value.wording)
        return False

    def expression(self, value: Value) -> str:
        if not self.is_live(value):
            return literal(self.text(value))
        match value:
            case Quantity():
                return self.worded(value) or self.quantity(value)
            case Judged():
                cell = self.cell(value.key) if value.key else None
                return self.by_outcome(cell, lambda outcome: self.text.judged(value, outcome))
            case Verbatim():
                return self.cell(value.key) or literal("") if value.key else literal("")
            case Sentence():
                slots = {name: self.expression(slot) for name, slot in value.slots.items()}
                return self._filled(self.text.message(value), **slots) or literal("")
            case Joined():
                return self._joined(value)
            case Coloured():
                return self.expression(value.wording)
            case Cases():
                return self._cases(value)
        raise TypeError(value)

    def _filled(self, message: str, **expressions: str) -> str:
        """A message with expressions in its slots; '' for an empty one."""
        pieces = []
        for words, slot, _spec, _conversion in Formatter().parse(message):
            pieces += [literal(words)] if words else []
            pieces += [expressions[slot]] if slot is not None else []
        return "&".join(pieces)

    def by_outcome(self, cell: str | None, word: Callable[[Outcome], str]) -> str:
        expression = literal("")
        for outcome in Outcome:
            expression = f"IF({cell}={literal(outcome.value)},{literal(word(outcome))},{expression})"
        return expression

    def _joined(self, joined: Joined) -> str:
        """The parts with what separates them; a wording that may be empty takes its separator with it."""
        between = self.text.separator(joined.by)
        shown = [expression for part in joined.parts if (expression := self._after(between, part)) != literal("")]
        return f"MID({'&'.join(shown)},{len(between) + 1},9999)" if between else "&".join(shown)

    def _after(self, between: str, value: Value) -> str:
        if isinstance(value, Cases) and self.is_live(value):
            return self._cases(value, between)
        expression = self.expression(value)
        if expression == literal("") or not between:
            return expression
        after = f"{literal(between)}&{expression}"
        return f'IF({expression}="","",{after})' if self._may_be_empty(value) else after

    def _may_be_empty(self, value: Value) -> bool:
        """Whether a list has nothing but wordings that may be empty."""
        if isinstance(value, Joined) and self.is_live(value):
            return all(isinstance(part, Cases) or self._may_be_empty(part) for part in value.parts)
        return self.expression(value) == literal("")

    def _cases(self, cases: Cases, between: str = "") -> str:
        cell = self.cell(cases.key)
        expression = self._after(between, cases.otherwise)
        for case in reversed(cases.cases):
            when = literal(case.when) if isinstance(case.when, str) else case.when
            holds = f"{cell}>0" if case.when == "positive" else f"{cell}={when}"
            expression = f"IF({holds},{self._after(between, case.wording)},{expression})"
        return expression

    def quantity(self, quantity: Quantity) -> str:
        """A figure with its unit, printed from its cell; a dash where the cell holds none."""
        assert quantity.key is not None
        cell = self.cell(quantity.key) or ""
        if quantity.key.measure in COUNTS:
            return cell
        each = self.text.rulebook.units[quantity.unit].each(self.text.language) if quantity.unit else 1
        known, cell = f"ISNUMBER({cell})", cell if each == 1 else f"ROUND({cell}*{each},0)"
        figure, unit = self._figure(quantity, cell), self._unit(quantity, cell)
        if quantity.form is Form.PACE:
            shown = figure if quantity.bare else self._pace(quantity, cell, unit)
        elif quantity.form is Form.GAP:
            shown = self._gap(figure + unit, cell)
        elif quantity.form is Form.VALUE and not quantity.bare and quantity.key.measure is Measure.VALUE:
            shown = self._lower_bound(figure + unit, quantity.key)
        else:
            shown = figure + unit
        return f"IF({known},{shown},{literal(NOTHING)})"

    def _pace(self, pace: Quantity, cell: str, unit: str) -> str:
        words = self.text.words
        around = zip(*(numbers.halves(words(message)) for message in numbers.PACES[pace.unit == SHARE]), strict=True)
        before, after = (
            literal(rises) if rises == falls else f"IF({cell}<0,{literal(falls)},{literal(rises)})"
            for rises, falls in around
        )
        monthly = f"{before}&{self._figure(pace, f'ABS({cell})')}{unit}&{after}"
        if pace.unit in (SHARE, TIMES):
            return monthly
        slow = self._filled(
            words("about 1{unit} every {n} months"), unit=self._unit_of(pace, 1), n=f"INT(1/{cell}+0.5)"
        )
        return f"IF(AND({cell}>0,{cell}<{numbers.SLOW.numerator}/{numbers.SLOW.denominator}),{slow},{monthly})"

    def _unit_of(self, quantity: Quantity, n: int) -> str:
        return literal(numbers.unit_word(replace(quantity, value=Fraction(n)), self.text.rulebook, self.text.language))

    def _lower_bound(self, shown: str, key: Key) -> str:
        missing = self.cell(Key(key.subject, Measure.MISSING))
        if missing is None:
            return shown
        before, after = halves(self.text.words("at least {value}"))
        return f'IF({missing}>0,{literal(before)},"")&{shown}&IF({missing}>0,{literal(after)},"")'

    def _gap(self, shown: str, cell: str) -> str:
        around = [tuple(map(literal, halves(self.text.words(numbers.GAPS[sign])))) for sign in (-1, 1)]
        short, over = (f"{before}&{shown}&{after}" for before, after in around)
        return f"IF(ROUND({cell},{ROUNDED})=0,{literal(self.text.words(numbers.GAPS[0]))},IF({cell}<0,{short},{over}))"

    def _figure(self, quantity: Quantity, cell: str) -> str:
        """The rounded figure, as `numbers.shown` rounds it."""
        unit, form, rule = quantity.unit, quantity.form, numbers.rounding_of(quantity.unit, quantity.form)
        if form is Form.POINTS:
            return f'TEXT(ROUND({cell},1),"0.0")'
        size = f"ABS({cell})" if form in (Form.DIFFERENCE, Form.GAP) else cell
        size = f"{size}*100" if unit == SHARE and form in (*DIFFERENCES, Form.THRESHOLD) else size
        size = size if size == cell else f"ROUND({size},{ROUNDED})"
        figure = self._rounded(size, rule, quantity.beside, percent=unit == SHARE and size == cell)
        if form is Form.PACE and unit != TIMES:
            figure = f"IF(ABS({size})<1,{self._rounded(size, replace(rule, least=2))},{figure})"
        if rule.whole:
            figure = f'IF({size}=INT({size}),TEXT({size},"#,##0"),{figure})'
        return f'{figure}&"%"' if unit == SHARE and form is Form.THRESHOLD else figure

    def _rounded(self, size: str, rule: Rounding, bar: Fraction | None = None, *, percent: bool = False) -> str:
        """A size with as many decimals as keep it on its side of the threshold, or show that it is not 0.

        ROUND stands inside TEXT: alone, TEXT rounds 8.65 % by its binary digits in one program and by its
        decimal ones in another.
        """
        more, at = 2 if percent else 0, f"{float(bar or 0):.15g}"

        def text(places: int, figure: str) -> str:
            return f'TEXT({figure},"{numbers.cell_format(places, percent=percent)}")'

        if rule.keeps is None or (rule.keeps == "side" and bar is None):
            return text(rule.least, f"ROUND({size},{rule.least + more})")
        side = rule.keeps == "side"
        shown = text(MOST_DECIMALS, f"ROUNDDOWN({size},{MOST_DECIMALS + more})" if side else size)
        for places in reversed(rule.ladder):
            figure = f"ROUND({size},{places + more})"
            kept = f"({figure}>={at})=({size}>={at})" if side else f"OR({figure}<>0,{size}=0)"
            shown = f"IF({kept},{text(places, figure)},{shown})"
        return shown

    def _unit(self, quantity: Quantity, cell: str) -> str:
        if quantity.bare or not quantity.unit:
            return ""
        if quantity.unit == SHARE:
            if quantity.form not in (Form.DIFFERENCE, Form.GAP):
                return ""
            return "&" + literal(halves(self.text.words("{points} points"))[1])
        one, many = self._unit_of(quantity, 1), self._unit_of(quantity, 2)
        return f"&{many}" if many == one else f"&IF(ABS({cell})=1,{one},{many})"
