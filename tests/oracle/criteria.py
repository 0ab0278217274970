"""The ids of the contract, by pilot type."""

from __future__ import annotations

PROFILES = {"enterprise": "E", "industry": "I", "city": "C"}

#: How many criteria each item has; item 0 is the foundation, whose ids are its own.
ITEMS = {"E": (3, 2, 4, 2, 4, 6), "I": (3, 2, 4, 3, 4, 10), "C": (2, 3, 2, 4, 4, 7)}
FOUNDATION = ("F1.1", "F1.2", "F2.1", "F2.2", "F2.3", "F3.1", "F3.2", "F3.3")


def ids_of(profile: str) -> list[str]:
    """The ids of a pilot type, foundation first."""
    letter = PROFILES[profile]
    return [*FOUNDATION, *(f"{letter}{item}.{i + 1}" for item, n in enumerate(ITEMS[letter], 1) for i in range(n))]
