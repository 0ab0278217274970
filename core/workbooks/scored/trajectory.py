"""The sheet 轨迹: months × indicators as a table, and a line chart an indicator with its forecast."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment, Outlook
from core.printers.palette import LIGHT
from core.printers.sheet.look import (
    BODY,
    HEADER,
    Layer,
    Look,
    height,
    prepare_page,
    width_of,
    write_part,
    write_text,
)
from core.printers.sheet.part import Part
from core.printers.sheet.table import Heading, write_heading
from core.views.format import SHARE, month_text
from core.views.timeline import planned
from core.workbooks.scored.beside import WIDTH, Beside, Block
from core.workbooks.scored.month_chart import Picture, draw
from core.workbooks.scored.workings import VALUE, Workings

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


def write_trajectory(
    sheet: Worksheet,
    look: Look,
    assessment: Assessment,
    language: str,
    book: Workbook,
    found: Workings,
    outlooks: Mapping[str, Outlook],
) -> None:
    """Fills the sheet."""
    _ = words(language)
    blocks = _blocks(assessment, language, outlooks)
    prepare_page(sheet, assessment, language, landscape=False)
    sheet.set_column(0, 0, MONTH_WIDTH, look())
    known = [block for block in blocks if any(value is not None for value in block.values)]
    wide = _wide(blocks)
    _write_heading(sheet, look, known, blocks, language, wide)
    if not blocks:
        write_text(sheet, HEADER_ROW, 0, _("No months to show yet."), look(font_color=LIGHT.muted))
        return
    _write_table(sheet, look, blocks, (assessment, language), found, wide)
    last = FIRST + len(blocks[0].points) - 1
    pictures = _write_beside(sheet, look, blocks, (assessment, language))
    each = _pixels(blocks, wide) // CHARTS_IN_ROW
    chart_rows = round(each * FLAT / PIXELS_A_ROW)
    for number, block in enumerate(known):
        chart = draw(book, pictures[block.criterion.id])
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


def _write_heading(
    sheet: Worksheet, look: Look, known: list[Block], blocks: list[Block], language: str, wide: float
) -> None:
    """What the lines of the charts are, in small print."""
    _ = words(language)
    note = _(
        "Black: the figures. Grey dots: the straight line from the first figure to the threshold. "
        "Green: the threshold. Diamonds: the applicant's own plan."
    )
    silent = [block.criterion.id for block in blocks if block not in known]
    if silent:
        note += " " + _("No figure yet, so no chart: {ids}.").format(ids=", ".join(silent))
    ahead = _(
        "Blue dashes: the median of the forecast, in its 50% and 80% intervals. Upright lines: the month judged and the "
        "pilot's end. The forecast's figures stand to the right of the table, as values of the day of scoring."
    )
    write_heading(sheet, look, Heading(_("Indicators month by month"), ""))
    columns = max(FEWEST, len(blocks))
    style = look(font_color=LIGHT.muted, valign="vcenter", text_wrap=True)
    sheet.merge_range(1, 0, 1, columns, "", style)
    write_text(sheet, 1, 0, f"{note}\n{ahead}", style)
    sheet.set_row(1, height(f"{note}\n{ahead}", MONTH_WIDTH + columns * wide))


def _blocks(a: Assessment, language: str, outlooks: Mapping[str, Outlook]) -> list[Block]:
    """The indicators in the order of the notice."""
    _ = words(language)
    drawn = [t for t in a.trajectories if t.points]
    blocks: list[Block] = []
    beside = 3 + max(FEWEST, len(drawn))
    for column, trajectory in enumerate(drawn, 1):
        criterion, target = a.rulebook.criterion(a.profile, trajectory.id), a.submission.targets.get(trajectory.id)
        unit = a.rulebook.units[criterion.unit].in_(language)
        label = f"{criterion.id} {criterion.title.in_(language)}"
        label += "" if criterion.unit == SHARE else _(" ({unit})").format(unit=unit)
        plans = [planned(a, target, point.month) for point in trajectory.points]
        values = [None if point.value is None else float(point.value) for point in trajectory.points]
        block = Block(criterion, trajectory.points, values, plans, outlooks[trajectory.id], label, column, beside)
        blocks.append(block)
        beside += len(block.titles)
    return blocks


def _write_table(
    sheet: Worksheet, look: Look, blocks: list[Block], page: tuple[Assessment, str], found: Workings, wide: float
) -> None:
    """The months, one a row, with each indicator's value; the month that is judged stands out and is live."""
    a, language = page
    _ = words(language)
    headers = [_("Month"), *(block.label for block in blocks)]
    columns = [{"header": header, "header_format": look(HEADER)} for header in headers]
    last = FIRST + len(blocks[0].points) - 1
    options = {"name": TABLE_NAME, "columns": columns, "style": None, "autofilter": False, "banded_rows": False}
    sheet.add_table(HEADER_ROW, 0, last, len(blocks), options)
    sheet.set_column(1, max(FEWEST, len(blocks)), wide, look())
    sheet.set_row(HEADER_ROW, max(height(header, wide) for header in headers) + 2)
    month_style, styles = _month_styles(look, blocks, MONTH)
    for row, of_month in enumerate(blocks[0].points, start=FIRST):
        month = month_text(of_month.month, language)
        sheet.set_row(row, ROW_HEIGHT)
        if of_month.month == a.as_of:
            _write_judged(sheet, look, row, month, blocks, found)
            continue
        write_text(sheet, row, 0, month, month_style)
        for block, style in zip(blocks, styles, strict=True):
            _write_figure(sheet, row, block.column, block.values[row - FIRST], style)


def _write_judged(sheet: Worksheet, look: Look, row: int, month: str, blocks: list[Block], found: Workings) -> None:
    """The month that is judged: its figures follow the sender's cells."""
    month_style, styles = _month_styles(look, blocks, JUDGED_MONTH)
    write_text(sheet, row, 0, month, month_style)
    for block, style in zip(blocks, styles, strict=True):
        value = block.values[row - FIRST]
        if value is None:
            _write_figure(sheet, row, block.column, value, style)
        else:
            write_part(sheet, row, block.column, Part(found.of(block.criterion.id, VALUE), value), style)


def _month_styles(look: Look, blocks: list[Block], layer: Layer) -> tuple[Format, list[Format]]:
    """The format of a month, and that of each block's figures."""
    return look(layer), [look(layer, align="right", num_format=block.number_format) for block in blocks]


def _write_figure(sheet: Worksheet, row: int, column: int, value: float | None, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_beside(
    sheet: Worksheet, look: Look, blocks: list[Block], page: tuple[Assessment, str]
) -> dict[str, Picture]:
    """What the charts draw, to the right of what is printed."""
    axis, last = blocks[0].beside - 1, blocks[-1]
    sheet.set_column(axis, last.beside + len(last.titles) - 1, WIDTH, look())
    beside = Beside(sheet, look, page, (HEADER_ROW, FIRST))
    months = beside.write_axis(axis, [point.month for point in blocks[0].points])
    return {block.criterion.id: beside.write(block, months) for block in blocks}
