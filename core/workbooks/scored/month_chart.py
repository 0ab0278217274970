"""A chart of months, written as the part that it becomes (month_chart.toml): bands below, lines above, on an axis of dates.

XlsxWriter's own charts write 0 where a cell is blank, take longer than all cells of the sheet, and
leave to each program what its defaults say; ours name every colour and font.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from core.model.quantity import SHARE, TIMES
from core.printers.addresses import fixed
from core.printers.palette import LIGHT
from core.printers.sheet.look import FONT, SIZE
from core.printers.sheet.sheet import written

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
POINT = 12_700
NO_LINE = "<a:ln><a:noFill/></a:ln>"


@cache
def _pieces() -> dict[str, str]:
    """The pieces of XML, each in one line."""
    pieces = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {name: "".join(map(str.strip, text.splitlines())) for name, text in pieces.items()}


def _xml(piece: str, **slots: object) -> str:
    return _pieces()[piece].format(**slots)


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of a column, and the figures that they hold; None is a blank."""

    cells: str
    figures: Sequence[float | None]

    @classmethod
    def of(cls, title: str, column: int, first: int, figures: Sequence[float | None]) -> Run:
        """The run in a column of a sheet whose `first` row (from 0) holds the first figure."""
        return cls(fixed(title, column, first + 1, first + len(figures)), figures)

    @property
    def written(self) -> list[str | None]:
        """The figures as they are written."""
        return [None if figure is None else written(figure) for figure in self.figures]

    def xml(self, kind: str) -> str:
        """The reference, and the figures of its cache."""
        points = (
            f'<c:pt idx="{i}"><c:v>{each}</c:v></c:pt>' for i, each in enumerate(self.written) if each is not None
        )
        cells, count = escape(self.cells), len(self.figures)
        return _xml("numbers", kind=kind, cells=cells, count=count, points="".join(points))


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's colour, its width in points and its dashes."""

    colour: str
    width: float
    dash: str = "solid"

    @property
    def xml(self) -> str:
        """How a line is drawn."""
        return _xml("stroke", width=int(self.width * POINT), fill=_fill(self.colour), dash=self.dash)


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on every point, filled in its colour: not every program draws the outline of an empty one."""

    symbol: str
    size: int
    colour: str

    @property
    def xml(self) -> str:
        """How each point is drawn."""
        stroke = Stroke(self.colour, 1).xml
        return _xml("dot", symbol=self.symbol, size=self.size, fill=_fill(self.colour), stroke=stroke)


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the stack below the lines; without a colour it only lifts those above it."""

    name: str
    run: Run
    colour: str | None

    def xml(self, index: int, months: str) -> str:
        """The band as a series."""
        fill = _fill(self.colour) if self.colour else "<a:noFill/>"
        return _xml("band", index=index, name=escape(self.name), fill=fill, months=months, figures=self.run.xml("val"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, without a stroke, its dots alone.

    `post` stands each point on a post down to the axis and writes the line's name at its left.
    """

    name: str
    run: Run
    stroke: Stroke | None = None
    dot: Dot | None = None
    post: Stroke | None = None

    def xml(self, index: int, months: str) -> str:
        """The line as a series."""
        labels = _labels(SIZE - 2)
        return _xml(
            "line",
            index=index,
            name=escape(self.name),
            stroke=self.stroke.xml if self.stroke else NO_LINE,
            dot=self.dot.xml if self.dot else '<c:symbol val="none"/>',
            post=_xml("post", labels=labels, stroke=self.post.xml) if self.post else "",
            months=months,
            figures=self.run.xml("val"),
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows: its title, a smaller line below it, the months, bands and lines, its unit, how months show."""

    title: str
    below: str
    months: Run
    bands: Sequence[Band]
    lines: Sequence[Line]
    unit: str
    month_format: str

    @property
    def xml(self) -> str:
        """The part of the chart."""
        months, again = self.months.xml("cat"), _xml("again", cells=escape(self.months.cells))
        bands = "".join(band.xml(i, again if i else months) for i, band in enumerate(self.bands))
        lines = (line.xml(len(self.bands) + i, again if i else months) for i, line in enumerate(self.lines))
        titles = ((self.title, SIZE, LIGHT.ink, 1), (self.below, SIZE - 1, LIGHT.muted, 0))
        return DECLARATION + _xml(
            "chart",
            titles="".join(
                _xml("title", size=size * 100, bold=bold, font=_font(colour), text=escape(text))
                for text, size, colour, bold in titles
                if text
            ),
            bands=_xml("bands", bands=bands) if bands else "",
            lines="".join(lines),
            month_format=quoteattr(self.month_format),
            number_format={SHARE: "0%", TIMES: "0.0"}.get(self.unit, "#,##0"),
            labels=_labels(SIZE - 1),
            axis=Stroke(LIGHT.guide, 0.75).xml,
            thin=Stroke(LIGHT.line, 0.75).xml,
            paper=_fill(LIGHT.paper),
        )


def _labels(size: int) -> str:
    return _xml("labels", size=size * 100, font=_font(LIGHT.muted))


def _font(colour: str) -> str:
    return _xml("font", fill=_fill(colour), face=FONT)


def _fill(colour: str) -> str:
    return _xml("fill", colour=colour.lstrip("#").upper())


class Drawn(XMLwriter):  # type: ignore[misc]  # XlsxWriter has no types
    """A chart whose part is written already; all else is what XlsxWriter asks of a chart."""

    def __init__(self, part: str, width: int, height: int) -> None:
        """A chart of this part, so many pixels wide and high."""
        super().__init__()
        self._part = part
        self.id, self.chart_name, self.embedded, self.already_inserted, self.combined = -1, "", True, False, None
        self.series: tuple[object, ...] = (part,)
        self.formula_ids: dict[str, int] = {}
        self.width, self.height, self.x_scale, self.y_scale, self.x_offset, self.y_offset = width, height, 1, 1, 0, 0

    def _assemble_xml_file(self) -> None:
        self.fh.write(self._part)
        self._xml_close()


def insert(
    book: Workbook,
    sheet: Worksheet,
    at: tuple[int, int],
    picture: Picture,
    size: tuple[int, int],
    offset: tuple[int, int],
) -> None:
    """Puts the chart over the cells from `at` on, its size and offset in pixels."""
    chart = Drawn(picture.xml, *size)
    book.charts.append(chart)
    place = {"x_offset": offset[0], "y_offset": offset[1], "description": picture.title}
    sheet.insert_chart(*at, chart, place)
