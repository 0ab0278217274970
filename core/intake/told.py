"""The sender's answers to the problems of this very workbook, by code and place: readers look here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from core.intake.grid import Cells, Codes, shown
from core.intake.offers import AS_READ
from core.model import Answer, Layout, Place, Problem

#: Code and place of a problem, by title and index: within one workbook no two problems with offers share them.
Key = tuple[str, Place | None]
#: Bytes of a digest.
WIDTH = 16


@dataclass(frozen=True, slots=True)
class Told:
    """The answer by problem."""

    answers: Mapping[Key, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, code: str, place: Place | None) -> str:
        """What was chosen; '' where nothing was, or where the reading stands."""
        answer = self.answers.get((code, place)) if self.answers else None
        return "" if answer is None or answer.choice == AS_READ else answer.choice

    def on(self, sheet: str, codes: Iterable[str]) -> Iterator[tuple[str, Place, str]]:
        """Code, place and choice of what changes the reading of a sheet, among these codes."""
        for (code, place), answer in self.answers.items():
            if place is not None and place.sheet == sheet and code in codes and answer.choice != AS_READ:
                yield code, place, answer.choice

    def changes_since(self, known: Told) -> bool:
        """Whether more was told that changes the reading."""
        return any(answer.choice != AS_READ for key, answer in self.answers.items() if key not in known.answers)

    def settles(self, problem: Problem, layout: Layout) -> Answer | None:
        """The answer to a problem, one that lets the reading stand included; None where it is open."""
        return self.answers.get(key(problem, layout))


NOTHING = Told()


def key(problem: Problem, layout: Layout) -> Key:
    """Which problem it is, in this very workbook."""
    return problem.code, None if problem.place is None else layout.located(problem.place)


def box(place: Place) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right, from 0, of cells by index; None for whole rows, columns and sheets.

    >>> box(Place("台账", 8, (5, 94), ours=False)), box(Place("台账", None, (3, 4), ours=False))
    ((4, 8, 93, 8), None)
    """
    if place.rows is None or not isinstance(place.column, int):
        return None
    right = place.through if isinstance(place.through, int) else place.column
    return place.rows[0] - 1, place.column, place.rows[1] - 1, right


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
