"""Months and dates as people write them: a raw cell → a month, with its day where it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.intake.grid import Raw
from core.intake.words import WORDS, name
from core.model import Month

YEARS = range(2000, 2101)
SERIALS = range(20_000, 80_000)
TIME = r"(?:[ t]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:份|末|底|初)?(?:\s*(\d{1,2})\s*[日号])?" + TIME, re.ASCII)
IN_WORDS = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(十[一二]?|[正元一二三四五六七八九])月(?:份|末|底|初)?(?:([一二三四五六七八九十]{1,3})[日号])?"
)
DIGITS = "〇一二三四五六七八九"
SEPARATED = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})(?:\s*\2\s*(\d{1,2}))?" + TIME, re.ASCII)
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
ENGLISH = re.compile(r"([a-z]{3,9})\.?[\s,-]*(\d{4})", re.ASCII)
ENGLISH_YEAR_FIRST = re.compile(r"(\d{4})[\s,-]*([a-z]{3,9})\.?", re.ASCII)
ENGLISH_DAY = re.compile(r"(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s,-]+(\d{4})", re.ASCII)
ENGLISH_US = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
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
        if raw[0] in ("k", "w", "s", "o"):
            return _from_number(raw[1])
        return _moment(raw[1], raw[2], raw[3]) if raw[0] in ("d", "dt") else "unreadable"
    return _from_text(name(raw).strip("'’‘` "))


def _from_number(number: float) -> Moment | str:
    if number == int(number):
        match = COMPACT.fullmatch(str(int(number)))
        if match:
            return _moment(*match.groups())
        if int(number) in SERIALS:
            return "serial_number"
    return "month_as_number" if YEARS.start <= number < YEARS.stop else "unreadable"


def _from_text(text: str) -> Moment | str:
    if match := CHINESE.fullmatch(text):
        return _moment(*match.groups())
    if match := IN_WORDS.fullmatch(text):
        year, month, day = match.groups()
        digits = year.replace("零", DIGITS[0]).replace("○", DIGITS[0])
        numbers = "".join(str(DIGITS.index(digit)) for digit in digits)
        return _moment(numbers, _counted(month), None if day is None else _counted(day))
    if match := SEPARATED.fullmatch(text):
        year, separator, month, day = match.groups()
        return _moment(year, month, day, doubtful=separator == "." and day is None and month == "1")
    if match := COMPACT.fullmatch(text):
        return _moment(*match.groups())
    if match := MONTH_FIRST.fullmatch(text):
        return _moment(match[2], match[1], None)
    for pattern, order in (
        (ENGLISH, (2, 1, 0)),
        (ENGLISH_YEAR_FIRST, (1, 2, 0)),
        (ENGLISH_DAY, (3, 2, 1)),
        (ENGLISH_US, (3, 1, 2)),
    ):
        match = pattern.fullmatch(text)
        if match and match[order[1]] in WORDS.months:
            day = match[order[2]] if order[2] else None
            return _moment(match[order[0]], WORDS.months[match[order[1]]], day)
    if re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII) and int(float(text)) in SERIALS:
        return "serial_number"
    return "unreadable"


def _counted(said: str) -> int:
    """A number of days or months in Chinese; 0 where it is none.

    >>> [_counted(said) for said in ("正", "七", "十", "十二", "二十", "三十一", "一二")]
    [1, 7, 10, 12, 20, 31, 0]
    """
    tens, ten, ones = said.rpartition("十")
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
