"""The worksheet that our sheets are written on: XlsxWriter's, without what costs most and gives us nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.printers.sheet.xml import Cell, content_xml, escaped, number, written

LAST, MOST_FORMATS = 16383, 65_490
#: Points of a pixel.
POINT = 0.75
#: In place of the number of a cell's row, and of the value in it.
ROW, VALUE = "\0", "\1"
#: Columns beside one another are made as one where so many different cells stand for them, and many more rows.
MOST_ALIKE, ROWS_EACH = 256, 4
_LETTERS = [xl_col_to_name(column) for column in range(1024)]


Codes = NDArray[np.integer]


class Run(NamedTuple):
    """Cells below one another: the few that differ (None: no cell), and which of them each is."""

    first: int
    column: int
    cells: Sequence[Cell | None]
    codes: Codes


class _Strip(NamedTuple):
    """Columns beside one another as XML from a row on: what few there are, and which of them each row has."""

    columns: tuple[int, ...]
    first: int
    few: list[bytes]
    codes: Codes


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose text stands in its cells, and whose formulas are written as they stand.

    XlsxWriter would look through every formula, those of conditions too, for the names of newer
    functions, none of which is ours: that would also change such a word inside a text of the
    sender's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        #: The column, where there is one, whose settings are those of all to its right.
        self.last_set: int | None = None
        self._held: dict[tuple[int, int], float | str | None] = {}
        #: The first and last row and the last column that are printed, the row and columns that each page repeats.
        self.printed: tuple[int, int, int] | None = None
        self.repeated: int | None = None
        self.named = 0

    def print_area(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        super().print_area(first_row, first_column, last_row, last_column)
        self.printed = first_row, last_row, last_column

    def repeat_rows(self, row: int) -> None:
        super().repeat_rows(row)
        self.repeated = row

    def repeat_columns(self, first: int, last: int) -> None:
        super().repeat_columns(first, last)
        self.named = last + 1

    def sizes(self) -> tuple[list[float], list[float]]:
        """The heights of the rows and the widths of the columns that are printed, in points."""
        first, last, end = self.printed or (0, max(self.table, default=0), max(self.col_info, default=0))
        tall = (self.row_sizes.get(row, (self.default_row_height,))[0] for row in range(first, last + 1))
        infos = (self.col_info.get(column) for column in range(end + 1))
        wide = (self.default_col_width if each is None else each.width for each in infos)
        return [pixels * POINT for pixels in tall], [pixels * POINT for pixels in wide]

    def write_string(self, row: int, column: int, text: str, style: Format) -> None:
        self.table[row][column] = number(style), text

    def write_number(self, row: int, column: int, figure: float, style: Format) -> None:
        self.table[row][column] = number(style), figure

    def write_blank(self, row: int, column: int, _nothing: None, style: Format) -> None:
        self.table[row][column] = number(style), None

    def write_formula(self, row: int, column: int, formula: str, style: Format, value: float | str) -> None:
        self.table[row][column] = number(style), (formula.removeprefix("="), value)

    def write_made(self, row: int, column: int, cell: Cell) -> None:
        self.table[row][column] = cell[0], cell[1].encode()

    def write_column_formula(
        self, first: int, last: int, column: int, formula: str, style: Format, values: NDArray[Any]
    ) -> None:
        """One formula that fills a run of rows, and what it comes to in the first of them, one at least."""
        index, ref = number(style), f"{_LETTERS[column]}{first + 1}:{_LETTERS[column]}{last + 1}"
        made = f'<f t="array" ref="{ref}">{escaped(formula)}</f>'
        few, codes = _few(values)
        of_text = (' t="str"' if isinstance(value, str) else "" for value in few)
        texts = (escaped(value) if isinstance(value, str) else written(value) for value in few)
        rests = [f"{kind}><v>{text}</v></c>" for kind, text in zip(of_text, texts, strict=True)]
        self.write_made(first, column, (index, rests[codes[0]].replace(">", f">{made}", 1)))
        self.runs.append(Run(first + 1, column, [(index, rest) for rest in rests], codes[1:]))

    def write_row_formulas(
        self, first: int, column: int, formula: str, style: Format, values: NDArray[np.integer]
    ) -> None:
        """A formula in each row, with ROW and VALUE in it, and the whole number that it comes to; '' for the numbers alone."""
        index, (few, codes), made = number(style), _few(values), f"><f>{escaped(formula)}</f>" if formula else ">"
        texts = map(str, few)
        cells = [(index, f"{made.replace(VALUE, text)}<v>{text}</v></c>") for text in texts]
        self.runs.append(Run(first, column, cells, codes))
        held = [None] * len(codes) if formula else values.tolist()
        self._held.update(((row, column), each) for row, each in enumerate(held, start=first))

    @property
    def contents(self) -> dict[tuple[int, int], float | str | None]:
        """What each cell holds, None for a formula."""
        return self._held | {
            (row, column): None if isinstance(content, (tuple, bytes)) else content
            for row, cells in self.table.items()
            for column, (_style, content) in cells.items()
            if content is not None
        }

    def set_row(self, row: int, height: float) -> None:
        self.row_sizes[row] = [int(height * 4 / 3 + 0.5), False]

    def merge_range(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """One cell of many, with text or to be written in afterwards; none of them may be merged already."""
        self.merge.append([top, left, bottom, right])
        blank = number(style), None
        for row in range(top, bottom + 1):
            cells = self.table[row]
            for column in range(left, right + 1):
                cells[column] = blank
        if text:
            self.write_string(top, left, text, style)

    def _prepare_formula(self, formula: str, _newer_functions: bool = False) -> str:
        return formula.removeprefix("=")

    #: The headers of tables and the text of links come this way.
    _write_string = write_string

    def _write_dimension(self) -> None:
        """The cells that are used, which are counted here and not at every cell."""
        ends = [(run.first + len(run.codes) - 1, run.column) for run in self.runs]
        rows = [*self.table.keys(), *self.row_sizes.keys(), *(row for row, _ in ends)]
        columns = [column for cells in self.table.values() for column in cells] + [column for _, column in ends]
        if rows:
            self.dim_rowmin, self.dim_rowmax = min(rows), max(rows)
            self.dim_colmin, self.dim_colmax = min(columns, default=0), max(columns, default=0)
        super()._write_dimension()

    def _write_col_info(self, first: int, last: int, column: object) -> None:
        super()._write_col_info(first, LAST if last == self.last_set else last, column)

    def _write_rows(self) -> None:
        """None yet: the book asks for `rows` when it is known which numbers their formats have."""

    def rows(self, places: Sequence[int] | None = None) -> bytes:
        """All rows as XML; `places` are other numbers for the formats, by ours."""
        numbers = places or range(MOST_FORMATS)
        strips = self._strips(numbers)
        ends = (strip.first + len(strip.codes) for strip in strips)
        band = range(min((strip.first for strip in strips), default=0), max(ends, default=0))
        of_band = iter(self._band(strips, band, numbers))
        found, mark, usual = list[bytes](), ROW.encode(), self.default_row_height
        for row in sorted({*self.table, *self.row_sizes, *band}):
            place = str(row + 1)
            if row in band:
                inner = next(of_band).replace(mark, place.encode())
            else:
                cells = sorted(self.table[row].items()) if row in self.table else ()
                made = [
                    f'<c r="{_LETTERS[at]}{place}" s="{numbers[style]}"{content_xml(held)}'
                    for at, (style, held) in cells
                ]
                inner = "".join(made).encode()
            if inner or row in self.row_sizes:
                pixels = self.row_sizes[row][0] if row in self.row_sizes else usual
                tall = "" if pixels == usual else f' ht="{pixels * POINT:.16g}" customHeight="1"'
                head = f'<row r="{place}"{tall}'.encode()
                found.append(b"%b>%b</row>" % (head, inner) if inner else head + b"/>")
        return b"".join(found)

    def _band(self, strips: Sequence[_Strip], rows: range, numbers: Sequence[int]) -> Iterator[bytes]:
        """What is in each of the rows that strips run through."""
        columns: dict[int, list[bytes]] = defaultdict(lambda: [b""] * len(rows))
        for strip in strips:
            place = slice(strip.first - rows.start, strip.first - rows.start + len(strip.codes))
            columns[strip.columns[0]][place] = map(strip.few.__getitem__, strip.codes.tolist())
        for row in self.table.keys() & set(rows):
            for column, (style, content) in self.table[row].items():
                made = f'<c r="{_LETTERS[column]}{ROW}" s="{numbers[style]}"{content_xml(content)}'
                columns[column][row - rows.start] = made.encode()
        return map(b"".join, zip(*(columns[column] for column in sorted(columns)), strict=True))

    def _strips(self, numbers: Sequence[int]) -> list[_Strip]:
        """The runs as XML, those beside one another joined that have few different cells and none in their place."""
        starts = {run.column: run.first for run in self.runs}
        apart = {at for row, cells in self.table.items() for at in cells.keys() & starts.keys() if row >= starts[at]}
        found: list[_Strip] = []
        for first, column, cells, codes in sorted(self.runs, key=lambda run: run.column):
            name = f'<c r="{_LETTERS[column]}{ROW}" s="'
            few = ["" if cell is None else f'{name}{numbers[cell[0]]}"{cell[1]}' for cell in cells]
            strip = _Strip((column,), first, [each.encode() for each in few], codes)
            if found and apart.isdisjoint((column, *found[-1].columns)) and _alike(found[-1], strip):
                strip = _joined(found.pop(), strip)
            found.append(strip)
        return found


def _few(values: NDArray[Any]) -> tuple[list[Any], Codes]:
    """The values that differ, and which of them each is."""
    if values.dtype != object:
        found, codes = np.unique(values, return_inverse=True)
        return found.tolist(), codes
    few = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return [*few], np.fromiter(map(few.__getitem__, values), int, len(values))


def _alike(left: _Strip, right: _Strip) -> bool:
    """Whether two strips are of the same rows, beside one another, and few enough together."""
    same = (left.first, len(left.codes), left.columns[-1] + 1) == (right.first, len(right.codes), right.columns[0])
    return same and len(left.few) * len(right.few) <= min(MOST_ALIKE, len(left.codes) // ROWS_EACH)


def _joined(left: _Strip, right: _Strip) -> _Strip:
    few = [one + other for one in left.few for other in right.few]
    return _Strip(left.columns + right.columns, left.first, few, left.codes * len(right.few) + right.codes)
