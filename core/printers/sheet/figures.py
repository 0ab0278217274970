"""A figure → the formula that prints it, with its unit, from the cell that holds it, as `numbers.quantity_text` does."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from core.model.quantity import COUNTS, MONTHLY, SHARE, TIMES, Form, Judged, Key, Measure, Quantity
from core.printers import numbers
from core.printers.numbers import DIFFERENCES, FAST, LEAST, MOST_DECIMALS, halves
from core.printers.text import NOTHING, TextPrinter

#: A text inside a formula that Excel refuses is cut in pieces.
LONGEST_LITERAL = 250
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
    if len(text) > LONGEST_LITERAL:
        return "&".join(literal(text[at : at + LONGEST_LITERAL]) for at in range(0, len(text), LONGEST_LITERAL))
    return '"' + text.replace('"', '""') + '"'


def round_up(size: str) -> str:
    """The next whole number, unless the figure is whole but for what a spreadsheet's arithmetic adds."""
    return f"ROUNDUP(ROUND({size},{MOST_DECIMALS}),0)"


def no_step(_what: Part | str) -> str:
    """Where nothing follows cells, nothing is long."""
    raise NotImplementedError


class FigurePrinter(Struct, frozen=True):
    """Prints figures as text formulas.

    `cell` gives the cell that computes a key, None where none does; `worded` the cell that holds a
    figure or an outcome as text already, so that sentences need not print it anew; `places` the cell with the
    number of a figure's decimals.  `step` puts a part of a long formula, or a long text in one, into a cell of its own.
    """

    text: TextPrinter
    cell: Callable[[Key], str | None]
    worded: Callable[[Quantity | Judged], str | None] = lambda _value: None
    places: Callable[[Quantity], str | None] = lambda _quantity: None
    step: Callable[[Part | str], str] = no_step

    def quantity(self, quantity: Quantity) -> str:
        """A figure with its unit, printed from its cell; a dash where the cell holds none."""
        assert quantity.key is not None
        cell = self.cell(quantity.key) or ""
        if quantity.key.measure in COUNTS:
            return cell
        known, cell = f"ISNUMBER({cell})", self._in_its_unit(cell, quantity)
        unit = self._unit(quantity, cell)
        if quantity.form in MONTHLY and not quantity.bare:
            return f"IF({known},{self._pace(quantity, cell, unit)},{literal(NOTHING)})"
        figure = self._figure(quantity, cell)
        if quantity.form is Form.GAP:
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
        slow = words("about 1{unit} every {n} months").format(unit=self._unit_of(pace, 1), n="{n}")
        start, end = map(literal, halves(slow))
        slow = f"{start}&INT(1/{cell}+0.5)&{end}"
        return f"IF(AND({cell}>0,{cell}<{numbers.SLOW.numerator}/{numbers.SLOW.denominator}),{slow},{monthly})"

    def _unit_of(self, quantity: Quantity, n: int) -> str:
        return numbers.unit_word(replace(quantity, value=Fraction(n)), self.text.rulebook, self.text.language)

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
        """The rounded figure, as `numbers.shown` rounds it.

        ROUND stands inside FIXED and TEXT: alone, they round 8.65 % by its binary digits in one program and by its
        decimal ones in another.
        """
        form, rule = quantity.form, numbers.rounding_of(quantity.unit, quantity.form)
        if form is Form.POINTS:
            return f'TEXT(ROUND({cell},1),"0.0")'
        size, percent = self._size(quantity, cell)
        more = 2 if percent else 0
        if _keeps(quantity):
            places = self.places(quantity) or self.step(self.decimals(quantity))
            figure = f"ROUND({size},{places}{f'+{more}' if more else ''})"
            if rule.keeps == "side":
                figure = f"IF({places}={MOST_DECIMALS},ROUNDDOWN({size},{MOST_DECIMALS + more}),{figure})"
            if form is Form.NEEDED and quantity.unit not in LEAST:
                figure = f"IF({places}=0,{round_up(size)},{figure})"
            return f'FIXED({figure}*100,{places})&"%"' if percent else f"FIXED({figure},{places})"
        figure = f'TEXT(ROUND({size},{rule.least + more}),"{numbers.cell_format(rule.least, percent=percent)}")'
        if rule.whole:
            figure = f'IF({size}=INT({size}),TEXT({size},"#,##0"),{figure})'
        return f'{figure}&"%"' if quantity.unit == SHARE and form is Form.THRESHOLD else figure

    def _size(self, quantity: Quantity, cell: str) -> tuple[str, bool]:
        """What is rounded, and whether it is a share that is yet to be made a percentage."""
        unit, form = quantity.unit, quantity.form
        size = f"ABS({cell})" if form in (Form.DIFFERENCE, Form.GAP) else cell
        size = f"{size}*100" if unit == SHARE and form in (*DIFFERENCES, Form.THRESHOLD) else size
        return (cell, unit == SHARE) if size == cell else (f"ROUND({size},{ROUNDED})", False)

    def decimals(self, quantity: Quantity) -> Part:
        """How many decimals keep a figure on its side of the threshold, or show that it is not 0; a dash without it."""
        number = (self.cell(quantity.key) if quantity.key else None) or ""
        cell, rule = self._in_its_unit(number, quantity), numbers.rounding_of(quantity.unit, quantity.form)
        size, percent = self._size(quantity, f"ABS({cell})" if quantity.form in MONTHLY else cell)
        is_pace, places = quantity.form in MONTHLY and quantity.unit != TIMES, str(MOST_DECIMALS)
        for n in reversed(replace(rule, least=2).ladder if is_pace else rule.ladder):
            bar, more = f"{float(quantity.beside or 0):.15g}", n + (2 if percent else 0)
            kept = f"(ROUND({size},{more})>={bar})=({size}>={bar})"
            places = f"IF({kept if rule.keeps == 'side' else f'OR(ROUND({size},{n})<>0,{size}=0)'},{n},{places})"
        places = f"IF({size}>=1,{rule.least},{places})" if is_pace else places
        if is_pace and quantity.unit not in LEAST:
            places = f"IF(ROUND({size},1)>={FAST},0,{places})"
        if rule.whole:  # as is what is in a smaller unit of the language's own
            places = f"IF({size}=INT({size}),0,{places})" if cell == number else "0"
        shown = numbers.shown(numbers.in_own_unit(quantity, self.text.rulebook, self.text.language))
        return Part(f"IF(ISNUMBER({number}),{places},{literal(NOTHING)})", shown.places if quantity.known else NOTHING)

    def _in_its_unit(self, cell: str, quantity: Quantity) -> str:
        """The cell of a figure, times what makes it one of the language's own unit."""
        each = self.text.rulebook.units[quantity.unit].each(self.text.language) if quantity.unit else 1
        if each == 1:
            return cell
        size = f"{cell}*{each}"
        return round_up(size) if quantity.form is Form.NEEDED else f"ROUND({size},0)"

    def _unit(self, quantity: Quantity, cell: str) -> str:
        if quantity.bare or not quantity.unit:
            return ""
        if quantity.unit == SHARE:
            if quantity.form not in (Form.DIFFERENCE, Form.GAP):
                return ""
            return "&" + literal(halves(self.text.words("{points} points"))[1])
        one, many = (literal(self._unit_of(quantity, n)) for n in (1, 2))
        return f"&{many}" if many == one else f"&IF(ABS({cell})=1,{one},{many})"


def _keeps(quantity: Quantity) -> bool:
    """Whether a figure has as many decimals as it needs."""
    keeps = numbers.rounding_of(quantity.unit, quantity.form).keeps
    return keeps == "size" or (keeps == "side" and quantity.beside is not None)
