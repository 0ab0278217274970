"""Quantities and months as a reader sees them, in text and as number formats of cells; rounding happens here alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.dates import format_date

from core.i18n import N_, Language, words
from core.model import Month, Rulebook
from core.model.quantity import SHARE, TIMES, Form, Probability, Quantity

MOST_DECIMALS = 6
#: A slower pace of whole things is said as one thing every so many months.
SLOW = Fraction(2, 3)
STEP = 5
GAPS = {-1: N_("{difference} short"), 0: N_("exactly at the threshold"), 1: N_("{difference} over")}
#: The probabilities at which a status changes: a shown figure stays on its side of each.
STATUS_BOUNDS = (Fraction(2, 5), Fraction(4, 5))


def rounded(value: Fraction, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A fraction rounded once, from its exact value; a half goes away from zero, as ROUND of a spreadsheet does.

    >>> rounded(Fraction(1, 8), 2), rounded(Fraction(-1, 8), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    whole, rest = divmod(value.numerator * 10**places, value.denominator)
    up = 2 * rest >= value.denominator if value >= 0 else 2 * rest > value.denominator
    return Decimal(whole + (rounding == ROUND_HALF_UP and up)).scaleb(-places)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure ready to be set: what is written, rounded; its decimals; whether it is a percentage."""

    figure: Decimal
    places: int
    percent: bool = False

    @property
    def text(self) -> str:
        """With thousands separators, which both languages write alike."""
        return f"{self.figure:,.{self.places}f}" + ("%" if self.percent else "")

    @property
    def cell_format(self) -> str:
        """The number format of a cell that shows the same."""
        decimals = "." + "0" * self.places if self.places else ""
        return f"0{decimals}%" if self.percent else f"#,##0{decimals}"

    @property
    def cell_number(self) -> float:
        """The number that such a cell holds where the exact value would be rounded to another figure."""
        return float(self.figure / 100 if self.percent else self.figure)


def shown(quantity: Quantity) -> Shown:
    """How a quantity is rounded.

    A value has as many decimals as keep it on its true side of the threshold beside it: 29.96 % is
    never shown as 30.0 %.  A difference or a pace that is not 0 is never shown as 0.

    >>> shown(Quantity(Fraction("0.2996"), "share", beside=Fraction(3, 10))).text
    '29.96%'
    >>> shown(Quantity(Fraction(-52), "enterprises", Form.DIFFERENCE)).text
    '52'
    """
    value, unit, form = quantity.value, quantity.unit, quantity.form
    percent = unit == SHARE and form in (Form.VALUE, Form.THRESHOLD, Form.FORECAST)
    scaled = value * 100 if unit == SHARE else value
    if form is Form.THRESHOLD or form is Form.PLAIN:
        return Shown(rounded(scaled, places := _fewest(scaled)), places, percent)
    if form is Form.POINTS:
        return Shown(rounded(scaled, 1), 1)
    if form is Form.BRIER:
        return Shown(rounded(scaled, 3), 3)
    if form is Form.PART:
        return Shown(rounded(scaled, places := 0 if scaled.denominator == 1 else 2), places)
    if form in (Form.DIFFERENCE, Form.GAP, Form.PACE):
        size = scaled if form is Form.PACE else abs(scaled)
        least = 1 if unit == SHARE else 2 if unit == TIMES else _fewest(size)
        if form is Form.PACE and abs(size) < 1 and (size or unit == SHARE):
            least = 2
        places = next((p for p in ladder(least) if rounded(size, p) or not size), MOST_DECIMALS)
        return Shown(rounded(size, places), places)
    if form is Form.FORECAST and unit not in (SHARE, TIMES):
        return Shown(rounded(scaled, 0), 0)
    bar = None if quantity.beside is None else quantity.beside * (100 if unit == SHARE else 1)
    places, rounding = places_true_to(scaled, bar, 1 if unit == SHARE else 2 if unit == TIMES else _fewest(scaled))
    return Shown(rounded(scaled, places, rounding), places, percent)


def plain(value: Decimal) -> str:
    """A number of a cell with all its digits.

    >>> plain(Decimal("1234.500"))
    '1,234.5'
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fewest(value: Fraction) -> int:
    """No decimals for what is whole, else one."""
    return 0 if value.denominator == 1 else 1


def places_true_to(value: Fraction, threshold: Fraction | None, least: int) -> tuple[int, str]:
    """Decimals (and rounding) that keep the shown figure on its true side of the threshold.

    Two more than the fewest are tried, then the most, cut off: a formula in a cell climbs the same ladder.

    >>> places_true_to(Fraction("29.96"), Fraction(30), 1)
    (2, 'ROUND_HALF_UP')
    """
    for places in ladder(least):
        if threshold is None or (rounded(value, places) >= threshold) == (value >= threshold):
            return places, ROUND_HALF_UP
    return MOST_DECIMALS, ROUND_FLOOR


def ladder(least: int) -> range:
    """The numbers of decimals that are tried before the most."""
    return range(least, least + 3)


def unit_word(quantity: Quantity, rulebook: Rulebook, language: str) -> str:
    """The unit as it follows the figure, with the space that the language sets; "" for shares and bare figures."""
    if not quantity.unit or quantity.unit == SHARE or quantity.bare:
        return ""
    word = rulebook.units[quantity.unit].in_(language, abs(quantity.value))
    return word if Language(language) is Language.ZH or quantity.unit == TIMES else f" {word}"


def quantity_text(quantity: Quantity, rulebook: Rulebook, language: str) -> str:
    """A quantity in words: 148家, 31.0%, 1.4个百分点, 每月4.4家, 约每5个月1类, at least 12 firms."""
    _ = words(language)
    figure, unit = shown(quantity).text, unit_word(quantity, rulebook, language)
    if quantity.form is Form.PACE and not quantity.bare:
        return _pace_text(quantity, figure, unit, rulebook, language)
    text = f"{figure}{unit}"
    if quantity.form in (Form.DIFFERENCE, Form.GAP) and quantity.unit == SHARE:
        text = _("{points} points").format(points=figure)
    if quantity.form is Form.GAP:
        return _(GAPS[(quantity.value > 0) - (quantity.value < 0)]).format(difference=text)
    return _("at least {value}").format(value=text) if quantity.at_least else text


def _pace_text(pace: Quantity, figure: str, unit: str, rulebook: Rulebook, language: str) -> str:
    """A pace a month; where it is less than one thing a month, one thing every so many months."""
    _ = words(language)
    if pace.unit == SHARE:
        return _("{points} points a month").format(points=figure)
    if pace.unit != TIMES and 0 < pace.value < SLOW:
        months = int(1 / pace.value + Fraction(1, 2))
        one = unit_word(replace(pace, value=Fraction(1)), rulebook, language)
        return _("about 1{unit} every {n} months").format(unit=one, n=months)
    return _("{pace} a month").format(pace=f"{figure}{unit}")


def probability_percent(probability: Probability) -> int:
    """In percent, in steps of 5; never 0 or 100, and on the side of each status's bound that it is on.

    >>> probability_percent(Probability(0.79)), probability_percent(Probability(0.999))
    (75, 95)
    """
    steps = min(max(round(probability.value * 100 / STEP), 1), 100 // STEP - 1)
    for bound in STATUS_BOUNDS:
        at = int(bound * 100) // STEP
        if probability.value < bound and steps >= at:
            steps = at - 1
    return STEP * steps


@cache
def month_text(month: Month | None, language: str) -> str:
    """2026年6月 or Jun 2026; a dash for no month."""
    if month is None:
        return "—"
    pattern = "y年M月" if Language(language) is Language.ZH else "MMM y"
    return str(format_date(month.last_day, pattern, locale=Language(language).locale))


def month_cell_format(language: str) -> str:
    """The same as the number format of a cell or axis, whatever the reader's own language."""
    return 'yyyy"年"m"月"' if Language(language) is Language.ZH else "[$-409]mmm yyyy"
