"""The sheet 填报说明: how to fill in, what each sheet is for, every column with an example."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import N_
from core.model import Column, Sheet
from core.workbooks.template import look
from core.workbooks.template.order import Order

LETTERS, WIDTHS = "ABCDEF", (2.5, 18.0, 36.0, 14.0, 30.0, 58.0)
WHOLE = sum(WIDTHS[1:])

STEPS = (
    N_("Fill in the pale blue cells only. Grey cells are filled in or computed: please leave them."),
    N_(
        "Fill in “{basics}” once, and one row of “{monthly}” each month. Figures are those at the month's end, unless headed “in the month”."
    ),
    N_("Leave unknown figures blank. Enter 0 only where the figure is known to be 0."),
    N_("Numbers are digits only: no units, no “about”. In a column headed (%), 32.5 means 32.5%."),
    N_(
        "Headers may be moved but not renamed; rows may be added. Do not add rows of totals, and do not merge or hide cells."
    ),
    N_(
        "In “{claims}”, “in place” needs evidence beside it, or it is left to review. The last two columns are the reviewer's."
    ),
)
LEDGER_STEP = N_(
    "One row an entry in the ledgers. What is withdrawn or has left gets an end date; do not delete its row."
)
SOURCE = N_("Requirements: {title}, {number}, {issued}, Annex 2. The score is unofficial; the notice decides.")
PRIVACY = N_("Privacy: an uploaded workbook is used in your own session only; it is neither stored nor passed on.")
LEGEND = ((look.BLUE, N_("required")), (look.SPARE, N_("optional")), (look.TRACK, N_("filled in or computed")))


class Pen:
    """Writes paragraphs and table rows down the sheet."""

    def __init__(self, order: Order, page: Worksheet) -> None:
        self.order, self.page, self.row = order, page, 1

    def skip(self, height: float) -> None:
        """An empty row of that height."""
        self.page.row_dimensions[self.row].height = height
        self.row += 1

    def line(self, text: str, *, size: float = 10, bold: bool = False, colour: str = look.INK) -> None:
        """A paragraph across the whole width."""
        self.page.merge_cells(f"B{self.row}:F{self.row}")
        look.put(self.page.cell(self.row, 2), text, colour=colour, size=size, bold=bold, border=look.NO_BORDER)
        self.page.row_dimensions[self.row].height = max(
            size * 1.9, look.lines(text, WHOLE * 10 / size) * look.LINE_HEIGHT * size / 10 + 4
        )
        self.row += 1

    def heading(self, text: str) -> None:
        """A heading with room above it."""
        self.skip(12)
        self.line(text, size=12, bold=True, colour=look.BLUE)

    def table(self, cells: list[str], *, header: bool = False) -> None:
        """A row of a table; the last cell takes the rest of the width."""
        for index, text in enumerate(cells, 2):
            colour = look.MUTED if header or index == 2 else look.INK
            cell = self.page.cell(self.row, index)
            background = look.TRACK if header else None
            look.put(cell, text, colour=colour, background=background, bold=header, border=look.RULE)
        widths = [*WIDTHS[1 : len(cells)], sum(WIDTHS[len(cells) :])]
        if len(cells) < len(WIDTHS) - 1:
            self.page.merge_cells(start_row=self.row, start_column=len(cells) + 1, end_row=self.row, end_column=6)
        self.page.row_dimensions[self.row].height = look.height(list(zip(cells, widths, strict=True)))
        self.row += 1


def write(order: Order, page: Worksheet) -> None:
    """The guide, top to bottom."""
    for letter, width in zip(LETTERS, WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.sheet_view.showGridLines = False
    pen = Pen(order, page)
    _title(pen)
    _steps(pen)
    _sheets(pen)
    _columns(pen)
    look.printed(page, wide=True, header=False)


def title(order: Order) -> str:
    """What the workbook is, and for which type."""
    profile = order.rulebook.profiles[order.profile].label.in_(order.language)
    return order.words("Trusted data space pilot: progress workbook ({profile})").format(profile=profile)


def _title(pen: Pen) -> None:
    say, rulebook = pen.order.words, pen.order.rulebook
    pen.skip(8)
    pen.line(title(pen.order), size=16, bold=True)
    version = say("Template version {version}").format(version=rulebook.template_version)
    pen.line(version, colour=look.MUTED)
    if pen.order.filling.remark:
        pen.line(pen.order.filling.remark, bold=True, colour="B4432F")
    for note in pen.order.filling.notes:
        pen.line(note)


def _steps(pen: Pen) -> None:
    order, say = pen.order, pen.order.words
    names = {key: sheet.label.in_(order.language) for key, sheet in order.rulebook.sheets.items()}
    pen.heading(say("How to fill in"))
    steps = [*STEPS, LEDGER_STEP] if order.ledgers else list(STEPS)
    for number, step in enumerate(steps, 1):
        pen.line(f"{number}. " + say(step).format(**names))
    pen.skip(6)
    look.put(pen.page.cell(pen.row, 2), say("Colours of headers"), colour=look.MUTED, border=look.NO_BORDER)
    for index, (colour, meaning) in enumerate(LEGEND, 3):
        ink = look.PAPER if colour == look.BLUE else look.BLUE if colour == look.SPARE else look.MUTED
        look.put(pen.page.cell(pen.row, index), say(meaning), colour=ink, background=colour, across="center")
    pen.skip(22)
    pen.skip(6)
    notice = order.rulebook.notice
    pen.line(
        say(SOURCE).format(
            title=notice.title.in_(order.language),
            number=notice.number,
            issued=notice.issued.isoformat(),
        ),
        colour=look.MUTED,
    )
    pen.line(say(PRIVACY), colour=look.MUTED)


def _sheets(pen: Pen) -> None:
    order, say = pen.order, pen.order.words
    pen.heading(say("What each sheet is for"))
    pen.table([say("Sheet"), say("How to fill it in")], header=True)
    for sheet in order.sheets:
        if sheet.role != "guide":
            pen.table([sheet.label.in_(order.language), sheet.help.in_(order.language)])


def _columns(pen: Pen) -> None:
    order, say = pen.order, pen.order.words
    pen.heading(say("Every column, with an example row"))
    pen.table([say("Sheet"), say("Column"), say("Fill in"), say("Example"), say("What it means")], header=True)
    for sheet in order.sheets:
        for number, column in enumerate(order.columns(sheet)):
            pen.table(
                [
                    "" if number else sheet.label.in_(order.language),
                    order.name(column),
                    _asked(order, sheet, column),
                    _example(order, sheet, column),
                    column.help.in_(order.language),
                ]
            )


def _asked(order: Order, sheet: Sheet, column: Column) -> str:
    if order.prefilled(sheet, column):
        return order.words("filled in")
    if order.supplied(column):
        return order.words("computed")
    return order.words("optional") if order.spare(sheet, column) else order.words("required")


def _example(order: Order, sheet: Sheet, column: Column) -> str:
    """The example of a column; empty where the sender does not fill it in."""
    if column.example is None or order.prefilled(sheet, column) or order.supplied(column):
        return ""
    return column.example.in_(order.language)
