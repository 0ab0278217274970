"""What the charts of months draw, to the right of what is printed: a block of columns an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.i18n import N_, words
from core.model import Assessment, Criterion, Month, Outlook, TrajectoryPoint
from core.printers.addresses import letters, quoted
from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, Look, write_text
from core.views.format import SHARE, TIMES, month_number_format, month_text
from core.views.outlook import probability_text, status_label
from core.workbooks.scored.live.cells import serial
from core.workbooks.scored.month_chart import Band, Dot, Line, Picture, Run, Stroke

WIDTH = 10.0
#: The columns of a block, in order; those of the forecast only where there is one.
PLAIN = (N_("{id} straight line"), N_("{id} own plan"), N_("{id} threshold"), N_("{id} month judged"), N_("{id} end"))
FORECAST = (
    N_("{id} forecast, median"),
    N_("{id} forecast, 80% low"),
    N_("{id} forecast, 50% low"),
    N_("{id} forecast, 50% high"),
    N_("{id} forecast, 80% high"),
)
BANDS = (N_("{id} ground of the bands"), N_("{id} lower band"), N_("{id} middle band"), N_("{id} upper band"))
REQUIRED, PLAN, THRESHOLD, JUDGED, END = range(len(PLAIN))
MEDIAN = len(PLAIN)
FIRST_BAND = len(PLAIN) + len(FORECAST)
#: The posts at the month judged and at the end are so much higher than all else.
ABOVE_ALL = 1.08


@dataclass(frozen=True, slots=True)
class Block:
    """An indicator over all months: its column in the table, its forecast, and where what it is compared with stands."""

    criterion: Criterion
    points: Sequence[TrajectoryPoint]
    values: Sequence[float | None]
    plans: Sequence[Fraction | None]
    outlook: Outlook
    label: str
    column: int
    beside: int

    @property
    def number_format(self) -> str:
        """How its figures show."""
        if self.criterion.unit == SHARE:
            return "0.0%"
        fraction = any(point.value is not None and point.value.denominator != 1 for point in self.points)
        return "#,##0.00" if self.criterion.unit == TIMES else "#,##0.0" if fraction else "#,##0"

    @property
    def threshold(self) -> float:
        """The notice's threshold."""
        return float(self.criterion.threshold or 0)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its columns."""
        return (*PLAIN, *FORECAST, *BANDS) if self.outlook.points else PLAIN


def figures(a: Assessment, block: Block) -> list[list[float | None]]:
    """The columns of a block, a figure a month."""
    required = [_float(point.required) for point in block.points]
    plans = [_float(plan) for plan in block.plans]
    fan = _fan(a, block)
    highest = [block.threshold, *plans, *block.values, *(fan[4] if fan else ())]
    top = max(figure for figure in highest if figure is not None) * ABOVE_ALL
    at = [point.month.index for point in block.points]
    marked = [None if month is None else month.index for month in (a.as_of, a.pilot.end)]
    posts = [[top if month == which else None for month in at] for which in marked]
    bands = [_ground(block, a.as_of, fan[1]), *map(_width, fan[1:4], fan[2:5])] if fan else []
    return [required, plans, [block.threshold] * len(at), *posts, *fan, *bands]


def _width(low: Sequence[float | None], high: Sequence[float | None]) -> list[float | None]:
    """How far it is from a line to that above it; 0 before the month that is judged."""
    return [0.0 if bottom is None or top is None else top - bottom for bottom, top in zip(low, high, strict=True)]


def _ground(block: Block, as_of: Month | None, low: Sequence[float | None]) -> list[float | None]:
    """What the bands stand on: the low end and, so that nothing rises from 0 before it, the figures until then."""
    figures = [
        value if as_of is not None and point.month < as_of else figure
        for point, value, figure in zip(block.points, block.values, low, strict=True)
    ]
    held = next((figure for figure in figures if figure is not None), None)
    ground: list[float | None] = []
    for figure in figures:
        held = held if figure is None else figure
        ground.append(held)
    return ground


def _fan(a: Assessment, block: Block) -> list[list[float | None]]:
    """Median, low, lower and upper half, high by month: the forecast begins in the value that is judged."""
    outlook = block.outlook
    if not outlook.points:
        return []
    ahead = {point.month: point for point in outlook.points}
    rows: list[tuple[float | None, ...]] = []
    for point, value in zip(block.points, block.values, strict=True):
        there = ahead.get(point.month)
        if there is not None:
            rows.append((there.median, there.low, there.low_half, there.high_half, there.high))
        else:
            rows.append((value if point.month == a.as_of else None,) * len(FORECAST))
    return [list(column) for column in zip(*rows, strict=True)]


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


class Beside:
    """The columns of all blocks, written once; the charts point at them."""

    def __init__(self, sheet: Worksheet, look: Look, page: tuple[Assessment, str], rows: tuple[int, int]) -> None:
        """`rows` are that of the headers and the first of the months."""
        self._sheet, self._look = sheet, look
        self._a, self._language = page
        self._header, self._first = rows
        self._title = quoted(sheet.get_name())

    def write_axis(self, column: int, months: Sequence[Month]) -> Run:
        """The months as dates, which the axes of the charts name."""
        _ = words(self._language)
        write_text(self._sheet, self._header, column, _("Axis of the charts"), self._look(HEADER))
        day = self._muted(month_number_format(self._language))
        days = [float(serial(month.year, month.month)) for month in months]
        for row, (month, value) in enumerate(zip(months, days, strict=True), start=self._first):
            self._sheet.write_formula(row, column, f"=DATE({month.year},{month.month},1)", day, value)
        return self._run(column, days)

    def write(self, block: Block, months: Run) -> Picture:
        """A block's columns, and the picture that they make."""
        _ = words(self._language)
        header = self._look(HEADER)
        for offset, title in enumerate(block.titles):
            text = _(title).format(id=block.criterion.id)
            write_text(self._sheet, self._header, block.beside + offset, text, header)
        runs = [self._run(column, values) for column, values in enumerate(figures(self._a, block), start=block.beside)]
        style = self._muted(block.number_format)
        for column, run in enumerate(runs, start=block.beside):
            self._sheet.write_figures(self._first, column, run.figures, style)
        actual = self._run(block.column, block.values)
        return _picture(block, months, actual, runs, (self._a, self._language))

    def _muted(self, number_format: str) -> Format:
        return self._look(BODY, font_color=LIGHT.muted, text_wrap=False, align="right", num_format=number_format)

    def _run(self, column: int, values: Sequence[float | None]) -> Run:
        letter, first = letters(column), self._first + 1
        return Run.of(f"{self._title}!${letter}${first}:${letter}${first + len(values) - 1}", values)


def _picture(block: Block, months: Run, actual: Run, runs: Sequence[Run], page: tuple[Assessment, str]) -> Picture:
    """As on the screen: bands, median dashed, threshold, straight line dotted, plan as diamonds, figures with points."""
    a, language = page
    _ = words(language)
    bands: list[Band] = []
    if block.outlook.points:
        names = ("", _("80% interval"), _("50% interval"), _("80% interval"))
        colours = (None, LIGHT.forecast_wide, LIGHT.forecast_half, LIGHT.forecast_wide)
        stacked = runs[FIRST_BAND : FIRST_BAND + len(BANDS)]
        bands = [Band(*each) for each in zip(names, stacked, colours, strict=True)]
    return Picture(
        title=block.label,
        below=below(block.outlook, language),
        months=months,
        bands=bands,
        lines=tuple(_lines(block, actual, runs, a, language)),
        number_format="0%" if block.criterion.unit == SHARE else "0.0" if block.criterion.unit == TIMES else "#,##0",
        month_format=month_number_format(language),
    )


def below(outlook: Outlook, language: str) -> str:
    """What is written below a chart's title: status and probability."""
    label = status_label(outlook.status, language)
    return label if outlook.end is None else f"{label} · {probability_text(outlook.end.probability, language)}"


def _lines(block: Block, actual: Run, runs: Sequence[Run], a: Assessment, language: str) -> Iterator[Line]:
    _ = words(language)
    yield Line(_("Threshold"), runs[THRESHOLD], Stroke(LIGHT.met, 1.25))
    yield Line(_("Straight line"), runs[REQUIRED], Stroke(LIGHT.guide, 1.25, "sysDot"))
    if block.outlook.points:
        yield Line(_("Forecast (median)"), runs[MEDIAN], Stroke(LIGHT.forecast, 1.75, "dash"))
    if any(plan is not None for plan in block.plans):
        yield Line(_("Own plan"), runs[PLAN], dot=Dot("diamond", 7, LIGHT.action))
    if a.as_of is not None and a.as_of != a.pilot.end:
        yield Line(month_text(a.as_of, language), runs[JUDGED], post=Stroke(LIGHT.muted, 0.75, "sysDot"), name_at="l")
    yield Line(_("End"), runs[END], post=Stroke(LIGHT.muted, 0.75), name_at="l")
    yield Line(_("Actual"), actual, Stroke(LIGHT.ink, 1.75), Dot("circle", 4, LIGHT.ink))
