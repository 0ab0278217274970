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
from core.printers.charts import labels, months
from core.printers.palette import FIT, Palette, config
from core.printers.text import TextPrinter

ENDS = ("median_text", "low_text", "high_text")
#: `before` is what an earlier workbook told; called `then`, the browser would take its rows for promises.
COLUMNS = (
    "month", "month_text", "value", "required", "plan", "threshold", "threshold_text", "sentence", "now", "end",
    *FAN, *ENDS, "assumed", "assumed_threshold", "assumed_name", "before", "named",
)  # fmt: skip
FIGURES = dict.fromkeys(
    ("value", "required", "plan", "threshold", *FAN, "assumed", "assumed_threshold", "before"), "float64"
)
#: The right-hand room in which a large chart writes where the forecast ends.
ROOM = 76
WIDE = "width > 520"
#: Labels of the interval's ends keep this share of the height from that of the median.
APART = 0.07
#: A line that ends so low has its name above it, or the axis would run through the name.
AT_THE_FOOT = "datum.assumed < 0.12 * max(datum.threshold, datum.assumed_threshold)"


def frame(
    trajectory: Trajectory,
    said: TextPrinter,
    assumed: Iterable[Mapping[str, Value]] = (),
    then: Mapping[Month, Quantity] | None = None,
) -> pd.DataFrame:
    """The months of one criterion in order, each with what is forecast and what is assumed.

    `now` marks the month that is judged and `end` the pilot's end; months after it are there only
    where the assumed end lies beyond it.  `then` are the figures as an earlier workbook had them.
    """
    what_if = {months_of(mark) or 0: mark for mark in assumed}
    threshold = trajectory.criterion.threshold
    line = float((threshold or 0) * (100 if trajectory.percent else 1)), said(trajectory.threshold)
    marks = trajectory.chart.data
    last = None if not marks else marks[-1]
    own = [(*_own(mark, line, trajectory, said, what_if, is_last=mark is last), *_then(mark, then)) for mark in marks]
    end = months_of(last)
    beyond = [_beyond(row, line, said) for at, row in what_if.items() if end is not None and at > end]
    table = pd.DataFrame(own + beyond, columns=pd.Index(COLUMNS[:-1])).astype(FIGURES)
    return table.assign(named=pd.Series(_named(table), dtype=object))


def _named(table: pd.DataFrame) -> list[str | None]:
    """In the month in which the label of the threshold begins: on which side of the line it stands."""
    if table.empty:
        return []
    columns = [[None if figure != figure else figure for figure in table[name].tolist()] for name in labels.IN_THE_WAY]
    drawn = [dict(zip(labels.IN_THE_WAY, figures, strict=True)) for figures in zip(*columns, strict=True)]
    at = labels.place(drawn, float(table["threshold"].iloc[0]))
    return [("below" if at.below else "above") if i == at.month else None for i in range(len(table))]


Line = tuple[float, str]


def months_of(mark: Mapping[str, Value] | None) -> int | None:
    """The month of a mark as the axis counts it."""
    month = None if mark is None else mark["month"]
    return month.index if isinstance(month, Month) else None


def drawn(value: Value) -> float | None:
    """A figure as it is drawn: shares in percent."""
    if not isinstance(value, Quantity):
        return None
    return float(value.value * 100 if value.unit == SHARE else value.value)


def _own(
    mark: Mapping[str, Value],
    line: Line,
    trajectory: Trajectory,
    said: TextPrinter,
    assumed: Mapping[int, Mapping[str, Value]],
    *,
    is_last: bool,
) -> tuple[Any, ...]:
    """A month of the pilot; what is assumed is said after what is forecast, and both only where nothing is known."""
    month = months_of(mark) or 0
    row = assumed.get(month)
    supposed = row["said"] if row is not None and mark["value"] is None else None
    pieces = [said(mark["said"])] if mark["value"] or mark["median"] or supposed is None else []
    pieces += [said(supposed)] if supposed else []
    pieces += [said(say("own plan {value}", value=mark["plan"]))] if mark["plan"] else []
    ends = [mark[name] for name in ("median", "low", "high")] if is_last else [None] * len(ENDS)
    return (
        month,
        said(mark["month"]),
        *(drawn(mark[name]) for name in ("value", "required", "plan")),
        *line,
        " · ".join(pieces),
        mark["month"] == trajectory.as_of,
        is_last,
        *(drawn(mark[name]) for name in FAN),
        *(None if end is None else said(_bare(end) if at else end) for at, end in enumerate(ends)),
        *_assumed(row, said),
    )


def _bare(value: Value) -> Value:
    """A figure without its unit, which the one beside it has."""
    return replace(value, bare=True) if isinstance(value, Quantity) else value


def _then(mark: Mapping[str, Value], then: Mapping[Month, Quantity] | None) -> tuple[float | None]:
    month = mark["month"]
    return (drawn(then.get(month)) if then and isinstance(month, Month) else None,)


def _beyond(row: Mapping[str, Value], line: Line, said: TextPrinter) -> tuple[Any, ...]:
    """A month after the pilot's own end."""
    nothing = [None] * (len(FAN) + len(ENDS))
    month = (months_of(row), said(row["month"]), None, None, None, *line)
    return (*month, said(row["said"] or row["month"]), False, False, *nothing, *_assumed(row, said), None)


def _assumed(row: Mapping[str, Value] | None, said: TextPrinter) -> tuple[Any, ...]:
    if row is None:
        return (None, None, None)
    name = row["name"]
    return drawn(row["assumed"]), drawn(row["assumed_threshold"]), None if name is None else said(name)


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
    every = "(width < 260 ? 12 : 6)" if small else "(width < 420 ? 12 : width < 760 ? 6 : 3)"
    reach = alt.ExprRef("width" if small else f"{WIDE} ? width - {ROOM} : width")
    x = alt.X(
        "month:Q",
        axis=months.axis(language, every=every),
        scale=alt.Scale(zero=False, nice=False, padding=6, range=[0, reach]),
    )
    suffix = "+ '%'" if percent else ""
    value_axis = alt.Axis(title=None, tickCount=5, labelExpr=f"format(datum.value, ',~r') {suffix}")
    if small:
        value_axis = alt.Axis(title=None, tickCount=3, labels=False)
    scale = alt.Scale(zero=True, nice=True)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=value_axis, scale=scale)

    base = alt.Chart().encode(x=x)
    known = base.transform_filter("isValid(datum.value)")
    ahead = base.transform_filter("isValid(datum.median)")
    wide = ahead.mark_area(color=colours.forecast_wide, opacity=1).encode(y=y("low"), y2="high:Q")
    half = ahead.mark_area(color=colours.forecast_half, opacity=1).encode(y=y("low_half"), y2="high_half:Q")
    median = ahead.mark_line(color=colours.forecast, strokeWidth=1.6 if small else 2, strokeDash=[6, 4]).encode(
        y=y("median")
    )
    threshold = base.mark_line(color=colours.met, strokeWidth=1.6).encode(y=y("threshold"))
    last = base.transform_filter("datum.end")
    first = base.transform_window(row="row_number()", sort=[alt.SortField("month")]).transform_filter("datum.row == 1")
    headroom = first.transform_calculate(head="datum.threshold * 1.15").mark_point(opacity=0).encode(y=y("head"))
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
        .encode(y=y("plan"))
    )
    now = base.transform_filter("datum.now")
    today = now.mark_rule(color=colours.muted, strokeWidth=1, strokeDash=[1, 3]).encode()
    layers = [wide, half, headroom, threshold, straight, today, median, diamonds, actual, dots]
    layers += _threshold_label(base, y, colours, f"{_('Threshold')} ", size=12 - small)
    if compared:
        before = base.transform_filter("isValid(datum.before)")
        faint = before.mark_line(color=colours.muted, strokeWidth=1.4, opacity=0.6).encode(y=y("before"))
        layers.insert(layers.index(today), faint)
    if not small:
        end = last.transform_filter("isValid(datum.median)").transform_calculate(
            apart=f"{APART} * max(datum.high, datum.threshold * 1.15)",
            above=f"{WIDE} && datum.high - datum.median > datum.apart ? datum.high_text : ''",
            below=f"{WIDE} && datum.median - datum.low > datum.apart ? datum.low_text : ''",
            centre=f"{WIDE} ? datum.median_text : ''",
        )
        layers += [
            last.mark_rule(color=colours.muted, strokeWidth=1).encode(),
            last.mark_text(align="right", baseline="bottom", dy=-6, color=colours.muted).encode(
                y=alt.value(0), text=alt.value(_("Pilot ends"))
            ),
            now.mark_text(align="left", baseline="bottom", dx=5, dy=-4, color=colours.muted).encode(
                y=alt.value("height"), text="month_text:N"
            ),
            *_ends(end, y, colours),
        ]
    if assumed:
        layers += _assumption(base, y, colours)
    hover = base.mark_bar(opacity=0, width=alt.ExprRef("max(4, width / 24)")).encode(
        y=alt.value(0), y2=alt.value("height"), tooltip=[alt.Tooltip("sentence:N")]
    )
    height = 118 if small else 320
    layered: alt.LayerChart = (
        alt.layer(*layers, hover, data=rows).properties(height=height, autosize=FIT).configure(**config(colours))
    )
    return layered


def _threshold_label(base: alt.Chart, y: Any, colours: Palette, name: str, *, size: int) -> list[alt.Chart]:
    """The name of the threshold on its line, where `labels.place` found room."""
    named = base.transform_calculate(name=f"'{name}' + datum.threshold_text").encode(
        y=y("threshold"), text=alt.Text("name:N")
    )
    looks: dict[str, dict[str, Any]] = {
        "above": {"baseline": "bottom", "dy": -3},
        "below": {"baseline": "top", "dy": 5},
    }
    marks = []
    for side, look in looks.items():
        label: dict[str, Any] = {"align": "left", "dx": 2, "fontWeight": "bold", "fontSize": size, **look}
        here = named.transform_filter(f"datum.named == '{side}'")
        marks += [
            here.mark_text(stroke=colours.paper, strokeWidth=4, color=colours.paper, **label),
            here.mark_text(color=colours.met, **label),
        ]
    return marks


def _ends(end: alt.Chart, y: Any, colours: Palette) -> list[alt.Chart]:
    """What the forecast comes to at the end, written beside it where there is room."""
    looks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("median", "centre", {"color": colours.forecast, "fontWeight": "bold"}),
        ("low", "below", {"color": colours.muted}),
        ("high", "above", {"color": colours.muted}),
    )
    return [
        end.mark_text(align="left", baseline="middle", dx=7, **look).encode(y=y(at), text=alt.Text(f"{text}:N"))
        for at, text, look in looks
    ]


def _assumption(base: alt.Chart, y: Any, colours: Palette) -> list[alt.Chart]:
    """What is assumed: a line of dots and dashes with its name at its end."""
    colour = colours.to_review_text
    on = base.transform_filter("isValid(datum.assumed)")
    end = base.transform_filter("isValid(datum.assumed_name)")
    text = alt.Text("assumed_name:N")
    names = []
    looks: dict[str, dict[str, Any]] = {"!": {"baseline": "top", "dy": 14}, "": {"baseline": "bottom", "dy": -9}}
    for test, look in looks.items():
        name: dict[str, Any] = {"align": "right", "dx": -10, "fontWeight": "bold", **look}
        here = end.transform_filter(f"{test}({AT_THE_FOOT})").encode(y=y("assumed"), text=text)
        names += [
            here.mark_text(stroke=colours.paper, strokeWidth=4, color=colours.paper, **name),
            here.mark_text(color=colour, **name),
        ]
    return [
        base.transform_filter("isValid(datum.assumed_threshold) && datum.assumed_threshold != datum.threshold")
        .mark_line(color=colour, strokeWidth=1.2, strokeDash=[1, 4])
        .encode(y=y("assumed_threshold")),
        on.mark_line(color=colour, strokeWidth=2.2, strokeDash=[8, 3, 2, 3]).encode(y=y("assumed")),
        end.transform_filter("!datum.end").mark_rule(color=colour, strokeWidth=1, strokeDash=[4, 3]).encode(),
        end.mark_point(filled=True, color=colour, size=46, opacity=1).encode(y=y("assumed")),
        *names,
    ]
