"""What every message says: what was expected, what to do, and what was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Words of a problem; `{…}` are filled with its details.

    `found` is given where the cell's own text does not say it.
    """

    expected: str
    remedy: str
    found: str = ""
