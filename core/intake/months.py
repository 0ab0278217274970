"""Months and dates as people write them: a raw cell → a month, with its day where it has one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from core.compiled import long_pattern
from core.intake.grid import Raw, bare, decimal
from core.intake.numerals import in_digits
from core.intake.words import WORDS, name
from core.model import Month

YEARS = range(2000, 2101)
#: And those that a slip of the pen makes of them; numbers typed for months come out as other years.
SLIPS_OF_YEARS = range(1910, 2200)
SERIALS = range(20_000, 80_000)
#: The day from which Excel counts, and the last number of a day that it counts one too high (1900 had no 29 February).
EPOCH, BEFORE_MARCH = date(1899, 12, 30), 60
DIGITS = "〇一二三四五六七八九"
TIME = r"(?:[ t]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
IN_WORDS = long_pattern(
    r"([〇零○一二三四五六七八九]{4})年(十[一二]?|[正元一二三四五六七八九])月(?:份|末|底|初)?(?:([一二三四五六七八九十]{1,3})[日号])?"
)
COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?", re.ASCII)
#: Year, month and day in digits, the month perhaps in English.
WRITTEN = (
    re.compile(
        rf"(?P<year>\d{{4}})\s*年\s*(?P<month>\d{{1,2}})\s*月(?:份|末|底|初)?(?:\s*(?P<day>\d{{1,2}})\s*[日号])?{TIME}",
        re.ASCII,
    ),
    re.compile(
        rf"(?P<year>\d{{4}})\s*(?P<mark>[-/.])\s*(?P<month>\d{{1,2}})(?:\s*(?P=mark)\s*(?P<day>\d{{1,2}}))?{TIME}",
        re.ASCII,
    ),
    COMPACT,
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})月", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<month>[a-z]{3,9})\.?[\s,-]*(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})[\s,-]*(?P<month>[a-z]{3,9})\.?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?[\s,-]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.ASCII),
)
#: The year, and the digits behind the point; a number keeps no nought at its end, so that 1 is January or October.
YEAR_POINT = re.compile(r"(20\d\d)\.(\d{1,2})", re.ASCII)
JANUARY, OCTOBER = 1, 10


class Moment(Struct, frozen=True):
    """A month, the ordinal of its day where one is given, and whether it could mean another month."""

    month: Month
    day: int | None = None
    doubtful: bool = False


def moment(raw: Raw) -> Moment | str:
    """The month or day that a cell means; or the code of why it means none.

    >>> moment("2025年7月").month, moment(("d", 2025, 7, 31)).month, moment(202507.0).month
    (Month(year=2025, month=7), Month(year=2025, month=7), Month(year=2025, month=7))
    >>> moment(2025.1), moment(45839.0), moment("二季度")
    ('month_as_number', 'serial_number', 'unreadable')
    """
    if isinstance(raw, bool):
        return "unreadable"
    if isinstance(raw, float):
        return _from_number(raw)
    if isinstance(raw, tuple):
        if raw[0] in ("k", "s", "o", "u"):
            return _from_number(raw[1])
        return _moment(raw[1], raw[2], raw[3]) if raw[0] in ("d", "dt") else "unreadable"
    return _from_text(name(raw).strip("'’‘` "))


def as_typed(raw: Raw) -> Raw:
    """A date outside our years as the number that was typed in its cell, which has a date's format; others as they are.

    One in a century beside ours has a slip in its year.

    >>> as_typed(("d", 2454, 6, 10)), as_typed(("d", 1900, 1, 7)), as_typed(("dt", 1905, 7, 17, 16, 48, 0))
    (202507.0, 7.0, 2025.7)
    >>> as_typed(("d", 1925, 7, 1))
    ('d', 1925, 7, 1)
    """
    if not isinstance(raw, tuple) or raw[0] not in ("d", "dt") or raw[1] in SLIPS_OF_YEARS:
        return raw
    days = date(*raw[1:4]).toordinal() - EPOCH.toordinal()
    hour, minute, second = (*raw[4:], 0, 0, 0)[:3]
    return days - (days <= BEFORE_MARCH) + round((hour + minute / 60 + second / 3600) / 24, 4)


def _from_number(number: float) -> Moment | str:
    if number == int(number):
        match = COMPACT.fullmatch(str(int(number)))
        if match:
            return _moment(*match.groups())
        if int(number) in SERIALS:
            return "serial_number"
    return "month_as_number" if YEARS.start <= number < YEARS.stop else "unreadable"


def _from_text(text: str) -> Moment | str:
    for pattern in WRITTEN:
        match = pattern.fullmatch(text)
        parts = match.groupdict() if match else {}
        month = WORDS.months.get(parts.get("month", ""), parts.get("month", ""))
        if str(month).isdecimal():
            day = parts.get("day")
            doubtful = parts.get("mark") == "." and day is None and month == "1"
            return _moment(parts["year"], month, day, doubtful=doubtful)
    if match := IN_WORDS.fullmatch(text):
        year, month, day = match.groups()
        return _moment(in_digits(year), counted(month), None if day is None else counted(day))
    if re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII) and int(float(text)) in SERIALS:
        return "serial_number"
    return "unreadable"


def counted(text: str) -> int:
    """A number of days or months, in digits or in Chinese; 0 where it is none.

    >>> [counted(text) for text in ("正", "七", "十", "十二", "二十", "三十一", "一二", "05")]
    [1, 7, 10, 12, 20, 31, 0, 5]
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    one = 1 if ones in ("正", "元") else DIGITS.index(ones) if ones else 0
    return (10 * (DIGITS.index(tens) if tens else 1) if ten else 0) + one


def _moment(year: int | str, month: int | str, day: int | str | None, *, doubtful: bool = False) -> Moment | str:
    try:
        first = date(int(year), int(month), 1 if day is None else int(day))
    except ValueError:
        return "unreadable"
    if first.year not in YEARS:
        return "year_out_of_range"
    return Moment(Month(first.year, first.month), None if day is None else first.toordinal(), doubtful)


def serial_day(raw: Raw) -> date:
    """The day that Excel shows for a serial number, as a number or as text."""
    return EPOCH + timedelta(days=int(float(raw[1] if isinstance(raw, tuple) else raw)))


# --- months typed as numbers, 2025.7 for July -----------------------------------------------


def months_of(raw: Raw) -> tuple[Month, ...]:
    """The months that one number may mean.

    >>> [str(month) for month in months_of(2025.1)], months_of(2025.13), months_of(2025.0)
    (['2025-01', '2025-10'], (), ())
    """
    number = as_typed(bare(raw))
    number = number[1] if isinstance(number, tuple) and len(number) > 1 else number
    match = YEAR_POINT.fullmatch(str(decimal(number))) if isinstance(number, float) else None
    if match is None:
        return ()
    year, digits = int(match[1]), match[2]
    if digits == "1":
        return Month(year, JANUARY), Month(year, OCTOBER)
    return (Month(year, int(digits)),) if JANUARY <= int(digits) <= 12 else ()


def months_in(raws: Sequence[Raw]) -> tuple[Month, ...] | None:
    """The months of a stretch of cells; None where it could mean others too, or something else.

    A 2025.1 is told by its neighbours where each month of the stretch is followed by the next one, or by
    the one before, in one way only.

    >>> list(map(str, months_in([2025.9, 2025.1, 2025.11]) or ()))
    ['2025-09', '2025-10', '2025-11']
    >>> months_in([2025.1]), months_in([2025.1, 2025.5]), months_in([2025.1, 2025.1])
    (None, None, None)
    """
    options = list(map(months_of, raws))
    if not all(options):
        return None
    if all(len(each) == 1 for each in options):
        return tuple(each[0] for each in options)
    orders = {tuple(first.plus(step * i) for i in range(len(raws))) for first in options[0] for step in (1, -1)}
    found = [order for order in orders if all(month in each for month, each in zip(order, options, strict=True))]
    return found[0] if len(found) == 1 and len(raws) > 1 else None
