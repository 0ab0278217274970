"""The distribution of a value at one month's end, or at each of several: quantiles and probabilities agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.forecast.standard import Floats


@dataclass(frozen=True, eq=False)
class Law:
    """A piecewise linear distribution.

    `atoms` are ascending values, `below` the share of the distribution below each; all of it lies
    between `floor` and `cap`.  `whole` marks a count of whole things: half a thing below a
    target still rounds up to it.
    """

    atoms: Floats
    below: Floats
    floor: float
    cap: float
    whole: bool = False

    @classmethod
    def certain(cls, value: float) -> Law:
        """All of it at one value."""
        return cls(np.array([value]), np.array([0.5]), value, value)

    def quantile(self, level: float) -> float:
        """The value that a share `level` of the distribution lies under."""
        return float(np.interp(level, self.below, self.atoms))

    def probability(self, target: float) -> float:
        """The share at or above `target`; it never falls when the target is lowered."""
        alone = Laws(self.atoms[None, :], self.below[None, :], self.floor, self.cap, self.whole)
        return float(alone.probabilities(target)[0])


@dataclass(frozen=True, eq=False)
class Laws:
    """The distributions of n months, each with m atoms: `atoms` and `below` are of shape (n, m)."""

    atoms: Floats
    below: Floats
    floor: float
    cap: float
    whole: bool

    @classmethod
    def none(cls) -> Laws:
        """No months."""
        return cls(np.empty((0, 1)), np.empty((0, 1)), -np.inf, np.inf, whole=False)

    def __len__(self) -> int:
        return len(self.atoms)

    def __getitem__(self, month: int) -> Law:
        return Law(self.atoms[month], self.below[month], self.floor, self.cap, self.whole)

    def __iter__(self) -> Iterator[Law]:
        return (self[month] for month in range(len(self)))

    def quantiles(self, levels: Sequence[float] | Floats) -> Floats:
        """The value that a share of each law lies under, for each level: (n, levels)."""
        rows = zip(self.below, self.atoms, strict=True)
        return np.array([np.interp(levels, below, atoms) for below, atoms in rows]).reshape(len(self), len(levels))

    def probabilities(self, target: float) -> Floats:
        """The share of each law at or above `target`, (n,)."""
        if target <= self.floor or target > self.cap:
            return np.full(len(self), float(target <= self.floor))
        reached = float(np.ceil(target)) - 0.5 if self.whole else target
        at = (self.atoms < reached).sum(axis=1)
        months, left, right = np.arange(len(self)), np.maximum(at - 1, 0), np.minimum(at, self.atoms.shape[1] - 1)
        low, under = self.atoms[months, left], self.below[months, left]
        inside = left < right  # else all of it is on one side, however far away the target
        between = np.where(inside, self.atoms[months, right] - low, 1.0)
        way = np.where(inside, (reached - low) / between, 0.0)
        return np.asarray(1.0 - under - (self.below[months, right] - under) * way)


def pooled(parts: list[Floats], shares: tuple[float, ...], floor: float, cap: float, whole: bool) -> Laws:
    """The linear pool of laws held as quantiles (each part of shape (n, COUNT)), kept to the possible: n laws."""
    atoms = np.minimum(np.maximum(np.concatenate(parts, axis=1), floor), cap)
    order = np.argsort(atoms, axis=1, kind="stable")
    weights = _weights(shares, tuple(part.shape[1] for part in parts))[order]
    below = np.cumsum(weights, axis=1) - weights / 2
    return Laws(atoms[np.arange(len(atoms))[:, None], order], below, floor, cap, whole)


@cache
def _weights(shares: tuple[float, ...], sizes: tuple[int, ...]) -> Floats:
    """The weight of each atom of laws that share a pool."""
    return np.repeat([share / size for share, size in zip(shares, sizes, strict=True)], sizes)
