"""One distribution of a value at one month's end: its quantiles and its probabilities agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.trajectory.standard import Floats


@dataclass(frozen=True, eq=False)
class Law:
    """A piecewise linear distribution.

    `atoms` are ascending values, `below` the share of the distribution below each; nothing lies
    under `floor` or over `cap`.  `whole` marks a count of whole things: half a thing below a
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
        if target <= self.floor:
            return 1.0
        if target > self.cap:
            return 0.0
        reached = float(np.ceil(target)) - 0.5 if self.whole else target
        at = int(np.searchsorted(self.atoms, reached, "left"))
        if at == 0 or at == len(self.atoms):
            return 1.0 - float(self.below[min(at, len(self.atoms) - 1)])
        left, right = float(self.atoms[at - 1]), float(self.atoms[at])
        under, over = float(self.below[at - 1]), float(self.below[at])
        return 1.0 - under - (over - under) * (reached - left) / (right - left)


def pooled(parts: list[Floats], shares: tuple[float, ...], floor: float, cap: float, whole: bool) -> tuple[Law, ...]:
    """The linear pool of laws held as quantiles (each part of shape (n, COUNT)), kept to the possible: n laws."""
    atoms = np.clip(np.concatenate(parts, axis=1), floor, cap)
    order = np.argsort(atoms, axis=1, kind="stable")
    each = np.concatenate([np.full(part.shape[1], share / part.shape[1]) for part, share in zip(parts, shares)])
    weights = each[order]
    below = np.cumsum(weights, axis=1) - weights / 2
    atoms = np.take_along_axis(atoms, order, axis=1)
    return tuple(Law(row, share, floor, cap, whole) for row, share in zip(atoms, below))
