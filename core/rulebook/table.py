"""A TOML table that is read strictly: each key once, unknown keys refused with the file and the allowed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.errors import RulebookError
from core.model import Text

#: What a value is called in a refusal.
WORDS: Mapping[type, str] = {
    str: "text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    list: "a list in brackets",
    dict: "a table",
    date: "a date",
}


class Table:
    """A TOML table that knows its place and is asked for each of its keys exactly once."""

    def __init__(self, where: str, value: object, *, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(value, dict):
            raise RulebookError(f"{where}: expected a table, found {value!r}")
        self.where = where
        self._value: dict[str, Any] = value
        allowed = ", ".join(sorted({*required, *optional}))
        for key in value:
            if key not in required and key not in optional:
                raise RulebookError(f"{where}: unknown key {key!r}; allowed: {allowed}")
        for key in required:
            if key not in value:
                raise RulebookError(f"{where}: missing key {key!r}; allowed: {allowed}")

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """The value of `key`, which must be of that kind."""
        value = self._value.get(key, default)
        if value is not None and not isinstance(value, kind):
            raise RulebookError(f"{self.where}.{key}: expected {WORDS[kind]}, found {value!r}")
        return value

    def fraction(self, key: str, default: int | None = None) -> Fraction:
        """A number above 0, exactly."""
        return Fraction(self.positive(key, default))

    def positive(self, key: str, default: int | None = None) -> Decimal:
        """A number above 0, as it is written."""
        value: Any = self._value.get(key, default)
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not number or not (Decimal(value).is_finite() and value > 0):
            raise RulebookError(f"{self.where}.{key}: expected a number above 0, found {value!r}")
        return Decimal(value)

    def text(self, key: str) -> Text:
        """A text in both languages, neither of them empty."""
        return text(f"{self.where}.{key}", self._value[key])

    def word(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of a closed list of words."""
        value = self._value.get(key, default)
        if value not in allowed:
            raise RulebookError(f"{self.where}.{key}: found {value!r}; allowed: {', '.join(allowed)}")
        return str(value)

    def items(self, key: str) -> list[tuple[str, Any]]:
        """The members of an array, each with its place."""
        return [(f"{self.where}.{key}[{i}]", value) for i, value in enumerate(self.get(key, list, []), 1)]


def once(where: str, keys: Sequence[object]) -> None:
    """Refuses a key that stands twice."""
    for key in keys:
        if keys.count(key) > 1:
            raise RulebookError(f"{where}: {key} stands twice")


def text(where: str, value: object) -> Text:
    """A text in both languages, neither of them empty."""
    table = Table(where, value, required=("zh", "en"))
    zh, en = table.get("zh", str), table.get("en", str)
    if not zh.strip() or not en.strip():
        raise RulebookError(f"{where}: empty text")
    return Text(zh, en)


def known(where: str, found: object, allowed: Sequence[object]) -> None:
    """Refuses what is not one of a closed list."""
    if found not in allowed:
        raise RulebookError(f"{where}: found {found!r}; allowed: {', '.join(map(str, allowed))}")
