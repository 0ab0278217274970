"""Charts of `printers.charts` → pictures for paper, drawn with the font that is shipped in `fonts`, in the light colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import vl_convert

from core.documents.trajectory import Trajectory
from core.model.document import Chart
from core.printers.charts import bars, heat, lines
from core.printers.charts.svg import element
from core.printers.palette import LIGHT
from core.printers.text import TextPrinter

#: A subset of Noto Sans SC under the Open Font License, made by `python -m bench.fonts`, and the family it says it is.
FONTS, FAMILY = Path(__file__).parent / "fonts", "Noto Sans SC Subset"
#: Dots of the picture to one of the chart: on the paper's width about 300 to the inch.
SCALE = 3.0
BARS_WIDTH, BARS_STEP = 640, 21
LINES_WIDTH, HEAT_WIDTH = 230, 900
#: The width and height of a trajectory that is taken away alone.
ALONE = (640, 260)


def bars_picture(chart: Chart, said: TextPrinter) -> bytes:
    """How far each computed criterion is, one row a criterion, as PNG."""
    return _png(bars.svg(chart, said, LIGHT, BARS_WIDTH, BARS_STEP))


def lines_picture(one: Trajectory, said: TextPrinter) -> bytes:
    """One criterion over the whole pilot with its forecast, as PNG."""
    return _png(lines.svg(one, said, LIGHT, LINES_WIDTH))


def large_picture(one: Trajectory, said: TextPrinter) -> bytes:
    return _png(lines.svg(one, said, LIGHT, *ALONE))


def heat_picture(chart: Chart, said: TextPrinter) -> bytes:
    return _png(heat.svg(chart, said, LIGHT, HEAT_WIDTH))


def _png(svg: str) -> bytes:
    _register()
    paper = element("rect", width="100%", height="100%", fill=LIGHT.paper)
    head, end, drawn = svg.partition(">")
    return vl_convert.svg_to_png(f'{head} font-family="{FAMILY}"{end}{paper}{drawn}', scale=SCALE)


@cache
def _register() -> None:
    """Once a process, and no sooner than a chart is drawn."""
    vl_convert.register_font_directory(str(FONTS))
