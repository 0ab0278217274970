"""Which rows of 接入主体台账 are one organisation.

The same 统一社会信用代码 (trimmed, upper case); a row without one joins the only code that bears its
name, else stands for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.intake.cells import question
from core.intake.grid import Rows, address, shown
from core.intake.problems import of_column, of_sheet
from core.intake.tables import ReadTable
from core.intake.words import name
from core.model import Problem, Severity

NAME, CODE = "name", "credit_code"
#: GB 32100-2015: 18 digits and capital letters without I, O, S, V, Z.
SIGNS = re.compile("[0-9A-HJ-NP-RTUWXY]*")
LENGTH = 18


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
    return of_column(table.grid, column.index, column.column, asked, table.rows)


def _possible(code: str) -> bool:
    return any(len(said) == LENGTH and SIGNS.fullmatch(said) for said in (code, name(code).upper()))


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
            Severity.QUESTION,
            "code_with_several_names",
            table.grid.name,
            cell=address(row, column.index),
            found=shown(table.grid.at(row, column.index)),
            column=column.column.label,
            credit_code=shown(table.grid.at(row, table.columns[CODE].index)),
            count=len(differs),
        )
    ]
