"""Rows of a new sheet as XML; each distinct value of a column is written once, so that 200,000 rows go quickly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from html import escape

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.grid import Cells, Raw
from core.model import Column, Severity
from core.printers.addresses import letters
from core.workbooks.next_month.marks import Mark
from core.workbooks.next_month.table import LONG, NewTable
from core.workbooks.next_month.values import writable
from core.workbooks.template import look, prompts
from core.workbooks.template.grid import style_of
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import Order

MARKED = {Severity.ERROR: look.ERROR, Severity.QUESTION: look.QUESTION, Severity.WARNING: look.QUESTION}
DAY, MOMENT, WORDED = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", '0.######"万"'
#: Text that would become a formula if somebody edited its cell.
FORMULA = ("=", "+", "-", "@")
EPOCH = date(1899, 12, 30)
Place = tuple[int, int]


def format_of(raw: Raw, shown: CellStyle) -> str:
    """The number format that shows a cell as what it is.

    >>> format_of(("%", 0.325), CellStyle("")), format_of(45839.0, CellStyle("", format=DAY, typed="date"))
    ('0.00%', 'General')
    """
    if isinstance(raw, float):
        return _number_format(raw, shown)
    match raw:
        case ("%", number):
            return "0.00%" if abs(number * 1e4 - round(number * 1e4)) < 1e-6 else "0.00######%"
        case ("w", _):
            return WORDED
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

    >>> value_of(("d", 2026, 7, 1)), value_of(("%", 0.5)), value_of(("e", "#N/A"))
    (datetime.date(2026, 7, 1), 0.5, '#N/A')
    """
    match raw:
        case ("d", year, month, day):
            return date(year, month, day)
        case ("dt", year, month, day, hour, minute, second):
            return datetime(year, month, day, hour, minute, second)
        case (_, value):
            return value
    return raw


def put(cell: Cell, raw: Raw, shown: CellStyle, *, bold: bool = False) -> None:
    """Write a raw cell with its style; text stays text, an error an error."""
    look.put(
        cell,
        None if raw == "" else value_of(raw),
        colour=shown.colour,
        background=shown.background,
        bold=bold,
        across=shown.across,
        format=format_of(raw, shown),
    )
    if isinstance(raw, tuple) and raw[0] == "e":
        cell.data_type = "e"
    if isinstance(raw, str) and raw.startswith(FORMULA):
        cell.quotePrefix = True


def own_width(header: str, cells: Cells) -> float:
    """The width of a column of the sender's own: by what it holds, within reason."""
    texts = [raw for raw in cells.values if isinstance(raw, str)]
    longest = max((look.units(line) for text in (header, *texts) for line in text.split("\n")), default=0.0)
    return min(max(longest + 3, look.OWN_WIDTH / 2), look.OWN_WIDTH * 2)


def look_of_item(order: Order, column: Column, *, quiet: bool) -> CellStyle:
    """The look of an item's content in 基本信息."""
    shown = look.number_format(column, order.language)
    return CellStyle(look.TRACK if quiet else look.INPUT, format=shown, typed=column.type)


def note(order: Order, cell: Cell, text: str) -> None:
    """Add a paragraph to a cell's comment."""
    before = cell.comment.text + "\n\n" if cell.comment is not None else ""
    comment: Comment = prompts.note(order, before + writable(text))
    cell.comment = comment


class RowWriter:
    """Writes the rows of one sheet as XML; styles are added to the workbook as they are needed."""

    def __init__(
        self, order: Order, page: Worksheet, table: NewTable, marks: Mapping[Place, Mark], waiting: int
    ) -> None:
        self.order, self.page, self.table, self.marks = order, page, table, marks
        self.waiting = waiting
        self._styles: dict[tuple[str, CellStyle, bool], int] = {}
        self._scratch = Cell(page, row=1, column=1)

    def rows(self) -> Iterator[str]:
        """The rows below the header, as XML; every style is known to the workbook when this returns."""
        columns = [self._column(index) for index in range(len(self.table.headings))]
        for (row, column), mark in self.marks.items():
            if row > 1:
                columns[column - 1][row - 2] = self._marked(row - 2, column - 1, mark)
        return self._assembled(columns, self._heights())

    def _assembled(self, columns: list[list[str]], heights: Mapping[int, float]) -> Iterator[str]:
        names = [f'<c r="{letters(index)}' for index in range(len(columns))]
        for number, cells in enumerate(zip(*columns, strict=True), 2):
            tall = f' ht="{heights[number - 2]:g}" customHeight="1"' if number - 2 in heights else ""
            inner = "".join([f"{name}{number}{cell}" for name, cell in zip(names, cells, strict=True) if cell])
            yield f'<row r="{number}"{tall}>{inner}</row>'

    def _column(self, index: int) -> list[str]:
        cells, shown = self.table.cells[index], self._look(index)
        blank = self.table.sheet.role in LONG
        written = [self._cell(raw, shown, blank=blank) for raw in cells.values]
        found = [written[code] for code in cells.codes.tolist()]
        for row in self._special():
            found[row] = self._cell(self.table.at(row, index), self._look(index, row), blank=False)
        return found

    def _special(self) -> list[int]:
        """Rows whose cells look different from the others of their column."""
        if self.table.sheet.role == "plan":
            return list(self.table.template)
        return [self.waiting] if self.waiting >= 0 and self.table.sheet.role == "months" else []

    def _look(self, index: int, row: int | None = None) -> CellStyle:
        column, order, sheet = self.table.headings[index].column, self.order, self.table.sheet
        if column is None:
            return CellStyle(look.PAPER)
        template = self.table.template.get(row) if row is not None else None
        formats: Mapping[str, str] = template.formats if template else {}
        if sheet.role == "plan" and column.key in ("first_year", "end") and not formats:
            formats = {column.key: "General"}
        style = style_of(order, sheet, column, formats)
        waits = row is not None and row == self.waiting and sheet.role == "months" and not order.supplied(column)
        return replace(style, background=look.WAITING) if waits else style

    def _marked(self, row: int, index: int, mark: Mark) -> str:
        shown = replace(self._look(index, row), background=MARKED[mark.severity])
        return self._cell(self.table.at(row, index), shown, blank=False)

    def _heights(self) -> dict[int, float]:
        """Rows of criteria are as high as what they say."""
        if self.table.sheet.role not in ("plan", "claims"):
            return {}
        heights = {}
        for row in range(self.table.height):
            texts = []
            for index, heading in enumerate(self.table.headings):
                raw = self.table.at(row, index)
                text = raw if isinstance(raw, str) else ""
                own = own_width(heading.text, self.table.cells[index])
                texts.append((text, look.width(heading.column, heading.text) if heading.column else own))
            heights[row] = min(look.height(texts, least=24), look.TALLEST)
        return heights

    def _cell(self, raw: Raw, shown: CellStyle, *, blank: bool) -> str:
        """The XML of a cell behind the row number of its address."""
        if raw == "" and isinstance(raw, str):
            return "" if blank else f'" s="{self._style(raw, shown)}"/>'
        style = self._style(raw, shown)
        if isinstance(raw, str):
            space = ' xml:space="preserve"' if raw != raw.strip() or "\n" in raw else ""
            return f'" s="{style}" t="inlineStr"><is><t{space}>{escape(raw, quote=False)}</t></is></c>'
        if isinstance(raw, bool):
            return f'" s="{style}" t="b"><v>{int(raw)}</v></c>'
        if isinstance(raw, tuple) and raw[0] == "e":
            return f'" s="{style}" t="e"><v>{escape(raw[1])}</v></c>'
        return f'" s="{style}"><v>{_serial(raw)}</v></c>'

    def _style(self, raw: Raw, shown: CellStyle) -> int:
        """The number of a style in the workbook's list."""
        key = (format_of(raw, shown), shown, isinstance(raw, str) and raw.startswith(FORMULA))
        if key not in self._styles:
            self._scratch = Cell(self.page, row=1, column=1)
            put(self._scratch, raw, shown)
            self._styles[key] = self._scratch.style_id
        return self._styles[key]


def _serial(raw: Raw) -> str:
    """A number, or a date as the number that a spreadsheet counts it by."""
    match raw:
        case ("d", year, month, day):
            return str((date(year, month, day) - EPOCH).days)
        case ("dt", year, month, day, hour, minute, second):
            return repr((date(year, month, day) - EPOCH).days + (hour * 3600 + minute * 60 + second) / 86400)
        case (_, number):
            return repr(number)
    return str(int(raw)) if raw == int(raw) and abs(raw) < 1e15 else repr(raw)
