"""Which rows of 接入主体台账 are one organisation.

The same 统一社会信用代码 (trimmed, upper case); a row without one joins the only code that bears its
name, else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from core.intake.cells import question
from core.intake.columns import ReadColumn
from core.intake.grid import Rows, shown
from core.intake.problems import of_column, of_sheet
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


@dataclass(frozen=True, slots=True)
class Identity:
    """`numbers`: one a row, the same for one organisation; `alone`: rows that neither have nor join a code."""

    numbers: Rows
    alone: NDArray[np.bool_]


def identify(table: ReadTable, codes: Rows, names: Rows) -> tuple[Identity, list[Problem]]:
    """The organisation of each row, and questions about codes that cannot be or that bear several names.

    `codes` and `names` hold a number a row for what the cell says, 0 where it says nothing.
    """
    coded = codes > 0
    # Names that stand with exactly one code lend it to rows without one.
    both = coded & (names > 0)
    width = int(codes.max(initial=0)) + 1
    named, lent = np.divmod(np.unique(names[both] * width + codes[both]), width)
    lends = np.zeros(int(names.max(initial=0)) + 1, dtype=np.int64)
    single = np.bincount(named, minlength=len(lends))[named] == 1
    lends[named[single]] = lent[single]
    joined = np.where(coded, codes, lends[names])
    alone = joined == 0
    numbers = np.where(alone, width + np.arange(len(codes)), joined)
    return Identity(numbers.astype(np.int64), alone), _impossible(table) + _several_names(table, codes, names)


def _impossible(table: ReadTable) -> list[Problem]:
    """Codes that no organisation can have: they tell rows apart all the same, and are asked about."""
    column = table.columns.get(CODE)
    if column is None:
        return []
    doubt = (question("credit_code"),)
    values = column.values
    right = set(map(type, values)) <= {str, type(None)} and SIGNS.fullmatch(
        "".join([value for value in values if value and len(value) == LENGTH])
    )
    asked = {
        code: doubt
        for code, value in enumerate(values)
        if value and not (right and len(value) == LENGTH) and not _possible(value)
    }
    formed = {
        code: value if right and len(value) == LENGTH else _formed(value)
        for code, value in enumerate(values)
        if value and code not in asked
    }
    return of_column(table.grid, column.index, column.column, asked, table.rows) + _mistyped(table, column, formed)


def _possible(code: str) -> bool:
    return len(_formed(code)) == LENGTH and SIGNS.fullmatch(_formed(code)) is not None


def _formed(code: str) -> str:
    """The code as it is compared: itself where it is well-formed, else without width and case."""
    return code if len(code) == LENGTH and SIGNS.fullmatch(code) else name(code).upper()


def _mistyped(table: ReadTable, column: ReadColumn, formed: Mapping[int, str]) -> list[Problem]:
    """Well-formed codes whose last character does not fit the others; many of them are one question."""
    wrong = list(compress(formed, ~fits(list(formed.values()))))
    if len(wrong) <= MOST_APART:
        doubt = (question("credit_code", kind="check"),)
        return of_column(table.grid, column.index, column.column, dict.fromkeys(wrong, doubt), table.rows)
    at = table.rows[np.isin(column.cells.codes[table.rows], wrong)]
    first = int(at[0])
    found = shown(table.grid.at(first, column.index))
    problem = of_sheet(
        "credit_code",
        table.grid.place(first, column.index),
        found=found,
        kind="checks",
        count=len(at),
    )
    return [problem] if len(at) else []


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
    column = table.columns[NAME]
    return [
        of_sheet(
            "code_with_several_names",
            table.grid.place(row, column.index),
            found=shown(table.grid.at(row, column.index)),
            column=column.column.label,
            credit_code=shown(table.grid.at(row, table.columns[CODE].index)),
            count=len(differs),
        )
    ]
