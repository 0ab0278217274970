"""Colours, fonts, widths and number formats of the template."""

from __future__ import annotations

import math
import unicodedata
from typing import Literal

from msgspec import Struct

from core.model import Column

FONT = "Microsoft YaHei"
INK, MUTED, LINE, TRACK, BLUE, PAPER = "1F2933", "5F6B7A", "DFE4EA", "EEF1F5", "2457A6", "FFFFFF"
#: Cells that wait for content.
INPUT = "F3F7FD"
#: Background and colour of a header, by what is asked; those of the others, which the sender leaves alone.
HEADS, QUIET = {"required": (BLUE, PAPER), "optional": ("DCE7F6", BLUE)}, (TRACK, MUTED)
#: Cells of the month to fill in next, cells that could not be used, cells with a question.
WAITING, ERROR, QUESTION = "DDF2E4", "F9D9D4", "FFF0C7"

NUMBER_FORMATS = {"count": "#,##0", "number": "#,##0.00", "percent": "0.00", "date": "yyyy-mm-dd"}
MONTH_FORMATS = {"zh": 'yyyy"年"m"月"', "en": "mmm yyyy"}
WIDTHS = {"text": 22.0, "names": 24.0, "choices": 24.0, "id": 11.0, "date": 15.0, "month": 13.0, "flag": 13.0}
WIDEST = {"name": 30.0, "element": 50.0, "indicator": 36.0, "evidence": 40.0, "threshold": 22.0}
WIDEST |= dict.fromkeys(("note", "review_note"), 28.0)
OWN_WIDTH = 20.0
#: Excel shows no row higher than this.
LINE_HEIGHT, TALLEST = 15.5, 409.0


class CellStyle(Struct, frozen=True):
    """How a cell looks; `typed` is the type of its column, `locked` cells are the template's.

    Text wraps in the middle of its row.  `lines` are those around the cell, or below it alone.
    """

    background: str | None = None
    colour: str = INK
    across: str = "left"
    format: str = "General"
    typed: str = "text"
    locked: bool = True
    size: float = 10
    bold: bool = False
    lines: Literal["around", "below", "none"] = "around"


def number_format(column: Column, language: str) -> str:
    """The number format of a column; text stays text, so that codes keep their digits."""
    if column.type == "month":
        return MONTH_FORMATS.get(language, MONTH_FORMATS["en"])
    return NUMBER_FORMATS.get(column.type, "@")


def width(column: Column, header: str) -> float:
    """The width of a column in characters: by what it holds, and wider where its header is long."""
    least = WIDEST.get(column.key, WIDTHS.get(column.type, 14.0))
    return max(least, min(20.0, units(header.split("\n")[0]) / 2 + 3))


def units(text: str) -> float:
    """How wide a line of text is, in characters of the font: a Chinese one counts for about two."""
    return sum(1.9 if unicodedata.east_asian_width(character) in "WF" else 0.92 for character in text)


def lines(text: str, width: float) -> int:
    """How many lines the text takes in a column of that width."""
    return sum(max(1, math.ceil(units(part) / max(1.0, width - 1.6))) for part in text.split("\n"))


def height(texts: list[tuple[str, float]], least: float = 20) -> float:
    """The height of a row that holds these texts in columns of these widths."""
    return max(least, max(lines(text, width) for text, width in texts) * LINE_HEIGHT + 6)
