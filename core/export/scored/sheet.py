"""The worksheet that our sheets are written on: XlsxWriter's, without what costs most and gives us nothing."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose formulas are written as they stand, and whose cells all have a format.

    XlsxWriter would look through every formula for the names of newer functions, none of which is
    ours: that would also change such a word inside a text of the sender's.
    """

    def _prepare_formula(self, formula: Any, expand_future_functions: bool = False) -> Any:
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if not getattr(cell, "format", None) or kind not in ("Number", "String", "Formula", "Blank"):
            super()._write_cell(row, col, cell)
            return
        head = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind == "Blank":
            self.fh.write(f"{head}/>")
        elif kind == "String":
            self.fh.write(f'{head} t="s"><v>{cell.string}</v></c>')
        elif kind == "Number":
            self.fh.write(f"{head}><v>{cell.number:.16G}</v></c>")
        elif isinstance(cell.value, str):
            self.fh.write(f'{head} t="str"><f>{escape(cell.formula)}</f><v>{escape(cell.value)}</v></c>')
        else:
            self.fh.write(f"{head}><f>{escape(cell.formula)}</f><v>{cell.value:.16G}</v></c>")
