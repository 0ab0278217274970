"""Rows as calamine gives them, with what is noted of the sheet → columns as distinct values and codes.

A cell is a str, float or bool, '' where it is blank, or a tagged tuple:

("e", code)         an error cell such as #DIV/0!      ("f",)    a formula without a cached value
("%", float)        a number in a percent format       ("k", float, "3")  a number shown divided by 10³
                                                   ("k", float, "4 #万")  with what is shown besides
("s", float)        a number shown with % behind it, not multiplied
("o", float, text)  a number shown as something else   ("u", float, text)  a number shown with words or a unit
(text has # where the number is; it is left out where nothing is shown)
("d", y, m, d)      a date                             ("dt", y, m, d, h, min, s)  a date with a time
("t", text)         a time or a duration
"""

from __future__ import annotations

import datetime
from array import array
from collections import defaultdict
from itertools import count

from .formats import STRUCK, SYMBOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Rows = list[list[Any]]

Cell = tuple[int, int]
#: The errors that calamine knows.
ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})
#: How far a sheet may reach.
ROWS, COLUMNS = 1_048_576, 16_384
#: Characters that a cell can hold in Excel; no program shows more.
LONGEST = 32_767


class Notes:
    """What is noted of one sheet; rows and columns from 0.

    `merged` holds (top, left, bottom, right).
    `rules`: conditional formats that change what is read, as `looks.rules` has them; `rewritten`: the sheet in common
    XML, where its own is odd; `misread`: other programs may read it differently.
    """

    def __init__(self) -> None:
        self.errors: dict[Cell, str] = {}
        self.no_value: set[Cell] = set()
        self.formatted: dict[str, set[Cell]] = defaultdict(set)
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.rules: list[Any] = []
        self.height = 0
        self.width = 0
        self.rewritten: bytes | None = None
        self.misread = False


class OddSheet(Exception):
    """The sheet is not written as the quick reader expects."""


def join(rows: Rows, notes: Notes) -> None:
    """Write the notes into the rows, adding rows and columns that only the notes have."""
    for (row, column), code in notes.errors.items():
        _put(rows, row, column, ("e", code))
    for row, column in notes.no_value:
        _put(rows, row, column, ("f",))
    for kind, formatted in notes.formatted.items():
        tag, text = kind[0], (kind[1:],) if kind[1:] else ()
        for row, column in () if kind == STRUCK or kind in SYMBOLS else formatted:
            if row < len(rows) and column < len(rows[row]):
                value = rows[row][column]
                if type(value) is float or type(value) is int:
                    rows[row][column] = (tag, float(value), *text)
    for name, shown in SYMBOLS.items():
        for row, column in notes.formatted[name]:
            value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
            if type(value) is str and len(value) == 1 and (value < "\u0100" or "\uf000" <= value <= "\uf0ff"):
                letter = chr(ord(value) & 0xFF)
                rows[row][column] = shown.get(letter, chr(0xF000 | ord(letter)))  # where Unicode keeps such fonts


def _put(rows: Rows, row: int, column: int, value: Any) -> None:
    width = len(rows[0]) if rows else 0
    while len(rows) <= row:
        rows.append([""] * width)
    cells = rows[row]
    if len(cells) <= column:
        cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value


def columns(rows: Rows) -> list[tuple[list[Any], str, bytes]]:
    """Each column as (distinct values, typecode, codes); trailing blank columns are left off."""
    width = max(map(len, rows), default=0)
    if min(map(len, rows), default=0) < width:
        for row in rows:
            row.extend([""] * (width - len(row)))
    found = list(map(_column, zip(*rows, strict=True)))
    while found and found[-1][0] == [""]:
        found.pop()
    return found


def _column(cells: Sequence[Any]) -> tuple[list[Any], str, bytes]:
    index, codes = _numbered(cells)
    kinds = set(map(type, index))
    if bool in kinds or ((1.0 in index or 0.0 in index) and bool in set(map(type, cells))):
        # True == 1.0 in a dict: tell them apart by type where both may be there.
        index, codes = _numbered([("b", cell) if type(cell) is bool else cell for cell in cells])
        kinds.add(tuple)
    typecode = "B" if len(index) <= 0x100 else "H" if len(index) <= 0x10000 else "I"
    values = list(index) if kinds <= {str, float} else list(map(_plain, index))
    if str in kinds and max(map(len, values if kinds == {str} else [v for v in values if type(v) is str])) > LONGEST:
        values = [_held(value) if type(value) is str else value for value in values]
    return values, typecode, bytes(codes) if typecode == "B" else array(typecode, codes).tobytes()


def _held(text: str) -> str:
    text = text.strip() if len(text) > LONGEST else text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _numbered(cells: Sequence[Any]) -> tuple[dict[Any, int], list[int]]:
    """Each distinct value with its number in order of appearance, and the number of each cell."""
    index: defaultdict[Any, int] = defaultdict(count().__next__)
    return index, list(map(index.__getitem__, cells))


def _plain(value: Any) -> Any:
    """A value that marshal can write; floats stay floats, so that 1 is 1.0."""
    kind = type(value)
    if kind is str or kind is float:
        return value
    if kind is tuple:
        return value[1] if value[0] == "b" else value
    if kind is bool or kind is int:
        return float(value)
    if kind is datetime.datetime and (value.hour or value.minute or value.second):
        return ("dt", value.year, value.month, value.day, value.hour, value.minute, value.second)
    return ("d", value.year, value.month, value.day) if isinstance(value, datetime.date) else ("t", str(value))
