"""What the charts of months draw, to the right of what is printed: a block of columns an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from core.documents.trajectory import Trajectory
from core.i18n import N_
from core.model import Month, Outlook
from core.model.document import Joined
from core.model.quantity import SHARE, TIMES, Probability, Quantity
from core.printers.addresses import letters, quoted
from core.printers.numbers import month_cell_format
from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, write_text
from core.printers.sheet.page import SheetPrinter, serial
from core.printers.text import TextPrinter
from core.workbooks.scored.month_chart import Band, Dot, Line, Picture, Run, Stroke

WIDTH = 10.0
#: The columns of a block, in order; those of the forecast only where there is one.
PLAIN = (N_("{id} straight line"), N_("{id} own plan"), N_("{id} threshold"), N_("{id} month judged"), N_("{id} end"))
FORECAST = (
    N_("{id} expected"),
    N_("{id} likely range (80%), low"),
    N_("{id} likely range (50%), low"),
    N_("{id} likely range (50%), high"),
    N_("{id} likely range (80%), high"),
)
BANDS = (N_("{id} ground of the bands"), N_("{id} lower band"), N_("{id} middle band"), N_("{id} upper band"))
REQUIRED, PLAN, THRESHOLD, JUDGED, END = range(len(PLAIN))
MEDIAN = len(PLAIN)
FIRST_BAND = len(PLAIN) + len(FORECAST)
#: The posts at the month judged and at the end are so much higher than all else.
ABOVE_ALL = 1.08


@dataclass(frozen=True, slots=True)
class Block:
    """An indicator over all months: its column in the table, and where what it is compared with is written."""

    one: Trajectory
    label: str
    column: int
    beside: int

    @property
    def months(self) -> list[Month]:
        """The months of the pilot."""
        return [month for mark in self.one.chart.data if isinstance(month := mark["month"], Month)]

    def figures(self, name: str) -> list[float | None]:
        """The figures of that name, a month each, exactly."""
        values = [mark[name] for mark in self.one.chart.data]
        return [float(value.value) if isinstance(value, Quantity) else None for value in values]

    @property
    def values(self) -> list[float | None]:
        """The indicator's own figures."""
        return self.figures("value")

    @property
    def number_format(self) -> str:
        """How its figures show."""
        unit = self.one.criterion.unit
        if unit == SHARE:
            return "0.0%"
        whole = all(value is None or value.is_integer() for value in self.values)
        return "#,##0.00" if unit == TIMES else "#,##0" if whole else "#,##0.0"

    @property
    def threshold(self) -> float:
        """The notice's threshold."""
        return float(self.one.criterion.threshold or 0)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its columns."""
        return (*PLAIN, *FORECAST, *BANDS) if self.one.forecast else PLAIN


def figures(block: Block) -> list[list[float | None]]:
    """The columns of a block, a figure a month."""
    plans, months = block.figures("plan"), block.months
    fan = (
        [block.figures(name) for name in ("median", "low", "low_half", "high_half", "high")]
        if block.one.forecast
        else []
    )
    highest = [block.threshold, *plans, *block.values, *(fan[4] if fan else ())]
    top = max(figure for figure in highest if figure is not None) * ABOVE_ALL
    posts = [[top if month == which else None for month in months] for which in (block.one.as_of, months[-1])]
    bands = [_ground(block, fan[1]), *map(_width, fan[1:4], fan[2:5])] if fan else []
    return [block.figures("required"), plans, [block.threshold] * len(months), *posts, *fan, *bands]


def _width(low: Sequence[float | None], high: Sequence[float | None]) -> list[float | None]:
    """How far it is from a line to that above it; 0 before the month that is judged."""
    return [0.0 if bottom is None or top is None else top - bottom for bottom, top in zip(low, high, strict=True)]


def _ground(block: Block, low: Sequence[float | None]) -> list[float | None]:
    """What the bands stand on: the low end and, so that nothing rises from 0 before it, the figures until then."""
    as_of = block.one.as_of
    figures = [
        value if as_of is not None and month < as_of else figure
        for month, value, figure in zip(block.months, block.values, low, strict=True)
    ]
    held = next((figure for figure in figures if figure is not None), None)
    ground: list[float | None] = []
    for figure in figures:
        held = held if figure is None else figure
        ground.append(held)
    return ground


class Beside:
    """The columns of all blocks, written once; the charts point at them."""

    def __init__(self, page: SheetPrinter, rows: tuple[int, int]) -> None:
        """`rows` are that of the headers and the first of the months."""
        self._sheet, self._look, self._text = page.sheet, page.look, page.formulas.text
        self._header, self._first = rows
        self._title = quoted(page.sheet.get_name())

    def write_axis(self, column: int, months: Sequence[Month]) -> Run:
        """The months as dates, which the axes of the charts name."""
        _ = self._text.words
        write_text(self._sheet, self._header, column, _("Axis of the charts"), self._look(HEADER))
        day = self._muted(month_cell_format(self._text.language))
        days = [float(serial(month)) for month in months]
        for row, (month, value) in enumerate(zip(months, days, strict=True), start=self._first):
            self._sheet.write_formula(row, column, f"=DATE({month.year},{month.month},1)", day, value)
        return self._run(column, days)

    def write(self, block: Block, months: Run) -> Picture:
        """A block's columns, and the picture that they make."""
        _ = self._text.words
        header = self._look(HEADER)
        for offset, title in enumerate(block.titles):
            write_text(self._sheet, self._header, block.beside + offset, _(title).format(id=block.one.id), header)
        runs = [self._run(column, values) for column, values in enumerate(figures(block), start=block.beside)]
        style = self._muted(block.number_format)
        for column, run in enumerate(runs, start=block.beside):
            self._sheet.write_figures(self._first, column, run.figures, style)
        return _picture(block, months, self._run(block.column, block.values), runs, self._text)

    def _muted(self, number_format: str) -> Format:
        return self._look(BODY, font_color=LIGHT.muted, text_wrap=False, align="right", num_format=number_format)

    def _run(self, column: int, values: Sequence[float | None]) -> Run:
        letter, first = letters(column), self._first + 1
        return Run.of(f"{self._title}!${letter}${first}:${letter}${first + len(values) - 1}", values)


def _picture(block: Block, months: Run, actual: Run, runs: Sequence[Run], text: TextPrinter) -> Picture:
    """As on the screen: bands, median dashed, threshold, straight line dotted, plan as diamonds, figures with points."""
    _ = text.words
    bands: list[Band] = []
    if block.one.forecast:
        wide, half = _("Likely range (80%)"), _("Likely range (50%)")
        colours = (None, LIGHT.forecast_wide, LIGHT.forecast_half, LIGHT.forecast_wide)
        stacked = runs[FIRST_BAND : FIRST_BAND + len(BANDS)]
        bands = [Band(*each) for each in zip(("", wide, half, wide), stacked, colours, strict=True)]
    unit, over = block.one.criterion.unit, block.one.as_of == block.months[-1]
    return Picture(
        title=block.label,
        below="" if over else below(block.one.outlook, text),
        months=months,
        bands=bands,
        lines=tuple(_lines(block, actual, runs, text)),
        number_format="0%" if unit == SHARE else "0.0" if unit == TIMES else "#,##0",
        month_format=month_cell_format(text.language),
    )


def below(outlook: Outlook, text: TextPrinter) -> str:
    """What is written below a chart's title: status and probability."""
    likely = () if outlook.end is None else (Probability(outlook.end.probability),)
    return text(Joined((outlook.status, *likely), "dots"))


def _lines(block: Block, actual: Run, runs: Sequence[Run], text: TextPrinter) -> Iterator[Line]:
    _, as_of = text.words, block.one.as_of
    yield Line(_("Threshold"), runs[THRESHOLD], Stroke(LIGHT.met, 1.25))
    yield Line(_("Straight line"), runs[REQUIRED], Stroke(LIGHT.guide, 1.25, "sysDot"))
    if block.one.forecast:
        yield Line(_("Expected value"), runs[MEDIAN], Stroke(LIGHT.forecast, 1.75, "dash"))
    if any(plan is not None for plan in block.figures("plan")):
        yield Line(_("Own plan"), runs[PLAN], dot=Dot("diamond", 7, LIGHT.action))
    if as_of is not None and as_of != block.months[-1]:
        yield Line(text(as_of), runs[JUDGED], post=Stroke(LIGHT.muted, 0.75, "sysDot"), name_at="l")
    yield Line(_("End"), runs[END], post=Stroke(LIGHT.muted, 0.75), name_at="l")
    yield Line(_("Actual"), actual, Stroke(LIGHT.ink, 1.75), Dot("circle", 4, LIGHT.ink))
