"""TOML → frozen records, strictly: whatever does not fit is refused with its place and what is allowed there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

from core.errors import RulebookError
from core.model import Text

LANGUAGES = ("zh", "en")
#: What a value is called in a refusal.
NAMES: Mapping[type, str] = {
    str: "text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    list: "a list in brackets",
    dict: "a table",
    date: "a date",
}


def expect(kind: type, where: str, value: object) -> Any:
    if not isinstance(value, kind):
        raise RulebookError(f"{where}: expected {NAMES[kind]}, found {value!r}")
    return value


def table(where: str, value: object, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, Any]:
    """A table that has all of the required keys and none but these and the optional ones."""
    given: dict[str, Any] = expect(dict, where, value)
    unknown = next((key for key in given if key not in required and key not in optional), None)
    missing = next((key for key in required if key not in given), None)
    if unknown is not None or missing is not None:
        wrong = f"missing key {missing!r}" if unknown is None else f"unknown key {unknown!r}"
        raise RulebookError(f"{where}: {wrong}; allowed: {', '.join(sorted({*required, *optional}))}")
    return given


def placed(where: str, value: object) -> list[tuple[str, Any]]:
    return [(f"{where}[{i}]", each) for i, each in enumerate(expect(list, where, value), 1)]


def known(where: str, found: object, allowed: Collection[object]) -> Any:
    if found not in allowed:
        raise RulebookError(f"{where}: found {found!r}; allowed: {', '.join(map(str, allowed))}")
    return found


def once(where: str, keys: Sequence[object]) -> None:
    """Refuses a key that stands twice."""
    for key in keys:
        if keys.count(key) > 1:
            raise RulebookError(f"{where}: {key} stands twice")


def positive(where: str, value: Any) -> Decimal:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not number or not (Decimal(value).is_finite() and value > 0):
        raise RulebookError(f"{where}: expected a number above 0, found {value!r}")
    return Decimal(value)


def text(where: str, value: object) -> Text:
    """A text in both languages, neither of them empty."""
    given = table(where, value, required=LANGUAGES)
    both = Text(*(expect(str, f"{where}.{key}", given[key]) for key in LANGUAGES))
    if not both.zh.strip() or not both.en.strip():
        raise RulebookError(f"{where}: empty text")
    return both


@cache
def _made_of(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind), get_args(kind)


@cache
def _shape(kind: type) -> Mapping[str, tuple[str, Any, bool]]:
    """By field of a record that a file may give: its key, its type, whether it has no default."""
    hints, shape = get_type_hints(kind, include_extras=True), {}
    for field in fields(kind):
        hint, key = hints[field.name], field.name
        if get_origin(hint) is Annotated:
            hint, key = get_args(hint)
        if key is not None:
            shape[field.name] = key, hint, field.required
    return shape


class Reader(Struct, frozen=True):
    """Reads values by their type, and tables by the fields of a record: required where they have no default.

    A field that is Annotated[type, key] goes by that key in TOML; with None no file may give it.  `special` reads
    types and fields (record, name) that are not written as their type says, from a place and a value.
    """

    special: Mapping[Any, Callable[[str, Any], Any]]

    def read(self, kind: Any, where: str, value: Any) -> Any:
        """A value of a type; numbers are above 0."""
        if kind is str:
            return expect(str, where, value)
        origin, arguments = _made_of(kind)
        if kind in self.special:
            return self.special[kind](where, value)
        if isinstance(kind, type) and issubclass(kind, Struct):
            return self.table(kind, where, value)
        if origin in (Union, UnionType):  # X | None
            return self.read(arguments[0], where, value)
        if origin is tuple:
            return tuple(self.read(arguments[0], place, each) for place, each in placed(where, value))
        if origin is Mapping:
            each = expect(dict, where, value).items()
            return MappingProxyType({key: self.read(arguments[1], f"{where}.{key}", own) for key, own in each})
        if origin is Literal:
            return known(where, value, arguments)
        if issubclass(kind, StrEnum):
            return kind(known(where, value, list(kind)))
        return kind(positive(where, value)) if kind in (Decimal, Fraction) else expect(kind, where, value)

    def table(
        self, kind: Any, where: str, value: object, required: Collection[str] = (), without: Collection[str] = ()
    ) -> Any:
        """A record from a table; some fields may be required, or not be given, in this very table."""
        shape = {name: own for name, own in _shape(kind).items() if name not in without}
        needed = [key for name, (key, _, always) in shape.items() if always or name in required]
        given = table(where, value, needed, [key for key, _, _ in shape.values()])
        values = {}
        for name, (key, own, _) in shape.items():
            if key in given:
                wanted = (kind, name) if (kind, name) in self.special else own
                values[name] = self.read(wanted, f"{where}.{key}", given[key])
        return kind(**values)
