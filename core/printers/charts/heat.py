"""Criteria × months by outcome: met solid, not yet met hollow, no value a dashed outline."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from core.i18n import words
from core.model import Month, Outcome
from core.model.document import Chart, Joined
from core.model.quantity import Judged
from core.printers.charts.shared import layered, month_axis, picked, row_of_criterion, tooltip
from core.printers.palette import Palette
from core.printers.text import TextPrinter

COLUMNS = ("place", "id", "label", "month", "month_text", "outcome", "sentence")
STEP = 26
NARROW = "width < 520"
LEFT = "min(250, width * 0.3)"


def frame(heat: Chart, said: TextPrinter) -> pd.DataFrame:
    """In order: criterion by criterion, month by month."""
    rows = []
    for place, square in enumerate(heat.data):
        month, judged = square["month"], square["outcome"]
        assert isinstance(month, Month)
        assert isinstance(judged, Judged)
        sentence = said(Joined((judged, square["value"]), "dots"))
        names = said(square["id"]), said(square["label"])
        rows.append((place, *names, month.index, said(month), str(judged.outcome), sentence))
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def chart(rows: pd.DataFrame, language: str, colours: Palette) -> alt.LayerChart:
    """One square a criterion and month; the words are in the tooltip and on the left."""
    _ = words(language)
    left = alt.ExprRef(f"{NARROW} ? 44 : {LEFT}")
    scale = alt.Scale(zero=False, nice=False, range=[left, alt.ExprRef("width")])
    axis = month_axis(language, every="(width < 420 ? 12 : width < 800 ? 6 : 3)")
    base = alt.Chart().encode(y=row_of_criterion())
    met = alt.datum.outcome == Outcome.MET.value
    without = alt.datum.outcome == Outcome.NO_DATA.value
    square: dict[str, Any] = {"height": 17, "cornerRadius": 2.5, "strokeWidth": 1.4}
    cell = base.transform_calculate(left="datum.month - 0.43", right="datum.month + 0.43").encode(
        x=alt.X("left:Q", scale=scale, axis=axis), x2="right:Q"
    )
    solid = cell.transform_filter(met).mark_rect(color=colours.met, **square)
    hollow = cell.transform_filter((~met) & (~without)).mark_rect(
        color=colours.not_met_pale, fillOpacity=0.5, stroke=colours.not_met, **square
    )
    dashed = cell.transform_filter(without).mark_rect(
        fillOpacity=0, stroke=colours.no_data, strokeDash=[2, 2], **square
    )
    label = (
        base.transform_window(row="row_number()", groupby=["id"])
        .transform_filter("datum.row == 1")
        .transform_calculate(name=f"{NARROW} ? datum.id : datum.label")
        .mark_text(align="left", color=colours.ink, limit=alt.ExprRef(f"{NARROW} ? 44 : {LEFT} - 8"))
        .encode(x=alt.value(0), text="name:N")
    )
    hover = tooltip(label=_("Criterion"), month_text=_("Month"), sentence=_("Verdict"))
    whole = cell.mark_rect(opacity=0, height=STEP, cursor="pointer").encode(tooltip=hover).add_params(picked())
    return layered((solid, hollow, dashed, label, whole), rows, alt.Step(STEP), colours)
