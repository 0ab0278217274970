"""The worksheet that our sheets are written on: XlsxWriter's, without what costs most and gives us nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: What XML cannot hold, and what spreadsheets write in its place; and what looks like that already.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
LAST, MOST_FORMATS = 16383, 65_490
#: In place of the number of a cell's row.
_ROW = "\0"
_LETTERS = [xl_col_to_name(column) for column in range(1024)]


class Cell(NamedTuple):
    """A cell as its part has it: the number of its format, and what follows that."""

    style: int
    rest: str


class Run(NamedTuple):
    """Cells below one another: the few that differ (None: no cell), and which of them each is."""

    first: int
    column: int
    cells: Sequence[Cell | None]
    codes: NDArray[np.integer]


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose text stands in its cells, and whose formulas are written as they stand.

    XlsxWriter would look through every formula, those of conditions too, for the names of newer
    functions, none of which is ours: that would also change such a word inside a text of the
    sender's.  `contents` has what each cell holds, None for a formula.
    """

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        #: The column, where there is one, whose settings are those of all to its right.
        self.last_set: int | None = None
        self.contents: dict[tuple[int, int], float | str | None] = {}

    def write_string(self, row: int, column: int, text: str, style: Format) -> None:
        self.table[row][column] = Cell(number(style), f' t="inlineStr"><is>{inline_text(text)}</is></c>')
        self.contents[row, column] = text

    def write_number(self, row: int, column: int, figure: float, style: Format) -> None:
        self.table[row][column] = Cell(number(style), f"><v>{written(figure)}</v></c>")
        self.contents[row, column] = figure

    def write_figures(self, first: int, column: int, figures: Sequence[str | None], style: Format) -> None:
        """Numbers below one another, as they are `written`; None is no cell."""
        for row, figure in enumerate(figures, start=first):
            if figure is not None:
                self.table[row][column] = Cell(number(style), f"><v>{figure}</v></c>")
                self.contents[row, column] = float(figure)

    def write_blank(self, row: int, column: int, _nothing: None, style: Format) -> None:
        self.table[row][column] = Cell(number(style), "/>")
        self.contents.pop((row, column), None)

    def write_formula(self, row: int, column: int, formula: str, style: Format, value: float | str) -> None:
        self.contents[row, column] = None
        content = _escaped(formula.removeprefix("="))
        if isinstance(value, str):
            self.table[row][column] = Cell(number(style), f' t="str"><f>{content}</f><v>{_escaped(value)}</v></c>')
        else:
            self.table[row][column] = Cell(number(style), f"><f>{content}</f><v>{written(value)}</v></c>")

    def write_column_formula(
        self, first: int, last: int, column: int, formula: str, style: Format, values: NDArray[Any]
    ) -> None:
        """One formula that fills a run of rows, and what it comes to in the first of them, one at least."""
        index, ref = number(style), f"{_LETTERS[column]}{first + 1}:{_LETTERS[column]}{last + 1}"
        made = f'<f t="array" ref="{ref}">{_escaped(formula)}</f>'
        few: dict[float | str, int] = {}
        codes = [few.setdefault(value, len(few)) for value in values.tolist()]
        of_text = (' t="str"' if isinstance(value, str) else "" for value in few)
        texts = (_escaped(value) if isinstance(value, str) else written(value) for value in few)
        cells = [Cell(index, f"{kind}><v>{text}</v></c>") for kind, text in zip(of_text, texts, strict=True)]
        self.runs.append(Run(first, column, cells, np.array(codes)))
        self.table[first][column] = Cell(index, cells[0].rest.replace(">", f">{made}", 1))
        self.contents[first, column] = None

    def set_row(self, row: int, height: float) -> None:
        self.row_sizes[row] = [int(height * 4 / 3 + 0.5), False]

    def merge_range(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """One cell of many, with text or to be written in afterwards; none of them may be merged already."""
        self.merge.append([top, left, bottom, right])
        blank = Cell(number(style), "/>")
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

    def rows(self, places: Sequence[int] | None = None) -> str:
        """All rows as XML; `places` are other numbers for the formats, by ours."""
        rows = [*self.table.keys(), *self.row_sizes.keys(), *(run.first + len(run.codes) - 1 for run in self.runs)]
        height = max(rows, default=-1) + 1
        columns: dict[int, list[str]] = defaultdict(lambda: [""] * height)

        numbers = places or range(MOST_FORMATS)
        for run in self.runs:
            name = f'<c r="{_LETTERS[run.column]}{_ROW}" s="'
            made = ["" if cell is None else f'{name}{numbers[cell.style]}"{cell.rest}' for cell in run.cells]
            columns[run.column][run.first : run.first + len(run.codes)] = [made[code] for code in run.codes.tolist()]
        for row, cells in self.table.items():
            for column, (style, rest) in cells.items():
                columns[column][row] = f'<c r="{_LETTERS[column]}{_ROW}" s="{numbers[style]}"{rest}'
        found = []
        for row, line in enumerate(zip(*(columns[column] for column in sorted(columns or [0])), strict=True)):
            inner = "".join(line)
            if inner or row in self.row_sizes:
                tall = self._height(row) if row in self.row_sizes else ""
                shown = f'<row r="{_ROW}"{tall}>{inner}</row>' if inner else f'<row r="{_ROW}"{tall}/>'
                found.append(shown.replace(_ROW, str(row + 1)))
        return "".join(found)

    def _height(self, row: int) -> str:
        """The height of a row as its attributes say it; nothing where it is that of all."""
        pixels = self.row_sizes[row][0]
        return "" if pixels == self.default_row_height else f' ht="{pixels * 0.75:.16g}" customHeight="1"'


def number(style: Format) -> int:
    """The number of a format in its workbook, which it gets when it is first asked for."""
    return int(style._get_xf_index() if style.xf_index is None else style.xf_index)


def written(figure: float) -> str:
    return f"{figure:.16G}"


def inline_text(text: str) -> str:
    if not text.isprintable() or "_x" in text:
        text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<t{space}>{_escaped(text)}</t>"


def _escaped(text: str) -> str:
    return escape(text) if "&" in text or "<" in text or ">" in text else text
