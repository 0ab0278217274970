"""Answers to a reader's questions, before they have a language or a format.

A Document is a frozen dataclass whose fields are sentences, facts, tables and charts.  It holds
values; a printer turns them into a screen, a worksheet, paper, JSON, CSV or plain text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from core.model.assessment import Status
from core.model.place import Place
from core.model.problems import Severity
from core.model.quantity import Judged, Key, Probability, Quantity
from core.model.values import Month, Outcome, Profile, Reason, Text


class Verbatim(Struct, frozen=True):
    """Words printed as they are in every language: the sender's, the notice's, an id.

    A formula that holds words of the sender's names the cell of their key, so that it has none of them itself.
    """

    text: str
    key: Key | None = None


class Sentence(Struct, frozen=True):
    """A message of the catalogue with its slots; `plural` and `count` where its form depends on a number."""

    message: str
    slots: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    plural: str = ""
    count: int | None = None


By = Literal["list", "commas", "clauses", "sentences", "lines", "dots", "spaces", "nothing"]


class Joined(Struct, frozen=True):
    """Values one after another: as a list in a sentence, as clauses, as whole sentences, or a line each."""

    parts: tuple[Value, ...]
    by: By = "list"


#: An empty text, and no dash.
EMPTY = Joined(())


class Cells(Struct, frozen=True):
    """Cells of the sender's, those of one sheet named together: in a list, or a line a sheet."""

    places: tuple[Place, ...]
    by: Literal["list", "lines"] = "list"


class Coloured(Struct, frozen=True):
    """Words or a count in the colour of an outcome, where a surface has colours."""

    wording: Value
    outcome: Outcome


class Linked(Struct, frozen=True):
    """Words that lead to cells, where a surface has links."""

    wording: Value
    place: Place


class Capitalised(Struct, frozen=True):
    """Words that begin a sentence or a cell."""

    wording: Value


class Case(Struct, frozen=True):
    """One of several wordings.

    `when` is a code of the key's outcome, a number that its figure equals, or "positive" for a figure above 0.
    """

    when: str | int
    wording: Value


class Cases(Struct, frozen=True):
    """The wording that fits: the first case that holds of `key`, else `otherwise`.

    `now` is what holds today.  A worksheet prints all of them under their conditions, so that the
    wording follows the cells; every other surface prints `now`.
    """

    key: Key
    cases: tuple[Case, ...]
    otherwise: Value
    now: Value


#: Whatever a slot or a cell may hold; None is printed as a dash.
Value = (
    None
    | Quantity
    | Judged
    | Probability
    | Status
    | Reason
    | Severity
    | Profile
    | Month
    | date
    | Decimal
    | Text
    | Verbatim
    | Place
    | Sentence
    | Joined
    | Cells
    | Coloured
    | Linked
    | Capitalised
    | Cases
)


class Fact(Struct, frozen=True):
    label: Value
    value: Value


class Row(Struct, frozen=True):
    """A row of a table: the key of what it is about, and a value by column key.

    `rests_on_figures`: those of the criterion that it is about chose wording that cannot follow the cells (a remedy, a
    forecast): a worksheet says beside it when they have changed.  `begins` marks the first row of a group, `is_total` a
    row that sums the others.
    """

    id: str
    cells: Mapping[str, Value]
    rests_on_figures: bool = False
    begins: bool = False
    is_total: bool = False


class Column(Struct, frozen=True):
    """A column of a table: its key, by which a printer lays it out, and its title."""

    key: str
    title: Value


class Table(Struct, frozen=True):
    """Rows under columns; `empty` is shown where there are none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Value = None


class Chart(Struct, frozen=True):
    """The figures of a chart, a mapping a mark; `alt` says it in words."""

    data: Sequence[Mapping[str, Value]]
    alt: Value = None


class Document(Struct, frozen=True):
    """The answer to one question; its fields are its parts, in the order of reading."""


def given(text: str) -> Verbatim | None:
    """What a sender or an office wrote; None for nothing."""
    return Verbatim(text) if text else None


def say(message: str, /, **slots: Value) -> Sentence:
    return Sentence(message, MappingProxyType(slots))


def say_count(singular: str, plural: str, n: int, /, **slots: Value) -> Sentence:
    """A message whose form depends on `n`, which fills the slot {n} unless that is given."""
    slots.setdefault("n", Quantity(Fraction(n)))
    return Sentence(singular, MappingProxyType(slots), plural, n)


def choose(key: Key, at: str | Fraction, cases: Sequence[Case], otherwise: Value = EMPTY) -> Cases:
    """The wording that fits the outcome or the figure `at`, which the cell of the key holds."""
    fits = (at, "positive") if not isinstance(at, str) and at > 0 else (at,)
    now = next((case.wording for case in cases if case.when in fits), otherwise)
    return Cases(key, tuple(cases), otherwise, now)
