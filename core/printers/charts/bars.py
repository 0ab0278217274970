"""How far each computed criterion is: value as a share of the threshold, one row a criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from core.i18n import words
from core.model import Outcome
from core.model.document import Chart, Value
from core.model.quantity import Judged, Quantity
from core.printers.charts.shared import haloed, layered, picked, row_of_criterion, tooltip
from core.printers.palette import Palette
from core.printers.text import TextPrinter

#: Where the scale ends; longer bars stop here and carry an arrow.
END = 1.3
#: Rows are this high; the label stands beside the bar where there is room, else above it.
STEP = 34
NARROW = "width < 480"
LEFT = "min(250, width * 0.41)"
RIGHT = 132
#: How thick the hard end of a bar is, on the scale.
EDGE = 0.016
COLUMNS = ("place", "id", "label", "shown", "over", "outcome", "figures", "sentence")


def frame(bars: Chart, said: TextPrinter) -> pd.DataFrame:
    """A row a bar."""
    rows = [(place, *_bar(bar, said)) for place, bar in enumerate(bars.data)]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS)).astype({"shown": "float64"})


def _bar(bar: Mapping[str, Value], said: TextPrinter) -> tuple[Any, ...]:
    ratio, judged = bar["ratio"], bar["outcome"]
    assert isinstance(judged, Judged)
    far = float(ratio.value) if isinstance(ratio, Quantity) else None
    names, words_ = (said(bar["id"]), said(bar["label"])), (said(bar["figures"]), said(bar["sentence"]))
    return (*names, None if far is None else min(far, END), far is not None and far > END, str(judged.outcome), *words_)


def _by_room(narrow: str | float, wide: str | float) -> alt.ExprRef:
    """One or the other, by how wide the chart is."""
    return alt.ExprRef(f"{NARROW} ? {narrow} : {wide}")


def chart(rows: pd.DataFrame, language: str, colours: Palette) -> alt.LayerChart:
    """Met solid, not met pale with a hard end, no value a dashed outline; the 100 % line over all."""
    _ = words(language)
    scale = alt.Scale(domain=[0, END], nice=False, range=[_by_room(1, LEFT), _by_room("width - 1", f"width - {RIGHT}")])
    base = alt.Chart().encode(y=row_of_criterion(alt.Scale(paddingInner=0.2, paddingOuter=0.1)))
    drop, up = _by_room(9, 0), _by_room(-6, 0)

    def bar(**mark: Any) -> alt.Chart:
        drawn: alt.Chart = base.mark_bar(height=_by_room(9, 14), yOffset=drop, **mark)
        return drawn

    met = alt.datum.outcome == Outcome.MET.value
    without = alt.datum.outcome == Outcome.NO_DATA.value
    track = bar(color=colours.track, cornerRadius=2).encode(x=alt.datum(0, scale=scale), x2=alt.datum(END))
    dashed = (
        bar(filled=False, stroke=colours.no_data, strokeDash=[3, 3], cornerRadius=2)
        .transform_filter(without)
        .encode(x=alt.datum(0), x2=alt.datum(1))
    )
    axis = alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1, 1.25], format=".0%", grid=False, title=None, labelFlush=False, labelOverlap=True
    )
    value = bar(cornerRadiusEnd=2).encode(
        x=alt.X("shown:Q", scale=scale, axis=axis),
        x2=alt.datum(0),
        color=alt.when(met)
        .then(alt.value(colours.met))
        .when(without)
        .then(alt.value(colours.line))
        .otherwise(alt.value(colours.not_met_pale)),
    )
    end = (
        bar(color=colours.not_met)
        .transform_filter((alt.datum.outcome == Outcome.NOT_MET.value) & "isValid(datum.shown)")
        .transform_calculate(near=f"max(0, datum.shown - {EDGE})", far=f"max({EDGE}, datum.shown)")
        .encode(x="near:Q", x2="far:Q")
    )
    arrow = (
        base.mark_text(text="›", align="right", dx=-4, dy=drop, fontSize=15, fontWeight="bold", color=colours.on_met)
        .transform_filter(alt.datum.over)
        .encode(x="shown:Q")
    )
    line = base.mark_tick(
        color=colours.ink, orient="vertical", opacity=1, thickness=2.2, size=_by_room(12, STEP), yOffset=drop
    ).encode(x=alt.datum(1))
    label = base.mark_text(
        align=_by_room("'left'", "'right'"), dy=up, limit=_by_room("width - 110", f"{LEFT} - 10"), color=colours.ink
    ).encode(text="label:N", x=alt.value(_by_room(0, f"{LEFT} - 8")))
    figures = haloed(
        base.encode(text="figures:N", x=alt.value(_by_room("width", f"width - {RIGHT} + 8"))),
        colours.ink,
        colours,
        align=_by_room("'right'", "'left'"),
        dy=up,
        limit=_by_room(130, f"{RIGHT} - 8"),
    )
    hover = tooltip(label=_("Criterion"), figures=_("Value / threshold"), sentence=_("Verdict"))
    whole = (
        base.mark_bar(opacity=0, height=STEP, cursor="pointer")
        .encode(x=alt.value(0), x2=alt.value("width"), tooltip=hover)
        .add_params(picked())
    )
    return layered((track, dashed, value, end, arrow, line, label, *figures, whole), rows, alt.Step(STEP), colours)
