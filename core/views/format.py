"""Numbers, months and values as a reader sees them; rounding happens here and nowhere else."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.dates import format_date

from core.i18n import Language, words
from core.model import Criterion, Month, Rulebook

SHARE = "share"
TIMES = "times"
MOST_DECIMALS = 6


def decimal(value: Fraction, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A fraction rounded once, from its exact value.

    >>> decimal(Fraction(1, 8), 2)
    Decimal('0.13')
    """
    whole, rest = divmod(value.numerator * 10**places, value.denominator)
    if rounding == ROUND_HALF_UP and 2 * rest >= value.denominator:
        whole += 1
    return Decimal(whole).scaleb(-places)


def number(value: Fraction, language: str, places: int | None = None) -> str:
    """With thousands separators, which both languages write alike: whole where it is, else one decimal (or `places`).

    >>> number(Fraction(2000), "en"), number(Fraction("4.37"), "zh")
    ('2,000', '4.4')
    """
    if places is None:
        places = 0 if value.denominator == 1 else 1
    return f"{decimal(value, places):,.{places}f}"


def places_true_to(value: Fraction, threshold: Fraction | None, least: int) -> tuple[int, str]:
    """Decimals (and rounding) that keep the shown figure on its true side of the threshold.

    >>> places_true_to(Fraction("29.96"), Fraction(30), 1)
    (2, 'ROUND_HALF_UP')
    """
    for places in range(least, MOST_DECIMALS + 1):
        if threshold is None or (decimal(value, places) >= threshold) == (value >= threshold):
            return places, ROUND_HALF_UP
    return MOST_DECIMALS, ROUND_FLOOR


def _rounded(value: Fraction, threshold: Fraction | None, least: int, language: str) -> str:
    places, rounding = places_true_to(value, threshold, least)
    return number(Fraction(decimal(value, places, rounding)), language, places)


def figure_text(criterion: Criterion, value: Fraction, language: str) -> str:
    """A criterion's value without its unit; shares carry their %.

    As many decimals as keep it on its true side of the threshold: 29.96 % is never shown as 30.0 %.
    """
    threshold = None if criterion.threshold is None else Fraction(criterion.threshold)
    if criterion.unit == SHARE:
        return _rounded(value * 100, None if threshold is None else threshold * 100, 1, language) + "%"
    least = 2 if criterion.unit == TIMES else 0 if value.denominator == 1 else 1
    return _rounded(value, threshold, least, language)


def value_text(
    criterion: Criterion, value: Fraction | None, rulebook: Rulebook, language: str, unit: bool = True
) -> str:
    """A criterion's value in its own unit; a dash where there is none."""
    if value is None:
        return "—"
    shown = figure_text(criterion, value, language)
    return with_unit(shown, criterion, rulebook, language, value) if unit else shown


def with_unit(shown: str, criterion: Criterion, rulebook: Rulebook, language: str, value: Fraction) -> str:
    """The figure with its unit, as each language sets it."""
    if criterion.unit == SHARE:
        return shown
    unit = rulebook.units[criterion.unit].in_(language, value)
    return f"{shown}{unit}" if Language(language) is Language.ZH or criterion.unit == TIMES else f"{shown} {unit}"


def difference_text(criterion: Criterion, value: Fraction, rulebook: Rulebook, language: str) -> str:
    """A difference of two values, without its sign: shares in percentage points; never shown as 0 unless it is."""
    size = abs(value)
    if criterion.unit == SHARE:
        _ = words(language)
        return _("{points} points").format(points=never_zero(size * 100, language, 1))
    least = 2 if criterion.unit == TIMES else 0 if size.denominator == 1 else 1
    return with_unit(never_zero(size, language, least), criterion, rulebook, language, size)


def never_zero(value: Fraction, language: str, least: int) -> str:
    """The number with at least `least` decimals, and as many more as show that it is not 0."""
    places = next((p for p in range(least, MOST_DECIMALS + 1) if decimal(value, p) or not value), MOST_DECIMALS)
    return number(value, language, places)


@cache
def month_text(month: Month | None, language: str) -> str:
    """2026年6月 or Jun 2026; a dash for no month."""
    if month is None:
        return "—"
    pattern = "y年M月" if Language(language) is Language.ZH else "MMM y"
    return str(format_date(month.last_day, pattern, locale=Language(language).locale))
