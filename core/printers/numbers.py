"""Quantities and months as a reader sees them, in text and as number formats of cells; rounding happens here alone."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from core.i18n import N_, Language, words
from core.model import Month, Rulebook
from core.model.quantity import MONTHLY, SHARE, TIMES, Form, Probability, Quantity

MOST_DECIMALS = 6
#: A slower pace of whole things is written as one thing every so many months.
SLOW = Fraction(2, 3)
#: From here on a pace has no decimals, shares and multiples aside.
FAST = 100
#: A pace that is no share and one that is, rising and falling.
PACES = {
    False: (N_("{pace} a month"), N_("{pace} less a month")),
    True: (N_("{pace} points a month"), N_("{pace} points less a month")),
}
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
    half = 2 * rest >= value.denominator if value >= 0 else 2 * rest > value.denominator
    up = {ROUND_FLOOR: False, ROUND_HALF_UP: half, ROUND_UP: rest > 0 and value > 0}
    return Decimal(whole + up[rounding]).scaleb(-places)


class Rounding(Struct, frozen=True):
    """How many decimals a figure has, in text and in a formula that prints it.

    `least`, but none where the figure is `whole`.  Up to two more show a figure that `keeps` its side of the
    threshold on that side, and one that keeps its size not as 0; past those it has the most.
    """

    least: int
    whole: bool = False
    keeps: Literal["side", "size"] | None = None

    @property
    def ladder(self) -> range:
        return range(self.least, self.least + 3)


#: The decimals of shares and of multiples; anything else has one, where it is not whole.
LEAST = {SHARE: 1, TIMES: 2}
FIXED = {
    Form.THRESHOLD: Rounding(1, whole=True),
    Form.PLAIN: Rounding(1, whole=True),
    Form.PART: Rounding(2, whole=True),
    Form.POINTS: Rounding(1),
    Form.BRIER: Rounding(3),
}
#: The forms in which shares are written in points, not in percent.
DIFFERENCES = (Form.DIFFERENCE, Form.GAP, *MONTHLY)


def rounding_of(unit: str, form: Form) -> Rounding:
    """How figures of a unit are rounded; a pace of less than 1 that is no multiple has one decimal more."""
    if form in FIXED:
        return FIXED[form]
    if form is Form.FORECAST and unit not in LEAST:
        return Rounding(0)
    return Rounding(LEAST.get(unit, 1), unit not in LEAST, "size" if form in DIFFERENCES else "side")


def cell_format(places: int, *, percent: bool) -> str:
    decimals = "." + "0" * places if places else ""
    return f"0{decimals}%" if percent else f"#,##0{decimals}"


class Shown(Struct, frozen=True):
    """A figure as it is written, rounded; its decimals; whether it is a percentage."""

    figure: Decimal
    places: int
    percent: bool

    @property
    def text(self) -> str:
        """With thousands separators, which both languages write alike."""
        return f"{self.figure:,.{self.places}f}" + ("%" if self.percent else "")


@lru_cache(maxsize=1024)  # the same figures stand on every sheet
def shown(quantity: Quantity) -> Shown:
    """How a quantity is rounded.

    A value has as many decimals as keep it on its true side of the threshold beside it: 29.96 % is
    never shown as 30.0 %.  A difference or a pace that is not 0 is never shown as 0.

    >>> shown(Quantity(Fraction("0.2996"), "share", beside=Fraction(3, 10))).text
    '29.96%'
    >>> shown(Quantity(Fraction(-52), "enterprises", Form.DIFFERENCE)).text
    '52'
    """
    unit, form = quantity.unit, quantity.form
    scale = 100 if unit == SHARE else 1
    size = quantity.value * scale
    if form in (Form.DIFFERENCE, Form.GAP):
        size = abs(size)
    rule = rounding_of(unit, form)
    if rule.whole and size.denominator == 1:
        rule = replace(rule, least=0)
    if form in MONTHLY and abs(size) < 1 and (size or unit == SHARE):
        rule = replace(rule, least=2)
    places, how = rule.least, ROUND_HALF_UP
    if rule.keeps == "size" and size:
        places = next((p for p in rule.ladder if rounded(size, p)), MOST_DECIMALS)
    if rule.keeps == "side" and quantity.beside is not None:
        places, how = _true_to(size, quantity.beside * scale, rule)
    if form in MONTHLY and unit not in LEAST and rounded(abs(size), 1) >= FAST:
        places, how = 0, _how(quantity)
    percent = unit == SHARE and form in (Form.VALUE, Form.THRESHOLD, Form.FORECAST)
    return Shown(rounded(size, places, how), places, percent)


def _true_to(value: Fraction, threshold: Fraction, rule: Rounding) -> tuple[int, str]:
    """Decimals (and rounding) that keep the shown figure on its true side of the threshold; past the ladder, cut off."""
    for places in rule.ladder:
        if (rounded(value, places) >= threshold) == (value >= threshold):
            return places, ROUND_HALF_UP
    return MOST_DECIMALS, ROUND_FLOOR


def halves(message: str) -> tuple[str, str]:
    """What is before and after the one slot of a message."""
    before, _, rest = message.partition("{")
    return before, rest.partition("}")[2]


def in_own_unit(quantity: Quantity, rulebook: Rulebook, language: str) -> Quantity:
    """The quantity in the language's own unit, whole where that is a smaller one: 29.7万元 is 297,000 CNY."""
    each = rulebook.units[quantity.unit].each(language) if quantity.unit else 1
    if each == 1:
        return quantity
    return replace(quantity, value=Fraction(rounded(quantity.value * each, 0, _how(quantity))))


def _how(quantity: Quantity) -> str:
    return ROUND_UP if quantity.form is Form.NEEDED else ROUND_HALF_UP


def unit_word(quantity: Quantity, rulebook: Rulebook, language: str) -> str:
    """The unit as it follows the figure, with the space that the language sets; "" for shares and bare figures."""
    if not quantity.unit or quantity.unit == SHARE or quantity.bare:
        return ""
    unit = rulebook.units[quantity.unit]
    if language == Language.ZH:
        return unit.zh
    word = unit.in_(language, abs(quantity.value))
    return word if quantity.unit == TIMES else f" {word}"


def quantity_text(quantity: Quantity, rulebook: Rulebook, language: str) -> str:
    """A quantity in words: 148家, 31.0%, 1.4个百分点, 每月4.4家, 约每5个月1类, at least 12 firms."""
    _ = words(language)
    quantity = in_own_unit(quantity, rulebook, language)
    figure, unit = shown(quantity).text, unit_word(quantity, rulebook, language)
    if quantity.form in MONTHLY and not quantity.bare:
        return _pace_text(quantity, figure, unit, rulebook, language)
    text = f"{figure}{unit}"
    if quantity.form in (Form.DIFFERENCE, Form.GAP) and quantity.unit == SHARE:
        text = _("{points} points").format(points=figure)
    if quantity.form is Form.GAP:
        return _(GAPS[(quantity.value > 0) - (quantity.value < 0)]).format(difference=text)
    return _("at least {value}").format(value=text) if quantity.at_least else text


def _pace_text(pace: Quantity, figure: str, unit: str, rulebook: Rulebook, language: str) -> str:
    _ = words(language)
    rises, falls = PACES[pace.unit == SHARE]
    if pace.value < 0:
        return _(falls).format(pace=shown(replace(pace, value=-pace.value)).text + unit)
    if pace.unit not in (SHARE, TIMES) and 0 < pace.value < SLOW:
        months = int(1 / pace.value + Fraction(1, 2))
        one = unit_word(replace(pace, value=Fraction(1)), rulebook, language)
        return _("about 1{unit} every {n} months").format(unit=one, n=months)
    return _(rises).format(pace=f"{figure}{unit}")


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
    pattern = "y年M月" if language == Language.ZH else "MMM y"
    return str(format_date(month.last_day, pattern, locale=Language(language).locale))


def month_cell_format(language: str) -> str:
    """The same as the number format of a cell or axis, whatever the reader's own language."""
    return 'yyyy"年"m"月"' if language == Language.ZH else "[$-409]mmm yyyy"
