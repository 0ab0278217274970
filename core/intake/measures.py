"""Numbers written as text, and the units they may carry."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from core.intake.numerals import with_digits
from core.intake.words import FOOTNOTES, WORDS, clean, word
from core.model import Column

#: Full-width forms and the ideographic space; NFKC would also make 10² a 102.
ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    **dict.fromkeys((0x3000, 0x00A0, 0x2009, 0x202F), 0x20),
    0x2212: 0x2D,
    0xFFE5: 0xA5,
}
NUMBER = re.compile(
    r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?(?:[eE]([+-]?\d{1,3})(?![\d.]))?\s*(.*)",
    re.ASCII | re.DOTALL,
)
#: Two numbers with what stands between the ends of a range.
RANGE = re.compile(r"\d[\d,.]*\D{0,3}(?:[-~—–]|(?<!截)至|(?<!截)到|to)\D{0,2}\d[\d,.]*\D{0,4}", re.ASCII)
#: A remark behind a number, which changes nothing in it; what is still to come does.
REMARKED = re.compile(rf"[(（](?:{'|'.join(map(re.escape, WORDS.number_remarks))})[^()（）待拟未预意估约]*[)）]$")
#: What says of a number that it rose or fell.
RISEN = "↑↓"
#: A number below 0 as accounts have it, (50) or 50-, or behind another sign; no digit behind the bracket, as in (1)50.
BELOW_0 = re.compile(r"[-¥]?\((?P<in>[^()]+)\)(?P<unit>\D*)|(?P<before>.*\d)\s*-|[负—–-]\s*(?P<behind>\d.*)", re.DOTALL)
#: Two numbers.
APART = re.compile(r"\d\s+\d")
#: Marks that turn the order round in which a text is shown: 012 may look like 210.
BACKWARDS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
APOSTROPHES = "'’‘`"
SCALES = sorted(WORDS.scales.items(), key=lambda scale: len(scale[0]), reverse=True)


class Measure(Struct, frozen=True):
    """A unit: a power of ten and what is counted; 万元 is 10,000 of 元."""

    text: str
    scale: int
    base: str

    @staticmethod
    @lru_cache(maxsize=1024)
    def of(text: str) -> Measure:
        """A unit as written.

        >>> Measure.of("万元"), Measure.of("家")
        (Measure(text='万元', scale=10000, base='元'), Measure(text='家', scale=1, base='家'))
        """
        unit = word(text)
        unit = WORDS.same_units.get(unit, unit)
        unit = unit if unit == WORDS.currency else unit.removeprefix(WORDS.currency)
        prefix, scale = next((each for each in SCALES if unit.startswith(each[0])), ("", 1))
        base = unit.removeprefix(prefix)
        return Measure(text, scale, WORDS.same_units.get(base, base))

    @property
    def known(self) -> bool:
        """Whether this is a unit at all, not just words after a number."""
        return not self.base or self.base in WORDS.measures or self.base in WORDS.other_units

    @property
    def named(self) -> bool:
        """Whether it says more than that something is a number."""
        return self.known and (bool(self.base) or self.scale != 1)

    def counts_as(self, own: Measure) -> bool:
        """Whether it counts the same thing as `own`."""
        return self.base == own.base or {self.base, own.base} <= WORDS.measures


#: Columns in the unit that 基本信息 gives for the open volume.
VOLUMES = frozenset({"open_volume", "volume", "baseline_volume"})


def own_measure(column: Column, volume: Measure | None) -> Measure:
    """The unit that a column's numbers are in; `volume` is 开放总量计量单位, None where that is blank.

    A column that names none of its own counts something, unless it holds a volume.
    """
    if column.unit is not None:
        return Measure.of(column.unit.zh)
    if column.key in VOLUMES:
        return volume or Measure.of("")
    return Measure.of(WORDS.counted)


def is_money(column: Column) -> bool:
    """Whether a column holds sums of money."""
    return column.unit is not None and Measure.of(column.unit.zh).base == WORDS.money


class TextNumber(Struct, frozen=True):
    """A number read from text: in the column's own unit; whether it bore a unit, one of another scale, and as typed."""

    value: Decimal
    unit: bool = False
    scaled: bool = False
    typed: Decimal = Decimal(0)


def number_in_text(text: str, own: Measure) -> TextNumber | str:
    """The number that a text is, in the column's unit `own`; or the code of why it is none.

    >>> number_in_text("１，２３４", Measure.of("家")).value, number_in_text("3.2万", Measure.of("家")).value
    (Decimal('1234'), Decimal('32000.0'))
    >>> number_in_text("32000元", Measure.of("万元")).value
    Decimal('3.2000')
    >>> number_in_text("3.2万", Measure.of("万元")), number_in_text("约200", Measure.of("家"))
    ('unit_conflict', 'unreadable')
    """
    if not BACKWARDS.isdisjoint(text):
        return "unreadable"
    bare = clean(text).translate(ASCII).strip().strip(APOSTROPHES).rstrip(",.;。、").strip()
    money = own.base == WORDS.money
    for mark in (*WORDS.money_marks, "整") if money else ():
        without = bare.removesuffix(mark).strip()
        # 41万元人民币 names its unit before that; in 41人民币 it is the unit
        bare = (bare if without[-1:].isdecimal() and mark != "整" else without).removeprefix(mark).strip()
    match = NUMBER.fullmatch(bare)
    if match is None:
        return "unreadable"
    sign, whole, fraction, exponent, rest = match.groups()
    value = Decimal(sign + re.sub("[, ]", "", whole) + (fraction or "") + (f"e{exponent}" if exponent else ""))
    value = value or value.copy_abs()  # -0 is 0
    if not rest:
        return TextNumber(value)
    if rest == "%":
        return "percent_in_number"
    unit = Measure.of(rest.removeprefix("(").removesuffix(")"))
    if not (unit.known or unit.base == own.base):
        return "unreadable"
    if not (unit.counts_as(own) or (not unit.base and own.scale == 1)):
        return "unit_conflict"
    scale, scaled = Decimal(unit.scale) / own.scale, bool(unit.base) or unit.scale != 1
    return TextNumber(value * scale, unit=True, scaled=scaled, typed=value)


def estimate_in_text(text: str, own: Measure) -> TextNumber | str:
    """The number in a text that says it is no exact one; else why there is none: a `range`, or `words` alone.

    >>> estimate_in_text("约200余家", Measure.of("家")).value, estimate_in_text("3.2万以上", Measure.of("家")).value
    (Decimal('200'), Decimal('32000'))
    >>> [estimate_in_text(text, Measure.of("家")) for text in ("180-200", "不足200", "很多", "210+2")]
    ['range', 'words', 'words', 'words']
    """
    whole, bare = "".join(clean(text).translate(ASCII).casefold().split()), _plainly(text, own)
    if RANGE.fullmatch(whole):
        return "range"
    whole = bare
    for before in WORDS.estimates_before:
        bare = bare.removeprefix(before)
    match = re.match(r"[+-]?[\d,.]+(?:e\d+)?", bare, re.ASCII)
    number, rest = ("", bare) if match is None else (match[0], bare[match.end() :])
    for after in WORDS.estimates_after:
        rest = rest.removeprefix(after).removesuffix(after)
    single = not any(map(str.isdecimal, rest))  # 210+2 is two numbers, not 2102
    found = number_in_text(number + rest, own) if number and single and number + rest != whole else "words"
    return "words" if isinstance(found, str) else found


def number_in_words(text: str, own: Measure) -> TextNumber | None:
    """The number in a text that says it in characters, behind words that say nothing (共210家) or before a remark on it in
    brackets (210（含15家）); None where there is none.

    >>> number_in_words("一百二十三家", Measure.of("家")).value, number_in_words("三千万", Measure.of("万元")).value
    (Decimal('123'), Decimal('3000.0000'))
    """
    text = REMARKED.sub("", text.strip())
    found = "words" if APART.search(text) else number_in_text(_plainly(text, own), own)
    return None if isinstance(found, str) else found


def negative_in_text(text: str, own: Measure) -> TextNumber | None:
    """The number below 0 that a text writes otherwise than -50; None where it is none.

    >>> [str(found and found.value) for found in (negative_in_text(text, Measure.of("家")) for text in ("(1,200)", "50-", "(1)50"))]
    ['-1200', '-50', 'None']
    """
    match = BELOW_0.fullmatch(clean(text).translate(ASCII).strip())
    if match is None:
        return None
    number = (match["in"] or match["before"] or match["behind"]).strip()
    found = number_in_text(f"-{number}{match['unit'] or ''}", own)
    return found if isinstance(found, TextNumber) and found.value < 0 else None


def _plainly(text: str, own: Measure) -> str:
    """A text without spaces and words that say nothing before a number, that number in digits."""
    bare = "".join(clean(text).translate(ASCII).casefold().split()).rstrip(FOOTNOTES + RISEN)
    for idle in WORDS.idle_words:
        bare = bare.removeprefix(idle)
    return with_digits(bare, own.base if own.scale != 1 else "") or bare
