"""Rows that calamine reads correctly: those written as the common writers write them.

Known elements alone, each at most once and in their order, no element and no reference inside a number.  What a row
looks like once only letters and marks are left is its layout, and a layout tells all of that; so one row of each
layout is looked at closely, and the others cost next to nothing.
"""

from __future__ import annotations

import itertools
import re

from .encode import OddSheet
from .letters import column_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

QUOTED = rb'="[^"<>&]*"'
PRESERVED = rb'(?: xml:space="preserve")?+'
CLOSED = rb" ?/>"
FORMULA = rb"(?:<f(?: \w+" + QUOTED + rb")*+(?:" + CLOSED + rb"|>[^<]*+</f>)\s*+)?+"
NUMBER = rb"<v" + PRESERVED + rb"(?:" + CLOSED + rb"|>[^<&]*+</v>)"
TEXT = rb"<v" + PRESERVED + rb"(?:" + CLOSED + rb"|>[^<]*+</v>)"
INLINE = rb"<is>\s*+(?:<t" + PRESERVED + rb"(?:" + CLOSED + rb"|>[^<]*+</t>)\s*+)?+</is>"
SIDES = rb"(?: (?:[rs]|cm|vm|ph)" + QUOTED + rb")*+"
END = rb"\s*+</c>"
OF_TEXT = rb' t="str"' + SIDES + rb">\s*+" + FORMULA + rb"(?:" + TEXT + rb")?+" + END
OF_ANY = rb"(?: t" + QUOTED + rb")?+" + SIDES + rb"(?:" + CLOSED + rb"|>\s*+" + FORMULA
OF_ANY += rb"(?:" + NUMBER + rb"|" + INLINE + rb")?+" + END + rb")"
CELL = rb"<c" + SIDES + rb"(?:" + OF_TEXT + rb"|" + OF_ANY + rb")"
#: A row without the `<row` that it begins with, and up to the next.
ROW_REST = rb"(?: [\w:.]+" + QUOTED + rb")*+ ?(?:/>|>\s*+(?:" + CELL + rb"\s*+)*+</row>)\s*+"
COLUMN = rb'<c (?:[^<>]*? )?r="([A-Z]{1,3})\d{1,7}"'
CELL_ROW = rb'<c (?:[^<>]*? )?r="[A-Z]{1,3}0*(\d{1,7})"'
#: A cell beyond column Z that is not closed at once.
WIDE_FILLED = rb' r="([A-Z]{2,3})\d{1,7}"(?:[^<>/]|/(?!>))*>'
WORDS = rb">[^<&]+"
ROW = b"<row "
#: All bytes but letters and marks.
NO_LAYOUT = bytes(byte for byte in range(256) if not chr(byte).isalpha() or byte > 127)
NO_LAYOUT = NO_LAYOUT.translate(None, b"\"'=!&?<>/: \t\r\n\f\v")
#: Capitals as A, so that a cell of any column of one letter is looked for at once.
AS_A = bytes(65 if 65 <= byte <= 90 else byte for byte in range(256))
#: Layouts of rows that may be hidden or hold an error or a formula.
NOTED = (b't="e"', b"<f", b' hidden="', b' ht="')
#: So many layouts are remembered from one piece to the next.
MOST = 20_000


class Layouts:
    """The row layouts found to be common: how many cells each has, and those of which the rows are noted.

    `width`: the number of columns used.
    Columns up to Z count where they have a cell, the others where that is not closed at once.
    """

    def __init__(self) -> None:
        self.row, self.column, self.cell_row, self.words = map(re.compile, (ROW_REST, COLUMN, CELL_ROW, WORDS))
        self.cells: dict[bytes, int] = {}
        self.noting: set[bytes] = set()
        self.width = 0

    def noted(self, piece: bytes, alike: list[bytes], numbers: list[bytes]) -> bytes:
        """The rows of a piece that are to be noted; OddSheet if one is not common.

        `alike`: of each row the text behind ROW, its capitals as A; `numbers`: their numbers.
        """
        if len(self.cells) > MOST:
            self.cells.clear()
            self.noting.clear()
        layouts = piece.translate(None, NO_LAYOUT).split(ROW)[1:]
        if len(layouts) != len(alike):
            raise OddSheet
        lengths = list(itertools.accumulate(map(len, alike)))

        def row(at: int) -> bytes:
            end = lengths[at] + len(ROW) * (at + 1)
            return piece[end - len(alike[at]) : end]

        cells: list[Any] = list(map(self.cells.get, layouts))
        for at in [at for at, known in enumerate(cells) if known is None] if None in cells else ():
            layouts[at] = layouts[at] if layouts[at] in self.cells else self._look(row(at))
            cells[at] = self.cells[layouts[at]]
        in_row = list(map(bytes.count, alike, map(b'<c r="A%b"'.__mod__, numbers)))
        for at, (own, found) in enumerate(zip(cells, in_row, strict=True)) if cells != in_row else ():
            if own != found and not self._in_its_row(row(at), own, numbers[at]):
                raise OddSheet
        noted = [at for at, layout in enumerate(layouts) if layout in self.noting] if self.noting else ()
        return b"".join(ROW + row(at) for at in noted)

    def _look(self, row: bytes) -> bytes:
        """The layout of a row, without the words in it; OddSheet if it is not common."""
        layout = self.words.sub(b">", row).translate(None, NO_LAYOUT)
        if layout in self.cells:
            return layout
        if self.row.fullmatch(b" " + row) is None:
            raise OddSheet
        columns = list(map(column_index, map(bytes.decode, self.column.findall(row))))
        if len(columns) != row.count(b"<c") or row.count(b' r="') != len(columns) + (not row.startswith(b'r="')):
            raise OddSheet
        if any(one >= other for one, other in itertools.pairwise(columns)):
            raise OddSheet
        wide = (column_index(letters.decode()) for letters in re.findall(WIDE_FILLED, row))
        self.width = max(self.width, 1 + max((*(column for column in columns if column < 26), *wide), default=-1))
        self.cells[layout] = len(columns)
        if any(mark in layout for mark in NOTED):
            self.noting.add(layout)
        return layout

    def _in_its_row(self, row: bytes, cells: int, number: bytes) -> bool:
        found = self.cell_row.findall(row)
        return len(found) == cells and set(map(int, found)) <= {int(number)}
