"""A sheet of raw cells as the child sends it: columns of distinct values and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from core.intake.words import all_clean, names, squeezed
from core.model import Effect, Joined, Keeping, Month, Place

#: A raw cell: str, float, bool, or a tagged tuple as `reader.encode` documents them.
Raw = Any
Codes = NDArray[Any]
Rows = NDArray[np.int64]
BLANK: Raw = ""
FOUND_LENGTH = 100


class Cells(Struct, frozen=True, dict=True):
    """One column: its distinct raw values, and for each row the index of its value."""

    values: Sequence[Raw]
    codes: Codes

    @cached_property
    def kinds(self) -> frozenset[type]:
        """The types of the values."""
        return frozenset(map(type, self.values))

    @cached_property
    def texts(self) -> Sequence[str]:
        """Each distinct text; '' for what is no text."""
        if self.kinds == {str}:
            return self.values
        if str not in self.kinds:
            return [""] * len(self.values)
        return [value if isinstance(value, str) else "" for value in self.values]

    @cached_property
    def cleaned(self) -> bool:
        """Whether no text has anything to be taken out."""
        return all_clean(self.texts)

    @cached_property
    def names(self) -> list[str]:
        """Each distinct text as names are compared; '' for what is no text."""
        return names(self.texts, cleaned=self.cleaned)

    @cached_property
    def words(self) -> list[str]:
        """Each distinct text as words are compared; '' for what is no text."""
        return squeezed(self.names)

    @cached_property
    def lines(self) -> str:
        """The same one below the other, to be looked through at once."""
        return "\n".join(self.words)

    @cached_property
    def nothing(self) -> int:
        """The code of the cells that hold nothing at all; -1 where there are none."""
        return self.values.index(BLANK) if str in self.kinds and BLANK in self.values else -1

    def where(self, chosen: Sequence[bool]) -> Rows:
        """Rows (from 0) whose value is chosen; `chosen` has one entry a distinct value."""
        return np.flatnonzero(np.asarray(chosen, dtype=bool)[self.codes])


class AnsweredRaw(NamedTuple):
    """A raw cell that its sender was asked about under `code`, and what the answer makes of it."""

    tag: str
    raw: Raw
    code: str
    effect: Effect
    month: Month | None = None


def bare(raw: Raw) -> Raw:
    """A raw cell as it is in the file, without what was answered about it."""
    return bare(raw.raw) if isinstance(raw, AnsweredRaw) else raw


def accepted(raw: Raw, code: str, effect: Effect = Effect.PROPOSED) -> bool:
    """Whether its sender gave this answer, among others, to what is asked of a cell under this code."""
    return isinstance(raw, AnsweredRaw) and (
        (raw.code, raw.effect) == (code, effect) or accepted(raw.raw, code, effect)
    )


class Corrections(Struct, frozen=True):
    """What the sender's answers say of a sheet besides its cells; rows and columns from 0.

    `used`: whether the sheet is to be read, where that was asked · `appended`: whether its rows count beside another's ·
    `holding`: and hold where both sheets have one of a month or criterion · `headings`: the Chinese label of the column that
    a header or label means · `chosen`: the cells that hold, of several · `unused`: headers whose columns do not hold ·
    `counted`: rows that are records · `holds`: the row that holds, by the second of two · `hidden_rows`,
    `hidden_columns`: whether these are read · `once`: records of one name or day count once · `same`: the name that a
    spelling in a column (by index) means · `left_out`: rows that are no records · `months`: the month that a row is of.
    """

    used: bool | None = None
    appended: bool = False
    holding: bool = False
    headings: Mapping[tuple[int, int], str] = field(default_factory=dict)
    chosen: frozenset[tuple[int, int]] = frozenset()
    unused: frozenset[tuple[int, int]] = frozenset()
    counted: frozenset[int] = frozenset()
    holds: Mapping[int, int] = field(default_factory=dict)
    hidden_rows: bool = True
    hidden_columns: bool = True
    once: bool = False
    same: Mapping[tuple[int, str], str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    months: Mapping[int, Month] = field(default_factory=dict)


class Grid(Keeping, frozen=True):
    """One sheet; rows and columns count from 0 at A1. `merged` holds (top, left, bottom, right).

    `struck`: cells with text or figures that are struck through · `rules`: conditional formats that change what cells
    show, as `rules.Rule` · `rewritten`: the reader took it only after it had been written anew in common XML.
    """

    name: str
    state: str
    height: int
    columns: tuple[Cells, ...]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden: frozenset[int]
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    rules: tuple[tuple[Any, ...], ...] = ()
    rewritten: bool = False
    corrections: Corrections = Corrections()
    joined: tuple[Joined, ...] = ()

    def holds(self, row: int) -> bool | None:
        """Of a row (from 0) that another sheet's were joined to this one as: whether it holds beside an own one."""
        parts = (part.holds for part in self.joined if 0 <= row + 1 - part.first < len(part.rows))
        return next(parts, None)

    def at(self, row: int, column: int) -> Raw:
        """The raw cell; a blank beyond the used area."""
        if not (0 <= row < self.height and 0 <= column < len(self.columns)):
            return BLANK
        cells = self.columns[column]
        return cells.values[int(cells.codes[row])]

    @property
    def as_sent(self) -> Grid:
        """The sheet with its cells as they are in the file."""
        if not any(AnsweredRaw in cells.kinds for cells in self.columns):
            return self
        return replace(self, columns=tuple(Cells(list(map(bare, each.values)), each.codes) for each in self.columns))

    def row(self, row: int) -> list[Raw]:
        """All raw cells of a row."""
        return [self.at(row, column) for column in range(len(self.columns))]

    def filled(self) -> NDArray[np.int32]:
        """How many cells of each row hold something."""
        count = np.zeros(self.height, dtype=np.int32)
        for cells in self.columns:
            count += cells.codes != cells.nothing
        return count

    def area(self, place: Place) -> tuple[int, int, int, int] | None:
        """Top, left, bottom and right of cells by index, from 0; None for columns and a whole sheet.

        >>> Grid("台账", "visible", 9, (), (), frozenset()).area(Place("台账", 8, (5, 94), ours=False))
        (4, 8, 93, 8)
        """
        if place.rows is None or isinstance(place.column, str):
            return None
        top, bottom = place.rows[0] - 1, place.rows[1] - 1
        if place.column is None:
            return top, 0, bottom, len(self.columns) - 1
        return top, place.column, bottom, place.through if isinstance(place.through, int) else place.column

    @property
    def whole(self) -> Place:
        """The whole sheet."""
        return Place(self.name, ours=False)

    def place(self, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> Place:
        """A cell, or the cells from it to another one, all counted from 0.

        >>> Grid("台账", "visible", 9, (), (), frozenset()).place(4, 8, 6).rows
        (5, 7)
        """
        rows = row + 1, (row if last_row is None else last_row) + 1
        return Place(self.name, column, rows, None if last_column in (None, column) else last_column, ours=False)


def shown(raw: Raw) -> str:
    """A raw cell as text, as the sheet shows it or nearly so, at most 100 characters.

    >>> shown(200.0), shown(("%", 0.325)), shown(("d", 2025, 7, 1)), shown(True), shown(("e", "#DIV/0!"))
    ('200', '32.5%', '2025-07-01', 'TRUE', '#DIV/0!')
    """
    text = _text(raw)
    return text if len(text) <= FOUND_LENGTH else text[: FOUND_LENGTH - 1] + "…"


def _text(raw: Raw) -> str:
    match raw:
        case bool():
            return "TRUE" if raw else "FALSE"
        case float():
            return plain(decimal(raw))
        case ("k", number, text) if "#" in text:
            power, _, around = text.partition(" ")
            return str(around).replace("#", plain(decimal(number).scaleb(-int(power))))
        case ("o" | "u", number, text):
            return str(text).replace("#", plain(decimal(number)))
        case ("k" | "o" | "u", number, *_):
            return plain(decimal(number))
        case AnsweredRaw():
            return _text(raw.raw)
        case ("%", number):
            return plain(decimal(number) * 100) + "%"
        case ("s", number):
            return plain(decimal(number)) + "%"
        case ("d", year, month, day):
            return f"{year:04d}-{month:02d}-{day:02d}"
        case ("dt", year, month, day, hour, minute, second):
            return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
        case ("e" | "t", text):
            return str(text)
        case tuple():
            return ""
    return str(raw).strip()


def decimal(number: float) -> Decimal:
    """The decimal of a double at 15 significant digits, as the contract has it.

    >>> decimal(0.1 + 0.2), decimal(200.0)
    (Decimal('0.3'), Decimal('200'))
    """
    return Decimal(format(number, ".15g"))


def plain(number: Decimal) -> str:
    """A decimal without exponent or idle zeros.

    >>> plain(Decimal("1E+3")), plain(Decimal("32.50"))
    ('1000', '32.5')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
