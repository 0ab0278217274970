"""A figure as a reader sees it → the number itself, with a number format that shows the same text.

So a cell can be sorted, charted and computed with, and still says what the screen says.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_FIGURE = re.compile(r"\d[\d,]*(?:\.(\d+))?%?")
LONGEST_FORMAT = 255
GENERAL = "General"


def native(text: str, value: Fraction) -> tuple[float, str] | None:
    """The number to write and its format; None where `text` is not a figure that a format can show.

    The number is `value` itself, unless its rounding would show another figure than `text` does
    (as 29.999 % cut to 29.9 %): then it is the figure shown.

    >>> native("52家", Fraction(-52))
    (-52.0, '#,##0"家";#,##0"家"')
    >>> native("30.0%", Fraction(3, 10))
    (0.3, '0.0%')
    """
    figure, format_ = _FIGURE.search(text), format_of(text, negative=value < 0)
    if figure is None or format_ is None:
        return None
    return _shown_as(figure[0], value, len(figure[1] or ""), figure[0].endswith("%")), format_


def format_of(text: str, *, negative: bool = False) -> str | None:
    """The format alone, for a number that need not show as `text` itself."""
    figure = _FIGURE.search(text)
    if figure is None or _FIGURE.search(text, figure.end()):
        return None
    decimals, percent = len(figure[1] or ""), figure[0].endswith("%")
    pattern = ("0" if percent else "#,##0") + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")
    shown = _quoted(text[: figure.start()]) + pattern + _quoted(text[figure.end() :])
    if negative:
        shown = f"{shown};{shown}"
    return shown if len(shown) <= LONGEST_FORMAT else None


def points(share: Fraction) -> Fraction:
    """A difference of two shares, in percentage points."""
    return share * 100


def _shown_as(figure: str, value: Fraction, decimals: int, percent: bool) -> float:
    shown = Decimal(figure.rstrip("%").replace(",", ""))
    scaled = Decimal(repr(abs(float(value)))) * (100 if percent else 1)
    if scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) == shown:
        return float(value)
    number = float(shown / 100 if percent else shown)
    return -number if value < 0 else number


def _quoted(text: str) -> str:
    """Literal text in a number format."""
    if '"' not in text:
        return f'"{text}"' if text else ""
    return '\\"'.join(f'"{piece}"' if piece else "" for piece in text.split('"'))
