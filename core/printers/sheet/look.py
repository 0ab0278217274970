"""Fonts, colours and formats of our sheets; every cell names its own, since a file may have no theme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.compiled import tables
from core.model import Outcome, Status
from core.printers.palette import LIGHT
from core.printers.sheet.figures import Part
from core.printers.sheet.xml import number

FONT = "Microsoft YaHei"
SIZE = 9
DEFAULT_FORMAT = {"font_name": FONT, "font_size": SIZE, "font_color": LIGHT.ink}
THIN = 1


class Layer(dict[str, Any]):
    """Properties of a format that belong together, told apart from other layers without looking into them."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # no dict has one
    __eq__ = object.__eq__
    __ne__ = object.__ne__


BODY = Layer(border=THIN, border_color=LIGHT.line, text_wrap=True, valign="top")
HEADER = Layer(BODY, bold=True, bg_color=LIGHT.track, align="center", valign="vcenter")
LINK = Layer(font_color=LIGHT.action, underline=1)

LONGEST_TEXT = 32_000
LINE_HEIGHT = 1.4
LETTERS_PER_WIDTH = 1.1  # a column's width is counted in digits of a larger font
#: What a line is made of: words with the space behind them, runs of wide letters, anything else.
_PIECES = re.compile(r"[!-~]+ ?|[^\x00-\x7f]+|.")
WIDE = 2


class OutcomeLook(Struct, frozen=True):
    """How an outcome looks in a cell: a mark that stays in grey print, and the colours."""

    mark: str
    cell: Layer
    text_colour: str


def _look(mark: str, ground: str, ink: str, elsewhere: str, *bold: str) -> OutcomeLook:
    ground, ink, elsewhere = (getattr(LIGHT, name) for name in (ground, ink, elsewhere))
    return OutcomeLook(mark, Layer(bg_color=ground, font_color=ink, **dict.fromkeys(bold, True)), elsewhere)


_LOOKS = tables(Path(__file__).with_suffix(".toml"))
OUTCOMES = {Outcome(outcome): _look(*look) for outcome, look in _LOOKS["outcomes"].items()}
STATUSES = {Status(status): _look(*look) for status, look in _LOOKS["statuses"].items()}


class Look:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[object, ...], Format] = {}

    def __call__(self, *layers: Layer, **properties: Any) -> Format:
        """The format with these properties, later ones first."""
        asked = (*layers, *properties.items())
        if asked not in self._asked:
            merged: dict[str, Any] = dict(DEFAULT_FORMAT)
            for layer in (*layers, properties):
                merged |= layer
            self._asked[asked] = self.change(merged)
        return self._asked[asked]

    def change(self, properties: Mapping[str, Any]) -> Format:
        """A format with no more than these properties, as a conditional rule needs it."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(properties))
        return self._made[key]


def write_value(sheet: Worksheet, row: int, column: int, what: Part | float | str | None, look: Format) -> None:
    """A formula with its value, a number, or text as text, cut past what a cell holds; the format alone for None."""
    if isinstance(what, str) and len(what) > LONGEST_TEXT:
        what = what[:LONGEST_TEXT] + "…"
    sheet.table[row][column] = number(look), what


@lru_cache(maxsize=4096)
def lines(text: str, width: float) -> int:
    """How many lines text takes where `width` letters fit; a Chinese character is as wide as two.

    Words are kept whole, as spreadsheet programs do; Chinese breaks anywhere.  Whoever asks forgets the
    answers (`lines.cache_clear`) when a workbook is done, since they hold the sender's texts.

    >>> lines("达标", 4), lines("达标了", 4), lines("not met", 4)
    (1, 2, 2)
    """
    return sum(_lines_of_paragraph(paragraph, width) for paragraph in text.split("\n"))


def _lines_of_paragraph(paragraph: str, width: float) -> int:
    if letters(paragraph) <= width:
        return 1
    count, used = 1, 0.0
    for piece in _PIECES.findall(paragraph):
        if not piece.isascii():  # a run of wide letters, which breaks anywhere
            beyond = len(piece) - int((width - used) // WIDE)
            if beyond <= 0:
                used += WIDE * len(piece)
            else:
                a_line = int(width // WIDE)
                count, used = count + -(-beyond // a_line), WIDE * ((beyond - 1) % a_line + 1)
            continue
        if used and used + len(piece) - (piece[-1] == " ") > width:
            count, used = count + 1, 0.0
        used += len(piece)
        while used > width:
            count, used = count + 1, used - width
    return count


def letters(text: str) -> int:
    """Everything but ASCII counts as wide: too much rather than too little room for what is not Chinese."""
    return len(text) if text.isascii() else WIDE * len(text) - len(text.encode("ascii", "ignore"))


def width_of(text: str) -> float:
    """The width in the sheet's measure that text on one line needs, a little more for bold."""
    return letters(text) * 1.05


def height(text: str, width: float, size: float = SIZE) -> float:
    """The height in points of a row whose cell, `width` wide in the sheet's measure, holds the text."""
    return lines(text, width * LETTERS_PER_WIDTH * SIZE / size) * size * LINE_HEIGHT + 8
