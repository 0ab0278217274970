"""What is noted of a sheet besides its cells, and the limits of one: shared by the quick and the thorough reader."""

from __future__ import annotations

from .parts import KINDS

Cell = tuple[int, int]
#: The errors that calamine knows.
ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})
#: How far a sheet may reach.
ROWS, COLUMNS = 1_048_576, 16_384


class Notes:
    """What is noted of one sheet; rows and columns from 0.

    `rewritten`: the sheet in common XML, where its own is odd; `misread`: other programs may read it differently.
    """

    def __init__(self) -> None:
        self.errors: dict[Cell, str] = {}
        self.no_value: set[Cell] = set()
        self.formatted: dict[str, set[Cell]] = {kind: set() for kind in KINDS}
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.height = 0
        self.width = 0
        self.rewritten: bytes | None = None
        self.misread = False


class OddSheet(Exception):
    """The sheet is not written as the quick reader expects."""
