"""A chart of months, written as the part that it becomes (month_chart.toml): bands below, lines above, on an axis of dates.

XlsxWriter's own charts write 0 where a cell is blank, take longer than all cells of the sheet, and
leave to each program what its defaults say; ours name every colour and font.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from core.compiled import tables
from core.model.quantity import SHARE, TIMES
from core.printers.addresses import fixed
from core.printers.palette import LIGHT
from core.printers.sheet.look import FONT, SIZE
from core.printers.sheet.xml import written

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
POINT = 12_700


@cache
def _pieces() -> dict[str, str]:
    """The pieces of XML, each in one line."""
    pieces = tables(Path(__file__).with_suffix(".toml"))
    return {name: "".join(map(str.strip, text.splitlines())) for name, text in pieces.items()}


def _xml(piece: str, **slots: object) -> str:
    return _pieces()[piece].format(**slots)


class Run(Struct, frozen=True):
    """Cells of a column, and the figures that they hold; None is a blank."""

    cells: str
    figures: Sequence[float | None]

    @classmethod
    def of(cls, title: str, column: int, first: int, figures: Sequence[float | None]) -> Run:
        """The run in a column of a sheet whose `first` row (from 0) holds the first figure."""
        return cls(fixed(title, column, first + 1, first + len(figures)), figures)


class Stroke(NamedTuple):
    """A line's colour, its width in points and its dashes."""

    colour: str
    width: float
    dash: str = "solid"


class Dot(NamedTuple):
    """A mark on every point, filled in its colour: not every program draws the outline of an empty one."""

    symbol: str
    size: int
    colour: str


class Band(NamedTuple):
    """A band of the stack below the lines; without a colour it only lifts those above it."""

    name: str
    run: Run
    colour: str | None


class Line(NamedTuple):
    """A line or, without a stroke, its dots alone.

    `post` stands each point on a post down to the axis and writes the line's name at its left.
    """

    name: str
    run: Run
    stroke: Stroke | None = None
    dot: Dot | None = None
    post: Stroke | None = None


class Picture(Struct, frozen=True):
    """What a chart shows: its title, a smaller line below it, the months, bands and lines, its unit, how months show."""

    title: str
    below: str
    months: Run
    bands: Sequence[Band]
    lines: Sequence[Line]
    unit: str
    month_format: str


def _part(picture: Picture) -> str:
    first, again = _numbers("cat", picture.months), _xml("again", cells=escape(picture.months.cells))
    count = len(picture.bands)
    series: tuple[Band | Line, ...] = (*picture.bands, *picture.lines)
    drawn = [_series(i, each, first if i in (0, count) else again) for i, each in enumerate(series)]
    titles = ((picture.title, SIZE, LIGHT.ink, 1), (picture.below, SIZE - 1, LIGHT.muted, 0))
    return DECLARATION + _xml(
        "chart",
        titles="".join(
            _xml("title", size=size * 100, bold=bold, font=_font(colour), text=escape(text))
            for text, size, colour, bold in titles
            if text
        ),
        bands=_xml("bands", bands="".join(drawn[:count])) if count else "",
        lines="".join(drawn[count:]),
        month_format=quoteattr(picture.month_format),
        number_format={SHARE: "0%", TIMES: "0.0"}.get(picture.unit, "#,##0"),
        labels=_labels(SIZE - 1),
        axis=_stroke(Stroke(LIGHT.guide, 0.75)),
        thin=_stroke(Stroke(LIGHT.line, 0.75)),
        paper=_fill(LIGHT.paper),
    )


def _series(index: int, each: Band | Line, months: str) -> str:
    slots = {"index": index, "name": escape(each.name), "months": months, "figures": _numbers("val", each.run)}
    if isinstance(each, Band):
        return _xml("band", fill=_fill(each.colour) if each.colour else "<a:noFill/>", **slots)
    post = _xml("post", labels=_labels(SIZE - 2), stroke=_stroke(each.post)) if each.post else ""
    return _xml("line", stroke=_stroke(each.stroke), dot=_dot(each.dot), post=post, **slots)


def _numbers(kind: str, run: Run) -> str:
    """A reference, and the figures of its cache."""
    points = (
        f'<c:pt idx="{i}"><c:v>{written(each)}</c:v></c:pt>' for i, each in enumerate(run.figures) if each is not None
    )
    return _xml("numbers", kind=kind, cells=escape(run.cells), count=len(run.figures), points="".join(points))


@cache
def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    return _xml("stroke", width=int(stroke.width * POINT), fill=_fill(stroke.colour), dash=stroke.dash)


@cache
def _dot(dot: Dot | None) -> str:
    if dot is None:
        return '<c:symbol val="none"/>'
    stroke = _stroke(Stroke(dot.colour, 1))
    return _xml("dot", symbol=dot.symbol, size=dot.size, fill=_fill(dot.colour), stroke=stroke)


@cache
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
    chart = Drawn(_part(picture), *size)
    book.charts.append(chart)
    place = {"x_offset": offset[0], "y_offset": offset[1], "description": picture.title}
    sheet.insert_chart(*at, chart, place)
