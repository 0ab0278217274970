"""Charts of `printers.charts` → pictures for paper, drawn with the font that is shipped in `fonts`, in the light colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from core.documents.trajectory import Trajectory
from core.model.document import Chart
from core.printers.charts import bars, trajectory
from core.printers.palette import LIGHT
from core.printers.text import TextPrinter

#: A subset of Noto Sans SC under the Open Font License, made by `python -m bench.fonts`, and the family it says it is.
FONTS, FAMILY = Path(__file__).parent / "fonts", "Noto Sans SC Subset"
#: Dots of the picture to one of the chart: on the paper's width about 300 to the inch.
SCALE = 3.0
BARS_WIDTH, BARS_STEP = 640, 21
LINES_WIDTH, LINES_HEIGHT = 230, 120


def bars_picture(chart: Chart, said: TextPrinter) -> bytes:
    """How far each computed criterion is, one row a criterion, as PNG."""
    drawn = bars.chart(bars.frame(chart, said), said.language, LIGHT)
    return _png(drawn, width=BARS_WIDTH, height={"step": BARS_STEP})


def lines_picture(one: Trajectory, said: TextPrinter) -> bytes:
    """One criterion over the whole pilot with its forecast, as PNG."""
    chart = trajectory.chart(trajectory.frame(one, said), said.language, LIGHT, percent=one.percent)
    return _png(chart, width=LINES_WIDTH, height=LINES_HEIGHT)


def _png(chart: alt.LayerChart, **size: Any) -> bytes:
    """The chart on white in our font; nothing is fetched from anywhere."""
    _register()
    spec = chart.to_dict() | size
    spec["config"] |= {"font": FAMILY, "background": LIGHT.paper}
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    return vl_convert.vegalite_to_png(spec, vl_version=version, scale=SCALE, allowed_base_urls=[])


@cache
def _register() -> None:
    """Once a process, and no sooner than a chart is drawn."""
    vl_convert.register_font_directory(str(FONTS))
