"""What the samples are made of: dates that grow like a real pilot, firms and codes that do not exist."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import chinese_calendar

#: GB 32100-2015: the characters of a unified social credit code, and the weights of its check character.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
#: GB 11714-1997: the weights of the organisation code inside it.
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
#: An area that GB/T 2260 does not have, so that no code is anybody's.
AREA = "990000"

FIRST = date(2025, 7, 1)
REMARK = "演示数据：本工作簿中的空间、单位、代码和数字均为虚构，仅供试用。"


def credit_code(number: int, kind: str = "91") -> str:
    """A well-formed code of an organisation that does not exist; `kind` 91 enterprise, 11 body, 12 institution.

    >>> credit_code(7)
    '91990000D000000726'
    """
    inner = f"D{number:07d}"
    total = sum(
        w * ALPHABET.index(c) if c.isdigit() else w * (ord(c) - 55) for w, c in zip(INNER_WEIGHTS, inner, strict=True)
    )
    inner += "0X987654321"[total % 11]
    body = f"{kind}{AREA}{inner}"
    check = sum(w * ALPHABET.index(c) for w, c in zip(WEIGHTS, body, strict=True)) % 31
    return body + ALPHABET[(31 - check) % 31]


def workday(day: date) -> date:
    """The day itself or the next one that is worked."""
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return day


def start_dates(
    random: Random, count: int, before: int, last: date, *, middle: float = 0.5, steep: float = 6.0
) -> list[date]:
    """Start dates in order: `before` of them ahead of the pilot, the rest along an S-curve up to `last`.

    `middle` is the share of the time at which growth is fastest; the steeper, the flatter its end.
    """
    early = [workday(FIRST - timedelta(days=random.randint(20, 320))) for _ in range(before)]
    low, high = (1 / (1 + math.exp(-steep * (t - middle))) for t in (0.0, 1.0))
    span = (last - FIRST).days - 12
    late = []
    for number in range(count - before):
        share = low + (high - low) * (number + 0.5) / (count - before)
        position = middle + math.log(share / (1 - share)) / steep
        late.append(workday(FIRST + timedelta(days=round(position * span))))
    return sorted(early) + sorted(late)


def days(last: date) -> Iterator[date]:
    """Every day from the pilot's first to `last`."""
    for number in range((last - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def liveliness(day: date) -> float:
    """How active a day is beside an ordinary working day: weekends, holidays, the weeks round Spring Festival."""
    festival = date(2026, 2, 8) <= day <= date(2026, 2, 28)
    national = day.month == 10 and day.day <= 8
    if not chinese_calendar.is_workday(day):
        return 0.16 if festival or national else 0.42
    return 0.6 if festival else 1.0


def s_curve(share: float, low: float, high: float, *, middle: float = 0.5, steep: float = 6.0) -> float:
    """The value at a share of the time that grows from `low` to `high` along an S-curve."""
    start, end, here = (1 / (1 + math.exp(-steep * (t - middle))) for t in (0.0, 1.0, share))
    return low + (high - low) * (here - start) / (end - start)
