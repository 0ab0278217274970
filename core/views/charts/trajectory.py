"""One criterion over the whole pilot: actual, threshold, straight line, the applicant's own plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import pandas as pd

from core.i18n import words
from core.views.charts import months
from core.views.charts.palette import FIT, Palette, config
from core.views.timeline import TrajectoryRow

COLUMNS = ("month", "month_text", "value", "required", "plan", "threshold", "threshold_text", "sentence", "now")
FIGURES = {"value": "float64", "required": "float64", "plan": "float64", "threshold": "float64"}


def is_percent(rows: Iterable[TrajectoryRow]) -> bool:
    """Whether the axis of values counts in percent."""
    return any(row.unit == "%" for row in rows)


def frame(rows: Iterable[TrajectoryRow]) -> pd.DataFrame:
    """The rows of one criterion in order; `now` marks the month that is judged."""
    return pd.DataFrame(
        [
            (
                months.index(row.month),
                row.month_text,
                row.value,
                row.required,
                row.plan,
                row.threshold,
                row.threshold_text,
                row.tooltip,
                row.is_as_of,
            )
            for row in rows
        ],
        columns=pd.Index(COLUMNS),
    ).astype(FIGURES)


def chart(
    rows: pd.DataFrame, language: str, colours: Palette, *, small: bool = False, percent: bool = False
) -> alt.LayerChart:
    """Actual in ink with points, straight line dotted, plan as diamonds, threshold with its label on the line.

    A small one has no axis of values: its threshold is named on the line, its value beside its title.
    """
    _ = words(language)
    every = "(width < 260 ? 12 : 6)" if small else "(width < 420 ? 12 : width < 760 ? 6 : 3)"
    x = alt.X("month:Q", axis=months.axis(language, every=every), scale=alt.Scale(zero=False, nice=False, padding=6))
    suffix = "+ '%'" if percent else ""
    value_axis = alt.Axis(title=None, tickCount=5, labelExpr=f"format(datum.value, ',~r') {suffix}")
    if small:
        value_axis = alt.Axis(title=None, tickCount=3, labels=False)
    scale = alt.Scale(zero=True, nice=True)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=value_axis, scale=scale)

    base = alt.Chart().encode(x=x)
    known = base.transform_filter("isValid(datum.value)")
    threshold = base.mark_line(color=colours.met, strokeWidth=1.6).encode(y=y("threshold"))
    last = base.transform_window(row="row_number()", sort=[alt.SortField("month", order="descending")])
    last = last.transform_filter("datum.row == 1")
    named = last.transform_calculate(
        name=f"'{_('Threshold')} ' + datum.threshold_text", head="datum.threshold * 1.15"
    ).encode(y=y("threshold"), text=alt.Text("name:N"))
    label: dict[str, Any] = {
        "align": "right",
        "baseline": "bottom",
        "dx": -8,
        "dy": -3,
        "fontWeight": "bold",
        "fontSize": 12 - small,
    }
    halo = named.mark_text(stroke=colours.paper, strokeWidth=4, color=colours.paper, **label)
    threshold_label = named.mark_text(color=colours.met, **label)
    headroom = named.mark_point(opacity=0).encode(y=y("head"))
    straight = (
        base.transform_filter("isValid(datum.required)")
        .mark_line(color=colours.guide, strokeWidth=1.2, strokeDash=[2, 3])
        .encode(y=y("required"))
    )
    actual = known.mark_line(color=colours.ink, strokeWidth=1.6 if small else 2).encode(y=y("value"))
    dots = known.mark_circle(color=colours.ink, size=10 if small else 34, opacity=1).encode(y=y("value"))
    diamonds = (
        base.transform_filter("isValid(datum.plan)")
        .mark_point(shape="diamond", filled=False, color=colours.action, size=44 if small else 70, strokeWidth=1.6)
        .encode(y=y("plan"), tooltip=[alt.Tooltip("plan:Q", title=_("Own plan"), format=",.4~r")])
    )
    now = base.transform_filter("datum.now")
    today = now.mark_rule(color=colours.muted, strokeWidth=1, strokeDash=[1, 3]).encode()
    layers = [headroom, threshold, straight, today, diamonds, actual, dots, halo, threshold_label]
    if not small:
        layers += [
            last.mark_rule(color=colours.muted, strokeWidth=1).encode(),
            last.mark_text(align="right", baseline="bottom", dy=-6, color=colours.muted).encode(
                y=alt.value(0), text=alt.value(_("Pilot ends"))
            ),
            now.mark_text(align="left", baseline="bottom", dx=5, dy=-4, color=colours.muted).encode(
                y=alt.value("height"), text="month_text:N"
            ),
        ]
    hover = base.mark_bar(opacity=0, width=alt.ExprRef("max(4, width / 24)")).encode(
        y=alt.value(0), y2=alt.value("height"), tooltip=[alt.Tooltip("sentence:N")]
    )
    height = 118 if small else 320
    layered: alt.LayerChart = (
        alt.layer(*layers, hover, data=rows).properties(height=height, autosize=FIT).configure(**config(colours))
    )
    return layered
