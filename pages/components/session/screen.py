"""What is on the screen, as a key: anything that follows from it is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pages.components.session.choices import month, profile
from pages.components.session.languages import language
from pages.components.session.state import EARLIER, kept, turn
from pages.components.session.workbook import work

T = TypeVar("T")


def place() -> tuple[Any, ...]:
    """What is on the screen, as a key."""
    return turn(), turn(EARLIER), profile(), month() if work() else None, language()


def once(name: str, make: Callable[[], T]) -> T:
    """Anything else of what is on the screen, worked out once."""
    return kept((name, *place()), make)
