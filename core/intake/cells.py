"""Where a raw cell becomes a value of its column's type: understood, understood with a question, or an error.

A parser sees each distinct value of a column once.  It returns a `Cell`; it never guesses in
silence and never raises.  Words are read in `texts`.  A cell that its sender has answered about is read, then as the answer says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from math import isfinite
from typing import Any

from core.intake import number_formats, texts
from core.intake.grid import AnsweredRaw, Raw, bare, decimal, shown
from core.intake.measures import Measure, estimate_in_text, negative_in_text, number_in_text, number_in_words
from core.intake.months import OCTOBER, as_typed, moment, months_of, serial_day
from core.intake.problems import BLANK, Cell, Doubt, failed, filled, question
from core.intake.words import WORDS, is_blank, name, word
from core.model import Column, Effect, Month, Percent, State

#: Numbers outside these are of an absurd size; a value may have so many places.
LARGEST, SMALLEST = 1e15, 1e-6
FINEST, LEAST = -22, Decimal("1e-10")
DIGITS = re.compile(r"\d[\d.,，]*")
PERCENT, TENTHS = "百分之", re.compile("([1-9一二两三四五六七八九])成$")
Parser = Callable[[Raw], Cell]


def parser(
    column: Column,
    measure: Measure | None = None,
    factor: Decimal = Decimal(1),
    doubt: Doubt | None = None,
    usual: Decimal | None = None,
) -> Parser:
    """The parser of a column's type.

    `measure` is the column's unit; `factor` what its numbers are multiplied by because its header
    names another unit than ours (万元 for 元: 1/10,000); `doubt` what is asked of each cell that has a value;
    `usual` what cells in plain formats hold.
    """
    own = measure or Measure.of(column.unit.zh if column.unit else "")
    number = partial(_number, own=own, factor=factor, column=column, usual=usual)
    stated = texts.statements(column) if column.type == "flag" else {}
    typed: dict[str, Parser] = {
        "text": texts.text,
        "id": texts.identifier,
        "count": number,
        "number": number,
        "percent": lambda raw: _percent(raw, column),
        "month": _month,
        "date": _date,
        "flag": partial(texts.flag, stated=stated, negated=not WORDS.negating.isdisjoint(column.label.zh)),
        "choice": lambda raw: texts.choice(raw, words),
        "choices": lambda raw: texts.choices(raw, words),
        "names": texts.names,
    }
    read = typed[column.type]
    words = texts.choice_words(column)
    words_first, blanks = column.type in ("choice", "flag"), frozenset(map(word, column.blanks))
    dates, numeric = column.type == "date", column.type in ("count", "number", "percent")

    def parse(raw: Raw) -> Cell:
        if isinstance(raw, tuple):
            if dates and raw[0] == "d":
                return day(raw)
            if isinstance(raw, AnsweredRaw):
                return as_answered(raw, parse(raw.raw), column, own)
            if raw[0] == "e":
                return failed("error_cell")
            if raw[0] == "f":
                return failed("formula_without_value")
            if raw[0] in number_formats.TAGS and not numeric:
                return parse(raw[1])
        elif isinstance(raw, str):
            if not raw or raw.isspace() or (not words_first and is_blank(raw)):
                return BLANK
            if blanks and word(raw).strip("()") in blanks:
                return BLANK
        cell = read(raw) if finite(raw) else failed("too_large")
        return cell if doubt is None or cell.value is None else cell._replace(doubts=(*cell.doubts, doubt))

    return parse


def finite(raw: Raw) -> bool:
    """Whether a raw cell is no number beyond all bounds (1E999 in the file)."""
    number = raw[1] if isinstance(raw, tuple) and len(raw) > 1 else raw
    return not isinstance(number, float) or isfinite(number)


def untyped(raw: Raw) -> Cell:
    """A raw cell as it stands, for a column whose type depends on its row."""
    return BLANK if isinstance(raw, str) and is_blank(raw) else filled(bare(raw))


# --- numbers --------------------------------------------------------------------------------


def _number(raw: Raw, own: Measure, factor: Decimal, column: Column, usual: Decimal | None = None) -> Cell:
    doubts: tuple[Doubt, ...] = ()
    whole = column.type == "count"
    if isinstance(raw, bool):
        return failed("truth_in_number")
    if isinstance(raw, float):
        if 0 <= raw < LARGEST and raw == int(raw) and factor == 1:
            return filled(Decimal(int(raw)))
        value = decimal(raw)
    elif isinstance(raw, tuple):
        if raw[0] not in number_formats.TAGS or "%" in str(raw[2:]):
            return failed("percent_in_number" if raw[0] in ("%", "s") else "date_in_number")
        said, doubt = number_formats.as_shown(raw, own, factor, column, usual)
        if doubt is None:
            return _number(said, own, factor, column)
        if not isinstance(said, Decimal):
            return Cell(State.UNREADABLE, None, (doubt,))
        value, doubts = said, (doubt,)
        factor = Decimal(1) if doubt.code == "shown_in_unit" else factor
    else:
        found = number_in_text(raw, own)
        if isinstance(found, str):
            if found == "unreadable":
                return _unread(raw, own, factor, whole=whole, signed=column.flow)
            proposal: dict[str, Any] = {} if own.text else {"kind": "no_unit"}
            if found == "unit_conflict" and own.base == WORDS.money:
                named = number_in_text(f"{raw.strip()}{WORDS.money}", own)  # 41万 for 41万元
                proposal = {} if isinstance(named, str) else {"kind": "money", "proposed": named.value}
            return failed(found, expected_unit=own.text, **proposal)
        value = found.value
        if (
            found.scaled
            and usual
            and own.base == WORDS.money
            and not number_formats.fits(value, found.typed, usual * factor)
        ):
            return failed("unit_unlikely", proposed=found.typed, shown=value, expected_unit=own.text)
        doubts = (question("text_unit" if found.unit else "text_number", understood=value),)
        if found.scaled:
            factor = Decimal(1)
    if value < 0 and column.flow:
        doubts = tuple(doubt for doubt in doubts if doubt.code != "text_number")  # which is said by the answers
        doubts = (
            *doubts,
            question("reversal", proposed=-value * factor, expected_unit=own.text),
        )
    if factor != 1:
        value *= factor
        doubts = (*doubts, question("unit_converted", understood=value, expected_unit=own.text))
    return _checked(value, doubts, whole=whole, signed=column.flow)


def _unread(
    text: str, own: Measure, factor: Decimal, *, whole: bool, share: bool = False, signed: bool = False
) -> Cell:
    """A text that is no plain number: with the one that it says, exact or not, which its sender may let count; else why not."""
    if below := negative_in_text(text, own):
        value = below.value if below.scaled else below.value * factor
        if signed:
            return failed("number_in_words", kind="negative", expected_unit=own.text, proposed=value)
        said: tuple[Any, Any] = (Percent(value), Percent(-value)) if share else (value, -value)
        return failed("negative", kind="written", expected_unit=own.text, understood=said[0], proposed=said[1])
    estimate = estimate_in_text(text, own)
    found = number_in_words(text, own) if isinstance(estimate, str) else estimate
    if signed and any(mark in word(text) for mark in WORDS.running):  # the total of more than its month
        found = None
    cell = _checked(found.value if found.scaled else found.value * factor, (), whole=whole) if found else BLANK
    details = {"expected_unit": own.text, "proposed": Percent(cell.value) if share else cell.value}
    if cell.value is None:
        alone = "beside" if len(DIGITS.findall(text)) == 1 else "words"
        return failed("unreadable", expected_unit=own.text, kind="range" if estimate == "range" else alone)
    return (
        failed("number_in_words", **details)
        if isinstance(estimate, str)
        else failed("unreadable", kind="estimate", **details)
    )


def _checked(value: Decimal, doubts: tuple[Doubt, ...], *, whole: bool, signed: bool = False) -> Cell:
    """A number that can stand: finite, not negative unless `signed`, of a possible size, whole where things are counted."""
    if not value.is_finite() or abs(value) >= LARGEST:
        return failed("too_large")
    if value < 0 and not signed:
        return failed("negative")
    if whole and value != value.to_integral_value():
        return failed("not_whole")
    exponent = value.as_tuple().exponent
    if 0 < abs(value) < LEAST or (isinstance(exponent, int) and exponent < FINEST):
        return failed("too_small")
    return filled(value or Decimal(), *doubts)


def _percent(raw: Raw, column: Column) -> Cell:
    """A share of 1: percent as typed, or the fraction that a percent format holds."""
    tag, code = "", None
    if isinstance(raw, bool):
        return failed("truth_in_number")
    if isinstance(raw, tuple):
        if raw[0] == "%":
            return _checked(decimal(raw[1]), (), whole=False)
        if raw[0] not in {*number_formats.TAGS, "s"}:
            return failed("date_in_number")
        tag, text = raw[0], (*raw, "")[2]
        said = (
            number_formats.meaning(tag, text.replace("%", "").replace("％", ""), Measure.of("%"), column.label)
            if tag in "ou"
            else ""
        )
        raw = shown(raw) if said == number_formats.INEXACT else raw[1]
        code = "shown_divided" if tag == "k" else "shown_otherwise" if said else None
    signed = tag == "s"
    if isinstance(raw, str):
        signed = raw.rstrip()[-1:] in ("%", "％")
        found = number_in_text(raw.rstrip()[:-1] if signed else raw, Measure.of(""))
        if isinstance(found, str) or found.unit:
            return _unread(_percentage(raw), Measure.of(""), Decimal(1), whole=False, share=True)
        typed, code = found.value, "text_number"
    else:
        typed = decimal(raw)
    if 0 < typed < 1 and not signed:
        code = "percent_below_one"
    doubts = (question(code, understood=Percent(typed)),) if code else ()
    return _checked(typed / 100, doubts, whole=False)


def _percentage(text: str) -> str:
    """The number of a text that says it as percent: 30% and 百分之三十 are 30, 三成 is 三十."""
    bare = text.strip().replace("%", "").replace("％", "").replace(PERCENT, "")
    return TENTHS.sub(r"\1十", bare)


# --- months, dates --------------------------------------------------------------------------


def _month(raw: Raw) -> Cell:
    found = moment(raw)
    if found == "year_out_of_range" and (typed := as_typed(raw)) is not raw:  # a number in a cell with a date's format
        read = moment(typed)
        found = found if read == "serial_number" else read if isinstance(read, str) else "unreadable"
    if isinstance(found, str):
        return failed(found, **_meaning(found, raw))
    return filled(found.month, *([question("month_text", understood=found.month)] if found.doubtful else ()))


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
    return {"date": serial_day(raw)} if code == "serial_number" else {}


# --- what an answer makes of a cell ---------------------------------------------------------


def as_answered(raw: AnsweredRaw, was: Cell, column: Column, own: Measure) -> Cell:
    """The cell as its sender says it is to be read, which keeps its questions.

    A cell that was not asked about under the answer's code, or that it says nothing of, stays as it `was`.
    """
    asked = next((doubt for doubt in was.doubts if doubt.code == raw.code), None)
    if asked is None:
        return was
    value = None
    match raw.effect:
        case Effect.NOT_USED:
            return Cell(State.UNREADABLE, None, was.doubts)
        case Effect.OWN_UNIT:
            sent = bare(raw)
            return parser(column, own)(sent[1] if isinstance(sent, tuple) else sent)._replace(doubts=was.doubts)
        case Effect.AS_SHOWN:
            value = asked.details.get("shown")
        case Effect.HUNDREDFOLD if was.value is not None:
            value = was.value * 100
        case Effect.HUNDREDTH:
            value = asked.details["understood"].number / 10_000
        case Effect.PROPOSED:
            proposed = asked.details.get("proposed")
            value = proposed.number / 100 if isinstance(proposed, Percent) else proposed
        case Effect.SEVERAL:
            parts = texts.several(str(bare(raw)))
            value = texts.joined(map(name, parts)) if parts else None
        case Effect.DAY:
            at = serial_day(bare(raw))
            value = _dated(column, Month(at.year, at.month), at.toordinal())
        case Effect.MONTH | Effect.OCTOBER | Effect.IN_ORDER:
            month = _month_meant(raw, was)
            value = None if month is None else _dated(column, month)
    return was if value is None else filled(value, *was.doubts)


def _dated(column: Column, month: Month, day: int | None = None) -> Any:
    return month if column.type == "month" else (month, day)


def _month_meant(raw: AnsweredRaw, was: Cell) -> Month | None:
    """2025.7 is July; 2025.1 may be October, whose nought a number cannot keep, as may a text read as January."""
    if raw.effect is Effect.IN_ORDER:
        return raw.month
    if raw.effect is Effect.OCTOBER and was.value is not None:
        return Month((was.value if isinstance(was.value, Month) else was.value[0]).year, OCTOBER)
    months = months_of(raw)
    if raw.effect is Effect.OCTOBER:
        return months[-1] if len(months) > 1 else None
    return months[0] if months else None
