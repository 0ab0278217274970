"""The sheet 轨迹: months × indicators as a table, and a line chart an indicator with its forecast."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.documents.trajectory import Trajectories
from core.model.document import Joined, Value, Verbatim, say
from core.model.quantity import Key, Measure
from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, Layer, height, width_of, write_part, write_text
from core.printers.sheet.page import SheetPrinter
from core.printers.sheet.part import Part
from core.workbooks.scored.beside import WIDTH, Beside, Block
from core.workbooks.scored.month_chart import Picture, draw

TABLE_NAME = "tds_trajectory"
HEADER_ROW = 2
FIRST = HEADER_ROW + 1
MONTH_WIDTH = 12.0
#: Columns that the heading and the charts need, however few indicators there are.
FEWEST = 6
CHARTS_IN_ROW = 3
#: A chart is so high for its width.
FLAT = 0.78
ROW_HEIGHT = 15.0
MONTH = Layer({**BODY, "text_wrap": False})
JUDGED_MONTH = Layer({**MONTH, "bg_color": LIGHT.action_pale, "bold": True})
PIXELS_A_ROW, PIXELS_A_UNIT, PIXELS_A_COLUMN = 20, 7, 5


def write_trajectory(page: SheetPrinter, drawn: Trajectories, book: Workbook) -> None:
    """Fills the sheet: the indicators in the order of the notice."""
    sheet, look = page.sheet, page.look
    blocks = _blocks(page, drawn)
    sheet.set_column(0, 0, MONTH_WIDTH, look())
    known = [block for block in blocks if block.one.known]
    wide = _wide(blocks)
    _write_heading(page, known, blocks, wide)
    if not blocks:
        page.put(HEADER_ROW, 0, say("No months to show yet."), font_color=LIGHT.muted)
        return
    _write_table(page, blocks, wide)
    last = FIRST + len(blocks[0].months) - 1
    pictures = _write_beside(page, blocks)
    each = _pixels(blocks, wide) // CHARTS_IN_ROW
    chart_rows = round(each * FLAT / PIXELS_A_ROW)
    for number, block in enumerate(known):
        chart = draw(book, pictures[block.one.id])
        chart.set_size(each - 8, chart_rows * PIXELS_A_ROW - 10)
        place = {"x_offset": number % CHARTS_IN_ROW * each, "y_offset": 2, "description": block.label}
        sheet.insert_chart(last + 2 + number // CHARTS_IN_ROW * chart_rows, 0, chart, place)
    rows_of_charts = -(-len(known) // CHARTS_IN_ROW)
    sheet.freeze_panes(FIRST, 1)
    sheet.print_area(0, 0, max(last, last + 2 + rows_of_charts * chart_rows - 1), max(FEWEST, len(blocks)))


def _wide(blocks: list[Block]) -> float:
    """How wide a column must be for every Latin word of the headers."""
    words_ = [word for block in blocks for word in block.label.split() if word.isascii()]
    return max([WIDTH, *(width_of(word) + 1 for word in words_)])


def _pixels(blocks: list[Block], wide: float) -> int:
    """How wide the table is on the screen."""
    columns = max(FEWEST, len(blocks))
    return int(MONTH_WIDTH * PIXELS_A_UNIT + PIXELS_A_COLUMN + columns * (wide * PIXELS_A_UNIT + PIXELS_A_COLUMN))


def _write_heading(page: SheetPrinter, known: list[Block], blocks: list[Block], wide: float) -> None:
    """What the lines of the charts are, in small print."""
    lines: list[Value] = [
        say(
            "Black: the figures. Grey dots: the straight line from the first figure to the threshold. "
            "Green: the threshold. Diamonds: the applicant's own plan."
        )
    ]
    silent = tuple(Verbatim(block.one.id) for block in blocks if block not in known)
    if silent:
        lines.append(say("No figure yet, so no chart: {ids}.", ids=Joined(silent)))
    ahead = say(
        "Blue dashes: the expected value, in its likely ranges (50% and 80%). Upright lines: the month judged and the "
        "pilot's end. The forecast's figures are to the right of the table, as values of the day of scoring."
    )
    note = page.text(Joined((Joined(tuple(lines), "sentences"), ahead), "lines"))
    page.heading(say("Indicators month by month"))
    columns = max(FEWEST, len(blocks))
    style = page.look(font_color=LIGHT.muted, valign="vcenter", text_wrap=True)
    page.sheet.merge_range(1, 0, 1, columns, "", style)
    write_text(page.sheet, 1, 0, note, style)
    page.sheet.set_row(1, height(note, MONTH_WIDTH + columns * wide))


def _blocks(page: SheetPrinter, drawn: Trajectories) -> list[Block]:
    """The indicators in the order of the notice, each with its unit."""
    shown = sorted((one for one in drawn.criteria.values() if one.chart.data), key=lambda one: drawn.order[one.id])
    blocks: list[Block] = []
    beside = 3 + max(FEWEST, len(shown))
    for column, one in enumerate(shown, 1):
        text = page.formulas.text
        unit = Verbatim(text.rulebook.units[one.criterion.unit].in_(text.language))
        label = one.label if one.percent else say("{label} ({unit})", label=one.label, unit=unit)
        blocks.append(Block(one, page.text(label), column, beside))
        beside += len(blocks[-1].titles)
    return blocks


def _write_table(page: SheetPrinter, blocks: list[Block], wide: float) -> None:
    """The months, one a row, with each indicator's value; the month that is judged stands out and is live."""
    sheet, look = page.sheet, page.look
    headers = [page.text(say("Month")), *(block.label for block in blocks)]
    columns = [{"header": header, "header_format": look(HEADER)} for header in headers]
    last = FIRST + len(blocks[0].months) - 1
    options = {"name": TABLE_NAME, "columns": columns, "style": None, "autofilter": False, "banded_rows": False}
    sheet.add_table(HEADER_ROW, 0, last, len(blocks), options)
    sheet.set_column(1, max(FEWEST, len(blocks)), wide, look())
    sheet.set_row(HEADER_ROW, max(height(header, wide) for header in headers) + 2)
    for row, month in enumerate(blocks[0].months, start=FIRST):
        sheet.set_row(row, ROW_HEIGHT)
        judged = month == blocks[0].one.as_of
        layer = JUDGED_MONTH if judged else MONTH
        write_text(sheet, row, 0, page.text(month), look(layer))
        for block in blocks:
            style = look(layer, align="right", num_format=block.number_format)
            cell = page.formulas.cell(Key(block.one.id, Measure.VALUE)) if judged else None
            _write_figure(sheet, (row, block.column), block.values[row - FIRST], cell, style)


def _write_figure(sheet: Worksheet, at: tuple[int, int], value: float | None, cell: str | None, style: Format) -> None:
    """A figure, or the cell that computes it."""
    if value is None:
        sheet.write_blank(*at, None, style)
    elif cell is not None:
        write_part(sheet, *at, Part(cell, value), style)
    else:
        sheet.write_number(*at, value, style)


def _write_beside(page: SheetPrinter, blocks: list[Block]) -> dict[str, Picture]:
    """What the charts draw, to the right of what is printed."""
    axis, last = blocks[0].beside - 1, blocks[-1]
    page.sheet.set_column(axis, last.beside + len(last.titles) - 1, WIDTH, page.look())
    beside = Beside(page, (HEADER_ROW, FIRST))
    months = beside.write_axis(axis, blocks[0].months)
    return {block.one.id: beside.write(block, months) for block in blocks}
