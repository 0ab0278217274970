"""How far each computed criterion is: value as a share of the threshold, one row a criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from core.model import Outcome
from core.model.document import Chart, Value
from core.model.quantity import Judged, Quantity
from core.printers.charts.svg import Look, across, element, on_screen, picture, text, width_of
from core.printers.palette import SCREEN, Palette
from core.printers.text import TextPrinter

#: Where the scale ends; longer bars stop here and carry an arrow.
END = 1.3
#: How thick the hard end of a bar is, on the scale.
EDGE = 0.016
#: How high a row and its bar are.
STEP, THICK = 34, 14
TICKS = (0, 0.25, 0.5, 0.75, 1, 1.25)
#: On paper: room for labels on the left and, at the least, figures on the right, the space before each, and the height
#: of the axis.
LEFT, RIGHT, GAP, AXIS = 250, 132, 8, 22

Bar = Mapping[str, Value]


def html(chart: Chart, said: TextPrinter, links: Sequence[str] = ()) -> str:
    """The rows for the screen, each a label, a drawing and figures; `data-pick` counts them, or each has its link over it."""
    rows = "".join(
        f'<div {"" if links else f"data-pick={place}"} title="{_hover(bar, said)}">{links[place] if links else ""}'
        f"<span>{escape(said(bar['label']))}</span>"
        f"{on_screen(picture(_marks(bar, SCREEN, THICK / STEP), alt=''))}"
        f"<span>{escape(said(bar['figures']))}</span></div>"
        for place, bar in enumerate(chart.data)
    )
    axis = f"<div><span></span>{on_screen(picture(_axis(SCREEN), alt=''))}<span></span></div>"
    return f'<div class="bars" role="group" aria-label="{escape(said(chart.alt))}">{rows}{axis}</div>'


def svg(chart: Chart, said: TextPrinter, colours: Palette, width: float, step: float) -> str:
    """The same as one drawing, for paper."""
    figures = [said(bar["figures"]) for bar in chart.data]
    right = max(RIGHT, *(GAP + width_of(each) for each in figures))
    rows, room, height = [], width - LEFT - right, step * len(chart.data)
    for place, bar in enumerate(chart.data):
        y = place * step
        drawn = _marks(bar, colours, THICK / step)
        middle: Look = {"y": y + step / 2 + 4, "fill": colours.ink}
        rows += [
            text(said(bar["label"]), x=LEFT - GAP, text_anchor="end", **middle),
            element("svg", drawn, x=LEFT, y=y, width=room, height=step),
            text(figures[place], x=width - right + GAP, **middle),
        ]
    axis = element("svg", _axis(colours), x=LEFT, y=height, width=room, height=AXIS, overflow="visible")
    return picture(*rows, axis, alt=said(chart.alt), width=width, height=height + AXIS)


def _hover(bar: Bar, said: TextPrinter) -> str:
    return escape("\n".join(said(bar[name]) for name in ("label", "figures", "sentence")))


def _marks(bar: Bar, colours: Palette, thick: float) -> str:
    """Met solid, not met pale with a hard end, no value a dashed outline; the 100 % line over all."""
    ratio, judged = bar["ratio"], bar["outcome"]
    assert isinstance(judged, Judged)
    outcome = judged.outcome
    far = float(ratio.value) if isinstance(ratio, Quantity) else None
    shown = 0.0 if far is None else min(far, END)

    def part(start: float, end: float, fill: str, **look: str | float) -> str:
        where: Look = {"x": across(start / END), "width": across((end - start) / END)}
        return element("rect", y=across((1 - thick) / 2), height=across(thick), **where, fill=fill, **look)

    colour = {Outcome.MET: colours.met, Outcome.NO_DATA: colours.line}.get(outcome, colours.not_met_pale)
    pieces = [part(0, END, colours.track, rx=2)]
    if outcome is Outcome.NO_DATA:
        pieces.append(part(0, 1, "none", stroke=colours.no_data, stroke_dasharray="3 3", rx=2))
    if far is not None:
        pieces.append(part(0, shown, colour, rx=2))
        if outcome is Outcome.NOT_MET:
            pieces.append(part(max(0, shown - EDGE), max(EDGE, shown), colours.not_met))
        if far > END:
            arrow: Look = {"text_anchor": "end", "font_size": 15, "font_weight": "bold", "fill": colours.on_met}
            pieces.append(text("›", x="100%", y="50%", dx=-4, dy=4, **arrow))
    line: Look = {"x1": across(1 / END), "x2": across(1 / END), "y1": 0, "y2": "100%"}
    return "".join((*pieces, element("line", **line, stroke=colours.ink, stroke_width=2.2)))


def _axis(colours: Palette) -> str:
    return "".join(
        text(f"{tick:.0%}", x=across(tick / END), y=16, text_anchor="middle" if tick else "start", fill=colours.muted)
        for tick in TICKS
    )
