"""The sender's answers to the problems of this very workbook, by code and place: readers look here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from core.intake.grid import Cells, Codes, shown
from core.model import Answer, Effect, Layout, Offer, Place, Problem

#: Code and place of a problem, by title and index: within one workbook no two problems with offers share them.
Key = tuple[str, Place | None]
#: Bytes of a digest.
WIDTH = 16


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and the offer that it chose."""

    answer: Answer
    offer: Offer


@dataclass(frozen=True, slots=True)
class Choices:
    """The answer by problem."""

    answers: Mapping[Key, Given] = field(default_factory=lambda: MappingProxyType({}))

    def offer(self, code: str, place: Place | None) -> Offer | None:
        """What was chosen; None where nothing was."""
        given = self.answers.get((code, place)) if self.answers else None
        return None if given is None else given.offer

    def of(self, code: str, place: Place | None) -> Effect:
        """What it does to the reading."""
        offer = self.offer(code, place)
        return Effect.KEEP if offer is None else offer.effect

    def on(self, sheet: str, effects: Collection[Effect]) -> Iterator[tuple[str, Place, Offer]]:
        """Code, place and offer of the answers on a sheet that do one of these things."""
        for (code, place), given in self.answers.items():
            if place is not None and place.sheet == sheet and given.offer.effect in effects:
                yield code, place, given.offer

    def changes_since(self, known: Choices) -> bool:
        """Whether there are more answers than in `known` that change the reading."""
        return any(
            given.offer.effect is not Effect.KEEP for key, given in self.answers.items() if key not in known.answers
        )

    def settles(self, problem: Problem, layout: Layout) -> Given | None:
        """The answer to a problem, one that keeps the reading included; None where it is open."""
        return self.answers.get(key(problem, layout))


NO_CHOICES = Choices()


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
