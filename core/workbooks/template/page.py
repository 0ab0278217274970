"""A sheet of the template under way: cells with their looks, comments, checks and print settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from html import escape
from typing import Any

from msgspec.structs import replace
from xlsxwriter.format import Format

from core.printers.sheet.book import Book
from core.printers.sheet.cells import day_number
from core.printers.sheet.xml import Cell, inline_text, number
from core.workbooks.template import look
from core.workbooks.template.look import CellStyle

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
#: Text that would become a formula if somebody edited its cell.
FORMULA = ("=", "+", "-", "@")
SPECIAL = frozenset("&<>_ ")
#: What a protected sheet still allows: all but changing a locked cell.
ALLOWED = (
    *("objects", "scenarios", "format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows"),
    *("insert_hyperlinks", "delete_columns", "delete_rows", "sort", "autofilter"),
)
#: The width of those beside what is filled in; by how much XlsxWriter makes a column wider than it is asked to.
BESIDE, PADDING = 13, 5 / 7
#: A cell as reading gives it (core/intake/grid.py): "" for none, a text, a number, a truth, or a tuple with its kind.
Raw = Any
Place = tuple[int, int]


class Pages:
    """The pages of one workbook, and its formats, each made once."""

    def __init__(self, author: str) -> None:
        self.book, self.author = Book({}), author
        self._formats: dict[tuple[str, CellStyle | None, bool, bool], Format] = {}

    def format(
        self, shown: CellStyle | None, code: str = "General", *, quoted: bool = False, column: bool = False
    ) -> Format:
        """A cell's format, or that of a whole `column`, which has no alignment; None for an open one of no look."""
        key = (code, shown, quoted, column)
        if key not in self._formats:
            found: dict[str, Any] = {"locked": False}
            if shown is not None:
                found = {"font_name": look.FONT, "font_size": shown.size, "font_color": f"#{shown.colour}"}
                found |= {"bold": shown.bold, "num_format": code, "locked": shown.locked, "quote_prefix": quoted}
                found |= {} if shown.background is None else {"bg_color": f"#{shown.background}"}
                found |= {"around": RULES, "below": RULE, "none": {}}[shown.lines]
            if shown is not None and not column:
                indent = 0 if shown.across == "center" or shown.lines == "none" else 1
                found |= {"align": shown.across, "valign": "vcenter", "text_wrap": True, "indent": indent}
            self._formats[key] = self.book.add_format(found)
        return self._formats[key]

    def cell(self, raw: Raw, shown: CellStyle) -> Cell:
        """A cell as its part has it; text stays text."""
        quoted = isinstance(raw, str) and raw.startswith(FORMULA)
        return number(self.format(shown, format_of(raw, shown), quoted=quoted)), _content(raw)

    def cells(self, raws: Sequence[Raw], shown: CellStyle) -> list[Cell]:
        """Many cells of one look; at once where no text has a character that XML writes in another way."""
        texts = "".join([raw for raw in raws if isinstance(raw, str)])
        if not texts.isprintable() or SPECIAL & set(texts):
            return [self.cell(raw, shown) for raw in raws]
        style = number(self.format(shown, shown.format))
        return [
            (style, f' t="inlineStr"><is><t>{raw}</t></is></c>')
            if isinstance(raw, str) and raw and raw[0] not in FORMULA
            else self.cell(raw, shown)
            for raw in raws
        ]


RULES = {"border": 1, "border_color": f"#{look.LINE}"}
RULE = {"bottom": 1, "bottom_color": f"#{look.LINE}"}


class Page:
    """One sheet; rows and columns from 1."""

    def __init__(self, pages: Pages, title: str) -> None:
        self.pages, self.title, self.sheet = pages, title, pages.book.add_worksheet(title)
        self._cells: dict[Place, tuple[Raw, CellStyle]] = {}
        self._notes: dict[Place, str] = {}
        self._widths: dict[int, float] = {}
        self._below: dict[int, CellStyle] = {}

    def put(self, row: int, column: int, raw: Raw, shown: CellStyle) -> None:
        self._cells[row, column] = raw, shown

    def fill_in(self, row: int, column: int, content: object, shown: CellStyle) -> None:
        """Content of the template's own, a number in the very format of its cell."""
        raw = written(content)
        self.put(row, column, ("n", raw) if isinstance(raw, float) else raw, shown)

    def restyle(self, place: Place, **changes: Any) -> None:
        """Change how a cell looks that is put already, or is none yet."""
        raw, shown = self._cells.get(place, ("", CellStyle()))
        self._cells[place] = raw, replace(shown, **changes)

    def note(self, row: int, column: int, text: str) -> None:
        """A comment, or a further paragraph of it."""
        before = self._notes.get((row, column))
        self._notes[row, column] = text if before is None else f"{before}\n\n{text}"

    def width(self, column: int, width: float, below: CellStyle | None = None) -> None:
        """The width of a column, and how cells `below` those that are put look."""
        self._widths[column] = width
        if below is not None:
            self._below[column] = below

    def height(self, row: int, height: float) -> None:
        self.sheet.set_row(row - 1, height)

    def merge(self, row: int, first: int, last: int) -> None:
        """Make one cell of several in a row, that look as the first does."""
        for column in range(first + 1, last + 1):
            self._cells[row, column] = "", self._cells[row, first][1]
        self.sheet.merge.append([row - 1, first - 1, row - 1, last - 1])

    def print(self, *, wide: bool, header: bool = True, foot: str = "") -> None:
        """A4, as wide as the page, the title and the header on each page, page numbers at the foot."""
        sheet = self.sheet
        sheet.set_paper(9)
        (sheet.set_landscape if wide else sheet.set_portrait)()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.75, 0.75)
        sheet.center_horizontally()
        sheet.set_header("&C&14&A")
        sheet.set_footer("&C&P / &N" + (f"&R{foot}" if foot else ""))
        if header:
            sheet.repeat_rows(0)

    def protect(self, *, filled_in: bool) -> None:
        """Protect the locked cells, without a password; cells below and beside what is put are open where `filled_in`."""
        self.sheet.protect("", dict.fromkeys(ALLOWED, True))
        if filled_in:
            beyond = max([column for _, column in self._cells] + [run.column + 1 for run in self.sheet.runs]) + 1
            for column in range(1, beyond):
                below = self._below.get(column)
                style = self.pages.format(below, below.format if below else "General", column=True)
                width = self._widths[column] - PADDING if column in self._widths else None
                self.sheet.set_column(column - 1, column - 1, width, style)
            self.sheet.last_set = beyond - 1
            self.sheet.set_column(beyond - 1, beyond - 1, BESIDE - PADDING, self.pages.format(None))
            self._widths.clear()

    def finish(self) -> None:
        for column, width in self._widths.items():
            self.sheet.set_column(column - 1, column - 1, width - PADDING)
        for (row, column), (raw, shown) in self._cells.items():
            self.sheet.write_made(row - 1, column - 1, self.pages.cell(raw, shown))
        for (row, column), text in self._notes.items():
            size = {"width": 300, "height": look.lines(text, 42) * 19 + 16}
            more = {"author": self.pages.author, "font_name": look.FONT, "font_size": 9}
            self.sheet.write_comment(row - 1, column - 1, text, size | more)


# --- cells ----------------------------------------------------------------------------------


def written(content: object) -> Raw:
    if content is None:
        return ""
    if isinstance(content, (str, bool)):
        return content
    if isinstance(content, date):
        return ("d", content.year, content.month, content.day)
    return float(content)  # type: ignore[arg-type]


def format_of(raw: Raw, shown: CellStyle) -> str:
    """The number format that shows a cell as what it is.

    >>> format_of(("%", 0.325), CellStyle("")), format_of(45839.0, CellStyle("", format=DAY, typed="date"))
    ('0.00%', 'General')
    >>> format_of(("u", 41.0, "#以上"), CellStyle(""))
    '0.######"以上"'
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


def _content(raw: Raw) -> str:
    """The XML of a cell behind its format."""
    match raw:
        case "":
            return "/>"
        case str():
            return f' t="inlineStr"><is>{inline_text(raw)}</is></c>'
        case bool():
            return f' t="b"><v>{int(raw)}</v></c>'
        case ("e", code):
            return f' t="e"><v>{escape(code)}</v></c>'
        case ("d", *day):
            return f"><v>{day_number(date(*day))}</v></c>"
        case ("dt", *parts):
            moment = datetime(*parts)
            since = moment - datetime.combine(moment.date(), time())
            return f"><v>{day_number(moment) + since.total_seconds() / 86400!r}</v></c>"
        case (_, figure, *_):
            raw = figure
    return f"><v>{int(raw) if raw == int(raw) and abs(raw) < 1e15 else repr(raw)}</v></c>"
