"""What a cell's number format shows beside a number: nothing, a unit, a sign of an inexact figure, or another number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from statistics import median_high
from typing import Any

from core.intake.grid import Raw, decimal, plain, shown
from core.intake.measures import Measure, number_in_text
from core.intake.problems import Doubt, question
from core.intake.words import WORDS, name, word
from core.model import Column, Text

#: The tags of numbers whose format says something else than the number, as `reader.encode` documents them.
TAGS = frozenset("kou")
INEXACT, OTHERWISE = "inexact", "otherwise"
LARGEST = 10**15
#: Sums of money, in 万元, that a pilot may well have.
LEAST_SUM, MOST_SUM = Decimal("0.1"), Decimal(1_000_000)
#: How many thousands a unit of volume is above the smallest.
VOLUME_STEPS = {unit: step for step, unit in enumerate(sorted(WORDS.byte_sizes, key=WORDS.byte_sizes.get), 1)}
PUNCTUATION = " ()[]:;,.。'"


@lru_cache(maxsize=1024)
def meaning(tag: str, text: str, own: Measure, label: Text) -> Measure | str:
    """What a format's text (# for the number) says in a column: a unit, INEXACT, OTHERWISE, or "" for nothing.

    >>> names = Text("当月收入", "Revenue in the month")
    >>> [meaning("u", text, Measure.of("万元"), names) for text in ("¥#", "共#万元", "#以上", "#（税）")]
    ['', Measure(text='万元', scale=10000, base='元'), 'inexact', 'otherwise']
    """
    before, _, after = word(text).partition("#")
    said = after.strip(PUNCTUATION) + before.strip(PUNCTUATION)
    if any(mark in said for mark in WORDS.inexact):
        return INEXACT
    if tag == "o":
        return OTHERWISE
    marks = [mark for mark in WORDS.money_marks if mark in said]
    for mark in (*marks, *WORDS.idle_words):
        said = said.replace(mark, "").strip(PUNCTUATION)
    if not said:
        return OTHERWISE if marks and own.base != WORDS.money else ""
    unit = Measure.of(said)
    if unit.named:
        return unit
    rests = [said, *(said.removeprefix(measure) for measure in WORDS.measures)]
    known = any(rest in word(label.zh) or rest in name(label.en).split() for rest in rests)
    return "" if known else OTHERWISE


def as_shown(
    raw: tuple[str, float, str], own: Measure, factor: Decimal, column: Column, usual: Decimal | None = None
) -> tuple[float | str | Decimal, Doubt | None]:
    """A number in such a format: the number alone, the text as it is shown, or what it comes to with a doubt.

    `own` is the column's unit, `factor` what its header's unit multiplies by, `usual` what other cells hold.
    """
    tag, bare, text = (*raw, "")[:3]
    number = decimal(bare)
    if tag == "k":
        divided, doubt = _divided(number, text, own, factor, column, usual)
        return (bare if doubt is None and divided == number else divided), doubt
    running = column.flow and any(mark in word(text) for mark in WORDS.running)
    said = OTHERWISE if running else meaning(tag, text, own, column.label)
    if said == "":
        return bare, None
    if said == INEXACT:
        return shown(raw), None
    if not isinstance(said, Measure):
        read = number_in_text(shown(raw), own) if tag == "o" else ""
        return number, _ask("shown_otherwise", number, "" if isinstance(read, str) else read.value, column)
    if said.scale == own.scale * factor and (said.counts_as(own) or not said.base):
        return bare, None
    if not own.base:
        return number, _ask("shown_otherwise", number, "", column)
    if said.base in ("", own.base) if own.base == WORDS.money else own.base == said.base not in WORDS.measures:
        return _converted(number * said.scale / own.scale, number, own, factor, usual)
    sizes = [WORDS.byte_sizes.get(base) for base in (said.base, own.base)]
    ratio = Decimal(said.scale) / own.scale if said.counts_as(own) or not said.base else None
    if sizes[0] and sizes[1]:
        ratio = Decimal(said.scale) / own.scale * sizes[0] / sizes[1]
    shown_as = "" if ratio is None else number * ratio
    return "", _ask("shown_multiplied", number, shown_as, column, expected_unit=own.text)


def _divided(
    number: Decimal, text: str, own: Measure, factor: Decimal, column: Column, usual: Decimal | None
) -> tuple[str | Decimal, Doubt | None]:
    """A number that its format shows divided: 21000 as 2.1万 says the same, 21620000 as 2162万元 another unit than 万元."""
    power, _, text = text.partition(" ")
    looks = number.scaleb(-int(power or 0))
    unit = meaning("u", text, own, column.label) if text else ""
    if unit == INEXACT:
        return text.replace("#", plain(looks)), None
    if isinstance(unit, Measure) and own.base:
        thousands = 3 * (VOLUME_STEPS.get(unit.base, 0) - VOLUME_STEPS.get(own.base, 0))
        if unit.counts_as(own) or not unit.base or thousands:
            looks = (looks * unit.scale / own.scale).scaleb(thousands)
        if looks == number * factor:
            return number, None
        if own.base == WORDS.money and unit.base in ("", own.base):  # 万 of nothing else is 万元
            return _converted(looks, number, own, factor, usual)
    if own.base == WORDS.money and looks * own.scale == number and factor == 1 and fits(looks, number, usual):
        return _converted(looks, number, own, factor, usual)  # yuan, shown in ten thousands as the column has them
    return number, _ask("shown_divided", number, looks, column)


def _converted(
    value: Decimal, number: Decimal, own: Measure, factor: Decimal, usual: Decimal | None
) -> tuple[str | Decimal, Doubt]:
    """A number in the unit that its format shows, or not used where that is unlikely."""
    if own.base == WORDS.money and factor == 1 and not fits(value, number, usual):
        return "", question("unit_unlikely", proposed=number, shown=value, expected_unit=own.text)
    return value, question("shown_in_unit", understood=value, number=number, expected_unit=own.text)


def usual_amount(columns: Iterable[Iterable[Raw]]) -> Decimal | None:
    """The middle one of the plain numbers in the first of some columns that has any."""
    plain = ([decimal(raw) for raw in values if isinstance(raw, float) and raw > 0] for values in columns)
    return next((median_high(numbers) for numbers in plain if numbers), None)


def fits(value: Decimal, number: Decimal, usual: Decimal | None) -> bool:
    """Whether a sum of money as its format shows it is nearer to what is `usual` than the bare number; else of a likely size."""
    if not number:
        return True
    if not usual:
        return LEAST_SUM <= value <= MOST_SUM or not LEAST_SUM <= number <= MOST_SUM
    return max(value, usual) * min(number, usual) <= max(number, usual) * min(value, usual)


def _ask(code: str, number: Decimal, as_it_looks: Decimal | str, column: Column, **details: Any) -> Doubt:
    """A question of two readings: the number in the cell, and what the format makes of it where that can be."""
    details |= {"understood": number}
    other = isinstance(as_it_looks, Decimal) and 0 <= as_it_looks < LARGEST and as_it_looks != number
    if other and (column.type != "count" or as_it_looks == Decimal(as_it_looks).to_integral_value()):
        details |= {"shown": as_it_looks, "kind": "both"}
    return question(code, **details)
