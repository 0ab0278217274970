"""The worksheet that our sheets are written on: XlsxWriter's, without what costs most and gives us nothing."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: What XML cannot hold, and what spreadsheets write in its place; and what looks like that already.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LETTERS = [xl_col_to_name(column) for column in range(256)]


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose text stands in its cells, and whose formulas are written as they stand.

    XlsxWriter would look through every formula for the names of newer functions, none of which is
    ours: that would also change such a word inside a text of the sender's.  A cell is kept as its
    format and what follows that in the part.
    """

    def write_string(self, row: int, column: int, text: str, style: Format) -> None:
        """Text, whatever it looks like."""
        self.table[row][column] = (style, f' t="inlineStr"><is>{_text(text)}</is></c>')

    def write_number(self, row: int, column: int, figure: float, style: Format) -> None:
        """A number."""
        self.table[row][column] = (style, f"><v>{figure:.16G}</v></c>")

    def write_blank(self, row: int, column: int, _nothing: None, style: Format) -> None:
        """No more than the format."""
        self.table[row][column] = (style, "/>")

    def write_formula(self, row: int, column: int, formula: str, style: Format, value: float | str) -> None:
        """A formula with its value."""
        said = escape(formula.removeprefix("="))
        if isinstance(value, str):
            self.table[row][column] = (style, f' t="str"><f>{said}</f><v>{escape(value)}</v></c>')
        else:
            self.table[row][column] = (style, f"><f>{said}</f><v>{value:.16G}</v></c>")

    def merge_range(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        """One cell of many, with text or to be written in afterwards; none of them may be merged already."""
        self.merge.append([top, left, bottom, right])
        for row in range(top, bottom + 1):
            cells = self.table[row]
            for column in range(left, right + 1):
                cells[column] = (style, "/>")
        if text:
            self.write_string(top, left, text, style)

    #: The headers of tables and the text of links come this way.
    _write_string = write_string

    def _write_dimension(self) -> None:
        """The cells that are used, which are counted here and not at every cell."""
        rows = [*self.table.keys(), *self.row_info.keys()]
        columns = [column for cells in self.table.values() for column in cells]
        if rows:
            self.dim_rowmin, self.dim_rowmax = min(rows), max(rows)
            self.dim_colmin, self.dim_colmax = min(columns, default=0), max(columns, default=0)
        super()._write_dimension()

    def _write_rows(self) -> None:
        write = self.fh.write
        for row in sorted(self.table.keys() | self.row_info.keys()):
            cells = self.table[row]
            self._write_row(row, None, self.row_info.get(row), empty_row=not cells)
            if cells:
                number = row + 1
                for column in sorted(cells):
                    style, rest = cells[column]
                    write(f'<c r="{_LETTERS[column]}{number}" s="{style._get_xf_index()}"{rest}')
                write("</row>")


def _text(text: str) -> str:
    """Text as an inline string holds it."""
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{space}>{escape(text)}</t>"
