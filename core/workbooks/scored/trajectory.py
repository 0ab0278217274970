"""The sheet 轨迹: months × indicators as a table, and a line chart an indicator with its forecast.

What the charts draw is to the right of what is printed: a block of columns an indicator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from xlsxwriter.workbook import Workbook

from core.documents import texts
from core.documents.trajectory import Trajectories, Trajectory
from core.model import Month, Outlook
from core.model.document import EMPTY, Joined, Verbatim, say
from core.model.quantity import SHARE, TIMES, Key, Measure, Probability, Quantity
from core.printers.numbers import month_cell_format
from core.printers.palette import LIGHT
from core.printers.sheet.cells import first_day, serial
from core.printers.sheet.figures import Part
from core.printers.sheet.look import BODY, HEADER, Layer, height, width_of, write_value
from core.printers.sheet.page import SheetPrinter
from core.printers.text import TextPrinter
from core.workbooks.scored.month_chart import Band, Dot, Line, Picture, Run, Stroke, insert
from core.workbooks.scored.tables import TEXTS

TABLE_NAME = "tds_trajectory"
HEADER_ROW = 2
FIRST = HEADER_ROW + 1
WIDTH, MONTH_WIDTH = 10.0, 12.0
#: Columns that the heading and the charts need, however few indicators there are.
FEWEST = 6
CHARTS_IN_ROW = 3
#: A chart is so high for its width.
FLAT = 0.78
ROW_HEIGHT = 15.0
MONTH = Layer({**BODY, "text_wrap": False})
JUDGED_MONTH = Layer({**MONTH, "bg_color": LIGHT.action_pale, "bold": True})
PIXELS_A_ROW, PIXELS_A_UNIT, PIXELS_A_COLUMN = 20, 7, 5
#: The titles of a block's columns, by key; from "median" on only where there is a forecast.
TITLES: dict[str, str] = texts.TEXTS["table"]["trajectory_charts"]
FAN, STACKED = ("median", "low", "low_half", "high_half", "high"), ("lower", "middle", "upper")
#: The posts at the month judged and at the end are so much higher than all else.
ABOVE_ALL = 1.08
Figures = Sequence[float | None]


class Block(Struct, frozen=True, dict=True):
    """An indicator over all months: its column in the table, and where what it is compared with is written."""

    one: Trajectory
    label: str
    column: int
    beside: int

    @property
    def months(self) -> list[Month]:
        return [month for mark in self.one.chart.data if isinstance(month := mark["month"], Month)]

    def figures(self, name: str) -> list[float | None]:
        """The figures of that name, a month each, exactly."""
        values = [mark[name] for mark in self.one.chart.data]
        return [float(value.value) if isinstance(value, Quantity) else None for value in values]

    @cached_property
    def number_format(self) -> str:
        whole = all(value is None or value.is_integer() for value in self.figures("value"))
        return {SHARE: "0.0%", TIMES: "#,##0.00"}.get(self.one.criterion.unit, "#,##0" if whole else "#,##0.0")

    @cached_property
    def columns(self) -> dict[str, Figures]:
        """The figures of its columns, by key of TITLES."""
        bar, months, as_of = float(self.one.criterion.threshold or 0), self.months, self.one.as_of
        fan = {name: self.figures(name) for name in FAN} if self.one.forecast else {}
        plans, values = self.figures("plan"), self.figures("value")
        top = max(each for each in (bar, *plans, *values, *fan.get("high", ())) if each is not None) * ABOVE_ALL
        found: dict[str, Figures] = {
            "required": self.figures("required"),
            "plan": plans,
            "threshold": [bar] * len(months),
            "judged": [top if month == as_of else None for month in months],
            "end": [top if month == months[-1] else None for month in months],
            **fan,
        }
        if fan:
            # what the bands are on: the low end and, so that nothing rises from 0 before it, the figures until then
            earlier = (as_of is not None and month < as_of for month in months)
            low = [value if so else figure for so, value, figure in zip(earlier, values, fan["low"], strict=True)]
            first = next((figure for figure in low if figure is not None), None)
            ground: list[float | None] = []
            for figure in low:
                ground.append(figure if figure is not None else ground[-1] if ground else first)
            edges = [fan[name] for name in ("low", "low_half", "high_half", "high")]
            found |= {"ground": ground, **dict(zip(STACKED, map(_width, edges, edges[1:]), strict=True))}
        return found


def _width(low: Figures, high: Figures) -> Figures:
    """How far it is from a line to that above it; 0 before the month that is judged."""
    return [0.0 if bottom is None or top is None else top - bottom for bottom, top in zip(low, high, strict=True)]


def write_trajectory(page: SheetPrinter, drawn: Trajectories, book: Workbook) -> None:
    """Fills the sheet: the indicators in the order of the notice."""
    sheet = page.sheet
    blocks = _blocks(page, drawn)
    sheet.set_column(0, 0, MONTH_WIDTH, page.look())
    known = [block for block in blocks if block.one.known]
    # wide enough for every Latin word of the headers
    latin = (word for block in blocks for word in block.label.split() if word.isascii())
    wide = max([WIDTH, *(width_of(word) + 1 for word in latin)])
    _write_heading(page, known, blocks, wide)
    if not blocks:
        page.put(HEADER_ROW, 0, say("No months to show yet."), font_color=LIGHT.muted)
        return
    _write_table(page, blocks, wide)
    last, columns = FIRST + len(blocks[0].months) - 1, max(FEWEST, len(blocks))
    pictures = _write_beside(page, blocks)
    pixels = MONTH_WIDTH * PIXELS_A_UNIT + PIXELS_A_COLUMN + columns * (wide * PIXELS_A_UNIT + PIXELS_A_COLUMN)
    each = int(pixels) // CHARTS_IN_ROW
    chart_rows = round(each * FLAT / PIXELS_A_ROW)
    for number, block in enumerate(known):
        row, column = divmod(number, CHARTS_IN_ROW)
        size = (each - 8, chart_rows * PIXELS_A_ROW - 10)
        insert(book, sheet, (last + 2 + row * chart_rows, 0), pictures[block.one.id], size, (column * each, 2))
    rows_of_charts = -(-len(known) // CHARTS_IN_ROW)
    sheet.freeze_panes(FIRST, 1)
    sheet.print_area(0, 0, max(last, last + 2 + rows_of_charts * chart_rows - 1), columns)


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
        beside += len(blocks[-1].columns)
    return blocks


def _write_heading(page: SheetPrinter, known: list[Block], blocks: list[Block], wide: float) -> None:
    """What the lines of the charts are, in small print."""
    silent = tuple(Verbatim(block.one.id) for block in blocks if block not in known)
    without = say("No figure yet, so no chart: {ids}.", ids=Joined(silent)) if silent else EMPTY
    lines = Joined((say(TEXTS["lines"]), without), "sentences")
    note = page.text(Joined((lines, say(TEXTS["ahead"])), "lines"))
    page.heading(say("Indicators month by month"))
    columns = max(FEWEST, len(blocks))
    page.sheet.merge_range(1, 0, 1, columns, note, page.look(font_color=LIGHT.muted, valign="vcenter", text_wrap=True))
    page.sheet.set_row(1, height(note, MONTH_WIDTH + columns * wide))


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
    judged = [month == blocks[0].one.as_of for month in blocks[0].months]
    for row, (month, now) in enumerate(zip(blocks[0].months, judged, strict=True), start=FIRST):
        sheet.set_row(row, ROW_HEIGHT)
        write_value(sheet, row, 0, page.text(month), look(JUDGED_MONTH if now else MONTH))
    for block in blocks:
        cell = page.formulas.cell(Key(block.one.id, Measure.VALUE))
        for row, (value, now) in enumerate(zip(block.figures("value"), judged, strict=True), start=FIRST):
            style = look(JUDGED_MONTH if now else MONTH, align="right", num_format=block.number_format)
            write_value(
                sheet, row, block.column, Part(cell, value) if now and cell and value is not None else value, style
            )


def _write_beside(page: SheetPrinter, blocks: list[Block]) -> dict[str, Picture]:
    """The months as dates, which the axes of the charts name, and each block's columns → its picture."""
    sheet, look, text, title = page.sheet, page.look, page.formulas.text, page.sheet.get_name()
    muted = Layer({**BODY, "font_color": LIGHT.muted, "text_wrap": False, "align": "right"})
    axis, last = blocks[0].beside - 1, blocks[-1]
    sheet.set_column(axis, last.beside + len(last.columns) - 1, WIDTH, look())
    write_value(sheet, HEADER_ROW, axis, text.words("Axis of the charts"), look(HEADER))
    day = look(muted, num_format=month_cell_format(text.language))
    for row, month in enumerate(blocks[0].months, start=FIRST):
        write_value(sheet, row, axis, first_day(month, sheet), day)
    days = [float(serial(month, from_1904=sheet.date_1904)) for month in blocks[0].months]
    months = Run.of(title, axis, FIRST, days)
    pictures: dict[str, Picture] = {}
    for block in blocks:
        runs = {"actual": Run.of(title, block.column, FIRST, block.figures("value"))}
        for column, (key, figures) in enumerate(block.columns.items(), start=block.beside):
            write_value(sheet, HEADER_ROW, column, text.words(TITLES[key]).format(id=block.one.id), look(HEADER))
            runs[key] = Run.of(title, column, FIRST, figures)
            style = look(muted, num_format=block.number_format)
            for row, figure in enumerate(figures, start=FIRST):
                if figure is not None:
                    sheet.write_number(row, column, figure, style)
        pictures[block.one.id] = _picture(block, months, runs, text)
    return pictures


def _picture(block: Block, months: Run, runs: Mapping[str, Run], text: TextPrinter) -> Picture:
    """As on the screen: bands, median dashed, threshold, straight line dotted, plan as diamonds, figures with points."""
    _, over = text.words, block.one.as_of == block.months[-1]
    wide, half = _("Likely range (80%)"), _("Likely range (50%)")
    bands = {
        "ground": ("", None),
        "lower": (wide, LIGHT.forecast_wide),
        "middle": (half, LIGHT.forecast_half),
        "upper": (wide, LIGHT.forecast_wide),
    }
    return Picture(
        title=block.label,
        below="" if over else below(block.one.outlook, text),
        months=months,
        bands=[Band(name, runs[key], colour) for key, (name, colour) in bands.items() if key in runs],
        lines=tuple(_lines(block, runs, text)),
        unit=block.one.criterion.unit,
        month_format=month_cell_format(text.language),
    )


def below(outlook: Outlook, text: TextPrinter) -> str:
    """What is written below a chart's title: status and probability."""
    likely = () if outlook.end is None else (Probability(outlook.end.probability),)
    return text(Joined((outlook.status, *likely), "dots"))


def _lines(block: Block, runs: Mapping[str, Run], text: TextPrinter) -> Iterator[Line]:
    _, as_of = text.words, block.one.as_of
    yield Line(_("Threshold"), runs["threshold"], Stroke(LIGHT.met, 1.25))
    if any(figure is not None for figure in runs["required"].figures):
        yield Line(_("Straight line"), runs["required"], Stroke(LIGHT.guide, 1.25, "sysDot"))
    if block.one.forecast:
        yield Line(_("Expected value"), runs["median"], Stroke(LIGHT.forecast, 1.75, "dash"))
    if any(plan is not None for plan in runs["plan"].figures):
        yield Line(_("Own plan"), runs["plan"], dot=Dot("diamond", 7, LIGHT.action))
    if as_of is not None and as_of != block.months[-1]:
        yield Line(text(as_of), runs["judged"], post=Stroke(LIGHT.muted, 0.75, "sysDot"))
    yield Line(_("End"), runs["end"], post=Stroke(LIGHT.muted, 0.75))
    yield Line(_("Actual"), runs["actual"], Stroke(LIGHT.ink, 1.75), Dot("circle", 4, LIGHT.ink))
