"""Which rows of 接入主体台账 are one organisation.

The same 统一社会信用代码 (trimmed, upper case); a row without one joins the only code that bears its
name, else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from core.intake.columns import ReadColumn
from core.intake.grid import Rows, shown
from core.intake.problems import of_grid, question
from core.intake.rows import Mask
from core.intake.tables import ReadTable
from core.intake.words import name
from core.model import Problem

NAME, CODE = "name", "credit_code"
#: GB 32100-2015: 18 digits and capital letters without I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SIGNS = re.compile(f"[{ALPHABET}]*")
LENGTH = 18
#: The same standard: what each sign is worth, by its byte, and the weights under which a code adds up to 0 modulo 31.
WORTH = np.array([max(ALPHABET.find(chr(byte)), 0) for byte in range(128)])
WEIGHTS = np.array([pow(3, place, len(ALPHABET)) for place in range(LENGTH - 1)] + [1])
#: As many codes that fail their check are asked about one by one; more of them together.
MOST_APART = 10


def identify(table: ReadTable, codes: Rows, names: Rows) -> tuple[Rows, Mask, list[Problem]]:
    """A number a row, the same for one organisation; rows that neither have nor join a code; questions about codes.

    `codes` and `names` hold a number a row for what the cell says, 0 where it says nothing.
    """
    coded = codes > 0
    # Names that stand with exactly one code lend it to rows without one.
    both = coded & (names > 0)
    width = int(codes.max(initial=0)) + 1
    named, lent = np.divmod(np.unique(names[both] * width + codes[both], return_counts=True)[0], width)
    lends = np.zeros(int(names.max(initial=0)) + 1, dtype=np.int64)
    single = np.bincount(named, minlength=len(lends))[named] == 1
    lends[named[single]] = lent[single]
    joined = np.where(coded, codes, lends[names])
    alone = joined == 0
    numbers = np.where(alone, width + np.arange(len(codes)), joined).astype(np.int64)
    return numbers, alone, _impossible(table) + _several_names(table, codes, names)


def _impossible(table: ReadTable) -> list[Problem]:
    """Codes that no organisation can have: they tell rows apart all the same, and are asked about."""
    column = table.columns.get(CODE)
    if column is None:
        return []
    formed, impossible = _formed(column.values), []
    for number, code in enumerate(column.values) if len(formed) < len(column.values) else ():
        if not code or number in formed:
            continue
        compared = name(code).upper()
        if _formed([compared]):
            formed[number] = compared
        else:
            impossible.append(number)
    asked = table.asked(CODE, dict.fromkeys(impossible, (question("credit_code"),)))
    return asked + _mistyped(table, column, formed)


def _formed(codes: Sequence[str | None]) -> dict[int, str]:
    """The well-formed codes by their index: looked at one by one only where not all that are as long are so."""
    long = {at: code for at, code in enumerate(codes) if code and len(code) == LENGTH}
    all_formed = SIGNS.fullmatch("".join(long.values()))
    return long if all_formed else {at: code for at, code in long.items() if SIGNS.fullmatch(code)}


def _mistyped(table: ReadTable, column: ReadColumn, formed: Mapping[int, str]) -> list[Problem]:
    """Well-formed codes whose last character does not fit the others; many of them are one question."""
    wrong = list(compress(formed, ~fits(list(formed.values()))))
    if len(wrong) <= MOST_APART:
        return table.asked(CODE, dict.fromkeys(wrong, (question("credit_code", kind="check"),)))
    at = table.rows[np.isin(column.cells.codes[table.rows], wrong)]
    rows = at.tolist()[:1]
    return [of_grid("credit_code", table.grid, row, column.index, kind="checks", count=len(at)) for row in rows]


def fits(codes: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each well-formed code has the check character that its other characters give.

    >>> fits(["914403001922038216", "914403001922038217"]).tolist()
    [True, False]
    """
    signs = np.frombuffer("".join(codes).encode("ascii"), dtype=np.uint8).reshape(len(codes), LENGTH)
    sums: NDArray[np.int64] = WORTH[signs] @ WEIGHTS
    return np.asarray(sums % len(ALPHABET) == 0)


def _several_names(table: ReadTable, codes: Rows, names: Rows) -> list[Problem]:
    """Rows of one code under another name than its first: one organisation, and asked about."""
    if CODE not in table.columns or NAME not in table.columns:
        return []
    at = np.flatnonzero((codes > 0) & (names > 0))
    _, first, inverse = np.unique(codes[at], return_index=True, return_inverse=True)
    differs = at[names[at] != names[at[first[inverse]]]]
    if not len(differs):
        return []
    row = int(table.rows[differs[0]])
    column, code = table.columns[NAME], shown(table.grid.at(row, table.columns[CODE].index))
    details = {"column": column.column.label, "credit_code": code, "count": len(differs)}
    return [of_grid("code_with_several_names", table.grid, row, column.index, **details)]
