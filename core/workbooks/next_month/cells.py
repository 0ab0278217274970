"""Rows of a new sheet as XML; each distinct value of a column is written once, so that 200,000 rows go quickly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from msgspec.structs import replace
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.grid import Cells, Raw
from core.model import Severity
from core.printers.addresses import letters
from core.printers.sheet.sheet import inline_text
from core.workbooks.next_month.marks import Mark
from core.workbooks.next_month.table import NewTable
from core.workbooks.next_month.values import writable
from core.workbooks.template import grid, look
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import LEDGERS, Order

MARKED = {
    Severity.ERROR: look.ERROR,
    Severity.QUESTION: look.QUESTION,
    Severity.WARNING: look.QUESTION,
    None: look.WAITING,
}
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
#: Text that would become a formula if somebody edited its cell.
FORMULA = ("=", "+", "-", "@")


def format_of(raw: Raw, shown: CellStyle) -> str:
    """The number format that shows a cell as what it is.

    >>> format_of(("%", 0.325), CellStyle("")), format_of(45839.0, CellStyle("", format=DAY, typed="date"))
    ('0.00%', 'General')
    """
    match raw:
        case float():
            return _number_format(raw, shown)
        case ("%", number):
            return "0.00%" if abs(number * 1e4 - round(number * 1e4)) < 1e-6 else "0.00######%"
        case ("o" | "u", _, text):
            before, _, after = str(text).replace('"', "").partition("#")
            return f'"{before}"0.######"{after}"' if before else f'0.######"{after}"'
        case ("dt", *_):
            return MOMENT
        case ("d", *_) if shown.typed not in ("date", "month"):
            return DAY
    return shown.format


def _number_format(number: float, shown: CellStyle) -> str:
    whole = number == int(number)
    if shown.format == "@":
        return "0" if whole and abs(number) < 1e15 else "General"
    hidden = (shown.format == "#,##0" and not whole) or (shown.format.endswith("0.00") and round(number, 2) != number)
    odd = shown.typed in ("date", "month") or "%" in shown.format
    return "General" if hidden or odd else shown.format


def value_of(raw: Raw) -> object:
    """A raw cell as a value of openpyxl.

    >>> value_of(("d", 2026, 7, 1)), value_of(("%", 0.5)), value_of(("e", "#N/A")), value_of("")
    (datetime.date(2026, 7, 1), 0.5, '#N/A', None)
    >>> value_of(("u", 41.0, "#以上")), format_of(("u", 41.0, "#以上"), CellStyle(""))
    (41.0, '0.######"以上"')
    """
    match raw:
        case "":
            return None
        case ("d", *day):
            return date(*day)
        case ("dt", *moment):
            return datetime(*moment)
        case (_, value, *_):
            return value
    return raw


def put(cell: Cell, raw: Raw, shown: CellStyle, *, bold: bool = False) -> None:
    """Write a raw cell with its style; text stays text, an error an error."""
    look.put(cell, value_of(raw), replace(shown, format=format_of(raw, shown)), bold=bold)
    if isinstance(raw, tuple) and raw[0] == "e":
        cell.data_type = "e"
    cell.quotePrefix = isinstance(raw, str) and raw.startswith(FORMULA)


def own_width(header: str, cells: Cells) -> float:
    """The width of a column of the sender's own: by what it holds, within reason."""
    texts = [raw for raw in cells.values if isinstance(raw, str)]
    longest = max((look.units(line) for text in (header, *texts) for line in text.split("\n")), default=0.0)
    return min(max(longest + 3, look.OWN_WIDTH / 2), look.OWN_WIDTH * 2)


def note(order: Order, cell: Cell, text: str) -> None:
    """Add a paragraph to a cell's comment."""
    before = cell.comment.text + "\n\n" if cell.comment is not None else ""
    cell.comment = grid.note(order, before + writable(text))


class RowWriter:
    """Writes the rows of one sheet as XML; styles are added to the workbook as they are needed."""

    def __init__(
        self, order: Order, page: Worksheet, table: NewTable, marks: Mapping[tuple[int, int], Mark], waiting: int
    ) -> None:
        self.order, self.page, self.table, self.marks, self.waiting = order, page, table, marks, waiting
        self._styles: dict[tuple[str, CellStyle, bool], int] = {}

    def rows(self) -> Iterator[str]:
        """The rows below the header, as XML; every style is known to the workbook when this returns."""
        columns = [self._column(index) for index in range(len(self.table.headings))]
        for (row, column), mark in self.marks.items():
            if row > 1:
                shown = replace(self._look(column - 1, row - 2), background=MARKED[mark.severity])
                columns[column - 1][row - 2] = self._cell(self.table.at(row - 2, column - 1), shown)
        return self._assembled(columns, self._heights())

    def _assembled(self, columns: list[list[str]], heights: Mapping[int, float]) -> Iterator[str]:
        names = [f'<c r="{letters(index)}' for index in range(len(columns))]
        for number, cells in enumerate(zip(*columns, strict=True), 2):
            tall = f' ht="{heights[number - 2]:g}" customHeight="1"' if number - 2 in heights else ""
            inner = "".join([f"{name}{number}{cell}" for name, cell in zip(names, cells, strict=True) if cell])
            yield f'<row r="{number}"{tall}>{inner}</row>'

    def _column(self, index: int) -> list[str]:
        """The cells of a column; those of the rows that look different from the others are written apart."""
        table, cells, shown = self.table, self.table.cells[index], self._look(index)
        gaps = table.sheet.role in LEDGERS
        written = ["" if gaps and value_of(raw) is None else self._cell(raw, shown) for raw in cells.values]
        found = [written[code] for code in cells.codes.tolist()]
        waiting = [self.waiting] if self.waiting >= 0 else []
        for row in table.template if table.sheet.role == "plan" else waiting:
            found[row] = self._cell(table.at(row, index), self._look(index, row))
        return found

    def _look(self, index: int, row: int | None = None) -> CellStyle:
        column, sheet = self.table.headings[index].column, self.table.sheet
        if column is None:
            return CellStyle(look.PAPER, locked=False)
        template = self.table.template.get(row) if row is not None else None
        formats: Mapping[str, str] = template.formats if template else {}
        if sheet.role == "plan" and column.key in ("first_year", "end") and not formats:
            formats = {column.key: "General"}
        style = grid.style_of(self.order, sheet, column, formats)
        waits = row is not None and row == self.waiting and not self.order.supplied(column)
        return replace(style, background=look.WAITING) if waits else style

    def _heights(self) -> dict[int, float]:
        """Rows of criteria are as high as what they say."""
        if self.table.sheet.role not in ("plan", "claims"):
            return {}
        widths = [
            look.width(heading.column, heading.text) if heading.column else own_width(heading.text, cells)
            for heading, cells in zip(self.table.headings, self.table.cells, strict=True)
        ]
        heights = {}
        for row in range(self.table.height):
            raws = [self.table.at(row, index) for index in range(len(widths))]
            texts = [raw if isinstance(raw, str) else "" for raw in raws]
            heights[row] = min(look.height(list(zip(texts, widths, strict=True)), least=24), look.TALLEST)
        return heights

    def _cell(self, raw: Raw, shown: CellStyle) -> str:
        """The XML of a cell behind the row number of its address."""
        style = f'" s="{self._style(raw, shown)}"'
        match raw:
            case "":
                return f"{style}/>"
            case str():
                return f'{style} t="inlineStr"><is>{inline_text(raw)}</is></c>'
            case bool():
                return f'{style} t="b"><v>{int(raw)}</v></c>'
            case ("e", code):
                return f'{style} t="e"><v>{escape(code)}</v></c>'
        value = value_of(raw)
        number: Any = to_excel(value) if isinstance(value, date) else value
        whole = raw[0] == "d" if isinstance(raw, tuple) else number == int(number) and abs(number) < 1e15
        return f"{style}><v>{int(number) if whole else repr(number)}</v></c>"

    def _style(self, raw: Raw, shown: CellStyle) -> int:
        """The number of a style in the workbook's list."""
        key = (format_of(raw, shown), shown, isinstance(raw, str) and raw.startswith(FORMULA))
        if key not in self._styles:
            cell = Cell(self.page, row=1, column=1)
            put(cell, raw, shown)
            self._styles[key] = cell.style_id
        return self._styles[key]
