"""One strict parser a type: a raw cell is understood, understood with a question, or an error.

A parser sees each distinct value of a column once.  It returns a `Cell`; it never guesses in
silence and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from core.intake.grid import Raw, decimal, shown
from core.intake.measures import Measure, number_in_text
from core.intake.moments import moment
from core.intake.pointed import months_of
from core.intake.words import WORDS, clean, is_blank, name, word
from core.model import Column, Percent, State

#: Numbers outside these are of an absurd size; a value may have so many places.
LARGEST, SMALLEST = 1e15, 1e-6
FINEST, LEAST = -22, Decimal("1e-10")
PARTS = re.compile(r"[、,，;；/|\n\r]+")
NAMES = re.compile(r"[、\n\r]+")
OTHER_SEPARATORS = re.compile(r"[,，;；/／\\＼]")
#: What may stand between names too, and what often stands within one: asked about only beside a name that is known.
JOINTS = re.compile(r"[、,，;；/／|｜¦\\＼+＋&＆·。\n\r]+")
#: What tells no two names apart.
UNTOLD = re.compile(r"[\s。.,，、;；:：!！'’‘`\"“”()（）\-—_·]+")
WORDED_JOINTS = re.compile(r"[和及与兼]|\s+(?:and\s+)?")
#: Marks that end a sentence, behind a word of a closed list.
STOPS = "。.,;:!"
Parser = Callable[[Raw], "Cell"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem of a cell without its place."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


class Cell(NamedTuple):
    """What a raw cell came to.

    `value` by type: count, number, percent Decimal · month Month · date (Month, day ordinal or
    None) · flag bool · choice key · choices, names '|a|b|' · text, id str.
    """

    state: State
    value: Any = None
    doubts: tuple[Doubt, ...] = ()


BLANK = Cell(State.BLANK)


def filled(value: Any, *doubts: Doubt) -> Cell:
    """A cell understood, with or without a question."""
    return Cell(State.FILLED, value, doubts)


def failed(code: str, **details: Any) -> Cell:
    """A cell that is not used."""
    return Cell(State.UNREADABLE, None, (Doubt(code, details),))


def question(code: str, **details: Any) -> Doubt:
    """Something to check in a cell that is used."""
    return Doubt(code, details)


def parser(column: Column, measure: Measure | None = None, factor: Decimal = Decimal(1)) -> Parser:
    """The parser of a column's type.

    `measure` is the column's unit; `factor` what its numbers are multiplied by because its header
    names another unit than ours (万元 for 元: 1/10,000).
    """
    own = measure or Measure.of(column.unit.zh if column.unit else "")
    typed: dict[str, Parser] = {
        "text": _text,
        "id": _id,
        "count": lambda raw: _number(raw, own, factor, whole=True),
        "number": lambda raw: _number(raw, own, factor, whole=False),
        "percent": _percent,
        "month": _month,
        "date": _date,
        "flag": _flag,
        "choice": _choice_parser(column),
        "choices": _choices_parser(column),
        "names": _names,
    }
    read = typed[column.type]
    words_first = column.type in ("choice", "flag")
    dates = column.type == "date"

    def parse(raw: Raw) -> Cell:
        if dates and isinstance(raw, tuple) and raw[0] == "d":
            return day(raw)
        if not finite(raw):
            return failed("too_large")
        if isinstance(raw, tuple):
            if raw[0] == "e":
                return failed("error_cell")
            if raw[0] == "f":
                return failed("formula_without_value")
        elif isinstance(raw, str):
            if not raw or raw.isspace():
                return BLANK
            if not words_first and is_blank(raw):
                return BLANK
        return read(raw)

    return parse


def finite(raw: Raw) -> bool:
    """Whether a raw cell is no number beyond all bounds (1E999 in the file)."""
    number = raw[1] if isinstance(raw, tuple) and len(raw) > 1 else raw
    return not isinstance(number, float) or isfinite(number)


def untyped(raw: Raw) -> Cell:
    """A raw cell as it stands, for a column whose type depends on its row."""
    if isinstance(raw, str) and is_blank(raw):
        return BLANK
    return filled(raw)


# --- numbers --------------------------------------------------------------------------------


def _number(raw: Raw, own: Measure, factor: Decimal, *, whole: bool) -> Cell:
    doubts: tuple[Doubt, ...] = ()
    if isinstance(raw, bool):
        return failed("truth_in_number")
    if isinstance(raw, float):
        if 0 <= raw < LARGEST and raw == int(raw) and factor == 1:
            return filled(Decimal(int(raw)))
        value = decimal(raw)
        if SMALLEST <= raw < LARGEST and not whole and factor == 1:
            return filled(value)
    elif isinstance(raw, tuple):
        if raw[0] == "w" and own.scale == 1:
            return failed("shown_multiplied")
        if raw[0] not in ("k", "w", "o"):
            return failed("percent_in_number" if raw[0] in ("%", "s") else "date_in_number")
        value = decimal(raw[1])
        asked = {"k": "shown_divided", "o": "shown_otherwise"}.get(raw[0])
        doubts = (question(asked, understood=value),) if asked else ()
    else:
        found = number_in_text(raw, own)
        if isinstance(found, str):
            return failed(found, expected_unit=own.text)
        value = found.value
        doubts = (question("text_unit" if found.unit else "text_number", understood=value),)
        if found.scaled:
            factor = Decimal(1)
    if factor != 1:
        value *= factor
        doubts = (*doubts, question("unit_converted", understood=value, expected_unit=own.text))
    return _checked(value, doubts, whole=whole)


def _checked(value: Decimal, doubts: tuple[Doubt, ...], *, whole: bool) -> Cell:
    """A number that can stand: finite, not negative, of a possible size, whole where things are counted."""
    if not value.is_finite() or abs(value) >= LARGEST:
        return failed("too_large")
    if value < 0:
        return failed("negative")
    if whole and value != value.to_integral_value():
        return failed("not_whole")
    exponent = value.as_tuple().exponent
    if 0 < value < LEAST or (isinstance(exponent, int) and exponent < FINEST):
        return failed("too_small")
    return filled(value.copy_abs(), *doubts)


def _percent(raw: Raw) -> Cell:
    """A share of 1: percent as typed, or the fraction that a percent format holds."""
    tag = ""
    if isinstance(raw, bool):
        return failed("truth_in_number")
    if isinstance(raw, tuple):
        if raw[0] == "%":
            return _checked(decimal(raw[1]), (), whole=False)
        if raw[0] not in ("k", "w", "s", "o"):
            return failed("date_in_number")
        tag, raw = raw
    doubts: tuple[Doubt, ...] = ()
    if isinstance(raw, str):
        sign = raw.rstrip()[-1:] in ("%", "％")
        found = number_in_text(raw.rstrip()[:-1] if sign else raw, Measure.of(""))
        if isinstance(found, str) or found.unit:
            return failed("unreadable")
        typed = found.value
        doubts = (question("text_number", understood=Percent(typed)),)
    else:
        sign = tag == "s"
        typed = decimal(raw)
        asked = {"k": "shown_divided", "w": "shown_otherwise", "o": "shown_otherwise"}.get(tag)
        doubts = (question(asked, understood=Percent(typed)),) if asked else ()
    if 0 < typed < 1 and not sign:
        doubts = (question("percent_below_one", understood=Percent(typed)),)
    return _checked(typed / 100, doubts, whole=False)


# --- months, dates --------------------------------------------------------------------------


def _month(raw: Raw) -> Cell:
    found = moment(raw)
    if isinstance(found, str):
        return failed(found, **_meaning(found, raw))
    doubts = [question("month_text", understood=found.month)] if found.doubtful else []
    return filled(found.month, *doubts)


def _date(raw: Raw) -> Cell:
    found = moment(raw)
    if isinstance(found, str):
        return failed(found, **_meaning(found, raw))
    if found.day is None:
        return filled((found.month, None), question("month_only", understood=found.month))
    return filled((found.month, found.day))


#: A day as the sheet has it: columns of dates share most of their days.
day = lru_cache(maxsize=16384)(_date)


def _meaning(code: str, raw: Raw) -> dict[str, Any]:
    """The months that a number may mean; for a serial number, the date that Excel would show."""
    if code == "month_as_number":
        return {"months": months_of(raw)}
    if code != "serial_number":
        return {}
    from datetime import date, timedelta

    number = raw[1] if isinstance(raw, tuple) else raw
    return {"date": date(1899, 12, 30) + timedelta(days=int(float(number)))}


# --- words ----------------------------------------------------------------------------------


def _text(raw: Raw) -> Cell:
    if isinstance(raw, float) and abs(raw) >= 1e15:
        return failed("digits_lost")
    return filled(clean(raw) if isinstance(raw, str) else shown(raw))


def _id(raw: Raw) -> Cell:
    return filled(name(raw if isinstance(raw, str) else shown(raw)).upper())


def _flag(raw: Raw) -> Cell:
    if isinstance(raw, bool):
        return filled(raw)
    if isinstance(raw, float):
        return filled(raw == 1.0) if raw in (0.0, 1.0) else failed("not_yes_or_no")
    if not isinstance(raw, str):
        return failed("not_yes_or_no")
    said = word(raw).rstrip(STOPS) or word(raw)
    if said in WORDS.yes or said in WORDS.no:
        return filled(said in WORDS.yes)
    return BLANK if said in WORDS.blanks - WORDS.undecided else failed("not_yes_or_no")


def choice_words(column: Column) -> dict[str, str]:
    """Every word that means one of the column's choices, and its key."""
    found: dict[str, str] = {}
    for choice in column.choices:
        for text in (choice.key, *choice.synonyms, *choice.label.every):
            found[word(text)] = choice.key
    return found


def _choice_parser(column: Column) -> Parser:
    words = choice_words(column)

    def read(raw: Raw) -> Cell:
        said = word(raw if isinstance(raw, str) else shown(raw))
        for text in (said, said.rstrip(STOPS)):
            if text in words:
                return filled(words[text])
        return BLANK if said in WORDS.blanks else failed("not_in_list")

    return read


def _choices_parser(column: Column) -> Parser:
    words = choice_words(column)

    def read(raw: Raw) -> Cell:
        text = raw if isinstance(raw, str) else shown(raw)
        if word(text) in words:
            return filled(f"|{words[word(text)]}|")
        said = [part for part in (word(part).rstrip(STOPS) for part in PARTS.split(text)) if part]
        unknown = [part for part in said if part not in words]
        if unknown or not said:
            return failed("not_in_list", unknown="、".join(unknown))
        return filled(joined(words[part] for part in said))

    return read


def _names(raw: Raw) -> Cell:
    text = raw if isinstance(raw, str) else shown(raw)
    parts = [part for part in map(name, NAMES.split(text)) if part not in WORDS.blanks]
    if not parts:
        return BLANK
    if not WORDS.dittos.isdisjoint(parts):
        return failed("ditto")
    cell = filled(joined(part.replace("|", "¦") for part in parts))
    if OTHER_SEPARATORS.search(text):
        return cell._replace(doubts=(question("other_separator", understood="、".join(parts)),))
    return cell


def several(text: str) -> list[str]:
    """The names in a cell that its sender says holds several.

    >>> several("医疗+交通"), several("医疗和交通"), several("医疗/和平区")
    (['医疗', '交通'], ['医疗', '交通'], ['医疗', '和平区'])
    """
    for joints in (JOINTS, WORDED_JOINTS):
        parts = [part for part in map(clean, joints.split(text)) if name(part) not in WORDS.blanks]
        if len(parts) > 1:
            return parts
    return parts


def with_known_names(cells: Sequence[Cell]) -> list[Cell]:
    """A column of names, with a question where one seems made of others that stand alone, or nearly like another."""
    alone = {cell.value for cell in cells if cell.value is not None and cell.value.count("|") == 2}
    first: dict[str, str] = {}
    for cell in cells:
        for said in cell.value.strip("|").split("|") if cell.value else ():
            first.setdefault(UNTOLD.sub("", said), said)
    asked = [_made_of(cell, alone) if cell.value and not cell.doubts else cell for cell in cells]
    return [_nearly(cell, first) if cell.value and not cell.doubts else cell for cell in asked]


def _nearly(cell: Cell, first: Mapping[str, str]) -> Cell:
    for said in cell.value.strip("|").split("|"):
        other = first[UNTOLD.sub("", said)]
        if other != said:
            return cell._replace(doubts=(question("names_alike", understood=said, other=other),))
    return cell


def _made_of(cell: Cell, alone: Collection[str]) -> Cell:
    for said in cell.value.strip("|").split("|"):
        by_sign, by_word = (joints.split(said) for joints in (JOINTS, WORDED_JOINTS))
        known = [[f"|{part.strip()}|" in alone for part in parts] for parts in (by_sign, by_word)]
        if (len(by_sign) > 1 and any(known[0])) or (len(by_word) > 1 and all(known[1])):
            return cell._replace(doubts=(question("other_separator", understood=said),))
    return cell


def joined(parts: Any) -> str:
    """Several words in one cell, each once, in order: '|a|b|'."""
    return "|" + "|".join(sorted(set(parts))) + "|"
