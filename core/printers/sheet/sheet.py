"""The worksheet that our sheets are written on: XlsxWriter's, without what costs most and gives us nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: What XML cannot hold, and what spreadsheets write in its place; and what looks like that already.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LETTERS = [xl_col_to_name(column) for column in range(1024)]


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose text stands in its cells, and whose formulas are written as they stand.

    XlsxWriter would look through every formula, those of conditions too, for the names of newer
    functions, none of which is ours: that would also change such a word inside a text of the
    sender's.  A cell is kept as its format and what follows that in the part.  `contents` has what each cell holds, None
    for a formula.
    """

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[tuple[int, int], float | str | None] = {}

    def write_string(self, row: int, column: int, text: str, style: Format) -> None:
        self.table[row][column] = (style, f' t="inlineStr"><is>{inline_text(text)}</is></c>')
        self.contents[row, column] = text

    def write_number(self, row: int, column: int, figure: float, style: Format) -> None:
        self.table[row][column] = (style, f"><v>{written(figure)}</v></c>")
        self.contents[row, column] = figure

    def write_figures(self, first: int, column: int, figures: Sequence[str | None], style: Format) -> None:
        """Numbers below one another, as they are `written`; None is no cell."""
        for row, figure in enumerate(figures, start=first):
            if figure is not None:
                self.table[row][column] = (style, f"><v>{figure}</v></c>")
                self.contents[row, column] = float(figure)

    def write_blank(self, row: int, column: int, _nothing: None, style: Format) -> None:
        self.table[row][column] = (style, "/>")
        self.contents.pop((row, column), None)

    def write_formula(self, row: int, column: int, formula: str, style: Format, value: float | str) -> None:
        self.contents[row, column] = None
        content = _escaped(formula.removeprefix("="))
        if isinstance(value, str):
            self.table[row][column] = (style, f' t="str"><f>{content}</f><v>{_escaped(value)}</v></c>')
        else:
            self.table[row][column] = (style, f"><f>{content}</f><v>{written(value)}</v></c>")

    def write_column_formula(
        self, rows: tuple[int, int], column: int, formula: str, style: Format, values: Sequence[float | str]
    ) -> None:
        """One formula that fills a run of rows, and what it comes to in the first of them, one at least."""
        (first, last), letters = rows, _LETTERS[column]
        ref = f"{letters}{first + 1}:{letters}{last + 1}"
        made = f'<f t="array" ref="{ref}">{_escaped(formula)}</f>'
        alike: dict[float | str, tuple[Format, str]] = {}
        for row, value in enumerate(values, start=first):
            if value not in alike or row == first:
                kind, shown = (' t="str"', _escaped(value)) if isinstance(value, str) else ("", written(value))
                alike[value] = style, f"{kind}><v>{shown}</v></c>"
            self.table[row][column] = alike[value]
        style, rest = self.table[first][column]
        self.table[first][column] = style, rest.replace(">", f">{made}", 1)
        self.contents[first, column] = None

    def set_row(self, row: int, height: float) -> None:
        self.row_sizes[row] = [int(height * 4 / 3 + 0.5), False]

    def merge_range(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """One cell of many, with text or to be written in afterwards; none of them may be merged already."""
        self.merge.append([top, left, bottom, right])
        for row in range(top, bottom + 1):
            cells = self.table[row]
            for column in range(left, right + 1):
                cells[column] = (style, "/>")
        if text:
            self.write_string(top, left, text, style)

    def _prepare_formula(self, formula: str, _newer_functions: bool = False) -> str:
        return formula.removeprefix("=")

    #: The headers of tables and the text of links come this way.
    _write_string = write_string

    def _write_dimension(self) -> None:
        """The cells that are used, which are counted here and not at every cell."""
        rows = [*self.table.keys(), *self.row_sizes.keys()]
        columns = [column for cells in self.table.values() for column in cells]
        if rows:
            self.dim_rowmin, self.dim_rowmax = min(rows), max(rows)
            self.dim_colmin, self.dim_colmax = min(columns, default=0), max(columns, default=0)
        super()._write_dimension()

    def _write_rows(self) -> None:
        pieces = []
        for row in sorted(self.table.keys() | self.row_sizes.keys()):
            number, cells = str(row + 1), self.table.get(row)
            opening = f'<row r="{number}"{self._height(row) if row in self.row_sizes else ""}'
            if not cells:
                pieces.append(opening + "/>")
                continue
            pieces.append(opening + ">")
            for column, (style, rest) in sorted(cells.items()):
                index = style.xf_index
                if index is None:
                    index = style._get_xf_index()
                pieces.append(f'<c r="{_LETTERS[column]}{number}" s="{index}"{rest}')
            pieces.append("</row>")
        self.fh.write("".join(pieces))

    def _height(self, row: int) -> str:
        """The height of a row as its attributes say it; nothing where it is that of all."""
        pixels = self.row_sizes[row][0]
        return "" if pixels == self.default_row_height else f' ht="{pixels * 0.75:.16g}" customHeight="1"'


def written(figure: float) -> str:
    return f"{figure:.16G}"


def inline_text(text: str) -> str:
    if not text.isprintable() or "_x" in text:
        text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<t{space}>{_escaped(text)}</t>"


def _escaped(text: str) -> str:
    return escape(text) if "&" in text or "<" in text or ">" in text else text
