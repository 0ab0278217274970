"""A formula and the value that a cell caches for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A formula, without its “=”, and its value."""

    formula: str
    value: float | str
