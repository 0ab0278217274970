"""Numbers in Chinese characters → the same text with digits, where they can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from core.compiled import long_pattern

ONES = {sign: number for signs in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖") for number, sign in enumerate(signs)}
ONES |= {"○": 0, "两": 2, "俩": 2, "貳": 2, "叄": 3, "陸": 6}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
SHORT = {"廿": "二十", "卅": "三十"}
POINT = "点"
SIGNS = "".join((*ONES, *TENS, *LARGE, *SHORT))
#: Signs and digits without a gap; a point only between them.
RUN = long_pattern(rf"(?:\d+(?:\.\d+)?|[{SIGNS}]|(?<=[{SIGNS}]){POINT}(?=[{SIGNS}]))+")
#: 二一〇: at least three digits, or two with a nought, since 三四 means three or four.
PLACES = re.compile(rf"[{''.join(ONES)}]{{3,}}|[一二三四五六七八九][〇零○]")
#: Signs that look like a dash or a circle where they stand alone.
NO_NUMBERS = ("一", "〇", "○")
FRACTION = re.compile(rf"(.+){POINT}([{''.join(ONES)}]+)([{''.join((*TENS, *LARGE))}]*)")


def with_digits(text: str, base: str = "") -> str | None:
    """The text with its only number in digits; None where it has none in characters, or one of several readings.

    `base` follows a number of ten thousands that names no unit, for columns in such units: 三千万 is 三千万元.

    >>> [with_digits(text) for text in ("二百", "一百二十三家", "二〇〇", "贰佰壹拾", "约二百", "1亿2千万元", "二点五亿")]
    ['200', '123家', '200', '210', '约200', '120000000元', '250000000']
    >>> [with_digits(text) for text in ("一百二", "三四百", "百余", "一", "三至五", "200")]
    [None, None, None, None, None, None]
    >>> with_digits("三千万", "元"), with_digits("三千万元", "元"), with_digits("三千", "元")
    ('30000000元', '30000000元', '3000')
    """
    runs = list(RUN.finditer(text))
    run = runs[0] if len(runs) == 1 else None
    if run is None or run[0] in NO_NUMBERS or not re.search(f"[{SIGNS}]", run[0]):
        return None
    number = _number(run[0])
    if number is None:
        return None
    rest = text[run.end() :]
    unit = base if not rest.startswith(base) and any(sign in LARGE for sign in run[0]) else ""
    return f"{text[: run.start()]}{number.normalize():f}{unit}{rest}"


def _number(run: str) -> Decimal | None:
    for short, long in SHORT.items():
        run = run.replace(short, long)
    if PLACES.fullmatch(run):
        return Decimal(in_digits(run))
    if match := FRACTION.fullmatch(run):
        whole, scale = _whole(match[1]), _whole(f"一{match[3]}")
        return None if whole is None or scale is None else (whole + Decimal(f"0.{in_digits(match[2])}")) * scale
    found = _whole(run)
    return None if found is None or found != found.to_integral_value() else found.quantize(Decimal(1))


def in_digits(text: str) -> str:
    """A text with each sign of a number below ten as its digit: 二〇二五 is 2025."""
    return "".join(str(ONES.get(sign, sign)) for sign in text)


def _whole(run: str) -> Decimal | None:
    """A number said by ones, tens and ten thousands, each smaller than the last; None where a part is left open."""
    total = section = Decimal(0)
    number: Decimal | None = None
    last, last_large, nought = 10**4, 10**12, False
    for part in _parts(run):
        if isinstance(part, Decimal):
            if number is not None:
                return None
            nought = part == 0 and bool(total or section)
            number = None if nought else part
        elif part in TENS:
            size = TENS[part]
            if size >= last or (number is None and (size != 10 or section)):
                return None
            section, number, last = section + (1 if number is None else number) * size, None, size
        else:
            section += number or 0
            if not section or LARGE[part] >= last_large:
                return None
            total, section, number, last, last_large = (
                total + section * LARGE[part],
                Decimal(0),
                None,
                10**4,
                LARGE[part],
            )
    # 一百二 is 一百二十, or one hundred and two
    if number is not None and (total or section) and last != 10 and ONES.get(run[-2:-1]) != 0:
        return None
    return None if nought and number is None else total + section + (number or 0)


def _parts(run: str) -> Iterator[Decimal | str]:
    for part in re.findall(r"\d+(?:\.\d+)?|.", run):
        yield Decimal(ONES[part]) if part in ONES else part if part in (*TENS, *LARGE) else Decimal(part)
