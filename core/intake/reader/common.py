"""Rows that calamine reads correctly: those written as the common writers write them.

Known elements alone, each at most once and in their order, no element and no reference inside a number.
What a row looks like once only letters and marks are left is its layout, and a layout tells all of that;
so one row of each layout is looked at closely, and the others cost next to nothing.
"""

from __future__ import annotations

import itertools

from .letters import column_index

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
WORDS = rb">[^<&]+"
#: All bytes but letters and marks.
NO_LAYOUT = bytes(byte for byte in range(256) if not chr(byte).isalpha() or byte > 127)
NO_LAYOUT = NO_LAYOUT.translate(None, b"\"'=!&?<>/: \t\r\n\f\v")
#: Capitals as A, so that a cell of any column of one letter is looked for at once.
AS_A = bytes(65 if 65 <= byte <= 90 else byte for byte in range(256))
#: How many layouts are remembered.
MOST = 20_000


class Layouts:
    """The row layouts found to be common; `width` is the number of columns they use, up to Z."""

    def __init__(self) -> None:
        import re

        self.row, self.column, self.cell_row, self.words = map(re.compile, (ROW_REST, COLUMN, CELL_ROW, WORDS))
        self.found: set[bytes] = set()
        self.width = 0

    def common(self, piece: bytes, rows: list[bytes], numbers: list[bytes], mark: bytes) -> bool:
        """Whether all rows are common; `rows`: the text behind each `mark`, `numbers`: their row numbers."""
        layouts = piece.translate(None, NO_LAYOUT).split(mark)[1:]
        alike = piece.translate(AS_A).split(mark)[1:]
        if len(layouts) != len(rows):
            return False
        found = self.found
        for row, layout, one, number in zip(rows, layouts, alike, numbers, strict=True):
            if layout not in found and not self._looks_common(row):
                return False
            cells = row.count(b"<c ")
            if one.count(b'<c r="A' + number + b'"') != cells and not self._in_its_row(row, cells, number):
                return False
        return True

    def _looks_common(self, row: bytes) -> bool:
        layout = self.words.sub(b">", row).translate(None, NO_LAYOUT)
        if layout in self.found:
            return True
        if self.row.fullmatch(b" " + row) is None:
            return False
        columns = list(map(column_index, map(bytes.decode, self.column.findall(row))))
        if len(columns) != row.count(b"<c") or row.count(b' r="') != len(columns) + (not row.startswith(b'r="')):
            return False
        if any(one >= other for one, other in itertools.pairwise(columns)):
            return False
        self.width = max(self.width, 1 + max((column for column in columns if column < 26), default=-1))
        if len(self.found) >= MOST:
            self.found.clear()
        self.found.add(layout)
        return True

    def _in_its_row(self, row: bytes, cells: int, number: bytes) -> bool:
        found = self.cell_row.findall(row)
        return len(found) == cells and set(map(int, found)) <= {int(number)}
