"""What every stage speaks of: months, texts, units, and the closed lists."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Hashable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T")

#: The three pilot types of Annex 2, part 二.
Profile = StrEnum("Profile", "ENTERPRISE INDUSTRY CITY")
#: Whether a criterion is computed from figures or judged from evidence.
Kind = StrEnum("Kind", "COMPUTED EVIDENCE")
#: The closed list of outcomes of a criterion.
Outcome = StrEnum("Outcome", "MET NOT_MET NO_DATA NEEDS_REVIEW NOT_APPLICABLE")
#: Why a criterion has no outcome but NO_DATA.
Reason = StrEnum("Reason", "BLANK UNREADABLE NO_DENOMINATOR IMPOSSIBLE NOT_FOR_THIS_TYPE SOURCE_FAILED")
#: So much a value keeps of what follows from it.
MOST_KEPT = 200


class Keeping(Struct, frozen=True, dict=True):
    """A value that keeps what was worked out of it, and of nothing but it and the key, for as long as it is kept itself."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key; a key that is longest known goes first."""
        made: dict[Any, T] = self.__dict__
        if key not in made:
            made[key] = make()
            while len(made) > MOST_KEPT:
                del made[next(iter(made))]
        return made[key]


class Text(Struct, frozen=True):
    """One text in Chinese and English; other languages translate the English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in a language, in English where that has no words for it."""
        return self.zh if language.startswith("zh") else _translated(self.en, language)

    @property
    def every(self) -> tuple[str, ...]:
        """The text in all languages, Chinese and English first."""
        from core.i18n import languages

        return (self.zh, self.en, *(_translated(self.en, other) for other in languages()[2:]))


class Unit(Struct, frozen=True):
    """A unit of measure; `one` is its English word beside the number 1, `en_each` how many of the English are one of it."""

    zh: str
    en: str
    one: str
    en_each: int = 1

    def each(self, language: str) -> int:
        """How many of the language's own unit are one of this: 1万元 is 10,000 CNY."""
        return 1 if language.startswith("zh") else self.en_each

    def in_(self, language: str, value: Fraction | None = None) -> str:
        """The unit's word, beside `value` where that is given."""
        if language.startswith("zh"):
            return self.zh
        return _translated(self.one if value == 1 else self.en, language)


def _translated(english: str, language: str) -> str:
    """An English text in another language; as it is in English, and where there are no words for it."""
    if language.startswith("en") or not english:
        return english
    from core.i18n import words

    return words(language)(english)


class Month(Struct, frozen=True, order=True):
    """A calendar month.

    >>> Month.parse("2025-07").plus(23)
    Month(year=2027, month=6)
    >>> Month(2026, 1) - Month(2025, 11)
    2
    """

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From "YYYY-MM"; ValueError otherwise."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
            raise ValueError(text)
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def from_index(cls, index: int) -> Month:
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """Months since year 0, the number that ledgers are compared by."""
        return self.year * 12 + self.month - 1

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        return Month.from_index(self.index + months)

    def __sub__(self, other: Month) -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


class PilotPeriod(Struct, frozen=True):
    """The pilot period, both months included."""

    start: Month
    end: Month

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.start.plus(i) for i in range(self.end - self.start + 1))
