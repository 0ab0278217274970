"""Rows of a new sheet as the XML of its cells: each distinct value is worded once, so that 200,000 rows go quickly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.grid import Cells, Raw
from core.model import Column, Severity
from core.printers.addresses import letters
from core.workbooks.next_month.leaf import LONG, Leaf
from core.workbooks.next_month.marks import Mark
from core.workbooks.next_month.values import writable
from core.workbooks.template import look, prompts
from core.workbooks.template.grid import column_format
from core.workbooks.template.order import Order

MARKED = {Severity.ERROR: look.ERROR, Severity.QUESTION: look.QUESTION, Severity.WARNING: look.QUESTION}
DAY, MOMENT, WORDED = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", '0.######"万"'
#: Text that would become a formula if somebody edited its cell.
FORMULA = ("=", "+", "-", "@")
EPOCH = date(1899, 12, 30)
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks, before what it holds is known."""

    background: str
    colour: str = look.INK
    across: str = "left"
    format: str = "General"
    typed: str = "text"


def format_of(raw: Raw, shown: Look) -> str:
    """The number format that shows a cell as what it is.

    >>> format_of(("%", 0.325), Look("")), format_of(45839.0, Look("", format=DAY, typed="date"))
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


def _number_format(number: float, shown: Look) -> str:
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


def put(cell: Cell, raw: Raw, shown: Look, *, bold: bool = False) -> None:
    """Writes a raw cell with its look; text stays text, an error an error."""
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


def look_of_item(order: Order, column: Column, *, quiet: bool) -> Look:
    """The look of an item's content in 基本信息."""
    shown = look.number_format(column, order.language)
    return Look(look.TRACK if quiet else look.INPUT, format=shown, typed=column.type)


def note(order: Order, cell: Cell, text: str) -> None:
    """Adds to a cell's comment."""
    before = cell.comment.text + "\n\n" if cell.comment is not None else ""
    comment: Comment = prompts.note(order, before + writable(text))
    cell.comment = comment


class Paper:
    """Words the rows of one sheet; `styles` are those of the workbook, met as they are asked for."""

    def __init__(self, order: Order, page: Worksheet, leaf: Leaf, marks: Mapping[Place, Mark], waiting: int) -> None:
        self.order, self.page, self.leaf, self.marks = order, page, leaf, marks
        self.waiting = waiting
        self._styles: dict[tuple[str, Look, bool], int] = {}
        self._scratch = Cell(page, row=1, column=1)

    def rows(self) -> Iterator[str]:
        """The rows below the header, as XML; every style is known to the workbook when this returns."""
        columns = [self._column(index) for index in range(len(self.leaf.headings))]
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
        cells, shown = self.leaf.cells[index], self._look(index)
        blank = self.leaf.sheet.role in LONG
        worded = [self._cell(raw, shown, blank=blank) for raw in cells.values]
        found = [worded[code] for code in cells.codes.tolist()]
        for row in self._special():
            found[row] = self._cell(self.leaf.at(row, index), self._look(index, row), blank=False)
        return found

    def _special(self) -> list[int]:
        """Rows whose cells look different from the others of their column."""
        if self.leaf.sheet.role == "plan":
            return list(self.leaf.template)
        return [self.waiting] if self.waiting >= 0 and self.leaf.sheet.role == "months" else []

    def _look(self, index: int, row: int | None = None) -> Look:
        column, order, sheet = self.leaf.headings[index].column, self.order, self.leaf.sheet
        if column is None:
            return Look(look.PAPER)
        prefilled = order.prefilled(sheet, column)
        quiet = prefilled or order.supplied(column) or column.type == "month"
        figure = column.type in ("count", "number", "percent")
        waits = row is not None and row == self.waiting and sheet.role == "months" and not order.supplied(column)
        return Look(
            background=look.WAITING if waits else look.TRACK if quiet else look.INPUT,
            colour=look.MUTED if prefilled and column.key != "id" else look.INK,
            across="right" if figure else "center" if column.type in ("id", "month", "date", "flag") else "left",
            format=self._format(column, row),
            typed=column.type,
        )

    def _format(self, column: Column, row: int | None) -> str:
        template = self.leaf.template.get(row) if row is not None else None
        formats: Mapping[str, str] = template.formats if template else {}
        if self.leaf.sheet.role == "plan" and column.key in ("first_year", "end") and not formats:
            return "General"
        return formats.get(column.key, column_format(self.order, self.leaf.sheet, column))

    def _marked(self, row: int, index: int, mark: Mark) -> str:
        shown = replace(self._look(index, row), background=MARKED[mark.severity])
        return self._cell(self.leaf.at(row, index), shown, blank=False)

    def _heights(self) -> dict[int, float]:
        """Rows of criteria are as high as what they say."""
        if self.leaf.sheet.role not in ("plan", "claims"):
            return {}
        heights = {}
        for row in range(self.leaf.height):
            texts = []
            for index, heading in enumerate(self.leaf.headings):
                raw = self.leaf.at(row, index)
                text = raw if isinstance(raw, str) else ""
                own = own_width(heading.text, self.leaf.cells[index])
                texts.append((text, look.width(heading.column, heading.text) if heading.column else own))
            heights[row] = min(look.height(texts, least=24), look.TALLEST)
        return heights

    def _cell(self, raw: Raw, shown: Look, *, blank: bool) -> str:
        """Everything of a cell behind its address's column: r="A is before, the row between."""
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

    def _style(self, raw: Raw, shown: Look) -> int:
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
