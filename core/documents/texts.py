"""The texts of documents that no figure chooses, and those in two forms, from texts.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from core.compiled import tables
from core.model.document import Column, Row, Sentence, Table, Value, say, say_count
from core.model.quantity import Form, Quantity

TEXTS: dict[str, Any] = tables(Path(__file__).with_name("texts.toml"))
#: Notes and other paragraphs.
PROSE: dict[str, Any] = TEXTS["prose"]
#: What there are {n} of, and words for a code.
COUNTED: dict[str, Any] = TEXTS["counted"]
WORDS: dict[str, dict[str, str]] = TEXTS["words"]


def many(name: str, n: int, **slots: Value) -> Sentence:
    """The sentence of that name in its form for `n`, which fills the slot {n}."""
    one, several = TEXTS["many"][name]
    return say_count(one, several, n, **slots)


def counted(name: str, found: Mapping[Any, int]) -> tuple[Sentence, ...]:
    """How many there are of each, in the words of that name, where there are any."""
    return tuple(number(COUNTED[name][key], n) for key, n in found.items() if n)


def number(words: str | list[str], n: int) -> Sentence:
    """Words that hold {n}, in one form or in two."""
    if isinstance(words, str):
        return say(words, n=Quantity(Fraction(n), form=Form.PLAIN))
    return say_count(words[0], words[1], n)


def table(name: str, rows: Iterable[Row], empty: Value = None) -> Table:
    """Rows under the columns of that name; `empty` is shown where there are none."""
    return Table(columns(name), tuple(rows), empty)


def filled(found: Table) -> Table:
    """The table without columns in which no row says anything."""
    said = {key for row in found.rows for key, value in row.cells.items() if value is not None}
    return replace(found, columns=tuple(each for each in found.columns if each.key in said or not found.rows))


def columns(name: str) -> tuple[Column, ...]:
    return tuple(Column(key, say(title)) for key, title in TEXTS["table"][name].items())
