"""The quantile levels that every law is held at, and the standard laws at those levels."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: How many quantiles of each law are kept.
COUNT = 49


def student(levels: Floats) -> Floats:
    """Quantiles of Student's t with four degrees of freedom, in closed form.

    >>> round(float(student(np.array([0.9]))[0]), 4)
    1.5332
    """
    alpha = np.sqrt(4 * levels * (1 - levels))
    return 2 * np.sign(levels - 0.5) * np.sqrt(np.maximum(np.cos(np.arccos(alpha) / 3) / alpha - 1, 0))


LEVELS: Floats = (np.arange(COUNT) + 0.5) / COUNT
NORMAL: Floats = np.array([NormalDist().inv_cdf(level) for level in LEVELS.tolist()])
STUDENT: Floats = student(LEVELS)


def gamma(mean: Floats, variance: Floats) -> Floats:
    """Quantiles of gamma laws (Wilson and Hilferty 1931); mean and variance of shape (n, 1), n rows back."""
    spread = variance / (9 * mean * mean)
    return np.asarray(mean * np.maximum(1 - spread + NORMAL * np.sqrt(spread), 0) ** 3)
