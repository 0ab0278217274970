"""One criterion over the whole pilot, small: one of many on the screen, or a picture on paper."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.documents.trajectory import Trajectory
from core.model import Month
from core.printers.charts import trajectory
from core.printers.charts.svg import Look, across, element, haloed, month_labels, on_screen, picture, text, title
from core.printers.palette import SCREEN, Palette
from core.printers.text import TextPrinter

#: Heights of the lines and of the axis below them; on paper, of what is above them.
HEIGHT, AXIS, HEAD = 118, 22, 18
#: On paper: how wide a figure of the axis is, and what is left free beside it and on the right.
FIGURE, FREE = 7, 8
#: The screen stretches lines that are drawn this wide.
WIDE = 1000.0
#: From this share of the width on a month's name stands on the left of its line, where there is room.
LATE = 0.66
#: A longer pilot has half as many labels of months.
USUAL = 24
#: Ticks of an axis, about; a scale ends at one of more.
TICKS, PAPER_TICKS, ENDS = 3, 5, 10


def html(one: Trajectory, said: TextPrinter) -> str:
    """The small multiple: as wide as its place, and without figures on the axis, which stand in its heading."""
    plot = _Plot(trajectory.rows(one, said), said, SCREEN)
    return on_screen(picture(*plot.drawn(TICKS), alt=said(one.chart.alt), class_="lines", height=HEIGHT + AXIS))


def svg(one: Trajectory, said: TextPrinter, colours: Palette, width: float, high: float = HEIGHT) -> str:
    """The same with an axis of figures and what its months are, for paper."""
    plot = _Plot(
        trajectory.rows(one, said), said, colours, point=3.3, size=12, every=12 if width < 420 else 6, thin=2, tall=high
    )
    ticks = {f"{tick:,.10g}{'%' if one.percent else ''}": plot.y(tick) + 4 for tick in plot.ticks(PAPER_TICKS)}
    left = FIGURE * max(len(tick) + one.percent for tick in ticks) + FREE  # the sign of percent is as wide as two
    plot = replace(plot, wide=width - left - FREE)
    figures = (text(tick, x=-FREE, y=y, text_anchor="end", fill=colours.muted) for tick, y in ticks.items())
    inside = (*plot.drawn(PAPER_TICKS), *plot.notes(), *figures)
    lines = element("svg", *inside, x=left, y=HEAD, width=plot.wide, height=high, overflow="visible")
    return picture(lines, alt=said(one.chart.alt), width=width, height=HEAD + high + AXIS)


class _Plot(Struct, frozen=True, dict=True):
    """Months across, 0 to a round figure upwards; `wide` is what paths are drawn in."""

    rows: Sequence[dict[str, Any]]
    said: TextPrinter
    colours: Palette
    point: float = 1.8
    size: float = 11
    every: int = 6
    thin: float = 1.6
    wide: float = WIDE
    tall: float = HEIGHT

    @cached_property
    def _ends(self) -> tuple[float, float]:
        drawn = [row[name] for row in self.rows for name in trajectory.FIGURES if row[name] is not None]
        low, high = min([0.0, *drawn]), max([row["threshold"] * 1.15 for row in self.rows] + drawn + [0.0])
        step = _step(high - low, ENDS)
        return math.floor(low / step) * step, math.ceil(high / step) * step or step

    def ticks(self, count: int) -> list[float]:
        """Round figures, about so many."""
        low, high = self._ends
        step = _step(high - low, count)
        return [n * step for n in range(math.ceil(low / step), math.floor(high / step + 1e-9) + 1)]

    def x(self, place: int) -> float:
        """Where a month is, as a share of the width."""
        return place / max(len(self.rows) - 1, 1)

    def y(self, figure: float) -> float:
        """How far from the top a figure is."""
        low, high = self._ends
        return self.tall * (high - figure) / (high - low)

    def of(self, name: str) -> list[tuple[int, float]]:
        """The months that have this figure, by their places."""
        return [(place, row[name]) for place, row in enumerate(self.rows) if row[name] is not None]

    def drawn(self, ticks: int) -> Iterator[str]:
        """From the back to the front: grid, lines, points, the threshold's label, the axis of months, what hovering says."""
        for tick in self.ticks(ticks):
            yield element("line", x2="100%", y1=self.y(tick), y2=self.y(tick), stroke=self.colours.line)
        box: Look = {
            "viewBox": f"0 0 {self.wide:g} {self.tall:g}",
            "preserveAspectRatio": "none",
            "overflow": "visible",
        }
        yield element("svg", *self._lines(), width="100%", height=self.tall, **box)
        for place, figure in self.of("plan"):
            diamond = element("path", d="M0-4 4 0 0 4-4 0z", fill="none", stroke=self.colours.action, stroke_width=1.6)
            yield element("svg", diamond, x=across(self.x(place)), y=self.y(figure), overflow="visible")
        for place, figure in self.of("value"):
            yield element("circle", cx=across(self.x(place)), cy=self.y(figure), r=self.point, fill=self.colours.ink)
        yield from self._label()
        months = [Month.from_index(row["month"]) for row in self.rows]
        yield month_labels(
            months, self.said, self.colours, self.tall + 18, self.every * (1 if len(months) <= USUAL else 2)
        )
        for place, row in enumerate(self.rows):
            start = across(max(0, self.x(place) - self.x(1) / 2))
            where: Look = {"x": start, "width": across(self.x(1)), "height": self.tall, "fill": "transparent"}
            yield element("rect", title(row["sentence"]), **where)

    def _lines(self) -> Iterator[str]:
        colours = self.colours
        for low, high, colour in (("low", "high", "forecast_wide"), ("low_half", "high_half", "forecast_half")):
            band = self._path((*self.of(high), *reversed(self.of(low))))
            yield element("path", d=band, fill=getattr(colours, colour), stroke=colours.forecast, stroke_width=0.8)
        now = next((self.x(place) * self.wide for place, row in enumerate(self.rows) if row["now"]), None)
        for name, colour, width, dash in (
            ("threshold", colours.met, 1.6, None),
            ("required", colours.guide, 1.2, "2 3"),
            ("now", colours.muted, 1, "1 3"),
            ("median", colours.forecast, self.thin, "6 4"),
            ("value", colours.ink, self.thin, None),
        ):
            path = self._path(self.of(name)) if name != "now" else now and f"M{now:.1f} 0V{self.tall:g}"
            look: Look = {"stroke": colour, "stroke_width": width, "stroke_dasharray": dash}
            yield element("path", d=path or "", fill="none", **look)

    def _path(self, points: Sequence[tuple[int, float]]) -> str:
        drawn = "L".join(f"{self.x(place) * self.wide:.1f} {self.y(figure):.1f}" for place, figure in points)
        return drawn and f"M{drawn}"

    def _label(self) -> Iterator[str]:
        """The threshold's, above or below its line."""
        for place, row in enumerate(self.rows):
            if row["named"]:
                y = self.y(row["threshold"]) + (-6 if row["named"] == "above" else 5 + self.size)
                look: Look = {"font_weight": "bold", "font_size": self.size, "fill": self.colours.met}
                yield haloed(row["threshold_text"], self.colours, x=across(self.x(place)), dx=2, y=y, **look)

    def notes(self) -> Iterator[str]:
        """The month that is judged and the pilot's end, in words."""
        _, muted = self.said.words, self.colours.muted
        for place, row in enumerate(self.rows):
            x = across(self.x(place))
            if row["end"]:
                yield element("line", x1=x, x2=x, y1=0, y2=self.tall, stroke=muted)
                yield text(_("Pilot ends"), x=x, y=-6, text_anchor="end", fill=muted)
            if row["now"] and not row["end"]:
                late = self.x(place) > LATE
                side: Look = {"dx": -5 if late else 5, "text_anchor": "end" if late else None}
                yield text(row["month_text"], x=x, y=self.tall - 6, fill=muted, **side)


def _step(span: float, count: int) -> float:
    """The round step, 1, 2 or 5 times a power of ten, that comes next to `count` steps in a span."""
    exact = (span or 1) / count
    power = math.pow(10, math.floor(math.log10(exact)))
    return power * next(n for n, above in ((10, 50), (5, 10), (2, 2), (1, 0)) if exact / power >= math.sqrt(above))
