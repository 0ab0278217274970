"""Colours, fonts, widths and number formats of the template."""

from __future__ import annotations

import math
import unicodedata
from functools import cache

from msgspec import Struct
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from core.model import Column

FONT = "Microsoft YaHei"
INK, MUTED, LINE, TRACK, BLUE, PAPER = "1F2933", "5F6B7A", "DFE4EA", "EEF1F5", "2457A6", "FFFFFF"
#: Cells that wait for content, and headers of columns that may stay empty.
INPUT, SPARE = "F3F7FD", "DCE7F6"
#: Cells of the month to fill in next, cells that could not be used, cells with a question.
WAITING, ERROR, QUESTION = "DDF2E4", "F9D9D4", "FFF0C7"

HAIR = Border(*(Side(style="thin", color=LINE) for _ in range(4)))
NO_BORDER = Border()
RULE = Border(bottom=Side(style="thin", color=LINE))
UNLOCKED = Protection(locked=False)
#: What a protected sheet still allows: all but changing a locked cell.
ALLOWED = (
    *("formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks"),
    *("deleteColumns", "deleteRows", "sort", "autoFilter"),
)
#: A sheet's last column.
LAST = 16384

NUMBER_FORMATS = {"count": "#,##0", "number": "#,##0.00", "percent": "0.00", "date": "yyyy-mm-dd"}
MONTH_FORMATS = {"zh": 'yyyy"年"m"月"', "en": "mmm yyyy"}
WIDTHS = {"text": 22.0, "names": 24.0, "choices": 24.0, "id": 11.0, "date": 15.0, "month": 13.0, "flag": 13.0}
WIDEST = {"name": 30.0, "element": 50.0, "indicator": 36.0, "evidence": 40.0, "threshold": 22.0}
WIDEST |= dict.fromkeys(("note", "review_note"), 28.0)
OWN_WIDTH = 20.0
#: Excel shows no row higher than this.
LINE_HEIGHT, TALLEST = 15.5, 409.0


class CellStyle(Struct, frozen=True):
    """Colours, alignment and number format of a cell; `typed` is the type of its column, `locked` cells are the template's."""

    background: str | None = None
    colour: str = INK
    across: str = "left"
    format: str = "General"
    typed: str = "text"
    locked: bool = True


@cache
def fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


@cache
def font(colour: str = INK, size: float = 10, bold: bool = False) -> Font:
    """The template's font, always named: an unnamed one changes with the reader's theme."""
    return Font(name=FONT, size=size, bold=bold, color=colour)


def number_format(column: Column, language: str) -> str:
    """The number format of a column; text stays text, so that codes keep their digits."""
    if column.type == "month":
        return MONTH_FORMATS.get(language, MONTH_FORMATS["en"])
    return NUMBER_FORMATS.get(column.type, "@")


def width(column: Column, header: str) -> float:
    """The width of a column in characters: by what it holds, and wider where its header is long."""
    least = WIDEST.get(column.key, WIDTHS.get(column.type, 14.0))
    return max(least, min(20.0, units(header.split("\n")[0]) / 2 + 3))


def units(text: str) -> float:
    """How wide a line of text is, in characters of the font: a Chinese one counts for about two."""
    return sum(1.9 if unicodedata.east_asian_width(character) in "WF" else 0.92 for character in text)


def lines(text: str, width: float) -> int:
    """How many lines the text takes in a column of that width."""
    return sum(max(1, math.ceil(units(part) / max(1.0, width - 1.6))) for part in text.split("\n"))


def height(texts: list[tuple[str, float]], least: float = 20) -> float:
    """The height of a row that holds these texts in columns of these widths."""
    return max(least, max(lines(text, width) for text, width in texts) * LINE_HEIGHT + 6)


@cache
def alignment(across: str, indent: int) -> Alignment:
    """Text wraps in the middle of its row, a little off the lines beside it."""
    return Alignment(horizontal=across, vertical="center", wrap_text=True, indent=indent)


def put(
    cell: Cell, value: object, style: CellStyle, *, size: float = 10, bold: bool = False, border: Border = HAIR
) -> None:
    """Write a value and its style; text that begins with = stays text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = font(style.colour, size, bold)
    if style.background is not None:
        cell.fill = fill(style.background)
    cell.border = border
    cell.number_format = style.format
    if not style.locked:
        cell.protection = UNLOCKED
    cell.alignment = alignment(style.across, 0 if style.across == "center" or border is NO_BORDER else 1)


def printed(sheet: Worksheet, *, wide: bool, header: bool = True) -> None:
    """A4, as wide as the page, the title and the header on each page, page numbers at the foot."""
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"
    sheet.oddHeader.center.text, sheet.oddHeader.center.size = "&A", 14
    if header:
        sheet.print_title_rows = "1:1"


def protected(sheet: Worksheet, *, filled_in: bool) -> None:
    """Protect the locked cells, without a password; cells below and beside what is written are open where `filled_in`."""
    sheet.protection = SheetProtection(sheet=True, **dict.fromkeys(ALLOWED, False))  # False: not forbidden
    if filled_in:
        beyond = sheet.max_column + 1
        last = ColumnDimension(sheet, get_column_letter(beyond), min=beyond, max=LAST)
        sheet.column_dimensions[last.index] = last
        for column in range(1, beyond + 1):
            sheet.column_dimensions[get_column_letter(column)].protection = UNLOCKED
