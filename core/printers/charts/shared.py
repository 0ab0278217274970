"""What all charts share: frame, fonts, the axis of months, rows that can be picked, texts on a halo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from core.i18n import Language
from core.printers.palette import FONTS, Palette

ENGLISH = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"


def layered(
    layers: Sequence[alt.Chart], rows: pd.DataFrame, height: int | alt.Step, colours: Palette
) -> alt.LayerChart:
    """Layers over one another, as wide as their place: no frame, light horizontal grid, our font and sizes."""
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    axis = {
        "labelColor": colours.muted,
        "labelFontSize": 12,
        "titleColor": colours.muted,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": colours.line,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    look: dict[str, Any] = {"font": FONTS, "background": "transparent", "view": {"stroke": None}, "axis": axis}
    chart: alt.LayerChart = (
        alt.layer(*layers, data=rows)
        .properties(height=height, autosize=fit)
        .configure(**look, text={"color": colours.ink, "fontSize": 12})
    )
    return chart


def haloed(place: alt.Chart, colour: str, colours: Palette, **mark: Any) -> list[alt.Chart]:
    """A text that can be read over lines: once in the colour of the paper, wide, and once in its own."""
    halo = place.mark_text(stroke=colours.paper, strokeWidth=4, color=colours.paper, **mark)
    return [halo, place.mark_text(color=colour, **mark)]


def row_of_criterion(scale: Any = alt.Undefined) -> alt.Y:
    """A row a criterion, in the order of `place`."""
    return alt.Y("id:N", sort=alt.EncodingSortField("place", op="min"), axis=None, scale=scale)


def picked() -> alt.Parameter:
    """The selection `pick`: the criterion whose row was clicked."""
    return alt.selection_point(name="pick", fields=["id"], on="click", toggle=False, clear=False)


def tooltip(**titles: str) -> list[alt.Tooltip]:
    """What hovering says: columns with their titles."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


def month_axis(language: str, *, every: str) -> alt.Axis:
    """Months as whole numbers (24305 is Jun 2025), so that no time zone moves them.

    Ticks at calendar quarters, half-years or years: `every` is a Vega expression in months.
    """
    year, month = "floor(datum.value / 12)", "datum.value % 12"
    label = f"{ENGLISH}[{month}] + ' ' + {year}"
    if Language(language) is Language.ZH:
        label = f"{year} + '年' + ({month} + 1) + '月'"
    values = f"sequence(ceil(domain('x')[0] / ({every})) * ({every}), domain('x')[1] + 0.5, {every})"
    return alt.Axis(
        values=alt.ExprRef(values),
        labelExpr=label,
        grid=False,
        title=None,
        labelFlush=True,
        labelOverlap=True,
        labelPadding=10,
    )
