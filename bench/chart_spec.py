"""The large chart, written in Altair → its Vega-Lite in core/printers/charts: `python -m bench.chart_spec`.

"@ink" and the like stand for what `core.printers.charts.trajectory.spec` fills in; a layer whose name begins with
"assumed" or "compared" is drawn where that is asked for.  Run it again when a test says that the two differ.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa
from msgspec.structs import fields

from core.printers.charts import trajectory
from core.printers.palette import FONTS, Palette

PATH = Path(trajectory.__file__).with_suffix(".json")
HEIGHT = 320
#: The right-hand room in which it is written where the forecast ends, on a chart that is wide enough.
ROOM, WIDE = 76, "width > 520"
#: Labels of the interval's ends keep this share of the height from that of the median.
APART = 0.07
#: A line that ends so low has its name above it, or the axis would run through the name.
AT_THE_FOOT = "datum.assumed < 0.12 * max(datum.threshold, datum.assumed_threshold)"
#: Ticks at calendar quarters, half-years or years.
EVERY = "(width < 420 ? 12 : width < 760 ? 6 : 3)"
COLOURS = Palette(**{field.name: f"@{field.name}" for field in fields(Palette)})
#: Vega warns on the console of every chart that gets its figures after its spec; that is how ours work.
QUIET = {"embedOptions": {"logLevel": 1}}


def template() -> dict[str, Any]:
    """The chart as Vega-Lite, without figures."""
    spec: dict[str, Any] = chart().to_dict()
    return {name: value for name, value in spec.items() if name not in {"data", "datasets", "$schema"}}


def haloed(place: alt.Chart, colour: str, **mark: Any) -> list[alt.Chart]:
    """A text that can be read over lines: once in the colour of the paper, wide, and once in its own."""
    halo = place.mark_text(stroke=COLOURS.paper, strokeWidth=4, color=COLOURS.paper, **mark)
    return [halo, place.mark_text(color=colour, **mark)]


def named(layers: Sequence[alt.Chart], name: str) -> list[alt.Chart]:
    """Layers that are drawn where `name` is asked for."""
    return [layer.properties(name=f"{name} {number}") for number, layer in enumerate(layers)]


def month_axis() -> alt.Axis:
    """Months as whole numbers (24305 is Jun 2025), so that no time zone moves them."""
    values = f"sequence(ceil(domain('x')[0] / {EVERY}) * {EVERY}, domain('x')[1] + 0.5, {EVERY})"
    look: dict[str, Any] = {"labelFlush": True, "labelOverlap": True, "labelPadding": 10}
    return alt.Axis(values=alt.ExprRef(values), labelExpr="@month", grid=False, title=None, **look)


def y(field: str) -> alt.Y:
    axis = alt.Axis(title=None, tickCount=5, labelExpr="@figure")
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))


def where(base: alt.Chart, field: str) -> alt.Chart:
    return base.transform_filter(f"isValid(datum.{field})")


def line(base: alt.Chart, field: str, colour: str, width: float, dash: Any = alt.Undefined, **mark: Any) -> alt.Chart:
    on = where(base, field).mark_line(color=colour, strokeWidth=width, strokeDash=dash, **mark)
    drawn: alt.Chart = on.encode(y=y(field))
    return drawn


def chart() -> alt.LayerChart:
    """Actual in ink with points, forecast dashed in two shades, straight line dotted, plan as diamonds.

    The threshold has its label on the line.  Without a forecast the room for its label stays, so that nothing moves.
    """
    months = alt.Scale(zero=False, nice=False, padding=6, range=[0, alt.ExprRef(f"{WIDE} ? width - {ROOM} : width")])
    base = alt.Chart().encode(x=alt.X("month:Q", axis=month_axis(), scale=months))
    hover = base.mark_bar(opacity=0, width=alt.ExprRef("max(4, width / 24)")).encode(
        y=alt.value(0), y2=alt.value("height"), tooltip=[alt.Tooltip("sentence:N")]
    )
    axis: dict[str, Any] = {"domain": False, "ticks": False, "labelPadding": 6, "gridColor": COLOURS.line}
    axis |= {"labelColor": COLOURS.muted, "labelFontSize": 12}
    look: dict[str, Any] = {
        "mark": {"aria": False},
        "font": FONTS,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": axis,
    }
    whole: alt.LayerChart = (
        alt.layer(*lines(base), *notes(base), *named(assumed(base), trajectory.ASSUMED), hover, data=nothing())
        .properties(height=HEIGHT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"), usermeta=QUIET)
        .configure(**look, text={"color": COLOURS.ink, "fontSize": 12})
    )
    return whole


def nothing() -> pa.Table:
    return trajectory.SCHEMA.empty_table()


def lines(base: alt.Chart) -> list[alt.Chart]:
    """The forecast's bands, threshold, straight line, forecast, plan and actual, from the back to the front."""
    first = base.transform_window(row="row_number()", sort=[alt.SortField("month")]).transform_filter("datum.row == 1")
    edge: dict[str, Any] = {"opacity": 1, "stroke": COLOURS.forecast, "strokeWidth": 1}
    fan, plan, value = (where(base, field) for field in ("median", "plan", "value"))
    return [
        fan.mark_area(color=COLOURS.forecast_wide, **edge).encode(y=y("low"), y2="high:Q"),
        fan.mark_area(color=COLOURS.forecast_half, **edge).encode(y=y("low_half"), y2="high_half:Q"),
        first.transform_calculate(head="datum.threshold * 1.15").mark_point(opacity=0).encode(y=y("head")),
        base.mark_line(color=COLOURS.met, strokeWidth=1.6).encode(y=y("threshold")),
        line(base, "required", COLOURS.guide, 1.2, [2, 3]),
        *named([line(base, "before", COLOURS.muted, 1.4, opacity=0.6)], trajectory.COMPARED),
        base.transform_filter("datum.now").mark_rule(color=COLOURS.muted, strokeWidth=1, strokeDash=[1, 3]),
        line(base, "median", COLOURS.forecast, 2, [6, 4]),
        plan.mark_point(shape="diamond", filled=False, color=COLOURS.action, size=70, strokeWidth=1.6).encode(
            y=y("plan")
        ),
        line(base, "value", COLOURS.ink, 2),
        value.mark_circle(color=COLOURS.ink, size=34, opacity=1).encode(y=y("value")),
    ]


def notes(base: alt.Chart) -> list[alt.Chart]:
    """Texts: the threshold where `labels.place` found room, the months that matter, where the forecast ends."""
    layers = []
    label = base.encode(y=y("threshold"), text=alt.Text("threshold_text:N"))
    for side, baseline, dy in (("above", "bottom", -3), ("below", "top", 5)):
        look: dict[str, Any] = {"fontWeight": "bold", "baseline": baseline, "dy": dy, "align": "left", "dx": 2}
        layers += haloed(label.transform_filter(f"datum.named == '{side}'"), COLOURS.met, **look)
    now, last = base.transform_filter("datum.now"), base.transform_filter("datum.end")
    note: dict[str, Any] = {"baseline": "bottom", "color": COLOURS.muted}
    layers += [
        last.mark_rule(color=COLOURS.muted, strokeWidth=1),
        last.mark_text(align="right", dy=-6, **note).encode(y=alt.value(0), text=alt.value("@pilot ends")),
        now.mark_text(align="left", dx=5, dy=-4, **note).encode(y=alt.value("height"), text="month_text:N"),
    ]
    ends = last.transform_filter("isValid(datum.median)").transform_calculate(
        apart=f"{APART} * max(datum.high, datum.threshold * 1.15)",
        above=f"{WIDE} && datum.high - datum.median > datum.apart ? datum.high_text : ''",
        below=f"{WIDE} && datum.median - datum.low > datum.apart ? datum.low_text : ''",
        centre=f"{WIDE} ? datum.median_text : ''",
    )
    faint: dict[str, Any] = {"color": COLOURS.muted}
    strong: dict[str, Any] = {"color": COLOURS.forecast, "fontWeight": "bold"}
    for at, text, look in (("median", "centre", strong), ("low", "below", faint), ("high", "above", faint)):
        mark = ends.mark_text(align="left", baseline="middle", dx=7, **look)
        layers.append(mark.encode(y=y(at), text=f"{text}:N"))
    return layers


def assumed(base: alt.Chart) -> list[alt.Chart]:
    """What is assumed: a line with its name, threshold and end."""
    colour = COLOURS.to_review_text
    end = where(base, "assumed_name")
    layers = [
        base.transform_filter("isValid(datum.assumed_threshold) && datum.assumed_threshold != datum.threshold")
        .mark_line(color=colour, strokeWidth=1.2, strokeDash=[1, 4])
        .encode(y=y("assumed_threshold")),
        line(base, "assumed", colour, 2.2, [8, 3, 2, 3]),
        end.transform_filter("!datum.end").mark_rule(color=colour, strokeWidth=1, strokeDash=[4, 3]),
        end.mark_point(filled=True, color=colour, size=46, opacity=1).encode(y=y("assumed")),
    ]
    for test, baseline, dy in (("!", "top", 14), ("", "bottom", -9)):
        here = end.transform_filter(f"{test}({AT_THE_FOOT})").encode(y=y("assumed"), text="assumed_name:N")
        look: dict[str, Any] = {"fontWeight": "bold", "baseline": baseline, "dy": dy}
        layers += haloed(here, colour, align="right", dx=-10, **look)
    return layers


def main() -> None:
    """Writes the spec."""
    PATH.write_text(json.dumps(template(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
