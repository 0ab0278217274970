"""One criterion over the whole pilot: actual, forecast, threshold, straight line, the applicant's own plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from core.documents.trajectory import FAN, Trajectory
from core.i18n import words
from core.model import Month
from core.model.document import Value, say
from core.model.quantity import SHARE, Quantity
from core.printers.charts import labels
from core.printers.charts.shared import haloed, layered, month_axis
from core.printers.palette import Palette
from core.printers.text import TextPrinter

ENDS = ("median", "low", "high")
#: `before` is what an earlier workbook told; called `then`, the browser would take its rows for promises.
COLUMNS = (
    "month", "month_text", "value", "required", "plan", "threshold", "threshold_text", "sentence", "now", "end",
    *FAN, *(f"{name}_text" for name in ENDS), "assumed", "assumed_threshold", "assumed_name", "before", "named",
)  # fmt: skip
FIGURES = ("value", "required", "plan", "threshold", *FAN, "assumed", "assumed_threshold", "before")
#: The right-hand room in which a large chart writes where the forecast ends.
ROOM = 76
WIDE = "width > 520"
#: Labels of the interval's ends keep this share of the height from that of the median.
APART = 0.07
#: A line that ends so low has its name above it, or the axis would run through the name.
AT_THE_FOOT = "datum.assumed < 0.12 * max(datum.threshold, datum.assumed_threshold)"

Mark = Mapping[str, Value]


def frame(
    trajectory: Trajectory,
    said: TextPrinter,
    assumed: Iterable[Mark] = (),
    then: Mapping[Month, Quantity] | None = None,
) -> pd.DataFrame:
    """The months of one criterion in order, each with what is forecast and what is assumed.

    `now` marks the month that is judged and `end` the pilot's end; months after it are there only
    where the assumed end lies beyond it.  `then` are the figures as an earlier workbook had them.
    `named` says in one month that the label of the threshold begins there, above or below its line.
    """
    marks, what_if = trajectory.chart.data, {_index(mark): mark for mark in assumed}
    threshold = float((trajectory.criterion.threshold or 0) * (100 if trajectory.percent else 1))
    earlier = {month.index: figure for month, figure in (then or {}).items()}
    line = {"threshold": threshold, "threshold_text": said(trajectory.threshold)}
    rows = [
        line
        | _own(mark, what_if.get(_index(mark)), said, is_last=mark is marks[-1])
        | {"now": mark["month"] == trajectory.as_of, "before": _drawn(earlier.get(_index(mark)))}
        for mark in marks
    ]
    rows += [line | _beyond(mark, said) for at, mark in what_if.items() if marks and at > _index(marks[-1])]
    if rows:
        month, side = labels.place(rows, threshold)
        rows[month]["named"] = side
    blank = dict.fromkeys(COLUMNS)
    table = pd.DataFrame([blank | row for row in rows], columns=pd.Index(COLUMNS))
    return table.astype(dict.fromkeys(FIGURES, "float64") | {"named": "object"})


def _index(mark: Mark) -> int:
    """The month of a mark as the axis counts it."""
    month = mark["month"]
    return month.index if isinstance(month, Month) else 0


def _drawn(value: Value) -> float | None:
    """A figure as it is drawn: shares in percent."""
    if not isinstance(value, Quantity):
        return None
    return float(value.value * 100 if value.unit == SHARE else value.value)


def _own(mark: Mark, assumed: Mark | None, said: TextPrinter, *, is_last: bool) -> dict[str, Any]:
    """A month of the pilot; what is assumed is said after what is forecast, and both only where nothing is known."""
    supposed = assumed["said"] if assumed is not None and mark["value"] is None else None
    pieces = [mark["said"]] if mark["value"] or mark["median"] or supposed is None else []
    pieces += [supposed] if supposed else []
    pieces += [say("own plan {value}", value=mark["plan"])] if mark["plan"] else []
    ends = {name: mark[name] for name in ENDS if is_last and mark[name] is not None}
    bare = {name: replace(end, bare=name != "median") for name, end in ends.items() if isinstance(end, Quantity)}
    return {
        "month": _index(mark),
        "month_text": said(mark["month"]),
        "sentence": " · ".join(map(said, pieces)),
        "end": is_last,
        **{name: _drawn(mark[name]) for name in ("value", "required", "plan", *FAN)},
        **{f"{name}_text": said(end) for name, end in bare.items()},
        **_assumed(assumed, said),
    }


def _beyond(mark: Mark, said: TextPrinter) -> dict[str, Any]:
    """A month after the pilot's own end."""
    named = {"month": _index(mark), "month_text": said(mark["month"]), "sentence": said(mark["said"] or mark["month"])}
    return named | {"now": False, "end": False} | _assumed(mark, said)


def _assumed(mark: Mark | None, said: TextPrinter) -> dict[str, Any]:
    if mark is None:
        return {}
    figures = {name: _drawn(mark[name]) for name in ("assumed", "assumed_threshold")}
    return {**figures, "assumed_name": None if mark["name"] is None else said(mark["name"])}


def chart(
    rows: pd.DataFrame,
    language: str,
    colours: Palette,
    *,
    small: bool = False,
    percent: bool = False,
    assumed: bool = False,
    compared: bool = False,
) -> alt.LayerChart:
    """Actual in ink with points, forecast dashed in two shades, straight line dotted, plan as diamonds.

    The threshold has its label on the line.  A small chart has no axis of values: its value stands
    beside its title.  Without a forecast the room for its label stays, so that nothing moves.
    With `assumed`, another dashed line with its own name, and its threshold and end.  With `compared`, a
    faint line of what an earlier workbook told.
    """
    _ = words(language)
    reach = alt.ExprRef("width" if small else f"{WIDE} ? width - {ROOM} : width")
    every = "(width < 260 ? 12 : 6)" if small else "(width < 420 ? 12 : width < 760 ? 6 : 3)"
    months = alt.Scale(zero=False, nice=False, padding=6, range=[0, reach])
    base = alt.Chart().encode(x=alt.X("month:Q", axis=month_axis(language, every=every), scale=months))
    first = base.transform_window(row="row_number()", sort=[alt.SortField("month")]).transform_filter("datum.row == 1")
    now, last, thin = base.transform_filter("datum.now"), base.transform_filter("datum.end"), 1.6 if small else 2
    suffix = "+ '%'" if percent else ""
    axis = alt.Axis(title=None, tickCount=5, labelExpr=f"format(datum.value, ',~r') {suffix}")
    if small:
        axis = alt.Axis(title=None, tickCount=3, labels=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))

    def where(field: str) -> alt.Chart:
        return base.transform_filter(f"isValid(datum.{field})")

    def line(field: str, colour: str, width: float, dash: Any = alt.Undefined, **mark: Any) -> alt.Chart:
        on = where(field).mark_line(color=colour, strokeWidth=width, strokeDash=dash, **mark)
        drawn: alt.Chart = on.encode(y=y(field))
        return drawn

    layers = [
        where("median").mark_area(color=colours.forecast_wide, opacity=1).encode(y=y("low"), y2="high:Q"),
        where("median").mark_area(color=colours.forecast_half, opacity=1).encode(y=y("low_half"), y2="high_half:Q"),
        first.transform_calculate(head="datum.threshold * 1.15").mark_point(opacity=0).encode(y=y("head")),
        base.mark_line(color=colours.met, strokeWidth=1.6).encode(y=y("threshold")),
        line("required", colours.guide, 1.2, [2, 3]),
        *([line("before", colours.muted, 1.4, opacity=0.6)] if compared else []),
        now.mark_rule(color=colours.muted, strokeWidth=1, strokeDash=[1, 3]),
        line("median", colours.forecast, thin, [6, 4]),
        where("plan")
        .mark_point(shape="diamond", filled=False, color=colours.action, size=44 if small else 70, strokeWidth=1.6)
        .encode(y=y("plan")),
        line("value", colours.ink, thin),
        where("value").mark_circle(color=colours.ink, size=10 if small else 34, opacity=1).encode(y=y("value")),
    ]
    named = base.transform_calculate(name=f"'{_('Threshold')} ' + datum.threshold_text").encode(
        y=y("threshold"), text=alt.Text("name:N")
    )
    for side, baseline, dy in (("above", "bottom", -3), ("below", "top", 5)):  # where `labels.place` found room
        here = named.transform_filter(f"datum.named == '{side}'")
        look: dict[str, Any] = {"fontWeight": "bold", "fontSize": 12 - small, "baseline": baseline, "dy": dy}
        layers += haloed(here, colours.met, colours, align="left", dx=2, **look)
    if not small:
        note: dict[str, Any] = {"baseline": "bottom", "color": colours.muted}
        layers += [
            last.mark_rule(color=colours.muted, strokeWidth=1),
            last.mark_text(align="right", dy=-6, **note).encode(y=alt.value(0), text=alt.value(_("Pilot ends"))),
            now.mark_text(align="left", dx=5, dy=-4, **note).encode(y=alt.value("height"), text="month_text:N"),
        ]
        ends = last.transform_filter("isValid(datum.median)").transform_calculate(
            apart=f"{APART} * max(datum.high, datum.threshold * 1.15)",
            above=f"{WIDE} && datum.high - datum.median > datum.apart ? datum.high_text : ''",
            below=f"{WIDE} && datum.median - datum.low > datum.apart ? datum.low_text : ''",
            centre=f"{WIDE} ? datum.median_text : ''",
        )
        faint: dict[str, Any] = {"color": colours.muted}
        strong: dict[str, Any] = {"color": colours.forecast, "fontWeight": "bold"}
        for at, text, look in (("median", "centre", strong), ("low", "below", faint), ("high", "above", faint)):
            mark = ends.mark_text(align="left", baseline="middle", dx=7, **look)
            layers.append(mark.encode(y=y(at), text=f"{text}:N"))
    if assumed:
        colour = colours.to_review_text
        end = where("assumed_name")
        layers += [
            base.transform_filter("isValid(datum.assumed_threshold) && datum.assumed_threshold != datum.threshold")
            .mark_line(color=colour, strokeWidth=1.2, strokeDash=[1, 4])
            .encode(y=y("assumed_threshold")),
            line("assumed", colour, 2.2, [8, 3, 2, 3]),
            end.transform_filter("!datum.end").mark_rule(color=colour, strokeWidth=1, strokeDash=[4, 3]),
            end.mark_point(filled=True, color=colour, size=46, opacity=1).encode(y=y("assumed")),
        ]
        for test, baseline, dy in (("!", "top", 14), ("", "bottom", -9)):
            here = end.transform_filter(f"{test}({AT_THE_FOOT})").encode(y=y("assumed"), text="assumed_name:N")
            look = {"fontWeight": "bold", "baseline": baseline, "dy": dy}
            layers += haloed(here, colour, colours, align="right", dx=-10, **look)
    hover = base.mark_bar(opacity=0, width=alt.ExprRef("max(4, width / 24)")).encode(
        y=alt.value(0), y2=alt.value("height"), tooltip=[alt.Tooltip("sentence:N")]
    )
    return layered([*layers, hover], rows, 118 if small else 320, colours)
