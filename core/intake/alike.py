"""Questions about names in a column: one that seems made of others, one that nearly is another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from core.intake.cells import JOINTS, Cell, question

#: What tells no two names apart.
IDLE = re.compile(r"[\s。.,，、;；:：!！'’‘`\"“”()（）\-—_·]+")


def with_known_names(cells: Sequence[Cell]) -> list[Cell]:
    """A column of names, with a question where one seems made of others that stand alone, or nearly like another."""
    alone = {cell.value for cell in cells if cell.value is not None and cell.value.count("|") == 2}
    first: dict[str, str] = {}
    for cell in cells:
        for name in _names(cell):
            first.setdefault(IDLE.sub("", name), name)
    return [cell if cell.doubts else _asked(cell, alone, first) for cell in cells]


def _names(cell: Cell) -> list[str]:
    return cell.value.strip("|").split("|") if cell.value else []


def _asked(cell: Cell, alone: Collection[str], first: Mapping[str, str]) -> Cell:
    for name in _names(cell):
        by_mark, by_word = ([part.strip() for part in joints.split(name)] for joints in JOINTS)
        known = [[f"|{part}|" in alone for part in parts] for parts in (by_mark, by_word)]
        if (len(by_mark) > 1 and any(known[0])) or (len(by_word) > 1 and all(known[1])):
            return cell._replace(doubts=(question("other_separator", understood=name),))
    for name in _names(cell):
        other = first[IDLE.sub("", name)]
        if other != name:
            return cell._replace(doubts=(question("names_alike", understood=name, other=other),))
    return cell
