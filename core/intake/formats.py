"""What a cell's number format shows beside the number: nothing, a unit, a sign of an inexact figure, another number."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.intake.grid import decimal, shown
from core.intake.measures import Measure, number_in_text
from core.intake.problems import Doubt, question
from core.intake.words import WORDS, name, word
from core.model import Column, Text

#: The tags of numbers whose format says something else than the number, as `reader.encode` documents them.
TAGS = frozenset("kou")
INEXACT, OTHERWISE = "inexact", "otherwise"
LARGEST = 10**15
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
    raw: tuple[str, float, str], own: Measure, factor: Decimal, column: Column
) -> tuple[float | str | Decimal, Doubt | None]:
    """A number in such a format: the number alone, the text as it is shown, or what it comes to with a doubt.

    `own` is the column's unit and `factor` what its header's unit multiplies by.
    """
    tag, bare, text = (*raw, "")[:3]
    number = decimal(bare)
    if tag == "k":
        return number, _ask("shown_divided", number, number.scaleb(-int(text or 0)), column)
    said = meaning(tag, text, own, column.label)
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
    if said.base == own.base and own.base not in WORDS.measures:
        value = number * said.scale / own.scale
        return value, question("shown_in_unit", understood=value, number=number, expected_unit=own.text)
    sizes = [WORDS.byte_sizes.get(base) for base in (said.base, own.base)]
    ratio = Decimal(said.scale) / own.scale if said.counts_as(own) or not said.base else None
    if sizes[0] and sizes[1]:
        ratio = Decimal(said.scale) / own.scale * sizes[0] / sizes[1]
    shown_as = "" if ratio is None else number * ratio
    return "", _ask("shown_multiplied", number, shown_as, column, expected_unit=own.text)


def _ask(code: str, number: Decimal, as_it_looks: Decimal | str, column: Column, **details: Any) -> Doubt:
    """A question of two readings: the number in the cell, and what the format makes of it where that can be."""
    details |= {"understood": number}
    other = isinstance(as_it_looks, Decimal) and 0 <= as_it_looks < LARGEST and as_it_looks != number
    if other and (column.type != "count" or as_it_looks == Decimal(as_it_looks).to_integral_value()):
        details["shown"] = as_it_looks
    return question(code, **details)
