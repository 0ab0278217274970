"""What a person takes a text in a column of counts for: a number, nothing at all, or no certain number."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from core.intake.words import WORDS

BLANK = "blank"
#: Words behind a number that say what is counted in every column alike, and powers of ten.
COUNTED = "个家类项条种款户人次件套份所名位"
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8}
UNSEEN = {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\ufeff", "\u2060", "\u00ad"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
QUOTES = "'’‘`"


def understood(text: str) -> Decimal | str | None:
    """The number that a person reads with certainty; BLANK; None where there is doubt."""
    seen = "".join(c for c in text if c not in UNSEEN)
    turned = TURNING & set(seen)
    seen = "".join(c for c in seen if c not in turned)
    folded = unicodedata.normalize("NFKC", seen).strip()
    if "".join(folded.casefold().split()) in WORDS.blanks:
        return BLANK
    if turned:
        return None
    if any(c not in seen and not c.isspace() and not "！" <= _wide(c) <= "～" for c in folded):
        return None  # a superscript, a fraction, a Roman numeral: nothing that one counts with
    bare = folded.replace("\u2212", "-").strip(QUOTES).rstrip(",.;。、").strip()
    sign = -1 if bare.startswith("-") else 1
    body = bare[1:] if bare[:1] in "+-" else bare
    if spaced := re.match(r"\d{1,3}(?: \d{3})+(?!\d)", body, re.ASCII):
        body = spaced[0].replace(" ", "") + body[spaced.end() :]
    digits = _leading(body)
    rest = body[len(digits) :].strip().removeprefix("(").removesuffix(")")
    number = _number(digits)
    if number is None:
        return None
    power = max((p for p in POWERS if rest.startswith(p)), key=len, default="")
    rest = rest[len(power) :].strip()
    if rest and not (len(rest) == 1 and rest in COUNTED):
        return None
    return sign * number * Decimal(10) ** POWERS.get(power, 0)


def _wide(character: str) -> str:
    """The full-width form of a character of ASCII."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _leading(body: str) -> str:
    """The part of a text that digits, commas, one point and an exponent make."""
    end = 0
    while end < len(body) and (body[end] in "0123456789.,"):
        end += 1
    if 0 < end < len(body) - 1 and body[end] in "eE":
        exponent = end + 1 + (body[end + 1] in "+-")
        last = exponent
        while last < len(body) and body[last] in "0123456789":
            last += 1
        if last > exponent:
            end = last
    return body[:end]


def _number(digits: str) -> Decimal | None:
    mantissa, _, exponent = digits.lower().partition("e")
    whole, point, fraction = mantissa.partition(".")
    groups = whole.split(",")
    if len(exponent.lstrip("+-")) > 3:
        return None
    grouped = len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    if not whole.replace(",", "") or not grouped or (point and not fraction.isdecimal()):
        return None
    return Decimal(whole.replace(",", "") + (f".{fraction}" if fraction else "") + (f"e{exponent}" if exponent else ""))
