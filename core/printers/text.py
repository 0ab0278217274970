"""Values → plain text in a language: what every other printer prints its words with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Self

from msgspec import Struct, field

from core.documents.texts import WORDS
from core.i18n import Language, Words, words
from core.model import Assessment, Layout, Month, Outcome, Place, Profile, Reason, Rulebook, Severity, Status, Text
from core.model.document import Capitalised, Cases, Cells, Coloured, Joined, Linked, Sentence, Value, Verbatim
from core.model.quantity import Judged, Probability, Quantity
from core.printers import addresses
from core.printers.addresses import NO_LAYOUT
from core.printers.numbers import month_text, probability_percent, quantity_text

NOTHING = "—"
#: What is between values one after another: in other languages, in Chinese.
SEPARATORS = {
    "list": (", ", "、"),
    "commas": (", ", "，"),
    "clauses": ("; ", "；"),
    "sentences": (" ", ""),
    "lines": ("\n", "\n"),
    "dots": (" · ", " · "),
    "spaces": ("   ", "　"),
    "nothing": ("", ""),
}
#: What XML 1.0 forbids, and the marks that turn the direction of the text after them.
_CONTROLS = (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_DIRECTIONS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_FORBIDDEN = dict.fromkeys((*_CONTROLS, *_DIRECTIONS))


def plain(text: str, longest: int | None = None) -> str:
    r"""One line of the sender's text without what a file cannot hold, cut where it is longer than `longest`.

    >>> plain("a\x00b\n c"), plain("供应链协同", 3)
    ('ab c', '供应…')
    """
    clean = " ".join(text.translate(_FORBIDDEN).split())
    return clean if longest is None or len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def listed(texts: Iterable[str], language: str) -> str:
    return SEPARATORS["list"][language == Language.ZH].join(texts)


class TextPrinter(Struct, frozen=True):
    """Prints values as text; the rulebook gives the words for units and types, the layout tells where places are."""

    language: str
    rulebook: Rulebook
    layout: Layout = NO_LAYOUT

    @classmethod
    def of(cls, a: Assessment, language: str) -> Self:
        """The printer of a judgement: with its rulebook, and the layout of its workbook."""
        return cls(language, a.rulebook, a.submission.layout)

    @property
    def words(self) -> Words:
        return words(self.language)

    def __call__(self, value: Value) -> str:
        """The value as text; a dash for None."""
        match value:
            case None:
                return NOTHING
            case Verbatim():
                return value.text
            case Sentence():
                return self.message(value).format(**{name: self(slot) for name, slot in value.slots.items()})
            case Joined():
                return self.separator(value.by).join(text for text in map(self, value.parts) if text)
            case Quantity():
                return quantity_text(value, self.rulebook, self.language) if value.known else NOTHING
            case Text():
                return value.in_(self.language)
            case Judged():
                return self.judged(value)
            case Cases():
                return self(value.now)
            case Coloured() | Linked():
                return self(value.wording)
            case Capitalised():
                text = self(value.wording)
                return text[:1].upper() + text[1:]
            case Cells():
                return self.separator(value.by).join(self.by_sheet(value.places))
            case Probability():
                return self.words("about {percent}%").format(percent=probability_percent(value))
            case Month():
                return month_text(value, self.language)
            case Status() | Reason() | Severity():
                return self.words(WORDS[type(value).__name__.lower()][value])
            case Profile():
                return self.rulebook.profiles[value].label.in_(self.language)
            case date():
                return value.isoformat()
            case Decimal():
                return f"{value.normalize():,f}"
            case Place():
                return addresses.address(value, self.layout)

    def by_sheet(self, places: Sequence[Place]) -> list[str]:
        """The addresses of cells with each sheet named once: 产品应用台账!B2:B77、C2:C77."""
        cells: dict[str, list[str]] = {}
        tables = [place for place in places if self.layout.table(place)]
        for place in places:
            if place not in tables:
                cells.setdefault(addresses.sheet(place, self.layout), []).append(addresses.cells(place, self.layout))
        named = [addresses.on_sheet(sheet, listed(within, self.language)) for sheet, within in cells.items()]
        return [*addresses.addresses(tables, self.layout), *named]

    def pieces(self, value: Value) -> Iterator[tuple[str, Outcome | None]]:
        """The text in pieces, each with the outcome whose colour it has."""
        match value:
            case Coloured():
                yield self(value.wording), value.outcome
            case Cases():
                yield from self.pieces(value.now)
            case Joined():
                parts = [list(self.pieces(part)) for part in value.parts]
                for at, pieces in enumerate(each for each in parts if any(text for text, _outcome in each)):
                    yield from [(self.separator(value.by), None), *pieces] if at else pieces
            case Sentence():
                for words, slot, _spec, _conversion in Formatter().parse(self.message(value)):
                    yield from [(words, None)] if words else []
                    yield from self.pieces(value.slots[slot]) if slot is not None else []
            case _:
                yield self(value), None

    def message(self, sentence: Sentence) -> str:
        """The sentence's message in the language, its slots still open."""
        if sentence.plural and sentence.count is not None:
            return self.words.plural(sentence.message, sentence.plural, sentence.count)
        return self.words(sentence.message)

    def judged(self, judged: Judged, outcome: Outcome | None = None) -> str:
        """The word for an outcome; where one is given, for that one at the same place."""
        word = self.outcome(outcome or judged.outcome, over=judged.over)
        return word.lower() if judged.inside else word

    def outcome(self, outcome: Outcome, *, over: bool) -> str:
        """The word for an outcome; `over` once the pilot has ended."""
        return self.words(WORDS["outcome"]["missed" if over and outcome is Outcome.NOT_MET else outcome])

    def separator(self, by: str) -> str:
        return SEPARATORS[by][self.language == Language.ZH]


class PrintedOnce(TextPrinter, frozen=True):
    """Prints each value once, for the surfaces of one workbook, which ask for the text of most of them again."""

    #: By identity; each with its value, so that no other takes its place.
    _texts: dict[int, tuple[Value, str]] = field(default_factory=dict)

    def __call__(self, value: Value) -> str:
        found = self._texts.get(id(value))
        if found is None:
            found = self._texts[id(value)] = value, super().__call__(value)
        return found[1]
