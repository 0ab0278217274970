"""What the sender has said of this very workbook, by the place of each problem: readers look here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from core.intake.grid import Cells, Codes, shown
from core.intake.offers import AS_READ
from core.intake.reader.letters import column_index
from core.model import Answer, Problem

#: Code, sheet and cell of a problem: within one workbook no two problems that can be answered share them.
Key = tuple[str, str, str]
#: Bytes of a digest.
WIDTH = 16
CELLS = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")


@dataclass(frozen=True, slots=True)
class Told:
    """The answer by problem."""

    answers: Mapping[Key, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, code: str, sheet: str, cell: str | None) -> str:
        """What was chosen; '' where nothing was, or where the reading stands."""
        answer = self.answers.get((code, sheet, cell or "")) if self.answers else None
        return "" if answer is None or answer.choice == AS_READ else answer.choice

    def on(self, sheet: str, codes: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Code, cell and choice of what changes the reading of a sheet, among these codes."""
        for (code, where, cell), answer in self.answers.items():
            if where == sheet and code in codes and answer.choice != AS_READ:
                yield code, cell, answer.choice

    def changes_since(self, known: Told) -> bool:
        """Whether more was told that changes the reading."""
        return any(answer.choice != AS_READ for key, answer in self.answers.items() if key not in known.answers)

    def settles(self, problem: Problem) -> Answer | None:
        """The answer to a problem, one that lets the reading stand included; None where it is open."""
        return self.answers.get(key(problem))


NOTHING = Told()


def key(problem: Problem) -> Key:
    """Where a problem is, in this very workbook."""
    return problem.code, problem.sheet or "", problem.cell or ""


def box(cell: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of an address, from 0; None for whole rows or columns.

    >>> box("I5:I94"), box("B2"), box("3:4")
    ((4, 8, 93, 8), (1, 1, 1, 1), None)
    """
    match = CELLS.fullmatch(cell)
    if match is None:
        return None
    left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
    return int(top) - 1, column_index(left), int(bottom) - 1, column_index(right)


def digest(texts: Iterable[str]) -> str:
    """A short hash of texts in order."""
    return hashlib.blake2b("\0".join(texts).encode(errors="surrogatepass"), digest_size=WIDTH).hexdigest()


def digest_of(cells: Cells, codes: Codes) -> str:
    """The same of cells of one column, given by their codes: what else the column holds does not matter."""
    distinct, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    ranks = np.argsort(order)[inverse].astype("<u4")
    texts = digest(shown(cells.values[code]) for code in distinct[order].tolist())
    return hashlib.blake2b(texts.encode() + ranks.tobytes(), digest_size=WIDTH).hexdigest()
