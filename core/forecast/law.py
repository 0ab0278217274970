"""The distribution of a value at each of several months' ends: quantiles and probabilities agree."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

Floats = npt.NDArray[np.float64]

#: How many quantiles of each law are kept, and their levels.
COUNT = 49
LEVELS: Floats = (np.arange(COUNT) + 0.5) / COUNT


def student(levels: Floats) -> Floats:
    """Quantiles of Student's t with four degrees of freedom, in closed form.

    >>> round(float(student(np.array([0.9]))[0]), 4)
    1.5332
    """
    alpha = np.sqrt(4 * levels * (1 - levels))
    return 2 * np.sign(levels - 0.5) * np.sqrt(np.maximum(np.cos(np.arccos(alpha) / 3) / alpha - 1, 0))


NORMAL: Floats = np.array([NormalDist().inv_cdf(level) for level in LEVELS.tolist()])
STUDENT: Floats = student(LEVELS)


def gamma(mean: Floats, variance: Floats) -> Floats:
    """Quantiles of gamma laws (Wilson and Hilferty 1931); mean and variance of shape (n, 1), n rows back."""
    spread = variance / (9 * mean * mean)
    return np.asarray(mean * np.maximum(1 - spread + NORMAL * np.sqrt(spread), 0) ** 3)


class Laws(Struct, frozen=True, eq=False):
    """Piecewise linear distributions of n months, each with m atoms.

    `atoms` are ascending values, `below` the share of the distribution below each, both of shape (n, m); all
    of it lies between `floor` and `cap`.  `whole` marks a count of whole things: half a thing below a target
    still rounds up to it.  `probability` is for the law of a single month.
    """

    atoms: Floats
    below: Floats
    floor: float = -np.inf
    cap: float = np.inf
    whole: bool = False

    @classmethod
    def certain(cls, value: float) -> Laws:
        return cls(np.array([[value]]), np.array([[0.5]]), value, value)

    def __len__(self) -> int:
        return len(self.atoms)

    def month(self, at: int) -> Laws:
        return replace(self, atoms=self.atoms[at][None, :], below=self.below[at][None, :])

    def quantiles(self, levels: Sequence[float] | Floats) -> Floats:
        """The value that a share of each law lies under, for each level: (n, levels)."""
        rows = zip(self.below, self.atoms, strict=True)
        return np.array([np.interp(levels, below, atoms) for below, atoms in rows]).reshape(len(self), len(levels))

    def probabilities(self, target: float) -> Floats:
        """The share of each law at or above `target`, (n,); it never falls when the target is lowered."""
        if target <= self.floor or target > self.cap:
            return np.full(len(self), float(target <= self.floor))
        reached = float(np.ceil(target)) - 0.5 if self.whole else target
        at = (self.atoms < reached).sum(axis=1)
        months, left, right = np.arange(len(self)), np.maximum(at - 1, 0), np.minimum(at, self.atoms.shape[1] - 1)
        low, under = self.atoms[months, left], self.below[months, left]
        inside = left < right  # else all of it is on one side, however far away the target
        between = np.where(inside, self.atoms[months, right] - low, 1.0)
        way = np.where(inside, (reached - low) / between, 0.0)
        # Shares that add up to 1 may do so to the last digit only.
        return np.asarray(np.clip(1.0 - under - (self.below[months, right] - under) * way, 0.0, 1.0))

    def probability(self, target: float) -> float:
        return float(self.probabilities(target)[0])


def pooled(parts: list[Floats], shares: tuple[float, ...], floor: float, cap: float, whole: bool) -> Laws:
    """The linear pool of laws held as quantiles (each part of shape (n, COUNT)), kept to the possible: n laws."""
    atoms = np.minimum(np.maximum(np.concatenate(parts, axis=1), floor), cap)
    order = np.argsort(atoms, axis=1, kind="stable")
    sizes = [part.shape[1] for part in parts]
    weights = np.repeat(np.divide(shares, sizes), sizes)[order]
    below = np.cumsum(weights, axis=1) - weights / 2
    return Laws(np.take_along_axis(atoms, order, axis=1), below, floor, cap, whole)
