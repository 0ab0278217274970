"""A chart of months, written as the part that it becomes: bands below, lines above, on one axis of dates.

XlsxWriter's own charts write 0 where a cell is blank, take longer than all cells of the sheet, and
leave to each program what its defaults say; ours name every colour and font.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.workbook import Workbook
from xlsxwriter.xmlwriter import XMLwriter

from core.printers.palette import LIGHT
from core.printers.sheet.look import FONT, SIZE
from core.printers.sheet.sheet import written

#: Every so many months the axis of a chart names one.
NAMED_MONTHS = 6
POINT = 12_700
AXES = (50_020_001, 50_020_002)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<c:lang val="en-US"/><c:roundedCorners val="0"/><c:chart>'
)
TAIL = (
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{paper}'
    '<c:printSettings><c:headerFooter/><c:pageMargins b="0.75" l="0.7" r="0.7" t="0.75" header="0.3" footer="0.3"/>'
    "<c:pageSetup/></c:printSettings></c:chartSpace>"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of a column, and the figures that they hold, as they are written; None is a blank."""

    cells: str
    figures: Sequence[str | None]

    @classmethod
    def of(cls, cells: str, figures: Sequence[float | None]) -> Run:
        """Cells with these figures."""
        return cls(cells, [None if figure is None else written(figure) for figure in figures])


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's colour, its width in points and its dashes."""

    colour: str
    width: float
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on every point, filled in its colour: not every program draws the outline of an empty one."""

    symbol: str
    size: int
    colour: str


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the stack below the lines; without a colour it only lifts those above it."""

    name: str
    run: Run
    colour: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, without a stroke, its dots alone.

    `post` stands each point on a post down to the axis and writes the line's name at its top: "t", above, or "l", left.
    """

    name: str
    run: Run
    stroke: Stroke | None = None
    dot: Dot | None = None
    post: Stroke | None = None
    name_at: str = "t"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows: its title, a smaller line below it, the months, bands and lines, how figures and months show."""

    title: str
    below: str
    months: Run
    bands: Sequence[Band]
    lines: Sequence[Line]
    number_format: str
    month_format: str


class Drawn(XMLwriter):  # type: ignore[misc]  # XlsxWriter has no types
    """A chart whose part is written already; all else is what XlsxWriter asks of a chart."""

    def __init__(self, part: str) -> None:
        """A chart of this part."""
        super().__init__()
        self._part = part
        self.id, self.chart_name, self.embedded, self.already_inserted, self.combined = -1, "", True, False, None
        self.series: tuple[object, ...] = (part,)
        self.formula_ids: dict[str, int] = {}
        self.width, self.height, self.x_scale, self.y_scale, self.x_offset, self.y_offset = 480, 288, 1, 1, 0, 0

    def set_size(self, width: int, height: int) -> None:
        """So many pixels."""
        self.width, self.height = width, height

    def _assemble_xml_file(self) -> None:
        self.fh.write(self._part)
        self._xml_close()


def draw(book: Workbook, picture: Picture) -> Drawn:
    """The chart, to be inserted in a sheet of the book."""
    chart = Drawn(part(picture))
    book.charts.append(chart)
    return chart


def part(picture: Picture) -> str:
    """The XML of the chart."""
    months, again = (
        _numbers("cat", picture.months),
        f"<c:cat><c:numRef><c:f>{escape(picture.months.cells)}</c:f></c:numRef></c:cat>",
    )
    ids = "".join(f'<c:axId val="{id}"/>' for id in AXES)
    bands = "".join(_band(i, band, again if i else months) for i, band in enumerate(picture.bands))
    areas = ""
    if bands:
        areas = f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{bands}{ids}</c:areaChart>'
    lines = "".join(_line(len(picture.bands) + i, line, again if i else months) for i, line in enumerate(picture.lines))
    return (
        f'{HEAD}{_title(picture)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>{areas}'
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{lines}<c:marker val="1"/>{ids}</c:lineChart>'
        f"{_axes(picture.number_format, picture.month_format)}<c:spPr>{_fill(LIGHT.paper)}</c:spPr></c:plotArea>"
        + TAIL.format(paper=f"<c:spPr>{_fill(LIGHT.paper)}{_stroke(Stroke(LIGHT.line, 0.75))}</c:spPr>")
    )


def _band(index: int, band: Band, months: str) -> str:
    fill = _fill(band.colour) if band.colour else "<a:noFill/>"
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:v>{escape(band.name)}</c:v></c:tx>'
        f"<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>{months}{_numbers('val', band.run)}</c:ser>"
    )


def _line(index: int, line: Line, months: str) -> str:
    stroke = "<a:ln><a:noFill/></a:ln>" if line.stroke is None else _stroke(line.stroke)
    marker = '<c:symbol val="none"/>' if line.dot is None else _dot(line.dot)
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:v>{escape(line.name)}</c:v></c:tx>'
        f"<c:spPr>{stroke}</c:spPr><c:marker>{marker}</c:marker>{'' if line.post is None else _post(line.post, line.name_at)}"
        f'{months}{_numbers("val", line.run)}<c:smooth val="0"/></c:ser>'
    )


def _post(stroke: Stroke, name_at: str) -> str:
    """The name of the line at its point, and a bar of error that reaches down to the axis."""
    shown = "".join(
        f'<c:{name} val="{int(name == "showSerName")}"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    return (
        f'<c:dLbls><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_type(SIZE - 2, LIGHT.muted)}<c:dLblPos val="{name_at}"/>'
        f'{shown}</c:dLbls><c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
        f'<c:noEndCap val="1"/><c:val val="100"/><c:spPr>{_stroke(stroke)}</c:spPr></c:errBars>'
    )


def _dot(dot: Dot) -> str:
    return (
        f'<c:symbol val="{dot.symbol}"/><c:size val="{dot.size}"/>'
        f"<c:spPr>{_fill(dot.colour)}{_stroke(Stroke(dot.colour, 1))}</c:spPr>"
    )


def _numbers(kind: str, run: Run) -> str:
    """A reference with the figures that stand there; a blank has none."""
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{figure}</c:v></c:pt>' for i, figure in enumerate(run.figures) if figure is not None
    )
    return (
        f"<c:{kind}><c:numRef><c:f>{escape(run.cells)}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(run.figures)}"/>{points}</c:numCache></c:numRef></c:{kind}>'
    )


def _title(picture: Picture) -> str:
    lines = ((picture.title, SIZE, LIGHT.ink, True), (picture.below, SIZE - 1, LIGHT.muted, False))
    paragraphs = "".join(
        f"<a:p><a:pPr>{_font('defRPr', size, colour, bold=bold)}</a:pPr>"
        f"<a:r>{_font('rPr', size, colour, bold=bold)}<a:t>{escape(text)}</a:t></a:r></a:p>"
        for text, size, colour, bold in lines
        if text
    )
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/>{paragraphs}</c:rich></c:tx><c:layout/>"
        '<c:overlay val="0"/></c:title>'
    )


@cache
def _axes(number_format: str, month_format: str) -> str:
    """Months below, figures from 0 at the left."""
    months, figures = AXES
    return (
        f'<c:dateAx><c:axId val="{months}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode={quoteattr(month_format)} sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{_stroke(Stroke(LIGHT.guide, 0.75))}</c:spPr>'
        f'{_type(SIZE - 1, LIGHT.muted)}<c:crossAx val="{figures}"/><c:crosses val="autoZero"/><c:auto val="1"/>'
        f'<c:lblOffset val="100"/><c:baseTimeUnit val="months"/><c:majorUnit val="{NAMED_MONTHS}"/>'
        f'<c:majorTimeUnit val="months"/></c:dateAx><c:valAx><c:axId val="{figures}"/><c:scaling>'
        '<c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines><c:spPr>{_stroke(Stroke(LIGHT.line, 0.75))}</c:spPr></c:majorGridlines>"
        f'<c:numFmt formatCode="{escape(number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_type(SIZE - 1, LIGHT.muted)}<c:crossAx val="{months}"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


@cache
def _type(size: float, colour: str) -> str:
    return (
        f'<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr>{_font("defRPr", size, colour)}</a:pPr>'
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


@cache
def _font(element: str, size: float, colour: str, *, bold: bool = False) -> str:
    language = ' lang="en-US"' if element == "rPr" else ""
    return (
        f'<a:{element}{language} sz="{int(size * 100)}" b="{int(bold)}" baseline="0">{_fill(colour)}'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/></a:{element}>'
    )


@cache
def _stroke(stroke: Stroke) -> str:
    return f'<a:ln w="{int(stroke.width * POINT)}">{_fill(stroke.colour)}<a:prstDash val="{stroke.dash}"/><a:round/></a:ln>'


@cache
def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill>'
