"""Names in ledgers: when two of them are one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction


def normal(name: str | None) -> Iterator[str]:
    """The name after NFKC, trimming and case folding; nothing where it is blank.

    >>> list(normal(" ＡＩ "))
    ['ai']
    """
    folded = unicodedata.normalize("NFKC", name or "").strip().casefold()
    if folded:
        yield folded


def listed(names: str | None) -> Iterator[str]:
    """The names of a cell that may hold several, as intake stores it.

    >>> list(listed("|物流|质量|"))
    ['物流', '质量']
    """
    for name in (names or "").split("|"):
        if name:
            yield name


def exact(value: Fraction, places: int = 12) -> str:
    """A decimal, whole where it ends, to `places` places where it does not.

    >>> exact(Fraction(3, 10)), exact(Fraction(1, 3)), exact(Fraction(-20))
    ('0.3', '0.333333333333', '-20')
    """
    below = value.denominator
    digits = next((n for n in range(below.bit_length()) if 10**n % below == 0), places)
    text = f"{Decimal(f'{round(value * 10**digits)}e-{digits}'):f}"
    return text.rstrip("0").rstrip(".") if digits else text
