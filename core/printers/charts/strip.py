"""One criterion across pilots: a dot each at the month of its own pilot, and where it is expected to be at the end.

Upwards is the share of the threshold, so that pilots of one type can be read side by side whatever they count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from core.documents.across import Panel
from core.i18n import N_
from core.model import Outcome
from core.model.document import Value
from core.model.quantity import Judged, Quantity
from core.printers.charts.svg import Look, across, element, haloed, on_screen, picture, text, title
from core.printers.palette import SCREEN, Palette
from core.printers.text import TextPrinter

#: Heights of the strip, of what is above it and of the axis below; where the scale ends.
HEIGHT, HEAD, AXIS, MOST = 190, 20, 38, 1.5
#: Shares of the width: where the months end, and where the pilots' ends begin; between them what the lines are.
MONTHS, ENDS = 0.68, 0.76
#: How far dots are apart at least, in pixels; the radius of a dot; months between two that are named.
APART, DOT, EVERY = 8, 4, 6
TICKS = (0.0, 0.5, 1.5)
MONTH, END = N_("Month of the pilot"), N_("Likely range at its end (80%)")
Mark = Mapping[str, Value]


def html(panel: Panel, said: TextPrinter) -> str:
    """The panel for the screen; hovering a dot shows its name and where it is expected to be."""
    return on_screen(svg(panel, said, SCREEN, class_="strip", width="100%"))


def svg(panel: Panel, said: TextPrinter, colours: Palette, **look: str | float | None) -> str:
    """The same for any surface, in its colours."""
    plot = element("svg", *_drawn(panel, said, colours), y=HEAD, height=HEIGHT, overflow="visible")
    return picture(plot, alt=said(panel.chart.alt), height=HEAD + HEIGHT + AXIS, **look)


def _drawn(panel: Panel, said: TextPrinter, colours: Palette) -> Iterator[str]:
    marks = [mark for mark in panel.chart.data if mark["clock"] is not None]
    months = max([EVERY, *(int(_number(mark[name]) or 0) for mark in marks for name in ("clock", "months"))])
    for tick in TICKS:
        yield element("line", x2="100%", y1=_y(tick), y2=_y(tick), stroke=colours.line)
        share = f"{'≥' if tick == MOST else ''}{tick:.0%}"
        yield text(share, x=across(ENDS), text_anchor="end", y=_y(tick) - 5, fill=colours.muted)
    yield element("line", x2="100%", y1=_y(1), y2=_y(1), stroke=colours.met, stroke_width=1.6)
    for n in range(EVERY, months + 1, EVERY):
        yield text(f"{n}", x=across(_x(n, months)), y=HEIGHT + 16, text_anchor="middle", fill=colours.muted)
    below: Look = {"y": HEIGHT + 33, "fill": colours.muted}
    yield text(said.words(MONTH), x=across(MONTHS / 2), text_anchor="middle", **below)
    if panel.looks_ahead:
        yield text(said.words(END), x="100%", text_anchor="end", **below)
    yield from _pilots(marks, months, said, colours)
    label = said.words("threshold {threshold}").format(threshold=said(panel.threshold))
    yield haloed(label, colours, x=across(ENDS), text_anchor="end", y=_y(1) - 5, font_weight="bold", fill=colours.met)


def _pilots(marks: Sequence[Mark], months: int, said: TextPrinter, colours: Palette) -> Iterator[str]:
    """A group a pilot: its dot, the interval at its pilot's end, and the name that hovering shows."""
    placed: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)
    ahead = [mark for mark in marks if mark["low_ratio"] is not None]
    for mark in marks:
        clock, y = _number(mark["clock"]) or 0.0, _y(_number(mark["ratio"]))
        x, beside = _x(clock, months), _beside(placed[clock], y)
        placed[clock].append((beside, y))
        inside = [title(said(mark["wording"]))]
        if mark in ahead:
            end = ENDS + (ahead.index(mark) + 0.5) / len(ahead) * (1 - ENDS)
            low, high = (_y(_number(mark[key])) for key in ("low_ratio", "high_ratio"))
            span: Look = {"x1": across(end), "x2": across(end), "y1": low, "y2": high, "class_": "span"}
            inside.append(element("line", **span, stroke=colours.forecast, stroke_linecap="round"))
        inside.append(_dot(mark["outcome"], across(x), beside, y, colours))
        anchor, dx = ("end", beside - 8) if x > MONTHS * 0.6 else ("start", beside + 8)
        name: Look = {"x": across(x), "dx": dx, "y": y + 4, "text_anchor": anchor, "font_weight": "bold"}
        inside.append(haloed(said(mark["name"]), colours, **name, fill=colours.ink, class_="name"))
        yield element("svg", *inside, class_="pilot", overflow="visible")


def _beside(placed: Sequence[tuple[float, float]], y: float) -> float:
    """How far beside its month a dot is drawn, in pixels, so that it covers none that are placed."""
    free = (x for n in count() for x in (n * APART, -n * APART))
    return next(x for x in free if all(abs(x - other) >= APART or abs(y - at) >= APART for other, at in placed))


def _dot(judged: Value, x: str, beside: float, y: float, colours: Palette) -> str:
    outcome = judged.outcome if isinstance(judged, Judged) else Outcome.NO_DATA
    look: Look = {"fill": colours.not_met_pale, "stroke": colours.not_met}
    if outcome is Outcome.MET:
        look = {"fill": colours.met, "stroke": colours.met}
    elif outcome is Outcome.NO_DATA:
        look = {"fill": colours.paper, "stroke": colours.no_data, "stroke_dasharray": "2 2"}
    dot = element("circle", cx=beside, r=DOT, stroke_width=1.4, **look)
    return element("svg", dot, x=x, y=y, overflow="visible")


def _x(clock: float, months: int) -> float:
    """Where a month of the pilot is, as a share of the width."""
    return (clock - 0.5) / months * MONTHS


def _y(ratio: float | None) -> float:
    """How far from the top a share of the threshold is; at the bottom what has none, at the top what is beyond it."""
    return HEIGHT * (1 - min(max(ratio or 0.0, 0.0), MOST) / MOST)


def _number(value: Value) -> float | None:
    return float(value.value) if isinstance(value, Quantity) else None
