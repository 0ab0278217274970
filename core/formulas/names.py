"""Names in ledgers: when two of them are one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
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
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        digits = 0
        while (value * 10**digits).denominator != 1:
            digits += 1
    else:
        digits = places
    scaled = round(value * 10**digits)
    text = f"{abs(scaled):0{digits + 1}d}"
    whole, decimals = (text[:-digits], text[-digits:].rstrip("0")) if digits else (text, "")
    sign = "-" if scaled < 0 else ""
    return sign + whole + ("." + decimals if decimals else "")
