"""Values → formulas that print the same text from the cells they rest on, with the text of today as their value.

No formula is longer than a reader can follow: what would make it so is put into a cell of its own, a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from string import Formatter
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from core.model import Outcome
from core.model.document import Cases, Coloured, Joined, Sentence, Value, Verbatim
from core.model.quantity import COUNTS, SHARE, TIMES, Form, Judged, Key, Measure, Quantity
from core.printers import numbers
from core.printers.numbers import DIFFERENCES, MOST_DECIMALS, halves
from core.printers.text import NOTHING, TextPrinter

#: No formula of ours is longer, its “=” included; a text inside one that Excel refuses is cut in pieces.
LONGEST_FORMULA, LONGEST_LITERAL = 400, 250
#: Nothing is gained by a step for what is hardly longer than the reference to it.
LEAST_STEP = 45
ROUNDED = 12


class Part(NamedTuple):
    """A formula, without its “=”, and the value that a cell caches for it."""

    formula: str
    value: float | str


class Piece(NamedTuple):
    """A text formula and its text of today; `fixed` where it is that text and follows no cell."""

    formula: str
    text: str
    fixed: bool = False


def literal(text: str) -> str:
    """A text inside a formula; a long one in pieces.

    >>> literal('a"b')
    '"a""b"'
    """
    pieces = [text[at : at + LONGEST_LITERAL] for at in range(0, len(text), LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _fixed(text: str) -> Piece:
    return Piece(literal(text), text, fixed=True)


def no_step(_what: Part | str) -> str:
    """Where nothing follows cells, nothing is long."""
    raise NotImplementedError


class FormulaPrinter(Struct, frozen=True):
    """Prints values as text formulas.

    `cell` gives the cell that computes a key, None where none does; `worded` the cell that holds a
    figure or an outcome as text already, so that sentences need not print it anew; `places` the cell with the
    number of a figure's decimals.  `step` puts a part of a long formula, or a long text in one, into a cell of its own.
    """

    text: TextPrinter
    cell: Callable[[Key], str | None]
    worded: Callable[[Quantity | Judged], str | None] = lambda _value: None
    places: Callable[[Quantity], str | None] = lambda _quantity: None
    step: Callable[[Part | str], str] = no_step

    def part(self, value: Value) -> Part | None:
        """The formula of a value and its text; None where nothing in it follows a cell."""
        if not self.is_live(value):
            return None
        formula, text, _fixed = self.expression(value)
        return Part(formula, text)

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

    def expression(self, value: Value) -> Piece:
        if not self.is_live(value):
            return _fixed(self.text(value))
        match value:
            case Quantity():
                return Piece(self.worded(value) or self.quantity(value), self.text(value))
            case Judged():
                return Piece(self.worded(value) or self.by_outcome(value, self.text.judged), self.text(value))
            case Verbatim():
                return Piece(self.cell(value.key) or literal("") if value.key else literal(""), value.text)
            case Sentence():
                slots = {name: self.expression(slot) for name, slot in value.slots.items()}
                return self._filled(self.text.message(value), **slots)
            case Joined():
                return self._joined(value)
            case Coloured():
                return self.expression(value.wording)
            case Cases():
                return self._cases(value)
        raise TypeError(value)

    def by_outcome(self, judged: Judged, word: Callable[[Judged, Outcome], str]) -> str:
        """The word for whatever outcome the cell has."""
        cell = self.cell(judged.key) if judged.key else None
        expression = literal("")
        for outcome in Outcome:
            expression = f"IF({cell}={literal(outcome.value)},{literal(word(judged, outcome))},{expression})"
        return expression

    # --- one after another ---

    def _filled(self, message: str, **slots: Piece) -> Piece:
        """A message with pieces in its slots."""
        pieces = []
        for words, slot, _spec, _conversion in Formatter().parse(message):
            pieces += [_fixed(words)] if words else []
            pieces += [slots[slot]] if slot is not None else []
        return self._after_one_another(pieces)

    def _after_one_another(self, pieces: Iterable[Piece], around: int = 0) -> Piece:
        """The pieces as one, in a formula that leaves room for so many letters around it."""
        found: list[Piece] = []
        for piece in pieces:
            if found and found[-1].fixed and piece.fixed:
                found[-1] = _fixed(found[-1].text + piece.text)
            elif piece.formula != literal(""):
                found.append(piece)
        if len(found) < 2:
            return found[0] if found else _fixed("")
        text = "".join(piece.text for piece in found)
        found = self._fitted(found, around + len(found))
        formula = "&".join(piece.formula for piece in found)
        if len(formula) + around < LONGEST_FORMULA:
            return Piece(formula, text)
        halved = (found[: len(found) // 2], found[len(found) // 2 :])
        return self._after_one_another([self._in_a_step(self._after_one_another(half)) for half in halved])

    def _fitted(self, pieces: Sequence[Piece], beside: int) -> list[Piece]:
        """The pieces, the longest of them in steps, so that they and what is beside them make no long formula.

        What follows cells goes first: words are read where they stand.
        """
        found = list(pieces)
        while sum(len(piece.formula) for piece in found) + beside >= LONGEST_FORMULA:
            long = [i for i, piece in enumerate(found) if len(piece.formula) > LEAST_STEP]
            if not long:
                break
            at = max(long, key=lambda i: (not found[i].fixed, len(found[i].formula)))
            found[at] = self._in_a_step(found[at])
        return found

    def _in_a_step(self, piece: Piece) -> Piece:
        return Piece(self.step(piece.text if piece.fixed else Part(piece.formula, piece.text)), piece.text)

    def _joined(self, joined: Joined) -> Piece:
        """The parts with what separates them; a wording that may be empty takes its separator with it."""
        between = self.text.separator(joined.by)
        parts = [part for part in joined.parts if self.is_live(part) or self.text(part)]
        if not between or not self._may_be_empty(parts[0]):
            return self._after_one_another(
                [self.expression(parts[0]), *(self._after(between, part) for part in parts[1:])]
            )
        around = f"MID(,{len(between) + 1},9999)"
        shown = self._after_one_another([self._after(between, part) for part in parts], len(around))
        return Piece(around.replace("(", f"({shown.formula}", 1), shown.text[len(between) :])

    def _after(self, between: str, value: Value) -> Piece:
        if isinstance(value, Cases) and self.is_live(value):
            return self._cases(value, between)
        piece = self.expression(value)
        if not between or piece.formula == literal(""):
            return piece
        if not self._may_be_empty(value):
            return self._after_one_another([_fixed(between), piece])
        if 2 * len(piece.formula) + LEAST_STEP > LONGEST_FORMULA:
            piece = self._in_a_step(piece)
        after = f"{literal(between)}&{piece.formula}"
        return Piece(f'IF({piece.formula}="","",{after})', between + piece.text if piece.text else "")

    def _may_be_empty(self, value: Value) -> bool:
        """Whether a list has nothing but wordings that may be empty."""
        if isinstance(value, Joined) and self.is_live(value):
            return all(isinstance(part, Cases) or self._may_be_empty(part) for part in value.parts)
        return isinstance(value, Cases) if self.is_live(value) else not self.text(value)

    def _cases(self, cases: Cases, between: str = "") -> Piece:
        cell, now = self.cell(cases.key), self.text(cases.now)
        conditions = []
        for case in cases.cases:
            when = literal(case.when) if isinstance(case.when, str) else case.when
            conditions.append(f"{cell}>0" if case.when == "positive" else f"{cell}={when}")
        wordings = [*(case.wording for case in cases.cases), cases.otherwise]
        beside = sum(len(f"IF({condition},,)") for condition in conditions)
        *pieces, last = self._fitted([self._after(between, wording) for wording in wordings], beside)
        formula = last.formula
        for condition, piece in reversed([*zip(conditions, pieces, strict=True)]):
            formula = f"IF({condition},{piece.formula},{formula})"
        return Piece(formula, between + now if now else "")

    # --- figures ---

    def quantity(self, quantity: Quantity) -> str:
        """A figure with its unit, printed from its cell; a dash where the cell holds none."""
        assert quantity.key is not None
        cell = self.cell(quantity.key) or ""
        if quantity.key.measure in COUNTS:
            return cell
        known, cell = f"ISNUMBER({cell})", self._in_its_unit(cell, quantity)
        unit = self._unit(quantity, cell)
        if quantity.form is Form.PACE and not quantity.bare:
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
        one, n = _fixed(self._unit_of(pace, 1)), Piece(f"INT(1/{cell}+0.5)", "")
        slow = self._filled(words("about 1{unit} every {n} months"), unit=one, n=n).formula
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
        size, percent = self._size(quantity, f"ABS({cell})" if quantity.form is Form.PACE else cell)
        is_pace, places = quantity.form is Form.PACE and quantity.unit != TIMES, str(MOST_DECIMALS)
        for n in reversed(replace(rule, least=2).ladder if is_pace else rule.ladder):
            bar, more = f"{float(quantity.beside or 0):.15g}", n + (2 if percent else 0)
            kept = f"(ROUND({size},{more})>={bar})=({size}>={bar})"
            places = f"IF({kept if rule.keeps == 'side' else f'OR(ROUND({size},{n})<>0,{size}=0)'},{n},{places})"
        places = f"IF({size}>=1,{rule.least},{places})" if is_pace else places
        if rule.whole:  # as is what is in a smaller unit of the language's own
            places = f"IF({size}=INT({size}),0,{places})" if cell == number else "0"
        shown = numbers.shown(numbers.in_own_unit(quantity, self.text.rulebook, self.text.language))
        return Part(f"IF(ISNUMBER({number}),{places},{literal(NOTHING)})", shown.places if quantity.known else NOTHING)

    def _in_its_unit(self, cell: str, quantity: Quantity) -> str:
        """The cell of a figure, times what makes it one of the language's own unit."""
        each = self.text.rulebook.units[quantity.unit].each(self.text.language) if quantity.unit else 1
        return cell if each == 1 else f"ROUND({cell}*{each},0)"

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
