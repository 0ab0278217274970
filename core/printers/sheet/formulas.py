"""Values → formulas that print the same text from the cells they rest on, with the text of today as their value.

No formula is longer than a reader can follow: what would make it so is put into a cell of its own, a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from string import Formatter
from typing import NamedTuple

from msgspec import field

from core.model import Outcome
from core.model.document import Cases, Coloured, Joined, Sentence, Value, Verbatim
from core.model.quantity import Judged, Quantity
from core.printers.sheet.figures import FigurePrinter, Part, literal

#: No formula of ours is longer, its “=” included.
LONGEST_FORMULA = 400
NO_TEXT = literal("")
#: Nothing is gained by a step for what is hardly longer than the reference to it.
LEAST_STEP = 45


class Piece(NamedTuple):
    """A text formula and its text of today; `fixed` where it is that text and follows no cell."""

    formula: str
    text: str
    fixed: bool = False


def _fixed(text: str) -> Piece:
    return Piece(literal(text), text, fixed=True)


class FormulaPrinter(FigurePrinter, frozen=True):
    """Prints values as text formulas, the figures in them from their cells."""

    #: By identity; each with its value, so that no other takes its place.
    _live: dict[int, tuple[Value, bool]] = field(default_factory=dict)

    def part(self, value: Value) -> Part | None:
        """The formula of a value and its text; None where nothing in it follows a cell."""
        if not self.is_live(value):
            return None
        formula, text, _fixed = self.expression(value)
        return Part(formula, text)

    def is_live(self, value: Value) -> bool:
        """Whether something in it follows a cell, which is looked for once a value."""
        found = self._live.get(id(value))
        if found is None:
            found = self._live[id(value)] = value, self._follows(value)
        return found[1]

    def _follows(self, value: Value) -> bool:
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
                return Piece(self.cell(value.key) or NO_TEXT if value.key else NO_TEXT, value.text)
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
        expression = NO_TEXT
        for outcome in Outcome:
            expression = f"IF({cell}={literal(outcome)},{literal(word(judged, outcome))},{expression})"
        return expression

    # --- one after another ---

    def _filled(self, message: str, **slots: Piece) -> Piece:
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
            elif piece.formula != NO_TEXT:
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
        if not between or piece.formula == NO_TEXT:
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
